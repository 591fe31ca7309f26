from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Bohachevsky(Surface):
    """A bowl with a dimpled floor: far out the bowl leads, near the bottom the dimples catch what is slow."""

    name, shows = "Bohachevsky", "many minima"
    latex = r"f(x, y) = x^2 + 2y^2 - 0.3 \cos(3\pi x) - 0.4 \cos(4\pi y) + 0.7"
    paper = Paper(
        "Bohachevsky, Johnson & Stein", 1986, "Generalized simulated annealing for function optimization",
        "https://doi.org/10.1080/00401706.1986.10488128",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.8, 1.6)
    view = View(elevation=45.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = np.sin(1.5 * np.pi * x), np.sin(2 * np.pi * y)
        return x * x + 2 * y * y + 0.6 * u * u + 0.8 * v * v  # 1 − cos t = 2 sin² (t / 2): no cancellation

    def grad(self, x, y):
        return (
            2 * x + 0.9 * np.pi * np.sin(3 * np.pi * x),
            4 * y + 1.6 * np.pi * np.sin(4 * np.pi * y),
        )

    def hess(self, x, y):
        return (
            2 + 2.7 * np.pi**2 * np.cos(3 * np.pi * x),
            0.0,
            4 + 6.4 * np.pi**2 * np.cos(4 * np.pi * y),
        )

    def critical_points(self):
        """The global minimum, of several hundred critical points."""
        return (CriticalPoint((0.0, 0.0), "minimum"),)
