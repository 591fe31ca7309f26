"""Least squares with more weights than examples, and the data of Wilson et al. on which adaptive methods err."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from catalog import param
from lessons._claims import Settings
from surfaces import CriticalPoint, Surface

Array = np.ndarray

FOREVER = 3  # Wilson et al.: the label, and two features that are always 1
UNIQUE = {1: 1, -1: 5}  # how many features only one example has, by its label


@dataclass(frozen=True)
class Construction(Settings):
    """The data of Wilson et al.: how many examples, how often label 1, and which."""

    n: int = param(20, 6, 100, "n", legal="[6, 100]", help="Examples")
    p: float = param(0.7, 0.55, 0.95, "p", help="Share of label 1,")
    seed: int = param(1, 0, 100, legal="[0, 100]", help="Seed")


@dataclass(frozen=True, eq=False)
class LeastSquares(Surface):
    """E(w) = ½ ‖Xw − y‖², in as many dimensions as X (n, d) has columns; y (n,).

    Raises ValueError if the shapes do not fit.
    """

    features: Array
    labels: Array

    name, shows = "Least squares", "valley"
    latex = r"E(w) = \tfrac{1}{2}\, \lVert X w - y \rVert^2"

    def __post_init__(self) -> None:
        if np.ndim(self.features) != 2 or np.shape(self.labels) != np.shape(self.features)[:1]:
            raise ValueError("features must be (n, d) and labels (n,)")

    @property
    def dims(self) -> int:
        return self.features.shape[1]

    @property
    def domain(self) -> tuple[tuple[float, float], ...]:
        return ((-0.35, 1.85),) * self.dims

    @property
    def start(self) -> tuple[float, ...]:
        return (0.0,) * self.dims

    def value(self, w: Any) -> Array:
        return 0.5 * (self._errors(w) ** 2).sum(axis=-1)

    def gradient(self, w: Any) -> Array:
        return self._errors(w) @ self.features

    def hessian(self, w: Any) -> Array:
        shape = (*np.shape(w), self.dims)
        return np.broadcast_to(self.features.T @ self.features, shape).copy()

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """Of the whole plane of minima, the one of least norm."""
        return (CriticalPoint(tuple(self.minimum_norm), "minimum", degenerate=len(self.features) < self.dims),)

    @cached_property
    def minimum_norm(self) -> Array:
        """X⁺y, by NumPy's pseudo-inverse: the solution (d,) of least norm."""
        return np.linalg.pinv(self.features) @ self.labels

    @cached_property
    def steepest(self) -> float:
        """The largest eigenvalue of the Hessian XᵀX, which is that of XXᵀ too."""
        return float(np.linalg.eigvalsh(self.features @ self.features.T)[-1])

    def _errors(self, w: Any) -> Array:
        return np.asarray(w, dtype=float) @ self.features.T - self.labels


def wilson(n: int, p: float, seed: int) -> LeastSquares:
    """The data of Wilson et al. 2017, section 3.3: n examples, each of label 1 with probability p, otherwise −1.

    Feature 1 is the label; features 2 and 3 are always 1; then come features that a single example has: one for an
    example of label 1, five for one of label −1. Features that no example has are left out: their weights stay 0.
    The examples of label 1 come first.
    """
    labels = np.sort(np.where(np.random.default_rng(seed).random(n) < p, 1, -1))[::-1]
    owner = np.repeat(np.arange(n), [UNIQUE[label] for label in labels])
    own = (owner == np.arange(n)[:, None]).astype(float)
    shared = np.stack([labels, np.ones(n), np.ones(n)], axis=-1)
    return LeastSquares(np.concatenate([shared, own], axis=-1), labels.astype(float))


def error_on_new(w: Any, p: float) -> Array:
    """The share (...) of new examples of `wilson` that weights w (..., d) get wrong; a score of 0 is wrong.

    A new example's own features were in no example before, so their weights are 0: the first three decide.
    """
    w = np.asarray(w, dtype=float)
    always = w[..., 1] + w[..., 2]
    return p * (always + w[..., 0] <= 0) + (1 - p) * (always - w[..., 0] >= 0)


def counts(problem: LeastSquares) -> tuple[int, int]:
    """How many examples have the label 1, and how many −1."""
    return int((problem.labels > 0).sum()), int((problem.labels < 0).sum())


def loss_on_new(w: Any, p: float) -> Array:
    """The expected loss (...) of a new example of `wilson`, ½ (xᵀw − y)², at weights w (..., d)."""
    w = np.asarray(w, dtype=float)
    always = w[..., 1] + w[..., 2]
    return 0.5 * (p * (always + w[..., 0] - 1) ** 2 + (1 - p) * (always - w[..., 0] + 1) ** 2)


def error_on_examples(problem: LeastSquares, w: Any) -> Array:
    """The share (...) of the examples whose label weights w (..., d) do not give the sign of."""
    return (np.asarray(w, dtype=float) @ problem.features.T * problem.labels <= 0).mean(axis=-1)
