"""The loop and what it records, whatever the rule."""

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pytest

from optim import OPTIMIZERS, SCHEDULES, Scheduled, race, run
from surfaces import SURFACES, Noisy, parse

DESCENT = OPTIMIZERS["gradient_descent"]


@pytest.mark.parametrize("start", [(1.0,), (1.0, 2.0, 3.0), 1.0, (np.nan, 1.0), (np.inf, 1.0)])
def test_bad_starts_are_refused(start):
    with pytest.raises(ValueError, match="start"):
        run(DESCENT(), SURFACES["beale"](), start)


@pytest.mark.parametrize("steps", [-1, 0.5, 10**9])
def test_bad_step_counts_are_refused(steps):
    with pytest.raises(ValueError, match="steps"):
        run(DESCENT(), SURFACES["beale"](), steps=steps)


def test_the_record_of_a_run():
    surface = SURFACES["beale"]()
    t = run(OPTIMIZERS["adam"](), surface, (1.0, 1.5), steps=20)
    assert t.points.shape == (21, 2)
    assert t.values.shape == t.gradient_norms.shape == t.rates.shape == (21,)
    np.testing.assert_array_equal(t.points[0], (1.0, 1.5))
    np.testing.assert_array_equal(t.values, surface.value(t.points))
    assert t.states.m.shape == t.states.v.shape == (21, 2)
    np.testing.assert_array_equal(t.evaluations.gradients, np.arange(21))
    np.testing.assert_array_equal(t.evaluations.total, np.arange(21))
    assert t.diverged_at is None
    assert t.steps == 20


def test_no_steps_leave_the_start():
    t = run(DESCENT(), SURFACES["beale"](), steps=0)
    assert t.points.shape == (1, 2)
    assert t.rates.shape == (1,)


def test_the_record_cannot_be_written():
    t = run(OPTIMIZERS["momentum"](), SURFACES["beale"](), steps=3)
    for array in (t.points, t.values, *t.states, *t.evaluations, t.gradients):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_diverged_lane_holds_nan_and_its_counts_and_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        t = run(DESCENT(lr=np.array([1.0, 0.001])), SURFACES["beale"](), steps=30)
    at = t.diverged_at[0]
    assert 0 < at < 30
    assert t.diverged_at[1] == -1
    assert np.isfinite(t.points[:at, 0]).all()
    assert np.isnan(t.points[at:, 0]).all()
    assert np.isnan(t.values[at:, 0]).all()
    assert np.isfinite(t.points[:, 1]).all()
    np.testing.assert_array_equal(t.evaluations.gradients[:, 0], np.minimum(np.arange(31), at))


def test_states_can_be_left_out():
    rule = OPTIMIZERS["lbfgs"]()
    with_states, without = (run(rule, SURFACES["beale"](), steps=20, record_states=kept) for kept in (True, False))
    np.testing.assert_array_equal(with_states.points, without.points)
    assert len(with_states.states) > 0
    assert without.states == ()


def test_a_race_has_one_start_and_one_noise():
    surface = Noisy(SURFACES["beale"](), 1.0, seed=3)
    one, other, third = race([DESCENT(lr=0.001), DESCENT(lr=0.001), DESCENT(lr=0.002)], surface, (1.0, 1.5), 20)
    np.testing.assert_array_equal(one.points, other.points)
    np.testing.assert_allclose(third.points[1] - third.points[0], 2 * (one.points[1] - one.points[0]), rtol=1e-9)


def test_every_lane_of_a_noisy_run_sees_the_same_noise():
    surface = Noisy(SURFACES["beale"](), 1.0)
    batch = run(OPTIMIZERS["adam"](), surface, np.full((3, 2), 0.5), 20)
    for i in range(3):
        np.testing.assert_array_equal(batch.lane(i).points, run(OPTIMIZERS["adam"](), surface, (0.5, 0.5), 20).points)


def test_settings_and_starts_broadcast():
    t = run(DESCENT(lr=np.full((4, 1), 0.001)), SURFACES["beale"](), np.zeros((3, 2)), 5)
    assert t.lanes == (4, 3)
    assert t.lane(2, 1).optimizer.lr == 0.001
    assert t.lane(2, 1).lanes == ()


def test_a_batch_of_surfaces_equals_its_lanes():
    bowl = SURFACES["quadratic"]
    for wrap in (lambda s: s, lambda s: Noisy(s, 0.5, seed=2)):
        batch = run(OPTIMIZERS["adam"](), wrap(bowl(lambda2=[1.0, 5.0, 20.0])), steps=20)
        assert batch.lanes == (3,)
        for i, lambda2 in enumerate((1.0, 5.0, 20.0)):
            single = run(OPTIMIZERS["adam"](), wrap(bowl(lambda2=lambda2)), steps=20)
            np.testing.assert_array_equal(batch.lane(i).points, single.points)
            np.testing.assert_array_equal(batch.lane(i).gradients, single.gradients)
            assert batch.lane(i).surface == single.surface


def test_a_copy_with_other_values_forgets_what_was_worked_out_from_the_old_ones():
    @dataclass(frozen=True)
    class Halved(OPTIMIZERS["gradient_descent"]):
        @cached_property
        def half(self):
            return self.lr / 2

    rule = Halved(lr=0.5)
    assert rule.half == 0.25
    assert rule.altered(lr=2.0).half == 1.0
    assert rule.half == 0.25


def test_a_rate_under_a_schedule_is_that_of_its_step_and_first_that_of_step_one():
    t = run(Scheduled(DESCENT(lr=0.01), SCHEDULES["exponential"](gamma=0.5)), SURFACES["beale"](), steps=3)
    np.testing.assert_allclose(t.rates, [0.01, 0.01, 0.005, 0.0025])


@dataclass(frozen=True)
class Away(DESCENT):
    """Moves one coordinate far out at step 3, the other not at all; its state is a number, a vector and a matrix."""

    def init(self, w):
        return Everything(np.zeros((*w.shape[:-1], 1)), np.zeros_like(w), np.zeros((*w.shape, w.shape[-1])))

    def step(self, surface, w, state, k):
        far = np.where(k >= 3, 2e12, 0.0) * np.array([1.0, 0.0])
        return w + far, Everything(*(field + 1 for field in state))


class Everything(NamedTuple):
    number: np.ndarray
    vector: np.ndarray
    matrix: np.ndarray


@pytest.mark.parametrize("lanes", [(), (2,)])
def test_one_absurd_coordinate_is_enough_and_all_of_the_state_ends_there(lanes):
    t = run(Away(), SURFACES["quadratic"](), np.ones((*lanes, 2)), steps=5)
    assert np.all(np.asarray(t.diverged_at) == 3)
    for field in t.states:
        assert np.isfinite(field[:3]).all()
        assert np.isnan(field[3:]).all()
    assert t.states.matrix.shape == (6, *lanes, 2, 2)


def test_gradient_norms_are_those_of_each_point():
    t = run(DESCENT(lr=0.001), SURFACES["beale"](), np.array([[1.0, 1.5], [0.5, 0.5], [2.0, 0.0]]), steps=4)
    assert t.gradient_norms.shape == (5, 3)
    np.testing.assert_allclose(t.gradient_norms, np.sqrt((t.gradients**2).sum(axis=-1)), rtol=1e-12)


def test_a_lane_without_a_value_at_its_start_never_counts_and_the_others_do():
    surface = parse("sqrt(x) + y^2")
    t = run(DESCENT(lr=0.01), surface, np.array([[-1.0, 1.0], [2.0, 1.0]]), steps=4)
    np.testing.assert_array_equal(t.diverged_at, [0, -1])
    np.testing.assert_array_equal(t.evaluations.gradients, [[0, 0], [0, 1], [0, 2], [0, 3], [0, 4]])
    assert t.lane(0).diverged_at == 0
    assert t.lane(1).diverged_at is None
    assert np.isnan(t.values[:, 0]).all()


def test_numbers_of_a_batch_s_lane_are_its_own():
    t = run(OPTIMIZERS["adam"](lr=[0.01, 0.1]), SURFACES["beale"](), steps=6)
    np.testing.assert_array_equal(t.lane(1).state(6).m, t.states.m[6, 1])
    np.testing.assert_array_equal(t.state(2).v, t.states.v[2])
    assert [count[-1] for count in t.lane(0).evaluations] == [0, 6, 0]
    assert t.lane(0).evaluations.total[-1] == 6


def test_a_run_has_two_hundred_steps_unless_it_is_told():
    assert run(DESCENT(lr=0.001), SURFACES["beale"]()).steps == 200


def test_a_product_with_the_hessian_counts_as_two_gradients_at_one_point_and_at_many():
    class Curved(DESCENT):
        def step(self, surface, w, state, k):
            return w - self.lr * surface.hessian_vector_product(w, w), state

    for start in ((0.5, 0.5), np.full((3, 2), 0.5)):
        t = run(Curved(lr=0.001), SURFACES["beale"](), start, steps=3)
        assert np.all(t.evaluations.gradients[-1] == 6)
        assert not t.evaluations.hessians.any()
