from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class HolderTable(Surface):
    """A table with a leg at each corner, and hollows that are shallower between creases on the way there."""

    name, shows, smooth = "Hölder table", "many minima", False
    latex = r"f(x, y) = -\left|\sin x \cos y\, \exp\left|1 - \tfrac{\sqrt{x^2 + y^2}}{\pi}\right|\right|"
    paper = Paper(
        "Mishra", 2006, "Some new test functions for global optimization and performance of repulsive particle swarm "
        "method", "https://doi.org/10.2139/ssrn.926132",
    )  # fmt: skip
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (4.0, -5.5)
    view = View(elevation=45.0)
    best_value = -19.2085025678868

    def f(self, x, y):
        return -np.abs(np.sin(x) * np.cos(y)) * np.exp(np.abs(1 - np.hypot(x, y) / np.pi))

    def grad(self, x, y):
        """The gradient; on a crease the mean of those beside it."""
        up, (a, b), (p, q), _ = self._parts(x, y)
        side = np.sign(a * b)
        return -up * side * (np.cos(x) * b + a * b * p), -up * side * (-a * np.sin(y) + a * b * q)

    def hess(self, x, y):
        up, (a, b), (p, q), (pp, pq, qq) = self._parts(x, y)
        side, da, db = np.sign(a * b), np.cos(x), -np.sin(y)
        return (
            -up * side * (-a * b + 2 * da * b * p + a * b * (p * p + pp)),
            -up * side * (da * db + da * b * q + a * db * p + a * b * (p * q + pq)),
            -up * side * (-a * b + 2 * a * db * q + a * b * (q * q + qq)),
        )

    def critical_points(self):
        """The four legs."""
        return polished(self, tuple((i * 8.055, j * 9.6646) for i in (1, -1) for j in (1, -1)))

    def _parts(self, x, y):
        """exp|1 − r/π|, sin x and cos y, and the derivatives of |1 − r/π|."""
        r = np.hypot(x, y)
        safe = np.where(r > 0, r, 1.0)
        turn = np.sign(r - np.pi) / np.pi
        u, v = x / safe, y / safe
        bends = turn * v * v / safe, -turn * u * v / safe, turn * u * u / safe
        return np.exp(np.abs(1 - r / np.pi)), (np.sin(x), np.cos(y)), (turn * u, turn * v), bends
