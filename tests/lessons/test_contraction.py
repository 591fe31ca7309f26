"""How fast one step size can be: theory against the measured sweep."""

import numpy as np
import pytest

from lessons.step_size.contraction import (
    KAPPAS,
    LARGEST,
    RATIOS,
    best_contraction,
    best_measured,
    best_rate,
    contraction,
    steps_needed,
    sweep,
    sweep_film,
)

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


@pytest.mark.parametrize("kappa", [1.0, LARGEST])
@pytest.mark.parametrize("ratio", [0.0, 1.0, 2.5])
def test_films_at_the_ends_of_the_sliders(kappa, ratio):
    film = sweep_film(kappa, ratio, sweep(kappa), best_measured())
    assert [panel.id for panel in film.panels] == ["bowl", "contraction", "steps", "best"]
    assert film.parts()[1]
