"""Planes through weight space, and how much of a run each of them shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray

POOLED = 400  # points of all runs together that a principal plane is fitted to


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + a·axes[0] + b·axes[1] of weight space (n,); the axes (2, n) need not be orthogonal."""

    origin: Array
    axes: Array

    def coordinates(self, w: Any) -> Array:
        """The nearest point of the plane to weights w (..., n), as (a, b) (..., 2)."""
        return (np.asarray(w, dtype=float) - self.origin) @ np.linalg.pinv(self.axes)

    def weights(self, ab: Any) -> Array:
        """The weights (..., n) of points (..., 2) of the plane."""
        return self.origin + np.asarray(ab, dtype=float) @ self.axes

    def distance(self, w: Any) -> Array:
        """How far weights w (..., n) are from the plane, (...)."""
        return np.linalg.norm(np.asarray(w, dtype=float) - self.weights(self.coordinates(w)), axis=-1)

    def share(self, points: Sequence[Array]) -> float:
        """What share of the runs' movement the plane holds: of all squared steps away from their start."""
        moves = np.concatenate([track - track[0] for track in points])
        held = self.weights(self.coordinates(moves + self.origin)) - self.origin
        total = float((moves**2).sum())
        return float((held**2).sum()) / total if total else 1.0

    def box(self, points: Sequence[Array], margin: float = 0.15) -> tuple[tuple[float, float], tuple[float, float]]:
        """The square of the plane that shows the runs (steps, n) with some room around them."""
        seen = np.concatenate([self.coordinates(track) for track in points])
        low, high = seen.min(axis=0), seen.max(axis=0)
        half = (0.5 + margin) * float((high - low).max() or 1.0)
        middle = (low + high) / 2
        (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
        return (x0, x1), (y0, y1)

    def losses(self, surface: Any, box: Any, count: int = 61) -> tuple[Array, Array, Array]:
        """The grid's lines a (count,) and b (count,), and the loss (count, count) on it, a row for each b."""
        a, b = (np.linspace(low, high, count) for low, high in box)
        grid = np.stack(np.meshgrid(a, b), axis=-1)
        with np.errstate(all="ignore"):
            return a, b, surface.value(self.weights(grid))


def finite(track: Array) -> Array:
    """The part (steps, n) of a run before it diverged."""
    return track[np.isfinite(track).all(axis=-1)]


def ended(tracks: Sequence[Array]) -> list[Array]:
    """The runs that did not diverge: beside one that did, all others stand still. If all did, what came before that."""
    whole = [track for track in tracks if np.isfinite(track[-1]).all()]
    return whole or [finite(track) for track in tracks]


def principal(tracks: Sequence[Array]) -> Plane:
    """The plane that holds most of the movement of all runs together: their first two principal directions.

    It goes through the mean of the starts; a direction that no run moves along is replaced by a fixed one.
    """
    moves = np.concatenate([_thinned(finite(track) - track[0], POOLED // len(tracks)) for track in tracks])
    _, strengths, directions = np.linalg.svd(moves, full_matrices=False)
    axes = np.zeros((2, moves.shape[1]))
    known = int((strengths[:2] > 1e-12 * max(strengths[0], 1e-300)).sum())
    axes[:known] = directions[:known]
    for i in range(known, 2):
        axes[i] = _beside(axes[:i])
    signs = np.sign(axes @ (moves[-1] if moves.size else axes[0])) + 0.0
    return Plane(np.mean([track[0] for track in tracks], axis=0), axes * np.where(signs < 0, -1.0, 1.0)[:, None])


def _thinned(points: Array, count: int) -> Array:
    return points[np.unique(np.linspace(0, len(points) - 1, max(count, 2)).astype(int))]


def _beside(axes: Array) -> Array:
    """A unit vector at right angles to some axes (k, n)."""
    for unit in np.eye(axes.shape[1]):
        rest = unit - axes.T @ (axes @ unit)
        if np.linalg.norm(rest) > 0.5:
            return rest / np.linalg.norm(rest)
    raise ValueError("no direction is left")


def random_plane(w: Array, shapes: Sequence[tuple[int, ...]], seed: int) -> Plane:
    """Two random directions through w (n,), normalised filter by filter (Li et al. 2018): each unit's incoming weights
    have the norm that they have in w, and biases do not move."""
    rng = np.random.default_rng(seed)
    return Plane(np.asarray(w, dtype=float), np.array([_filtered(w, shapes, rng) for _ in range(2)]))


def _filtered(w: Array, shapes: Sequence[tuple[int, ...]], rng: np.random.Generator) -> Array:
    parts, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        direction = rng.standard_normal(shape)
        if len(shape) == 1:
            direction = np.zeros(shape)
        else:
            own = np.asarray(w[at : at + size]).reshape(shape)
            direction *= np.linalg.norm(own, axis=0) / np.linalg.norm(direction, axis=0)
        parts.append(direction.ravel())
        at += size
    return np.concatenate(parts)


def through(start: Array, one: Array, other: Array) -> Plane:
    """The plane through a start and two ends (n,) each: (0, 0), then along (1, 0), the other above it."""
    along = one - start
    length = np.linalg.norm(along)
    along = along / length if length else _beside(np.zeros((0, len(start))))
    up = (other - start) - along * (along @ (other - start))
    height = np.linalg.norm(up)
    up = up / height if height > 1e-12 * max(1.0, float(np.linalg.norm(other - start))) else _beside(along[None])
    return Plane(np.asarray(start, dtype=float), np.array([along, up]))
