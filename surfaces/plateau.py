from dataclasses import dataclass

from catalog import POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Plateau(Surface):
    """A long flat, then a drop: rules that follow the slope crawl, rules that use only its sign walk straight on."""

    s: float = param(0.7, 0.3, 2.0, "s", legal=POSITIVE, help="Width of the basin; the wider, the less flat the rest")

    name, shows = "Plateau", "landscape"
    latex = r"f(x, y) = \frac{q}{1 + q}, \quad q = \frac{(x - 2)^2 + y^2}{s^2}"
    paper = Paper(
        "Barron", 2019, "A general and adaptive robust loss function", "https://arxiv.org/abs/1701.03077",
    )  # fmt: skip
    domain = ((-4.0, 4.0), (-3.0, 3.0))
    start = (-3.0, 1.5)
    view = View(azimuth=-70.0, elevation=30.0)
    best_value = 0.0

    def f(self, x, y):
        q = ((x - 2) * (x - 2) + y * y) / (self.s * self.s)
        return q / (1 + q)

    def grad(self, x, y):
        u, ss = x - 2, self.s * self.s
        d = 1 + (u * u + y * y) / ss
        slope = 2 / (ss * d * d)
        return slope * u, slope * y

    def hess(self, x, y):
        u, ss = x - 2, self.s * self.s
        d = 1 + (u * u + y * y) / ss
        slope = 2 / (ss * d * d)
        bend = -4 * slope / (ss * d)
        return slope + bend * u * u, bend * u * y, slope + bend * y * y

    def critical_points(self):
        return (CriticalPoint((2.0, 0.0), "minimum"),)
