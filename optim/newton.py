from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._belief import Points
from optim._believed import level_line, step
from optim._curvature import HESSIANS, hessian
from optim._linalg import eigh, matvec, solve
from optim._optimizer import Optimizer
from surfaces._critical import kind

LEVEL = "local quadratic"
ULPS = 4 * np.finfo(float).eps


@dataclass(frozen=True)
class Newton(Optimizer):
    """Jumps to the stationary point of the local quadratic: one step on a bowl, but as gladly to a saddle or a maximum.

    The step is 0 where the gradient is 0, even if the Hessian is singular there, as on the floor of a round trough, and
    so is a share of 0 of any step. A gradient that the last digits of w could have made is 0.
    """

    lr: float = param(1.0, 0.01, 2.0, r"\eta", legal=NON_NEGATIVE, help="Share of the Newton step that is taken")
    hessian: str = param("analytic", choices=HESSIANS, help="Where the Hessian comes from")

    name, color, family, needs_hessian = "Newton", "#6633cc", "curvature", True
    tunable = False
    latex = r"w_k = w_{k-1} - \eta\,H(w_{k-1})^{-1}\,\nabla E(w_{k-1})"
    paper = Paper(
        "Nocedal & Wright", 2006, "Numerical optimization, second edition, section 3.3",
        "https://doi.org/10.1007/978-0-387-40065-5",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        matrix, g = hessian(surface, w, self.hessian), surface.gradient(w)
        whole = solve(matrix, g)
        rounding = ULPS * matvec(np.abs(matrix), np.abs(w))
        whole = np.where(~np.isfinite(whole) & (np.abs(g) <= rounding), 0.0, whole)
        return np.where(self.lr > 0, w - self.lr * whole, w), state

    def believes(self, surface, w, state, k):
        """The stationary point of the local quadratic, its level line through w, and the share of the way there."""
        matrix, g = hessian(surface, w, self.hessian), surface.gradient(w)
        there = w - solve(matrix, g)
        if not (np.isfinite(matrix).all() and np.isfinite(there).all()):
            return ()
        what, flat = kind(eigh(matrix)[0])
        point = Points(there[None], f"{'flat ' if flat else ''}{what} of the {LEVEL}")
        return point, *level_line(w, g, matrix, LEVEL), *step(w, self.step(surface, w, state, k)[0])

    def lacks(self, surface):
        return super().lacks(surface) if self.hessian == "analytic" or surface.game else ""
