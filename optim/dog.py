from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from optim._believed import REACH, disc, reach
from optim._linalg import dot, norm
from optim._moments import over, squarable
from optim._optimizer import OptaxCall, Optimizer, per_lane


class Reach(NamedTuple):
    start: np.ndarray
    distance: np.ndarray
    total: np.ndarray


@dataclass(frozen=True)
class DoG(Optimizer):
    """Distance over gradients: the rate is how far it has come by how steep it was. Nothing to tune, a timid start.

    As in optax, ε is added to the sum of squares; the paper has a first distance of 10⁻⁶(1 + |w₀|). It is meant to be
    used with an average of its points.
    """

    lr: float = param(1.0, 1e-2, 10.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Scale of the learned rate")
    distance: float = param(0.01, 1e-6, 1.0, "r_0", log=True, legal=POSITIVE, help="The first distance")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "DoG", "#ff0044", "adaptive"
    elsewhere = ("optax.contrib.dog",)
    latex = (
        r"w_k = w_{k-1} - \eta\,\frac{r_k}{\sqrt{\sum_{i \le k} \lVert \nabla E_i \rVert^2 + \varepsilon}}\,\nabla E,"
        r" \quad"
        r" r_k = \max(r_{k-1}, \lVert w_{k-1} - w_0 \rVert) \text{ from } r_0"
    )
    paper = Paper(
        "Ivgi, Hinder & Carmon", 2023, "DoG is SGD’s best friend: A parameter-free dynamic step size schedule",
        "https://arxiv.org/abs/2302.12022",
    )  # fmt: skip

    def init(self, w):
        return Reach(w, per_lane(w, self.distance), per_lane(w))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        distance = np.maximum(state.distance, norm(w - state.start))
        total = state.total + dot(g, g)
        return w - over(self.lr * distance * g, np.sqrt(total + self.eps)), Reach(state.start, distance, total)

    def effective_rate(self, before, after, k):
        return self.lr * after.distance / np.sqrt(after.total + self.eps)

    def believes(self, surface, w, state, k):
        """How far from the start it has been, its measure of length, and the step's reach."""
        ahead, after = self.step(surface, w, state, k)
        rates = self.effective_rate(state, after, k)
        return *disc(after.start, after.distance, "farthest so far"), *reach(w, ahead, rates, REACH)

    def optax(self):
        arguments = {"init_step": ("distance", self.distance), "eps": self.eps}
        return OptaxCall("contrib.dog", {"learning_rate": self.lr} | arguments)
