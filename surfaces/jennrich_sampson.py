from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class JennrichSampson(Surface):
    """Ten exponentials fitted to a straight line: a wall nearly four decades above a minimum that is far from zero."""

    name, shows = "Jennrich–Sampson", "badly scaled"
    latex = r"f(x, y) = \sum_{i=1}^{10} \left(2 + 2i - e^{ix} - e^{iy}\right)^2"
    paper = Paper(
        "Moré, Garbow & Hillstrom", 1981, "Testing unconstrained optimization software",
        "https://doi.org/10.1145/355934.355936",
    )  # fmt: skip
    domain = ((-0.5, 0.6), (-0.5, 0.6))
    start = (0.3, 0.4)
    view = View(scale="log", azimuth=-130.0, elevation=40.0)
    best_value = 124.36218235561473

    def f(self, x, y):
        return sum((2 + 2 * i - p - q) ** 2 for i, p, q in _powers(x, y))

    def grad(self, x, y):
        f_x = f_y = 0.0
        for i, p, q in _powers(x, y):
            r = 2 * i * (2 + 2 * i - p - q)
            f_x, f_y = f_x - r * p, f_y - r * q
        return f_x, f_y

    def hess(self, x, y):
        f_xx = f_xy = f_yy = 0.0
        for i, p, q in _powers(x, y):
            r, weight = 2 + 2 * i - p - q, 2 * i * i
            f_xx, f_xy, f_yy = f_xx + weight * p * (p - r), f_xy + weight * p * q, f_yy + weight * q * (q - r)
        return f_xx, f_xy, f_yy

    def residuals(self, x, y):
        return tuple(2 + 2 * i - p - q for i, p, q in _powers(x, y))

    def jacobian(self, x, y):
        return tuple((-i * p, -i * q) for i, p, q in _powers(x, y))

    def critical_points(self):
        return polished(self, ((0.2578, 0.2578),))


def _powers(x, y):
    """i, e^(ix) and e^(iy) for i = 1, …, 10, by multiplication."""
    p = q = 1.0
    a, b = np.exp(x), np.exp(y)
    for i in range(1, 11):
        p, q = p * a, q * b
        yield i, p, q
