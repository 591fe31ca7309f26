from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, bias, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer


class ThreeMoments(NamedTuple):
    m: np.ndarray
    d: np.ndarray
    n: np.ndarray
    gradient: np.ndarray


@dataclass(frozen=True)
class Adan(Optimizer):
    """Adam with Nesterov's momentum, by differences of gradients: quick and steady, with three memories to tune.

    β is the share that is kept, as in optax (the paper's β is 1 − β). No weight decay and no restarts.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.98, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.92, 0.0, 0.999, r"\beta_2", legal=FRACTION, help="Memory of the gradients' changes")
    beta3: float = param(0.99, 0.5, 0.9999, r"\beta_3", legal=FRACTION, help="Memory of the squares")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "Adan", "#9977aa", "adaptive"
    elsewhere = ("optax.adan",)
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1) g_k, \;\; d_k = \beta_2 d_{k-1} + (1 - \beta_2)(g_k - g_{k-1}), \;\;"
        r" n_k = \beta_3 n_{k-1} + (1 - \beta_3)\,[g_k + (1 - \beta_2)(g_k - g_{k-1})]^2, \;\;"
        r" w_k = w_{k-1} - \eta\,\frac{\hat m_k + (1 - \beta_2)\,\hat d_k}{\sqrt{\hat n_k} + \varepsilon}, \;\;"
        r" \hat{\phantom{x}}: \text{bias corrected}"
    )
    paper = Paper(
        "Xie et al.", 2022, "Adan: Adaptive Nesterov momentum algorithm for faster optimizing deep models",
        "https://arxiv.org/abs/2208.06677",
    )  # fmt: skip

    def init(self, w):
        return ThreeMoments(*(np.zeros_like(w) for _ in range(4)))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        change = g - state.gradient if k > 1 else np.zeros_like(w)
        m, d = average(self.beta1, state.m, g), average(self.beta2, state.d, change)
        ahead = g + (1 - self.beta2) * change
        n = average(self.beta3, state.n, ahead * ahead)
        pushed = m / bias(self.beta1, k) + (1 - self.beta2) * d / bias(self.beta2, k)
        return w - over(self.lr * pushed, np.sqrt(n / bias(self.beta3, k)) + self.eps), ThreeMoments(m, d, n, g)

    def effective_rate(self, before, after, k):
        return self.lr / (np.sqrt(after.n / bias(self.beta3, k)) + self.eps)

    def optax(self):
        return OptaxCall("adan", optax_adam(self) | {"b3": self.beta3, "eps_root": 0.0})
