from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Rastrigin(Surface):
    """An egg box on a bowl: to a rule at rest, each of its many minima looks like the best one."""

    a: float = param(10.0, 0.0, 20.0, "A", legal=NON_NEGATIVE, help="Depth of the pits; 0 leaves the bowl")

    name, shows = "Rastrigin", "many minima"
    latex = r"f(x, y) = 2A + x^2 + y^2 - A \cos(2\pi x) - A \cos(2\pi y)"
    paper = Paper(
        "Mühlenbein, Schomisch & Born", 1991, "The parallel genetic algorithm as function optimizer",
        "https://doi.org/10.1016/S0167-8191(05)80052-3",
    )  # fmt: skip
    domain = ((-5.12, 5.12), (-5.12, 5.12))
    start = (-3.4, 3.7)
    view = View(elevation=50.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = np.sin(np.pi * x), np.sin(np.pi * y)
        return x * x + y * y + 2 * self.a * (u * u + v * v)  # 1 − cos t = 2 sin² (t / 2): no cancellation

    def grad(self, x, y):
        a = 2 * np.pi * self.a
        return 2 * x + a * np.sin(2 * np.pi * x), 2 * y + a * np.sin(2 * np.pi * y)

    def hess(self, x, y):
        a = 4 * np.pi**2 * self.a
        return 2 + a * np.cos(2 * np.pi * x), 0.0, 2 + a * np.cos(2 * np.pi * y)

    def critical_points(self):
        """The global minimum, of several hundred critical points."""
        return (CriticalPoint((0.0, 0.0), "minimum"),)
