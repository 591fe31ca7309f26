"""Linear algebra on many small matrices at once: closed forms for 1×1 and 2×2, LAPACK beyond; no lane harms another.

Matrices are (..., n, n), vectors (..., n), and a number for each lane keeps a last axis of length 1. Where a matrix is
singular or not finite its lane holds inf or NaN; nothing is raised and nothing is warned of.
"""

from collections.abc import Callable
from contextlib import suppress

import numpy as np

Array = np.ndarray
quiet = np.errstate(all="ignore")

SMALL, BIG = 1e-150, 1e150  # sums of squares of numbers between these are exact to rounding


def dot(a: Array, b: Array) -> Array:
    """Inner products a·b, (..., 1)."""
    return np.add.reduce(a * b, axis=-1, keepdims=True)


def fitted(a: Array) -> tuple[Array, Array]:
    """Vectors whose squares neither over- nor underflow, and by what they must be multiplied to be a, (..., 1).

    That is 1 and a itself, to the last digit, unless the largest of its numbers is beyond BIG or under SMALL.
    """
    largest = np.abs(a).max(axis=-1, keepdims=True)
    scale = np.where((largest > 0) & np.isfinite(largest) & ((largest < SMALL) | (largest > BIG)), largest, 1.0)
    return a / scale, scale


def norm(a: Array) -> Array:
    """Euclidean lengths, (..., 1), of numbers of any size."""
    part, scale = fitted(a)
    return scale * np.sqrt(dot(part, part))


def outer(a: Array, b: Array) -> Array:
    """Matrices a bᵀ."""
    return a[..., :, None] * b[..., None, :]


def matvec(matrix: Array, vector: Array) -> Array:
    """Products of matrices (..., m, n) and vectors (..., n)."""
    return np.add.reduce(matrix * vector[..., None, :], axis=-1)


def gram(rows: Array) -> Array:
    """R Rᵀ of matrices R (..., n, m)."""
    return (rows[..., :, None, :] * rows[..., None, :, :]).sum(axis=-1)


def diagonal(matrix: Array) -> Array:
    """The diagonals, (..., n)."""
    return np.diagonal(matrix, axis1=-2, axis2=-1)


def loaded(matrix: Array, load: Array) -> Array:
    """A + load · I, with one load (..., 1) for each lane or one for each coordinate (..., n)."""
    return matrix + np.eye(matrix.shape[-1]) * np.asarray(load)[..., None]


@quiet
def solve(matrix: Array, vector: Array) -> Array:
    """x with A x = b; 0 where b is 0, whatever A is; not finite in lanes whose A is singular."""
    x = _SOLVERS.get(matrix.shape[-1], _solve_any)(matrix, vector)
    return np.where(vector.any(axis=-1, keepdims=True), x, 0.0)


def _solve1(matrix: Array, vector: Array) -> Array:
    return vector / matrix[..., 0]


def _solve2(matrix: Array, vector: Array) -> Array:
    """Gaussian elimination with partial pivoting: the determinant's products would over- or underflow."""
    (a, b), (c, d) = entries(matrix)
    u, v = vector[..., 0][()], vector[..., 1][()]
    x = np.empty(np.broadcast_shapes(matrix.shape[:-1], vector.shape))
    swap = np.abs(c) > np.abs(a)
    (a, b, u), (c, d, v) = (
        (np.where(swap, *pair) for pair in ((c, a), (d, b), (v, u))),
        (np.where(swap, *pair) for pair in ((a, c), (b, d), (u, v))),
    )
    factor = c / a
    x[..., 1] = (v - factor * u) / (d - factor * b)
    x[..., 0] = (u - b * x[..., 1]) / a
    return x


def _solve_any(matrix: Array, vector: Array) -> Array:
    try:
        return np.linalg.solve(matrix, vector[..., None])[..., 0]
    except np.linalg.LinAlgError:  # some lane is singular
        matrix = np.broadcast_to(matrix, (*vector.shape, vector.shape[-1]))
        x = np.full(vector.shape, np.nan)
        for lane in np.ndindex(vector.shape[:-1]):
            with suppress(np.linalg.LinAlgError):
                x[lane] = np.linalg.solve(matrix[lane], vector[lane])
        return x


_SOLVERS: dict[int, Callable[[Array, Array], Array]] = {1: _solve1, 2: _solve2}


def entries(matrix: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The entries of 2×2 matrices, row by row; scalars, which are quicker, if there is one lane."""
    return (matrix[..., 0, 0][()], matrix[..., 0, 1][()]), (matrix[..., 1, 0][()], matrix[..., 1, 1][()])


@quiet
def eigh(matrix: Array) -> tuple[Array, Array]:
    """Eigenvalues (..., n), ascending, and eigenvectors (..., n, n), in columns, of symmetric matrices."""
    return _EIGH.get(matrix.shape[-1], _eigh_any)(matrix)


def _eigh1(matrix: Array) -> tuple[Array, Array]:
    return matrix[..., 0].copy(), np.ones_like(matrix)


def _eigh2(matrix: Array) -> tuple[Array, Array]:
    """One Jacobi rotation, which keeps small eigenvalues accurate (Golub & Van Loan, Matrix Computations, 8.5)."""
    (a, b), (_, d) = entries(matrix)
    ratio = (d - a) / (2 * b)
    t = np.where(b == 0, 0.0, np.copysign(1 / (np.abs(ratio) + np.hypot(1, ratio)), ratio))
    c = 1 / np.hypot(1, t)
    s = t * c
    first, second = a - t * b, d + t * b
    swap = first > second
    values, vectors = np.empty(matrix.shape[:-1]), np.empty(matrix.shape)
    values[..., 0], values[..., 1] = np.where(swap, second, first), np.where(swap, first, second)
    vectors[..., 0, 0], vectors[..., 1, 0] = np.where(swap, s, c), np.where(swap, c, -s)
    vectors[..., 0, 1], vectors[..., 1, 1] = np.where(swap, c, s), np.where(swap, -s, c)
    return values, vectors


def _eigh_any(matrix: Array) -> tuple[Array, Array]:
    finite = np.isfinite(matrix).all(axis=(-1, -2), keepdims=True)
    values, vectors = np.linalg.eigh(np.where(finite, matrix, np.eye(matrix.shape[-1])))
    return np.where(finite[..., 0], values, np.nan), np.where(finite, vectors, np.nan)


_EIGH: dict[int, Callable[[Array], tuple[Array, Array]]] = {1: _eigh1, 2: _eigh2}


@quiet
def solve_spectral(matrix: Array, vector: Array, f: Callable[[Array], Array]) -> Array:
    """f(A)⁻¹ b of symmetric A = V Λ Vᵀ, f acting on eigenvalues: 0 along eigenvectors to which b has no component."""
    values, vectors = eigh(matrix)
    along = matvec(np.swapaxes(vectors, -1, -2), vector)
    return matvec(vectors, np.where(along == 0, 0.0, along / f(values)))


@quiet
def inverse(matrix: Array) -> Array:
    """A⁻¹, column by column."""
    columns = [solve(matrix, np.broadcast_to(unit, matrix.shape[:-1])) for unit in np.eye(matrix.shape[-1])]
    return np.stack(columns, axis=-1)


@quiet
def spectral(matrix: Array, f: Callable[[Array], Array]) -> Array:
    """f(A) = V f(Λ) Vᵀ of symmetric A."""
    values, vectors = eigh(matrix)
    return (vectors[..., :, None, :] * vectors[..., None, :, :] * f(values)[..., None, None, :]).sum(axis=-1)
