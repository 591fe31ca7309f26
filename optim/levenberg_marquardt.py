from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, Paper, param
from optim._belief import Path
from optim._believed import step, whole
from optim._linalg import dot, gram, loaded, matvec, solve
from optim._optimizer import Optimizer, per_lane

LIGHTEST, HEAVIEST = 1e-15, 1e15
DAMPINGS = 1e-6, 1e4, 41  # of the steps that it goes by: shares of the largest curvature, from, to, how many


class Damping(NamedTuple):
    damping: np.ndarray


@dataclass(frozen=True)
class LevenbergMarquardt(Optimizer):
    """Between Gauss–Newton and gradient descent: λ falls while steps succeed and grows, the point waiting, when not.

    Strong on least squares f = Σ rᵢ², where J is the residuals' Jacobian; elsewhere JᵀJ and Jᵀr give way to H and ∇E,
    the loaded diagonal making up for negative curvature. A step is taken only if f does not rise, so it never goes
    uphill, though it may come to rest on a saddle.
    """

    damping: float = param(1.0, 1e-6, 1e3, r"\lambda", log=True, legal=POSITIVE, help="The first damping")
    factor: float = param(3.0, 1.5, 10.0, r"\nu", legal="(1, inf)", help="By which the damping rises and falls")

    name, color, family, needs_hessian = "Levenberg–Marquardt", "#0099cc", "curvature", True
    latex = (
        r"w_k = w_{k-1} - (J^\top J + \lambda I)^{-1} J^\top r \;\text{ if } E \text{ does not rise}, \quad"
        r" \lambda \leftarrow \lambda / \nu \;\text{ or else }\; \lambda \leftarrow \lambda\,\nu"
    )
    paper = Paper(
        "Marquardt", 1963, "An algorithm for least-squares estimation of nonlinear parameters",
        "https://doi.org/10.1137/0111030",
    )  # fmt: skip

    def init(self, w):
        return Damping(per_lane(w, self.damping))

    def lacks(self, surface):
        return "" if surface.least_squares else super().lacks(surface)

    def step(self, surface, w, state, k):
        value, slope, matrix = model(surface, w)
        trial = w - solve(loaded(matrix, state.damping), slope)
        better = value_of(surface, trial) <= value
        damping = np.where(better, state.damping / self.factor, state.damping * self.factor)
        return np.where(better, trial, w), Damping(np.clip(damping, LIGHTEST, HEAVIEST))

    def believes(self, surface, w, state, k):
        """All steps from λ = ∞, at w, down to where the damped matrix would no longer be positive; and today's."""
        _, slope, matrix = model(surface, w)
        values = np.linalg.eigvalsh(matrix)
        top = max(np.abs(values).max(), float(state.damping[0]))
        weights = np.geomspace(DAMPINGS[0], DAMPINGS[1], DAMPINGS[2]) * top
        weights = weights[weights > -values[0] * (1 + DAMPINGS[0])]
        path = w - solve(loaded(np.broadcast_to(matrix, (len(weights), *matrix.shape)), weights[:, None]), slope)
        tried = w - solve(loaded(matrix, state.damping), slope)
        line = whole(Path(path, "every damping")) if len(path) > 1 else ()
        return *line, *step(w, tried, "step that is tried")


def model(surface, w):
    """f (..., 1), Jᵀr and JᵀJ at points w (..., n); f, ∇f and H where f is not a sum of squares."""
    if not surface.least_squares:
        return surface.value(w)[..., None], surface.gradient(w), surface.hessian(w)
    residual, transposed = surface.residual(w), np.swapaxes(surface.residual_jacobian(w), -1, -2)
    return dot(residual, residual), matvec(transposed, residual), gram(transposed)


def value_of(surface, w):
    """f (..., 1), summed as in `model`, so that rounding cannot make a step of length 0 look uphill."""
    if not surface.least_squares:
        return surface.value(w)[..., None]
    residual = surface.residual(w)
    return dot(residual, residual)
