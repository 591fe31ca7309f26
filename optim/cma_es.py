import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, SEED, Paper, param
from optim._belief import Ellipse, Points
from optim._believed import whole
from optim._draws import normals
from optim._linalg import eigh, matvec, norm, outer
from optim._optimizer import Optimizer, per_lane
from optim.nelder_mead import sorted_by

DRAWS = 4096  # places of draws that a sample has: its coordinates are not more


class Distribution(NamedTuple):
    mean: np.ndarray
    size: np.ndarray
    covariance: np.ndarray
    path: np.ndarray
    size_path: np.ndarray
    value: np.ndarray


@dataclass(frozen=True)
class CMAES(Optimizer):
    """Learns the shape of the ground from samples: no gradient, any rotation and scale, at λ values a step.

    Constants and update as in Hansen's tutorial (2016), without negative weights; λ = 4 + ⌊3 ln n⌋. The track is that
    of the lowest sample so far. Draws are pinned to the seed and the step.
    """

    size: float = param(0.5, 0.01, 5.0, r"\sigma_0", log=True, legal=POSITIVE, help="The first standard deviation")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the samples")

    name, color, family = "CMA-ES", "#dd7755", "without gradients"
    lowers = True
    latex = (
        r"x_i = m + \sigma\,C^{1/2} \xi_i, \quad \xi_i \sim \mathcal N(0, I) \text{ from seed } s, \quad"
        r" m \leftarrow \textstyle\sum_{i \le \mu} \omega_i x_{i:\lambda}, \quad"
        r" C \leftarrow (1 - c_1 - c_\mu)\,C + c_1 p\,p^\top + c_\mu \sum_i \omega_i y_{i:\lambda} y_{i:\lambda}^\top,"
        r" \quad \sigma \text{ from } \sigma_0 \text{ by the length of its path}"
    )
    paper = Paper(
        "Hansen", 2016, "The CMA evolution strategy: A tutorial", "https://arxiv.org/abs/1604.00772",
    )  # fmt: skip

    def init(self, w):
        identity = np.ones_like(w)[..., None] * np.eye(w.shape[-1])
        zero = np.zeros_like(w)
        return Distribution(w, per_lane(w, self.size), identity, zero, zero, per_lane(w))

    def step(self, surface, w, state, k):
        n = w.shape[-1]
        rule = constants(n)
        value = surface.value(w)[..., None] if k == 1 else state.value
        values, vectors = eigh(state.covariance)
        roots = np.sqrt(np.maximum(values, 0.0))
        raw = [normals(self.seed, k, w, DRAWS * i) for i in range(rule.samples)]
        y = [matvec(vectors, roots * xi) for xi in raw]
        found = [surface.value(state.mean + state.size * each)[..., None] for each in y]
        y, found = sorted_by(y, found)
        best = state.mean + state.size * y[0]
        lower = found[0] < value

        shift = sum(weight * each for weight, each in zip(rule.weights, y, strict=False))
        turned = matvec(np.swapaxes(vectors, -1, -2), shift)
        whitened = matvec(vectors, np.where(roots > 0, turned / roots, 0.0))
        size_path = (1 - rule.cs) * state.size_path + math.sqrt(rule.cs * (2 - rule.cs) * rule.mass) * whitened
        length = norm(size_path)
        usual = length / np.sqrt(1 - np.power(1 - rule.cs, 2.0 * k)) < (1.4 + 2 / (n + 1)) * rule.chi
        on = np.where(usual, 1.0, 0.0)
        path = (1 - rule.cc) * state.path + on * math.sqrt(rule.cc * (2 - rule.cc) * rule.mass) * shift
        old = 1 - rule.c1 - rule.cmu + (1 - on) * rule.c1 * rule.cc * (2 - rule.cc)
        spread = sum(weight * outer(each, each) for weight, each in zip(rule.weights, y, strict=False))
        covariance = old[..., None] * state.covariance + rule.c1 * outer(path, path) + rule.cmu * spread
        size = state.size * np.exp(np.minimum(1.0, rule.cs / rule.damping * (length / rule.chi - 1)))
        after = Distribution(
            state.mean + state.size * shift, size, covariance, path, size_path, np.where(lower, found[0], value)
        )
        return np.where(lower, best, w), after

    def believes(self, surface, w, state, k):
        """The ellipse of one standard deviation, from which the samples are drawn, and its centre, the mean."""
        values, vectors = eigh(state.covariance)
        axes = vectors * np.sqrt(np.maximum(values, 0.0)) * state.size
        return *whole(Ellipse(state.mean, axes, "standard deviation")), *whole(Points(state.mean[None], "mean"))


class Constants(NamedTuple):
    samples: int
    weights: tuple[float, ...]
    mass: float
    cs: float
    cc: float
    c1: float
    cmu: float
    damping: float
    chi: float


def constants(n):
    """The tutorial's defaults (table 1) in n dimensions, of which the weights are the positive ones."""
    samples = 4 + math.floor(3 * math.log(n))
    raw = [math.log((samples + 1) / 2) - math.log(i) for i in range(1, samples // 2 + 1)]
    weights = tuple(each / sum(raw) for each in raw)
    mass = 1 / sum(each**2 for each in weights)
    cs = (mass + 2) / (n + mass + 5)
    cc = (4 + mass / n) / (n + 4 + 2 * mass / n)
    c1 = 2 / ((n + 1.3) ** 2 + mass)
    cmu = min(1 - c1, 2 * (0.25 + mass + 1 / mass - 2) / ((n + 2) ** 2 + mass))
    damping = 1 + 2 * max(0.0, math.sqrt((mass - 1) / (n + 1)) - 1) + cs
    chi = math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    return Constants(samples, weights, mass, cs, cc, c1, cmu, damping, chi)
