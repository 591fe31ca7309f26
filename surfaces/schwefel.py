from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import Surface, View

HEIGHT = 418.98288727243374  # of the waves' highest crest, so that the global minimum is at zero


@dataclass(frozen=True)
class Schwefel(Surface):
    """Waves that grow outwards: the deepest hollow lies in a corner, and the next best ones far from it."""

    name, shows, twice = "Schwefel", "many minima", False
    latex = r"f(x, y) = 837.9658 - x \sin\sqrt{|x|} - y \sin\sqrt{|y|}"
    paper = Paper(
        "Schwefel", 1981, "Numerical Optimization of Computer Models",
        "https://dl.acm.org/doi/book/10.5555/539468",
    )  # fmt: skip
    domain = ((-500.0, 500.0), (-500.0, 500.0))
    start = (-60.0, 230.0)
    view = View(azimuth=-60.0, elevation=50.0)
    best_value = 0.0

    def f(self, x, y):
        return 2 * HEIGHT - x * np.sin(np.sqrt(np.abs(x))) - y * np.sin(np.sqrt(np.abs(y)))

    def grad(self, x, y):
        return -_wave(x)[0], -_wave(y)[0]

    def hess(self, x, y):
        """The Hessian; on an axis, where it is infinite, 0 along that coordinate."""
        return -_wave(x)[1], 0.0, -_wave(y)[1]

    def critical_points(self):
        """The global minimum, and the three next to it in depth."""
        return polished(self, ((421.0, 421.0), (-302.5, 421.0), (421.0, -302.5), (-302.5, -302.5)))


def _wave(t):
    """The two derivatives of t sin √|t|."""
    root = np.sqrt(np.abs(t))
    sine, cosine = np.sin(root), np.cos(root)
    bend = np.sign(t) * (3 * cosine / np.where(root > 0, root, 1.0) - sine) / 4
    return sine + root * cosine / 2, bend
