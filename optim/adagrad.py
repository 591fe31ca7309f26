from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._moments import over, squarable
from optim._optimizer import OptaxCall, Optimizer, TorchCall


class SquareSum(NamedTuple):
    v: np.ndarray


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Each coordinate's rate falls with the sum of its squared gradients: good on badly scaled axes, slow later on.

    ε stands outside the root, as in PyTorch. With `eps_inside` it is √(v + ε), as in the lecture and in Radford's
    animations (there ε = 1e-6), which takes coordinates with tiny gradients more gently off the ground.
    """

    lr: float = param(0.1, 1e-4, 2.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    eps: float = param(1e-10, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    eps_inside: bool = param(False, help="ε inside the root, as in the lecture")

    name, color, family = "Adagrad", "#1f5fe0", "adaptive"
    elsewhere = ("torch.optim.Adagrad", "optax.adagrad")
    latex = (
        r"v_k = v_{k-1} + \nabla E(w_{k-1})^2,"
        r" \quad w_k = w_{k-1} - \eta\,\frac{\nabla E(w_{k-1})}{\sqrt{v_k} + \varepsilon}"
    )
    paper = Paper(
        "Duchi, Hazan & Singer", 2011, "Adaptive subgradient methods for online learning and stochastic optimization",
        "https://jmlr.org/papers/v12/duchi11a.html",
    )  # fmt: skip

    def init(self, w):
        return SquareSum(np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        v = state.v + g * g
        return w - over(self.lr * g, self._root(v)), SquareSum(v)

    def _root(self, v):
        return np.sqrt(v + self.eps) if self.eps_inside else np.sqrt(v) + self.eps

    def effective_rate(self, before, after, k):
        return self.lr / self._root(after.v)

    def torch(self):
        return None if self.eps_inside else TorchCall("Adagrad", {"lr": self.lr, "eps": self.eps})

    def optax(self):
        if not self.eps_inside:
            return None
        return OptaxCall("adagrad", {"learning_rate": self.lr, "initial_accumulator_value": 0.0, "eps": self.eps})
