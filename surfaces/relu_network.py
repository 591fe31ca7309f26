from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View

INPUTS = (-1.8, -1.3, -0.7, -0.2, 0.4, 0.9, 1.5, 2.0)
TARGETS = tuple(max(u, 0.0) for u in INPUTS)  # the network with bias 0 and weight 1


@dataclass(frozen=True)
class ReLUNetwork(Surface):
    """One rectified unit that learns a ramp from eight examples: creases, and a plain where it is dead.

    With a bias below −2 the unit answers none of the examples, and no gradient brings it back.
    """

    name, shows, smooth = "ReLU network", "landscape", False
    latex = r"E(b, w) = \tfrac{1}{16} \sum_{i=1}^{8} \bigl(w \max(u_i + b, 0) - \max(u_i, 0)\bigr)^2"
    paper = Paper(
        "Glorot, Bordes & Bengio", 2011, "Deep sparse rectifier neural networks",
        "https://proceedings.mlr.press/v15/glorot11a.html",
    )  # fmt: skip
    domain = ((-3.0, 3.0), (-2.0, 3.0))
    start = (2.4, -1.0)
    view = View(azimuth=-60.0, elevation=40.0)
    best_value = 0.0

    def f(self, b, w):
        return sum(r * r for r in self.residuals(b, w))

    def grad(self, b, w):
        """The gradient; on a crease, where a unit begins to answer, as if it did not yet."""
        pairs = list(zip(self.residuals(b, w), self.jacobian(b, w), strict=True))
        return sum(2 * r * d for r, (d, _) in pairs), sum(2 * r * d for r, (_, d) in pairs)

    def hess(self, b, w):
        xx = xy = yy = 0.0
        for u, r, (p, q) in zip(INPUTS, self.residuals(b, w), self.jacobian(b, w), strict=True):
            on = np.where(u + b > 0, 1.0, 0.0)
            xx, xy, yy = xx + 2 * p * p, xy + 2 * (p * q + r * on / 4), yy + 2 * q * q
        return xx, xy, yy

    def residuals(self, b, w):
        return tuple((w * np.maximum(u + b, 0.0) - t) / 4 for u, t in zip(INPUTS, TARGETS, strict=True))

    def jacobian(self, b, w):
        return tuple((w * np.where(u + b > 0, 1.0, 0.0) / 4, np.maximum(u + b, 0.0) / 4) for u in INPUTS)

    def critical_points(self):
        """The minimum, where the ramp is met."""
        return (CriticalPoint((0.0, 1.0), "minimum"),)
