from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import Moments, average, bias, like_adam, no_moments, optax_adam, over, squarable
from optim._optimizer import OptaxCall, Optimizer, TorchCall

TRACTABLE = 5.0  # as in PyTorch; the paper has 4


@dataclass(frozen=True)
class RAdam(Optimizer):
    """Adam that does not divide until its average of squares can be trusted: a warm-up by itself, and a slower start.

    ρ is how many samples the average is worth. While ρ ≤ 5 the step is plain momentum's, which on steep ground is much
    longer than Adam's. ε is added before the bias is taken out, as in PyTorch.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "RAdam", "#cc5599", "adaptive"
    elsewhere = ("torch.optim.RAdam", "optax.radam")
    latex = (
        r"m, v \text{ as Adam's}, \;\; \rho_\infty = \tfrac{2}{1 - \beta_2} - 1, \;\;"
        r" \rho_k = \rho_\infty - \tfrac{2 k \beta_2^k}{1 - \beta_2^k}, \;\;"
        r" r_k^2 = \tfrac{(\rho_k - 4)(\rho_k - 2)\,\rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2)\,\rho_k}, \;\;"
        r" w_k = w_{k-1} - \eta\,\tfrac{m_k}{1 - \beta_1^k} \Bigl("
        r"\tfrac{r_k \sqrt{1 - \beta_2^k}}{\sqrt{v_k} + \varepsilon} \text{ if } \rho_k > 5 \text{, else } 1\Bigr)"
    )
    paper = Paper(
        "Liu et al.", 2020, "On the variance of the adaptive learning rate and beyond",
        "https://arxiv.org/abs/1908.03265",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, g * g)
        return w - self.lr * m / bias(self.beta1, k) * self._scale(v, k), Moments(m, v)

    def _scale(self, v, k):
        """What each coordinate is multiplied with besides η."""
        filled = bias(self.beta2, k)
        most = 2 / (1 - self.beta2) - 1
        worth = most - 2 * k * (1 - filled) / filled
        rectified = np.sqrt((worth - 4) * (worth - 2) * most / ((most - 4) * (most - 2) * worth))
        return np.where(worth > TRACTABLE, over(rectified * np.sqrt(filled), np.sqrt(v) + self.eps), 1.0)

    def effective_rate(self, before, after, k):
        return self.lr * self._scale(after.v, k)

    def torch(self):
        return TorchCall("RAdam", like_adam(self))

    def optax(self):
        return OptaxCall("radam", optax_adam(self))
