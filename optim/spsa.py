from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, SEED, Paper, param
from optim._belief import Points
from optim._believed import step, whole
from optim._draws import uniform
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class SPSA(Optimizer):
    """A gradient from two values, in however many dimensions: right on average, along a random diagonal each time.

    η and c are constant, and a schedule can lower η; the paper lowers both. Draws are pinned to the seed and the step.
    """

    lr: float = param(0.005, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    width: float = param(0.01, 1e-4, 1.0, "c", log=True, legal=POSITIVE, help="How far away values are asked for")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the diagonals")

    name, color, family = "SPSA", "#9933cc", "without gradients"
    lowers = True
    latex = (
        r"w_k = w_{k-1} - \eta\,\frac{E(w_{k-1} + c\,\delta_k) - E(w_{k-1} - c\,\delta_k)}{2c}\,\delta_k, \quad"
        r" \delta_k \in \{-1, 1\}^n \text{ from seed } s"
    )
    paper = Paper(
        "Spall", 1992,
        "Multivariate stochastic approximation using a simultaneous perturbation gradient approximation",
        "https://doi.org/10.1109/9.119632",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        delta = self._diagonal(w, k)
        high, low = (surface.value(w + side * self.width * delta)[..., None] for side in (1.0, -1.0))
        return w - self.lr * (high - low) / (2 * self.width) * delta, state

    def _diagonal(self, w, k):
        ones = np.ones_like(w[..., :1])
        sides = [np.where(uniform(self.seed, k, i) < 0.5, -1.0, 1.0) * ones for i in range(w.shape[-1])]
        return np.concatenate(sides, axis=-1)

    def believes(self, surface, w, state, k):
        """The two places that are compared, and the step."""
        delta = self.width * self._diagonal(w, k)
        places = Points(np.array([w + delta, w - delta]), "values asked here")
        return *whole(places), *step(w, self.step(surface, w, state, k)[0])
