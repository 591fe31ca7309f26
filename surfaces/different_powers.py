from dataclasses import dataclass

import numpy as np

from catalog import Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class DifferentPowers(Surface):
    """Curved ever more differently the closer the minimum is: no scaling of the axes suits for long."""

    power: float = param(6.0, 2.0, 8.0, "p", legal="[2, 20]", help="Power along the second axis; 2 is a cone")

    name, shows, smooth = "Different powers", "badly scaled", False
    latex = r"f(x, y) = \sqrt{x^2 + |y|^p}"
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.5, 1.6)
    view = View(scale="log", azimuth=-60.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        return np.sqrt(x * x + np.abs(y) ** self.power)

    def grad(self, x, y):
        """The gradient; 0 at the tip."""
        root, _, bend, _ = self._parts(x, y)
        return x / root, bend / (2 * root)

    def hess(self, x, y):
        """The Hessian; at the tip, where it does not exist, finite."""
        root, p, slope, bend = self._parts(x, y)
        cubed = root * root * root
        return p / cubed, -x * slope / (2 * cubed), bend / (2 * root) - slope * slope / (4 * cubed)

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "minimum"),)

    def _parts(self, x, y):
        """f (1 at the tip), |y|^p and its two derivatives."""
        size, p = np.abs(y), self.power
        steep = size ** (p - 2)
        q = x * x + steep * size * size
        return np.sqrt(np.where(q > 0, q, 1.0)), steep * size * size, p * steep * y, p * (p - 1) * steep
