from dataclasses import dataclass

import numpy as np

from catalog import POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Ellipsoid(Surface):
    """A bowl of any condition number, turned: gradient descent needs about κ steps, Newton one, whatever κ is."""

    kappa: float = param(1000.0, 1.0, 1e4, r"\kappa", log=True, legal=POSITIVE, help="Condition number")
    angle: float = param(20.0, -90.0, 90.0, r"\theta", help="Angle of the floor, in degrees")

    name, shows = "Ellipsoid", "badly scaled"
    latex = (
        r"f(x, y) = \tfrac{1}{2} \left(u^2 + \kappa\,v^2\right), \quad"
        r" u = x \cos\theta + y \sin\theta, \; v = y \cos\theta - x \sin\theta"
    )
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: Noiseless functions definitions",
        "https://inria.hal.science/inria-00362633",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.6, 1.2)
    view = View(scale="log", azimuth=-120.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        c, s = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        u, v = c * x + s * y, c * y - s * x
        return 0.5 * (u * u + self.kappa * v * v)

    def grad(self, x, y):
        c, s = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        u, v = c * x + s * y, c * y - s * x
        return c * u - s * self.kappa * v, s * u + c * self.kappa * v

    def hess(self, x, y):
        c, s = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        xx, xy, yy = c * c + s * s * self.kappa, c * s * (1 - self.kappa), s * s + c * c * self.kappa
        return xx + 0 * x, xy + 0 * x, yy + 0 * x

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "minimum"),)
