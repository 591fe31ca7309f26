from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from surfaces._critical import polished
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class Ravine(Surface):
    """A winding canyon with a stony floor: the walls set the largest step, and the stones stop what comes slowly."""

    a: float = param(5.0, 0.5, 20.0, "a", legal=POSITIVE, help="Steepness of the walls")
    b: float = param(0.1, 0.02, 0.5, "b", legal=POSITIVE, help="Fall of the floor")
    c: float = param(0.04, 0.0, 0.2, "c", legal=NON_NEGATIVE, help="Height of the stones; 0: a smooth floor")

    name, shows = "Ravine", "valley"
    latex = r"f(x, y) = a\,(y - \sin x)^2 + b\,x^2 + c\,(1 - \cos 8x)"
    paper = Paper(
        "Qian", 1999, "On the momentum term in gradient descent learning algorithms",
        "https://doi.org/10.1016/S0893-6080(98)00116-6",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-3.0, 3.0))
    start = (-4.6, 2.2)
    view = View(scale="log", azimuth=-100.0, elevation=45.0)
    best_value = 0.0

    def f(self, x, y):
        v, stone = y - np.sin(x), np.sin(4 * x)
        return self.a * v * v + self.b * x * x + 2 * self.c * stone * stone

    def grad(self, x, y):
        v = 2 * self.a * (y - np.sin(x))
        return 2 * self.b * x + 8 * self.c * np.sin(8 * x) - v * np.cos(x), v

    def hess(self, x, y):
        sine, cosine = np.sin(x), np.cos(x)
        return (
            2 * self.a * (cosine * cosine + (y - sine) * sine) + 2 * self.b + 64 * self.c * np.cos(8 * x),
            -2 * self.a * cosine,
            2 * self.a,
        )

    def residuals(self, x, y):
        return (
            np.sqrt(self.a) * (y - np.sin(x)),
            np.sqrt(self.b) * x,
            np.sqrt(2 * self.c) * np.sin(4 * x),
        )

    def jacobian(self, x, y):
        wall, stones = np.sqrt(self.a), np.sqrt(2 * self.c)
        return (-wall * np.cos(x), wall), (np.sqrt(self.b), 0.0), (4 * stones * np.cos(4 * x), 0.0)

    def critical_points(self):
        """All of the picture: they stand on the floor y = sin x, where the slope along it changes its sign."""
        x = np.linspace(*self.domain[0], 4000)
        slope = 2 * self.b * x + 8 * self.c * np.sin(8 * x)
        before = np.flatnonzero(slope[:-1] * slope[1:] <= 0)
        turns = x[before] - slope[before] * (x[1] - x[0]) / (slope[before + 1] - slope[before])
        return polished(self, tuple((float(t), float(np.sin(t))) for t in sorted(turns, key=abs)))
