from dataclasses import dataclass

from catalog import Paper
from surfaces._critical import searched
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class SixHumpCamel(Surface):
    """Six basins, two of them equally deepest: neighbouring starts, and neighbouring step sizes, part ways."""

    name, shows = "Six-hump camel", "many minima"
    latex = r"f(x, y) = \left(4 - 2.1\,x^2 + \tfrac{1}{3} x^4\right) x^2 + xy + (4y^2 - 4)\,y^2"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-2.1, 2.1), (-1.2, 1.2))
    start = (-1.2, 1.1)
    view = View(elevation=45.0)
    best_value = -1.0316284534898774

    def f(self, x, y):
        xx, yy = x * x, y * y
        return xx * (4 - 2.1 * xx + xx * xx / 3) + x * y + 4 * yy * (yy - 1)

    def grad(self, x, y):
        xx = x * x
        return x * (8 - 8.4 * xx + 2 * xx * xx) + y, x - 8 * y + 16 * y * y * y

    def hess(self, x, y):
        xx = x * x
        return 8 - 25.2 * xx + 10 * xx * xx, 1.0, 48 * y * y - 8

    def critical_points(self):
        return searched(self)
