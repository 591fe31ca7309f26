from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, bias, like_adam, over, squarable
from optim._optimizer import Optimizer, TorchCall, per_lane

BASE = 0.96  # of the momentum's warm-up, from the paper


class WarmMoments(NamedTuple):
    m: np.ndarray
    v: np.ndarray
    product: np.ndarray


@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam with Nesterov's look-ahead and a momentum that warms up: quicker along valleys, as restless at the end.

    The schedule of μ is PyTorch's, in which ψ is the exponent's `momentum_decay`.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    momentum_decay: float = param(0.004, 0.0, 1.0, r"\psi", legal=NON_NEGATIVE, help="How soon the momentum is warm")

    name, color, family = "NAdam", "#ff4477", "adaptive"
    elsewhere = ("torch.optim.NAdam", "optax.nadam")
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1) g, \;\; v_k = \beta_2 v_{k-1} + (1 - \beta_2) g^2, \;\;"
        r" \mu_k = \beta_1\!\left(1 - \tfrac{1}{2}\,0.96^{k\psi}\right), \;\;"
        r" w_k = w_{k-1} - \frac{\eta}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}"
        r" \left[\frac{(1 - \mu_k)\,g}{1 - \prod_{i \le k} \mu_i}"
        r" + \frac{\mu_{k+1} m_k}{1 - \prod_{i \le k+1} \mu_i}\right]"
    )
    paper = Paper(
        "Dozat", 2016, "Incorporating Nesterov momentum into Adam",
        "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ",
    )  # fmt: skip

    def init(self, w):
        return WarmMoments(np.zeros_like(w), np.zeros_like(w), per_lane(w, 1.0))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, g * g)
        now, following = self._momentum(k), self._momentum(k + 1)
        product = state.product * now
        ahead = (1 - now) / (1 - product) * g + following / (1 - product * following) * m
        return w - over(self.lr * ahead, np.sqrt(v / bias(self.beta2, k)) + self.eps), WarmMoments(m, v, product)

    def _momentum(self, k):
        return self.beta1 * (1 - 0.5 * np.power(BASE, k * self.momentum_decay))

    def effective_rate(self, before, after, k):
        return self.lr / (np.sqrt(after.v / bias(self.beta2, k)) + self.eps)

    def torch(self):
        return TorchCall("NAdam", like_adam(self) | {"momentum_decay": self.momentum_decay})
