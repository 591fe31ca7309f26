"""Stochastic surfaces: each step sees the surface under a random tilt, the same for every rule and lane."""

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np

from catalog import SEED, param, parameters, quoted
from surfaces._protocol import Around, SurfaceLike
from surfaces._surface import Array


@lru_cache(maxsize=8192)
def draw(seed: int, k: int, dims: int) -> Array:
    """The standard normal vector (dims,) of step k."""
    sample = np.random.default_rng((seed, k)).standard_normal(dims)
    sample.flags.writeable = False
    return sample


@dataclass(frozen=True, eq=False)
class Tilted(Around):
    """f(w) + tilt · w, with a tilt (..., dims): value, gradient and Hessian agree with one another."""

    surface: SurfaceLike
    tilt: Array
    least_squares = False

    def value(self, w: Any) -> Array:
        return self.surface.value(w) + (np.asarray(w, dtype=float) * self.tilt).sum(axis=-1)

    def gradient(self, w: Any) -> Array:
        return self.surface.gradient(w) + self.tilt


@dataclass(frozen=True)
class Noisy(Around):
    """A surface whose gradient at step k carries noise σξ_k, ξ_k ~ N(0, I) from `default_rng((seed, k))`.

    Asked directly, it answers with its mean, which is the surface itself. An array of σ is a lane each, and all lanes
    share the draw.

    Raises ValueError if sigma is not in [0, 1e6], or the seed is not a whole number in [0, 2³²).
    """

    surface: SurfaceLike
    sigma: float = param(0.1, 0.0, 5.0, r"\sigma", legal="[0, 1000000]", help="How strongly each step's gradient errs")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the errors")

    def __post_init__(self) -> None:
        for p in parameters(self):
            object.__setattr__(self, p.name, p.check(getattr(self, p.name)))
        if np.ndim(self.seed):
            raise ValueError(f"seed must be one whole number in {SEED}, not {quoted(self.seed)}")

    def lanes(self) -> tuple[int, ...]:
        return np.broadcast_shapes(self.surface.lanes(), np.shape(self.sigma))

    def lane(self, lanes: tuple[int, ...], index: tuple[int, ...]) -> Self:
        sigma = float(np.broadcast_to(self.sigma, lanes)[index])
        return dataclasses.replace(self, surface=self.surface.lane(lanes, index), sigma=sigma)

    def at(self, k: int) -> Tilted:
        return Tilted(self.surface.at(k), np.multiply.outer(self.sigma, draw(self.seed, k, self.surface.dims)))
