"""Step sizes on a parabola and on the lecture's bowl: every regime that page 2 names."""

import numpy as np
import pytest

from lessons.step_size.parabola import (
    COLORS,
    LECTURE,
    RATES,
    WIDEST,
    bowl,
    descend,
    four_film,
    minimum,
    one_film,
    panels_film,
    regime,
)
from optim import run
from optim.gradient_descent import GradientDescent
from surfaces.parabola import Parabola

PARABOLAS = [Parabola(), Parabola(a=0.1, b=-3.0, c=3.0), Parabola(a=5.0, b=3.0, c=-3.0)]


def told(t, goal):
    """The regime of a run in one coordinate, from its points alone."""
    away = t.points[:, 0] - goal
    shrinks = abs(away[3]) < abs(away[2]) * (1 - 1e-9)
    if abs(away[1]) < 1e-12:
        return "one step"
    if abs(away[3]) == pytest.approx(abs(away[2]), rel=1e-9):
        return "stands still" if away[3] * away[2] > 0 else "bounces for ever"
    if away[3] * away[2] > 0:
        return "monotone" if shrinks else "runs away"
    return "oscillates" if shrinks else "diverges"


@pytest.mark.parametrize("parabola", PARABOLAS, ids=str)
@pytest.mark.parametrize("ratio", [0.0, 0.01, 0.3, 0.99, 1.0, 1.01, 1.7, 1.99, 2.0, 2.01, 2.5])
def test_the_regime_is_what_the_run_does(parabola, ratio):
    assert regime(ratio) == told(descend(parabola, ratio, 5), minimum(parabola))


@pytest.mark.parametrize("parabola", PARABOLAS, ids=str)
def test_every_step_multiplies_the_distance_by_the_same_factor(parabola):
    away = descend(parabola, 1.7, 12).points[:, 0] - minimum(parabola)
    assert away[1:] / away[:-1] == pytest.approx(1 - 1.7)


def test_the_best_step_size_is_one_over_the_curvature():
    for parabola in PARABOLAS:
        t = run(GradientDescent(lr=1 / parabola.a), parabola, (minimum(parabola) + 1.234,), 1)
        assert t.points[-1, 0] == pytest.approx(minimum(parabola), abs=1e-12)


def test_four_balls_show_the_four_regimes():
    film = four_film(Parabola())
    assert [panel.subtitle for panel in film.panels] == ["monotone", "one step", "oscillates", "diverges"]
    assert [racer.color for racer in film.racers] == [COLORS[panel.subtitle] for panel in film.panels]


@pytest.mark.parametrize("parabola", PARABOLAS, ids=str)
@pytest.mark.parametrize("ratio", [0.0, 1.0, 2.0, WIDEST])
def test_films_at_the_ends_of_the_sliders(parabola, ratio):
    assert len(four_film(parabola).panels) == 4
    film = one_film(parabola, ratio)
    assert film.panels[0].title.endswith(regime(ratio))
    assert film.parts()[1]


def test_the_lectures_panels():
    film = panels_film()
    assert {0.1, 0.33, 0.5, 0.66, 0.67, 1.0} <= set(RATES)
    said = {panel.title: panel.caption for panel in film.panels}
    assert said["η = 0.1"].startswith("w₁ monotone (× 0.697), w₂ monotone (× 0.9)")
    assert said["η = 0.33"].startswith("w₁ one step")
    assert said["η = 0.5"].startswith("w₁ oscillates")
    assert said["η = 0.66"].startswith("w₁ bounces for ever (× −1)")
    assert said["η = 0.67"].startswith("w₁ diverges")
    assert "w₂ one step" in said["η = 1"]


@pytest.mark.parametrize("rate", RATES)
def test_what_each_panel_says_is_what_each_coordinate_does(rate):
    t = run(GradientDescent(lr=rate), bowl(LECTURE), (-1.5, 1.5), 5)
    for i, best in enumerate(LECTURE):
        single = run(GradientDescent(lr=rate), Parabola(a=1 / best), (t.points[0, i],), 5)
        assert t.points[:, i] == pytest.approx(single.points[:, 0], abs=1e-12)
        assert regime(rate / best) == told(single, 0.0)


def test_the_rule_for_two_coordinates():
    limit = 2 * min(LECTURE)
    for rate, expected in ((0.999 * limit, True), (1.001 * limit, False)):
        t = run(GradientDescent(lr=rate), bowl(LECTURE), (-1.5, 1.5), 4000)
        assert (np.abs(t.points[-1]).max() < 0.01) == expected
