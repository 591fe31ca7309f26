"""What each of the later curvature rules is for, shown."""

import numpy as np
import pytest
from variants import Bowl

from optim import OPTIMIZERS, run
from surfaces import SURFACES

SAFE = ["trust_region", "cubic_newton", "sr1", "levenberg_marquardt"]


def test_gauss_newton_solves_linear_least_squares_in_one_step():
    booth = SURFACES["booth"]()
    assert booth.distance_to_minimum(run(OPTIMIZERS["gauss_newton"](), booth, steps=1).points[1]) < 1e-12


def test_gauss_newton_takes_the_shortest_step_where_the_residuals_leave_a_choice():
    network, start = SURFACES["linear_network"](), np.array([0.8, 0.6])
    step = run(OPTIMIZERS["gauss_newton"](), network, start, steps=1).points[1] - start
    shortest = np.linalg.lstsq(network.residual_jacobian(start), -network.residual(start), rcond=None)[0]
    np.testing.assert_allclose(step, shortest, rtol=1e-9)


@pytest.mark.parametrize("dims", [1, 2, 4])
def test_dfp_and_sr1_learn_the_hessian_of_a_bowl(dims):
    bowl = Bowl(tuple(np.linspace(1, 3, dims)))
    t = run(OPTIMIZERS["dfp"](), bowl, steps=40)
    assert t.values[-1] < 1e-20
    np.testing.assert_allclose(t.states.inverse[-1] @ bowl.matrix, np.eye(dims), atol=5e-2)
    t = run(OPTIMIZERS["sr1"](), bowl, steps=40)
    assert t.values[-1] < 1e-20
    np.testing.assert_allclose(t.states.estimate[-1], bowl.matrix, rtol=1e-5, atol=1e-5)


def test_sr1_learns_a_hessian_that_curves_downwards():
    saddle = SURFACES["saddle"]()
    t = run(OPTIMIZERS["sr1"](), saddle, (0.5, 0.1), steps=6)
    np.testing.assert_allclose(t.states.estimate[-1], saddle.hessian(np.zeros(2)), atol=1e-6)


@pytest.mark.parametrize("slug", SAFE)
@pytest.mark.parametrize("surface", ["beale", "rosenbrock", "himmelblau", "ackley", "powell_badly_scaled", "wells"])
def test_they_never_go_uphill(slug, surface):
    values = run(OPTIMIZERS[slug](), SURFACES[surface](), steps=80).values
    assert (np.diff(values) <= 1e-13 * np.abs(values[1:])).all()


@pytest.mark.parametrize("slug", ["trust_region", "cubic_newton", "sr1"])
@pytest.mark.parametrize("surface", ["beale", "rosenbrock", "himmelblau"])
def test_they_end_in_minima(slug, surface):
    t = run(OPTIMIZERS[slug](), SURFACES[surface](), steps=80)
    assert t.surface.distance_to_minimum(t.points[-1]) < 1e-6


@pytest.mark.parametrize("slug", ["trust_region", "cubic_newton"])
def test_they_leave_a_saddle_from_its_very_ridge_where_newton_goes_to_it(slug):
    network = SURFACES["linear_network"]()
    start = (0.0, 0.0)
    np.testing.assert_array_equal(run(OPTIMIZERS["newton"](), network, start, steps=30).points[-1], start)
    assert network.value(run(OPTIMIZERS[slug](), network, start, steps=30).points[-1]) < 1e-12


@pytest.mark.parametrize("method", ["exact", "dogleg"])
def test_a_trust_region_keeps_its_radius(method):
    t = run(OPTIMIZERS["trust_region"](radius=0.2, largest=0.6, method=method), SURFACES["rosenbrock"](), steps=60)
    lengths = np.linalg.norm(np.diff(t.points, axis=0), axis=-1)
    assert (lengths <= t.states.radius[:-1, 0] * (1 + 1e-9)).all()
    assert t.states.radius.max() <= 0.6
    assert t.values[-1] < 1e-15


def test_cubic_newton_doubles_its_price_when_it_waits_and_halves_it_when_not():
    t = run(OPTIMIZERS["cubic_newton"](weight=0.01), SURFACES["beale"](), steps=20)
    waited = (np.diff(t.points, axis=0) == 0).all(axis=-1)
    assert waited.any()
    np.testing.assert_allclose(t.states.weight[1:, 0] / t.states.weight[:-1, 0], np.where(waited, 2.0, 0.5))


def test_no_share_of_a_newton_step_is_none_where_the_hessian_is_singular():
    """0 times an infinite step."""
    surface, start = SURFACES["nonsmooth_rosenbrock"](), (-1.01, -0.95)
    assert np.linalg.det(surface.hessian(np.array(start))) == 0
    t = run(OPTIMIZERS["newton"](lr=0.0), surface, start, 20)
    assert (t.points == start).all()
    assert t.outcome.text == "Does not move, on a slope"
