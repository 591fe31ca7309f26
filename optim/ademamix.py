from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, bias, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer


class Mixture(NamedTuple):
    m: np.ndarray
    slow: np.ndarray
    v: np.ndarray


@dataclass(frozen=True)
class AdEMAMix(Optimizer):
    """Adam with a second, slow average of gradients: what was learned long ago still steers, and may overshoot.

    α and β₃ are constant and the slow average is not bias corrected, as in optax by default; the paper lets both grow
    in long runs. Without weight decay.
    """

    lr: float = param(0.02, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    beta3: float = param(0.99, 0.5, 0.9999, r"\beta_3", legal=FRACTION, help="Memory of the slow average")
    alpha: float = param(2.0, 0.0, 10.0, r"\alpha", legal=NON_NEGATIVE, help="Weight of the slow average")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "AdEMAMix", "#ff5500", "adaptive"
    elsewhere = ("optax.contrib.ademamix",)
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1) g, \;\; s_k = \beta_3 s_{k-1} + (1 - \beta_3) g, \;\;"
        r" v_k = \beta_2 v_{k-1} + (1 - \beta_2) g^2, \;\;"
        r" w_k = w_{k-1} - \eta\,\frac{m_k / (1 - \beta_1^k) + \alpha\,s_k}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}"
    )
    paper = Paper(
        "Pagliardini, Ablin & Grangier", 2024, "The AdEMAMix optimizer: Better, faster, older",
        "https://arxiv.org/abs/2409.03137",
    )  # fmt: skip

    def init(self, w):
        return Mixture(np.zeros_like(w), np.zeros_like(w), np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m, slow = average(self.beta1, state.m, g), average(self.beta3, state.slow, g)
        v = average(self.beta2, state.v, g * g)
        mixed = m / bias(self.beta1, k) + self.alpha * slow
        return w - over(self.lr * mixed, np.sqrt(v / bias(self.beta2, k)) + self.eps), Mixture(m, slow, v)

    def effective_rate(self, before, after, k):
        return self.lr / (np.sqrt(after.v / bias(self.beta2, k)) + self.eps)

    def optax(self):
        return OptaxCall("contrib.ademamix", optax_adam(self) | {"b3": self.beta3, "alpha": self.alpha})
