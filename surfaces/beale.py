from dataclasses import dataclass

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Beale(Surface):
    """A narrow curved valley between four steep walls: the first gradients are large, the last ones tiny."""

    name, shows = "Beale", "valley"
    latex = r"f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2"
    paper = Paper(
        "Moré, Garbow & Hillstrom", 1981, "Testing unconstrained optimization software",
        "https://doi.org/10.1145/355934.355936",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (1.0, 1.6)
    view = View(scale="log", azimuth=-115.0, elevation=55.0)
    best_value = 0.0

    def f(self, x, y):
        r1, r2, r3 = self.residuals(x, y)
        return r1 * r1 + r2 * r2 + r3 * r3

    def grad(self, x, y):
        r1, r2, r3 = self.residuals(x, y)
        yy = y * y
        return (
            2 * (r1 * (y - 1) + r2 * (yy - 1) + r3 * (yy * y - 1)),
            2 * x * (r1 + 2 * r2 * y + 3 * r3 * yy),
        )

    def hess(self, x, y):
        r1, r2, r3 = self.residuals(x, y)
        yy = y * y
        a, b, c = y - 1, yy - 1, yy * y - 1
        return (
            2 * (a * a + b * b + c * c),
            2 * (r1 + 2 * r2 * y + 3 * r3 * yy) + 2 * x * (a + 2 * b * y + 3 * c * yy),
            2 * x * x * (1 + 4 * yy + 9 * yy * yy) + 2 * x * (2 * r2 + 6 * r3 * y),
        )

    def residuals(self, x, y):
        yy = y * y
        return 1.5 - x + x * y, 2.25 - x + x * yy, 2.625 - x + x * yy * y

    def jacobian(self, x, y):
        yy = y * y
        return (y - 1, x), (yy - 1, 2 * x * y), (yy * y - 1, 3 * x * yy)

    def critical_points(self):
        known = CriticalPoint((3.0, 0.5), "minimum"), CriticalPoint((0.0, 1.0), "saddle")
        return known + polished(self, ((0.1, -2.6),))
