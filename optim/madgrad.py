from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._belief import Points
from optim._believed import step, whole
from optim._moments import over, squarable
from optim._optimizer import Optimizer


class Sums(NamedTuple):
    s: np.ndarray
    v: np.ndarray
    start: np.ndarray


@dataclass(frozen=True)
class MADGRAD(Optimizer):
    """Adagrad with a cube root and averaged points, summed from the start: strong on sparse problems, slow to forget.

    ε is added to η and to the root, as in its authors' program and in optax, whose `momentum` is β.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the points")
    eps: float = param(1e-6, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "MADGRAD", "#11aa66", "adaptive"
    elsewhere = ("optax.contrib.madgrad",)
    latex = (
        r"\lambda_k = (\eta + \varepsilon) \sqrt{k}, \quad s_k = s_{k-1} + \lambda_k \nabla E, \quad"
        r" v_k = v_{k-1} + \lambda_k \nabla E^2, \quad"
        r" z_k = w_0 - \frac{s_k}{\sqrt[3]{v_k} + \varepsilon}, \quad w_k = \beta\,w_{k-1} + (1 - \beta)\,z_k"
    )
    paper = Paper(
        "Defazio & Jelassi", 2022, "Adaptivity without compromise: A momentumized, adaptive, dual averaged gradient"
        " method for stochastic optimization", "https://arxiv.org/abs/2101.11075",
    )  # fmt: skip

    def init(self, w):
        return Sums(np.zeros_like(w), np.zeros_like(w), w)

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        weight = (self.lr + self.eps) * np.sqrt(float(k))
        s, v = state.s + weight * g, state.v + weight * g * g
        z = state.start - over(s, np.cbrt(v) + self.eps)
        return self.beta * w + (1 - self.beta) * z, Sums(s, v, state.start)

    def believes(self, surface, w, state, k):
        """Where the sums from the start lead, and the share of the way there."""
        ahead, after = self.step(surface, w, state, k)
        z = after.start - over(after.s, np.cbrt(after.v) + self.eps)
        return *whole(Points(z[None], "where all gradients lead")), *step(w, ahead)
