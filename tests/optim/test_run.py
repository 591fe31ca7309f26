"""The loop and what it records, whatever the rule."""

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from optim import OPTIMIZERS, race, run
from surfaces import SURFACES, Noisy

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
