from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import Surface, View

ORDERS = np.arange(1, 6)
# Σ j cos((j + 1)t + j) is the real part of a polynomial in e^(it): the powers' coefficients, and those of its
# two derivatives. One exponential and five products are much faster than ten sines and cosines.
VALUE = tuple(ORDERS * np.exp(1j * ORDERS))
FIRST = tuple(1j * (ORDERS + 1) * VALUE)
SECOND = tuple(-((ORDERS + 1) ** 2) * VALUE)


@dataclass(frozen=True)
class Shubert(Surface):
    """Spikes and pits without end, three dozen in the picture: in every tile of the pattern two are the deepest."""

    name, shows = "Shubert", "many minima"
    latex = (
        r"f(x, y) = \sum_{j=1}^{5} j \cos\left((j + 1)x + j\right)"
        r" \cdot \sum_{j=1}^{5} j \cos\left((j + 1)y + j\right)"
    )
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-2.6, 0.4), (-2.6, 0.4))
    start = (-1.7, -0.47)
    view = View(elevation=50.0)
    best_value = -186.73090883102378

    def f(self, x, y):
        return sum(j * np.cos((j + 1) * x + j) for j in range(1, 6)) * sum(
            j * np.cos((j + 1) * y + j) for j in range(1, 6)
        )

    def grad(self, x, y):
        u, v = np.exp(1j * x), np.exp(1j * y)
        return _sum(FIRST, u) * _sum(VALUE, v), _sum(VALUE, u) * _sum(FIRST, v)

    def hess(self, x, y):
        u, v = np.exp(1j * x), np.exp(1j * y)
        return (
            _sum(SECOND, u) * _sum(VALUE, v),
            _sum(FIRST, u) * _sum(FIRST, v),
            _sum(VALUE, u) * _sum(SECOND, v),
        )

    def critical_points(self):
        """The global minima of the picture: one factor at its highest, the other at its lowest."""
        t = np.linspace(*self.domain[0], 6001)
        factor = _sum(VALUE, np.exp(1j * t))
        high, low = float(t[factor.argmax()]), float(t[factor.argmin()])
        return polished(self, ((high, low), (low, high)))


def _sum(coefficients, z):
    c1, c2, c3, c4, c5 = coefficients
    return (z * z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * c5))))).real
