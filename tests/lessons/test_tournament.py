"""The tournament and the maps say what single runs say."""

import numpy as np
import pytest

from lessons.winner.maps import (
    axis_values,
    best_pair,
    left_of,
    meant,
    pairs,
    pairs_film,
    placed,
    rule_at,
    sliders,
    starts,
    starts_film,
)
from lessons.winner.tournament import LEAST, Result, board_film, contest, contested, left, ranks
from optim import OPTIMIZERS, nearest_minimum, run
from surfaces import SURFACES

RULES, GROUNDS = ["gradient_descent", "momentum", "newton", "levenberg_marquardt"], ["quadratic", "rosenbrock"]


@pytest.fixture(scope="module")
def results():
    return {(rule, ground): contest(rule, ground, 60, 8, 6) for rule in RULES for ground in GROUNDS}


def test_every_contested_surface_has_a_goal():
    for slug in contested():
        surface = SURFACES[slug]()
        assert surface.value(np.array(surface.start)) > surface.value(surface.minima()).min()


def test_left_is_the_share_of_the_descent():
    surface = SURFACES["quadratic"](lambda1=1.0, lambda2=1.0, angle=0.0)
    t = run(OPTIMIZERS["gradient_descent"](lr=0.5), surface, (1.0, 1.0), 10)
    assert left(t) == pytest.approx(10 * np.log10(0.25))  # the value falls to a quarter with each step
    assert left(run(OPTIMIZERS["gradient_descent"](lr=1.0), surface, (1.0, 1.0), 3)) == np.log10(LEAST)
    assert left(run(OPTIMIZERS["gradient_descent"](lr=1e3), surface, (1.0, 1.0), 30)) == 1.0


def test_newton_wins_on_a_quadratic(results):
    assert results["newton", "quadratic"].default == np.log10(LEAST)
    assert results["newton", "quadratic"].default < results["gradient_descent", "quadratic"].tuned


def test_tuning_helps_where_there_is_a_rate(results):
    for ground in GROUNDS:
        assert results["gradient_descent", ground].tuned < results["gradient_descent", ground].default
    untuned = results["levenberg_marquardt", "rosenbrock"]
    assert untuned.rate is None
    assert untuned.tuned == untuned.default


def test_spread_are_quartiles():
    assert Result(None, 0.0, 0.0, np.arange(5.0)).spread == (1.0, 2.0, 3.0)


def test_ranks_share_ties():
    scores = np.array([[1.0, 3.0], [1.0, 2.0], [5.0, 1.0]])
    np.testing.assert_array_equal(ranks(scores), [[1.5, 3], [1.5, 2], [3, 1]])


def test_the_board_marks_the_winners_and_races_the_chosen_surface(results):
    film = board_film(results, RULES, GROUNDS, "tuned", "rosenbrock", 60)
    board, contour, _ = film.panels
    cells, stars = board.figure["data"]
    places = np.asarray(cells["z"])
    assert {places[y, x] for x, y in zip(stars["x"], stars["y"], strict=True)} == {
        places[:, x].min() for x in range(len(GROUNDS))
    }
    assert contour.title == SURFACES["rosenbrock"].name
    assert len(film.tracks) == len(RULES)


def test_the_map_of_starts_agrees_with_single_runs():
    found = starts("gradient_descent", 0.01, "himmelblau", 80, 12)
    surface = SURFACES["himmelblau"]()
    for row, column in ((0, 0), (3, 9), (11, 5)):
        t = run(OPTIMIZERS["gradient_descent"](lr=0.01), surface, (found.x[column], found.y[row]), 80)
        assert found.basins[row, column] == nearest_minimum(surface, t.points[-1])


def test_the_map_of_pairs_agrees_with_single_runs_and_knows_the_best():
    found, surface = pairs("momentum", "beale", "lr", "beta", 60, 9), SURFACES["beale"]()
    x, y = best_pair(found, surface)
    best = left(run(OPTIMIZERS["momentum"](lr=x, beta=y), surface, steps=60))
    assert best == pytest.approx(np.nanmin(left_of(found, surface)))


@pytest.mark.parametrize("name", ["lr", "beta"])
def test_places_on_a_map_mean_values(name):
    parameter = sliders("momentum")[name]
    for value in axis_values(parameter, 7):
        assert meant(parameter, float(placed(parameter, value))) == pytest.approx(value, rel=6e-3)


@pytest.mark.parametrize("ground", contested())
def test_films_of_every_surface(ground):
    surface = SURFACES[ground]()
    assert starts_film(
        starts("momentum", 0.01, ground, 20, 8), rule_at("momentum", 0.01), surface, surface.start, 20
    ).document()
    found = pairs("momentum", ground, "lr", "beta", 20, 6)
    assert pairs_film(found, "momentum", surface, ("lr", "beta"), best_pair(found, surface), 20).document()
