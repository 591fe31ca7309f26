from dataclasses import dataclass

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class BrownBadlyScaled(Surface):
    """A minimum a million along x and two millionths along y: no single step size can serve both coordinates."""

    name, shows = "Brown badly scaled", "badly scaled"
    latex = r"f(x, y) = (x - 10^6)^2 + (y - 2 \cdot 10^{-6})^2 + (xy - 2)^2"
    paper = Paper(
        "Moré, Garbow & Hillstrom", 1981, "Testing unconstrained optimization software",
        "https://doi.org/10.1145/355934.355936",
    )  # fmt: skip
    domain = ((-1e5, 1.2e6), (-2.0, 2.0))
    start = (1.0, 1.0)
    view = View(scale="log", azimuth=-120.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        u, v, w = self.residuals(x, y)
        return u * u + v * v + w * w

    def grad(self, x, y):
        u, v, w = self.residuals(x, y)
        return 2 * (u + y * w), 2 * (v + x * w)

    def hess(self, x, y):
        return 2 + 2 * y * y, 4 * x * y - 4, 2 + 2 * x * x

    def residuals(self, x, y):
        return x - 1e6, y - 2e-6, x * y - 2

    def jacobian(self, x, y):
        return (1.0, 0.0), (0.0, 1.0), (y, x)

    def critical_points(self):
        return (CriticalPoint((1e6, 2e-6), "minimum"),)
