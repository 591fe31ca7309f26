from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._belief import Ellipse
from optim._believed import step, whole
from optim._linalg import norm, outer, solve_spectral, spectral
from optim._moments import squarable
from optim._optimizer import Optimizer


class OuterSum(NamedTuple):
    g: np.ndarray


@dataclass(frozen=True)
class FullMatrixAdagrad(Optimizer):
    """Adagrad with the whole matrix of gradient products: does not care how the axes are turned, for n² numbers.

    Also what Shampoo is for a single vector of weights (a tensor of order one).
    """

    lr: float = param(0.1, 1e-4, 2.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "Full-matrix Adagrad", "#cc66ee", "adaptive"
    latex = (
        r"G_k = G_{k-1} + \nabla E\,\nabla E^\top, \quad"
        r" w_k = w_{k-1} - \eta\,\bigl(G_k^{1/2} + \varepsilon I\bigr)^{-1} \nabla E(w_{k-1})"
    )
    paper = Paper(
        "Duchi, Hazan & Singer", 2011, "Adaptive subgradient methods for online learning and stochastic optimization",
        "https://jmlr.org/papers/v12/duchi11a.html",
    )  # fmt: skip

    def init(self, w):
        return OuterSum(np.zeros((*w.shape, w.shape[-1])))

    def step(self, surface, w, state, k):
        gradient = squarable(surface.gradient(w))
        g = state.g + outer(gradient, gradient)
        change = solve_spectral(g, gradient, lambda values: np.sqrt(np.maximum(values, 0.0)) + self.eps)
        return w - self.lr * change, OuterSum(g)

    def believes(self, surface, w, state, k):
        """The step, and where it would lead if the gradient, as long as it is, pointed elsewhere."""
        ahead, after = self.step(surface, w, state, k)
        rates = spectral(after.g, lambda values: self.lr / (np.sqrt(np.maximum(values, 0.0)) + self.eps))
        size = norm(surface.gradient(w))
        return *whole(Ellipse(w, rates * size, "reach of the rates")), *step(w, ahead)
