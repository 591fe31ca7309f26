from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class NonsmoothRosenbrock(Surface):
    """Rosenbrock's valley folded into a crease: beside it the slope never fades, so rules zigzag along it."""

    name, shows, smooth = "Nonsmooth Rosenbrock", "valley", False
    latex = r"f(x, y) = \tfrac{1}{4} (x - 1)^2 + \left| y - 2x^2 + 1 \right|"
    paper = Paper(
        "Gürbüzbalaban & Overton", 2012, "On Nesterov's nonsmooth Chebyshev–Rosenbrock functions",
        "https://doi.org/10.1016/j.na.2011.07.062",
    )  # fmt: skip
    domain = ((-1.5, 1.5), (-1.5, 3.5))
    start = (-1.1, 2.6)
    view = View(scale="log", azimuth=-120.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        return 0.25 * (x - 1) * (x - 1) + np.abs(y - 2 * x * x + 1)

    def grad(self, x, y):
        """The gradient; on the crease the subgradient of the smooth part alone."""
        side = np.sign(y - 2 * x * x + 1)
        return 0.5 * (x - 1) - 4 * x * side, side

    def hess(self, x, y):
        """The Hessian; on the crease, where it does not exist, that of the smooth part alone."""
        return 0.5 - 4 * np.sign(y - 2 * x * x + 1), 0.0, 0.0

    def critical_points(self):
        return (CriticalPoint((1.0, 1.0), "minimum"),)
