from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import CriticalPoint, Surface, View

INPUTS = (-2.0, -1.4, -0.9, -0.4, 0.3, 0.8, 1.3, 1.9)
TARGETS = tuple(float(np.tanh(u)) for u in INPUTS)  # the network with both weights 1


@dataclass(frozen=True)
class TanhNetwork(Surface):
    """One tanh unit that learns tanh from eight examples: where it saturates there is a plain, and at 0 a saddle."""

    name, shows = "Tanh network", "saddle"
    latex = r"E(w_1, w_2) = \tfrac{1}{16} \sum_{i=1}^{8} \bigl(w_2 \tanh(w_1 u_i) - \tanh u_i\bigr)^2"
    paper = Paper(
        "Glorot & Bengio", 2010, "Understanding the difficulty of training deep feedforward neural networks",
        "https://proceedings.mlr.press/v9/glorot10a.html",
    )  # fmt: skip
    domain = ((-4.0, 4.0), (-3.0, 3.0))
    start = (-3.0, 2.0)
    view = View(azimuth=-70.0, elevation=40.0)
    best_value = 0.0

    def f(self, w1, w2):
        return sum(r * r for r in self.residuals(w1, w2))

    def grad(self, w1, w2):
        pairs = list(zip(self.residuals(w1, w2), self.jacobian(w1, w2), strict=True))
        return sum(2 * r * d for r, (d, _) in pairs), sum(2 * r * d for r, (_, d) in pairs)

    def hess(self, w1, w2):
        xx = xy = yy = 0.0
        for u, r, (p, q) in zip(INPUTS, self.residuals(w1, w2), self.jacobian(w1, w2), strict=True):
            h = np.tanh(w1 * u)
            fall = u * (1 - h * h) / 4
            xx = xx + 2 * (p * p - 2 * r * w2 * u * h * fall)
            xy = xy + 2 * (p * q + r * fall)
            yy = yy + 2 * q * q
        return xx, xy, yy

    def residuals(self, w1, w2):
        return tuple((w2 * np.tanh(w1 * u) - t) / 4 for u, t in zip(INPUTS, TARGETS, strict=True))

    def jacobian(self, w1, w2):
        heights = [(u, np.tanh(w1 * u)) for u in INPUTS]
        return tuple((w2 * u * (1 - h * h) / 4, h / 4) for u, h in heights)

    def critical_points(self):
        """Both minima, each the other with both signs changed, and the saddle between."""
        saddle = polished(self, ((0.0, 0.0),))
        return (CriticalPoint((1.0, 1.0), "minimum"), CriticalPoint((-1.0, -1.0), "minimum"), *saddle)
