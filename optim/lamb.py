from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._arrays import MatrixRule, each
from optim._moments import Moments, average, bias, no_moments
from optim.lars import trusted


@dataclass(frozen=True)
class LAMB(MatrixRule):
    """Adam in which each layer's step is made as long as its weights: made for training with very large batches.

    An array that is still 0 takes Adam's own step. As in `optax.lamb`.
    """

    lr: float = param(0.01, 1e-4, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-6, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    decay: float = param(0.0, 0.0, 0.1, r"\lambda", legal=NON_NEGATIVE, help="Weight decay")

    name, color, family = "LAMB", "#224422", "matrices"
    elsewhere = ("optax.lamb",)
    latex = (
        r"u = \frac{m_k / (1 - \beta_1^k)}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon} + \lambda W, \quad"
        r" W_k = W_{k-1} - \eta\,\frac{\lVert W \rVert}{\lVert u \rVert}\,u"
    )
    paper = Paper(
        "You et al.", 2020, "Large batch optimization for deep learning: Training BERT in 76 minutes",
        "https://arxiv.org/abs/1904.00962",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, g * g)
        u = m / bias(self.beta1, k) / (np.sqrt(v / bias(self.beta2, k)) + self.eps) + self.decay * w
        change = each(lambda shape, u, w: trusted(shape, w, u) * u, surface.shapes, u, w)
        return w - self.lr * change, Moments(m, v)
