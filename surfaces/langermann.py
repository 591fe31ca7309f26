from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import Surface, View

CENTRES = ((3.0, 5.0), (5.0, 2.0), (2.0, 1.0), (1.0, 4.0), (7.0, 9.0))
WEIGHTS = (1.0, 2.0, 5.0, 2.0, 3.0)


@dataclass(frozen=True)
class Langermann(Surface):
    """Rings around five places run through one another: hollows of every depth, at no regular distance."""

    name, shows = "Langermann", "many minima"
    latex = (
        r"f(x, y) = -\sum_{i=1}^{5} c_i\, e^{-d_i/\pi} \cos(\pi d_i), \quad d_i = (x - a_i)^2 + (y - b_i)^2, \;"
        r" c = (1, 2, 5, 2, 3), \; a = (3, 5, 2, 1, 7), \; b = (5, 2, 1, 4, 9)"
    )
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimization problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((0.0, 10.0), (0.0, 10.0))
    start = (3.3, 3.2)
    view = View(elevation=45.0)
    best_value = -5.162126159963982

    def f(self, x, y):
        total = 0.0
        for (a, b), c in zip(CENTRES, WEIGHTS, strict=True):
            d = (x - a) ** 2 + (y - b) ** 2
            total = total - c * np.exp(-d / np.pi) * np.cos(np.pi * d)
        return total

    def grad(self, x, y):
        along = across = 0.0
        for u, v, slope, _ in self._rings(x, y):
            along, across = along + 2 * u * slope, across + 2 * v * slope
        return along, across

    def hess(self, x, y):
        xx = xy = yy = 0.0
        for u, v, slope, bend in self._rings(x, y):
            xx, xy, yy = xx + 2 * slope + 4 * u * u * bend, xy + 4 * u * v * bend, yy + 2 * slope + 4 * v * v * bend
        return xx, xy, yy

    def critical_points(self):
        """The global minimum."""
        return polished(self, ((2.003, 1.006),))

    def _rings(self, x, y):
        """Of each ring system the way from its centre, and its two derivatives by d."""
        for (a, b), c in zip(CENTRES, WEIGHTS, strict=True):
            u, v = x - a, y - b
            d = u * u + v * v
            fade, sine, cosine = -c * np.exp(-d / np.pi), np.sin(np.pi * d), np.cos(np.pi * d)
            slope = -fade * (cosine / np.pi + np.pi * sine)
            yield u, v, slope, fade * (2 * sine + cosine * (1 / np.pi**2 - np.pi**2))
