"""Stochastic surfaces: each step sees the surface under a random tilt, the same for every rule and lane."""

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np

from catalog import SEED, param, parameters, quoted
from surfaces._protocol import Around, SurfaceLike
from surfaces._surface import Array

KINDS = ("normal", "heavy tails", "correlated")
TAIL = 2.0  # degrees of freedom of Student's t: its variance is infinite
MEMORY = 0.9  # the correlation of one step's draw with the next one's
REACH = 400  # steps after which nothing is left of a draw: 0.9^400 < 1e-18


@lru_cache(maxsize=8192)
def draw(seed: int, k: int, dims: int, kind: str = "normal") -> Array:
    """The vector (dims,) of step k: standard normal, or Student's t with 2 degrees of freedom, or, correlated,
    x_k = 0.9 x_{k−1} + √(1 − 0.9²) ξ_k, whose variance is 1, too.
    """
    if kind == "correlated":
        sample = _correlated(seed, k, dims)
    else:
        rng = np.random.default_rng((seed, k))
        sample = rng.standard_t(TAIL, dims) if kind == "heavy tails" else rng.standard_normal(dims)
    sample.flags.writeable = False
    return sample


def _correlated(seed: int, k: int, dims: int) -> Array:
    first = max(1, k - REACH)
    sample = draw(seed, first, dims).copy()
    for j in range(first + 1, k + 1):
        sample = MEMORY * sample + np.sqrt(1 - MEMORY**2) * draw(seed, j, dims)
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


@dataclass(frozen=True, eq=False)
class Late(Around):
    """The surface as it is `behind` (..., dims) away from where it is asked: what it says there arrives late."""

    surface: SurfaceLike
    behind: Array

    def value(self, w: Any) -> Array:
        return self.surface.value(w - self.behind)

    def gradient(self, w: Any) -> Array:
        return self.surface.gradient(w - self.behind)

    def hessian(self, w: Any) -> Array:
        return self.surface.hessian(w - self.behind)

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        return self.surface.hessian_vector_product(w - self.behind, v)

    def residual(self, w: Any) -> Array:
        return self.surface.residual(w - self.behind)

    def residual_jacobian(self, w: Any) -> Array:
        return self.surface.residual_jacobian(w - self.behind)


@dataclass(frozen=True)
class Noisy(Around):
    """A surface whose gradient at step k carries noise σξ_k, ξ_k from `default_rng((seed, k))` (`draw`), and which
    may be seen `delay` steps late: `optim.run` then answers step k as at the place of `delay` steps before.

    Asked directly, it answers with its mean, which is the surface itself. An array of σ is a lane each, and all lanes
    share the draw.

    Raises ValueError if sigma is not in [0, 1e6], or the seed is not a whole number in [0, 2³²).
    """

    surface: SurfaceLike
    sigma: float = param(0.1, 0.0, 5.0, r"\sigma", legal="[0, 1000000]", help="How strongly each step's gradient errs")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the errors")
    kind: str = param("normal", choices=KINDS, help="How the errors are drawn")
    delay: int = param(0, 0, 20, "d", legal="[0, 100]", help="Steps by which answers of the surface are late")

    def __post_init__(self) -> None:
        for p in parameters(self):
            object.__setattr__(self, p.name, p.check(getattr(self, p.name)))
        if np.ndim(self.seed):
            raise ValueError(f"seed must be one whole number in {SEED}, not {quoted(self.seed)}")
        if np.ndim(self.delay):
            raise ValueError(f"delay must be one whole number, not {quoted(self.delay)}")

    def lanes(self) -> tuple[int, ...]:
        return np.broadcast_shapes(self.surface.lanes(), np.shape(self.sigma))

    def lane(self, lanes: tuple[int, ...], index: tuple[int, ...]) -> Self:
        sigma = float(np.broadcast_to(self.sigma, lanes)[index])
        return dataclasses.replace(self, surface=self.surface.lane(lanes, index), sigma=sigma)

    def at(self, k: int) -> SurfaceLike:
        if not np.any(self.sigma):
            return self.surface.at(k)
        drawn = draw(self.seed, k, self.surface.dims, self.kind)
        return Tilted(self.surface.at(k), np.multiply.outer(self.sigma, drawn))
