"""Decaying rates on the wells: limits, escapes, schedules, and what a run has settled in."""

import json

import numpy as np
import pytest

from lessons.decay.escape import (
    FINALS,
    RATES,
    SMALL,
    STEPS,
    WELLS,
    descend,
    escape_film,
    escapes,
    limits,
    paced,
    settled,
)
from optim import SCHEDULES, run
from optim.gradient_descent import GradientDescent

FALLING = [slug for slug in SCHEDULES if slug != "constant"]


@pytest.mark.parametrize("slug", FALLING)
@pytest.mark.parametrize("final", [*FINALS[:1], 0.03, 0.5])
@pytest.mark.parametrize("steps", [40, STEPS, 201])
def test_all_schedules_come_from_the_same_rate_to_the_same(slug, final, steps):
    schedule = paced(slug, final, steps)
    factors = np.array([schedule.factor(k) for k in range(1, steps + 1)])
    assert factors[0] == 1
    assert factors[-1] == pytest.approx(final)
    assert (np.diff(factors) <= 1e-12).all()


def test_every_schedule_is_shown():
    for slug in SCHEDULES:
        assert paced(slug, 0.1, STEPS).factor(1) == 1
    assert paced("constant", 0.1, STEPS).factor(STEPS) == 1


@pytest.mark.parametrize(("share", "holds"), [(0.97, True), (1.03, False)])
def test_a_minimum_holds_below_its_limit_and_not_above(share, holds):
    found = limits()
    for minimum, rate in zip(found.minima, found.rates, strict=True):
        t = run(GradientDescent(lr=share * rate), WELLS, minimum + 1e-5, 100)
        assert (abs(t.points[-1] - minimum) < abs(t.points[0] - minimum)).all() == holds


def test_the_widest_minimum_is_the_best_and_has_the_highest_limit():
    found = limits()
    assert found.rates.argmax() == found.best
    assert found.rates.min() > SMALL


@pytest.mark.parametrize("lr", [0.82, 1.6, 3.0])
def test_the_small_rate_is_caught_the_large_one_never_rests_the_decaying_one_finds_the_best(lr):
    small, large, decaying = escapes(lr, 0.03, -3.6).values()
    found = limits()
    first = found.minima[:, 0].argsort()[0]
    assert settled(small) == first != found.best
    assert settled(large) == -1
    assert settled(decaying) == found.best


def test_between_the_limits_even_a_constant_rate_finds_the_best():
    found = limits()
    others = np.delete(found.rates, found.best)
    assert others.max() < 0.3 < found.rates[found.best]
    assert settled(escapes(0.3, 0.1, -3.6)["Large, η = 0.3"]) == found.best


def test_too_small_a_rate_escapes_from_nothing():
    assert settled(escapes(0.1, 0.1, -3.6)["Decaying from 0.1"]) != limits().best


def test_hardly_any_decay_never_settles():
    assert settled(escapes(3.0, 0.51, -3.6)["Decaying from 3"]) == -1


def test_a_run_that_passes_through_a_minimum_has_not_settled():
    still = descend("constant", 0.05, 1.0, limits().minima)
    assert settled(still).tolist() == list(range(len(limits().minima)))
    restless = descend("constant", 0.8, 1.0, limits().minima + 0.01)
    assert set(settled(restless).tolist()) == {-1}


@pytest.mark.parametrize("lr", RATES)
@pytest.mark.parametrize("final", FINALS)
@pytest.mark.parametrize("end", [0, 1])
def test_films_at_the_ends_of_the_sliders(lr, final, end):
    film = escape_film(escapes(lr, final, WELLS.domain[0][end]))
    assert film.steps == STEPS
    json.dumps(film.document(), allow_nan=False)


def test_minima_turn_green_when_they_begin_to_hold():
    film = escape_film(escapes(1.6, 0.03, -3.6))
    rates = film.tracks[2].channels["rate"]
    overlays = film.panels[0].overlays
    assert rates[0] > limits().rates.max()
    assert rates[-1] < limits().rates.min()
    assert len(overlays) == 2
