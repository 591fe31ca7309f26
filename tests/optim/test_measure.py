"""What is read off a trajectory, against closed forms."""

import numpy as np
import pytest

from optim import (
    OPTIMIZERS,
    convergence_rate,
    final_point,
    final_value,
    gap,
    last_step,
    left_at,
    nearest_minimum,
    run,
    steps_to_reach,
)
from surfaces import SURFACES

PARABOLA = SURFACES["parabola"](a=1.0, b=0.0, c=2.0)
BOWL = SURFACES["quadratic"](lambda1=1.0, lambda2=10.0)
MEASURES = {
    "last_step": last_step,
    "final_value": final_value,
    "left_at": left_at,
    "steps_to_reach": steps_to_reach,
    "convergence_rate": convergence_rate,
    "by_gradient": lambda t: convergence_rate(t, by="gradient"),
    "nearest_minimum": lambda t: nearest_minimum(t.surface, final_point(t)),
}


def descent(lr, surface=PARABOLA, start=None, steps=100):
    return run(OPTIMIZERS["gradient_descent"](lr=lr), surface, start, steps)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_a_batch_is_measured_lane_by_lane(measure):
    starts = np.random.default_rng(1).uniform(-5, 5, (3, 4, 2))
    batch = run(OPTIMIZERS["momentum"](lr=[0.002, 0.01, 0.02, 0.05]), SURFACES["himmelblau"](), starts, 80)
    assert 0 < (batch.diverged_at >= 0).sum() < 12
    found = measure(batch)
    assert found.shape == (3, 4)
    for index in np.ndindex(3, 4):
        alone = measure(batch.lane(*index))
        assert np.ndim(alone) == 0
        assert f"{alone:.3g}" == f"{found[index]:.3g}"


def test_the_last_finite_value_of_a_run_that_diverged_is_the_one_before():
    t = descent(30.0)
    assert last_step(t) == t.diverged_at - 1
    assert final_value(t) == t.values[t.diverged_at - 1] == PARABOLA.value(final_point(t))
    assert np.isnan(t.values[-1])


def test_the_last_value_of_a_run_that_did_not_is_its_end():
    t = descent(0.3, steps=7)
    assert last_step(t) == 7
    assert final_value(t) == t.values[7]
    assert np.array_equal(final_point(t), t.points[7])


def test_left_at_is_the_first_step_of_the_last_stay_outside():
    grows = descent(2.5, start=(0.9,))  # -1.35, 2.025, -3.04, …: the domain ends at 3
    assert left_at(grows) == 3
    returns = descent(1.5, start=(7.0,))  # -3.5, 1.75, …
    assert left_at(returns) == -1
    assert left_at(descent(0.0, start=(7.0,))) == 0


def test_gaps():
    t = descent(0.5, start=(-2.0,), steps=3)
    np.testing.assert_allclose(gap(t), [2.0, 0.5, 0.125, 0.03125])
    np.testing.assert_allclose(gap(t, "distance"), [2.0, 1.0, 0.5, 0.25])
    np.testing.assert_allclose(gap(t, "gradient"), [2.0, 1.0, 0.5, 0.25])
    with pytest.raises(ValueError, match="by must be"):
        gap(t, "speed")


def test_the_gap_is_above_the_lowest_minimum():
    t = descent(0.01, SURFACES["wells"](), steps=300)
    assert gap(t)[-1] == pytest.approx(t.values[-1] - SURFACES["wells"]().value(t.surface.minima()).min())
    assert gap(t)[-1] > 0.1 > gap(t, "distance")[-1]  # it lies in a shallower well


@pytest.mark.parametrize(("by", "factor"), [("value", 0.25), ("distance", 0.5), ("gradient", 0.5)])
@pytest.mark.parametrize("tolerance", [1e-2, 1e-4, 1e-6])
def test_steps_to_reach_a_share_of_the_first_gap(by, factor, tolerance):
    expected = int(np.ceil(np.log(tolerance) / np.log(factor)))
    assert steps_to_reach(descent(0.5), tolerance, by) == expected


def test_steps_to_reach_counts_the_last_arrival():
    t = run(OPTIMIZERS["momentum"](lr=0.05, beta=0.9), PARABOLA, steps=300)
    near = gap(t) <= 1e-3 * gap(t)[0]
    reached = steps_to_reach(t, 1e-3)
    assert near[reached:].all()
    assert not near[reached - 1]
    assert near[:reached].any()  # it swung through before


def test_steps_to_reach_knows_never_and_at_once():
    assert steps_to_reach(descent(0.0)) == -1
    assert steps_to_reach(descent(3.0)) == -1  # diverges
    assert steps_to_reach(descent(0.5, SURFACES["saddle"]())) == -1  # no minimum to reach
    assert steps_to_reach(descent(0.5, start=(0.0,))) == 0
    assert steps_to_reach(descent(0.5, steps=0)) == -1
    last = steps_to_reach(descent(0.25), 1e-3)
    assert [steps_to_reach(descent(0.25, steps=n), 1e-3) for n in (last - 1, last)] == [-1, last]


def test_gradient_descent_contracts_by_its_slowest_direction():
    rates = np.array([0.01, 0.05, 0.1, 2 / 11, 0.19, 0.199])
    t = descent(rates, BOWL, (-1.0, 1.5), 2000)
    np.testing.assert_allclose(convergence_rate(t), np.maximum(abs(1 - rates), abs(1 - 10 * rates)), rtol=1e-6)
    np.testing.assert_allclose(convergence_rate(t, by="value"), convergence_rate(t) ** 2, rtol=1e-6)


def test_where_it_diverges_the_rate_is_above_one():
    assert convergence_rate(descent(0.25, BOWL, steps=40)) == pytest.approx(1.5, rel=1e-3)


def spectral_radius(lr, beta, curvature):
    return abs(np.linalg.eigvals([[1 + beta - lr * curvature, -beta], [1.0, 0.0]])).max()


def test_momentum_contracts_by_its_spectral_radius():
    lr, beta = np.meshgrid([0.01, 0.05, 0.15, 0.3], [0.0, 0.3, 0.6, 0.9, 0.95])
    t = run(OPTIMIZERS["momentum"](lr=lr, beta=beta), BOWL, (-1.0, 1.5), 3000)
    expected = [
        max(spectral_radius(*at, 1.0), spectral_radius(*at, 10.0)) for at in zip(lr.flat, beta.flat, strict=True)
    ]
    np.testing.assert_allclose(convergence_rate(t).ravel(), expected, rtol=0.01)


def test_a_goal_hit_at_once_has_rate_zero_and_no_goal_has_none():
    assert convergence_rate(run(OPTIMIZERS["newton"](), BOWL)) == 0.0
    assert np.isnan(convergence_rate(descent(0.5, start=(0.0,))))
    assert np.isnan(convergence_rate(descent(0.5, steps=0)))
    assert np.isnan(convergence_rate(descent(0.1, SURFACES["saddle"]())))


def test_nearest_minimum_names_the_basin():
    surface = SURFACES["himmelblau"]()
    minima = surface.minima()
    np.testing.assert_array_equal(nearest_minimum(surface, minima + 0.01), [0, 1, 2, 3])
    np.testing.assert_array_equal(nearest_minimum(surface, [(0.0, 0.0), (np.nan, 1.0), (1e9, 0.0)]), -1)
    assert nearest_minimum(surface, minima[2]) == 2
    assert nearest_minimum(SURFACES["saddle"](), np.zeros((2, 3, 2))).tolist() == [[-1] * 3] * 2


def test_nearest_minimum_reaches_as_far_as_it_is_told():
    (low, high), minimum = PARABOLA.domain[0], PARABOLA.minima()[0]
    for share, found in ((0.0199, 0), (0.0201, -1)):
        assert nearest_minimum(PARABOLA, minimum + share * (high - low)) == found
    assert nearest_minimum(PARABOLA, minimum + 0.2, within=0.5) == 0


def test_a_start_without_a_value_has_no_last_step():
    t = run(OPTIMIZERS["gradient_descent"](), SURFACES["beale"](), (1e200, 1e200), 5)
    assert (t.diverged_at, last_step(t), left_at(t), steps_to_reach(t)) == (0, -1, -1, -1)
    assert np.isnan(final_value(t))
    assert np.isnan(convergence_rate(t))
