from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import Moments, average, no_moments, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer


@dataclass(frozen=True)
class ADOPT(Optimizer):
    """Adam that divides each gradient by the squares before it, then averages: converges for every β₂, waits a step.

    The first step only measures: w stays. The normalised gradient is clipped to (k − 1)^¼, as in the paper's second
    version and in optax; what has had no gradient yet is divided by ε.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the normalised gradients")
    beta2: float = param(0.9999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-6, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="The least divisor")

    name, color, family = "ADOPT", "#7788ff", "adaptive"
    elsewhere = ("optax.contrib.adopt",)
    latex = (
        r"v_1 = \nabla E^2, \quad m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,"
        r"\mathrm{clip}\!\left(\frac{\nabla E}{\max(\sqrt{v_{k-1}}, \varepsilon)}, (k - 1)^{1/4}\right), \quad"
        r" v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,\nabla E^2, \quad w_k = w_{k-1} - \eta\,m_k"
    )
    paper = Paper(
        "Taniguchi et al.", 2024, "ADOPT: Modified Adam can converge with any β₂ with the optimal rate",
        "https://arxiv.org/abs/2411.02853",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        if k == 1:
            return w, Moments(state.m, g * g)
        most = np.power(k - 1.0, 0.25)
        normal = np.clip(over(g, np.maximum(np.sqrt(state.v), self.eps)), -most, most)
        m = average(self.beta1, state.m, normal)
        return w - self.lr * m, Moments(m, average(self.beta2, state.v, g * g))

    def optax(self):
        return OptaxCall("contrib.adopt", optax_adam(self))
