from dataclasses import dataclass

import numpy as np

from catalog import Paper, param
from surfaces._critical import kind
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Quadratic(Surface):
    """A bowl whose steepness along two axes, and whose tilt, can be chosen: the model of every minimum and saddle."""

    lambda1: float = param(1.0, -5.0, 20.0, r"\lambda_1", help="Curvature along the first principal axis")
    lambda2: float = param(10.0, -5.0, 20.0, r"\lambda_2", help="Curvature along the second principal axis")
    angle: float = param(30.0, -90.0, 90.0, r"\theta", help="Angle of the first axis, in degrees")
    b1: float = param(0.0, -5.0, 5.0, "b_1", help="Slope along x at the origin")
    b2: float = param(0.0, -5.0, 5.0, "b_2", help="Slope along y at the origin")
    c: float = param(0.0, -5.0, 5.0, "c", help="Height at the origin")

    name, shows = "Quadratic", "convex"
    latex = (
        r"E(w) = \tfrac{1}{2}\, w^\top R_\theta \begin{pmatrix} \lambda_1 & 0 \\ 0 & \lambda_2 \end{pmatrix}"
        r" R_\theta^\top w + b_1 w_1 + b_2 w_2 + c"
    )
    paper = Paper(
        "LeCun, Bottou, Orr & Müller", 1998, "Efficient BackProp", "https://doi.org/10.1007/3-540-49430-8_2",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.8, 0.6)
    view = View(azimuth=-120.0, elevation=40.0)

    def f(self, x, y):
        a, b, d = self.hess(x, y)
        return 0.5 * (a * x * x + d * y * y) + b * x * y + self.b1 * x + self.b2 * y + self.c

    def grad(self, x, y):
        a, b, d = self.hess(x, y)
        return a * x + b * y + self.b1, b * x + d * y + self.b2

    def hess(self, x, y):
        theta = np.radians(self.angle)
        c, s = np.cos(theta), np.sin(theta)
        return (
            self.lambda1 * c * c + self.lambda2 * s * s,
            (self.lambda1 - self.lambda2) * c * s,
            self.lambda1 * s * s + self.lambda2 * c * c,
        )

    def critical_points(self):
        """The centre; of a trough or a ridge its point nearest the origin; none if the surface is tilted along one."""
        theta = np.radians(self.angle)
        axes = np.array([[np.cos(theta), np.sin(theta)], [-np.sin(theta), np.cos(theta)]])
        eigenvalues, slopes = np.array([self.lambda1, self.lambda2]), axes @ (self.b1, self.b2)
        curved = eigenvalues != 0
        if not np.allclose(slopes[~curved], 0.0, atol=1e-12):
            return ()
        centre = np.divide(-slopes, eigenvalues, out=np.zeros(2), where=curved) @ axes
        return (CriticalPoint(tuple(float(c) for c in centre), *kind(eigenvalues)),)
