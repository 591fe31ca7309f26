from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import classified
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class McCormick(Surface):
    """A tilted, waving trough: each wave has its minimum, and outside the picture the next one lies lower still."""

    name, shows = "McCormick", "valley"
    latex = r"f(x, y) = \sin(x + y) + (x - y)^2 - 1.5\,x + 2.5\,y + 1"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-1.5, 4.0), (-3.0, 4.0))
    start = (3.2, -1.4)
    view = View(azimuth=-140.0)
    best_value = -1.9132229549810367

    def f(self, x, y):
        v = x - y
        return np.sin(x + y) + v * v - 1.5 * x + 2.5 * y + 1

    def grad(self, x, y):
        slope, v = np.cos(x + y), 2 * (x - y)
        return slope + v - 1.5, slope - v + 2.5

    def hess(self, x, y):
        bend = np.sin(x + y)
        return 2 - bend, -2 - bend, 2 - bend

    def critical_points(self):
        """Those of the picture: cos(x + y) = −1/2 and x − y = 1."""
        third = np.pi / 3
        return classified(self, [(u + 0.5, u - 0.5) for u in (-third, third, 2 * third)])
