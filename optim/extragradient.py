from dataclasses import dataclass

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import step
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class Extragradient(Optimizer):
    """Looks where a step would lead, and takes the slope from there: comes to rest in games, where descent spirals out.

    It asks for two gradients a step. In a bowl it brakes, and bears only half the rate of gradient descent.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")

    name, color, family = "Extragradient", "#0077ff", "first order"
    latex = r"w_k = w_{k-1} - \eta\,\nabla E(\tilde w), \quad \tilde w = w_{k-1} - \eta\,\nabla E(w_{k-1})"
    paper = Paper(
        "Korpelevich", 1976, "The extragradient method for finding saddle points and other problems",
        "https://zbmath.org/0342.90044",
    )  # fmt: skip

    def _look(self, surface, w):
        """Where a plain step would lead."""
        return w - self.lr * surface.gradient(w)

    def step(self, surface, w, state, k):
        return w - self.lr * surface.gradient(self._look(surface, w)), state

    def believes(self, surface, w, state, k):
        """Where a plain step would lead, and the step by the slope there."""
        return *step(w, self._look(surface, w), "plain step"), *step(w, self.step(surface, w, state, k)[0])

    def stable_curvature(self):
        """1/η, since a step multiplies the distance along an axis of curvature λ with 1 − ηλ + (ηλ)²."""
        return 1 / self.lr
