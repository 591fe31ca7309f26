from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._believed import step
from optim._moments import average
from optim._optimizer import Optimizer


class Average(NamedTuple):
    m: np.ndarray


@dataclass(frozen=True)
class QuasiHyperbolicMomentum(Optimizer):
    """A blend of gradient descent and of momentum with a long memory: steadier than momentum, one number more to tune.

    ν = 0 is gradient descent, ν = 1 momentum with a normalised average; Nesterov's method is among those between.
    """

    lr: float = param(0.02, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.95, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the gradients")
    nu: float = param(0.7, 0.0, 1.0, r"\nu", legal="[0, 1]", help="Share of the average in the step")

    name, color, family = "Quasi-hyperbolic momentum", "#c878c8", "momentum"
    latex = (
        r"m_k = \beta\,m_{k-1} + (1 - \beta)\,\nabla E, \quad"
        r" w_k = w_{k-1} - \eta\,\bigl[(1 - \nu)\,\nabla E + \nu\,m_k\bigr]"
    )
    paper = Paper(
        "Ma & Yarats", 2019, "Quasi-hyperbolic momentum and Adam for deep learning",
        "https://arxiv.org/abs/1810.06801",
    )  # fmt: skip

    def init(self, w):
        return Average(np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        m = average(self.beta, state.m, g)
        return w - self.lr * ((1 - self.nu) * g + self.nu * m), Average(m)

    def believes(self, surface, w, state, k):
        """The step's two parts, one after the other: the past gradients' and the present one's."""
        ahead, _ = self.step(surface, w, state, k)
        carried = w - self.lr * self.nu * self.beta * state.m
        return *step(w, carried, "momentum"), *step(carried, ahead, "gradient")
