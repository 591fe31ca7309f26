from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class PowellBadlyScaled(Surface):
    """A valley a ten-thousandth wide along both axes: one coordinate must be exact before the other may move."""

    name, shows = "Powell badly scaled", "badly scaled"
    latex = r"f(x, y) = (10^4 xy - 1)^2 + \left(e^{-x} + e^{-y} - 1.0001\right)^2"
    paper = Paper(
        "Moré, Garbow & Hillstrom", 1981, "Testing unconstrained optimization software",
        "https://doi.org/10.1145/355934.355936",
    )  # fmt: skip
    domain = ((-1.0, 10.0), (-1.0, 10.0))
    start = (0.0, 1.0)
    view = View(scale="log", azimuth=-135.0, elevation=45.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = self.residuals(x, y)
        return u * u + v * v

    def grad(self, x, y):
        u, v = self.residuals(x, y)
        return 2e4 * u * y - 2 * v * np.exp(-x), 2e4 * u * x - 2 * v * np.exp(-y)

    def hess(self, x, y):
        u, v = self.residuals(x, y)
        a, b = np.exp(-x), np.exp(-y)
        return 2e8 * y * y + 2 * a * (a + v), 2e4 * (u + 1e4 * x * y) + 2 * a * b, 2e8 * x * x + 2 * b * (b + v)

    def residuals(self, x, y):
        return 1e4 * x * y - 1, np.exp(-x) + np.exp(-y) - 1.0001

    def jacobian(self, x, y):
        return (1e4 * y, 1e4 * x), (-np.exp(-x), -np.exp(-y))

    def critical_points(self):
        """The two zeros, mirrored in the diagonal; on it, close to 0, two saddles and a shallow minimum beside them."""
        y = 9.0
        for _ in range(8):  # Newton's method for the second residual, with x = 10⁻⁴/y from the first
            x = 1e-4 / y
            y -= (np.exp(-x) + np.exp(-y) - 1.0001) / (x / y * np.exp(-x) - np.exp(-y))
        x, y = float(1e-4 / y), float(y)
        zeros = CriticalPoint((x, y), "minimum"), CriticalPoint((y, x), "minimum")
        return *zeros, *polished(self, tuple((along, along) for along in (0.01, -0.01, -1e-4)))
