from dataclasses import dataclass

from catalog import POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Saddle(Surface):
    """Up along one axis, down along the other: the slope fades near the origin, and a rule that follows it lingers."""

    a: float = param(1.0, 0.1, 10.0, "a", legal=POSITIVE, help="Curvature along x, upwards")
    b: float = param(1.0, 0.1, 10.0, "b", legal=POSITIVE, help="Curvature along y, downwards")

    name, shows = "Saddle", "saddle"
    latex = r"f(x, y) = a\,x^2 - b\,y^2"
    paper = Paper(
        "Dauphin, Pascanu, Gulcehre, Cho, Ganguli & Bengio", 2014,
        "Identifying and attacking the saddle point problem in high-dimensional non-convex optimization",
        "https://arxiv.org/abs/1406.2572",
    )  # fmt: skip
    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (-0.9, 0.01)
    view = View(azimuth=-55.0, elevation=35.0)

    def f(self, x, y):
        return self.a * x * x - self.b * y * y

    def grad(self, x, y):
        return 2 * self.a * x, -2 * self.b * y

    def hess(self, x, y):
        return 2 * self.a, 0.0, -2 * self.b

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "saddle"),)
