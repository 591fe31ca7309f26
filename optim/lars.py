from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._arrays import MatrixRule, each, size_of, whole
from optim.momentum import Velocity


def trusted(shape, w, change, eps=0.0):
    """A change as long as its array's weights; as it is where one of the two is 0."""
    own, other = size_of(shape, w), size_of(shape, change)
    with np.errstate(all="ignore"):
        ratio = own / (other + eps)
    return np.where((own > 0) & (other > 0), ratio, 1.0)


@dataclass(frozen=True)
class LARS(MatrixRule):
    """Momentum in which each layer's gradient is made as long as its weights: no layer moves much more than another.

    The array's trust ratio is t‖w‖/‖g‖, and 1 for an array that is still 0. As in `optax.lars`.
    """

    lr: float = param(0.1, 1e-3, 10.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Share of the previous step that is kept")
    trust: float = param(0.1, 1e-3, 1.0, "t", log=True, legal=NON_NEGATIVE, help="Step as a share of the weights")
    decay: float = param(0.0, 0.0, 0.1, r"\lambda", legal=NON_NEGATIVE, help="Weight decay")

    name, color, family = "LARS", "#445566", "matrices"
    elsewhere = ("optax.lars",)
    latex = (
        r"g = \nabla E + \lambda W, \quad"
        r" \Delta W_k = \beta\,\Delta W_{k-1} + \eta\,t\,\frac{\lVert W \rVert}{\lVert g \rVert}\,g, \quad"
        r" W_k = W_{k-1} - \Delta W_k"
    )
    paper = Paper(
        "You, Gitman & Ginsburg", 2017, "Large batch training of convolutional networks",
        "https://arxiv.org/abs/1708.03888",
    )  # fmt: skip

    def init(self, w):
        return Velocity(np.zeros_like(w))

    def step(self, surface, w, state, k):
        def scaled(shape, g, w):
            ratio = trusted(shape, w, g)
            zero = (size_of(shape, w) == 0) | (size_of(shape, g) == 0)
            return np.where(zero, 1.0, whole(shape, self.trust) * ratio) * g

        g = surface.gradient(w) + self.decay * w
        delta = self.beta * state.delta + self.lr * each(scaled, surface.shapes, g, w)
        return w - delta, Velocity(delta)
