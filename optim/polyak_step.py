from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._linalg import dot, fitted
from optim._optimizer import Optimizer, per_lane


class Target(NamedTuple):
    target: np.ndarray


@dataclass(frozen=True)
class PolyakStep(Optimizer):
    """The step that would reach the lowest value were f linear: needs no tuning, but must know that value.

    With `known`, E* is the lowest value among the surface's known minima, and `target` only where none is known. Where
    f is already below E* the rule stays.
    """

    lr: float = param(1.0, 1e-3, 100.0, r"\eta", log=True, legal=NON_NEGATIVE, help="The largest rate")
    target: float = param(0.0, -10.0, 10.0, "E^*", help="The lowest value, where the surface does not tell it")
    known: bool = param(True, help="Take the lowest value from the surface's known minima")

    name, color, family = "Polyak step", "#9988dd", "first order"
    lowers = True
    elsewhere = ("optax.polyak_sgd",)
    latex = (
        r"w_k = w_{k-1} - \eta_k\,\nabla E(w_{k-1}),"
        r" \quad \eta_k = \min\!\left(\eta, \frac{E(w_{k-1}) - E^*}{\lVert \nabla E(w_{k-1}) \rVert^2}\right)"
    )
    paper = Paper(
        "Polyak", 1969, "Minimization of unsmooth functionals", "https://doi.org/10.1016/0041-5553(69)90061-5",
    )  # fmt: skip

    def init(self, w):
        return Target(per_lane(w, self.target))

    def step(self, surface, w, state, k):
        target = state.target
        if self.known and k == 1:
            known = _lowest(surface)
            target = np.where(np.isfinite(known), per_lane(w, known), target)
        g = surface.gradient(w)
        above = np.maximum(surface.value(w)[..., None] - target, 0.0)
        part, scale = fitted(g)
        rate = np.where(above > 0, np.minimum(self.lr, above / dot(part, part) / scale / scale), 0.0)
        return w - rate * g, Target(target)


def _lowest(surface):
    """The lowest value among a surface's known minima, not counted as an evaluation; infinite where none is known."""
    surface = surface.mean
    minima = () if surface.lanes() else surface.minima()
    if not len(minima):
        return np.inf
    values = surface.value(minima)
    return np.where(np.isfinite(values), values, np.inf).min()
