from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._belief import Arrow
from optim._moments import decay_of, optax_decay, penalised
from optim._optimizer import OptaxCall, Optimizer, TorchCall


class Velocity(NamedTuple):
    delta: np.ndarray


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with a running sum of past steps: fast along a valley, damped across it, prone to overshoot."""

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Share of the previous step that is kept")
    outside: bool = param(False, help="Rate outside the velocity, as PyTorch has it: the same unless it changes")
    weight_decay: float = param(0.0, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="L2: pull to the origin")

    name, color, family = "Momentum", "#2ca02c", "momentum"
    elsewhere = ("torch.optim.SGD(momentum=…)", "optax.sgd(momentum=…)")
    latex = (
        r"\Delta w_k = \beta\,\Delta w_{k-1} + \eta\,g, \quad w_k = w_{k-1} - \Delta w_k,"
        r" \quad g = \nabla E(w_{k-1}) + \lambda\,w_{k-1}"
    )
    paper = Paper(
        "Polyak", 1964, "Some methods of speeding up the convergence of iteration methods",
        "https://doi.org/10.1016/0041-5553(64)90137-5",
    )  # fmt: skip

    def init(self, w):
        return Velocity(np.zeros_like(w))

    @property
    def remembers_rate(self):  # type: ignore[override]
        return not self.outside

    def step(self, surface, w, state, k):
        g = penalised(surface.gradient(w), w, self.weight_decay)
        delta = self.beta * state.delta + (g if self.outside else self.lr * g)
        return w - (self.lr * delta if self.outside else delta), Velocity(delta)

    def believes(self, surface, w, state, k):
        """The step's two parts, one after the other: what is left of the last one, and the gradient's."""
        carried = w - self.beta * state.delta * (self.lr if self.outside else 1.0)
        slope = self.lr * penalised(surface.gradient(w), w, self.weight_decay)
        return Arrow(w, carried, "momentum"), Arrow(carried, carried - slope, "gradient")

    def stable_curvature(self):
        return 2 * (1 + self.beta) / self.lr - self.weight_decay

    def torch(self):
        return TorchCall("SGD", {"lr": self.lr, "momentum": self.beta} | decay_of(self))

    def optax(self):
        return OptaxCall("sgd", {"learning_rate": self.lr, "momentum": self.beta}, optax_decay(self))
