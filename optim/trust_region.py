from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, Paper, param
from optim._believed import disc, level_line, step
from optim._linalg import dot, eigh, matvec, norm, solve
from optim._optimizer import Optimizer, per_lane
from optim._subproblem import ACCEPTED, agreement, modelled, next_radius, trust_region_step


class Radius(NamedTuple):
    radius: np.ndarray


@dataclass(frozen=True)
class TrustRegion(Optimizer):
    """Newton's model, believed within a radius that grows when it was right: safe anywhere, and it leaves saddles.

    A step that gains too little is not taken: the point waits and the radius shrinks. "exact" minimises the model in
    the disc, also where curvature is negative; "dogleg" follows Powell's bent path to Newton's step, and where the
    Hessian is not positive on it goes straight down to the edge.
    """

    radius: float = param(0.5, 0.01, 5.0, r"\Delta_0", log=True, legal=POSITIVE, help="The first radius")
    largest: float = param(5.0, 0.1, 100.0, r"\Delta_{\max}", log=True, legal=POSITIVE, help="The largest radius")
    method: str = param("exact", choices=("exact", "dogleg"), help="How the model is minimised")

    ordered = (("radius", "largest"),)
    name, color, family, needs_hessian = "Trust region", "#666622", "curvature", True
    latex = (
        r"w_k = w_{k-1} + p, \quad p = \arg\min_{\lVert p \rVert \le \Delta}"
        r" \left(\nabla E^\top p + \tfrac{1}{2} p^\top H p\right), \quad"
        r" \Delta \text{ from } \Delta_0 \text{ to at most } \Delta_{\max} \text{ by the gain over the predicted gain}"
    )
    paper = Paper(
        "Moré & Sorensen", 1983, "Computing a trust region step", "https://doi.org/10.1137/0904038",
    )  # fmt: skip

    def init(self, w):
        return Radius(per_lane(w, self.radius))

    def step(self, surface, w, state, k):
        value, g, matrix = surface.value(w)[..., None], surface.gradient(w), surface.hessian(w)
        p = (trust_region_step if self.method == "exact" else dogleg_step)(matrix, g, state.radius)
        share = agreement(value, surface.value(w + p)[..., None], modelled(matrix, g, p))
        radius = next_radius(share, norm(p), state.radius, self.largest)
        return np.where(share > ACCEPTED, w + p, w), Radius(radius)

    def believes(self, surface, w, state, k):
        """The disc in which the model is believed, and the model's step, whether it is then taken or not."""
        method = trust_region_step if self.method == "exact" else dogleg_step
        matrix, g = surface.hessian(w), surface.gradient(w)
        return (
            *disc(w, state.radius, "trusted radius"),
            *level_line(w, g, matrix, "local quadratic"),
            *step(w, w + method(matrix, g, state.radius), "step that is tried"),
        )


def dogleg_step(matrix, g, radius):
    """Down the slope to the model's minimum there, then towards Newton's step, as far as the radius goes."""
    newton = -solve(matrix, g)
    size = norm(g)
    down = np.where(size > 0, -g / size, 0.0)
    bent = dot(down, matvec(matrix, down))
    reach = np.where(bent > 0, np.minimum(radius, size / bent), radius)
    cauchy = down * reach
    leg = newton - cauchy
    a, b, c = dot(leg, leg), dot(cauchy, leg), dot(cauchy, cauchy) - radius**2
    share = np.where(norm(newton) <= radius, 1.0, (np.sqrt(np.maximum(b * b - a * c, 0.0)) - b) / a)
    bowl = eigh(matrix)[0][..., :1] > 0
    return np.where(bowl & (reach < radius), cauchy + share * leg, cauchy)
