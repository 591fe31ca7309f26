from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class Schaffer(Surface):
    """Two crossing valleys whose floors are almost level: a rule drops into one at once, then has nothing to go by."""

    name, shows = "Schaffer", "valley"
    latex = r"f(x, y) = \frac{1}{2} + \frac{\sin^2(x^2 - y^2) - \frac{1}{2}}{\left(1 + 0.001\,(x^2 + y^2)\right)^2}"
    paper = Paper(
        "Jamil & Yang", 2013, "A literature survey of benchmark functions for global optimisation problems",
        "https://doi.org/10.1504/IJMMNO.2013.055204",
    )  # fmt: skip
    domain = ((-2.5, 2.5), (-2.5, 2.5))
    start = (-2.0, 1.4)
    view = View(elevation=50.0)
    best_value = 0.0

    def f(self, x, y):
        r, wave = 0.001 * (x * x + y * y), np.sin(x * x - y * y)
        return (wave * wave + 0.5 * r * (2 + r)) / ((1 + r) * (1 + r))  # the halves together: no cancellation

    def grad(self, x, y):
        p, q = _slopes(x, y)[:2]
        return x * (p - q), -y * (p + q)

    def hess(self, x, y):
        p, q, p_x, p_y, q_x, q_y = _slopes(x, y)
        return p - q + x * (p_x - q_x), x * (p_y - q_y), -p - q - y * (p_y + q_y)

    def critical_points(self):
        """The global minimum, of very many critical points."""
        return (CriticalPoint((0.0, 0.0), "minimum"),)


def _slopes(x, y):
    """p and q with ∇f = (x (p − q), −y (p + q)): the wave's part and the envelope's; then their derivatives."""
    u, d = 2 * (x * x - y * y), 1 + 0.001 * (x * x + y * y)
    sine, cosine = np.sin(u), np.cos(u)
    d2, d3 = d * d, d * d * d
    bend, mixed, fade = 8 * cosine / d2, 0.008 * sine / d3, 0.000012 * cosine / (d3 * d)
    return (
        2 * sine / d2,
        -0.002 * cosine / d3,
        x * (bend - mixed),
        -y * (bend + mixed),
        x * (mixed + fade),
        -y * (mixed - fade),
    )
