from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import box, step
from optim._optimizer import OptaxCall, Optimizer


@dataclass(frozen=True)
class SignDescent(Optimizer):
    """A step of the same length along every axis: blind to the gradient's scale, but it never settles by itself."""

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Length of the step on each axis")

    name, color, family = "Sign descent", "#556655", "first order"
    elsewhere = ("optax.sign_sgd",)
    latex = r"w_k = w_{k-1} - \eta\,\mathrm{sign}\,\nabla E(w_{k-1})"
    paper = Paper(
        "Bernstein, Wang, Azizzadenesheli & Anandkumar", 2018,
        "signSGD: Compressed optimisation for non-convex problems", "https://arxiv.org/abs/1802.04434",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        return w - self.lr * np.sign(surface.gradient(w)), state

    def believes(self, surface, w, state, k):
        """The step goes to a corner of this square."""
        return *box(w, self.lr, "steps that it can take"), *step(w, self.step(surface, w, state, k)[0])

    def optax(self):
        return OptaxCall("sign_sgd", {"learning_rate": self.lr})
