"""Sharpness is the Hessian's largest eigenvalue, and on the page's network it ends at 2/η."""

import numpy as np
import pytest

from lessons.stability.sharpness import extremes, preconditioned, sharpness
from networks import NETWORKS
from optim import OPTIMIZERS, run

SMALL = NETWORKS["perceptron"](n=40, width=4, data="spirals", loss="squared")
EDGE = NETWORKS["perceptron"](data="spirals", loss="squared", n=200, init="lecun")


def test_sharpness_is_the_largest_eigenvalue():
    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), SMALL, steps=20)
    steps, found = sharpness(SMALL, t.points, every=8)
    assert steps.tolist() == [0, 8, 16, 20]
    expected = [np.linalg.eigvalsh(SMALL.hessian(t.points[k]))[-1] for k in steps]
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_the_smallest_eigenvalue_is_the_smallest():
    w = np.array(SMALL.start)
    assert extremes(SMALL, w, which="SA")[0][0] == pytest.approx(np.linalg.eigvalsh(SMALL.hessian(w))[0], rel=1e-3)
    tiny = NETWORKS["spectrum"](n=5, condition=100.0)
    assert extremes(tiny, np.ones(5))[0][-1] == pytest.approx(1.0)
    assert extremes(tiny, np.ones(5), which="SA")[0][0] == pytest.approx(0.01)


def test_adams_own_curvature_is_that_of_stretched_coordinates():
    rule = OPTIMIZERS["adam"](lr=0.02)
    t = run(rule, SMALL, steps=10)
    steps, found = preconditioned(t, every=5)
    for k, value in zip(steps[1:], found[1:], strict=True):
        root = np.sqrt(1 / (np.sqrt(t.states.v[k] / (1 - rule.beta2**k)) + rule.eps))
        expected = np.linalg.eigvalsh(root[:, None] * SMALL.hessian(t.points[k]) * root)[-1]
        assert value == pytest.approx(expected, rel=1e-3)
    plain = run(OPTIMIZERS["gradient_descent"](lr=0.1), SMALL, steps=10)
    np.testing.assert_allclose(preconditioned(plain, 5)[1], sharpness(SMALL, plain.points, 5)[1], rtol=1e-3)


def test_a_diverged_run_has_no_sharpness():
    points = np.array([SMALL.start, np.full(SMALL.dims, np.nan)])
    found = sharpness(SMALL, points)[1]
    assert np.isfinite(found).tolist() == [True, False]


@pytest.mark.parametrize("lr", [0.1, 0.2, 0.4])
@pytest.mark.thorough
def test_gradient_descent_ends_at_the_edge_of_stability(lr):
    rule = OPTIMIZERS["gradient_descent"](lr=lr)
    t = run(rule, EDGE, steps=4000, record_states=False)
    end = sharpness(EDGE, t.points[-400:], every=50)[1].mean()
    assert end == pytest.approx(rule.stable_curvature(), rel=0.1)
    assert sharpness(EDGE, t.points[:1])[1][0] < end * 1.5
    assert t.values[-1] < 0.1 * t.values[0]
