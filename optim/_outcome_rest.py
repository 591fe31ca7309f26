"""Where a run is at rest: a stationary point that the surface itself confirms, never only one that a run stays near.

A point is confirmed by a declaration, or by Newton's method that comes to rest there, at a slope that is nothing beside
the slopes around and along the run, with a ring of values around it that shows the same kind as the curvature; where
there is no curvature (a degenerate point, a kink) the ring decides alone. Poles, kinks across a valley and flat tails
fail one of these.
"""

from typing import Any, NamedTuple

import numpy as np

from optim import _measure as measure
from optim._outcome_ground import (
    CONTINUOUS,
    RINGS,
    SMALL,
    beside,
    fades,
    falls_along,
    height,
    nearby,
    ring,
    spectrum,
    steepest,
)
from optim._outcome_settled import settled
from optim._record import Array, Record
from surfaces import CriticalPoint, SurfaceLike
from surfaces._critical import kind as kind_of
from surfaces._critical import zeroed

REST = 1e-4  # this near, in the picture, is at rest
OUT = 2.0  # so many times as far off as it must have come it may stray, and is still there
PASS = 1e-2  # around a saddle, where everything is slow
FEWEST = 3  # steps, of a short run, in which one that stalls has gone hardly any way
DWELL = 10  # for so many steps, or a tenth of a shorter run
ON = 1e-5  # so near that it does not matter where it goes from there
GROWING = 2.0  # a distance that grew by this, from one dwell to the next, is no rest
NEWTON_STEPS = 20
SHORT = 1e-6  # of the picture: a step that rounding alone may take
STILL = 1e-10  # a step this short, in the picture, is none
SAME = 1e-9  # two minima whose values differ by this share of the descent are equally low


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
        since = _rests(t, point, declared.kind, _apart(t.surface, point))
        if since is not None and not _lost(t, point):
            return Rest(
                Stationary(point, declared.kind, zeroed(spectrum(t.surface, point), declared.degenerate)), since
            )
    if _rests(t, t.points[-1], "saddle") is None:  # it is still moving
        return None
    found = confirmed(t)
    if found is None or _tail(t, found):
        return None
    since = _rests(t, found.point, found.kind, min(found.near, _apart(t.surface, found.point)))
    return None if since is None or _humps(t, found, since) else Rest(found, since)


def _tail(t: Record, found: Stationary) -> bool:
    """Whether a point that was found has a direction without curvature along which all is merely very still: it lies
    outside the picture, or the ring alone, which falls to one side, makes it a saddle."""
    if not np.abs(found.eigenvalues).max(initial=0.0) > 0:
        return False
    told, flat = kind_of(found.eigenvalues)
    return flat and (told != found.kind or not measure.inside(t.surface, found.point))


def _humps(t: Record, found: Stationary, since: int) -> bool:
    """Whether the surface did not bend as at a saddle that was found wherever the run was of late, since it came near:
    on rough ground one lies near every place. Who stands on the very saddle has stalled there."""
    if away(t.surface, t.points[-2:], found.point).max() <= STILL:
        return False
    if found.kind != "saddle" or not len(found.eigenvalues) or kind_of(found.eigenvalues) != ("saddle", False):
        return False
    hessians = t.surface.hessian(np.unique(t.points[since:][-DWELL:], axis=0))
    hessians = hessians[np.isfinite(hessians).all(axis=(-1, -2))]
    return any(kind_of(eigenvalues)[0] != "saddle" for eigenvalues in np.linalg.eigvalsh(hessians))


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


def _apart(surface: SurfaceLike, point: Array) -> float:
    """How near to a stationary point a slow run is: not so far off as halfway to another one that is declared."""
    points = surface.critical_points()
    distance = away(surface, [c.point for c in points], point) if points else np.array([])
    return min(PASS, float(distance[distance > REST].min(initial=np.inf)) / 2)


def _rests(t: Record, point: Array, kind: str, near: float = PASS) -> int | None:
    """The step since which the run dwells at a point; None if it does not, or draws away from it."""
    tenth = max(t.steps // 10, 1)
    slow = kind == "saddle" and bool((t.points != t.points[0]).any())  # who never moved is not held by what lies near
    radius, dwell = (near if slow else REST), (tenth if kind == "saddle" else min(tenth, DWELL))
    distance = away(t.surface, t.points, point)
    if slow and _way(t, max(tenth, FEWEST)) > near:
        return None

    def growing(n: int) -> float:
        before, now = distance[max(n - 2 * dwell, 0) : n - dwell], distance[n - dwell : n + 1]
        return float(now.max() / max(ON, GROWING * before.max())) if len(before) else 0.0

    since = _entered(distance, radius, dwell)
    if since is None or (kind != "saddle" and settled(growing, t.steps, 1.5)):
        return None
    leaves = kind != "saddle" and distance[-1] > radius and bool((np.diff(distance[since:]) > 0).all())
    return None if leaves else since


def _way(t: Record, steps: int) -> float:
    """How far a run went in its last steps, in the picture."""
    track = measure.in_picture(t.surface, t.points[-1 - steps :])
    return float(np.linalg.norm(np.diff(track, axis=0), axis=-1).sum())


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
    closer = fades(t.surface, point)
    around = ring(t, point, closer)
    if around is None:
        return None
    eigenvalues = spectrum(t.surface, point)
    if not np.abs(eigenvalues).max(initial=0.0) > 0 and around.nearby == 0:  # the middle of a terrace
        return None
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
    if len(point) == 2 and falls_along(t.surface, point):
        return None
    return Stationary(point, "minimum", np.array([]))


def _newton(t: Record) -> Array | None:
    """Where Newton's method comes to rest, from the end of the run, without leaving its neighbourhood.

    A slope that is rounding error beside the run's counts as none where it would lead no way off, and along the floor
    of a trough, where the Hessian is rounding error as well and their quotient says nothing.
    """
    if not t.surface.has_hessian:
        return None
    end = w = t.points[-1]
    level = measure.ROUNDING * np.nanmax(t.gradient_norms)
    size = float(np.min(np.ptp(np.array(measure.picture(t.surface)), axis=0)))
    for _ in range(NEWTON_STEPS):
        hessian = t.surface.hessian(w)
        if not np.isfinite(hessian).all():
            return None
        eigenvalues, axes = np.linalg.eigh(hessian)
        slopes = t.surface.gradient(w) @ axes
        steps, nothing = slopes / eigenvalues, np.abs(slopes) <= level
        nothing &= (np.abs(steps) <= SHORT * size) | (np.abs(eigenvalues) * size <= level)
        last, w = w, w - axes @ np.where(nothing, 0.0, steps)
        if not away(t.surface, w, end) <= PASS:
            return None
        if away(t.surface, w, last) <= STILL:
            return w
    return None


def _level(t: Record, point: Array) -> bool:
    """Whether the slope at a point is nothing beside those along the run and a little way off, and fades towards it:
    at a kink it does not."""
    around = max(np.nanmax(t.gradient_norms), steepest(t.surface, point, RINGS[-1]))
    here = np.linalg.norm(t.surface.gradient(point))
    return bool(here <= SMALL * around and around > 0 and fades(t.surface, point))


def _lost(t: Record, point: Array) -> bool:
    """Whether what a declared point is cannot be seen: on the flat tail of a well, beside the well's depth."""
    return nearby(t.surface, point) <= measure.ROUNDING * beside(t, float(t.surface.value(point)))


def is_local(t: Record, point: Array) -> bool:
    """Whether the surface is known to be lower elsewhere: at another declared minimum, or where the run has been."""
    here = float(t.surface.value(point))
    return height(t, here) > SAME * max(abs(float(t.values[0]) - here), abs(here), nearby(t.surface, point))
