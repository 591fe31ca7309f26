from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, over, squarable
from optim._optimizer import OptaxCall, Optimizer, TorchCall


class Averages(NamedTuple):
    v: np.ndarray
    u: np.ndarray


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """RMSprop that sets its own unit of length from its past steps: needs no tuned rate, but starts very slowly.

    The paper has no η; ε stands inside both roots. `accumulates` chooses what u averages: the "step" Δw as in PyTorch
    and Keras (the default, and the formula given), or the "scaled step" ηΔw as in Radford's animations and the lecture.
    The two agree at η = 1.
    """

    lr: float = param(1.0, 1e-2, 10.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    rho: float = param(0.95, 0.0, 0.999, r"\rho", legal=FRACTION, help="Memory of the squared gradients and steps")
    eps: float = param(1e-6, 1e-10, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Sets the first steps")
    accumulates: str = param("step", choices=("step", "scaled step"), help="What the average of steps is taken of")

    name, color, family = "Adadelta", "#a88600", "adaptive"
    elsewhere = ("torch.optim.Adadelta", "optax.adadelta")
    latex = (
        r"v_k = \rho\,v_{k-1} + (1 - \rho)\,\nabla E^2, \quad"
        r" \Delta w_k = \frac{\sqrt{u_{k-1} + \varepsilon}}{\sqrt{v_k + \varepsilon}}\,\nabla E, \quad"
        r" u_k = \rho\,u_{k-1} + (1 - \rho)\,\Delta w_k^2, \quad w_k = w_{k-1} - \eta\,\Delta w_k"
    )
    paper = Paper("Zeiler", 2012, "ADADELTA: An adaptive learning rate method", "https://arxiv.org/abs/1212.5701")

    def init(self, w):
        return Averages(np.zeros_like(w), np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        v = average(self.rho, state.v, g * g)
        delta = over(np.sqrt(state.u + self.eps), np.sqrt(v + self.eps)) * g
        moved = self.lr * delta
        averaged = moved if self.accumulates == "scaled step" else delta
        u = average(self.rho, state.u, averaged * averaged)
        return w - moved, Averages(v, u)

    def effective_rate(self, before, after, k):
        return self.lr * np.sqrt((before.u + self.eps) / (after.v + self.eps))

    def torch(self):
        if self.accumulates == "scaled step" and self.lr != 1:
            return None
        return TorchCall("Adadelta", {"lr": self.lr, "rho": self.rho, "eps": self.eps})

    def optax(self):
        if self.accumulates == "scaled step" and self.lr != 1:
            return None
        return OptaxCall("adadelta", {"learning_rate": self.lr, "rho": self.rho, "eps": self.eps})
