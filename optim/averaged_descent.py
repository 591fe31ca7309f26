from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._belief import Points
from optim._believed import step, whole
from optim._optimizer import Optimizer


class Averaged(NamedTuple):
    iterate: np.ndarray
    average: np.ndarray


@dataclass(frozen=True)
class AveragedDescent(Optimizer):
    """Gradient descent at a rate that stays high, and the average of where it has been: calms noise, but lags behind.

    Equal to PyTorch's ASGD, whose `lambd` is λ: a λ above 0 also shrinks the weights, as its author's programs do. The
    track is the average ŵ, or with `averaged` off the point w that is averaged.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    decay: float = param(0.0, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="Shrinks the weights and the rate")
    power: float = param(0.75, 0.0, 1.0, r"\alpha", legal=NON_NEGATIVE, help="How the decay acts on the rate")
    burn_in: int = param(0, 0, 200, "t_0", legal="[0, 1000000]", help="Steps before the average begins")
    averaged: bool = param(True, help="Follow the average, not the point that is averaged")

    name, color, family = "Averaged descent", "#6677bb", "first order"
    elsewhere = ("torch.optim.ASGD",)
    latex = (
        r"w_k = (1 - \lambda \eta_k)\,w_{k-1} - \eta_k\,\nabla E(w_{k-1}), \quad"
        r" \eta_k = \frac{\eta}{(1 + \lambda \eta\,(k - 1))^\alpha}, \quad"
        r" \hat w_k = \hat w_{k-1} + \frac{w_k - \hat w_{k-1}}{\max(1, k - 1 - t_0)}"
    )
    paper = Paper(
        "Polyak & Juditsky", 1992, "Acceleration of stochastic approximation by averaging",
        "https://doi.org/10.1137/0330046",
    )  # fmt: skip

    def init(self, w):
        return Averaged(w, w)

    def step(self, surface, w, state, k):
        rate = self.rate(k)
        point = state.iterate * (1 - self.decay * rate) - rate * surface.gradient(state.iterate)
        average = state.average + (point - state.average) / np.maximum(1.0, k - 1.0 - self.burn_in)
        return average if self.averaged else point, Averaged(point, average)

    def rate(self, k):
        return self.lr / np.power(1 + self.decay * self.lr * (k - 1.0), self.power)

    def believes(self, surface, w, state, k):
        """The step of the point that is averaged, and the average."""
        _, after = self.step(surface, w, state, k)
        return *whole(Points(state.average[None], "average")), *step(state.iterate, after.iterate)
