from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import level_line_of_inverse, searched
from optim._linalg import dot, matvec, outer
from optim._line_search import SEARCHES
from optim._optimizer import Optimizer
from optim._quasi_newton import Estimate, curved, descend, no_estimate, scaled


@dataclass(frozen=True)
class DFP(Optimizer):
    """The first quasi-Newton method: as fast as BFGS on bowls, but slow to mend an estimate that has gone wrong.

    s and y are the last changes of point and gradient; the first estimate is (sᵀy/yᵀy) I; pairs that show no positive
    curvature are left out.
    """

    lr: float = param(1.0, 0.01, 2.0, r"\eta", legal=NON_NEGATIVE, help="First trial of the line search")
    search: str = param("strong Wolfe", choices=SEARCHES, help="How the step length is found")

    name, color, family = "DFP", "#cc7788", "curvature"
    lowers = True
    tunable = False
    latex = (
        r"w_k = w_{k-1} - \eta_k B_k \nabla E, \quad"
        r" B_k = B_{k-1} + \frac{s s^\top}{s^\top y} - \frac{B_{k-1} y\,y^\top B_{k-1}}{y^\top B_{k-1} y}, \quad"
        r" \eta_k \text{ by line search from } \eta"
    )
    paper = Paper(
        "Fletcher & Powell", 1963, "A rapidly convergent descent method for minimization",
        "https://doi.org/10.1093/comjnl/6.2.163",
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
    by = matvec(inverse, y)
    return inverse + (outer(s, s) / dot(s, y)[..., None] - outer(by, by) / dot(y, by)[..., None])
