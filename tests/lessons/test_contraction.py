"""How fast one step size can be: theory against the measured sweep."""

import numpy as np
import pytest

from lessons.step_size.contraction import (
    KAPPAS,
    LARGEST,
    RATIOS,
    START,
    BestRate,
    best_contraction,
    best_measured,
    best_rate,
    bowl,
    contraction,
    steps_needed,
    sweep,
    sweep_film,
    verdict,
)
from lessons.step_size.parabola import COLORS
from optim import run
from optim.gradient_descent import GradientDescent
from tests.lessons.sweep import sweep as settings_of

CONDITION = (1.0, 3.0, 10.0, LARGEST)


def test_the_best_rate_makes_both_ends_equally_slow_and_no_rate_is_better():
    for kappa in CONDITION:
        ends = np.abs(1 - best_rate((1.0, kappa)) * np.array([1.0, kappa]))
        assert ends == pytest.approx(float(best_contraction(kappa)), abs=1e-12)
        assert contraction(np.linspace(0, 3 / kappa, 1001), (1.0, kappa)).min() >= best_contraction(kappa) - 1e-12


@pytest.mark.parametrize("kappa", CONDITION)
def test_the_measured_contraction_is_the_theorys(kappa):
    theory = contraction(RATIOS / kappa, (1.0, kappa))
    assert sweep(kappa).contraction == pytest.approx(theory, abs=4e-3)


@pytest.mark.parametrize("kappa", CONDITION)
def test_the_measured_steps_are_the_theorys(kappa):
    measured = sweep(kappa).steps
    needed = steps_needed(contraction(RATIOS / kappa, (1.0, kappa)))
    reached = measured > 0
    assert reached.sum() > 50
    assert not reached[RATIOS >= 2].any()
    assert measured[reached].tolist() == np.maximum(np.ceil(needed[reached] - 1e-9), 1).tolist()


def test_the_best_share_falls_with_the_condition_number_as_the_formula_says():
    measured = best_measured()
    assert measured == pytest.approx(best_contraction(KAPPAS), rel=1e-9)
    assert (np.diff(1 - measured) < 0).all()


def test_steps_needed():
    assert steps_needed(0.1) == pytest.approx(3)
    assert steps_needed(1.0) == np.inf
    assert steps_needed(0.0) == 0


def measured(chosen, ratio):
    """By how much a run's distance shrinks a step at most, and after how many steps both are within a thousandth."""
    t = run(GradientDescent(lr=ratio / chosen.kappa), bowl(chosen.kappa), START, 3)
    factors = np.abs(t.points[1] / t.points[0])
    with np.errstate(divide="ignore"):
        steps = np.ceil(np.log(1e-3) / np.log(factors) - 1e-9)
    return factors.max(), max(steps.max(), 1)


def test_every_sentence_on_the_best_rate_is_what_runs_do():
    for chosen in [BestRate(kappa=3.0, ratio=2.0), *settings_of(BestRate)]:
        words = verdict(chosen)
        best, own = words.split("The chosen one,")
        factor, steps = measured(chosen, 2 * chosen.kappa / (chosen.kappa + 1))
        if chosen.kappa > 1:
            assert holds(best, factor)
            assert f" and {steps:,.0f} step" in best
        else:
            assert "one step leads to the minimum" in best
        factor, steps = measured(chosen, chosen.ratio)
        assert ("moves nothing" in own) == (chosen.ratio == 0)
        assert ("diverges along w₁" in own) == (factor > 1 + 1e-9)
        assert ("and w₂" in own) == (chosen.ratio / chosen.kappa > 2)
        assert ("for ever" in own) == (chosen.ratio == 2)
        assert ("is the best one" in own) == (factor < 1e-9)
        if "takes" in own:
            assert f"takes {steps:,.0f} step" in own
            assert holds(own, factor)


def holds(words, share):
    """Whether "at most so many percent" is a bound of this share, and a near one."""
    shown = float(words.split("at most ")[1].split("%")[0])
    return 0 <= shown - 100 * share + 1e-5 < 0.1001 and shown < 100


def test_a_run_is_coloured_by_its_slowest_coordinate():
    film = sweep_film(BestRate(kappa=10.0, ratio=1.0), sweep(10.0), best_measured())
    assert film.racers[0].color == COLORS["monotone"]
    assert film.panels[0].subtitle == "w₁ needs one step, w₂ comes down on one side"


@pytest.mark.parametrize("kappa", [1.0, LARGEST])
@pytest.mark.parametrize("ratio", [0.0, 1.0, 2.5])
def test_films_at_the_ends_of_the_sliders(kappa, ratio):
    film = sweep_film(BestRate(kappa=kappa, ratio=ratio), sweep(kappa), best_measured())
    assert [panel.id for panel in film.panels] == ["bowl", "contraction", "steps", "best"]
    assert film.parts()[1]
