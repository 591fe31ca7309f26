from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._moments import average, over, squarable
from optim._optimizer import OptaxCall, Optimizer, TorchCall


class SquareAverage(NamedTuple):
    v: np.ndarray


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """The gradient over its recent root mean square: quick on any scale, but its steps do not shrink at the end.

    ε stands outside the root, as in PyTorch, whose `alpha` is β. With `eps_inside` it is √(v + ε), as in the lecture.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the squared gradients")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")
    eps_inside: bool = param(False, help="ε inside the root, as in the lecture")

    name, color, family = "RMSprop", "#1d1d1f", "adaptive"
    elsewhere = ("torch.optim.RMSprop", "optax.rmsprop")
    latex = (
        r"v_k = \beta\,v_{k-1} + (1 - \beta)\,\nabla E(w_{k-1})^2,"
        r" \quad w_k = w_{k-1} - \eta\,\frac{\nabla E(w_{k-1})}{\sqrt{v_k} + \varepsilon}"
    )
    paper = Paper(
        "Tieleman & Hinton", 2012, "Lecture 6.5: RMSprop, divide the gradient by a running average of its magnitude",
        "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    )  # fmt: skip

    def init(self, w):
        return SquareAverage(np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        v = average(self.beta, state.v, g * g)
        return w - over(self.lr * g, self._root(v)), SquareAverage(v)

    def _root(self, v):
        return np.sqrt(v + self.eps) if self.eps_inside else np.sqrt(v) + self.eps

    def effective_rate(self, before, after, k):
        return self.lr / self._root(after.v)

    def torch(self):
        return None if self.eps_inside else TorchCall("RMSprop", {"lr": self.lr, "alpha": self.beta, "eps": self.eps})

    def optax(self):
        arguments = {"learning_rate": self.lr, "decay": self.beta, "eps": self.eps, "eps_in_sqrt": self.eps_inside}
        return OptaxCall("rmsprop", arguments)
