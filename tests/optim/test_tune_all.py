"""All numbers of a rule at once: never worse than its rate alone; and how wide the range of good rates is."""

import numpy as np
import pytest

from catalog import SEED
from optim import OPTIMIZERS, run, sensitivity, tunable_numbers, tune, tune_all
from optim._measure import inside
from optim._sensitivity import ENOUGH, TWICE
from optim._tune import TAIL, declared_parameters
from surfaces import SURFACES

ROSENBROCK = SURFACES["rosenbrock"]()
STEPS = 60
SOME = [
    "adam",
    "momentum",
    "gradient_descent",
    "sophia",
    "lookahead",
    "lbfgs",
    "rprop",
    "trust_region",
    "random_search",
]


def tail(rule):
    """The highest of a run's last values, and whether it stayed in the picture."""
    t = run(rule, ROSENBROCK, steps=STEPS)
    return t.values[-min(STEPS // 10, TAIL) :].max(), bool(inside(ROSENBROCK, t.points).all())


@pytest.mark.parametrize("slug", SOME)
def test_all_numbers_are_never_worse_than_the_rate_alone(slug):
    rule = OPTIMIZERS[slug]()
    found = tune_all(rule, ROSENBROCK, steps=STEPS, candidates=64)
    alone = tune(rule, ROSENBROCK, steps=STEPS).rule if rule.tunable else rule
    (left, stays), (before, stayed) = tail(found.rule), tail(alone)
    assert stays or not stayed
    assert not stayed or left <= before * (1 + 1e-9) + 1e-12
    best = {name: found.tried[name][np.nanargmin(found.scores)] for name in found.tried}
    assert set(best) == set(tunable_numbers(rule))


def test_more_numbers_bring_adam_lower():
    adam = OPTIMIZERS["adam"]()
    assert tail(tune_all(adam, ROSENBROCK, steps=STEPS).rule)[0] < tail(tune(adam, ROSENBROCK, steps=STEPS).rule)[0] / 2


@pytest.mark.parametrize("slug", SOME)
def test_what_is_tried_is_legal_and_what_a_control_holds(slug):
    rule = OPTIMIZERS[slug]()
    found = tune_all(rule, ROSENBROCK, steps=5, candidates=32)
    numbers = declared_parameters(rule)
    for name, values in found.tried.items():
        assert all(numbers[name].legal.contains(value) for value in values)
        held = sum(numbers[name].held(value) == value for value in values)
        assert held >= len(values) - 4  # the rule's own may stand between two marks
    for lower, upper in rule.ordered:
        assert (found.tried[lower] <= found.tried[upper]).all()
    assert type(rule)(**found.rule.settings()) == found.rule


def test_the_same_seed_finds_the_same_and_another_looks_elsewhere():
    rule = OPTIMIZERS["momentum"]()
    first, again, other = (tune_all(rule, ROSENBROCK, steps=20, candidates=16, seed=seed) for seed in (1, 1, 2))
    assert first.rule == again.rule
    np.testing.assert_array_equal(first.tried["beta"], again.tried["beta"])
    assert (first.tried["beta"] != other.tried["beta"]).any()


def test_seeds_and_natural_rates_are_left_alone():
    for rule in OPTIMIZERS.values():
        numbers = tunable_numbers(rule())
        assert not [p for p in numbers.values() if p.legal.text == SEED]
        assert rule.tunable or "lr" not in numbers
    assert set(tunable_numbers(OPTIMIZERS["lbfgs"]())) == {"memory"}
    assert tune_all(OPTIMIZERS["bfgs"](), ROSENBROCK).rule == OPTIMIZERS["bfgs"]()


@pytest.mark.parametrize("count", [0, 7, 100, 8192])
def test_counts_that_no_sequence_has_are_refused(count):
    with pytest.raises(ValueError, match="power of 2"):
        tune_all(OPTIMIZERS["adam"](), ROSENBROCK, candidates=count)


def test_the_good_range_of_gradient_descent_on_a_bowl_is_that_of_the_theory():
    """Each step multiplies the distance along an axis of curvature λ with 1 − ηλ."""
    surface, steps, begin = SURFACES["quadratic"](lambda1=1.0, lambda2=5.0, angle=0.0), 40, np.array([1.0, 1.0])
    found = sensitivity(OPTIMIZERS["gradient_descent"](), surface, begin, steps)
    at = max(steps // 10, 1)
    rates = found.rates[:, None, None]
    k = np.arange(steps - at + 1, steps + 1)[:, None]
    left = (0.5 * np.array([1.0, 5.0]) * ((1 - rates * [1.0, 5.0]) ** k) ** 2).sum(axis=-1).max(axis=-1)
    stable = found.rates < 0.4
    np.testing.assert_allclose(found.left[stable], left[stable], rtol=1e-6, atol=1e-15)
    good = found.rates[left <= max(TWICE * left.min(), ENOUGH * 3.0)]
    assert (found.low, found.high) == (good[0], good[-1])
    assert found.best == found.rates[left.argmin()]
    assert found.width == pytest.approx(good[-1] / good[0])
    assert found.low < found.best < found.high


def test_who_gains_nothing_has_no_good_range():
    minimum = ROSENBROCK.minima()[0]
    found = sensitivity(OPTIMIZERS["adam"](), ROSENBROCK, minimum, 10)
    assert np.isnan([found.low, found.high, found.width]).all()
    assert sensitivity(OPTIMIZERS["nelder_mead"](), ROSENBROCK) is None


def test_a_surface_without_a_floor_is_measured_from_the_lowest_that_was_reached():
    found = sensitivity(OPTIMIZERS["gradient_descent"](), SURFACES["saddle"](), steps=50)
    assert found.left.min() == 0
    assert found.low <= found.best <= found.high
