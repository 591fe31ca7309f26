"""Stochastic surfaces: each step sees the surface under a random tilt, the same for every rule and lane."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from surfaces._surface import Array, Surface


@lru_cache(maxsize=8192)
def draw(seed: int, k: int, dims: int) -> Array:
    """The standard normal vector (dims,) of step k."""
    sample = np.random.default_rng((seed, k)).standard_normal(dims)
    sample.flags.writeable = False
    return sample


class Wrapper:
    """A surface around another: what it does not change, it passes on."""

    surface: Surface

    def __getattr__(self, name: str) -> Any:
        if name == "surface":  # not set yet: a copy is being unpickled
            raise AttributeError(name)
        return getattr(self.surface, name)


@dataclass(frozen=True)
class Tilted(Wrapper):
    """f(w) + tilt · w: value, gradient and Hessian agree with one another."""

    surface: Surface
    tilt: Array
    least_squares = False

    def value(self, w: Any) -> Array:
        return self.surface.value(w) + np.asarray(w, dtype=float) @ self.tilt

    def gradient(self, w: Any) -> Array:
        return self.surface.gradient(w) + self.tilt


@dataclass(frozen=True)
class Noisy(Wrapper):
    """A surface whose gradient at step k carries noise σξ_k, ξ_k ~ N(0, I) from `default_rng((seed, k))`.

    Asked directly, it answers with its mean, which is the surface itself.

    Raises ValueError if sigma is negative or not finite, or the seed is not a whole number ≥ 0.
    """

    surface: Surface
    sigma: float
    seed: int = 0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.sigma) and self.sigma >= 0):
            raise ValueError(f"sigma must be a finite number in [0, inf), not {self.sigma!r}")
        if self.seed != int(self.seed) or self.seed < 0:
            raise ValueError(f"seed must be a whole number in [0, inf), not {self.seed!r}")

    def at(self, k: int) -> Tilted:
        return Tilted(self.surface.at(k), self.sigma * draw(self.seed, k, self.surface.dims))
