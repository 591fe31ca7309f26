from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import searched
from optim._linalg import dot, fitted
from optim._line_search import strong_wolfe
from optim._optimizer import Optimizer, per_lane

FURTHER = 10.0  # a first trial goes at most this many times as far as the last step
ALMOST_FLAT = 0.1  # the curvature condition's constant: conjugate directions need a nearly exact search


class Direction(NamedTuple):
    direction: np.ndarray
    gradient: np.ndarray
    slope: np.ndarray
    length: np.ndarray


@dataclass(frozen=True)
class ConjugateGradient(Optimizer):
    """Each direction keeps what the last one gained: n steps for an n-dimensional bowl, but it needs careful searches.

    After a strong Wolfe line search, g and g₋ are the new and the last gradient. Where the new direction does not lead
    downhill, and with Polak–Ribière+ where β is negative, it begins again from −g. The first trial of a search is the
    one with the last step's first-order change (Nocedal & Wright, equation 3.60).
    """

    lr: float = param(1.0, 1e-3, 10.0, r"\eta", log=True, legal=NON_NEGATIVE, help="First trial of the first search")
    variant: str = param(
        "Polak–Ribière+", choices=("Fletcher–Reeves", "Polak–Ribière+", "Hestenes–Stiefel"), help="The formula of β"
    )

    name, color, family = "Conjugate gradient", "#779900", "first order"
    lowers = True
    latex = (
        r"w_k = w_{k-1} + \eta_k d_k, \quad d_k = -g + \beta d_{k-1}, \quad"
        r" \beta = \frac{g^\top g}{g_-^\top g_-}, \;\; \frac{g^\top (g - g_-)}{g_-^\top g_-} \;\text{ or }\;"
        r" \frac{g^\top (g - g_-)}{d_{k-1}^\top (g - g_-)}, \quad \eta_k \text{ by line search from } \eta"
    )
    paper = Paper(
        "Fletcher & Reeves", 1964, "Function minimization by conjugate gradients",
        "https://doi.org/10.1093/comjnl/7.2.149",
    )  # fmt: skip

    def init(self, w):
        return Direction(np.zeros_like(w), np.zeros_like(w), per_lane(w), per_lane(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        conjugate = state.direction * self._beta(state, g) - g
        slope = dot(conjugate, g)
        d = np.where(slope < 0, conjugate, -g)
        slope = np.where(slope < 0, slope, -dot(g, g))
        first = self.lr * np.minimum(1.0, 1.0 / np.abs(g).sum(axis=-1, keepdims=True))
        same = state.length * np.minimum(state.slope / slope, FURTHER)
        trial = np.where((state.length > 0) & np.isfinite(same), same, first)
        part, scale = fitted(d)  # whose slope is finite
        value, slopes = surface.value(w)[..., None], np.where(scale == 1, slope, dot(part, g))
        length = strong_wolfe(surface, w, part, value, slopes, trial * scale, ALMOST_FLAT) / scale
        return w + length * d, Direction(d, g, slope, length)

    def _beta(self, state, g):
        change = g - state.gradient
        before = dot(state.gradient, state.gradient)
        if self.variant == "Fletcher–Reeves":
            beta = dot(g, g) / before
        elif self.variant == "Polak–Ribière+":
            beta = np.maximum(dot(g, change) / before, 0.0)
        else:
            beta = dot(g, change) / dot(state.direction, change)
        return np.where(np.isfinite(beta), beta, 0.0)

    def believes(self, surface, w, state, k):
        return searched(self, surface, w, state, k)
