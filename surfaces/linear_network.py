from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class LinearNetwork(Surface):
    """A linear network of two weights that learns y = x: every minimum is equally good, and a saddle stands between."""

    name, shows = "Linear network", "saddle"
    latex = r"E(w_1, w_2) = \tfrac{1}{2} (1 - w_1 w_2)^2"
    paper = Paper(
        "Baldi & Hornik", 1989,
        "Neural networks and principal component analysis: learning from examples without local minima",
        "https://doi.org/10.1016/0893-6080(89)90014-2",
    )  # fmt: skip
    domain = ((-2.5, 2.5), (-2.5, 2.5))
    start = (-1.5, 1.45)
    view = View(scale="log", azimuth=-70.0, elevation=40.0)
    best_value = 0.0

    def f(self, w1, w2):
        r = 1 - w1 * w2
        return 0.5 * r * r

    def grad(self, w1, w2):
        r = 1 - w1 * w2
        return -w2 * r, -w1 * r

    def hess(self, w1, w2):
        return w2 * w2, 2 * w1 * w2 - 1, w1 * w1

    def residuals(self, w1, w2):
        return (np.sqrt(0.5) * (1 - w1 * w2),)

    def jacobian(self, w1, w2):
        root = np.sqrt(0.5)
        return ((-root * w2, -root * w1),)

    def critical_points(self):
        """The saddle, and of the hyperbola w₁w₂ = 1 of minima six points."""
        branch = [(1.0, 1.0), (2.0, 0.5), (0.5, 2.0)]
        minima = [(sign * w1, sign * w2) for sign in (1, -1) for w1, w2 in branch]
        return (
            *(CriticalPoint(point, "minimum", degenerate=True) for point in minima),
            CriticalPoint((0.0, 0.0), "saddle"),
        )

    def distance_to_minimum(self, w):
        """The distance (...) of points (..., 2) to the hyperbola w₁w₂ = 1, whose nearest point (t, 1/t) solves
        t⁴ − w₁t³ + w₂t − 1 = 0.

        Each root's real part stands for a point of the hyperbola, so none gives less than the distance, and the
        nearest point's own root, which is real, gives the distance itself.
        """
        w = np.asarray(w, dtype=float)
        finite = np.isfinite(w).all(axis=-1)
        distance = np.full(finite.shape, np.nan)
        x, y = w[finite].T
        companion = np.zeros((len(x), 4, 4))
        companion[:, 0] = np.stack([x, np.zeros_like(x), -y, np.ones_like(x)], axis=-1)
        companion[:, [1, 2, 3], [0, 1, 2]] = 1.0
        t = np.linalg.eigvals(companion).real
        with np.errstate(divide="ignore"):
            distance[finite] = np.hypot(x[:, None] - t, y[:, None] - 1 / t).min(axis=-1, initial=np.inf)
        return distance
