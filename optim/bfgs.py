from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import level_line_of_inverse, searched
from optim._linalg import dot, matvec, outer
from optim._line_search import SEARCHES
from optim._optimizer import Optimizer
from optim._quasi_newton import Estimate, curved, descend, no_estimate, scaled


@dataclass(frozen=True)
class BFGS(Optimizer):
    """Learns the inverse Hessian from the gradients it meets: nearly Newton's speed, no Hessian, but n² numbers kept.

    s and y are the last changes of point and gradient; the first estimate is (sᵀy/yᵀy) I; pairs that show no positive
    curvature are left out. It is made for exact gradients: noise spoils y. Found in the same year by Fletcher, Goldfarb
    and Shanno.
    """

    lr: float = param(1.0, 0.01, 2.0, r"\eta", legal=NON_NEGATIVE, help="First trial of the line search")
    search: str = param("strong Wolfe", choices=SEARCHES, help="How the step length is found")

    name, color, family = "BFGS", "#6699aa", "curvature"
    lowers = True
    tunable = False
    latex = (
        r"w_k = w_{k-1} - \eta_k B_k \nabla E, \quad"
        r" B_k = (I - \rho\,s y^\top) B_{k-1} (I - \rho\,y s^\top) + \rho\,s s^\top, \quad \rho = 1 / y^\top s, \quad"
        r" \eta_k \text{ by line search from } \eta"
    )
    paper = Paper(
        "Broyden", 1970, "The convergence of a class of double-rank minimization algorithms",
        "https://doi.org/10.1093/imamat/6.1.76",
    )  # fmt: skip

    def init(self, w):
        return no_estimate(w)

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        s, y = w - state.point, g - state.gradient
        good = curved(s, y)
        inverse = np.where(good[..., None], _updated(scaled(state, s, y), s, y), state.inverse)
        after = descend(self.search, self.lr, surface, w, g, -matvec(inverse, g), k)
        return after, Estimate(inverse, w, g, state.pairs + good)

    def believes(self, surface, w, state, k):
        """The learned quadratic's level line through w, whose centre the first trial aims at, and the search."""
        _, after = self.step(surface, w, state, k)
        line = level_line_of_inverse(w, after.gradient, after.inverse, "learned quadratic")
        return *line, *searched(self, surface, w, state, k)


def _updated(inverse, s, y):
    """(I − ρ s yᵀ) B (I − ρ y sᵀ) + ρ s sᵀ, multiplied out."""
    sy, by = dot(s, y), matvec(inverse, y)
    cross = outer(by, s)
    return inverse + (
        outer(s, s) * ((1 + dot(y, by) / sy) / sy)[..., None] - (cross + np.swapaxes(cross, -1, -2)) / sy[..., None]
    )
