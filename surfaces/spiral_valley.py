from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class SpiralValley(Surface):
    """A valley wound around its minimum, the plane's cousin of the helical valley: the way down turns at every step."""

    a: float = param(0.5, 0.1, 3.0, "a", legal=NON_NEGATIVE, help="Steepness of the walls")
    b: float = param(0.05, 0.01, 0.5, "b", legal=POSITIVE, help="Fall of the floor")
    kappa: float = param(2.0, 0.0, 3.0, r"\kappa", help="How tightly it is wound, in radians per unit of distance")

    name, shows = "Spiral valley", "valley"
    latex = (
        r"f(x, y) = a\,(y \cos\psi - x \sin\psi)^2 + b\,(x^2 + y^2), \quad"
        r" \psi = \kappa \sqrt{1 + x^2 + y^2}"
    )
    paper = Paper(
        "Fletcher & Powell", 1963, "A rapidly convergent descent method for minimization",
        "https://doi.org/10.1093/comjnl/6.2.163",
    )  # fmt: skip
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (-2.7, -0.6)
    view = View(scale="log", elevation=50.0)
    best_value = 0.0

    def f(self, x, y):
        rr = x * x + y * y
        psi = self.kappa * np.sqrt(1 + rr)
        v = y * np.cos(psi) - x * np.sin(psi)
        return self.a * v * v + self.b * rr

    def grad(self, x, y):
        v, v_x, v_y = self._across(x, y)[:3]
        return 2 * (self.a * v * v_x + self.b * x), 2 * (self.a * v * v_y + self.b * y)

    def hess(self, x, y):
        v, v_x, v_y, v_xx, v_xy, v_yy = self._across(x, y)
        return (
            2 * (self.a * (v_x * v_x + v * v_xx) + self.b),
            2 * self.a * (v_x * v_y + v * v_xy),
            2 * (self.a * (v_y * v_y + v * v_yy) + self.b),
        )

    def residuals(self, x, y):
        wall, floor = np.sqrt(self.a), np.sqrt(self.b)
        return wall * self._across(x, y)[0], floor * x, floor * y

    def jacobian(self, x, y):
        wall, floor = np.sqrt(self.a), np.sqrt(self.b)
        _, v_x, v_y = self._across(x, y)[:3]
        return (wall * v_x, wall * v_y), (floor, 0.0), (0.0, floor)

    def critical_points(self):
        """The centre alone: along every curve of constant angle to the spiral, f grows as the squared distance."""
        return (CriticalPoint((0.0, 0.0), "minimum"),)

    def _across(self, x, y):
        """v, the coordinate across the valley, and its first and second derivatives; u is the one along it."""
        rho = np.sqrt(1 + x * x + y * y)
        cosine, sine = np.cos(self.kappa * rho), np.sin(self.kappa * rho)
        u, v = x * cosine + y * sine, y * cosine - x * sine
        turn = self.kappa / rho
        p, q, shrink = turn * x, turn * y, turn / (rho * rho)
        return (
            v,
            -sine - u * p,
            cosine - u * q,
            -2 * cosine * p - v * p * p - u * (turn - shrink * x * x),
            -cosine * q - sine * p - v * p * q + u * shrink * x * y,
            -2 * sine * q - v * q * q - u * (turn - shrink * y * y),
        )
