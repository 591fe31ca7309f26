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
        return 0.5 * self.a * (x * x + y * y) + self.h * self._wall(x)[0]

    def grad(self, x, y):
        return self.a * x + self.h * self.k * self._wall(x)[1], self.a * y

    def hess(self, x, y):
        _, rise, turn = self._wall(x)
        return self.a - self.h * self.k * self.k * rise * turn, 0.0, self.a

    def critical_points(self):
        """The minimum at the foot: on top of the cliff, too, everything slopes towards its edge."""
        return polished(self, ((0.0, 0.0),))

    def _wall(self, x):
        """1 / (1 + e⁻ᵗ) at t = k (x − 1), its derivative, and tanh(t / 2); to all digits, also where it is flat."""
        t = self.k * (x - 1)
        low = np.exp(-np.abs(t))
        return np.where(t > 0, 1.0, low) / (1 + low), low / ((1 + low) * (1 + low)), np.tanh(0.5 * t)
