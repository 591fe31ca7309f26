from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, POSITIVE, Paper, param
from surfaces._critical import classified
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class Branin(Surface):
    """Three equally deep minima strung along one curved trough: the trough is found at once, then the way is flat."""

    a: float = param(1.0, 0.1, 5.0, "a", legal=POSITIVE, help="Steepness of the trough's walls")
    b: float = param(5.1 / (4 * np.pi**2), 0.0, 0.5, "b", help="How the trough bends")
    c: float = param(5 / np.pi, 0.0, 3.0, "c", help="How the trough slants")
    r: float = param(6.0, 0.0, 12.0, "r", help="Where the trough crosses x = 0")
    s: float = param(10.0, 1.0, 30.0, "s", legal=POSITIVE, help="Height of the waves along the trough")
    t: float = param(1 / (8 * np.pi), 0.0, 0.9, "t", legal=FRACTION, help="Share of the waves that is taken away")

    name, shows = "Branin", "many minima"
    latex = r"f(x, y) = a\,(y - b\,x^2 + c\,x - r)^2 + s\,(1 - t) \cos x + s"
    paper = Paper(
        "Branin", 1972, "Widely convergent method for finding multiple solutions of simultaneous nonlinear equations",
        "https://doi.org/10.1147/rd.165.0504",
    )  # fmt: skip
    domain = ((-5.0, 10.0), (0.0, 15.0))
    start = (6.0, 14.0)
    view = View(scale="log", azimuth=-130.0, elevation=45.0)
    best_value = 5 / (4 * np.pi)

    def f(self, x, y):
        q = y - self.b * x * x + self.c * x - self.r
        return self.a * q * q + self.s * ((1 - self.t) * np.cos(x) + 1)

    def grad(self, x, y):
        q = 2 * self.a * (y - self.b * x * x + self.c * x - self.r)
        return q * (self.c - 2 * self.b * x) - self.s * (1 - self.t) * np.sin(x), q

    def hess(self, x, y):
        q = y - self.b * x * x + self.c * x - self.r
        slope = self.c - 2 * self.b * x
        return (
            2 * self.a * (slope * slope - 2 * self.b * q) - self.s * (1 - self.t) * np.cos(x),
            2 * self.a * slope,
            2 * self.a,
        )

    def critical_points(self):
        """Where sin x = 0, for the x of the picture, on the trough's floor."""
        x = np.pi * np.arange(-1, 4)
        return classified(self, np.stack([x, self.b * x * x - self.c * x + self.r], axis=-1))
