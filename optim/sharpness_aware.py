from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import step
from optim._inner import INNER, inner_rule
from optim._linalg import dot, fitted
from optim._optimizer import Optimizer
from surfaces import Around


@dataclass(frozen=True)
class SharpnessAware(Optimizer):
    """SAM: the gradient is taken at the worst point nearby. Drifts along a valley of minima to where it is widest.

    It asks for two gradients a step, and is restless at its end, at a distance that grows with η and ρ.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate of the inner rule")
    rho: float = param(0.05, 0.0, 1.0, r"\rho", legal=NON_NEGATIVE, help="How far uphill the gradient is taken")
    inner: str = param(
        "Gradient descent", choices=INNER, help="The rule that gets this gradient, at its defaults but for the rate"
    )

    name, color, family = "Sharpness-aware", "#a050a0", "around a rule"
    lowers = True
    elsewhere = ("optax.contrib.sam",)
    latex = (
        r"w_k = \mathrm{rule}_\eta\bigl(w_{k-1}, \nabla E(w_{k-1} + \epsilon)\bigr), \quad"
        r" \epsilon = \rho\,\frac{\nabla E(w_{k-1})}{\lVert \nabla E(w_{k-1}) \rVert}"
    )
    paper = Paper(
        "Foret, Kleiner, Mobahi & Neyshabur", 2021,
        "Sharpness-aware minimization for efficiently improving generalization", "https://arxiv.org/abs/2010.01412",
    )  # fmt: skip

    def init(self, w):
        return inner_rule(self.inner, self.lr).init(w)

    def step(self, surface, w, state, k):
        return inner_rule(self.inner, self.lr).step(Uphill(surface, self.rho), w, state, k)

    def believes(self, surface, w, state, k):
        """The way uphill to where the gradient is taken, and the step that is made of it."""
        top = Uphill(surface, self.rho).ascended(w)
        return *step(w, top, "uphill, to the gradient"), *step(w, self.step(surface, w, state, k)[0])


class Uphill(Around):
    """A surface whose gradient is that at the distance ρ straight uphill."""

    def __init__(self, surface, rho):
        self.surface, self.rho = surface, rho

    def ascended(self, w):
        g = self.surface.gradient(w)
        part, _ = fitted(g)
        length = np.sqrt(dot(part, part))
        return w + np.where(length > 0, self.rho / length * part, 0.0)

    def gradient(self, w):
        return self.surface.gradient(self.ascended(w))
