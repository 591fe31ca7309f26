"""Adam's first steps with and without correction, and what ε does to RMSprop."""

import json
import re

import numpy as np
import pytest
from sweep import sweep

from lessons._text import number
from lessons.adaptive.adam_steps import (
    CORRECTED,
    SMALL,
    both,
    correction_film,
    correction_words,
    eps_film,
    eps_words,
    excess,
    measured_excess,
)
from lessons.adaptive.rates import ARENAS
from lessons.adaptive.settings import Correction, Epsilon
from optim import run
from optim.adam import Adam
from optim.gradient_descent import GradientDescent
from optim.rmsprop import RMSprop
from surfaces import SURFACES, lowest


@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.0, 0.99), (0.9, 0.9), (0.99, 0.5)])
def test_without_correction_steps_are_as_much_too_long_as_the_formula_says(beta1, beta2):
    np.testing.assert_allclose(measured_excess(beta1, beta2, 200), excess(beta1, beta2, 200), rtol=1e-6)


def test_as_in_the_paper_the_first_steps_are_far_too_long():
    factor = excess(0.9, 0.999, 200)
    assert factor[0] == pytest.approx(0.1 / np.sqrt(0.001))
    assert factor.max() == pytest.approx(6.57, abs=0.01)
    assert factor.argmax() + 1 == 12


@pytest.mark.parametrize("slug", ARENAS)
def test_with_correction_the_first_step_is_eta_in_every_coordinate(slug):
    start = ARENAS[slug].start
    first = run(Adam(lr=0.1), SURFACES[slug](), start, 1).points
    assert np.abs(first[1] - first[0]) == pytest.approx(0.1, rel=0.01)


def rms(slug, eps):
    arena = ARENAS[slug]
    return run(RMSprop(lr=arena.rates["rmsprop"], eps=eps), SURFACES[slug](), arena.start, arena.steps)


@pytest.mark.parametrize("slug", ARENAS)
def test_a_large_eps_makes_it_gradient_descent(slug):
    arena = ARENAS[slug]
    plain = run(GradientDescent(lr=arena.rates["rmsprop"] / 1e6), SURFACES[slug](), arena.start, arena.steps)
    moved = plain.points - plain.points[0]
    np.testing.assert_allclose(rms(slug, 1e6).points - plain.points[0], moved, rtol=1e-3, atol=1e-9)


def test_a_tiny_eps_leaves_the_ridge_at_once_and_a_large_one_does_not():
    trusting, between, doubting = (abs(rms("long_valley", eps).points[-1, 1]) for eps in (1e-6, 0.1, 10.0))
    assert doubting < 1e-3 < between < trusting


def test_on_beale_a_larger_eps_ends_the_bouncing():
    bouncing, calm = (rms("beale", eps) for eps in (SMALL, 2.0))
    assert (
        np.abs(np.diff(calm.points[-50:], axis=0)).max() < 0.05 * np.abs(np.diff(bouncing.points[-50:], axis=0)).max()
    )
    assert calm.values[-1] < 0.1 * bouncing.values[-1]


@pytest.mark.parametrize("slug", ARENAS)
@pytest.mark.parametrize("eps", [1e-6, 1e-2, 1.0])
def test_the_rate_is_at_most_eta_over_eps(slug, eps):
    film = eps_film(slug, 1.0, eps)
    rates = next(track.channels["rate2"] for track in film.tracks if track.racer == "chosen")
    assert np.nanmax(rates) <= ARENAS[slug].rates["rmsprop"] / eps * (1 + 1e-12)


@pytest.mark.parametrize("slug", ARENAS)
@pytest.mark.parametrize(("factor", "eps"), [(0.1, SMALL), (10.0, SMALL), (0.1, 100.0), (10.0, 100.0)])
def test_extremes_of_eps_can_be_sent(slug, factor, eps):
    json.dumps(eps_film(slug, factor, eps).document(), allow_nan=False)


@pytest.mark.parametrize("slug", CORRECTED)
@pytest.mark.parametrize(("lr", "beta1", "beta2"), [(0.005, 0.0, 0.5), (1.0, 0.99, 0.999), (1.0, 0.0, 0.5)])
def test_extremes_of_adam_can_be_sent(slug, lr, beta1, beta2):
    json.dumps(correction_film(slug, lr, beta1, beta2).document(), allow_nan=False)


def test_over_the_cliff():
    """Uncorrected, Adam is thrown over the wall beyond the start and stays on the far side; corrected, it arrives."""
    with_, without = both("jennrich_sampson", 0.1, 0.9, 0.999)
    assert with_.outcome.kind in ("converged", "near", "crawling", "oscillating")
    assert with_.values[-1] < 125
    assert without.values.max() > 50 * without.values[0]
    assert without.values[-1] > 10 * with_.values[-1]
    assert "thrown out of the picture" in correction_words("jennrich_sampson", 0.1, 0.9, 0.999)


@pytest.mark.parametrize("chosen", [*sweep(Correction), Correction("beale", 0.22, 0.846, 0.5)], ids=str)
def test_the_words_say_whether_correction_pays(chosen):
    told = correction_words(chosen.surface, chosen.lr, chosen.beta1, chosen.beta2)
    arena, surface = CORRECTED[chosen.surface], SURFACES[chosen.surface]()
    right, raw = (
        run(
            Adam(lr=chosen.lr, beta1=chosen.beta1, beta2=chosen.beta2, bias_correction=c),
            surface,
            arena.start,
            arena.steps,
        )
        for c in (True, False)
    )
    last = [t.values[np.isfinite(t.values)][-1] for t in (right, raw)]
    assert ("**pays**" in told) <= (last[0] < last[1])
    assert ("**no harm**" in told or "all the same" in told) <= (last[1] < last[0])
    assert not ("**no harm**" in told and "thrown out" in told)
    goal = lowest(surface)
    bottom, what = (0.0, "E") if goal is None or goal[1] == 0 else (goal[1], "E − E*")
    for at in last if "either way" not in told else last[:1]:
        assert f"{what} is" in told
        digits = 3 if len(told.split("either way")) == 1 else 2
        assert re.search(rf"(is|is about|correction) {re.escape(number(at - bottom, digits))}\b", told)
    low, high = np.array(arena.domain or surface.domain).T  # of what is drawn
    out = [((t.points < low) | (t.points > high) | np.isnan(t.points)).any() for t in (right, raw)]
    fell = raw.outcome.text.endswith("downhill")
    assert ("thrown out" in told) == (out[1] and not out[0] and not fell)
    assert ("leaves the picture, downhill" in told) == (out[1] and not out[0] and fell)
    k = np.arange(1, 20 * arena.steps)
    every = (1 - chosen.beta1**k) / np.sqrt(1 - chosen.beta2**k)  # also of steps that are not run
    law = every[: arena.steps]
    assert ("no step is longer" in told) == (law.max() <= 1.005)
    if law.max() > 1.005:
        assert f"**{law.max():.3g} times**" in told
        assert ("no other is as long" in told) == (law.argmax() == 0)
        later = f"{law.max():.3g}" != f"{law[0]:.3g}"  # two lengths that read the same are not told apart
        assert (f"step {law.argmax() + 1}, the longest" in told) == (later and 0 < law.argmax() == every.argmax())
        assert (f"step {arena.steps}, the last here" in told) == (later and law.argmax() < every.argmax())
    assert ("without correction is as long as with it" in told) == (f"{law[0]:.3g}" == "1")
    assert (law[0] > 1) == (1 - chosen.beta2 < (1 - chosen.beta1) ** 2)  # what the page says of the first step


def test_two_steps_that_read_the_same_are_not_told_apart():
    """Without correction the first step is 0.755/√0.475 = 1.095 times as long, the second 0.93998/√0.724375 = 1.104."""
    told = correction_words("saddle", 0.88, 0.245, 0.525)
    assert "the first step without correction is **1.1 times** as long as with it. " in told


@pytest.mark.parametrize("chosen", sweep(Epsilon, 60), ids=str)
def test_the_words_count_the_steps_in_which_eps_decides(chosen):
    told = eps_words(chosen.surface, chosen.factor, chosen.eps)
    arena = ARENAS[chosen.surface]
    t = run(RMSprop(lr=chosen.factor * arena.rates["rmsprop"], eps=chosen.eps), SURFACES[chosen.surface](), arena.start,
            arena.steps)  # fmt: skip
    g, v, below = t.gradients[:-1], np.zeros(2), np.zeros(2)
    for row in g:
        v = t.optimizer.beta * v + (1 - t.optimizer.beta) * row**2
        below += np.sqrt(v) < chosen.eps
    shares = [100 * share for share in below / len(g)]
    found = [float(word) for word in re.findall(r"(?:under |over )?(\d+)% ", told)[:2]]
    assert found == pytest.approx(shares, abs=1.01)
    lost = t.diverged_at is not None or t.outcome.kind == "left"
    ends = t.outcome.text[0].lower() + t.outcome.text[1:] if lost else f"ends at E = {number(t.values[-1])}"
    assert f"This run {ends}" in told
    assert "gradient descent at η/ε" in told
    assert ("that with an ε" in told) == (chosen.eps != 1e-8)
