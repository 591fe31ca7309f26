from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import step
from optim._optimizer import OptaxCall, Optimizer


class Remembered(NamedTuple):
    gradient: np.ndarray


@dataclass(frozen=True)
class OptimisticDescent(Optimizer):
    """Expects the slope to go on changing as it just did: comes to rest in games, at one gradient a step.

    It steps by 2g − g′, where g′ is the slope of the step before (at first there is none, and it steps by g). In a bowl
    it bears only a third of the rate of gradient descent.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")

    name, color, family = "Optimistic descent", "#8800bb", "first order"
    elsewhere = ("optax.optimistic_gradient_descent",)
    latex = r"w_k = w_{k-1} - \eta\,\bigl(2\,\nabla E(w_{k-1}) - \nabla E(w_{k-2})\bigr)"
    paper = Paper(
        "Popov", 1980, "A modification of the Arrow–Hurwicz method for search of saddle points",
        "https://doi.org/10.1007/BF01141092",
    )  # fmt: skip

    def init(self, w):
        return Remembered(np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        before = np.where(k == 1, g, state.gradient)
        return w - self.lr * (2 * g - before), Remembered(g)

    def believes(self, surface, w, state, k):
        """The step by the slope here, and what is added because the slope has changed."""
        ahead, after = self.step(surface, w, state, k)
        plain = w - self.lr * after.gradient
        return *step(w, plain, "plain step"), *step(plain, ahead, "change of slope")

    def stable_curvature(self):
        """2/(3η): along an axis of curvature λ the factors of a step are the roots of r² − (1 − 2ηλ) r − ηλ."""
        return 2 / (3 * self.lr)

    def optax(self):
        return OptaxCall("optimistic_gradient_descent", {"learning_rate": self.lr})
