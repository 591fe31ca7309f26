from dataclasses import dataclass

from catalog import Paper
from surfaces._critical import searched
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class ThreeHumpCamel(Surface):
    """Three basins in a row, the middle one the deepest: a rule with speed can roll out of the first into it."""

    name, shows = "Three-hump camel", "many minima"
    latex = r"f(x, y) = 2x^2 - 1.05\,x^4 + \tfrac{1}{6} x^6 + xy + y^2"
    paper = Paper(
        "Branin", 1972, "Widely convergent method for finding multiple solutions of simultaneous nonlinear equations",
        "https://doi.org/10.1147/rd.165.0504",
    )  # fmt: skip
    domain = ((-2.2, 2.2), (-2.2, 2.2))
    start = (-2.0, 1.9)
    view = View(scale="log")
    best_value = 0.0

    def f(self, x, y):
        xx = x * x
        return xx * (2 - 1.05 * xx + xx * xx / 6) + x * y + y * y

    def grad(self, x, y):
        xx = x * x
        return x * (4 - 4.2 * xx + xx * xx) + y, x + 2 * y

    def hess(self, x, y):
        xx = x * x
        return 4 - 12.6 * xx + 5 * xx * xx, 1.0, 2.0

    def critical_points(self):
        return searched(self)
