from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class DixonPrice(Surface):
    """A bent valley with a minimum in each arm: from the middle a rule slides to the saddle first, then must choose."""

    name, shows = "Dixon–Price", "valley"
    latex = r"f(x, y) = (x - 1)^2 + 2\,(2y^2 - x)^2"
    paper = Paper(
        "Dixon & Price", 1989,
        "Truncated Newton method for sparse unconstrained optimization using automatic differentiation",
        "https://doi.org/10.1007/BF00940007",
    )  # fmt: skip
    domain = ((-2.0, 4.0), (-2.0, 2.0))
    start = (-1.6, 0.05)
    view = View(scale="log", azimuth=-150.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = x - 1, 2 * y * y - x
        return u * u + 2 * v * v

    def grad(self, x, y):
        v = 2 * y * y - x
        return 2 * (x - 1) - 4 * v, 16 * y * v

    def hess(self, x, y):
        return 6.0, -16 * y, 96 * y * y - 16 * x

    def residuals(self, x, y):
        return x - 1, np.sqrt(2) * (2 * y * y - x)

    def jacobian(self, x, y):
        root = np.sqrt(2)
        return (1.0, 0.0), (-root, 4 * root * y)

    def critical_points(self):
        arm = float(np.sqrt(0.5))
        return (
            CriticalPoint((1.0, arm), "minimum"),
            CriticalPoint((1.0, -arm), "minimum"),
            CriticalPoint((1 / 3, 0.0), "saddle"),
        )
