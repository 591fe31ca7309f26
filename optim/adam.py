from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import (
    Moments,
    average,
    bias,
    decay_of,
    like_adam,
    no_moments,
    optax_adam,
    optax_decay,
    over,
    penalised,
    squarable,
)
from optim._optimizer import OptaxCall, Optimizer, TorchCall


@dataclass(frozen=True)
class Adam(Optimizer):
    """Momentum divided by RMSprop's root mean square: a safe default, though it may circle the minimum at the end.

    Without `bias_correction` the averages m and v are used as they are, too close to their start 0: the first steps
    are then about (1 − β₁)/√(1 − β₂) times as large. With `eps_inside` the root is √(v + ε).
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    weight_decay: float = param(0.0, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="L2: pull to the origin")
    bias_correction: bool = param(True, help="Undo the averages' pull to their start, 0")
    eps_inside: bool = param(False, help="ε inside the root, as optax’s eps_root")

    name, color, family = "Adam", "#d97706", "adaptive"
    elsewhere = ("torch.optim.Adam", "optax.adam")
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,g, \quad v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,g^2,"
        r" \quad w_k = w_{k-1} - \eta\,\frac{m_k / (1 - \beta_1^k)}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon},"
        r" \quad g = \nabla E + \lambda w_{k-1}"
    )
    paper = Paper("Kingma & Ba", 2015, "Adam: A method for stochastic optimization", "https://arxiv.org/abs/1412.6980")

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g = squarable(penalised(surface.gradient(w), w, self.weight_decay))
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, g * g)
        first, second = self._biases(k)
        return w - over(self.lr / first * m, self._root(v / second)), Moments(m, v)

    def _root(self, v):
        return np.sqrt(v + self.eps) if self.eps_inside else np.sqrt(v) + self.eps

    def _biases(self, k):
        return (bias(self.beta1, k), bias(self.beta2, k)) if self.bias_correction else (1.0, 1.0)

    def effective_rate(self, before, after, k):
        return self.lr / self._root(after.v / self._biases(k)[1])

    def stable_curvature(self):
        """2(1 + β₁)/((1 − β₁)η), once the averages have settled (Cohen et al. 2022)."""
        return None if np.any(self.weight_decay) else 2 * (1 + self.beta1) / ((1 - self.beta1) * self.lr)

    def torch(self):
        if self.eps_inside or not self.bias_correction:
            return None
        return TorchCall("Adam", like_adam(self) | decay_of(self))

    def optax(self):
        return OptaxCall("adam", optax_adam(self), optax_decay(self)) if self.bias_correction else None
