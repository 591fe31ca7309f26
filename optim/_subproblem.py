"""Minimise a quadratic model g·p + ½ pᵀBp under a price on length: a trust region's bound, or a cubic term.

Both solutions are p(λ) = −(B + λI)⁻¹ g with the λ ≥ max(0, −λ₁) at which |p(λ)| meets a length t(λ) that does not fall:
t = Δ for a trust region, t = 2λ/M for the cubic (M/6)|p|³ (Moré & Sorensen 1983; Nesterov & Polyak 2006). If g has no
component along the first eigenvector, and p(−λ₁) is too short, that vector makes up for it (the hard case).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from optim._linalg import dot, eigh, matvec, norm
from optim._loop import loop

Array = np.ndarray

ROUNDS = 60  # bisection alone would need them; Newton's method takes about five
PRECISE = 1e-13
ACCEPTED = 1e-4  # the share of the predicted change from which a step is taken
ROUNDING = 10 * np.finfo(float).eps  # of f, in its own units
NEGLIGIBLE = 1e-14  # a component of g smaller than this share of |g| is rounding


def trust_region_step(matrix: Array, g: Array, radius: Array) -> Array:
    """The minimiser (..., n) of the model within |p| ≤ radius (..., 1)."""
    return _solve(matrix, g, lambda shift: radius + 0 * shift, 0.0, lambda size: size / radius)


def cubic_step(matrix: Array, g: Array, weight: Array) -> Array:
    """The minimiser (..., n) of the model + (weight / 6) |p|³."""
    return _solve(matrix, g, lambda shift: 2 * shift / weight, 2 / weight, lambda size: np.sqrt(size * weight / 2))


def _solve(matrix: Array, g: Array, length: Callable, slope: Array | float, reach: Callable) -> Array:
    """`length` is t(λ), `slope` dt/dλ, `reach(|g|)` an upper bound of u = λ − max(0, −λ₁), the unknown."""
    values, vectors = eigh(matrix)
    along, size = matvec(np.swapaxes(vectors, -1, -2), g), norm(g)
    along = np.where(np.abs(along) <= NEGLIGIBLE * size, 0.0, along)
    lowest = np.maximum(0.0, -values[..., :1])
    lifted = values + lowest
    inside = norm(_at(lifted, along, 0.0)) <= length(lowest)
    u = _root(lifted, along, reach(size), lambda u: length(lowest + u), slope, inside)
    p = _at(lifted, along, u)
    bent_down = values[..., :1] < -NEGLIGIBLE * np.abs(values[..., -1:])
    missing = np.sqrt(np.maximum(length(lowest) ** 2 - dot(p, p), 0.0))
    p[..., :1] += np.where(bent_down & inside, missing, 0.0)
    return matvec(vectors, p)


def _at(lifted: Array, along: Array, u: Array | float) -> Array:
    """p in the eigenvectors' coordinates."""
    return np.where(along == 0, 0.0, -along / (lifted + u))


def _root(lifted: Array, along: Array, high: Array, length: Callable, slope: Array | float, inside: Array) -> Array:
    """u in [0, high] with |p| = t, by Newton's method on 1/|p| − 1/t, which is nearly straight, kept in a bracket."""
    low, active = np.zeros_like(high), ~inside & np.isfinite(high)
    u = np.where(inside, 0.0, high)

    def closer(_: int, active: Array, low: Array, high: Array, u: Array) -> tuple[Array, ...]:
        p, t = _at(lifted, along, u), length(u)
        size = norm(p)
        low, high = np.where(size > t, u, low), np.where(size > t, high, u)
        bend = np.where(along == 0, 0.0, p * p / (lifted + u)).sum(axis=-1, keepdims=True) / size**3
        ahead = u - (1 / size - 1 / t) / (bend + slope / t**2)
        better = np.where((ahead > low) & (ahead < high), ahead, (low + high) / 2)
        active = active & ~((np.abs(size - t) <= PRECISE * t) | (high - low <= PRECISE * high))
        return active, low, high, np.where(active, better, u)

    return loop(ROUNDS, closer, active, low, high, u)[-1]


def modelled(matrix: Array, g: Array, p: Array) -> Array:
    """The model's change g·p + ½ pᵀBp, (..., 1)."""
    return dot(g, p) + dot(p, matvec(matrix, p)) / 2


def agreement(value: Array, trial: Array, predicted: Array) -> Array:
    """The change of f as a share of the predicted one: 1 where rounding hides both, NaN where f is not a number."""
    slack = ROUNDING * np.abs(value)
    return (value - trial + slack) / (slack - predicted)


def next_radius(share: Array, length: Array, radius: Array, largest: Any) -> Array:
    """Nocedal & Wright, algorithm 4.1: a quarter of a bad step, twice the radius after a good step to the boundary."""
    bad = ~(share >= 0.25)
    wider = (share > 0.75) & (length > 0.99 * radius)
    return np.where(bad, length / 4, np.where(wider, np.minimum(2 * radius, largest), radius))
