import numpy as np
import pytest

from optim import _linalg as la

SIZES = [1, 2, 3, 5]


def symmetric(n, shape=(4, 3), seed=0):
    a = np.random.default_rng((seed, n)).normal(size=(*shape, n, n))
    return a + np.swapaxes(a, -1, -2)


@pytest.mark.parametrize("n", SIZES)
def test_solve_agrees_with_lapack(n):
    a, b = np.random.default_rng(n).normal(size=(4, 3, n, n)), np.random.default_rng(n + 1).normal(size=(4, 3, n))
    np.testing.assert_allclose(la.solve(a, b), np.linalg.solve(a, b[..., None])[..., 0], rtol=1e-9)


@pytest.mark.parametrize("n", SIZES)
def test_inverse_agrees_with_lapack(n):
    a = np.random.default_rng(n).normal(size=(4, 3, n, n))
    np.testing.assert_allclose(la.inverse(a), np.linalg.inv(a), rtol=1e-8)


@pytest.mark.parametrize("n", SIZES)
def test_eigh_agrees_with_lapack(n):
    a = symmetric(n)
    values, vectors = la.eigh(a)
    np.testing.assert_allclose(values, np.linalg.eigvalsh(a), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(a @ vectors, vectors * values[..., None, :], atol=1e-12)
    np.testing.assert_allclose(np.swapaxes(vectors, -1, -2) @ vectors, np.broadcast_to(np.eye(n), a.shape), atol=1e-12)


@pytest.mark.parametrize(
    "matrix",
    [np.zeros((2, 2)), np.eye(2), -np.eye(2), np.ones((2, 2)), np.diag([3.0, 1.0]), [[0.0, 1.0], [1.0, 0.0]],
     [[1.0, 1e-300], [1e-300, 1.0]], [[1e150, 1.0], [1.0, -1e150]]],
)  # fmt: skip
def test_eigh_of_special_matrices(matrix):
    matrix = np.asarray(matrix, dtype=float)
    values, vectors = la.eigh(matrix)
    np.testing.assert_allclose(values, np.linalg.eigvalsh(matrix), atol=1e-15 * np.abs(matrix).max())
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(2), atol=1e-15)


def test_eigh_keeps_a_tiny_eigenvalue_accurate():
    c, s = np.cos(0.3), np.sin(0.3)
    turn = np.array([[c, -s], [s, c]])
    values, _ = la.eigh(turn @ np.diag([1e-9, 1.0]) @ turn.T)
    np.testing.assert_allclose(values, (1e-9, 1.0), rtol=1e-6)


@pytest.mark.parametrize("n", SIZES)
def test_one_singular_or_broken_lane_harms_no_other(n):
    a, b = symmetric(n, (4,)), np.ones((4, n))
    a[1], a[2] = 0.0, np.nan
    x = la.solve(a, b)
    assert not np.isfinite(x[1]).any()
    assert not np.isfinite(x[2]).any()
    for lane in (0, 3):
        np.testing.assert_array_equal(x[lane], la.solve(a[lane], b[lane]))
    values, vectors = la.eigh(a)
    assert np.isnan(values[2]).all()
    for lane in (0, 1, 3):
        np.testing.assert_array_equal(values[lane], la.eigh(a[lane])[0])
        np.testing.assert_array_equal(vectors[lane], la.eigh(a[lane])[1])
    assert la.inverse(a).shape == a.shape


@pytest.mark.parametrize("n", SIZES)
def test_nothing_is_solved_by_nothing(n):
    np.testing.assert_array_equal(la.solve(np.zeros((n, n)), np.zeros(n)), 0.0)
    np.testing.assert_array_equal(la.solve_spectral(np.zeros((n, n)), np.zeros(n), np.abs), 0.0)


@pytest.mark.parametrize("n", SIZES)
def test_functions_of_matrices(n):
    a = symmetric(n)
    root = la.spectral(a, lambda values: np.sqrt(np.abs(values)))
    absolute = la.spectral(a, np.abs)
    np.testing.assert_allclose(root @ root, absolute, atol=1e-10)
    assert (np.linalg.eigvalsh(absolute) > 0).all()
    b = np.ones(a.shape[:-1])
    np.testing.assert_allclose(la.solve_spectral(a, b, np.abs), la.solve(absolute, b), rtol=1e-8)


def test_small_products():
    rng = np.random.default_rng(3)
    m, v, u = rng.normal(size=(4, 3, 2)), rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    np.testing.assert_allclose(la.matvec(m, v), np.einsum("lij,lj->li", m, v))
    np.testing.assert_allclose(la.gram(m), m @ np.swapaxes(m, -1, -2))
    np.testing.assert_allclose(la.outer(u, v), np.einsum("li,lj->lij", u, v))
    np.testing.assert_allclose(la.dot(u, v)[..., 0], np.einsum("li,li->l", u, v))
    np.testing.assert_allclose(la.norm(v)[..., 0], np.linalg.norm(v, axis=-1))
    np.testing.assert_allclose(la.loaded(m[:, :2], np.full((4, 1), 5.0)), m[:, :2] + 5 * np.eye(2))
    np.testing.assert_array_equal(la.diagonal(m[:, :2]), np.stack([m[:, 0, 0], m[:, 1, 1]], axis=-1))
