from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import level_line, step
from optim._linalg import solve_spectral
from optim._optimizer import Optimizer
from optim.levenberg_marquardt import model

FLAT = 1e-12  # a direction of less curvature, as a share of the largest, is left alone


@dataclass(frozen=True)
class GaussNewton(Optimizer):
    """Newton for least squares f = Σ rᵢ² without second derivatives: fast where residuals end small, wild where not.

    J is the residuals' Jacobian. Directions in which J is 0 are left alone, so the step is the shortest that fits.
    Where f is not a sum of squares, H and ∇E stand for JᵀJ and Jᵀr, which is Newton's method.
    """

    lr: float = param(1.0, 0.01, 2.0, r"\eta", legal=NON_NEGATIVE, help="Share of the step that is taken")

    name, color, family, needs_hessian = "Gauss–Newton", "#550099", "curvature", True
    tunable = False
    latex = r"w_k = w_{k-1} - \eta\,(J^\top J)^{+} J^\top r"
    paper = Paper(
        "Nocedal & Wright", 2006, "Numerical optimization, second edition, section 10.3",
        "https://doi.org/10.1007/978-0-387-40065-5",
    )  # fmt: skip

    def lacks(self, surface):
        return "" if surface.least_squares else super().lacks(surface)

    def step(self, surface, w, state, k):
        _, slope, matrix = model(surface, w)
        return w - self.lr * solve_spectral(matrix, slope, _without_flat), state

    def believes(self, surface, w, state, k):
        """The level line through w of the model that the step minimises."""
        _, slope, matrix = model(surface, w)
        line = level_line(w, slope, matrix, "local quadratic")
        return *line, *step(w, self.step(surface, w, state, k)[0])


def _without_flat(values):
    size = np.abs(values)
    return np.where(size > FLAT * size.max(axis=-1, keepdims=True), values, np.inf)
