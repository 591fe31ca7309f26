from dataclasses import dataclass

from catalog import Paper
from surfaces._critical import searched
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class StyblinskiTang(Surface):
    """Four basins in a square, two of them equally deep: from the hill between them the choice is easily wrong."""

    name, shows = "Styblinski–Tang", "many minima"
    latex = r"f(x, y) = \tfrac{1}{2} \left(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y\right)"
    paper = Paper(
        "Styblinski & Tang", 1990,
        "Experiments in nonconvex optimization: stochastic approximation with function smoothing and simulated"
        " annealing", "https://doi.org/10.1016/0893-6080(90)90029-K",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (0.6, 0.3)
    view = View(elevation=40.0)
    best_value = -78.33233140754282

    def f(self, x, y):
        xx, yy = x * x, y * y
        return 0.5 * (xx * (xx - 16) + 5 * x + yy * (yy - 16) + 5 * y)

    def grad(self, x, y):
        return 2 * x * x * x - 16 * x + 2.5, 2 * y * y * y - 16 * y + 2.5

    def hess(self, x, y):
        return 6 * x * x - 16, 0.0, 6 * y * y - 16

    def critical_points(self):
        return searched(self)
