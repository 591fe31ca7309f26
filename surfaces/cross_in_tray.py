from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class CrossInTray(Surface):
    """A tray of hollows with a raised cross in it: four of the hollows are the deepest, by very little."""

    name, shows, smooth = "Cross-in-tray", "many minima", False
    latex = (
        r"f(x, y) = -10^{-4} \left(\left|\sin x \sin y\, \exp\left|100 - \tfrac{\sqrt{x^2 + y^2}}{\pi}\right|\right|"
        r" + 1\right)^{0.1}"
    )
    paper = Paper(
        "Mishra", 2006, "Some new test functions for global optimization and performance of repulsive particle swarm "
        "method", "https://doi.org/10.2139/ssrn.926132",
    )  # fmt: skip
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    start = (3.6, 6.5)
    view = View(elevation=45.0)
    best_value = -2.0626118708227397

    def f(self, x, y):
        inner = np.abs(np.sin(x) * np.sin(y)) * np.exp(np.abs(100 - np.hypot(x, y) / np.pi))
        return -1e-4 * (inner + 1) ** 0.1

    def grad(self, x, y):
        """The gradient; on a crease, where it is nearly infinite, 0 across it."""
        inner, (gx, gy), _ = self._inner(x, y)
        scale = -1e-5 * (inner + 1) ** -0.9
        return scale * gx, scale * gy

    def hess(self, x, y):
        inner, (gx, gy), (xx, xy, yy) = self._inner(x, y)
        scale, fall = -1e-5 * (inner + 1) ** -0.9, -0.9 / (inner + 1)
        return scale * (xx + fall * gx * gx), scale * (xy + fall * gx * gy), scale * (yy + fall * gy * gy)

    def critical_points(self):
        """The four lowest minima."""
        return polished(self, tuple((i * 1.3494, j * 1.3494) for i in (1, -1) for j in (1, -1)))

    def _inner(self, x, y):
        """|sin x sin y| exp|100 − r/π| and its derivatives."""
        r = np.hypot(x, y)
        safe = np.where(r > 0, r, 1.0)
        turn = np.sign(r / np.pi - 100) / np.pi
        u, v = x / safe, y / safe
        p, q = turn * u, turn * v
        pp, pq, qq = turn * v * v / safe, -turn * u * v / safe, turn * u * u / safe
        a, b, da, db = np.sin(x), np.sin(y), np.cos(x), np.cos(y)
        up = np.exp(np.abs(100 - r / np.pi)) * np.sign(a * b)
        return (
            up * a * b,
            (up * b * (da + a * p), up * a * (db + b * q)),
            (
                up * b * (-a + 2 * da * p + a * (p * p + pp)),
                up * (da * db + da * b * q + a * db * p + a * b * (p * q + pq)),
                up * a * (-b + 2 * db * q + b * (q * q + qq)),
            ),
        )
