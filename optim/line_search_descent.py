from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import searched
from optim._line_search import step_length
from optim._optimizer import Optimizer, per_lane


@dataclass(frozen=True)
class LineSearchDescent(Optimizer):
    """Gradient descent that finds its rate anew at every step: never goes uphill, but still zigzags in narrow valleys.

    Backtracking (Armijo) halves η until f falls enough; a strong Wolfe search also goes further than η where that pays.
    """

    lr: float = param(1.0, 1e-3, 10.0, r"\eta", log=True, legal=NON_NEGATIVE, help="First trial of every line search")
    search: str = param("backtracking", choices=("backtracking", "strong Wolfe"), help="How the step length is found")

    name, color, family = "Line-search descent", "#009999", "first order"
    lowers = True
    latex = r"w_k = w_{k-1} - \eta_k\,\nabla E(w_{k-1}), \quad \eta_k \text{ by line search from } \eta"
    paper = Paper(
        "Armijo", 1966, "Minimization of functions having Lipschitz continuous first partial derivatives",
        "https://doi.org/10.2140/pjm.1966.16.1",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        length = step_length(self.search, surface, w, -g, g, per_lane(w, self.lr))
        return w - np.where(length > 0, length * g, 0.0), state

    def believes(self, surface, w, state, k):
        return searched(self, surface, w, state, k)
