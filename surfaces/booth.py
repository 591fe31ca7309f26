from dataclasses import dataclass

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Booth(Surface):
    """A round enough bowl lying askew: every sound rule gets there, and only the shape of its path differs."""

    name, shows = "Booth", "convex"
    latex = r"f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.5, -3.0)
    view = View(scale="log")
    best_value = 0.0

    def f(self, x, y):
        u, v = self.residuals(x, y)
        return u * u + v * v

    def grad(self, x, y):
        u, v = self.residuals(x, y)
        return 2 * u + 4 * v, 4 * u + 2 * v

    def hess(self, x, y):
        return 10.0, 8.0, 10.0

    def residuals(self, x, y):
        return x + 2 * y - 7, 2 * x + y - 5

    def jacobian(self, x, y):
        return (1.0, 2.0), (2.0, 1.0)

    def critical_points(self):
        return (CriticalPoint((1.0, 3.0), "minimum"),)
