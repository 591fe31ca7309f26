from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Easom(Surface):
    """One narrow well in a plain: beyond its rim the gradient all but vanishes, and faint ripples point nowhere."""

    name, shows = "Easom", "landscape"
    latex = r"f(x, y) = -\cos x\, \cos y\; e^{-(x - \pi)^2 - (y - \pi)^2}"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((0.0, 6.5), (0.0, 6.5))
    start = (1.8, 2.4)
    view = View(elevation=25.0)
    best_value = -1.0

    def f(self, x, y):
        u, v = x - np.pi, y - np.pi
        return -np.cos(x) * np.cos(y) * np.exp(-u * u - v * v)

    def grad(self, x, y):
        a, da, _ = _bump(x - np.pi)
        b, db, _ = _bump(y - np.pi)
        return -da * b, -a * db

    def hess(self, x, y):
        a, da, dda = _bump(x - np.pi)
        b, db, ddb = _bump(y - np.pi)
        return -dda * b, -da * db, -a * ddb

    def critical_points(self):
        """The minimum; the ripples around it have critical points of their own, none deeper than a hundredth."""
        return (CriticalPoint((float(np.pi), float(np.pi)), "minimum"),)


def _bump(u):
    """cos(u) e^(−u²) and its two derivatives."""
    c, s, e = np.cos(u), np.sin(u), np.exp(-u * u)
    return c * e, -(s + 2 * u * c) * e, ((4 * u * u - 3) * c + 4 * u * s) * e
