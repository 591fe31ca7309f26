"""Where a run is at rest: a stationary point that the surface itself confirms, never only one that a run stays near.

A point is confirmed by a declaration, or by Newton's method that comes to rest there, at a slope that is nothing beside
the slopes around and along the run, with a ring of values around it that shows the same kind as the curvature; where
there is no curvature (a degenerate point, a kink) the ring decides alone. Poles, kinks across a valley and flat tails
fail one of these.
"""

from typing import Any, NamedTuple

import numpy as np

from optim import _measure as measure
from optim._outcome_settled import settled
from optim._record import Record
from surfaces import CriticalPoint, SurfaceLike
from surfaces._critical import curved
from surfaces._critical import kind as kind_of

Array = np.ndarray

REST = 1e-4  # this near, in the picture, is at rest
OUT = 2.0  # so many times as far off as it must have come it may stray, and is still there
PASS = 1e-2  # around a saddle, where everything is slow
DWELL = 10  # for so many steps, or a tenth of a shorter run
ON = 1e-5  # so near that it does not matter where it goes from there
GROWING = 2.0  # a distance that grew by this, from one dwell to the next, is no rest
NEWTON_STEPS = 20
STILL = 1e-10  # a step this short, in the picture, is none
CONTINUOUS = 0.2  # the share of a ring's change that there may be on one a hundredth as wide, which √r has a tenth of
SMALL = 1e-6  # a slope this small beside those around is none
SAME = 1e-9  # two minima whose values differ by this share of the descent are equally low
RINGS = (1e-4, 1e-3, 1e-2)  # radii, in the picture
CLOSER = (1.0, 0.1, 0.01)  # shares of the first one, where short waves hide from wider rings what is in the middle
DIRECTIONS, ZOOMS = 256, 8  # in which a crease is looked for, and how often more closely
TURN = np.linspace(0, 2 * np.pi, 16, endpoint=False)
EPS = 64 * np.finfo(float).eps


class Stationary(NamedTuple):
    point: Array
    kind: str  # "minimum", "maximum" or "saddle"
    eigenvalues: Array  # the Hessian's, smallest first; none where it does not exist
    near: float = PASS  # how near to it a slow run is, in the picture: amid short waves only a short way


class Rest(NamedTuple):
    at: Stationary
    since: int


def at_rest(t: Record) -> Rest | None:
    """The stationary point at which the run is at rest, and the step since which; None if it is at rest nowhere."""
    declared = nearest(t.surface, t.points[-1])[0]
    if declared is not None:
        point = np.array(declared.point, dtype=float)
        since = _rests(t, point, declared.kind)
        if since is not None and not _lost(t, point):
            return Rest(Stationary(point, declared.kind, spectrum(t.surface, point)), since)
    if _rests(t, t.points[-1], "saddle") is None:  # it is still moving
        return None
    found = confirmed(t)
    if found is None or _tail(t, found):
        return None
    since = _rests(t, found.point, found.kind, found.near)
    return None if since is None else Rest(found, since)


def _tail(t: Record, found: Stationary) -> bool:
    """Whether a point that was found has a direction without curvature along which all is merely very still: it lies
    outside the picture, or the ring alone, which falls to one side, makes it a saddle."""
    if not np.abs(found.eigenvalues).max(initial=0.0) > 0:
        return False
    told, flat = kind_of(found.eigenvalues)
    return flat and (told != found.kind or not measure.inside(t.surface, found.point))


def away(surface: SurfaceLike, w: Any, point: Array) -> Array:
    """How far points w (..., dims) are from a point, in the picture."""
    return np.linalg.norm(measure.in_picture(surface, w) - measure.in_picture(surface, point), axis=-1)


def nearest(surface: SurfaceLike, w: Array) -> tuple[CriticalPoint | None, float]:
    """The declared critical point nearest to a point, and how far it is."""
    critical = surface.critical_points()
    if not critical:
        return None, np.inf
    distance = away(surface, [c.point for c in critical], w)
    return critical[int(distance.argmin())], float(distance.min())


def _rests(t: Record, point: Array, kind: str, near: float = PASS) -> int | None:
    """The step since which the run dwells at a point; None if it does not, or draws away from it."""
    tenth = max(t.steps // 10, 1)
    slow = kind == "saddle" and bool((t.points != t.points[0]).any())  # who never moved is not held by what lies near
    radius, dwell = (near if slow else REST), (tenth if kind == "saddle" else min(tenth, DWELL))
    distance = away(t.surface, t.points, point)

    def growing(n: int) -> float:
        before, now = distance[max(n - 2 * dwell, 0) : n - dwell], distance[n - dwell : n + 1]
        return float(now.max() / max(ON, GROWING * before.max())) if len(before) else 0.0

    since = _entered(distance, radius, dwell)
    return None if since is None or (kind != "saddle" and settled(growing, t.steps, 1.5)) else since


def _entered(distance: Array, radius: float, dwell: int) -> int | None:
    """The step from which a run was within a radius for the dwell, and never OUT times as far again."""
    strayed = int(measure.last_true(~(distance <= OUT * radius))) + 1
    near = distance[strayed:] <= radius
    away = np.flatnonzero(np.r_[True, ~near, True])
    stays = np.flatnonzero(np.diff(away) > dwell + 1)
    return strayed + int(away[stays[0]]) if len(stays) else None


def confirmed(t: Record) -> Stationary | None:
    """The stationary point near the end of the run, found and confirmed by the surface itself."""
    point = _newton(t)
    if point is None:
        return _kink(t)
    if not _level(t, point):
        return _kink(t)
    closer = _fades(t.surface, point)
    around = ring(t, point, closer)
    if around is None:
        return None
    eigenvalues = spectrum(t.surface, point)
    if np.abs(eigenvalues).max(initial=0.0) > 0:
        told, degenerate = kind_of(eigenvalues)
        if not degenerate and told != around.kind:
            return None
    return Stationary(point, around.kind, eigenvalues, PASS * closer)


def _kink(t: Record) -> Stationary | None:
    """The end of a run that stands still, if the surface is higher all around, continuously: not at a pole,
    nor on a terrace."""
    point, tenth = t.points[-1], max(t.steps // 10, 1)
    if len(point) > 2:  # a few directions out of many show nothing
        return None
    if not away(t.surface, t.points[-1 - tenth :], point).max() <= STILL:
        return None
    around = ring(t, point)
    if around is None or around.kind != "minimum" or not 0 < around.nearby <= CONTINUOUS * around.further:
        return None
    if len(point) == 2 and _falls_along(t.surface, point):
        return None
    return Stationary(point, "minimum", np.array([]))


def _falls_along(surface: SurfaceLike, point: Array) -> bool:
    """Whether a plane surface is lower in some direction, however narrow: along a crease, which a ring's few miss.

    Every dip of the innermost ring is looked at ever more closely.
    """
    low, high = measure.picture(surface)
    here = float(surface.value(point))

    def change(angle: Array) -> Array:
        way = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        found: Array = surface.value(point + RINGS[0] * (high - low) * way) - here
        return found

    angles = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    values = change(angles)
    dips = angles[(values <= np.roll(values, 1)) & (values <= np.roll(values, -1))]
    width, closer = angles[1], np.linspace(-1, 1, 33)
    for _ in range(ZOOMS):
        tried = dips[:, None] + width * closer
        values = change(tried)
        dips = np.take_along_axis(tried, values.argmin(axis=-1)[:, None], axis=-1)[:, 0]
        width /= 16
    return bool((values < -EPS * (np.abs(here) + np.abs(values).max())).any())


def _newton(t: Record) -> Array | None:
    """Where Newton's method comes to rest, from the end of the run, without leaving its neighbourhood.

    A slope that is rounding error beside the run's counts as none: along the floor of a trough, where the Hessian is
    rounding error as well, their quotient says nothing.
    """
    if not t.surface.has_hessian:
        return None
    end = w = t.points[-1]
    level = measure.ROUNDING * np.nanmax(t.gradient_norms)
    for _ in range(NEWTON_STEPS):
        hessian = t.surface.hessian(w)
        if not np.isfinite(hessian).all():
            return None
        eigenvalues, axes = np.linalg.eigh(hessian)
        slopes = t.surface.gradient(w) @ axes
        last, w = w, w - axes @ np.where(np.abs(slopes) <= level, 0.0, slopes / eigenvalues)
        if not away(t.surface, w, end) <= PASS:
            return None
        if away(t.surface, w, last) <= STILL:
            return w
    return None


def _level(t: Record, point: Array) -> bool:
    """Whether the slope at a point is nothing beside those along the run and a little way off, and fades towards it:
    at a kink it does not."""
    around = max(np.nanmax(t.gradient_norms), _steepest(t.surface, point, RINGS[-1]))
    here = np.linalg.norm(t.surface.gradient(point))
    return bool(here <= SMALL * around and around > 0 and _fades(t.surface, point))


def creased(t: Record) -> bool:
    """Whether a plane run that stands where the slope is nothing stands on a crest or in a crease: close by there is a
    slope that does not fade towards it."""
    point = t.points[-1]
    if len(point) > 2:
        return False
    near = _steepest(t.surface, point, RINGS[0])
    return bool(np.linalg.norm(t.gradients[-1]) <= CONTINUOUS * near and not _fades(t.surface, point))


def _fades(surface: SurfaceLike, point: Array) -> float:
    """How close, as a share of the first ring, slopes around a point have faded beside those a little way off; 0 where
    they do not."""
    off, (first, *_, last) = _steepest(surface, point, RINGS[-1]), RINGS
    for share in CLOSER:
        power = np.log(share * first / last) / np.log(first / last)
        if _steepest(surface, point, share * first) <= CONTINUOUS**power * off:
            return share
    return 0.0


def _steepest(surface: SurfaceLike, point: Array, radius: float) -> float:
    """The steepest slope on a ring around a point."""
    return float(np.nanmax(np.linalg.norm(surface.gradient(_ring(surface, point, radius)), axis=-1)))


class Ring(NamedTuple):
    kind: str
    nearby: float  # how much values differ from the middle's, at most: on the innermost ring
    further: float  # and on the outermost


def ring(t: Record, point: Array, closer: float = 1.0) -> Ring | None:
    """What values around a point say that it is; None if they are all alike, beside those that are known.

    Rings may be closer to it by a factor.
    """
    surface = t.surface
    here = float(surface.value(point))
    changes = [surface.value(_ring(surface, point, closer * radius)) - here for radius in RINGS]
    sizes = [float(np.abs(change).max()) for change in changes]
    if not np.isfinite(np.array([here, *sizes])).all():
        return None
    lower = higher = False
    for change, size in zip(changes, sizes, strict=True):
        noise = EPS * (np.abs(here) + size)
        lower, higher = bool((change < -noise).any()), bool((change > noise).any())
        if (lower and higher) or (np.abs(change) > noise).all():
            break
    if not (lower or higher) or sizes[-1] <= measure.ROUNDING * _beside(t, here):
        return None
    kind = "saddle" if lower and higher else "minimum" if higher else "maximum"
    return Ring(kind, sizes[0], sizes[-1])


def _lost(t: Record, point: Array) -> bool:
    """Whether what a declared point is cannot be seen: on the flat tail of a well, beside the well's depth."""
    return nearby(t.surface, point) <= measure.ROUNDING * _beside(t, float(t.surface.value(point)))


def nearby(surface: SurfaceLike, point: Array) -> float:
    """How much values a little way off differ from that at a point, at most."""
    return float(np.abs(surface.value(_ring(surface, point, RINGS[-1])) - surface.value(point)).max())


def height(t: Record, value: float) -> float:
    """How far a value is above the lowest one known: of the run, and at the declared minima."""
    lowest = np.fmin(t.values[np.isfinite(t.values)].min(), measure.lowest_value(t.surface))
    return max(float(value - lowest), 0.0)


def _beside(t: Record, value: float) -> float:
    """Beside what changes around a place of this value are seen: its height, or how far off the start's value is."""
    return max(height(t, value), abs(float(t.values[0]) - value))


def is_local(t: Record, point: Array) -> bool:
    """Whether the surface is known to be lower elsewhere: at another declared minimum, or where the run has been."""
    here = float(t.surface.value(point))
    return height(t, here) > SAME * max(abs(float(t.values[0]) - here), abs(here), nearby(t.surface, point))


def _ring(surface: SurfaceLike, point: Array, radius: float) -> Array:
    """Points (count, dims) at this distance around a point, in the picture, along the Hessian's axes among them."""
    low, high = measure.picture(surface)
    size = high - low
    axes = np.eye(len(point))
    if surface.has_hessian and len(point) > 1:
        hessian = surface.hessian(point) * np.outer(size, size)
        if np.isfinite(hessian).all():
            axes = np.linalg.eigh(hessian)[1].T
    directions = [axes, -axes]
    if len(point) == 2:
        directions.append(np.stack([np.cos(TURN), np.sin(TURN)], axis=-1))
    return point + radius * size * np.concatenate(directions)


def spectrum(surface: SurfaceLike, w: Array) -> Array:
    """The eigenvalues (dims,) of the Hessian at a point, smallest first; none where it does not exist."""
    if not surface.has_hessian:
        return np.array([])
    low, high = measure.picture(surface)
    usual = _steepest(surface, w, RINGS[-1]) * float(np.max(high - low)) / RINGS[-1]
    hessian = surface.hessian(w)
    exists = np.isfinite(hessian).all() and curved(surface, w, usual)
    return np.linalg.eigvalsh(hessian) if exists else np.array([])
