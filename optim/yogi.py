from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import Moments, average, bias, no_moments, over, squarable
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class Yogi(Optimizer):
    """Adam whose v moves by steps of g², not in proportion: it forgets a steep place slowly, and is the calmer for it.

    The bias is corrected as in optax; the paper has no correction. Both averages start from 0, where the paper takes
    the first squared gradients and optax 1e-6.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-3, 1e-10, 1e-1, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    bias_correction: bool = param(True, help="Undo the averages' pull to their start, 0")

    name, color, family = "Yogi", "#0098f8", "adaptive"
    elsewhere = ("optax.yogi",)
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1) g, \quad"
        r" v_k = v_{k-1} - (1 - \beta_2)\,\mathrm{sign}(v_{k-1} - g^2)\,g^2,"
        r" \quad w_k = w_{k-1} - \eta\,\frac{m_k / (1 - \beta_1^k)}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}"
    )
    paper = Paper(
        "Zaheer et al.", 2018, "Adaptive methods for nonconvex optimization",
        "https://papers.nips.cc/paper/2018/hash/90365351ccc7437a1309dc64e4db32a3-Abstract.html",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m = average(self.beta1, state.m, g)
        v = state.v - (1 - self.beta2) * np.sign(state.v - g * g) * g * g
        first, second = (bias(self.beta1, k), bias(self.beta2, k)) if self.bias_correction else (1.0, 1.0)
        return w - over(self.lr / first * m, np.sqrt(v / second) + self.eps), Moments(m, v)

    def effective_rate(self, before, after, k):
        second = bias(self.beta2, k) if self.bias_correction else 1.0
        return self.lr / (np.sqrt(after.v / second) + self.eps)
