from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import disc, step
from optim._linalg import dot, fitted
from optim._optimizer import OptaxCall, Optimizer


@dataclass(frozen=True)
class NormalizedDescent(Optimizer):
    """Steps of one length down the slope: crosses plateaus and survives cliffs, but never rests by itself.

    The step is 0 where the gradient is 0.
    """

    lr: float = param(0.02, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Length of every step")

    name, color, family = "Normalized descent", "#904058", "first order"
    elsewhere = ("optax.contrib.normalize",)
    latex = r"w_k = w_{k-1} - \eta\,\frac{\nabla E(w_{k-1})}{\lVert \nabla E(w_{k-1}) \rVert}"
    paper = Paper(
        "Hazan, Levy & Shalev-Shwartz", 2015, "Beyond convexity: Stochastic quasi-convex optimization",
        "https://arxiv.org/abs/1507.02030",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        part, _ = fitted(g)
        length = np.sqrt(dot(part, part))
        return w - self.lr * np.where(length > 0, part / length, 0.0), state

    def believes(self, surface, w, state, k):
        """All its steps end on one circle."""
        return *disc(w, self.lr, "steps of this length"), *step(w, self.step(surface, w, state, k)[0])

    def optax(self):
        return OptaxCall("sgd", {"learning_rate": self.lr}, ("optax.contrib.normalize()",))
