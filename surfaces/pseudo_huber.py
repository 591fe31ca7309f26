from dataclasses import dataclass

import numpy as np

from catalog import POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface


@dataclass(frozen=True)
class PseudoHuber(Surface):
    """A parabola whose arms straighten: convex, yet far out there is hardly any curvature, and Newton's steps explode.

    A Newton step from w leads to −w³/δ², so it converges from |w| < δ only.
    """

    delta: float = param(1.0, 0.2, 3.0, r"\delta", legal=POSITIVE, help="Where the parabola turns into straight arms")

    name, shows, dims = "Pseudo-Huber", "convex", 1
    latex = r"E(w) = \delta^2 \left( \sqrt{1 + (w / \delta)^2} - 1 \right)"
    paper = Paper(
        "Charbonnier, Blanc-Féraud, Aubert & Barlaud", 1997,
        "Deterministic edge-preserving regularization in computed imaging", "https://doi.org/10.1109/83.551699",
    )  # fmt: skip
    domain = ((-3.0, 3.0),)
    start = (-2.5,)
    best_value = 0.0

    def f(self, w):
        u = w / self.delta
        return w * w / (1 + np.sqrt(1 + u * u))  # the formula times its conjugate: no cancellation at 0

    def grad(self, w):
        u = w / self.delta
        return (w / np.sqrt(1 + u * u),)

    def hess(self, w):
        u = w / self.delta
        return ((1 + u * u) ** -1.5,)

    def critical_points(self):
        return (CriticalPoint((0.0,), "minimum"),)
