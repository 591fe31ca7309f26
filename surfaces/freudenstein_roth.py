from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import classified
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class FreudensteinRoth(Surface):
    """A curved valley with a false bottom: from the standard start most rules end in the minimum that is not zero."""

    name, shows = "Freudenstein–Roth", "valley"
    latex = (
        r"f(x, y) = \left(-13 + x + ((5 - y)\,y - 2)\,y\right)^2"
        r" + \left(-29 + x + ((y + 1)\,y - 14)\,y\right)^2"
    )
    paper = Paper(
        "Moré, Garbow & Hillstrom", 1981, "Testing unconstrained optimization software",
        "https://doi.org/10.1145/355934.355936",
    )  # fmt: skip
    domain = ((-10.0, 30.0), (-3.0, 6.0))
    start = (0.5, -2.0)
    view = View(scale="log", azimuth=-120.0, elevation=45.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = self.residuals(x, y)
        return u * u + v * v

    def grad(self, x, y):
        u, v = self.residuals(x, y)
        (_, u_y), (_, v_y) = self.jacobian(x, y)
        return 2 * (u + v), 2 * (u * u_y + v * v_y)

    def hess(self, x, y):
        u, v = self.residuals(x, y)
        (_, u_y), (_, v_y) = self.jacobian(x, y)
        return 4.0, 2 * (u_y + v_y), 2 * (u_y * u_y + v_y * v_y + u * (10 - 6 * y) + v * (6 * y + 2))

    def residuals(self, x, y):
        return x - 13 + ((5 - y) * y - 2) * y, x - 29 + ((y + 1) * y - 14) * y

    def jacobian(self, x, y):
        return (1.0, (10 - 3 * y) * y - 2), (1.0, (3 * y + 2) * y - 14)

    def critical_points(self):
        """The zero, and the two points at which the Jacobian is singular and the residuals cancel each other."""
        y = (2 + np.array([-1, 1]) * np.sqrt(22)) / 3
        return classified(self, [(5.0, 4.0), *zip(21 + 8 * y - 3 * y * y, y, strict=True)])
