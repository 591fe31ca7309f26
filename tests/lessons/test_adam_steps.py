"""Adam's first steps with and without correction, and what ε does to RMSprop."""

import json

import numpy as np
import pytest

from lessons.adaptive.adam_steps import SMALL, correction_film, eps_film, excess, measured_excess
from lessons.adaptive.rates import ARENAS
from optim import run
from optim.adam import Adam
from optim.gradient_descent import GradientDescent
from optim.rmsprop import RMSprop
from surfaces import SURFACES


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


@pytest.mark.parametrize("slug", ARENAS)
@pytest.mark.parametrize(("lr", "beta1", "beta2"), [(0.005, 0.0, 0.5), (1.0, 0.99, 0.999), (1.0, 0.0, 0.5)])
def test_extremes_of_adam_can_be_sent(slug, lr, beta1, beta2):
    json.dumps(correction_film(slug, lr, beta1, beta2).document(), allow_nan=False)
