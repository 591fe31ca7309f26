"""What rules do on quadratics, against what paper and pencil say."""

import numpy as np
import pytest
from variants import Bowl

from optim import OPTIMIZERS, run
from surfaces import SURFACES

LAMBDAS = np.array([1.0, 4.0])


class Axes(Bowl):
    """½ Σ λᵢ wᵢ², its axes not coupled."""

    dims, matrix = 2, np.diag(LAMBDAS)


def axes():
    return Axes()


def test_gradient_descent_contracts_each_direction_by_one_minus_rate_times_curvature():
    points = run(OPTIMIZERS["gradient_descent"](lr=0.3), axes(), (1.0, -2.0), steps=30).points
    expected = np.array([1.0, -2.0]) * (1 - 0.3 * LAMBDAS) ** np.arange(31)[:, None]
    np.testing.assert_allclose(points, expected, rtol=1e-12)


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.4])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.95])
def test_momentum_is_its_two_term_recurrence(lr, beta):
    points = run(OPTIMIZERS["momentum"](lr=lr, beta=beta), axes(), (1.0, -2.0), steps=40).points
    expected = [points[0], (1 - lr * LAMBDAS) * points[0]]
    for _ in range(39):
        expected.append((1 + beta - lr * LAMBDAS) * expected[-1] - beta * expected[-2])
    np.testing.assert_allclose(points, expected, rtol=1e-9, atol=1e-12)


def test_nesterov_is_its_two_term_recurrence():
    lr, beta = 0.05, 0.9
    points = run(OPTIMIZERS["nesterov"](lr=lr, beta=beta, shifted=False), axes(), (1.0, -2.0), steps=40).points
    expected = [points[0], (1 - lr * LAMBDAS) * points[0]]
    for _ in range(39):
        expected.append((1 - lr * LAMBDAS) * ((1 + beta) * expected[-1] - beta * expected[-2]))
    np.testing.assert_allclose(points, expected, rtol=1e-9, atol=1e-12)


def test_shifted_nesterov_is_the_look_ahead_point_of_the_other():
    rule = OPTIMIZERS["nesterov"]
    base = run(rule(lr=0.001, shifted=False), SURFACES["beale"](), steps=50)
    ahead = run(rule(lr=0.001), SURFACES["beale"](), steps=50)
    np.testing.assert_allclose(ahead.points, base.points - 0.9 * base.states.delta, rtol=1e-9)


def test_nesterov_s_growing_memory_is_that_of_su_boyd_and_candes():
    """x_k = y_{k−1} − η∇E(y_{k−1}), y_k = x_k + (k − 1)/(k + 2) (x_k − x_{k−1}): base points x, look-ahead points y."""
    rule, lr = OPTIMIZERS["nesterov"], 0.05
    x = y = np.array([1.0, -2.0])
    bases, aheads = [x], [y]
    for k in range(1, 41):
        x, last = y - lr * LAMBDAS * y, x
        y = x + (k - 1) / (k + 2) * (x - last)
        bases.append(x)
        aheads.append(y)
    for shifted, expected in ((False, bases), (True, aheads)):
        t = run(rule(lr=lr, shifted=shifted, growing=True), axes(), (1.0, -2.0), steps=40)
        np.testing.assert_allclose(t.points, expected, rtol=1e-9, atol=1e-12)


def test_momentum_without_memory_is_gradient_descent():
    plain = run(OPTIMIZERS["gradient_descent"](lr=0.001), SURFACES["beale"](), steps=50)
    for slug in ("momentum", "nesterov"):
        assert np.array_equal(
            run(OPTIMIZERS[slug](lr=0.001, beta=0.0), SURFACES["beale"](), steps=50).points, plain.points
        )


@pytest.mark.parametrize("hessian", ["analytic", "finite differences"])
@pytest.mark.parametrize("dims", [1, 2, 3, 5])
def test_newton_lands_in_one_step(hessian, dims):
    for slug in ("newton", "saddle_free_newton"):
        t = run(OPTIMIZERS[slug](hessian=hessian), Bowl(tuple(range(1, dims + 1))), steps=1)
        np.testing.assert_allclose(t.points[1], 0.0, atol=1e-8)


def test_damped_newton_contracts_by_one_minus_rate_whatever_the_curvature():
    points = run(OPTIMIZERS["newton"](lr=0.5), Bowl((1.0, 1000.0)), (1.0, -2.0), steps=10).points
    np.testing.assert_allclose(points, np.array([1.0, -2.0]) * 0.5 ** np.arange(11)[:, None], rtol=1e-9)


def test_newton_walks_to_a_saddle_and_saddle_free_newton_away_from_it():
    saddle = SURFACES["saddle"]()
    np.testing.assert_allclose(run(OPTIMIZERS["newton"](), saddle, (0.5, 0.1), 1).points[1], 0.0, atol=1e-12)
    np.testing.assert_allclose(run(OPTIMIZERS["saddle_free_newton"](), saddle, (0.5, 0.1), 1).points[1], (0.0, 0.2))


def test_newton_stays_where_the_gradient_is_zero_though_the_hessian_is_singular():
    valley = SURFACES["linear_network"]()
    for slug in ("newton", "saddle_free_newton", "levenberg_marquardt", "coordinatewise"):
        np.testing.assert_array_equal(run(OPTIMIZERS[slug](), valley, (2.0, 0.5), 5).points[-1], (2.0, 0.5))


@pytest.mark.parametrize("start", [(-1.3, 0.9), (0.2509, -1.062), (1.849, 1.8), (0.2192, -0.89), (-0.2227, 0.2336)])
def test_newton_stays_in_a_round_trough_where_the_slope_is_rounding(start):
    """Along the trough there is neither slope nor curvature; in 60 digits the run from the first start stands still at
    a distance of 1.5641."""
    surface = SURFACES["drop_wave"]()
    t = run(OPTIMIZERS["newton"](), surface, start, 30)
    assert t.diverged_at is None
    assert np.ptp(np.linalg.norm(t.points[8:], axis=-1)) < 1e-12
    assert t.gradient_norms[8:].max() < 1e-12
    if start == (-1.3, 0.9):
        np.testing.assert_allclose(t.points[-1], (-1.28595815, 0.89027872), atol=1e-8)


def test_a_gradient_along_one_axis_is_no_reason_to_stay_on_the_other():
    """On a turned bowl, where the first part of the gradient is 0."""
    bowl = SURFACES["quadratic"](lambda1=1.0, lambda2=9.0, angle=45.0)
    (a, b), _ = bowl.hessian(np.zeros(2))
    t = run(OPTIMIZERS["newton"](), bowl, (b, -a), 1)
    assert abs(t.gradients[0][0]) < 1e-14 < abs(t.gradients[0][1])
    np.testing.assert_allclose(t.points[1], 0.0, atol=1e-12)


def test_without_a_newton_step_on_a_slope_the_run_is_over():
    class Ramp(Bowl):
        """w₁, without curvature."""

        dims = 2

        def value(self, w):
            return np.asarray(w)[..., 0]

        def gradient(self, w):
            return np.broadcast_to((1.0, 0.0), np.shape(w)).copy()

        def hessian(self, w):
            return np.zeros((*np.shape(w), 2))

    assert run(OPTIMIZERS["newton"](), Ramp(), (1.0, 1.0), 3).diverged_at == 1


def test_coordinatewise_lands_at_once_on_axes_and_not_on_a_rotated_bowl():
    bowl = SURFACES["quadratic"]
    aligned, rotated = (bowl(lambda1=1.0, lambda2=10.0, angle=angle) for angle in (0.0, 45.0))
    assert run(OPTIMIZERS["coordinatewise"](), aligned, (2.0, 1.0), 1).values[-1] < 1e-20
    assert run(OPTIMIZERS["coordinatewise"](), rotated, (2.0, 1.0), 1).values[-1] > 0.1


def test_levenberg_marquardt_never_goes_uphill_and_finds_least_squares_quickly():
    for slug in ("beale", "rosenbrock", "himmelblau", "monkey_saddle"):
        t = run(OPTIMIZERS["levenberg_marquardt"](), SURFACES[slug](), steps=40)
        values = t.values[: t.diverged_at]
        assert (np.diff(values) <= 1e-12 * np.abs(values[1:])).all()
    assert run(OPTIMIZERS["levenberg_marquardt"](), SURFACES["rosenbrock"](), steps=40).values[-1] < 1e-20


def test_levenberg_marquardt_moves_its_damping_by_its_factor():
    t = run(OPTIMIZERS["levenberg_marquardt"](damping=1.0, factor=4.0), SURFACES["beale"](), steps=12)
    moved = (np.diff(t.points, axis=0) != 0).any(axis=-1)
    np.testing.assert_allclose(t.states.damping[1:, 0] / t.states.damping[:-1, 0], np.where(moved, 0.25, 4.0))


@pytest.mark.parametrize("dims", [1, 2, 5])
def test_bfgs_learns_the_hessian_of_a_bowl(dims):
    bowl = Bowl(tuple(np.linspace(1, 3, dims)))
    t = run(OPTIMIZERS["bfgs"](), bowl, steps=40)
    assert t.values[-1] < 1e-20
    np.testing.assert_allclose(t.states.inverse[-1] @ bowl.matrix, np.eye(dims), atol=2e-2)


@pytest.mark.parametrize("slug", ["bfgs", "lbfgs"])
@pytest.mark.parametrize("search", ["strong Wolfe", "backtracking"])
def test_quasi_newton_finds_the_ends_of_valleys(slug, search):
    for surface in ("beale", "rosenbrock"):
        t = run(OPTIMIZERS[slug](search=search), SURFACES[surface](), steps=60)
        assert t.surface.distance_to_minimum(t.points[-1]) < 1e-7


def test_lbfgs_with_one_pair_is_bfgs():
    points = [run(OPTIMIZERS[slug](), SURFACES["beale"](), steps=2).points for slug in ("bfgs", "lbfgs")]
    np.testing.assert_allclose(*points, rtol=1e-9)


def test_the_first_adam_step_is_the_rate_and_larger_without_correction():
    start = np.array([1.0, -2.0])
    corrected = run(OPTIMIZERS["adam"](lr=0.1), axes(), start, 1).points[1]
    np.testing.assert_allclose(corrected, start - 0.1 * np.sign(start), rtol=1e-7)
    raw = run(OPTIMIZERS["adam"](lr=0.1, bias_correction=False), axes(), start, 1).points[1]
    np.testing.assert_allclose(raw, start - 0.1 * np.sign(start) * (1 - 0.9) / np.sqrt(1 - 0.999), rtol=1e-6)


def test_adagrad_does_not_see_the_scale_of_an_axis():
    scaled = run(OPTIMIZERS["adagrad"](eps=0.0), _Stretched(), (1.0, 1.0), 30).points
    plain = run(OPTIMIZERS["adagrad"](eps=0.0), axes(), (1.0, 1.0), 30).points
    np.testing.assert_allclose(scaled, plain, rtol=1e-9)


class _Stretched(Axes):
    """The same bowl with its gradient's coordinates in other units."""

    def gradient(self, w):
        return super().gradient(w) * np.array([1000.0, 0.001])


def test_adadeltas_two_averages_agree_at_rate_one_only():
    beale = SURFACES["beale"]()
    tracks = {
        (lr, kind): run(OPTIMIZERS["adadelta"](lr=lr, accumulates=kind), beale, steps=40).points
        for lr in (1.0, 5.0)
        for kind in ("step", "scaled step")
    }
    assert np.array_equal(tracks[1.0, "step"], tracks[1.0, "scaled step"])
    assert not np.allclose(tracks[5.0, "step"], tracks[5.0, "scaled step"])
