from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, STEPS, Paper, param
from optim._belief import Points
from optim._believed import whole
from optim._inner import INNER, inner_rule, with_slow, without_slow
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class Lookahead(Optimizer):
    """Lets another rule run ahead and goes part of its way: damps what oscillates, and slows what does not.

    The track is that of the fast weights w, which are put back to the slow ones φ every s steps; the inner rule keeps
    its memory.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate of the inner rule")
    inner: str = param("Adam", choices=INNER, help="The rule that runs ahead, at its defaults but for the rate")
    alpha: float = param(0.5, 0.05, 1.0, r"\alpha", legal="[0, 1]", help="Share of the way that is gone")
    period: int = param(5, 1, 50, "s", legal=STEPS, help="Steps from one look to the next")

    name, color, family = "Lookahead", "#708060", "around a rule"
    elsewhere = ("optax.lookahead",)
    latex = (
        r"w_k = \mathrm{rule}_\eta(w_{k-1}); \quad \text{every } s \text{ steps} \quad"
        r" \varphi \leftarrow \varphi + \alpha\,(w_k - \varphi), \quad w_k \leftarrow \varphi"
    )
    paper = Paper(
        "Zhang, Lucas, Hinton & Ba", 2019, "Lookahead optimizer: k steps forward, 1 step back",
        "https://arxiv.org/abs/1907.08610",
    )  # fmt: skip

    def init(self, w):
        return with_slow(inner_rule(self.inner, self.lr).init(w), w)

    def step(self, surface, w, state, k):
        fast, memory = inner_rule(self.inner, self.lr).step(surface, w, without_slow(state), k)
        due = k % np.asarray(self.period) == 0
        slow = np.where(due, state.slow + self.alpha * (fast - state.slow), state.slow)
        return np.where(due, slow, fast), with_slow(memory, slow)

    def believes(self, surface, w, state, k):
        """The slow weights, and what the inner rule goes by."""
        inner = inner_rule(self.inner, self.lr).believes(surface, w, without_slow(state), k)
        return *whole(Points(state.slow[None], "slow weights")), *inner
