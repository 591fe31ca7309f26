from dataclasses import dataclass

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class MonkeySaddle(Surface):
    """Three ways down and three ways up meet at a point so flat that its Hessian is zero; it falls without end."""

    name, shows = "Monkey saddle", "saddle"
    latex = r"f(x, y) = x^3 - 3xy^2"
    paper = Paper(
        "Radford", 2014, "Visualizing optimization algorithms (animation)",
        "https://imgur.com/a/visualizing-optimization-algos-Hqolp",
    )  # fmt: skip
    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (-0.245, -0.5)
    view = View(azimuth=-75.0, elevation=30.0, z=(-5.0, 5.0))

    def f(self, x, y):
        return x * x * x - 3 * x * y * y

    def grad(self, x, y):
        return 3 * (x * x - y * y), -6 * x * y

    def hess(self, x, y):
        return 6 * x, -6 * y, -6 * x

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "saddle", degenerate=True),)
