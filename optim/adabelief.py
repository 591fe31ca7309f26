from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, bias, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer


class Belief(NamedTuple):
    m: np.ndarray
    s: np.ndarray


@dataclass(frozen=True)
class AdaBelief(Optimizer):
    """Adam that divides by how much gradients surprise it: long steps on even slopes, where tiny ε makes them too long.

    ε is added to s at every step and again outside the root, as in the paper.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared surprises")
    eps: float = param(1e-8, 1e-16, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "AdaBelief", "#ee44ee", "adaptive"
    elsewhere = ("optax.adabelief",)
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1) g, \quad"
        r" s_k = \beta_2 s_{k-1} + (1 - \beta_2)\,(g - m_k)^2 + \varepsilon,"
        r" \quad w_k = w_{k-1} - \eta\,\frac{m_k / (1 - \beta_1^k)}{\sqrt{s_k / (1 - \beta_2^k)} + \varepsilon}"
    )
    paper = Paper(
        "Zhuang et al.", 2020, "AdaBelief optimizer: Adapting stepsizes by the belief in observed gradients",
        "https://arxiv.org/abs/2010.07468",
    )  # fmt: skip

    def init(self, w):
        return Belief(np.zeros_like(w), np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m = average(self.beta1, state.m, g)
        s = average(self.beta2, state.s, (g - m) * (g - m)) + self.eps
        root = np.sqrt(s / bias(self.beta2, k)) + self.eps
        return w - over(self.lr / bias(self.beta1, k) * m, root), Belief(m, s)

    def effective_rate(self, before, after, k):
        return self.lr / (np.sqrt(after.s / bias(self.beta2, k)) + self.eps)

    def optax(self):
        return OptaxCall("adabelief", optax_adam(self) | {"eps_root": self.eps})
