from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Bukin6(Surface):
    """A crease along a parabola, so sharp that the slope across it has no bound, and almost level along its floor."""

    name, shows, smooth = "Bukin 6", "valley", False
    latex = r"f(x, y) = 100 \sqrt{\left|y - \tfrac{x^2}{100}\right|} + \tfrac{1}{100} |x + 10|"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimization problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-15.0, -5.0), (-3.0, 3.0))
    start = (-6.0, 2.0)
    view = View(azimuth=-50.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        return 100 * np.sqrt(np.abs(y - x * x / 100)) + np.abs(x + 10) / 100

    def grad(self, x, y):
        """The gradient; on the crease, where it is infinite, without the crease's part."""
        slope, _ = _crease(y - x * x / 100)
        return -slope * x / 50 + np.sign(x + 10) / 100, slope

    def hess(self, x, y):
        """The Hessian; on the crease 0."""
        slope, bend = _crease(y - x * x / 100)
        return bend * (x / 50) ** 2 - slope / 50, -bend * x / 50, bend

    def critical_points(self):
        return (CriticalPoint((-10.0, 1.0), "minimum"),)


def _crease(t):
    """The two derivatives of 100 √|t|; at 0, where they are infinite, 0."""
    root = np.sqrt(np.abs(t))
    safe = np.where(root > 0, root, 1.0)
    return 50 * np.sign(t) / safe, np.where(root > 0, -25 / safe**3, 0.0)
