from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View

TINY = 1e-300  # keeps 0/0 away at the tip


@dataclass(frozen=True)
class Ackley(Surface):
    """A pitted plain around a funnel that ends in a point: the pits trap small steps, and at the tip no step is small
    enough.
    """

    a: float = param(20.0, 1.0, 40.0, "a", legal=POSITIVE, help="Depth of the funnel")
    b: float = param(0.2, 0.05, 1.0, "b", legal=POSITIVE, help="How quickly the funnel narrows")
    c: float = param(2 * np.pi, 0.0, 4 * np.pi, "c", legal=NON_NEGATIVE, help="How close the pits stand")

    name, shows, smooth = "Ackley", "many minima", False
    latex = (
        r"f(x, y) = -a \exp\!\left(-b \sqrt{\tfrac{1}{2}(x^2 + y^2)}\right)"
        r" - \exp\!\left(\tfrac{1}{2}(\cos c\,x + \cos c\,y)\right) + a + e"
    )
    paper = Paper(
        "Ackley", 1987, "A Connectionist Machine for Genetic Hillclimbing",
        "https://doi.org/10.1007/978-1-4613-1997-9",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-3.7, 2.6)
    view = View(elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        r = np.sqrt(0.5 * (x * x + y * y))
        u, v = np.sin(0.5 * self.c * x), np.sin(0.5 * self.c * y)
        pits = np.expm1(-(u * u) - v * v)  # e^(mean of the cosines) = e^(1 − u² − v²): no cancellation at the tip
        return -self.a * np.expm1(-self.b * r) - np.exp(1) * pits

    def grad(self, x, y):
        """The gradient; at the tip the subgradient (0, 0)."""
        r = np.sqrt(0.5 * (x * x + y * y))
        funnel = 0.5 * self.a * self.b * np.exp(-self.b * r) / np.maximum(r, TINY)
        pits = 0.5 * self.c * np.exp(0.5 * (np.cos(self.c * x) + np.cos(self.c * y)))
        return funnel * x + pits * np.sin(self.c * x), funnel * y + pits * np.sin(self.c * y)

    def hess(self, x, y):
        """The Hessian; at the tip, where it does not exist, that of the pits alone."""
        r = np.sqrt(0.5 * (x * x + y * y))
        u, v = 0.5 * x / np.maximum(r, TINY), 0.5 * y / np.maximum(r, TINY)
        slope = self.a * self.b * np.exp(-self.b * r)
        across = (r > 0) * slope / np.maximum(r, TINY)
        along = -self.b * slope - across
        pits = 0.25 * self.c * self.c * np.exp(0.5 * (np.cos(self.c * x) + np.cos(self.c * y)))
        sx, sy = np.sin(self.c * x), np.sin(self.c * y)
        return (
            along * u * u + 0.5 * across + pits * (2 * np.cos(self.c * x) - sx * sx),
            along * u * v - pits * sx * sy,
            along * v * v + 0.5 * across + pits * (2 * np.cos(self.c * y) - sy * sy),
        )

    def critical_points(self):
        """The tip, which is the global minimum, of some hundred critical points."""
        return (CriticalPoint((0.0, 0.0), "minimum"),)
