from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._believed import REACH, reach, step
from optim._moments import Moments, average, bias, like_adam, no_moments, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer, TorchCall


@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam that also shrinks the weights: better generalisation in training, a minimum pulled to the origin here.

    The decay is multiplied by η, as in PyTorch.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    weight_decay: float = param(0.01, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="Pull to the origin")

    name, color, family = "AdamW", "#904800", "adaptive"
    elsewhere = ("torch.optim.AdamW", "optax.adamw")
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,\nabla E, \quad v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,\nabla E^2,"
        r" \quad w_k = (1 - \eta\lambda)\,w_{k-1}"
        r" - \eta\,\frac{m_k / (1 - \beta_1^k)}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}"
    )
    paper = Paper(
        "Loshchilov & Hutter", 2019, "Decoupled weight decay regularization", "https://arxiv.org/abs/1711.05101",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, g * g)
        change = over(m / bias(self.beta1, k), np.sqrt(v / bias(self.beta2, k)) + self.eps)
        return w * (1 - self.lr * self.weight_decay) - self.lr * change, Moments(m, v)

    def effective_rate(self, before, after, k):
        return self.lr / (np.sqrt(after.v / bias(self.beta2, k)) + self.eps)

    def believes(self, surface, w, state, k):
        """First the pull to the origin, then Adam's step and its reach."""
        shrunk = w * (1 - self.lr * self.weight_decay)
        ahead, after = self.step(surface, w, state, k)
        rates = self.effective_rate(state, after, k)
        pull = step(w, shrunk, "weight decay") if self.weight_decay else ()
        return (*pull, *reach(shrunk, ahead, rates, REACH))

    def torch(self):
        return TorchCall("AdamW", like_adam(self) | {"weight_decay": self.weight_decay})

    def optax(self):
        return OptaxCall("adamw", optax_adam(self) | {"weight_decay": self.weight_decay})
