from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, Paper, param
from optim._believed import level_line, step
from optim._linalg import norm
from optim._optimizer import Optimizer, per_lane
from optim._subproblem import ROUNDING, cubic_step, modelled

LIGHTEST, HEAVIEST = 1e-15, 1e15


class Weight(NamedTuple):
    weight: np.ndarray


@dataclass(frozen=True)
class CubicNewton(Optimizer):
    """Newton's model with a cubic price on long steps: never goes uphill, and leaves saddles by negative curvature.

    M should bound how fast the Hessian changes. It is halved while the model lies above f at the trial, as it should;
    where it does not, the point waits and M doubles.
    """

    weight: float = param(1.0, 1e-3, 1e3, "M_0", log=True, legal=POSITIVE, help="The first price of length")

    name, color, family, needs_hessian = "Cubic Newton", "#dd2255", "curvature", True
    latex = (
        r"w_k = w_{k-1} + p, \quad p = \arg\min_p"
        r" \left(\nabla E^\top p + \tfrac{1}{2} p^\top H p + \tfrac{M}{6} \lVert p \rVert^3\right), \quad"
        r" M \text{ from } M_0 \text{, halved or doubled}"
    )
    paper = Paper(
        "Nesterov & Polyak", 2006, "Cubic regularization of Newton method and its global performance",
        "https://doi.org/10.1007/s10107-006-0706-8",
    )  # fmt: skip

    def init(self, w):
        return Weight(per_lane(w, self.weight))

    def step(self, surface, w, state, k):
        value, g, matrix = surface.value(w)[..., None], surface.gradient(w), surface.hessian(w)
        p = cubic_step(matrix, g, state.weight)
        highest = value + modelled(matrix, g, p) + state.weight / 6 * norm(p) ** 3
        good = surface.value(w + p)[..., None] <= highest + ROUNDING * np.abs(value)
        weight = np.clip(np.where(good, state.weight / 2, state.weight * 2), LIGHTEST, HEAVIEST)
        return np.where(good, w + p, w), Weight(weight)

    def believes(self, surface, w, state, k):
        """The local quadratic's level line, and the step to which the price of length holds it."""
        g, matrix = surface.gradient(w), surface.hessian(w)
        line = level_line(w, g, matrix, "local quadratic")
        return *line, *step(w, w + cubic_step(matrix, g, state.weight), "step that is tried")
