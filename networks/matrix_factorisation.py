from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from catalog import Paper, param
from networks._problem import Problem
from surfaces._surface import Array, CriticalPoint


@dataclass(frozen=True)
class MatrixFactorisation(Problem):
    """Two thin matrices whose product shall be a given one: many minima, all equally good, a saddle at the origin."""

    rows: int = param(6, 2, 20, "a", legal="[1, 32]", help="Rows of M")
    columns: int = param(5, 2, 20, "b", legal="[1, 32]", help="Columns of M")
    rank: int = param(2, 1, 5, "r", legal="[1, 16]", help="Columns of U and V")
    condition: float = param(4.0, 1.0, 1000.0, r"\kappa", log=True, legal="[1, 1e9]", help="σ₁ of M over its last")
    seed: int = param(0, 0, 100, "s", legal="[0, 1000000]", help="Chooses M and the start")

    name, shows, kind = "Matrix factorisation", "saddle", "matrix"
    latex = r"f(U, V) = \lVert U V^{\!\top} - M \rVert_F^2"
    paper = Paper(
        "Srebro & Jaakkola", 2003, "Weighted low-rank approximations",
        "https://aaai.org/papers/icml03-094-weighted-low-rank-approximations/",
    )  # fmt: skip
    least_squares = True

    @property
    def dims(self) -> int:
        return (self.rows + self.columns) * self.rank

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return (self.rows, self.rank), (self.columns, self.rank)

    @cached_property
    def singular(self) -> tuple[Array, Array, Array]:
        """M's singular vectors (rows, s), values (s,) and (columns, s)."""
        rng = np.random.default_rng((self.seed, 0))
        s = min(self.rows, self.columns)
        left = np.linalg.qr(rng.standard_normal((self.rows, s)))[0]
        right = np.linalg.qr(rng.standard_normal((self.columns, s)))[0]
        return left, np.geomspace(1.0, 1 / self.condition, s), right

    @cached_property
    def matrix(self) -> Array:
        """M (rows, columns)."""
        left, values, right = self.singular
        return (left * values) @ right.T

    @cached_property
    def start(self) -> tuple[float, ...]:
        return tuple(self.starts(1)[0])

    def starts(self, count: int) -> Array:
        """Small factors (count, n) drawn at random; the first is `start`."""
        return np.array(
            [0.1 * np.random.default_rng((self.seed, i, 1)).standard_normal(self.dims) for i in range(count)]
        )

    def factors(self, w: Any) -> tuple[Array, Array]:
        """U (..., rows, rank) and V (..., columns, rank) in w (..., n)."""
        w = np.asarray(w, dtype=float)
        cut = self.rows * self.rank
        u, v = w[..., :cut], w[..., cut:]
        return u.reshape(*w.shape[:-1], self.rows, self.rank), v.reshape(*w.shape[:-1], self.columns, self.rank)

    def value(self, w: Any) -> Array:
        return (self._error(*self.factors(w)) ** 2).sum(axis=(-2, -1))

    def gradient(self, w: Any) -> Array:
        u, v = self.factors(w)
        error = self._error(u, v)
        return _joined(2 * error @ v, 2 * np.swapaxes(error, -1, -2) @ u)

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        w, v = np.broadcast_arrays(np.asarray(w, dtype=float), np.asarray(v, dtype=float))
        (a, b), (da, db) = self.factors(w), self.factors(v)
        error = self._error(a, b)
        change = da @ np.swapaxes(b, -1, -2) + a @ np.swapaxes(db, -1, -2)
        return _joined(
            2 * (change @ b + error @ db), 2 * (np.swapaxes(change, -1, -2) @ a + np.swapaxes(error, -1, -2) @ da)
        )

    def residual(self, w: Any) -> Array:
        error = self._error(*self.factors(w))
        return error.reshape(*error.shape[:-2], -1)

    def residual_jacobian(self, w: Any) -> Array:
        u, v = self.factors(w)
        lanes, (a, b, r) = u.shape[:-2], (self.rows, self.columns, self.rank)
        out = np.zeros((*lanes, a, b, self.dims))
        for i in range(a):
            out[..., i, :, i * r : (i + 1) * r] = v
        for j in range(b):
            out[..., :, j, (a + j) * r : (a + j + 1) * r] = u
        return out.reshape(*lanes, a * b, self.dims)

    def _error(self, u: Array, v: Array) -> Array:
        return u @ np.swapaxes(v, -1, -2) - self.matrix

    def keeping(self, kept: tuple[int, ...]) -> Array:
        """The balanced critical point (n,) whose product keeps these singular directions of M."""
        left, values, right = self.singular
        u, v = np.zeros((self.rows, self.rank)), np.zeros((self.columns, self.rank))
        root = np.sqrt(values[list(kept)])
        u[:, : len(kept)], v[:, : len(kept)] = left[:, list(kept)] * root, right[:, list(kept)] * root
        return np.concatenate([u.ravel(), v.ravel()])

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """A balanced point of each kind; each stands for a continuum (UA, VA⁻ᵀ)."""
        s = min(self.rows, self.columns)
        rank = min(self.rank, s)
        found = [CriticalPoint(tuple(self.keeping(tuple(range(rank)))), "minimum", True)]
        for size in range(rank, -1, -1):
            for kept in combinations(range(min(s, 6)), size):
                distinct = self.condition > 1 or size < rank
                if distinct and (size < rank or kept != tuple(range(rank))):
                    found.append(CriticalPoint(tuple(self.keeping(kept)), "saddle", True))
        return tuple(found[:64])


def _joined(u: Array, v: Array) -> Array:
    return np.concatenate([u.reshape(*u.shape[:-2], -1), v.reshape(*v.shape[:-2], -1)], axis=-1)
