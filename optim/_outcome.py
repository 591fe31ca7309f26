"""What a run came to, in words: definite tests on its trajectory, made in this order.

- diverged: it holds NaN at its end.
- converged, saddle, maximum: it is at rest at a stationary point, that is, it stayed near it (within REST; around a
  saddle, where everything is slow, within PASS) for the last DWELL steps, or a tenth of a shorter run, or it ended
  right on it (within ON). The kind is the declared critical point's, or else told by the Hessian's eigenvalues.
- left: its last point lies outside the domain.
- stopped: in the last tenth it did not move at all, on a slope or on flat ground.
- bouncing: in the last third it goes back and forth, as far as before, about a place that does not move.
- oscillating: it goes back and forth, but less and less, or more and more, or while it gets on.
- climbing: the value rose over the last tenth.
- closing: it ended within PASS of a minimum, and came nearer by NEARER or more over the last tenth.
- crawling: the last tenth brought at most SLOW of the whole descent, or moved it by at most REST.
- descending: none of these.

Back and forth means that TURNING of the steps turn back on the one before, or that it ends within half of its path's
length while RISING of the value's ups and downs are ups.

Lengths are shares of the picture (the domain stretched to a unit box), so that no test depends on a surface's units;
without a domain they are in the coordinates' own unit, and no run leaves. Where a surface has no Hessian and knows no
critical point, none of the four that need one is said.
The stationary point of a run is the declared one nearest to its end, or else the one that Newton's method finds from
there.
"""

from typing import Any, NamedTuple

import numpy as np

from optim import _measure as measure
from optim._record import Record
from surfaces import CriticalPoint
from surfaces._critical import kind as kind_of

Array = np.ndarray

REST = 1e-3
PASS = 1e-2
ON = 1e-6
DWELL = 10
NEARER = 0.1
SLOW = 0.01
TURNING = 1 / 3
RISING = 1 / 4
STEADY = 0.9  # an amplitude between this and its inverse, from one half of the last third to the other, is steady
STEADY_IN_NOISE = 0.5  # where it varies by itself
NEWTON_STEPS = 4

KINDS = (
    "diverged", "converged", "saddle", "maximum", "left", "stopped",
    "bouncing", "oscillating", "climbing", "closing", "crawling", "descending",
)  # fmt: skip


class Outcome(NamedTuple):
    """One of KINDS, the step at which it came about (the last step, where it is still going on), and the words."""

    kind: str
    step: int
    text: str

    def __str__(self) -> str:
        return self.text


class Stationary(NamedTuple):
    point: Array
    kind: str
    eigenvalues: Array


def outcome(t: Record) -> Any:
    """The Outcome of a single run; of a batch, an object array of them in the shape of `t.lanes`."""
    if t.lanes:
        out = np.empty(t.lanes, dtype=object)
        for index in np.ndindex(t.lanes):
            out[index] = outcome(t.lane(*index))
        return out
    with np.errstate(all="ignore"):
        return _diverged(t) or _at_rest(t) or _left(t) or _stopped(t) or _back_and_forth(t) or _under_way(t)


def _diverged(t: Record) -> Outcome | None:
    if t.diverged_at is None:
        return None
    text = f"Diverged at step {t.diverged_at}" if t.diverged_at else "No value at the start"
    return Outcome("diverged", t.diverged_at, text)


def _at_rest(t: Record) -> Outcome | None:
    for stationary in (_declared(t), _newton(t)):
        if stationary is None:
            continue
        since = _near_since(t, stationary.point, PASS if stationary.kind == "saddle" else REST)
        if since is not None:
            return _resting(t, stationary, since)
    return None


def _resting(t: Record, stationary: Stationary, since: int) -> Outcome:
    where = "" if measure.inside(t.surface, t.points[-1]) else ", outside the picture"
    if stationary.kind == "minimum":
        return Outcome("converged", since, f"Converged at step {since}{where}")
    if stationary.kind == "maximum":
        return Outcome("maximum", since, f"Stopped at a maximum at step {since}{where}")
    return Outcome("saddle", since, f"Stalled near a saddle{where}{_signs(stationary.eigenvalues)}")


def _away(surface: Any, w: Any, point: Array) -> Array:
    """How far points w (..., dims) are from a point, in the picture."""
    return np.linalg.norm(measure.in_picture(surface, w) - measure.in_picture(surface, point), axis=-1)


def _near_since(t: Record, point: Array, radius: float) -> int | None:
    """The step from which the run stayed near a point; None if it did not stay, or only just got there."""
    distance = _away(t.surface, t.points, point)
    since = int(measure.last_true(~(distance <= radius))) + 1
    arrived = since <= t.steps - min(t.steps // 10, DWELL) or distance[-1] <= ON
    return since if arrived else None


def _declared(t: Record) -> Stationary | None:
    """The declared critical point nearest to the end of the run."""
    nearest, _ = _nearest(t.surface, t.points[-1])
    if nearest is None:
        return None
    point = np.array(nearest.point, dtype=float)
    return Stationary(point, nearest.kind, _spectrum(t.surface, point))


def _nearest(surface: Any, w: Array) -> tuple[CriticalPoint | None, float]:
    """The declared critical point nearest to a point, and how far it is."""
    critical = surface.critical_points()
    if not critical:
        return None, np.inf
    away = _away(surface, [c.point for c in critical], w)
    return critical[int(away.argmin())], float(away.min())


def _newton(t: Record) -> Stationary | None:
    """The stationary point to which Newton's method goes from the end of the run.

    A slope that is rounding error beside the start's counts as none: along the floor of a trough, where the Hessian is
    rounding error as well, their quotient says nothing.
    """
    if not t.surface.has_hessian:
        return None
    end = w = t.points[-1]
    level = measure.ROUNDING * np.linalg.norm(t.surface.gradient(t.points[0]))
    for _ in range(NEWTON_STEPS):
        hessian = t.surface.hessian(w)
        if not np.isfinite(hessian).all():
            return None
        eigenvalues, axes = np.linalg.eigh(hessian)
        slopes = t.surface.gradient(w) @ axes
        last, w = w, w - axes @ np.where(np.abs(slopes) <= level, 0.0, slopes / eigenvalues)
        if not _away(t.surface, w, end) <= PASS:
            return None
    if not t.surface.smooth and not _away(t.surface, w, last) <= ON:  # it may be jumping over a kink
        return None
    eigenvalues = _spectrum(t.surface, w)
    return None if _flat(t, eigenvalues) else Stationary(w, kind_of(eigenvalues)[0], eigenvalues)


def _spectrum(surface: Any, w: Array) -> Array:
    """The Hessian's eigenvalues, smallest first; none where it does not exist."""
    if not surface.has_hessian:
        return np.array([])
    hessian = surface.hessian(w)
    return np.linalg.eigvalsh(hessian) if np.isfinite(hessian).all() else np.array([])


def _flat(t: Record, eigenvalues: Array) -> bool:
    """Whether such a curvature, across the whole picture, is nothing beside the values the run has seen."""
    width = np.ptp(measure.picture(t.surface), axis=0).max()
    return not np.abs(eigenvalues).max(initial=0.0) * width**2 > measure.ROUNDING * np.ptp(t.values)


def _left(t: Record) -> Outcome | None:
    step = int(measure.left_at(t))
    if step < 0:
        return None
    return Outcome("left", step, f"Left the picture at step {step}" if step else "Outside the picture")


def _stopped(t: Record) -> Outcome | None:
    since = int(measure.last_true((t.points != t.points[-1]).any(axis=-1))) + 1
    if since > t.steps - t.steps // 10 or (since == t.steps and t.steps):
        return None
    if not t.steps:
        return Outcome("stopped", 0, "No step taken")
    ground = "on a slope" if t.surface.gradient(t.points[-1]).any() else "on flat ground"
    return Outcome("stopped", since, f"Stopped at step {since}, {ground}" if since else f"Does not move, {ground}")


def _back_and_forth(t: Record) -> Outcome | None:
    track = measure.in_picture(t.surface, t.points[-max(t.steps // 3, 6) - 1 :])
    if len(track) < 5 or not _turns(track, t.values[-len(track) :]):
        return None
    first, second = np.array_split(track, 2)
    before, now = _spread(first), _spread(second)
    low, high = measure.picture(t.surface)
    extent = np.ptp(second, axis=0)
    amplitude = _number(float((extent * (high - low))[extent.argmax()] / 2))
    steady = STEADY if t.surface.at(1) is t.surface else STEADY_IN_NOISE
    if not steady <= now / before <= 1 / steady:
        trend = "less and less" if now < before else "more and more"
        return Outcome("oscillating", t.steps, f"Oscillating by ±{amplitude}, {trend}")
    if np.linalg.norm(second.mean(axis=0) - first.mean(axis=0)) > now:
        return Outcome("oscillating", t.steps, f"Oscillating by ±{amplitude} on its way")
    middle, away = _nearest(t.surface, t.points[-len(track) :].mean(axis=0))
    place = f"a {middle.kind}" if middle and middle.kind != "minimum" and away <= now else "the floor"
    return Outcome("bouncing", t.steps, f"Bouncing by ±{amplitude} around {place}")


def _turns(track: Array, values: Array) -> bool:
    moves, change = np.diff(track, axis=0), np.diff(values)
    if (np.sum(moves[1:] * moves[:-1], axis=-1) < 0).mean() >= TURNING:
        return True
    astray = np.linalg.norm(track[-1] - track[0]) < np.linalg.norm(moves, axis=-1).sum() / 2
    return bool(astray and change[change > 0].sum() >= RISING * np.abs(change).sum() > 0)


def _spread(track: Array) -> float:
    """The root mean square distance of points (count, dims) from their mean."""
    return float(np.sqrt(((track - track.mean(axis=0)) ** 2).sum(axis=-1).mean()))


def _under_way(t: Record) -> Outcome:
    tail = max(t.steps // 10, 1)
    lately = f"in the last {tail} steps" if tail > 1 else "in the last step"
    fall, descent = t.values[-1 - tail] - t.values[-1], t.values[0] - t.values[-1]
    if -fall > measure.ROUNDING * np.ptp(t.values):
        return Outcome("climbing", t.steps, f"Climbing {lately}")
    before, now = _from_minimum(t, tail)
    if now <= min(PASS, (1 - NEARER) * before):
        return Outcome("closing", t.steps, f"Closing in: {_length(t, now)} from a minimum")
    if fall <= SLOW * descent:
        return Outcome("crawling", t.steps, f"Crawling: {_share(fall / descent)} of its descent {lately}")
    moves = np.diff(measure.in_picture(t.surface, t.points[-1 - tail :]), axis=0)
    moved = np.linalg.norm(moves, axis=-1).sum()
    if moved <= REST:
        return Outcome("crawling", t.steps, f"Crawling: {_length(t, moved)} {lately}")
    return Outcome("descending", t.steps, "Still descending")


def _from_minimum(t: Record, tail: int) -> tuple[float, float]:
    """How far the run was from the minimum it goes to, before its tail and at its end; inf if it goes to none."""
    for stationary in (_declared(t), _newton(t)):
        if stationary is not None and stationary.kind == "minimum":
            before, now = _away(t.surface, t.points[[-1 - tail, -1]], stationary.point)
            return float(before), float(now)
    return np.inf, np.inf


def _signs(eigenvalues: Array) -> str:
    if not len(eigenvalues):
        return ""
    rounding = measure.ROUNDING * np.abs(eigenvalues).max()
    words = [_number(float(value) if abs(value) > rounding else 0.0) for value in eigenvalues]
    if len(words) > 3:
        return f": eigenvalues from {words[0]} to {words[-1]}"
    return f": eigenvalue{'s' * (len(words) > 1)} {' and '.join(words)}"


def _length(t: Record, share: float) -> str:
    return _number(share) if t.surface.domain is None else f"{_share(share)} of the picture"


def _share(share: float) -> str:
    return f"{_number(100 * share)}%" if share >= 1e-4 else "under 0.01%"


def _number(value: float) -> str:
    """Two significant digits, with a proper minus sign."""
    if value and not 1e-3 <= abs(value) < 1e5:
        text = f"{value:.1e}"
    else:
        text = np.format_float_positional(value, precision=2, fractional=False, trim="-")
    return text.replace("-", "−")
