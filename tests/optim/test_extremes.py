"""Nothing over- or underflows by its own squaring: slopes of any size, matrices of any size, and no ε at all."""

from dataclasses import dataclass

import numpy as np
import pytest

from catalog import parameters
from optim import OPTIMIZERS, Clip, Clipped, run
from optim._linalg import fitted, inverse, norm, solve
from optim._moments import MOST, over, squarable
from surfaces import Surface, parse

STEEP = parse("exp(x^2*y^2)+x^2", domain=((-5.0, 5.0), (-5.0, 5.0)))


@dataclass(frozen=True)
class Tilted(Surface):
    """A plane with this slope along x and `ratio` times it along y."""

    slope: float = 1.0
    ratio: float = 0.75

    name, domain, start = "Tilted", ((-1.0, 1.0), (-1.0, 1.0)), (0.5, 0.5)

    def f(self, x, y):
        return self.slope * (x + self.ratio * y)

    def grad(self, x, y):
        return self.slope + 0 * x, self.slope * self.ratio + 0 * y

    def hess(self, x, y):
        return 0.0 * x, 0.0 * x, 0.0 * x


SLOPES = [1e-300, 1e-170, 1e-150, 1e-3, 1.0, 1e10, 1e150, 1e155, 1e200, 1e300]


@pytest.mark.parametrize("slope", SLOPES)
def test_a_normalised_step_is_the_rate(slope):
    t = run(OPTIMIZERS["normalized_descent"](lr=0.1), Tilted(slope), steps=1)
    np.testing.assert_allclose(t.points[1] - t.points[0], [-0.08, -0.06], rtol=1e-14)


@pytest.mark.parametrize("slope", [s for s in SLOPES if s > 2])
def test_a_clipped_gradient_has_the_length_c(slope):
    t = run(Clipped(OPTIMIZERS["gradient_descent"](lr=0.1), Clip(norm=2.0)), Tilted(slope), steps=1)
    np.testing.assert_allclose(t.points[1] - t.points[0], [-0.16, -0.12], rtol=1e-14)


def test_a_short_gradient_is_not_clipped():
    for slope in (1e-300, 1e-3):
        surface = Tilted(slope)
        t = run(Clipped(OPTIMIZERS["gradient_descent"](lr=0.1), Clip(norm=2.0)), surface, (0.0, 0.0), 1)
        np.testing.assert_array_equal(t.points, run(OPTIMIZERS["gradient_descent"](lr=0.1), surface, (0, 0), 1).points)


@pytest.mark.parametrize("slope", SLOPES)
def test_the_gradient_that_sharpness_aware_takes_is_rho_away(slope):
    asked = []

    class Asked(Tilted):
        def grad(self, x, y):
            asked.append((float(x), float(y)))
            return super().grad(x, y)

    rule = OPTIMIZERS["sharpness_aware"](rho=0.1)
    rule.step(Asked(slope), np.array([0.5, 0.5]), rule.init(np.array([0.5, 0.5])), 1)
    np.testing.assert_allclose(asked, [(0.5, 0.5), (0.58, 0.56)], rtol=1e-13)


def test_a_clipped_run_comes_down_from_a_cliff_of_any_height():
    t = run(Clipped(OPTIMIZERS["gradient_descent"](lr=0.1), Clip(norm=1.0)), STEEP, (4.5, 4.2), 5)
    np.testing.assert_allclose(np.linalg.norm(np.diff(t.points, axis=0), axis=-1), 0.1, rtol=1e-12)


FIRST = {  # rules whose first step is the rate times the sign of the gradient, whatever its size
    "adam": {}, "adamw": {"weight_decay": 0.0}, "amsgrad": {}, "nadam": None, "adagrad": {},
    "adamax": {}, "yogi": {}, "rmsprop": {"beta": 0.0}, "soap": None, "adan": {}, "novograd": None, "adadelta": None,
    "adabelief": None, "full_matrix_adagrad": None, "prodigy": None,
}  # fmt: skip


@pytest.mark.parametrize("slug", FIRST)
@pytest.mark.parametrize("slope", [1e120, 1e155, 1e200, 1e300])
def test_adaptive_rules_step_as_from_any_large_gradient(slug, slope):
    rule = OPTIMIZERS[slug](**(FIRST[slug] or {}))
    ordinary, steep = (run(rule, Tilted(s, 1.0), steps=3).points for s in (1e120, slope))
    assert np.abs(np.diff(steep[:, 0])).min() > 0
    np.testing.assert_allclose(steep, ordinary, rtol=1e-9)
    if FIRST[slug] is not None:
        np.testing.assert_allclose(steep[1] - steep[0], -rule.lr, rtol=1e-6)


EPSILON = [  # rules of the plane for which ε = 0 is legal
    slug
    for slug, cls in OPTIMIZERS.items()
    if cls.family != "matrices" and any(p.name == "eps" and p.legal.contains(0.0) for p in parameters(cls))
]


@pytest.mark.parametrize("slug", EPSILON)
def test_without_epsilon_a_coordinate_without_gradient_stays(slug):
    assert len(EPSILON) >= 17
    surface = parse("x^2+0*y", domain=((-2.0, 2.0), (-2.0, 2.0)))
    for choice in [{}, *({p.name: c} for p in parameters(OPTIMIZERS[slug]) for c in p.choices)]:
        points = run(OPTIMIZERS[slug](eps=0.0, **choice), surface, (1.0, 0.7), 30).points
        assert np.isfinite(points).all()
        if slug not in ("adamw", "novograd"):  # whose decay pulls every coordinate
            np.testing.assert_allclose(points[:, 1], 0.7, rtol=1e-14)
        on_the_floor = run(OPTIMIZERS[slug](eps=0.0, **choice), surface, (0.0, 0.7), 5)
        np.testing.assert_array_equal(on_the_floor.points[:, 0], 0.0)


@pytest.mark.parametrize("slug", EPSILON)
def test_it_is_the_limit_of_small_epsilons(slug):
    surface = parse("x^2+0*y", domain=((-2.0, 2.0), (-2.0, 2.0)))
    none, small = (run(OPTIMIZERS[slug](eps=eps), surface, (1.0, 0.7), 10).points for eps in (0.0, 1e-200))
    np.testing.assert_allclose(none, small, rtol=1e-9)


@pytest.mark.parametrize("search", ["backtracking", "strong Wolfe"])
@pytest.mark.parametrize("start", [(3.0, 3.0), (4.0, 4.0), (4.5, 4.2)])
def test_a_line_search_goes_down_from_a_cliff_of_any_height(search, start):
    t = run(OPTIMIZERS["line_search_descent"](search=search), STEEP, start, 30)
    assert np.abs(STEEP.gradient(start)).max() > 1e35
    assert t.values[5] < 1e-3 * t.values[0]
    assert t.values[-1] < 1e12
    assert (np.diff(t.values) <= 1e-14 * np.abs(t.values[:-1])).all()


@pytest.mark.parametrize("slug", ["bfgs", "dfp", "lbfgs", "conjugate_gradient", "polyak_step"])
def test_rules_that_square_a_gradient_move_from_there(slug):
    t = run(OPTIMIZERS[slug](), STEEP, (4.5, 4.2), 5)
    assert t.diverged_at is None
    assert t.values[-1] < t.values[0]


def test_newton_on_a_cliff():
    t = run(OPTIMIZERS["newton"](), STEEP, (4.6, 4.6), 1)
    np.testing.assert_allclose(t.points[1], (4.59744, 4.59744), atol=1e-5)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("size", [1e-250, 1e-160, 1.0, 1e100, 1e160, 1e250])
def test_solutions_are_lapack_s_where_those_are_finite(n, size):
    rng = np.random.default_rng(n)
    matrices = rng.normal(size=(200, n, n)) * size * 10.0 ** rng.uniform(-20, 20, (200, 1, n))
    matrices[::7] = np.triu(matrices[::7])
    matrices[3, 0, 0] = 0.0
    vectors = rng.normal(size=(200, n)) * size
    found = solve(matrices, vectors)
    for matrix, vector, x in zip(matrices, vectors, found, strict=True):
        if matrix.any(axis=0).all() and np.linalg.matrix_rank(matrix / np.abs(matrix).max(axis=0)) == n:
            expected = np.linalg.solve(matrix, vector)
            np.testing.assert_allclose(x, expected, rtol=1e-9 * np.linalg.cond(matrix / np.abs(matrix).max(axis=0)))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_singular_lane_raises_nothing_and_harms_no_other(n):
    matrices = np.array([np.eye(n), np.zeros((n, n)), np.ones((n, n)), 2 * np.eye(n)])
    x = solve(matrices, np.ones((4, n)))
    np.testing.assert_array_equal(x[0], 1.0)
    np.testing.assert_array_equal(x[3], 0.5)
    assert not np.isfinite(x[1]).any()
    if n > 1:
        assert not np.isfinite(x[2]).all()
    np.testing.assert_array_equal(inverse(matrices)[3], np.eye(n) / 2)


def test_a_length_is_right_at_any_size_and_to_the_last_digit_at_ordinary_ones():
    sizes = 10.0 ** np.arange(-300, 301, 10)[:, None]
    np.testing.assert_allclose(norm(sizes * [3.0, 4.0])[:, 0], 5 * sizes[:, 0], rtol=1e-15)
    a = np.random.default_rng(0).normal(size=(100, 3)) * 1e-40
    np.testing.assert_array_equal(norm(a)[:, 0], np.sqrt((a * a).sum(axis=-1)))
    part, scale = fitted(np.array([[0.0, 0.0], [1e-160, 0.0], [1.0, 2.0], [0.0, -1e160]]))
    np.testing.assert_array_equal(scale[:, 0], [1.0, 1e-160, 1.0, 1e160])
    np.testing.assert_array_equal(part, [[0.0, 0.0], [1.0, 0.0], [1.0, 2.0], [0.0, -1.0]])


def test_ratios_and_bounds():
    with np.errstate(all="ignore"):
        shares = over(np.array([0.0, 1.0, -3.0]), np.array([0.0, 0.0, 2.0]))
    np.testing.assert_array_equal(shares, [0.0, 0.0, -1.5])
    np.testing.assert_array_equal(squarable(np.array([-1e300, 1.0, 2 * MOST])), [-MOST, 1.0, MOST])
