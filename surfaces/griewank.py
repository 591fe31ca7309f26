from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Griewank(Surface):
    """A quilt of almost equal pits on a bowl so shallow that within the picture it can hardly be seen."""

    name, shows = "Griewank", "many minima"
    latex = r"f(x, y) = 1 + \frac{x^2 + y^2}{4000} - \cos x\, \cos\frac{y}{\sqrt{2}}"
    paper = Paper(
        "Griewank", 1981, "Generalized descent for global optimization", "https://doi.org/10.1007/BF00933356",
    )  # fmt: skip
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-5.3, 2.9)
    view = View(elevation=55.0)
    best_value = 0.0

    def f(self, x, y):
        v = y * np.sqrt(0.5)
        a, b = np.sin(0.5 * x), np.sin(0.5 * v)  # 1 − cos t = 2 sin² (t / 2): no cancellation at the minimum
        return (x * x + y * y) / 4000 + 2 * (a * a + np.cos(x) * b * b)

    def grad(self, x, y):
        root = np.sqrt(0.5)
        return (
            x / 2000 + np.sin(x) * np.cos(root * y),
            y / 2000 + root * np.cos(x) * np.sin(root * y),
        )

    def hess(self, x, y):
        root = np.sqrt(0.5)
        both = np.cos(x) * np.cos(root * y)
        return 0.0005 + both, -root * np.sin(x) * np.sin(root * y), 0.0005 + 0.5 * both

    def critical_points(self):
        """The global minimum, of many critical points."""
        return (CriticalPoint((0.0, 0.0), "minimum"),)
