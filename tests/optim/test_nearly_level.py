"""Where little is left: slopes on rings, what was given back, the rates next to the best."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from optim import OPTIMIZERS, Evaluations, Trajectory, tune
from optim._outcome_ground import on_ring
from optim._outcome_progress import _kept
from optim._outcome_rest import _level
from surfaces import SURFACES, Surface


@dataclass(frozen=True)
class Power(Surface):
    """|w|ᵖ."""

    p: float = 2.0
    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.5, 0.5)

    def f(self, x, y):
        return np.hypot(x, y) ** self.p

    def grad(self, x, y):
        with np.errstate(all="ignore"):
            slope = np.nan_to_num(self.p * np.hypot(x, y) ** (self.p - 2))
        return slope * x, slope * y


class Torn(Power):
    """Without a curvature along x."""

    def hess(self, x, y):
        return np.nan + 0 * x, 0 * x, 2 + 0 * y


def track(surface, points):
    points = np.asarray(points, dtype=float)
    counts = np.zeros(len(points), dtype=int)
    values = surface.value(points)
    return Trajectory(OPTIMIZERS["gradient_descent"](), surface, points, values, (), Evaluations(*[counts] * 3), None)


@pytest.mark.parametrize(("p", "level"), [(2.0, True), (1.5, True), (1.25, False), (1.0, False)])
def test_a_slope_fades_if_it_is_a_fifth_a_hundred_times_nearer(p, level):
    """As |w|ᵖ⁻¹: by a tenth for p = 1.5, by a third for 1.25."""
    assert _level(track(Power(p), np.linspace(1, 0, 9)[:, None] * (0.5, 0.5)), np.zeros(2)) == level


@pytest.mark.parametrize(("slope", "level"), [(1e-7, True), (1e-5, False)])
def test_a_slope_is_small_beside_the_largest_of_the_run(slope, level):
    t = track(Power(), np.linspace(1, 0, 9)[:, None] * (0.5, 0.5))
    assert _level(t, np.array([slope / 2, 0.0])) == level


def test_a_ring_lies_around_a_point_even_where_the_curvature_is_no_number():
    ring = on_ring(Torn(), np.array([0.1, 0.2]), 0.01)
    assert np.linalg.norm(ring - (0.1, 0.2), axis=1) == pytest.approx(np.full(len(ring), 0.02))


def test_what_was_given_back_is_a_mean_over_the_last_tenth():
    """Half a unit is gained by the last of 20 steps; the five before it stood as much above."""
    values = np.r_[np.full(15, 6.0), np.full(5, 6.5), 5.5]
    past = SimpleNamespace(lowest=np.minimum.accumulate(values), values=values)
    assert _kept(past, 20) == pytest.approx(6 / 5)


def test_rates_are_tried_again_between_the_neighbours_of_the_best():
    rule = OPTIMIZERS["gradient_descent"](lr=0.03)
    found = tune(rule, SURFACES["quadratic"](), candidates=9)
    low, high = found.rates[[0, -1]]
    coarse = np.geomspace(low, high, 9)
    finer = [rate for rate in found.rates if np.abs(np.log(rate / coarse)).min() > 0.05 and rate != 0.03]
    step = (high / low) ** (1 / 8)
    assert len(finer) >= 6
    assert max(finer) / min(finer) < step**2
