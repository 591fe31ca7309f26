from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._belief import Points
from optim._believed import step, whole
from optim._moments import average, bias, over, squarable
from optim._optimizer import Optimizer, per_lane


class ThreePoints(NamedTuple):
    z: np.ndarray
    x: np.ndarray
    v: np.ndarray
    total: np.ndarray


@dataclass(frozen=True)
class ScheduleFree(Optimizer):
    """Averages its points in place of decaying its rate: meant to replace a schedule, whenever a run ends.

    Gradients are taken at y, between the moving point z and the average x. Form "SGD" sets D = 1, form "AdamW" D to
    Adam's root of v, without weight decay. The track is that of x, or with `averaged` off of y, which optax follows.
    """

    lr: float = param(0.02, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    form: str = param("SGD", choices=("SGD", "AdamW"), help="The rule whose rate needs no schedule")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="How near to the average gradients are taken")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of the squares, for AdamW")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="For AdamW")
    averaged: bool = param(True, help="Follow the average, not the point at which gradients are taken")

    name, color, family = "Schedule-free", "#669966", "adaptive"
    elsewhere = ("optax.contrib.schedule_free",)
    latex = (
        r"y_k = (1 - \beta)\,z_{k-1} + \beta\,x_{k-1}, \;\; z_k = z_{k-1} - \eta_k D_k^{-1} \nabla E(y_k), \;\;"
        r" x_k = (1 - c_k)\,x_{k-1} + c_k z_k, \;\; c_k = \tfrac{\eta_k^2}{\sum_{i \le k} \eta_i^2} \;\;"
        r" \Bigl(D_k = \sqrt{v_k / (1 - \beta_2^k)} + \varepsilon, \; v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,\nabla E^2"
        r" \text{ or } D_k = 1, \; \eta_k = \eta\Bigr)"
    )
    paper = Paper("Defazio et al.", 2024, "The road less scheduled", "https://arxiv.org/abs/2405.15682")

    def init(self, w):
        return ThreePoints(w, w, np.zeros_like(w), per_lane(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(self._between(state.z, state.x))
        if self.form == "AdamW":
            g = squarable(g)
        v = average(self.beta2, state.v, g * g)
        root = np.sqrt(v / bias(self.beta2, k)) + self.eps if self.form == "AdamW" else np.ones_like(w)
        z = state.z - over(self.lr * g, root)
        weight = per_lane(w, self.lr) ** 2
        total = state.total + weight
        share = np.where(weight > 0, weight / total, 0.0)
        x = (1 - share) * state.x + share * z
        return x if self.averaged else self._between(z, x), ThreePoints(z, x, v, total)

    def _between(self, z, x):
        return (1 - self.beta) * z + self.beta * x

    def believes(self, surface, w, state, k):
        """The moving point z and its step, the average x, and y between them, where the gradient is taken."""
        _, after = self.step(surface, w, state, k)
        return (
            *whole(Points(state.x[None], "average")),
            *whole(Points(self._between(state.z, state.x)[None], "gradient taken here")),
            *step(state.z, after.z),
        )
