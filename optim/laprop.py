from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import Moments, average, bias, no_moments, over, squarable
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class LaProp(Optimizer):
    """Adam with the order changed: gradients are divided first, then averaged. Steady where β₂ is small, or β₁ large.

    η stands inside the average, as in its authors' program. Without weight decay.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the normalised gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-15, 1e-15, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "LaProp", "#005544", "adaptive"
    remembers_rate = True
    latex = (
        r"v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,\nabla E^2, \quad m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,"
        r"\eta\,\frac{\nabla E}{(\sqrt{v_k} + \varepsilon) / \sqrt{1 - \beta_2^k}},"
        r" \quad w_k = w_{k-1} - \frac{m_k}{1 - \beta_1^k}"
    )
    paper = Paper(
        "Ziyin, Wang & Ueda", 2020, "LaProp: Separating momentum and adaptivity in Adam",
        "https://arxiv.org/abs/2002.04839",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        v = average(self.beta2, state.v, g * g)
        root = (np.sqrt(v) + self.eps) / np.sqrt(bias(self.beta2, k))
        m = average(self.beta1, state.m, over(self.lr * g, root))
        return w - m / bias(self.beta1, k), Moments(m, v)
