from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface


@dataclass(frozen=True)
class StepEllipsoid(Surface):
    """A bowl built of stairs: level wherever one stands, so that a gradient tells nothing, and only values do.

    On the lowest stair alone there is a slope, and a gentle one.
    """

    name, shows, smooth = "Step ellipsoid", "landscape", False
    latex = (
        r"f(x, y) = \tfrac{1}{10} \max\!\left(\tfrac{|u|}{10^4},\; \bar u^2 + 100\,\bar v^2\right), \quad u = x, \;"
        r" v = \sqrt{10}\,y, \quad \bar z = \lfloor z + \tfrac{1}{2} \rfloor \text{ where } |z| > \tfrac{1}{2},"
        r" \text{ else } \tfrac{1}{10} \lfloor 10 z + \tfrac{1}{2} \rfloor"
    )
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-3.7, 2.2)
    best_value = 0.0

    def f(self, x, y):
        u, v = _stair(x), _stair(np.sqrt(10.0) * y)
        return 0.1 * np.maximum(np.abs(x) / 1e4, u * u + 100 * v * v)

    def grad(self, x, y):
        """The gradient: 0 on every stair but the lowest."""
        u, v = _stair(x), _stair(np.sqrt(10.0) * y)
        lowest = np.abs(x) / 1e4 > u * u + 100 * v * v
        return np.where(lowest, 1e-5 * np.sign(x), 0.0), 0.0 * y

    def hess(self, x, y):
        return 0.0 * x, 0.0 * x, 0.0 * y

    def critical_points(self):
        """The middle of the lowest stair."""
        return (CriticalPoint((0.0, 0.0), "minimum", degenerate=True),)


def _stair(z):
    return np.where(np.abs(z) > 0.5, np.floor(z + 0.5), np.floor(10 * z + 0.5) / 10)
