from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, POSITIVE, Paper, param
from optim._believed import disc, step
from optim._linalg import dot
from optim._moments import average, bias, over, squarable
from optim._optimizer import Optimizer, per_lane


class Estimated(NamedTuple):
    m: np.ndarray
    v: np.ndarray
    s: np.ndarray
    distance: np.ndarray
    gain: np.ndarray


@dataclass(frozen=True)
class DAdaptation(Optimizer):
    """Adam that raises a lower bound of the distance to the solution, and steps in proportion: no rate, a slow start.

    d is the bound. As in `optax.contrib.dadapt_adamw` without weight decay; Prodigy is its faster successor.
    """

    lr: float = param(1.0, 1e-2, 10.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Scale of the learned rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    distance: float = param(1e-3, 1e-6, 1.0, "d_0", log=True, legal=POSITIVE, help="The first estimate")

    name, color, family = "D-Adaptation", "#ff00cc", "adaptive"
    remembers_rate = True
    elsewhere = ("optax.contrib.dadapt_adamw",)
    latex = (
        r"r_k = b\,r_{k-1} + (1 - b)\,\gamma_k\,g^\top D^{-1}_{k-1} s_{k-1}, \;\;"
        r" s_k = b\,s_{k-1} + (1 - b)\,\gamma_k\,g, \;\;"
        r" d_{k+1} = \max\!\left(d_k, \tfrac{r_k}{(1 - b)\,\lVert s_k \rVert_1}\right)\!, \;\;"
        r" m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,\gamma_k\,g, \;\;"
        r" w_k = w_{k-1} - D_k^{-1} m_k, \;\; \gamma_k = d_k\,\eta\,\tfrac{\sqrt{1 - \beta_2^k}}{1 - \beta_1^k}, \;\;"
        r" b = \sqrt{\beta_2}, \;\; D_k = \sqrt{v_k} + \varepsilon, \;\; d_1 = d_0"
    )
    paper = Paper(
        "Defazio & Mishchenko", 2023, "Learning-rate-free learning by D-adaptation", "https://arxiv.org/abs/2301.07733",
    )  # fmt: skip

    def init(self, w):
        zero = np.zeros_like(w)
        return Estimated(zero, zero, zero, per_lane(w, self.distance), per_lane(w))

    def step(self, surface, w, state, k):
        g, memory = squarable(surface.gradient(w)), np.sqrt(self.beta2)
        rate = state.distance * self.lr * np.sqrt(bias(self.beta2, k)) / bias(self.beta1, k)
        agreed = dot(g, over(state.s, np.sqrt(state.v) + self.eps))
        m, v = average(self.beta1, state.m, rate * g), average(self.beta2, state.v, g * g)
        s, gain = average(memory, state.s, rate * g), average(memory, state.gain, rate * agreed)
        distance = np.fmax(state.distance, gain / ((1 - memory) * np.abs(s).sum(axis=-1, keepdims=True)))
        return w - over(m, np.sqrt(v) + self.eps), Estimated(m, v, s, distance, gain)

    def believes(self, surface, w, state, k):
        """The length that it takes for a lower bound of the way to the solution, and the step."""
        return *disc(w, state.distance, "estimated distance"), *step(w, self.step(surface, w, state, k)[0])
