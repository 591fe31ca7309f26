from dataclasses import dataclass

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Matyas(Surface):
    """A long trough along the diagonal, 25 times as steep one way as the other: the plainest ill-conditioned bowl."""

    name, shows = "Matyas", "convex"
    latex = r"f(x, y) = 0.26\,(x^2 + y^2) - 0.48\,xy"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-9.0, -3.0)
    view = View(scale="log")
    best_value = 0.0

    def f(self, x, y):
        return 0.26 * (x * x + y * y) - 0.48 * x * y

    def grad(self, x, y):
        return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x

    def hess(self, x, y):
        return 0.52, -0.48, 0.52

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "minimum"),)
