from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._linalg import dot, fitted
from optim._optimizer import Optimizer, per_lane
from optim._quasi_newton import curved


class Secant(NamedTuple):
    point: np.ndarray
    gradient: np.ndarray
    rate: np.ndarray


@dataclass(frozen=True)
class BarzilaiBorwein(Optimizer):
    """Gradient descent whose rate is the last step's inverse curvature: fast on bowls, by jumps that also go uphill.

    s and y are the last changes of point and gradient. η is the rate of the first step, and of every step whose pair
    shows no positive curvature.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Rate where curvature is not known")
    variant: str = param("long", choices=("long", "short"), help="sᵀs/sᵀy is the long step, sᵀy/yᵀy the short one")

    name, color, family = "Barzilai–Borwein", "#bb8866", "first order"
    lowers = True
    latex = (
        r"w_k = w_{k-1} - \eta_k\,\nabla E(w_{k-1}), \quad \eta_1 = \eta, \quad"
        r" \eta_k = \frac{s^\top s}{s^\top y} \text{ (long) or } \frac{s^\top y}{y^\top y} \text{ (short)}"
    )
    paper = Paper(
        "Barzilai & Borwein", 1988, "Two-point step size gradient methods", "https://doi.org/10.1093/imanum/8.1.141",
    )  # fmt: skip

    def init(self, w):
        return Secant(w, np.zeros_like(w), per_lane(w, self.lr))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        s, y = w - state.point, g - state.gradient
        (a, of_s), (b, of_y) = fitted(s), fitted(y)
        secant = dot(a, a) / dot(a, b) if self.variant == "long" else dot(a, b) / dot(b, b)
        rate = np.where(curved(s, y), secant * (of_s / of_y), self.lr)
        return w - rate * g, Secant(w, g, rate)
