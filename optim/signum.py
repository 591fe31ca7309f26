from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._believed import box, step
from optim._moments import average
from optim._optimizer import OptaxCall, Optimizer


class Average(NamedTuple):
    m: np.ndarray


@dataclass(frozen=True)
class Signum(Optimizer):
    """The sign of an average of gradients: one bit for each weight, calmer under noise than sign descent."""

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Length of the step on each axis")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the gradients")

    name, color, family = "Signum", "#6688dd", "momentum"
    elsewhere = ("optax.signum",)
    latex = r"m_k = \beta\,m_{k-1} + (1 - \beta)\,\nabla E(w_{k-1}), \quad w_k = w_{k-1} - \eta\,\mathrm{sign}\,m_k"
    paper = Paper(
        "Bernstein, Wang, Azizzadenesheli & Anandkumar", 2018,
        "signSGD: Compressed optimisation for non-convex problems", "https://arxiv.org/abs/1802.04434",
    )  # fmt: skip

    def init(self, w):
        return Average(np.zeros_like(w))

    def step(self, surface, w, state, k):
        m = average(self.beta, state.m, surface.gradient(w))
        return w - self.lr * np.sign(m), Average(m)

    def believes(self, surface, w, state, k):
        """The step goes to a corner of this square."""
        return *box(w, self.lr, "steps that it can take"), *step(w, self.step(surface, w, state, k)[0])

    def optax(self):
        return OptaxCall("signum", {"learning_rate": self.lr, "beta": self.beta})
