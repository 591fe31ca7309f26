from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from optim._believed import box, step
from optim._optimizer import Optimizer, TorchCall


class Sizes(NamedTuple):
    size: np.ndarray
    gradient: np.ndarray


@dataclass(frozen=True)
class Rprop(Optimizer):
    """Each axis has a step of its own that grows while the gradient keeps its sign: fast, but noise confuses it.

    As in PyTorch, after a change of sign a coordinate waits for one step; the paper takes its last step back instead.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="The first step on each axis")
    shrink: float = param(0.5, 0.1, 0.9, r"\eta^-", legal="(0, 1)", help="Factor after a change of sign")
    grow: float = param(1.2, 1.05, 2.0, r"\eta^+", legal="(1, inf)", help="Factor while the sign stays")
    smallest: float = param(
        1e-6, 1e-10, 1e-2, r"\Delta_{\min}", log=True, legal=NON_NEGATIVE, help="The shortest step on an axis"
    )
    largest: float = param(50.0, 0.1, 100.0, r"\Delta_{\max}", log=True, legal=POSITIVE, help="The longest")

    ordered = (("smallest", "largest"),)
    name, color, family = "Rprop", "#aa7744", "first order"
    elsewhere = ("torch.optim.Rprop", "optax.rprop")
    latex = (
        r"\Delta_0 = \eta, \quad \Delta_k = \begin{cases}"
        r" \min(\eta^+ \Delta_{k-1}, \Delta_{\max}) & g_k g_{k-1} > 0 \\"
        r" \max(\eta^- \Delta_{k-1}, \Delta_{\min}) & g_k g_{k-1} < 0 \end{cases}, \quad"
        r" w_k = w_{k-1} - \Delta_k\,\mathrm{sign}(g_k)"
    )
    paper = Paper(
        "Riedmiller & Braun", 1993,
        "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
        "https://doi.org/10.1109/ICNN.1993.298623",
    )  # fmt: skip

    def init(self, w):
        return Sizes(np.full_like(w, self.lr), np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        turn = np.sign(g) * np.sign(state.gradient)
        factor = np.where(turn > 0, self.grow, np.where(turn < 0, self.shrink, 1.0))
        size = np.minimum(np.maximum(state.size * factor, self.smallest), self.largest)
        g = np.where(turn < 0, 0.0, g)
        return w - size * np.sign(g), Sizes(size, g)

    def believes(self, surface, w, state, k):
        """The box of its own step on each axis: the step goes to a corner, or waits on an axis."""
        ahead, after = self.step(surface, w, state, k)
        return *box(w, after.size, "its own step on each axis"), *step(w, ahead)

    def torch(self):
        return TorchCall(
            "Rprop", {"lr": self.lr, "etas": (self.shrink, self.grow), "step_sizes": (self.smallest, self.largest)}
        )
