from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._belief import Arrow
from optim._optimizer import Optimizer, TorchCall


class Velocity(NamedTuple):
    delta: np.ndarray


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with a running sum of past steps: fast along a valley, damped across it, prone to overshoot."""

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Share of the previous step that is kept")

    name, color, family = "Momentum", "#2ca02c", "momentum"
    remembers_rate = True
    elsewhere = ("torch.optim.SGD(momentum=…)", "optax.sgd(momentum=…)")
    latex = r"\Delta w_k = \beta\,\Delta w_{k-1} + \eta\,\nabla E(w_{k-1}), \quad w_k = w_{k-1} - \Delta w_k"
    paper = Paper(
        "Polyak", 1964, "Some methods of speeding up the convergence of iteration methods",
        "https://doi.org/10.1016/0041-5553(64)90137-5",
    )  # fmt: skip

    def init(self, w):
        return Velocity(np.zeros_like(w))

    def step(self, surface, w, state, k):
        delta = self.beta * state.delta + self.lr * surface.gradient(w)
        return w - delta, Velocity(delta)

    def believes(self, surface, w, state, k):
        """The step's two parts, one after the other: what is left of the last one, and the gradient's."""
        carried = w - self.beta * state.delta
        slope = self.lr * surface.gradient(w)
        return Arrow(w, carried, "momentum"), Arrow(carried, carried - slope, "gradient")

    def stable_curvature(self):
        return 2 * (1 + self.beta) / self.lr

    def torch(self):
        return TorchCall("SGD", {"lr": self.lr, "momentum": self.beta})
