from dataclasses import dataclass

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Zakharov(Surface):
    """A convex plate between steep quartic walls: what tames the walls is slow on the plate."""

    name, shows = "Zakharov", "convex"
    latex = r"f(x, y) = x^2 + y^2 + u^2 + u^4, \quad u = \tfrac{1}{2} x + y"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-4.5, 0.5)
    view = View(scale="log", azimuth=-120.0)
    best_value = 0.0

    def f(self, x, y):
        u = 0.5 * x + y
        uu = u * u
        return x * x + y * y + uu + uu * uu

    def grad(self, x, y):
        u = 0.5 * x + y
        slope = 2 * u + 4 * u * u * u
        return 2 * x + 0.5 * slope, 2 * y + slope

    def hess(self, x, y):
        u = 0.5 * x + y
        bend = 2 + 12 * u * u
        return 2 + 0.25 * bend, 0.5 * bend, 2 + bend

    def residuals(self, x, y):
        u = 0.5 * x + y
        return x, y, u, u * u

    def jacobian(self, x, y):
        u = 0.5 * x + y
        return (1.0, 0.0), (0.0, 1.0), (0.5, 1.0), (u, 2 * u)

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "minimum"),)
