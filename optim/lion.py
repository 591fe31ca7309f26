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
class Lion(Optimizer):
    """The sign of a momentum: steps of one size on every axis, found by a search over programs; jitters at the end."""

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Length of the step on each axis")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Share of the average in the step")
    beta2: float = param(0.99, 0.0, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the gradients")
    weight_decay: float = param(0.0, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="Pull to the origin")

    name, color, family = "Lion", "#a000b0", "adaptive"
    elsewhere = ("optax.lion",)
    latex = (
        r"w_k = w_{k-1} - \eta\,\bigl[\mathrm{sign}(\beta_1 m_{k-1} + (1 - \beta_1)\,\nabla E) + \lambda w_{k-1}\bigr],"
        r" \quad m_k = \beta_2 m_{k-1} + (1 - \beta_2)\,\nabla E"
    )
    paper = Paper(
        "Chen et al.", 2023, "Symbolic discovery of optimization algorithms", "https://arxiv.org/abs/2302.06675",
    )  # fmt: skip

    def init(self, w):
        return Average(np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        change = np.sign(average(self.beta1, state.m, g)) + self.weight_decay * w
        return w - self.lr * change, Average(average(self.beta2, state.m, g))

    def believes(self, surface, w, state, k):
        """The step goes to a corner of this square, but for the pull to the origin."""
        return *box(w, self.lr, "steps that it can take"), *step(w, self.step(surface, w, state, k)[0])

    def optax(self):
        arguments = {"b1": self.beta1, "b2": self.beta2, "weight_decay": self.weight_decay}
        return OptaxCall("lion", {"learning_rate": self.lr} | arguments)
