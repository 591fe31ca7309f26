from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from catalog import POSITIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class DriftingBowl(Surface):
    """A bowl whose minimum goes round in a circle, a little with every step: who follows it must not slow down.

    Each step sees it as it is then. Before the first step it stands at its start; no minimum is known of it, since the
    one that it has does not stay.
    """

    lambda1: float = param(1.0, 0.1, 10.0, r"\lambda_1", log=True, legal=POSITIVE, help="Curvature along x")
    lambda2: float = param(1.0, 0.1, 10.0, r"\lambda_2", log=True, legal=POSITIVE, help="Curvature along y")
    radius: float = param(1.0, 0.1, 1.5, "r", legal=POSITIVE, help="Of the circle on which the minimum goes round")
    period: float = param(120.0, 20.0, 1000.0, "T", log=True, legal="[4, 1000000]", help="Steps it takes to go round")
    now: int | None = None  # the step at which it stands; None: before the first, and on its way

    name, shows = "Drifting bowl", "moving minimum"
    drifts: ClassVar[bool] = True
    latex = (
        r"f_k(x, y) = \tfrac{1}{2} \lambda_1 (x - r \cos \varphi_k)^2"
        r" + \tfrac{1}{2} \lambda_2 (y - r \sin \varphi_k)^2, \quad \varphi_k = 2 \pi k / T"
    )
    paper = Paper(
        "Simonetto, Dall’Anese, Paternain, Leus & Giannakis", 2020,
        "Time-Varying Convex Optimization: Time-Structured Algorithms and Applications",
        "https://arxiv.org/abs/2006.08500",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.6, -0.8)
    view = View(azimuth=-120.0, elevation=40.0)

    def _middle(self) -> tuple[Any, Any]:
        angle = 2 * np.pi * (0 if self.now is None else self.now) / self.period
        return self.radius * np.cos(angle), self.radius * np.sin(angle)

    def f(self, x, y):
        across, up = self._middle()
        return 0.5 * self.lambda1 * (x - across) ** 2 + 0.5 * self.lambda2 * (y - up) ** 2

    def grad(self, x, y):
        across, up = self._middle()
        return self.lambda1 * (x - across), self.lambda2 * (y - up)

    def hess(self, x, y):
        return self.lambda1, 0.0, self.lambda2

    def at(self, k):
        """The bowl as it stands at step k = 0, 1, …"""
        return self.altered(now=k)

    def lag(self, lr: float) -> tuple[float, float] | None:
        """How far gradient descent of this rate comes to be from the minimum, at most, along x and along y.

        Its gap along an axis obeys u ← (1 − ηλ)(u − Δm), which a turning minimum drives round; None where the rate is
        beyond 2/λ and it runs away. On a round bowl that is the distance itself, at every step.
        """
        turn = np.exp(2j * np.pi / self.period)
        kept = [1 - lr * self.lambda1, 1 - lr * self.lambda2]
        if not max(map(abs, kept)) < 1:
            return None
        across, up = (float(self.radius * abs(k * (turn - 1) / (turn - k))) for k in kept)
        return across, up

    def critical_points(self):
        if self.now is None:
            return ()
        return (CriticalPoint(tuple(float(c) for c in self._middle()), "minimum"),)
