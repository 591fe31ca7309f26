"""One stream of gradients: the steps by formulas written anew, and the page's race on the drawn stream."""

import dataclasses

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.adaptive.stream import (
    EACH,
    LINEUP,
    MOST,
    OWN,
    SMALLER,
    STEPS,
    TALLEST,
    Stream,
    Streamed,
    hearing,
    rule_of,
    runs,
    stream_film,
    words,
)
from optim import OPTIMIZERS, run
from tests.live.v8 import V8

CHOSEN = sweep(Stream, 6)
FOUR = tuple(rule.slug for rule in OWN)


def expected(chosen):
    """The steps Δw of each rule (steps, 2), by their textbook formulas."""
    g = chosen.gradients
    m, out = np.zeros(2), {slug: [] for slug in ("gradient_descent", "momentum", "adagrad", "rmsprop", "adam")}
    total, mean, first, second = np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2)
    momentum, adagrad, rmsprop, adam = OWN
    for k, slope in enumerate(g, 1):
        m = momentum.beta * m + momentum.lr * slope
        total = total + slope**2
        mean = rmsprop.beta * mean + (1 - rmsprop.beta) * slope**2
        first = adam.beta1 * first + (1 - adam.beta1) * slope
        second = adam.beta2 * second + (1 - adam.beta2) * slope**2
        corrected = np.sqrt(second / (1 - adam.beta2**k)) + adam.eps
        for slug, step in (("gradient_descent", slope), ("momentum", m),
                           ("adagrad", adagrad.lr * slope / (np.sqrt(total) + adagrad.eps)),
                           ("rmsprop", rmsprop.lr * slope / (np.sqrt(mean) + rmsprop.eps)),
                           ("adam", adam.lr * first / (1 - adam.beta1**k) / corrected)):  # fmt: skip
            out[slug].append(step)
    return {slug: np.array(steps) for slug, steps in out.items()}


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_the_steps_are_the_formulas_and_the_words_compare_them(chosen):
    steps = expected(chosen)
    for t in runs(chosen, FOUR):
        np.testing.assert_allclose(-np.diff(t.points, axis=0), steps[t.optimizer.slug], rtol=1e-6, atol=1e-10)
    told = words(chosen, FOUR)
    if not chosen.gradients.any():
        assert told == "No gradient, no step."
        return
    for rule in OWN:
        first, second = np.abs(steps[rule.slug]).max(axis=0)
        part = next(part for part in told.rstrip(".").split("; ") if rule.name in part)
        if "as a share" in part:
            shown = float(part.split(f"{rule.name} ")[1].split(",")[0].split(" and")[0])
            assert shown == pytest.approx(second / first, rel=0.06)
            assert shown < 0.96
        else:
            assert second / first == pytest.approx(1 if "**as long**" in part else 1 / SMALLER, rel=0.05)
    assert np.abs(steps["momentum"][:, 1]).max() == pytest.approx(np.abs(steps["momentum"][:, 0]).max() / SMALLER)


def test_the_page_makes_the_same_steps_of_what_the_handles_set():
    before, chosen = stream_film(Stream(), FOUR), Stream(**Stream.presets["It flips its sign"])
    noise = decode(before.live["noise"]).copy()
    assert noise.size == 2 * STEPS
    for i, handle in enumerate(before.panels[0].handles):
        assert len(handle["sets"]) == 2 * EACH
        for each in handle["sets"]:
            noise[int(each["name"].removeprefix("draw."))] = getattr(chosen, f"g{i}") / each["over"]
    np.testing.assert_array_equal(noise, chosen.gradients.ravel())
    spec = {**before.live, "noise": noise.tolist(), "at": 0}
    rules = [rule | {"program": rule["noisy"]} for rule in spec["rules"]]
    engine = V8(spec.pop("programs"))
    channels = ["dx", "dy", "x", "y", "f"]
    _, made = engine.call("races", [spec | {"rules": rules, "channels": channels}], np.zeros(5 * 5 * (STEPS + 1)))
    steps = expected(chosen)
    for rule, arrays in zip(rules, made.reshape(5, 5, STEPS + 1), strict=True):
        assert np.isnan(arrays[:2, 0]).all()
        np.testing.assert_allclose(arrays[:2, 1:].T, steps[rule["id"]], rtol=1e-6, atol=1e-10)


def test_the_films_steps_are_the_tracks():
    film = stream_film(Stream())
    for track, t in zip(film.tracks, runs(Stream()), strict=True):
        np.testing.assert_array_equal(track.channels["dy"][1:], -np.diff(t.points[:, 1]))
    assert [panel.axes["y"] for panel in film.panels] == ["dx", "dx", "dy"]
    assert [panel.title for panel in film.panels[1:]] == [f"Steps Δw{i}, subtracted from w{i}" for i in "₁₂"]
    assert film.panels[0].racers == ["gradient_descent"]
    assert "gradient_descent" not in film.panels[1].racers


@pytest.mark.thorough
def test_every_rule_that_goes_by_gradients_alone_can_be_heard():
    assert {*LINEUP, "lion", "adamw", "sign_descent", "nadam", "amsgrad"} <= {*hearing()}
    assert len(LINEUP) <= MOST
    left_out = {*OPTIMIZERS} - {*hearing()}
    assert {"newton", "lbfgs", "polyak_step", "spsa", "cma_es", "gradient_descent", "muon"} <= left_out
    for slug in hearing():
        (_, t) = runs(Stream(**Stream.presets["Constant"]), (slug,))
        assert np.abs(np.diff(t.points, axis=0)).max() <= TALLEST
        assert t.diverged_at is None


def test_hardly_a_rule_of_the_stream_is_left_to_the_server():
    """Ten at a time, as many as the picture takes."""
    for first in range(0, len(hearing()), MOST):
        lineup = hearing()[first : first + MOST]
        film = stream_film(Stream(), lineup)
        assert {rule["id"] for rule in film.live["rules"]} == {"gradient_descent", *lineup}
        assert [racer.id for racer in film.racers[1:]] == list(lineup)


def test_without_a_rule_the_stream_stands_alone():
    assert words(Stream(), ()) == "No rule is chosen."
    assert len(stream_film(Stream(), ()).tracks) == 1
    assert rule_of("adam").lr == 0.05


@pytest.mark.parametrize("slug", ["adagrad", "adadelta", "rmsprop", "adam", "adamax", "nadam"])
def test_both_coordinates_steps_are_as_long_as_each_other_only_where_eps_is_small(slug):
    """Under the softest preset Adadelta's own ε is not: its steps differ, and the page names ε as the condition."""
    chosen = Stream(**Stream.presets["Silence, then a shout"])
    stream = Streamed(chosen.gradients)

    def share(rule):
        first, second = np.abs(np.diff(run(rule, stream, (0.0, 0.0), STEPS).points, axis=0)).max(axis=0)
        return second / first

    assert share(dataclasses.replace(rule_of(slug), eps=1e-12)) == pytest.approx(1, abs=0.01)
    if slug == "adadelta":
        assert share(rule_of(slug)) < 0.5
