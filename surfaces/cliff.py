from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from surfaces._critical import polished
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class Cliff(Surface):
    """A gentle bowl cut by a wall: a step that lands on its face meets a huge gradient and is thrown far away, unless
    the gradient is clipped.
    """

    a: float = param(1.0, 0.2, 3.0, "a", legal=POSITIVE, help="Curvature of the bowl")
    h: float = param(10.0, 0.0, 20.0, "h", legal=NON_NEGATIVE, help="Height of the cliff")
    k: float = param(20.0, 2.0, 40.0, "k", legal=POSITIVE, help="Steepness of the cliff")

    name, shows = "Cliff", "landscape"
    latex = r"f(x, y) = \frac{a}{2}\,(x^2 + y^2) + \frac{h}{1 + e^{-k\,(x - 1)}}"
    paper = Paper(
        "Pascanu, Mikolov & Bengio", 2013, "On the difficulty of training recurrent neural networks",
        "https://proceedings.mlr.press/v28/pascanu13.html",
    )  # fmt: skip
    domain = ((-4.0, 4.0), (-3.0, 3.0))
    start = (3.0, 2.0)
    view = View(azimuth=-110.0, elevation=25.0)

    def f(self, x, y):
        return 0.5 * self.a * (x * x + y * y) + 0.5 * self.h * (1 + np.tanh(0.5 * self.k * (x - 1)))

    def grad(self, x, y):
        rise = np.tanh(0.5 * self.k * (x - 1))
        return self.a * x + 0.25 * self.h * self.k * (1 - rise * rise), self.a * y

    def hess(self, x, y):
        rise = np.tanh(0.5 * self.k * (x - 1))
        return self.a - 0.25 * self.h * self.k * self.k * rise * (1 - rise * rise), 0.0, self.a

    def critical_points(self):
        """The minimum at the foot: on top of the cliff, too, everything slopes towards its edge."""
        return polished(self, ((0.0, 0.0),))
