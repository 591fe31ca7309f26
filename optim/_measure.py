"""What can be read off a trajectory: where it ended, when it got there, how fast it closed in.

Every function takes a single run or a batch and answers lane by lane, in the shape of `t.lanes`. A step is -1 where
there is none, as in `diverged_at`. Lengths are measured in the picture: the surface's domain, stretched to a unit box;
without a domain, in the coordinates' own unit.
"""

from typing import Any

import numpy as np

from optim._record import Array, Record
from surfaces import SurfaceLike, goal, lowest

ROUNDING = 1e-12  # a gap below this share of the first one is rounding error
NEAR = 0.02  # a run that ends this close to a minimum, in the picture, lies in its basin


def last_step(t: Record) -> Array:
    """The last step at which a lane's point and value were finite; -1 where not even the start's were."""
    diverged = np.asarray(-1 if t.diverged_at is None else t.diverged_at)
    return np.where(diverged < 0, t.steps, diverged - 1)[()]


def final_point(t: Record) -> Array:
    """The last finite point of each lane, (..., dims); NaN where there is none."""
    at = np.asarray(np.maximum(last_step(t), 0))
    return np.take_along_axis(t.points, at[None, ..., None], axis=0)[0]


def final_value(t: Record) -> Array:
    """The last finite value of each lane; NaN where there is none."""
    at = np.asarray(np.maximum(last_step(t), 0))
    return np.take_along_axis(t.values, at[None], axis=0)[0]


def picture(surface: SurfaceLike) -> tuple[Array, Array]:
    """The lowest and the highest corner (dims,) of the domain; of a surface without one, of the unit box."""
    if surface.domain is None:
        return np.zeros(surface.dims), np.ones(surface.dims)
    low, high = np.array(surface.domain, dtype=float).T
    return low, high


def in_picture(surface: SurfaceLike, w: Any) -> Array:
    """Points w (..., dims) in the picture's coordinates: the domain is [0, 1] in each."""
    low, high = picture(surface)
    return (np.asarray(w, dtype=float) - low) / (high - low)


def inside(surface: SurfaceLike, w: Any) -> Array:
    """Whether points w (..., dims) lie in the domain, edges included. NaN does not; without one, all else does."""
    if surface.domain is None:
        return np.isfinite(w).all(axis=-1)
    low, high = np.array(surface.domain, dtype=float).T
    return ((w >= low) & (w <= high)).all(axis=-1)


def left_at(t: Record) -> Array:
    """The step from which a lane stayed outside the domain; -1 where its last finite point lies in it."""
    last_inside = last_true(inside(t.surface, t.points))
    return np.where(last_inside < last_step(t), last_inside + 1, -1)[()]


def returns(t: Record) -> int:
    """How many times a single run came back into the domain in the later half of its steps."""
    there = inside(t.surface, t.points[t.steps // 2 :])
    return int((there[1:] & ~there[:-1]).sum())


def gap(t: Record, by: str = "value") -> Array:
    """How far a run is from its goal at each step, (steps + 1, ...).

    by "value": above the lowest known minimum, in a game the distance from the equilibrium; "distance": from the
    nearest known minimum; "gradient": the gradient's norm. Without a known minimum the first two are NaN, but for the
    game's. Raises ValueError for any other word.
    """
    if by == "gradient":
        return t.gradient_norms
    if by == "distance":
        return t.surface.distance_to_minimum(t.points)
    if by == "value" and t.surface.game:
        return goal(t.surface, t.points)
    if by == "value":
        return t.values - lowest_value(t.surface)
    raise ValueError(f"by must be value, distance or gradient, not {by!r}")


def lowest_value(surface: SurfaceLike) -> float:
    """The least value at a known minimum; NaN where none is known."""
    found = lowest(surface)
    return np.nan if found is None else found[1]


def steps_to_reach(t: Record, tolerance: float = 1e-4, by: str = "value") -> Array:
    """The step from which a lane's gap stays within `tolerance` times the gap at the start; -1 where it never does.

    A run that passes through the goal and leaves it again has not reached it.
    """
    gaps = gap(t, by)
    reached = last_true(~(gaps <= tolerance * np.maximum(gaps[0], 0.0))) + 1
    return np.where(reached > t.steps, -1, reached)[()]


def convergence_rate(t: Record, by: str = "distance") -> Array:
    """The factor by which a lane's gap shrinks (or grows) with each step in the end.

    The slope of the gap's logarithm, by least squares over the second half of the steps that are not yet rounding
    error. Two successive gaps are taken together, so that a swing through the goal is not read as nearness. 0 where
    the goal is hit within two steps; NaN where there is no gap to follow.
    """
    gaps = gap(t, by)
    with np.errstate(all="ignore"):
        pairs = np.hypot(gaps[1:], gaps[:-1])
    usable = np.isfinite(pairs) & (pairs > ROUNDING * gaps[0])
    end = np.where(usable.all(axis=0), len(pairs), usable.argmin(axis=0)) if len(pairs) else np.zeros(t.lanes, int)
    k = np.arange(len(pairs)).reshape(-1, *(1,) * len(t.lanes))
    tail = (k >= end // 2) & (k < end)
    count = tail.sum(axis=0)
    with np.errstate(all="ignore"):
        mean_k = np.where(tail, k, 0).sum(axis=0) / count
        slope = np.where(tail, (k - mean_k) * np.log(pairs), 0.0).sum(axis=0)
        rate = np.exp(slope / np.where(tail, (k - mean_k) ** 2, 0.0).sum(axis=0))
    hit = (gaps <= ROUNDING * gaps[0]).any(axis=0) & (gaps[0] > 0)
    return np.where(count >= 2, rate, np.where(hit, 0.0, np.nan))[()]


def nearest_minimum(surface: SurfaceLike, w: Any, within: float = NEAR) -> Array:
    """Which of `surface.minima()` points w (..., dims) lie at: its index, or -1 where none is `within` reach.

    `within` is a distance in the picture, a share of its width.
    """
    w, minima = in_picture(surface, w), in_picture(surface, surface.minima())
    nearest, least = np.full(w.shape[:-1], -1), np.full(w.shape[:-1], float(within))
    for index, minimum in enumerate(minima):
        distance = np.linalg.norm(w - minimum, axis=-1)
        closer = distance <= least
        nearest, least = np.where(closer, index, nearest), np.where(closer, distance, least)
    return nearest[()]


def last_true(mask: Array) -> Array:
    """The last index along the first axis at which each lane is true; -1 where it never is."""
    return np.where(mask.any(axis=0), len(mask) - 1 - mask[::-1].argmax(axis=0), -1)
