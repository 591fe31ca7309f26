from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View

TINY = 1e-9  # keeps 0/0 away at the centre, where sin(12r)/r = 12


@dataclass(frozen=True)
class DropWave(Surface):
    """Rings on water around one deep centre: a rule must cross crest after crest, or it ends in a circular trough."""

    name, shows = "Drop wave", "many minima"
    latex = r"f(x, y) = -\frac{1 + \cos(12\,r)}{\tfrac{1}{2} r^2 + 2}, \quad r = \sqrt{x^2 + y^2}"
    paper = Paper(
        "Surjanovic & Bingham", 2013, "Virtual library of simulation experiments: test functions and datasets",
        "https://www.sfu.ca/~ssurjano/drop.html",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.3, 0.9)
    view = View(elevation=50.0)
    best_value = -1.0

    def f(self, x, y):
        rr = x * x + y * y
        return -(1 + np.cos(12 * np.sqrt(rr))) / (0.5 * rr + 2)

    def grad(self, x, y):
        r = np.sqrt(x * x + y * y)
        q = _slope_over_radius(r)
        return q * x, q * y

    def hess(self, x, y):
        r = np.sqrt(x * x + y * y)
        u, v = x / np.maximum(r, TINY), y / np.maximum(r, TINY)
        d = 0.5 * r * r + 2
        q, wave, crest = _slope_over_radius(r), np.cos(12 * r), np.sin(12 * r)
        bend = (144 * wave - 24 * r * crest / d + (1 + wave) * (1 - 2 * r * r / d) / d) / d
        return q + (bend - q) * u * u, (bend - q) * u * v, q + (bend - q) * v * v

    def critical_points(self):
        """The centre; the troughs and crests around it are whole circles."""
        return (CriticalPoint((0.0, 0.0), "minimum"),)


def _slope_over_radius(r):
    """f'(r) / r."""
    d = 0.5 * r * r + 2
    r = np.maximum(r, TINY)
    return (12 * np.sin(12 * r) / r + (1 + np.cos(12 * r)) / d) / d
