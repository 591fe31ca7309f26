from dataclasses import dataclass

import numpy as np

from catalog import Paper, param
from surfaces._surface import CriticalPoint, Surface, View

OPTIMUM = (1.0, 0.5)


@dataclass(frozen=True)
class AttractiveSector(Surface):
    """A bowl whose floor is gentle in one quarter and steep in the others: the way down is known from one side only."""

    steepness: float = param(100.0, 1.0, 100.0, "s", log=True, legal="(0, 1e6]", help="Steepness outside the sector")

    name, shows, smooth, twice = "Attractive sector", "badly scaled", False, False
    latex = (
        r"f(x, y) = \left((s_1 u)^2 + (s_2 v)^2\right)^{0.9}, \quad s_i = s \text{ where } u, v > 0, \text{ else } 1,"
        r" \quad u = x - 1, \; v = \sqrt{10}\,(y - \tfrac{1}{2})"
    )
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-4.0, 4.0), (-4.0, 4.0))
    start = (-3.0, 3.0)
    view = View(scale="log", azimuth=-120.0, elevation=40.0)
    best_value = 0.0

    def f(self, x, y):
        (u, _), (v, _) = self._scaled(x, y)
        return (u * u + v * v) ** 0.9

    def grad(self, x, y):
        """The gradient; 0 at the minimum, where the slope fades, if slowly."""
        (u, a), (v, b) = self._scaled(x, y)
        outer, _ = _outer(u * u + v * v)
        return 2 * outer * a * u, 2 * outer * b * v

    def hess(self, x, y):
        """The Hessian; at the minimum, where it is infinite, 0."""
        (u, a), (v, b) = self._scaled(x, y)
        outer, bend = _outer(u * u + v * v)
        return (
            a * a * (2 * outer + 4 * bend * u * u),
            4 * a * b * bend * u * v,
            b * b * (2 * outer + 4 * bend * v * v),
        )

    def critical_points(self):
        return (CriticalPoint(OPTIMUM, "minimum", degenerate=True),)

    def _scaled(self, x, y):
        """Each coordinate in its own scale, and its rate."""
        u, v = x - OPTIMUM[0], np.sqrt(10.0) * (y - OPTIMUM[1])
        a, b = np.where(u > 0, self.steepness, 1.0), np.where(v > 0, self.steepness, 1.0)
        return (a * u, a), (b * v, np.sqrt(10.0) * b)


def _outer(q):
    """The two derivatives of q^0.9; at 0, where they are infinite, 0."""
    safe = np.where(q > 0, q, 1.0)
    return np.where(q > 0, 0.9 * safe**-0.1, 0.0), np.where(q > 0, -0.09 * safe**-1.1, 0.0)
