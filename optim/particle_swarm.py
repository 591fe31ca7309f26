from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, SEED, Paper, param
from optim._belief import Points
from optim._believed import whole
from optim._draws import uniform
from optim._optimizer import Optimizer

COUNT = 6


class Swarm(NamedTuple):
    """Where the particles are and how fast, where each found the least, (..., COUNT, n); and what, (..., COUNT)."""

    points: np.ndarray
    velocity: np.ndarray
    best: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class ParticleSwarm(Optimizer):
    """Six particles drawn to the best place that each of them, and all of them, have seen: searches widely, settles.

    They start around w₀, one on it, at rest. The track is that of the best place seen. Draws are pinned to the seed.
    """

    spread: float = param(1.0, 0.01, 5.0, "r", log=True, legal=POSITIVE, help="How far from the start they begin")
    inertia: float = param(0.73, 0.0, 0.99, r"\omega", legal="[0, 1)", help="Share of the velocity that is kept")
    own: float = param(1.5, 0.0, 3.0, "c_1", legal=NON_NEGATIVE, help="Pull to the own best place")
    shared: float = param(1.5, 0.0, 3.0, "c_2", legal=NON_NEGATIVE, help="Pull to the best place of all")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the places and the pulls")

    name, color, family = "Particle swarm", "#998866", "without gradients"
    lowers = True
    latex = (
        r"v_i \leftarrow \omega\,v_i + c_1 u\,(b_i - x_i) + c_2 u'\,(w_{k-1} - x_i), \quad x_i \leftarrow x_i + v_i,"
        r" \quad b_i: \text{its best}, \; w_k: \text{the best of all}, \quad"
        r" |x_i - w_0| \le r \text{ at first, } u, u' \in (0, 1) \text{ from seed } s"
    )
    paper = Paper(
        "Kennedy & Eberhart", 1995, "Particle swarm optimization", "https://doi.org/10.1109/ICNN.1995.488968",
    )  # fmt: skip

    def init(self, w):
        points = np.stack([w, *(w + self.spread * self._side(w, i) for i in range(1, COUNT))], axis=-2)
        return Swarm(points, np.zeros_like(points), points, np.zeros_like(points[..., 0]))

    def _side(self, w, particle):
        """Even draws from (−1, 1), one for each coordinate (..., n)."""
        first, ones = particle * w.shape[-1], np.ones_like(w[..., :1])
        return np.concatenate([(2 * uniform(self.seed, 0, first + i) - 1) * ones for i in range(w.shape[-1])], axis=-1)

    def step(self, surface, w, state, k):
        points, velocity, best, values = self._each(state)
        if k == 1:
            values = [surface.value(point)[..., None] for point in points]
            w, _ = lowest(w, values[0], best, values)
        for i in range(COUNT):
            pull = self.own * uniform(self.seed, k, 2 * i) * (best[i] - points[i])
            pull = pull + self.shared * uniform(self.seed, k, 2 * i + 1) * (w - points[i])
            velocity[i] = self.inertia * velocity[i] + pull
            points[i] = points[i] + velocity[i]
            found = surface.value(points[i])[..., None]
            better = found < values[i]
            best[i], values[i] = np.where(better, points[i], best[i]), np.where(better, found, values[i])
        after, _ = lowest(best[0], values[0], best, values)
        points, velocity, best = (np.stack(part, axis=-2) for part in (points, velocity, best))
        return after, Swarm(points, velocity, best, np.concatenate(values, axis=-1))

    def _each(self, state):
        parts = [[field[..., i, :] for i in range(COUNT)] for field in state[:3]]
        return *parts, [state.values[..., i : i + 1] for i in range(COUNT)]

    def believes(self, surface, w, state, k):
        """Where the particles are, and the best place that they have seen."""
        return *whole(Points(state.points, "particles")), *whole(Points(w[None], "best of all"))


def lowest(point, value, points, values):
    """The lowest of all, the first of equals; what is not a number never."""
    for other, found in zip(points, values, strict=True):
        better = (found < value) | (np.isnan(value) & ~np.isnan(found))
        point, value = np.where(better, other, point), np.where(better, found, value)
    return point, value
