from dataclasses import dataclass

import numpy as np

from catalog import POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Rosenbrock(Surface):
    """The banana valley: its floor is found at once, but it bends, and along it there is hardly any slope."""

    a: float = param(1.0, -2.0, 2.0, "a", help="Where the minimum stands, at (a, a²)")
    b: float = param(100.0, 1.0, 1000.0, "b", log=True, legal=POSITIVE, help="Steepness of the walls")

    name, shows = "Rosenbrock", "valley"
    latex = r"f(x, y) = (a - x)^2 + b\,(y - x^2)^2"
    paper = Paper(
        "Rosenbrock", 1960, "An automatic method for finding the greatest or least value of a function",
        "https://doi.org/10.1093/comjnl/3.3.175",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-1.0, 3.0))
    start = (-1.2, 1.0)
    view = View(scale="log", azimuth=-120.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = self.a - x, y - x * x
        return u * u + self.b * v * v

    def grad(self, x, y):
        v = self.b * (y - x * x)
        return -2 * (self.a - x) - 4 * x * v, 2 * v

    def hess(self, x, y):
        return 2 - 4 * self.b * (y - 3 * x * x), -4 * self.b * x, 2 * self.b

    def residuals(self, x, y):
        return self.a - x, np.sqrt(self.b) * (y - x * x)

    def jacobian(self, x, y):
        root = np.sqrt(self.b)
        return (-1.0, 0.0), (-2 * root * x, root)

    def critical_points(self):
        return (CriticalPoint((self.a, self.a * self.a), "minimum"),)
