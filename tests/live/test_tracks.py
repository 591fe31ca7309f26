"""Whole runs: the loop in the page is `optim.run`, channel by channel, where no rounding is amplified."""

import dataclasses

import numpy as np
import pytest
from v8 import V8

from figures.assemble import tracks_of
from figures.relief import relief_of
from live import EXCEPTIONS, programs_of, spec_of
from optim import OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled
from scenes import SCENES, scene
from surfaces import SURFACES

CHANNELS = ("x", "y", "f", "gap", "g", "z", "evals", "rate")


def in_the_page(some):
    """The channels of every entrant of some scenes, as the page makes them, and where each run diverged."""
    programs, specs, at = {}, [], 0
    for s in some:
        height = relief_of(s.surface).height
        spec = spec_of(s) | {"channels": CHANNELS, "at": at, "height": {"center": height.center, "scale": height.scale}}
        if not s.sigma:
            spec["noise"] = None
        else:
            spec["rules"] = [rule | {"program": rule["noisy"]} for rule in spec["rules"]]
        programs |= programs_of(s)
        specs.append(spec)
        at += len(spec["rules"]) * len(CHANNELS) * (s.steps + 1)
    diverged, numbers = V8(programs).call("races", specs, np.full(at, np.nan))
    at = 0
    for s, ends in zip(some, diverged, strict=True):
        size = len(ends) * len(CHANNELS) * (s.steps + 1)
        yield numbers[at : at + size].reshape(len(ends), len(CHANNELS), -1), ends
        at += size


def hold(s, found, ends, rtol):
    for entrant, t, channels, end in zip(s.entrants, s.run(), found, ends, strict=True):
        assert end == (-1 if t.diverged_at is None else t.diverged_at), entrant.name
        (track,) = tracks_of(t, entrant.id, channels=CHANNELS)
        for name, values in zip(CHANNELS, channels, strict=True):
            want = np.broadcast_to(track.channels[name], values.shape)
            atol = rtol * np.abs(want[np.isfinite(want)]).max(initial=0.0)
            np.testing.assert_allclose(values, want, rtol=rtol, atol=atol, err_msg=f"{s.name}: {entrant.name}, {name}")


def test_named_scenes():
    some = [dataclasses.replace(s, steps=min(s.steps, 60)) for s in SCENES.values() if s.surface.slug not in EXCEPTIONS]
    for s, (found, ends) in zip(some, in_the_page(some), strict=True):
        hold(s, found, ends, 1e-9)


def test_radford_s_scenes_to_their_ends():
    some = [s for slug, s in SCENES.items() if slug.startswith("radford")]
    for s, (found, ends) in zip(some, in_the_page(some), strict=True):
        hold(s, found, ends, 1e-8)


def test_kinds_of_noise_and_gradients_that_are_late():
    """The draws are a table, the delay a part of the loop, whatever a rule asks for."""
    slugs = ("gradient_descent", "momentum", "nesterov", "adam", "newton", "levenberg_marquardt", "line_search_descent",
             "lookahead", "sharpness_aware")  # fmt: skip
    kinds = [
        ("normal", 0.0, 1),
        ("normal", 0.3, 7),
        ("heavy tails", 0.2, 0),
        ("correlated", 0.3, 0),
        ("correlated", 0.2, 3),
    ]
    some = []
    for noise, sigma, delay in kinds:
        rules = [OPTIMIZERS[slug]() for slug in slugs if not (sigma and slug == "levenberg_marquardt")]
        some.append(scene(noise, SURFACES["himmelblau"](), *rules, start=(0.5, 0.3), steps=40, sigma=sigma, noise=noise,
                          delay=delay, seed=4))  # fmt: skip
    for s, (found, ends) in zip(some, in_the_page(some), strict=True):
        hold(s, found, ends, 1e-8)


@pytest.mark.parametrize("lr", [0.05, 0.5])
def test_divergence_at_the_same_step(lr):
    """Rules that are thrown off Rosenbrock's walls: from the first absurd point a run holds NaN, and counts no more."""
    rules = [OPTIMIZERS[slug](lr=lr) for slug in ("gradient_descent", "momentum", "nesterov", "newton", "adam")]
    s = scene("Thrown", SURFACES["rosenbrock"](), *rules, steps=80)
    ((found, ends),) = in_the_page([s])
    assert min(ends[:3]) > 0
    assert ends[4] == -1
    hold(s, found, ends, 1e-6)


def test_what_stands_around_a_rule_is_traced_with_it():
    o = OPTIMIZERS
    schedules = [Scheduled(o["gradient_descent"](lr=0.05), cls(warmup=3)) for cls in SCHEDULES.values()]
    clipped = Scheduled(Clipped(o["momentum"](lr=0.02), Clip(norm=0.5)), SCHEDULES["cosine"](horizon=30))
    others = (clipped, *(o[slug]() for slug in ("lookahead", "sharpness_aware", "cautious", "weight_average")))
    for rules in (schedules, others):
        s = scene("Around", SURFACES["himmelblau"](), *rules, steps=50, sigma=0.4, seed=3)
        ((found, ends),) = in_the_page([s])
        hold(s, found, ends, 1e-10)
