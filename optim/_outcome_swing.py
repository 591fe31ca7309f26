"""Runs that go back and forth: bouncing, oscillating, wandering."""

import numpy as np

from catalog import number
from optim import _measure as measure
from optim._outcome_progress import FEWEST
from optim._outcome_rest import away, nearest
from optim._outcome_words import DIGITS
from optim._record import Record
from surfaces import CriticalPoint, SurfaceLike
from surfaces._critical import kind as kind_of

Array = np.ndarray

TURNING = 1 / 3
RISING = 1 / 4
STEADY = 0.9  # an amplitude between this and its inverse, from one half of the last third to the other, is steady
STEADY_IN_NOISE = 0.5  # where it varies by itself: in noise, or in chaos
REPEATS = 0.5  # a steady swing comes back to where it was, but for this share of what unrelated points would differ by
TWICE = 2  # a value that turned once has only come down, or gone up again
UNSTEADY = 1 / 5  # a value that does no more than this of its ups and downs in one direction keeps to the other
SHORTEST = 12  # points from which a repetition can be told


def swing(t: Record) -> tuple[str, str] | None:
    """The kind ("bouncing", "oscillating" or "wandering") and the words; None for a run that gets on."""
    track = measure.in_picture(t.surface, t.points[-max(t.steps // 3, 6) - 1 :])
    values = t.values[-len(track) :]
    if len(track) < 5 or not _turns(track, values):
        return None
    first, second = np.array_split(track, 2)
    before, now = _spread(first), _spread(second)
    if np.linalg.norm(second.mean(axis=0) - first.mean(axis=0)) > max(before, now):
        return None
    amplitude = f"±{number(_amplitude(t.surface, second), DIGITS)}"
    noisy = t.surface.at(1) is not t.surface
    alike = STEADY_IN_NOISE <= now / before <= 1 / STEADY_IN_NOISE
    if alike and not noisy and len(track) >= SHORTEST and not _repeats(track):
        return "wandering", f"Wandering over {amplitude}"
    steady = STEADY_IN_NOISE if noisy else STEADY
    if not steady <= now / before <= 1 / steady:
        return "oscillating", f"Oscillating by {amplitude}{_trend(before, now, values)}"
    return "bouncing", f"Bouncing by {amplitude}{_around(t, t.points[-len(track) :], now)}"


def up_and_down(t: Record) -> tuple[str, str] | None:
    """ "oscillating" and the words, for a run whose value rose and fell in the last third and got nowhere by it: its
    halves share heights. So it is of an orbit longer than what `swing` looks at, and of a kick."""
    last = max(t.steps // 3, FEWEST)
    values = t.values[-last - 1 :]
    change = np.diff(values)
    rises = change[change > 0].sum()
    if not UNSTEADY <= rises / np.abs(change).sum() <= 1 - UNSTEADY or _turned(change) < TWICE:
        return None
    first, second = np.array_split(values, 2)
    if second.max() < first.min() or second.min() > first.max():
        return None
    track = measure.in_picture(t.surface, t.points[-last - 1 :])
    return "oscillating", f"Up and down, over ±{number(_amplitude(t.surface, track), DIGITS)}"


def _turns(track: Array, values: Array) -> bool:
    """Whether many steps turn back on the one before, or the value goes up and down, and again."""
    moves, change = np.diff(track, axis=0), np.diff(values)
    if (np.sum(moves[1:] * moves[:-1], axis=-1) < 0).mean() >= TURNING:
        return True
    rises = change[change > 0].sum() / np.abs(change).sum()
    return bool(_turned(change) >= TWICE and RISING <= rises <= 1 - RISING)


def _turned(change: Array) -> int:
    """How often a number that changes by these went from rising to falling or back."""
    return int((np.sign(change[1:]) != np.sign(change[:-1])).sum())


def _repeats(track: Array) -> bool:
    """Whether the track comes back to itself after some steps: a cycle, or an orbit that is nearly closed."""
    moved = track - track.mean(axis=0)
    power = 2 * (moved**2).sum(axis=-1).mean()
    lags = range(2, len(track) // 2 + 1)
    return any(((track[lag:] - track[:-lag]) ** 2).sum(axis=-1).mean() <= REPEATS**2 * power for lag in lags)


def _trend(before: float, now: float, values: Array) -> str:
    """Less and less, more and more: said where the place and the value agree."""
    first, second = (half.max() for half in np.array_split(values, 2))
    if now < before and second <= first:
        return ", less and less"
    return ", more and more" if now > before and second >= first else ""


def _around(t: Record, points: Array, spread: float) -> str:
    """The declared point around which it bounces, if every place that it visits belongs to that one."""
    middle, distance = nearest(t.surface, points.mean(axis=0))
    if middle is None or distance > spread:
        return ""
    others = [c.point for c in t.surface.critical_points() if c.point != middle.point]
    own = away(t.surface, points, np.array(middle.point))
    if any((away(t.surface, points, np.array(other)) < own).any() for other in others):
        return ""
    if not _curves_alike(t.surface, points, middle):
        return ""
    return " around the floor" if middle.kind == "minimum" else f" around a {middle.kind}"


def _curves_alike(surface: SurfaceLike, points: Array, middle: CriticalPoint) -> bool:
    """Whether the curvature is that of the middle wherever the run was. Of a kinked minimum it need not exist."""
    if not surface.has_hessian or middle.degenerate:
        return middle.kind == "minimum" or middle.degenerate
    hessians = surface.hessian(points)
    finite = hessians[np.isfinite(hessians).all(axis=(-1, -2))]
    if len(finite) < len(points) and middle.kind != "minimum":
        return False
    return all(kind_of(eigenvalues)[0] == middle.kind for eigenvalues in np.linalg.eigvalsh(finite))


def _amplitude(surface: SurfaceLike, track: Array) -> float:
    """Half of its longest extent, in the surface's own units; the track is one in the picture."""
    low, high = measure.picture(surface)
    extent = np.ptp(track, axis=0)
    return float((extent * (high - low))[extent.argmax()] / 2)


def _spread(track: Array) -> float:
    """The root mean square distance of points (count, dims) from their mean."""
    return float(np.sqrt(((track - track.mean(axis=0)) ** 2).sum(axis=-1).mean()))
