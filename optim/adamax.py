from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, bias, like_adam, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer, TorchCall


class Norms(NamedTuple):
    m: np.ndarray
    u: np.ndarray


@dataclass(frozen=True)
class AdaMax(Optimizer):
    """Adam with a decaying maximum in place of the root mean square: hardly more than η along an axis, slow to forget.

    ε is added to |∇E| inside the maximum, as in PyTorch; the paper has none.
    """

    lr: float = param(0.02, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the largest gradient")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps u from 0")

    name, color, family = "AdaMax", "#b80060", "adaptive"
    elsewhere = ("torch.optim.Adamax", "optax.adamax")
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,\nabla E, \quad"
        r" u_k = \max(\beta_2 u_{k-1}, |\nabla E| + \varepsilon), \quad"
        r" w_k = w_{k-1} - \frac{\eta}{1 - \beta_1^k}\,\frac{m_k}{u_k}"
    )
    paper = Paper("Kingma & Ba", 2015, "Adam: A method for stochastic optimization", "https://arxiv.org/abs/1412.6980")

    def init(self, w):
        return Norms(np.zeros_like(w), np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m = average(self.beta1, state.m, g)
        u = np.maximum(self.beta2 * state.u, np.abs(g) + self.eps)
        return w - over(self.lr / bias(self.beta1, k) * m, u), Norms(m, u)

    def effective_rate(self, before, after, k):
        return self.lr / after.u

    def torch(self):
        return TorchCall("Adamax", like_adam(self))

    def optax(self):
        return OptaxCall("adamax", optax_adam(self))
