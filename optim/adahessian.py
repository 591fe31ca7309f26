from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._linalg import diagonal
from optim._moments import Moments, average, bias, no_moments, over, squarable
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class AdaHessian(Optimizer):
    """Adam with the Hessian's diagonal in the gradient's place: Newton-like on axes, but blind to how they are coupled.

    The diagonal is exact here; the paper estimates it by random vectors and averages neighbours.
    """

    lr: float = param(0.1, 1e-4, 2.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared diagonal")
    eps: float = param(1e-4, 1e-12, 1e-1, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    power: float = param(1.0, 0.0, 1.0, "p", legal="[0, 1]", help="0 is momentum, 1 the whole curvature")

    name, color, family, needs_hessian = "AdaHessian", "#a868f8", "adaptive", True
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,\nabla E, \quad"
        r" v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,(\mathrm{diag}\,H)^2,"
        r" \quad w_k = w_{k-1} - \eta\,\frac{m_k / (1 - \beta_1^k)}{(v_k / (1 - \beta_2^k))^{p/2} + \varepsilon}"
    )
    paper = Paper(
        "Yao et al.", 2021, "AdaHessian: An adaptive second order optimizer for machine learning",
        "https://arxiv.org/abs/2006.00719",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g, h = squarable(surface.gradient(w)), squarable(diagonal(surface.hessian(w)))
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, h * h)
        root = np.power(v / bias(self.beta2, k), self.power / 2) + self.eps
        return w - over(self.lr / bias(self.beta1, k) * m, root), Moments(m, v)

    def effective_rate(self, before, after, k):
        return self.lr / (np.power(after.v / bias(self.beta2, k), self.power / 2) + self.eps)
