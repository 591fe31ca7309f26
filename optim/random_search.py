from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, SEED, Paper, param
from optim._believed import disc, step
from optim._draws import normals
from optim._optimizer import Optimizer, per_lane


class Best(NamedTuple):
    value: np.ndarray


@dataclass(frozen=True)
class RandomSearch(Optimizer):
    """Tries a random place nearby and goes there if it is lower: one evaluation a step, no gradient, never uphill.

    The draws are pinned to the seed and the step, the same in every lane.
    """

    sigma: float = param(0.2, 1e-3, 2.0, r"\sigma", log=True, legal=POSITIVE, help="Standard deviation of a trial")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the trials")

    name, color, family = "Random search", "#aa8888", "without gradients"
    lowers = True
    latex = (
        r"w' = w_{k-1} + \sigma\,\xi_k, \quad \xi_k \sim \mathcal N(0, I) \text{ from seed } s, \quad"
        r" w_k = w' \text{ if } E(w') < E(w_{k-1}) \text{, else } w_{k-1}"
    )
    paper = Paper(
        "Rastrigin", 1963, "The convergence of the random search method in the extremal control of a many parameter"
        " system", "https://www.mathnet.ru/eng/at11718",
    )  # fmt: skip

    def init(self, w):
        return Best(per_lane(w))

    def step(self, surface, w, state, k):
        value = surface.value(w)[..., None] if k == 1 else state.value
        trial = w + self.sigma * normals(self.seed, k, w)
        found = surface.value(trial)[..., None]
        better = found < value
        return np.where(better, trial, w), Best(np.where(better, found, value))

    def believes(self, surface, w, state, k):
        """How far trials mostly go (one standard deviation), and this one, whether it is then taken or not."""
        trial = w + self.sigma * normals(self.seed, k, w)
        return *disc(w, self.sigma, "standard deviation"), *step(w, trial, "trial")
