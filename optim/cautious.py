from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import step
from optim._inner import INNER, inner_rule
from optim._optimizer import Optimizer
from surfaces import Around


@dataclass(frozen=True)
class Cautious(Optimizer):
    """Takes only those coordinates of another rule's step that go down the present slope: momentum that never fights.

    What is left is enlarged by n/(c + 1), where c of the n coordinates agree: in the plane to ⅔ of a step in which both
    do, and a whole one in which one does. The inner rule keeps its memory.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate of the inner rule")
    inner: str = param("Adam", choices=INNER, help="The rule whose steps are masked, at its defaults but for the rate")

    name, color, family = "Cautious", "#ee55bb", "around a rule"
    latex = (
        r"u = w_{k-1} - \mathrm{rule}_\eta(w_{k-1}), \quad \varphi = [u\,\nabla E > 0], \quad"
        r" w_k = w_{k-1} - \frac{n}{\lVert \varphi \rVert_0 + 1}\,\varphi\,u"
    )
    paper = Paper(
        "Liang, Chen, Liu & Liu", 2024, "Cautious optimizers: Improving training with one line of code",
        "https://arxiv.org/abs/2411.16085",
    )  # fmt: skip

    def init(self, w):
        return inner_rule(self.inner, self.lr).init(w)

    def step(self, surface, w, state, k):
        seen = Seen(surface)
        ahead, state = inner_rule(self.inner, self.lr).step(seen, w, state, k)
        agree = np.where((w - ahead) * seen.last > 0, 1.0, 0.0)
        scale = w.shape[-1] / (agree.sum(axis=-1, keepdims=True) + 1)
        return w - scale * agree * (w - ahead), state

    def believes(self, surface, w, state, k):
        """The inner rule's step, and what is taken of it."""
        ahead, _ = inner_rule(self.inner, self.lr).step(surface, w, state, k)
        return *step(w, ahead, "inner step"), *step(w, self.step(surface, w, state, k)[0])


class Seen(Around):
    """A surface that keeps the last gradient it was asked for."""

    def __init__(self, surface):
        self.surface, self.last = surface, None

    def gradient(self, w):
        self.last = self.surface.gradient(w)
        return self.last
