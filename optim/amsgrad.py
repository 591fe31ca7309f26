from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, bias, like_adam, over, squarable
from optim._optimizer import Optimizer, TorchCall


class Highest(NamedTuple):
    m: np.ndarray
    v: np.ndarray
    highest: np.ndarray


@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Adam whose v never falls: converges where Adam may circle, but one steep place slows it for good.

    The bias is corrected after the maximum is taken, as in PyTorch; the paper has no bias correction.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    bias_correction: bool = param(True, help="Undo the averages' pull to their start, 0")

    name, color, family = "AMSGrad", "#887777", "adaptive"
    elsewhere = ("torch.optim.Adam(amsgrad=True)", "optax.amsgrad")
    latex = (
        r"m, v \text{ as Adam's with } \beta_1, \beta_2, \quad \hat v_k = \max(\hat v_{k-1}, v_k),"
        r" \quad w_k = w_{k-1} - \eta\,\frac{m_k / (1 - \beta_1^k)}{\sqrt{\hat v_k / (1 - \beta_2^k)} + \varepsilon}"
    )
    paper = Paper(
        "Reddi, Kale & Kumar", 2018, "On the convergence of Adam and beyond", "https://arxiv.org/abs/1904.09237",
    )  # fmt: skip

    def init(self, w):
        return Highest(np.zeros_like(w), np.zeros_like(w), np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, g * g)
        highest = np.maximum(state.highest, v)
        first, second = (bias(self.beta1, k), bias(self.beta2, k)) if self.bias_correction else (1.0, 1.0)
        return w - over(self.lr / first * m, np.sqrt(highest / second) + self.eps), Highest(m, v, highest)

    def effective_rate(self, before, after, k):
        second = bias(self.beta2, k) if self.bias_correction else 1.0
        return self.lr / (np.sqrt(after.highest / second) + self.eps)

    def torch(self):
        if not self.bias_correction:
            return None
        return TorchCall("Adam", like_adam(self) | {"amsgrad": True})
