from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._linalg import dot
from optim._moments import average, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer, per_lane


class LayerMoments(NamedTuple):
    m: np.ndarray
    v: np.ndarray


@dataclass(frozen=True)
class NovoGrad(Optimizer):
    """Momentum of gradients divided by their length: even progress for little memory, but badly scaled axes stay so.

    The paper has one v for each layer; all coordinates are one layer here. v starts from the first squared length.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Share of the last step that is kept")
    beta2: float = param(0.25, 0.0, 0.999, r"\beta_2", legal=FRACTION, help="Memory of the squared length")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    weight_decay: float = param(0.0, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="Pull to the origin")

    name, color, family = "NovoGrad", "#007799", "adaptive"
    elsewhere = ("optax.novograd",)
    latex = (
        r"v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,\lVert \nabla E \rVert^2, \quad"
        r" m_k = \beta_1 m_{k-1} + \left(\frac{\nabla E}{\sqrt{v_k} + \varepsilon} + \lambda w_{k-1}\right), \quad"
        r" w_k = w_{k-1} - \eta\,m_k"
    )
    paper = Paper(
        "Ginsburg et al.", 2019,
        "Stochastic gradient methods with layer-wise adaptive moments for training of deep networks",
        "https://arxiv.org/abs/1905.11286",
    )  # fmt: skip

    def init(self, w):
        return LayerMoments(np.zeros_like(w), per_lane(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        square = dot(g, g)
        v = average(self.beta2, state.v if k > 1 else square, square)
        m = self.beta1 * state.m + (over(g, np.sqrt(v) + self.eps) + self.weight_decay * w)
        return w - self.lr * m, LayerMoments(m, v)

    def optax(self):
        return OptaxCall("novograd", optax_adam(self) | {"weight_decay": self.weight_decay})
