from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface

TERMS = 32
POWER = 10 / 2**1.2


@dataclass(frozen=True)
class Katsuura(Surface):
    """Jagged at every scale down to the last digits: the slope anywhere tells nothing of the slope a little farther."""

    name, shows, smooth = "Katsuura", "many minima", False
    latex = (
        r"f(x, y) = \tfrac{5}{2} \left[\bigl(1 + s(x)\bigr) \bigl(1 + 2 s(y)\bigr)\right]^{10/2^{1.2}} - \tfrac{5}{2},"
        r" \quad s(t) = \sum_{j=1}^{32} \frac{|2^j t - \mathrm{round}(2^j t)|}{2^j}"
    )
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-0.45, 0.45), (-0.45, 0.45))
    start = (-0.31, 0.22)
    best_value = 0.0

    def f(self, x, y):
        return 2.5 * ((1 + _jags(x)[0]) * (1 + 2 * _jags(y)[0])) ** POWER - 2.5

    def grad(self, x, y):
        """The gradient, where there is one: in a jag's tip the jag is left out."""
        (s, ds), (t, dt) = _jags(x), _jags(y)
        outer = 2.5 * POWER * ((1 + s) * (1 + 2 * t)) ** (POWER - 1)
        return outer * ds * (1 + 2 * t), outer * 2 * dt * (1 + s)

    def hess(self, x, y):
        (s, ds), (t, dt) = _jags(x), _jags(y)
        u, v, p = 1 + s, 1 + 2 * t, POWER
        outer = 2.5 * p * (u * v) ** (p - 2)
        return (
            outer * (p - 1) * (ds * v) ** 2,
            outer * p * u * v * 2 * ds * dt,
            outer * (p - 1) * (2 * dt * u) ** 2,
        )

    def critical_points(self):
        """The global minimum; the surface has period 1/2 along both axes."""
        return (CriticalPoint((0.0, 0.0), "minimum", degenerate=True),)


def _jags(t):
    """The sum of jags and its slope."""
    value, slope = 0.0, 0.0
    for j in range(1, TERMS + 1):
        off = 2.0**j * t - np.rint(2.0**j * t)
        value, slope = value + np.abs(off) / 2.0**j, slope + np.sign(off)
    return value, slope
