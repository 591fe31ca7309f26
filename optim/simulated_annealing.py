from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, SEED, Paper, param
from optim._belief import Points
from optim._believed import step, whole
from optim._draws import normals, uniform
from optim._optimizer import Optimizer, per_lane


class Walk(NamedTuple):
    walker: np.ndarray
    height: np.ndarray
    value: np.ndarray


@dataclass(frozen=True)
class SimulatedAnnealing(Optimizer):
    """A random walk that also goes uphill, the less the colder it is: leaves poor minima while it is still warm.

    The track is that of the lowest place so far; `Inside` shows the walker. Draws are pinned to the seed and the step.
    """

    sigma: float = param(0.3, 1e-3, 2.0, r"\sigma", log=True, legal=POSITIVE, help="Standard deviation of a trial")
    temperature: float = param(1.0, 1e-3, 100.0, "T_0", log=True, legal=POSITIVE, help="The first temperature")
    cooling: float = param(0.97, 0.8, 1.0, r"\gamma", legal="(0, 1]", help="Share of the temperature that a step keeps")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the trials")

    name, color, family = "Simulated annealing", "#6699cc", "without gradients"
    lowers = True
    latex = (
        r"z' = z_{k-1} + \sigma\,\xi_k, \quad z_k = z' \text{ with probability }"
        r" \min\!\left(1, e^{(E(z_{k-1}) - E(z')) / T_k}\right), \quad T_k = \gamma^k\,T_0, \quad"
        r" w_k = \text{the lowest } z_i, \; i \le k, \quad \xi_k \text{ from seed } s"
    )
    paper = Paper(
        "Kirkpatrick, Gelatt & Vecchi", 1983, "Optimization by simulated annealing",
        "https://doi.org/10.1126/science.220.4598.671",
    )  # fmt: skip

    def init(self, w):
        return Walk(w, per_lane(w), per_lane(w))

    def step(self, surface, w, state, k):
        height = surface.value(w)[..., None] if k == 1 else state.height
        value = height if k == 1 else state.value
        trial = state.walker + self.sigma * normals(self.seed, k, w)
        found = surface.value(trial)[..., None]
        heat = self.temperature * np.power(self.cooling, float(k))
        taken = (found <= height) | (uniform(self.seed, k, CHANCE) < np.exp((height - found) / heat))
        lower = found < value
        walk = Walk(np.where(taken, trial, state.walker), np.where(taken, found, height), np.where(lower, found, value))
        return np.where(lower, trial, w), walk

    def believes(self, surface, w, state, k):
        """The walker, and its trial, whether it is then taken or not."""
        trial = state.walker + self.sigma * normals(self.seed, k, w)
        return *whole(Points(state.walker[None], "walker")), *step(state.walker, trial, "trial")


CHANCE = 1_000_003  # the place of the draw that decides, beyond those of the trial's coordinates
