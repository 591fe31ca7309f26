from dataclasses import dataclass

from catalog import Paper
from surfaces._critical import searched
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class Himmelblau(Surface):
    """Four equally good minima around one hill: which of them a rule ends in depends on its start and on its steps."""

    name, shows = "Himmelblau", "many minima"
    latex = r"f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    paper = Paper(
        "Himmelblau", 1972, "Applied Nonlinear Programming", "https://openlibrary.org/isbn/0070289212",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-0.5, -0.8)
    view = View(scale="log", azimuth=-50.0, elevation=45.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = self.residuals(x, y)
        return u * u + v * v

    def grad(self, x, y):
        u, v = self.residuals(x, y)
        return 4 * x * u + 2 * v, 2 * u + 4 * y * v

    def hess(self, x, y):
        u, v = self.residuals(x, y)
        return 4 * u + 8 * x * x + 2, 4 * (x + y), 2 + 4 * v + 8 * y * y

    def residuals(self, x, y):
        return x * x + y - 11, x + y * y - 7

    def jacobian(self, x, y):
        return (2 * x, 1.0), (1.0, 2 * y)

    def critical_points(self):
        return searched(self)
