"""Waiting at a saddle, and a swarm that meets no trap."""

import numpy as np
import pytest

from lessons.error_surfaces.saddles import (
    ARRIVED,
    DISTANCES,
    RIDGES,
    Waiting,
    descents,
    free_at,
    off_ridge,
    swarm,
    swarm_film,
    verdict,
    waiting,
    waiting_film,
)
from optim import run
from optim.gradient_descent import GradientDescent
from surfaces import SURFACES
from tests.lessons.sweep import sweep

STRICT = [slug for slug in RIDGES if slug != "monkey_saddle"]
RATES = (0.01, 0.051, 0.15)


@pytest.mark.parametrize("slug", RIDGES)
@pytest.mark.parametrize("lr", RATES)
def test_a_start_on_the_ridge_runs_into_the_saddle(slug, lr):
    t = descents(slug, lr, (0.0,))
    assert np.abs(off_ridge(t, slug)).max() == 0.0
    assert np.linalg.norm(t.points[-1, 0]) < (0.06 if slug == "monkey_saddle" else 1e-3)


@pytest.mark.parametrize("slug", STRICT)
@pytest.mark.parametrize("lr", RATES[1:])
def test_a_hundred_times_nearer_waits_as_the_formula_says(slug, lr):
    least = np.linalg.eigvalsh(SURFACES[slug]().hessian(np.zeros(2)))[0]
    waits = np.diff(free_at(descents(slug, lr), slug))
    assert waits == pytest.approx(waiting(lr, least, 100), abs=1.5)


def test_at_the_monkey_saddle_there_is_no_such_law():
    waits = np.diff(free_at(descents("monkey_saddle", 0.1), "monkey_saddle"))
    assert waits[1] > 3 * waits[0]


def test_on_a_quadratic_saddle_the_distance_grows_by_the_same_factor_with_every_step():
    away = off_ridge(descents("saddle", 0.051), "saddle")[:80, 1]
    assert away[1:] / away[:-1] == pytest.approx(1 + 0.051 * 2)


def test_the_smallest_eigenvalue_is_negative_while_the_error_stands_still():
    film = waiting_film("linear_network", 0.051)
    nearest = film.tracks[-1].channels
    still = np.abs(nearest["f"] - 0.5) < 0.01
    assert still.sum() > 100
    assert (nearest["least"][still] < -0.9).all()
    assert nearest["f"][-1] < 1e-2


@pytest.mark.parametrize("slug", RIDGES)
@pytest.mark.parametrize("lr", RATES)
def test_films_of_every_saddle(slug, lr):
    film = waiting_film(slug, lr)
    assert len(film.tracks) == len(DISTANCES)
    assert film.parts()[1]


@pytest.mark.thorough
def test_what_is_said_of_the_waits_is_what_single_runs_do_at_every_setting():
    for chosen in sweep(Waiting, count=6):
        surface, (ridge, off) = SURFACES[chosen.surface](), RIDGES[chosen.surface]
        off = np.array(off) / np.linalg.norm(off)
        free = []
        for distance in DISTANCES:
            t = run(GradientDescent(lr=chosen.lr), surface, ridge + distance * off, 4000, record_states=False)
            free.append(int(np.argmax(np.abs((t.points * off).sum(axis=1)) > 0.5)))
        words = verdict(chosen)
        assert f"waits {free[1] - free[0]} and {free[2] - free[1]} steps longer" in words
        assert min(np.diff(free)) > 0
        strict = chosen.surface != "monkey_saddle"
        assert ("By the formula" in words) == strict
        assert ("does not hold: the nearer, the worse" in words) == (not strict)
        if strict:
            said = float(words.split("it is ")[1].split(",")[0])
            assert np.abs(np.diff(free) - said).max() <= 2
        else:
            assert free[2] - free[1] > 2 * (free[1] - free[0])


def test_the_swarm_s_title_counts():
    assert swarm_film(swarm(80, 0.06, 140, 1)).panels[0].title == "80 of 80 starts find a global minimum"
    t = swarm(80, 0.06, 20, 1)
    assert swarm_film(t).panels[0].title == f"{(t.values[-1] < ARRIVED).sum()} of 80 starts find a global minimum"


def test_every_start_of_the_swarm_finds_a_global_minimum():
    t = swarm(80, 0.06, 140, 1)
    assert (t.values[-1] < ARRIVED).all()
    assert t.points[-1].prod(axis=-1) == pytest.approx(1.0, abs=1e-3)


def test_only_on_the_ridge_itself_does_a_run_end_in_the_saddle():
    t = run(GradientDescent(lr=0.06), SURFACES["linear_network"](), [(-1.5, 1.5), (-1.5, 1.5 + 1e-6)], 600)
    assert t.values[-1] == pytest.approx([0.5, 0.0], abs=1e-6)


def test_the_share_still_on_its_way_falls_from_all_to_none():
    t = swarm(80, 0.06, 140, 1)
    left = swarm_film(t).tracks[0].channels["left"]
    assert left[0] == 1
    assert left[-1] == 0
    assert left[60] == pytest.approx((t.values[60] >= ARRIVED).mean())
    assert (np.diff(left) <= 0).all()
