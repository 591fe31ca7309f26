from dataclasses import dataclass

import numpy as np

from catalog import Paper, param
from surfaces._surface import CriticalPoint, Surface

TERMS = 7


@dataclass(frozen=True)
class Weierstrass(Surface):
    """Waves on waves on waves, each three times as short: rough at every scale, and its minimum is flat besides."""

    share: float = param(0.5, 0.2, 0.6, "a", legal="[0, 1]", help="Height of each wave beside that of the next longer")

    name, shows = "Weierstrass", "many minima"
    latex = r"f(x, y) = 10 \left(\sum_{k=0}^{6} a^k \left(\sin^2(3^k \pi x) + \sin^2(3^k \pi y)\right)\right)^3"
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-0.9, 0.9), (-0.9, 0.9))
    start = (-0.42, 0.37)
    best_value = 0.0

    def f(self, x, y):
        total = self._waves(x)[0] + self._waves(y)[0]
        return 10 * total * total * total

    def grad(self, x, y):
        (g, dx, _), (h, dy, _) = self._waves(x), self._waves(y)
        outer = 30 * (g + h) ** 2
        return outer * dx, outer * dy

    def hess(self, x, y):
        (g, dx, ddx), (h, dy, ddy) = self._waves(x), self._waves(y)
        outer, bend = 30 * (g + h) ** 2, 60 * (g + h)
        return outer * ddx + bend * dx * dx, bend * dx * dy, outer * ddy + bend * dy * dy

    def critical_points(self):
        """The global minimum; the surface has period 1 along both axes."""
        return (CriticalPoint((0.0, 0.0), "minimum", degenerate=True),)

    def _waves(self, t):
        """Σ aᵏ sin²(3ᵏ π t) and its two derivatives."""
        value, slope, bend = 0.0, 0.0, 0.0
        for k in range(TERMS):
            rate, height = 3**k * np.pi, self.share**k
            sine = np.sin(rate * t)
            value = value + height * sine * sine
            slope = slope + height * rate * np.sin(2 * rate * t)
            bend = bend + 2 * height * rate * rate * np.cos(2 * rate * t)
        return value, slope, bend
