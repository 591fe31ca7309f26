from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, STEPS, Paper, param
from optim._believed import box, step
from optim._linalg import diagonal
from optim._moments import average
from optim._optimizer import Optimizer


class DiagonalMoments(NamedTuple):
    m: np.ndarray
    h: np.ndarray


@dataclass(frozen=True)
class Sophia(Optimizer):
    """Momentum divided by the Hessian's diagonal, at most η along an axis: cheap curvature, safe where it is negative.

    The diagonal is exact here, estimated by random vectors in the paper, and asked for every s steps. As in the paper h
    is renewed before it is used and no bias is corrected; optax renews it after and corrects m. No weight decay.
    """

    lr: float = param(0.02, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="The longest step on an axis")
    beta1: float = param(0.96, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.9, 0.0, 0.999, r"\beta_2", legal=FRACTION, help="Memory of the diagonal")
    gamma: float = param(1.0, 0.01, 10.0, r"\gamma", log=True, legal=NON_NEGATIVE, help="Weight of the curvature")
    eps: float = param(1e-12, 1e-15, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="The least divisor")
    interval: int = param(10, 1, 50, "s", legal=STEPS, help="Steps from one Hessian to the next")

    name, color, family, needs_hessian = "Sophia", "#9890b0", "adaptive", True
    elsewhere = ("optax.contrib.sophia",)
    latex = (
        r"m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,\nabla E, \;\;"
        r" h_k = \beta_2 h_{k-1} + (1 - \beta_2)\,\mathrm{diag}\,H \text{ every } s \text{ steps}, \;\;"
        r" w_k = w_{k-1} - \eta\,\mathrm{clip}\!\left(\frac{m_k}{\max(\gamma h_k, \varepsilon)}, 1\right)"
    )
    paper = Paper(
        "Liu et al.", 2024, "Sophia: A scalable stochastic second-order optimizer for language model pre-training",
        "https://arxiv.org/abs/2305.14342",
    )  # fmt: skip

    def init(self, w):
        return DiagonalMoments(np.zeros_like(w), np.zeros_like(w))

    def step(self, surface, w, state, k):
        m = average(self.beta1, state.m, surface.gradient(w))
        h = self._renewed(surface, w, state.h, k)
        ratio = np.where(m == 0, 0.0, m / np.maximum(self.gamma * h, self.eps))
        return w - self.lr * np.clip(ratio, -1.0, 1.0), DiagonalMoments(m, h)

    def _renewed(self, surface, w, h, k):
        due = (k - 1) % np.asarray(self.interval) == 0
        if not due.any():
            return h
        asked = np.where(due, w, np.nan)
        return np.where(due, average(self.beta2, h, diagonal(surface.hessian(asked))), h)

    def believes(self, surface, w, state, k):
        """The box that no step leaves."""
        return *box(w, self.lr, "no step leaves this box"), *step(w, self.step(surface, w, state, k)[0])
