"""Whole runs: the loop in the page is `optim.run`, channel by channel, where no rounding is amplified."""

import dataclasses

import numpy as np
import pytest
from steps import drawn
from v8 import V8

from figures.assemble import tracks_of
from figures.relief import relief_of
from live import EXCEPTIONS, programs_of, spec_of
from optim import OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled
from scenes import SCENES, scene
from surfaces import SURFACES

CHANNELS = ("x", "y", "f", "gap", "g", "z", "evals", "rate", "away")


def channels_of(s):
    """Those that a film may ask for: the distance from the equilibrium is a game's."""
    return CHANNELS if s.surface.game else CHANNELS[:-1]


def in_the_page(some):
    """The channels of every entrant of some scenes, as the page makes them, and where each run diverged."""
    programs, specs, at = {}, [], 0
    for s in some:
        height = relief_of(s.surface).height
        names = channels_of(s)
        spec = spec_of(s) | {"channels": names, "at": at, "height": {"center": height.center, "scale": height.scale}}
        if not s.sigma:
            spec["noise"] = None
        else:
            spec["rules"] = [rule | {"program": rule["noisy"]} for rule in spec["rules"]]
        programs |= programs_of(s)
        specs.append(spec)
        at += len(spec["rules"]) * len(names) * (s.steps + 1)
    diverged, numbers = V8(programs).call("races", specs, np.full(at, np.nan))
    at = 0
    for s, ends in zip(some, diverged, strict=True):
        names = channels_of(s)
        size = len(ends) * len(names) * (s.steps + 1)
        yield numbers[at : at + size].reshape(len(ends), len(names), -1), ends
        at += size


def hold(s, found, ends, rtol):
    for entrant, t, channels, end in zip(s.entrants, s.run(), found, ends, strict=True):
        assert end == (-1 if t.diverged_at is None else t.diverged_at), entrant.name
        (track,) = tracks_of(t, entrant.id, channels=channels_of(s))
        for name, values in zip(channels_of(s), channels, strict=True):
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


def test_surfaces_that_move_and_games():
    """Each step sees the surface as it is then, under noise and late answers too; in a game one goes up."""
    o = OPTIMIZERS
    rules = [o[slug]() for slug in ("gradient_descent", "nesterov", "adam", "line_search_descent", "newton", "cma_es")]
    bowl = SURFACES["drifting_bowl"](lambda1=0.4, lambda2=3.0, radius=1.2, period=37.0)
    played = [o[slug](lr=0.2) for slug in ("gradient_descent", "extragradient", "optimistic_descent", "adam")]
    game = SURFACES["bilinear_game"](strength=1.7, cost=0.3)
    kinds = ((0.0, 0), (0.3, 0), (0.2, 3))
    some = [scene("Moves", bowl, *rules, steps=45, sigma=sigma, delay=delay, seed=2) for sigma, delay in kinds]
    some += [scene("Played", game, *played, steps=45, sigma=sigma, delay=delay, seed=2) for sigma, delay in kinds]
    for s, (found, ends) in zip(some, in_the_page(some), strict=True):
        hold(s, found, ends, 1e-9)


def test_an_equilibrium_stays_where_the_page_is_told_that_it_is():
    rng = np.random.default_rng(0)
    for cls in (cls for cls in SURFACES.values() if cls.game):
        (place,) = cls().critical_points()
        assert all(drawn(cls(), rng).critical_points() == (place,) for _ in range(20))


def downhill_in_the_page(some):
    """Of every entrant, whether the page says that it went down all the way out of the picture."""
    programs = {key: text for s in some for key, text in programs_of(s).items()}
    return V8(programs).call("downhill", [spec_of(s) | {"noise": None} for s in some], np.zeros(1))[0]


def test_who_goes_down_beyond_all_numbers_is_off_downhill_and_no_one_else():
    """As Python calls it: not what a wall throws out, nor a run that has only left, nor one in a game."""
    o = OPTIMIZERS["gradient_descent"]
    saddle, bowl = SURFACES["saddle"](), SURFACES["quadratic"]()
    game = scene("Out", SURFACES["bilinear_game"](), o(lr=1.5), steps=90)
    some = [
        scene("Down", saddle, o(lr=0.3), steps=120), scene("Up", bowl, o(lr=30.0), steps=90),
        scene("Rest", bowl, o(lr=0.01), steps=90), scene("Left", saddle, o(lr=0.3), steps=20), game,
    ]  # fmt: skip
    ends = [s.run()[0] for s in some]
    want = [str(t.outcome).endswith("downhill") for t in ends]
    assert [t.diverged_at is not None for t in ends] == [True, True, False, False, True]
    assert want == [True, False, False, True, False]
    assert downhill_in_the_page(some) == [[each] for each in want]
