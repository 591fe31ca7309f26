from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, POSITIVE, Paper, param
from optim._believed import disc, step
from optim._linalg import dot
from optim._moments import average, bias, squarable
from optim._optimizer import Optimizer, per_lane


class Distance(NamedTuple):
    m: np.ndarray
    v: np.ndarray
    s: np.ndarray
    start: np.ndarray
    distance: np.ndarray
    gain: np.ndarray


@dataclass(frozen=True)
class Prodigy(Optimizer):
    """Adam that learns its rate by estimating the distance to the solution: nothing to tune, but a slow first phase.

    d is the estimate, r the weighted sum of how far gradients agreed with the way gone. As in optax: Adam's moments of
    d∇E, their bias corrected through η, β₃ = √β₂, no weight decay.
    """

    lr: float = param(1.0, 1e-2, 10.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Scale of the learned rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    distance: float = param(1e-3, 1e-6, 1.0, "d_0", log=True, legal=POSITIVE, help="The first estimate")

    name, color, family = "Prodigy", "#ee6666", "adaptive"
    elsewhere = ("optax.contrib.prodigy",)
    latex = (
        r"r_k = \sqrt{\beta_2}\,r_{k-1} + \tfrac{\eta_k d_k^2}{d_0}\,g^\top (w_0 - w_{k-1}), \;\;"
        r" s_k = \sqrt{\beta_2}\,s_{k-1} + \tfrac{\eta_k d_k^2}{d_0}\,g, \;\;"
        r" d_{k+1} = \max\!\left(d_k, \tfrac{r_k}{\lVert s_k \rVert_1}\right)\!, \;\;"
        r" w_k = w_{k-1} - \eta_k d_k\,\frac{m_k}{\sqrt{v_k} + d_{k+1} \varepsilon}, \;\;"
        r" \eta_k = \eta\,\tfrac{\sqrt{1 - \beta_2^k}}{1 - \beta_1^k}"
    )
    paper = Paper(
        "Mishchenko & Defazio", 2024, "Prodigy: An expeditiously adaptive parameter-free learner",
        "https://arxiv.org/abs/2306.06101",
    )  # fmt: skip

    def init(self, w):
        zero = np.zeros_like(w)
        return Distance(zero, zero, zero, w, per_lane(w, self.distance), per_lane(w))

    def step(self, surface, w, state, k):
        g, d = squarable(surface.gradient(w)), state.distance
        rate = self.lr * d * np.sqrt(bias(self.beta2, k)) / bias(self.beta1, k)
        m, v = average(self.beta1, state.m, d * g), average(self.beta2, state.v, (d * g) * (d * g))
        memory, weight = np.sqrt(self.beta2), rate * d / self.distance
        s = memory * state.s + weight * g
        gain = memory * state.gain + weight * dot(g, state.start - w)
        distance = np.fmax(d, gain / np.abs(s).sum(axis=-1, keepdims=True))
        change = np.where(m == 0, 0.0, rate * m / (np.sqrt(v) + distance * self.eps))
        return w - change, Distance(m, v, s, state.start, distance, gain)

    def believes(self, surface, w, state, k):
        """How far from the start it takes the solution to be, and the step."""
        circle = disc(state.start, state.distance, "estimated distance")
        return *circle, *step(w, self.step(surface, w, state, k)[0])
