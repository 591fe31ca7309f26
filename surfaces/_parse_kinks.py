"""Minima where there is no gradient: at kinks, and along creases, which may be curved and as sharp as a cusp."""

from collections.abc import Callable
from typing import Any

import numpy as np

from surfaces._parse_kinds import bent
from surfaces._surface import Array, CriticalPoint

PLACES = (4, 16)  # that are followed, at least and at most
CALLS = 1500  # × places
APART = 4  # cells of the grid between two of them, and half a box's side
GROWTHS = 8  # how often a box is doubled when the lowest point of it is at its rim
FINE, COARSE = 23, 9  # divisions by five: 5^-23 is less than the digits of a float
SHARES = np.linspace(0.0, 1.0, 11)
RINGS = (1e-4, 1e-3, 1e-2)  # radii, in widths


def kinks(problem: Any, low: Array, known: Array) -> list[CriticalPoint]:
    """Minima near the low nodes (n, 2) of a grid, the lowest first, that none of the known points explains.

    Each is the lowest point of a box that does not lie at its rim; a box at whose rim it lies moves there and grows,
    so that a crease is followed, as far as the work goes. What is found must be found again from a small box around it:
    along a crease nothing else is.
    """
    apart = APART * problem.cell
    most = int(np.clip(CALLS / max(problem.calls, 1), *PLACES))
    w = _spaced(low[~_explained(problem, low, known)], apart, most)
    found, half = [], 0.4 * apart
    for _ in range(GROWTHS):
        if not len(w) or problem.work.left < sum(_price(problem, most, n) for n in (COARSE, FINE, COARSE, COARSE)):
            break
        lowest = _lowest(problem, w, half, COARSE)
        rim = (np.abs(lowest - w) > 0.9 * half).any(axis=-1)
        found.append(lowest[~rim])
        w, half = _spaced(lowest[rim & problem.inside(lowest)], apart, most), 2 * half
    w = np.concatenate([*found, w[:0]])
    if not len(w):
        return []
    w = _lowest(problem, w, 0.4 * apart, FINE)
    w = np.array([_rounded(problem, point) for point in w]).reshape(-1, 2) + 0.0  # no −0: there 1/x is −∞
    w = w[~(np.abs(w[:, None] - known) <= 0.1 * problem.cell).all(axis=-1).any(axis=1)]
    w = _spaced(w[np.argsort(problem.value(w), kind="stable")], 0.1 * problem.cell, most)
    return [
        CriticalPoint((float(x), float(y)), "minimum", degenerate=bent(problem, np.array([x, y])) is None)
        for (x, y), is_lowest in zip(w, _found_again(problem, w), strict=True)
        if is_lowest and _within(problem, np.array([x, y])) and _rises(problem, np.array([x, y]))
    ]


def _explained(problem: Any, low: Array, known: Array) -> Array:
    """Which low nodes are beside a known point that is no higher."""
    near = (np.abs(low[:, None] - known) <= 2 * problem.cell).all(axis=-1)
    return (near & (problem.height(known) <= problem.value(low)[:, None] + problem.rounding)).any(axis=1)


def _spaced(w: Array, apart: Array, most: int) -> Array:
    """The first points, so many, of which none is near another."""
    kept: list[Array] = []
    while len(w) and len(kept) < most:
        kept.append(w[0])
        w = w[(np.abs(w - w[0]) > apart).any(axis=-1)]
    return np.array(kept).reshape(-1, 2)


def _within(problem: Any, w: Array) -> bool:
    """Whether a point lies inside the domain, not at its rim."""
    return bool((np.abs(w - problem.domain.T).min(axis=0) > 1e-6 * problem.cell).all()) and bool(problem.inside(w))


def _price(problem: Any, places: int, rounds: int) -> float:
    """What `_lowest` spends on so many boxes."""
    return 2 * (rounds + 1) * FINE * problem.prices[0](places * len(SHARES) ** 2)


def _lowest(problem: Any, w: Array, half: Array, rounds: int) -> Array:
    """The lowest point of each box around points (n, 2), if the function falls and then rises along the lines of one
    axis, and so do the lowest points of these lines along the other: a search within a search, either way."""
    low, high = np.maximum(w - half, problem.domain[:, 0]), np.minimum(w + half, problem.domain[:, 1])

    def along(inner: int) -> tuple[Array, Array]:
        outer = 1 - inner

        def best(fixed: Array) -> tuple[Array, Array]:
            def line(moved: Array) -> Array:
                there = np.broadcast_to(fixed[..., None], moved.shape)
                return problem.value(np.stack([there, moved] if inner else [moved, there], axis=-1))

            begin, end = (
                np.broadcast_to(side[:, inner].reshape(-1, *(1,) * (fixed.ndim - 1)), fixed.shape)
                for side in (low, high)
            )
            return _section(line, begin, end, FINE)

        fixed, _ = _section(lambda fixed: best(fixed)[1], low[:, outer], high[:, outer], rounds)
        moved, height = best(fixed)
        return np.stack([fixed, moved] if inner else [moved, fixed], axis=-1), height

    (one, height), (other, lower) = along(1), along(0)
    return np.where((lower < height)[:, None], other, one)


def _section(function: Callable[[Array], Array], low: Array, high: Array, rounds: int) -> tuple[Array, Array]:
    """Where a function is lowest in each interval, and how low, by rounds of eleven places; NaN counts as high."""
    where, height = low, np.full(low.shape, np.inf)
    for _ in range(rounds):
        width = high - low
        heights = function(low[..., None] + width[..., None] * SHARES)
        heights = np.where(np.isnan(heights), np.inf, heights)
        best, lowest = heights.argmin(axis=-1), heights.min(axis=-1)
        where = np.where(lowest <= height, low + width * SHARES[best], where)
        height = np.minimum(lowest, height)
        low, high = low + width * SHARES[np.maximum(best - 1, 0)], low + width * SHARES[np.minimum(best + 1, 10)]
    return where, height


def _rounded(problem: Any, w: Array) -> Array:
    """The point with as few decimals as it can have, near by and not higher: on a cusp the last digit tells."""
    for decimals in range(13):
        near = np.round(w, decimals)
        if (np.abs(near - w) <= 1e-2 * problem.cell).all() and problem.value(near) <= problem.value(w):
            return near
    return w


def _found_again(problem: Any, w: Array) -> Array:
    """Whether each point is the lowest of a small box around it, not quite in the box's middle, whatever its size."""
    again = np.ones(len(w), dtype=bool)
    if len(w):
        for half in (0.3 * problem.cell, 0.03 * problem.cell):
            lowest = _lowest(problem, w + 0.3 * half, half, COARSE)
            again &= (np.abs(lowest - w) <= 0.05 * half).all(axis=-1)
    return again


def _rises(problem: Any, w: Array) -> bool:
    """Whether the function rises all around w, and from w: at a pole it jumps, and has no minimum."""
    angles = 2 * np.pi * (np.arange(64) + 0.5) / 64
    circle = problem.width * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    near, middle, far = (
        float(np.nanmin(problem.value(w + radius * circle), initial=np.inf) - problem.value(w)) for radius in RINGS
    )
    return 0 < near < far / 2 and near < middle
