from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._linalg import dot
from optim._moments import average, squarable
from optim._optimizer import Optimizer, per_lane

TINY = float(np.finfo(float).eps)  # of |m|²: below it no step is taken, as in optax


class Model(NamedTuple):
    m: np.ndarray
    value: np.ndarray
    slope: np.ndarray


@dataclass(frozen=True)
class MoMo(Optimizer):
    """Momentum whose rate would bring a model of past losses down to a known bound: careful where η is too large.

    The model averages tangents, f + ∇E·(w − w_i), by β; E* is a lower bound of E. As in optax, without weight decay.
    """

    lr: float = param(0.1, 1e-3, 100.0, r"\eta", log=True, legal=NON_NEGATIVE, help="The largest rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the gradients and losses")
    bound: float = param(0.0, -10.0, 10.0, "E^*", help="A lower bound of the loss")

    name, color, family = "MoMo", "#bb11aa", "momentum"
    lowers = True
    elsewhere = ("optax.contrib.momo",)
    latex = (
        r"m, f, c: \text{ averages by } \beta \text{ of } \nabla E, \, E, \, \nabla E^\top w; \quad"
        r" w_k = w_{k-1}"
        r" - \min\!\left(\eta, \frac{\max(f_k - E^* - c_k + m_k^\top w_{k-1}, 0)}{\lVert m_k \rVert^2}\right) m_k"
    )
    paper = Paper(
        "Schaipp, Ohana, Eickenberg, Defazio & Gower", 2024, "MoMo: Momentum models for adaptive learning rates",
        "https://arxiv.org/abs/2305.07583",
    )  # fmt: skip

    def init(self, w):
        return Model(np.zeros_like(w), per_lane(w), per_lane(w))

    def step(self, surface, w, state, k):
        g, f = squarable(surface.gradient(w)), surface.value(w)[..., None]
        new = (g, f, dot(g, w))
        m, value, slope = new if k == 1 else (average(self.beta, *pair) for pair in zip(state, new, strict=True))
        size = dot(m, m)
        wanted = np.maximum(value - self.bound - slope + dot(m, w), 0.0)
        rate = np.where(size > TINY, np.minimum(self.lr, wanted / size), 0.0)
        return w - rate * m, Model(m, value, slope)
