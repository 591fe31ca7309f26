from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, SEED, Paper, param
from surfaces._critical import polished
from surfaces._protocol import Around
from surfaces._surface import Array, Surface, View

CHUNK = 1 << 16  # scores held at once: they stay in the processor's cache


class Logistic(NamedTuple):
    """The mean logistic loss of examples times their labels, tu (count, 2): log(1 + exp(−tuᵀw)), averaged."""

    tu: Array

    def value(self, w: Array) -> Array:
        """The loss (...) at weights w (..., 2).

        log(1 + e⁻ˢ) = (|s| − s) / 2 + log(1 + e^−|s|), which never overflows; the factors 1 + e^−|s| ≤ 2 are multiplied
        before one logarithm is taken, as at most 1,000 examples stay below 2¹⁰⁰⁰.
        """
        flat = w.reshape(-1, 2)
        total = np.empty(len(flat))
        rows = max(1, CHUNK // len(self.tu))
        for i in range(0, len(flat), rows):
            scores = self.tu @ flat[i : i + rows].T
            np.abs(scores, out=scores)
            linear = scores.sum(axis=0)
            np.exp(np.negative(scores, out=scores), out=scores)
            scores += 1.0
            total[i : i + rows] = 0.5 * linear + np.log(scores.prod(axis=0))
        return total.reshape(w.shape[:-1])[()] / len(self.tu) - 0.5 * (w @ self.tu.mean(axis=0))

    def gradient(self, w: Array) -> Array:
        scores = w @ self.tu.T
        tail = np.exp(-np.abs(scores))
        slope = np.copysign((1.0 - tail) / (1.0 + tail), scores)
        return (0.5 / len(self.tu)) * ((slope - 1.0) @ self.tu)

    def hessian(self, w: Array) -> Array:
        tail = np.exp(-np.abs(w @ self.tu.T))
        squares = (self.tu[:, :, None] * self.tu[:, None, :]).reshape(-1, 4)
        return (tail / (1.0 + tail) ** 2 @ squares / len(self.tu)).reshape(*w.shape, 2)


@dataclass(frozen=True, eq=False)
class Batch(Around):
    """The loss of one mini-batch: value, gradient and Hessian agree with one another."""

    surface: Surface
    loss: Logistic

    def value(self, w):
        return self.loss.value(np.asarray(w, dtype=float))

    def gradient(self, w):
        return self.loss.gradient(np.asarray(w, dtype=float))

    def hessian(self, w):
        return self.loss.hessian(np.asarray(w, dtype=float))


@dataclass(frozen=True)
class NoisyMoons(Surface):
    """Two weights learn to tell two half-moons apart: the picture is the loss over all data, each step sees a few."""

    batch_size: int = param(10, 1, 100, "m", legal="[1, 1000]", help="Examples a step sees; at most all of them")
    n: int = param(200, 20, 1000, "n", legal="[20, 1000]", help="Examples in all")
    noise: float = param(0.2, 0.0, 0.5, r"\sigma", legal=NON_NEGATIVE, help="How far examples stray from their moon")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the examples and the mini-batches")
    bias: str = param("centred", choices=("centred", "none"), help="The line passes the data's centre, or the origin")

    name, shows = "Noisy moons", "real data"
    latex = (
        r"E(w) = \frac{1}{n} \sum_{i=1}^{n} \log\!\left(1 + e^{-t_i\,w^\top u_i}\right), \quad"
        r" u_i = \mathrm{moon}_i + \sigma\,\xi_i^{(s)}, \quad"
        r" E_k(w) = \frac{1}{m} \sum_{i \in B_k^{(s)}} \log\!\left(1 + e^{-t_i\,w^\top u_i}\right)"
    )
    paper = Paper(
        "Radford", 2014, "Visualizing optimization algorithms (animation)",
        "https://imgur.com/a/visualizing-optimization-algos-Hqolp",
    )  # fmt: skip
    domain = ((-4.0, 6.0), (-8.0, 4.0))
    start = (-3.0, 3.0)
    view = View(azimuth=-120.0, elevation=40.0)

    def __post_init__(self):
        super().__post_init__()
        if self.lanes():
            raise ValueError("noisy_moons takes single numbers, not an array, for each of its parameters")

    def value(self, w):
        return self._loss.value(np.asarray(w, dtype=float))

    def gradient(self, w):
        return self._loss.gradient(np.asarray(w, dtype=float))

    def hessian(self, w):
        return self._loss.hessian(np.asarray(w, dtype=float))

    def at(self, k):
        """The surface of step k: the mean loss of a mini-batch drawn without replacement."""
        return Batch(self, _batch(self.n, self.noise, self.seed, self.bias, self.batch_size, k))

    def drawn(self, k):
        """Which examples (m,) the mini-batch of step k holds."""
        return _drawn(self.n, self.seed, self.batch_size, k)

    def data(self):
        """The examples (n, 2), less their centre if the bias is "centred", and their labels (n,), 0 or 1."""
        return _moons(self.n, self.noise, self.seed, self.bias)

    def accuracy(self, w):
        """The share (...) of all examples that weights w (..., 2) put on the right side; NaN where a run is over."""
        w = np.asarray(w, dtype=float)
        right = (w @ self._loss.tu.T > 0).mean(axis=-1)
        return np.where(np.isfinite(w).all(axis=-1), right, np.nan)[()]

    def critical_points(self):
        """The minimum: the loss is convex. None if Newton's method does not reach it, as for data a line separates."""
        return polished(self, ((0.0, 0.0),))

    @property
    def _loss(self):
        return _full(self.n, self.noise, self.seed, self.bias)


@lru_cache(maxsize=64)
def _moons(n: int, noise: float, seed: int, bias: str) -> tuple[Array, Array]:
    upper = n // 2
    t, s = np.linspace(0, np.pi, upper), np.linspace(0, np.pi, n - upper)
    points = np.concatenate(
        [np.stack([np.cos(t), np.sin(t)], axis=-1), np.stack([1 - np.cos(s), 0.5 - np.sin(s)], axis=-1)]
    )
    points += noise * np.random.default_rng(seed).standard_normal((n, 2))
    if bias == "centred":
        points -= points.mean(axis=0)
    labels = np.repeat([0, 1], [upper, n - upper])
    points.flags.writeable = labels.flags.writeable = False
    return points, labels


@lru_cache(maxsize=64)
def _full(n: int, noise: float, seed: int, bias: str) -> Logistic:
    points, labels = _moons(n, noise, seed, bias)
    return Logistic((2 * labels - 1)[:, None] * points)


@lru_cache(maxsize=8192)
def _batch(n: int, noise: float, seed: int, bias: str, size: int, k: int) -> Logistic:
    return Logistic(_full(n, noise, seed, bias).tu[_drawn(n, seed, size, k)])


def _drawn(n: int, seed: int, size: int, k: int) -> Array:
    return np.random.default_rng((seed, k)).choice(n, min(size, n), replace=False)
