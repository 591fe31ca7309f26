from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Levy(Surface):
    """A bowl pleated both ways, more deeply along x: momentum rides over the pleats, small steps stay in one."""

    name, shows = "Lévy", "many minima"
    latex = (
        r"f(x, y) = \sin^2(\pi u) + (u - 1)^2 \left[1 + 10 \sin^2(\pi u + 1)\right]"
        r" + (v - 1)^2 \left[1 + \sin^2(2\pi v)\right], \quad u = \tfrac{x + 3}{4}, \; v = \tfrac{y + 3}{4}"
    )
    paper = Paper(
        "Levy & Montalvo", 1985, "The tunneling algorithm for the global minimization of functions",
        "https://doi.org/10.1137/0906002",
    )  # fmt: skip
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (-8.5, 7.5)
    view = View(scale="log", elevation=45.0)
    best_value = 0.0

    def f(self, x, y):
        u, v = 0.25 * (x + 3), 0.25 * (y + 3)
        return (
            np.sin(np.pi * u) ** 2
            + (u - 1) ** 2 * (1 + 10 * np.sin(np.pi * u + 1) ** 2)
            + (v - 1) ** 2 * (1 + np.sin(2 * np.pi * v) ** 2)
        )

    def grad(self, x, y):
        u, v = 0.25 * (x + 3), 0.25 * (y + 3)
        along, _ = _pleated(u - 1, 10.0, np.pi * u + 1, np.pi)
        across, _ = _pleated(v - 1, 1.0, 2 * np.pi * v, 2 * np.pi)
        return 0.25 * (np.pi * np.sin(2 * np.pi * u) + along), 0.25 * across

    def hess(self, x, y):
        u, v = 0.25 * (x + 3), 0.25 * (y + 3)
        _, along = _pleated(u - 1, 10.0, np.pi * u + 1, np.pi)
        _, across = _pleated(v - 1, 1.0, 2 * np.pi * v, 2 * np.pi)
        return 0.0625 * (2 * np.pi**2 * np.cos(2 * np.pi * u) + along), 0.0, 0.0625 * across

    def critical_points(self):
        """The global minimum, of several hundred critical points."""
        return (CriticalPoint((1.0, 1.0), "minimum"),)


def _pleated(d, height, phase, rate):
    """The two derivatives of d² (1 + height · sin²(phase)), where phase grows at the given rate."""
    sine, cosine = np.sin(phase), np.cos(phase)
    pleat, slope = 1 + height * sine * sine, 2 * height * rate * sine * cosine
    bend = 2 * height * rate * rate * (cosine * cosine - sine * sine)
    return d * (2 * pleat + d * slope), 2 * pleat + d * (4 * slope + d * bend)
