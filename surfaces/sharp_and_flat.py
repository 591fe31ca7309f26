from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from surfaces._critical import searched
from surfaces._surface import Surface

PLACE = 1.5  # the wells stand at x = ∓ this


@dataclass(frozen=True)
class SharpAndFlat(Surface):
    """A narrow well and a wide one, nearly as deep: noise and large steps leave the narrow one first."""

    d1: float = param(1.0, 0.2, 2.0, "d_1", legal=NON_NEGATIVE, help="Depth of the sharp minimum")
    s1: float = param(0.25, 0.1, 1.0, "s_1", legal=POSITIVE, help="Width of the sharp minimum")
    d2: float = param(1.0, 0.2, 2.0, "d_2", legal=NON_NEGATIVE, help="Depth of the flat minimum")
    s2: float = param(0.9, 0.1, 2.0, "s_2", legal=POSITIVE, help="Width of the flat minimum")

    name, shows = "Sharp and flat", "landscape"
    latex = (
        r"f(x, y) = 0.05\,(x^2 + y^2) - d_1\, e^{-\left((x + 1.5)^2 + y^2\right) / 2 s_1^2}"
        r" - d_2\, e^{-\left((x - 1.5)^2 + y^2\right) / 2 s_2^2}"
    )
    paper = Paper(
        "Keskar, Mudigere, Nocedal, Smelyanskiy & Tang", 2017,
        "On large-batch training for deep learning: generalization gap and sharp minima",
        "https://arxiv.org/abs/1609.04836",
    )  # fmt: skip
    domain = ((-4.0, 4.0), (-3.0, 3.0))
    start = (-2.4, 1.2)

    def f(self, x, y):
        return 0.05 * (x * x + y * y) - sum(dent for dent, _, _ in self._wells(x, y))

    def grad(self, x, y):
        f_x, f_y = 0.1 * x, 0.1 * y
        for dent, u, s in self._wells(x, y):
            pull = dent / (s * s)
            f_x, f_y = f_x + pull * u, f_y + pull * y
        return f_x, f_y

    def hess(self, x, y):
        f_xx, f_xy, f_yy = 0.1, 0.0, 0.1
        for dent, u, s in self._wells(x, y):
            pull, ss = dent / (s * s), s * s
            f_xx, f_xy, f_yy = f_xx + pull * (1 - u * u / ss), f_xy - pull * u * y / ss, f_yy + pull * (1 - y * y / ss)
        return f_xx, f_xy, f_yy

    def critical_points(self):
        return searched(self)

    def _wells(self, x, y):
        """For each well its dent at a point, the distance along x from its centre, and its width."""
        for depth, width, centre in ((self.d1, self.s1, -PLACE), (self.d2, self.s2, PLACE)):
            u = x - centre
            yield depth * np.exp(-0.5 * (u * u + y * y) / (width * width)), u, width
