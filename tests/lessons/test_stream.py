"""One stream of gradients: the steps by formulas written anew, and the page's race on the drawn stream."""

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.adaptive.stream import EACH, RULES, SMALLER, STEPS, Stream, runs, stream_film, words
from tests.live.v8 import V8

CHOSEN = sweep(Stream, 6)


def expected(chosen):
    """The steps Δw of each rule (steps, 2), by their textbook formulas."""
    g = chosen.gradients
    m, out = np.zeros(2), {slug: [] for slug in ("gradient_descent", "momentum", "adagrad", "rmsprop", "adam")}
    total, mean, first, second = np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2)
    momentum, adagrad, rmsprop, adam = RULES
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
    for t in runs(chosen):
        np.testing.assert_allclose(-np.diff(t.points, axis=0), steps[t.optimizer.slug], rtol=1e-6, atol=1e-10)
    told = words(chosen)
    if not chosen.gradients.any():
        assert told == "No gradient, no step."
        return
    for rule in RULES:
        first, second = np.abs(steps[rule.slug]).max(axis=0)
        share = float(told.split(f"{rule.name} ")[1].split(",")[0].split(" and")[0].rstrip("."))
        assert share == pytest.approx(second / first, rel=0.06)
    assert np.abs(steps["momentum"][:, 1]).max() == pytest.approx(np.abs(steps["momentum"][:, 0]).max() / SMALLER)


def test_the_page_makes_the_same_steps_of_what_the_handles_set():
    before, chosen = stream_film(Stream()), Stream(**Stream.presets["It flips its sign"])
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
    assert film.panels[0].racers == ["gradient_descent"]
    assert "gradient_descent" not in film.panels[1].racers
