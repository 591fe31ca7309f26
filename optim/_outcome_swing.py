"""Runs that go back and forth: oscillating, wandering."""

import numpy as np

from catalog import number
from optim import _measure as measure
from optim._outcome_rest import DWELL, PASS, away, is_local, nearest
from optim._outcome_settled import BAND, WIDE, Past, later, settled
from optim._outcome_words import DIGITS
from optim._record import Array, Record
from surfaces import CriticalPoint, SurfaceLike
from surfaces._critical import kind as kind_of

TURNING = 1 / 3  # the share of steps that turn back on the one before
LEAPS = 0.9  # of the steps that were taken, where a rule refused some: if they are leaps, these alone decide
EVEN = 0.5  # of the longest leap the shortest has at least this, and that one spans PASS of the picture
RISING = 1 / 5  # the share of a value's ups and downs that go against its course
STEADY = 0.9  # an amplitude between this and its inverse, from one half of the later half to the other, is steady
STEADY_IN_NOISE = 0.5  # where it varies by itself: in noise, or in chaos
REPEATS = 0.4  # a steady swing comes back to where it was, but for this share of what unrelated points would differ by
OVERDUE = 1.2  # times as long as ever before between two turns it has gone one way
MANY = 5.0  # times as long are enough by themselves
TENTH = 1 / 5  # of the later half of the steps
SHORTEST = 12  # points from which a repetition can be told
FEWEST = 4  # steps from which a swing can be told
QUARTERS = 4  # of the swings: from each to the next they must have changed, to be said to
DRIFT = 1.01  # by which swings have changed that each were longer than the one before, or shorter


def swing(past: Past) -> tuple[str, str] | None:
    """The kind ("oscillating" or "wandering") and the words; None for a run that goes somewhere."""
    t, steps = past.t, past.t.steps
    if steps < FEWEST or not settled(lambda n: _swings(past, n), steps, WIDE, FEWEST):
        return None
    window = later(steps)
    track = past.track[window]
    first, second = np.array_split(track, 2)
    if _past_it(_along(track)) and _past_it(past.values[window]):
        return None
    amplitude = f"±{number(_amplitude(t.surface, second), DIGITS)}"
    noisy = t.surface.at(1) is not t.surface
    if not noisy and settled(lambda n: _wanders(past.track[later(n)]), steps):
        return "wandering", f"Swinging by {amplitude} without repeating"
    if _stays(track) < 1:
        return "oscillating", f"Oscillating by {amplitude} on its way"
    if not noisy and not 1 / DRIFT < (drift := _drift(track)) < DRIFT:
        return "oscillating", f"Oscillating by {amplitude}{_trend(drift, track, past.values[window])}"
    if _alike(track, STEADY_IN_NOISE if noisy else STEADY) < 1:
        growth = _spread(second) / before if (before := _spread(first)) else np.inf
        return "oscillating", f"Oscillating by {amplitude}{_trend(growth, track, past.values[window])}"
    return "oscillating", f"Oscillating by {amplitude}{_around(t, t.points[window], _spread(second))}"


def up_and_down(past: Past) -> bool:
    """Whether the value rises and falls, one against the other."""
    if _past_it(past.values[later(past.t.steps)]):
        return False
    return settled(lambda n: _rising(past.values[later(n)]), past.t.steps, WIDE)


def _swings(past: Past, n: int) -> float:
    """At least 1 where a run goes back and forth about a place that stays where it is."""
    track = past.track[later(n)]
    return min(max(_rising(past.values[later(n)]), _turning(track)), _stays(track))


def _wanders(track: Array) -> float:
    """At least 1 where it goes as far as before and never came back to where it was, nor of late."""
    alike = _alike(track, STEADY_IN_NOISE)
    return alike if alike < 1 / BAND else min(alike, 1 / _repeats(track), 1 / _repeats(track[len(track) // 2 :]))


def _past_it(values: Array) -> bool:
    """Whether numbers no longer go back and forth: they turn at most once, or have not turned in their second half, or
    for longer than it ever took them before.

    That is for DWELL steps, or a tenth of a shorter run, or MANY times as long; earlier of what stands still, or has
    gone as far beyond its swings as these were wide. What stands still for a tenth of the steps does not swing,
    however slow it was.
    """
    tenth, moves = TENTH * (len(values) - 1), _moves(values)
    still = len(values) - 2 - int(moves[-1]) if len(moves) else len(values)
    if still >= max(FEWEST, tenth):
        return True
    places = _turns(values)
    if len(places) < 2 or not len(_turns(np.array_split(values, 2)[1])):
        return True
    since = len(values) - 1 - int(places[-1])
    longest, before = np.diff(places).max(), values[: places[-1] + 1]
    if since < FEWEST or since <= OVERDUE * longest:
        return False
    beyond = max(before.min() - values[-1], values[-1] - before.max()) >= np.ptp(before)
    return bool(still >= FEWEST or beyond or since >= min(DWELL, tenth, MANY * longest))


def _turns(values: Array) -> Array:
    """The places at which numbers turn; where they stay the same, but for rounding, they do not."""
    moves = _moves(values)
    signs = np.sign(np.diff(values)[moves])
    turned: Array = moves[1:][signs[1:] != signs[:-1]]
    return turned


def _moves(values: Array) -> Array:
    """The places from which numbers go on to another, but for rounding."""
    return np.flatnonzero(np.abs(np.diff(values)) > measure.ROUNDING * np.ptp(values))


def _turning(track: Array) -> float:
    """At least 1 where many steps turn back on the one before: a step that a rule refused is none.

    Where nearly every step that was taken is a leap back, it does not count how many were refused between them.
    """
    moves = np.diff(track, axis=0)
    taken = moves[(moves != 0).any(axis=1)]
    turns = np.einsum("ij,ij->i", taken[1:], taken[:-1]) < 0
    lengths = np.linalg.norm(taken, axis=1)
    if len(turns) >= FEWEST and lengths.min() >= max(PASS, EVEN * lengths.max()) and turns.mean() >= LEAPS:
        return float(turns.mean() / TURNING)
    return float(turns.sum() / max(len(moves) - 1, 1) / TURNING)


def _rising(values: Array) -> float:
    """At least 1 where the value rises and falls, RISING of its ups and downs or more against the others.

    What happened in the older half counts the less the longer it is ago, so that a leap is forgotten little by little.
    """
    ups = np.diff(values) * np.minimum(np.arange(1, len(values)) / (len(values) // 2), 1.0)
    total = np.abs(ups).sum()
    return float((total - abs(ups.sum())) / (2 * total) / RISING) if total > 0 else 0.0


def _stays(track: Array) -> float:
    """At least 1 where the halves of a track lie no further apart than the wider one is wide."""
    first, second = np.array_split(track, 2)
    apart = np.linalg.norm(second.mean(axis=0) - first.mean(axis=0))
    return float(max(_spread(first), _spread(second)) / apart) if apart > 0 else np.inf


def _alike(track: Array, border: float) -> float:
    """At least 1 where the amplitude keeps within a border from one half to the other; 0 where a half stands still."""
    first, second = map(_spread, np.array_split(track, 2))
    return float(np.log(border) / -np.abs(np.log(second / first))) if first > 0 and second > 0 else 0.0


def _drift(track: Array) -> float:
    """The last swing as a multiple of the first, where each is longer than the one before, or each is shorter; else 1.

    From one half to the other so slow a growth is not seen.
    """
    swings, _ = _lengths(track)
    if len(swings) < FEWEST - 1:
        return 1.0
    changes, ratio = np.diff(swings), float(swings[-1] / swings[0])
    return ratio if (changes * (ratio - 1) > 0).all() else 1.0


def _course(track: Array) -> float:
    """+1 where swings grow from each quarter of them to the next, −1 where they shrink, and so did the last; else 0.

    They do not shrink where the one that has begun is longer.
    """
    swings, begun = _lengths(track)
    if len(swings) < FEWEST - 1:
        return 0.0
    quarters = [quarter.mean() for quarter in np.array_split(swings, min(QUARTERS, len(swings)))]
    ways = {float(np.sign(change)) for change in (*np.diff(quarters), swings[-1] - quarters[-2])}
    way = ways.pop() if len(ways) == 1 else 0.0
    return 0.0 if way < 0 and begun > quarters[-1] else way


def _lengths(track: Array) -> tuple[Array, float]:
    """How long the swings of a track are along its main axis, each from one turning point to the next, and the one that
    has begun."""
    along = _along(track)
    along = along[np.r_[True, np.diff(along) != 0]]
    signs = np.sign(np.diff(along))
    turns = np.flatnonzero(signs[1:] != signs[:-1]) + 1
    if len(turns) == len(along) - 2:  # at every step: the first and the last swing are whole as well
        turns = np.arange(len(along))
    return np.abs(np.diff(along[turns])), float(np.abs(along[-1] - along[turns[-1]])) if len(turns) else 0.0


def _along(track: Array) -> Array:
    """Where the points of a track (count, dims) are along the axis of its longest extent, (count,)."""
    moved = track - track.mean(axis=0)
    place: Array = moved @ np.linalg.svd(moved, full_matrices=False)[2][0]
    return place


def _repeats(track: Array) -> float:
    """At least 1 where the track comes back to itself after some steps: a cycle, or an orbit that is nearly closed."""
    if len(track) < SHORTEST:
        return np.inf
    count, lags = len(track), np.arange(2, len(track) // 2 + 1)
    moved = track - track.mean(axis=0)
    norms = (moved**2).sum(axis=-1)
    alike = np.fft.irfft((np.abs(np.fft.rfft(moved, 2 * count, axis=0)) ** 2).sum(axis=-1))[lags]
    sums = np.r_[0.0, np.cumsum(norms)]
    apart = (sums[count - lags] + sums[count] - sums[lags] - 2 * alike) / (count - lags)
    least = apart.min()
    return float(REPEATS * np.sqrt(2 * norms.mean() / least)) if least > 0 else np.inf


def _trend(growth: float, track: Array, values: Array) -> str:
    """Less and less, more and more: said where the place, its swings and the value agree."""
    high, higher = (half.max() for half in np.array_split(values, 2))
    course = _course(track)
    if growth < 1 and course < 0 and higher <= high:
        return ", less and less"
    return ", more and more" if growth > 1 and course > 0 and higher >= high else ""


def _around(t: Record, points: Array, spread: float) -> str:
    """The declared point around which it bounces, if every place that it visits belongs to that one."""
    middle, distance = nearest(t.surface, points.mean(axis=0))
    if middle is None or distance > spread or not _between(t.surface, points, np.array(middle.point)):
        return ""
    others = [c.point for c in t.surface.critical_points() if c.point != middle.point]
    own = away(t.surface, points, np.array(middle.point))
    if any((away(t.surface, points, np.array(other)) < own).any() for other in others):
        return ""
    if not _curves_alike(t.surface, points, middle):
        return ""
    if middle.kind != "minimum":
        return f" around a {middle.kind}"
    return " around a local minimum" if is_local(t, np.array(middle.point)) else " around the floor"


def _between(surface: SurfaceLike, points: Array, middle: Array) -> bool:
    """Whether places lie on both sides of a point, along the axis of their longest extent."""
    along = _along(measure.in_picture(surface, np.vstack([points, middle])))
    return bool(along[:-1].min() <= along[-1] <= along[:-1].max())


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
    """The root mean square distance of points (count, dims) from their mean; squares of 1e−170 would be none."""
    away = track - track.mean(axis=0)
    size = float(np.abs(away).max())
    return size * float(np.sqrt(((away / size) ** 2).sum(axis=-1).mean())) if size > 0 else 0.0
