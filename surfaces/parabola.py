from dataclasses import dataclass

from catalog import POSITIVE, param
from surfaces._surface import CriticalPoint, Surface


@dataclass(frozen=True)
class Parabola(Surface):
    """The one-dimensional quadratic: its optimal learning rate is 1/a, and twice that is the limit."""

    a: float = param(1.0, 0.1, 5.0, "a", legal=POSITIVE, help="Curvature")
    b: float = param(0.0, -3.0, 3.0, "b", help="Slope at w = 0")
    c: float = param(0.0, -3.0, 3.0, "c", help="Height at w = 0")

    name, shows, dims = "Parabola", "convex", 1
    latex = r"E(w) = \tfrac{1}{2} a w^2 + b w + c"
    domain = ((-3.0, 3.0),)
    start = (-2.5,)

    def f(self, w):
        return 0.5 * self.a * w * w + self.b * w + self.c

    def grad(self, w):
        return (self.a * w + self.b,)

    def hess(self, w):
        return (self.a,)

    def critical_points(self):
        return (CriticalPoint((-self.b / self.a,), "minimum"),)
