from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from catalog import Paper, param
from networks._problem import Problem
from surfaces._surface import Array, CriticalPoint

SPACINGS = ("geometric", "even", "two clusters")


@dataclass(frozen=True)
class Spectrum(Problem):
    """A bowl of n dimensions with chosen curvatures: λ from 1/κ to 1, along the axes or along turned ones."""

    n: int = param(20, 2, 100, "N", legal="[2, 400]", help="Weights")
    condition: float = param(100.0, 1.0, 1e6, r"\kappa", log=True, legal="[1, 1e12]", help="λ_max over λ_min")
    spacing: str = param("geometric", choices=SPACINGS, help="How the curvatures lie between the two")
    turned: bool = param(False, help="Turn the axes at random")
    seed: int = param(0, 0, 100, "s", legal="[0, 1000000]", help="Chooses the axes and the start")

    name, shows, kind = "Spectrum", "convex", "matrix"
    latex = r"f(w) = \tfrac{1}{2}\, w^\top Q \Lambda Q^\top w, \quad \lambda_{\min} = 1/\kappa, \; \lambda_{\max} = 1"
    paper = Paper(
        "LeCun, Bottou, Orr & Müller", 1998, "Efficient BackProp", "https://doi.org/10.1007/3-540-49430-8_2"
    )  # fmt: skip

    @property
    def dims(self) -> int:
        return self.n

    @cached_property
    def eigenvalues(self) -> Array:
        """The curvatures (n,), smallest first."""
        low = 1 / self.condition
        if self.spacing == "even":
            return np.linspace(low, 1.0, self.n)
        if self.spacing == "two clusters":
            return np.where(np.arange(self.n) < self.n // 2, low, 1.0)
        return np.geomspace(low, 1.0, self.n)

    @cached_property
    def axes(self) -> Array:
        """The directions (n, n) of the curvatures, a column each."""
        if not self.turned:
            return np.eye(self.n)
        q, r = np.linalg.qr(np.random.default_rng((self.seed, 0)).standard_normal((self.n, self.n)))
        return q * np.sign(np.diag(r))

    @cached_property
    def start(self) -> tuple[float, ...]:
        """A point whose error is spread evenly over the directions."""
        signs = np.random.default_rng((self.seed, 1)).choice([-1.0, 1.0], self.n)
        return tuple(self.axes @ (signs / np.sqrt(self.n * self.eigenvalues)))

    def value(self, w: Any) -> Array:
        return 0.5 * (np.asarray(w, dtype=float) @ self.axes) ** 2 @ self.eigenvalues

    def gradient(self, w: Any) -> Array:
        return ((np.asarray(w, dtype=float) @ self.axes) * self.eigenvalues) @ self.axes.T

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        w, v = np.broadcast_arrays(np.asarray(w, dtype=float), np.asarray(v, dtype=float))
        return self.gradient(v)

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        return (CriticalPoint((0.0,) * self.n, "minimum"),)
