"""What a place is at which a search has come to rest: a minimum, a maximum, a saddle, or none of them.

Its Hessian tells where it is that of its surroundings; beside a 0/0 the Hessians around it tell, and with a flat
direction or at a kink the heights around it.
"""

import numpy as np

from surfaces._parse_problem import Problem, around, norm
from surfaces._surface import Array, CriticalPoint

KEPT = 2.5e5  # of the work, after points beside holes
FOLLOWED = 100  # steps, at most, towards a point with a flat direction
NEAR = 1e-4  # points closer than this part of the domain's width are one
RING = 1e-2  # radius, in widths, of the ring that tells what a degenerate point is, where it is level on a nearer one
FLAT = 1e-9  # an eigenvalue this small beside the other counts as zero
NARROW = (1e-3, 1e-4, 1e-5)  # radii, in widths, of rings on which curvature is averaged
ACROSS = 4  # Newton steps, to the floor of a valley
LEAST = 1e-9  # of a ring on which a Hessian hardly changes
LEAPS = 0.02  # of an eigenvalue: so much a Hessian may change from one side to the other
NARROWEST = 1e-6  # of one around a point that is known to the last digits
FEW = 8  # points of a continuum
AXES = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]])  # along which kinks often lie
AROUND = np.stack([np.cos(t := 2 * np.pi * (np.arange(64) + 0.5) / 64), np.sin(t)], axis=-1)
WAYS = np.concatenate([AROUND, AXES, -AXES])
ALIKE = 0.1  # two Hessians that differ by this share are of one regular point
SPLIT = 0.9  # of the differences on a ring, left on one a tenth as wide: it matters which way one comes


def curvatures(
    problem: Problem, w: Array, least: float = 1e-6, radii: tuple[float, ...] = NARROW
) -> tuple[Array, Array]:
    """The Hessian's eigenvalues (n, 2) at points, and where they are to be trusted.

    There none is less than so small a part of the other, and they are those of the surroundings, on some ring: they are
    not beside a 0/0, where the formula is all rounding, nor beside a point where they vanish.
    """
    h = problem.hessian(w)
    h = np.where(np.isfinite(h).all(axis=(-2, -1), keepdims=True), h, 0.0)
    curvature = np.linalg.eigvalsh(h)
    size = np.abs(curvature)
    plain = size.min(axis=-1) > least * size.max(axis=-1)
    rings = (problem.hessian(around(problem, w, radius)).mean(axis=1) for radius in radii)
    plain &= even(problem, w, h, size.min(axis=-1))
    means = (np.where(np.isfinite(mean).all(axis=(-2, -1), keepdims=True), mean, 0.0) for mean in rings)
    seen = [(np.abs(np.linalg.eigvalsh(mean) - curvature) <= ALIKE * size).all(axis=-1) for mean in means]
    return curvature, plain & np.logical_or.reduce(seen)


def even(problem: Problem, w: Array, hessian: Array, size: Array) -> Array:
    """Whether Hessians at points (n, 2) change evenly over the least of ways, but for a share of a size (n,): where
    their formula is rounding, beside a 0/0, they leap."""
    here_about = problem.hessian(around(problem, w, LEAST))
    opposite = here_about + np.roll(here_about, here_about.shape[1] // 2, axis=1)
    return np.nanmax(np.abs(opposite - 2 * hessian[:, None]), axis=(1, 2, 3), initial=0.0) <= LEAPS * size


def irregular(problem: Problem, w: Array) -> tuple[list[CriticalPoint], list[CriticalPoint]]:
    """Points that are regular but for a 0/0 at them, and points with a flat direction, of which a few."""
    radii = (NARROW[0], NARROW[0] / 3)
    rings = problem.hessian(np.concatenate([around(problem, w, radius) for radius in radii], axis=1))
    known = np.isfinite(rings).all(axis=(1, 2, 3))
    mean = np.where(known[:, None, None], rings.mean(axis=1), 0.0)
    curvature = np.linalg.eigvalsh(mean)
    size = np.abs(curvature)
    alike = np.abs(rings - mean[:, None]).max(axis=(1, 2, 3)) <= ALIKE * size.max(axis=-1)
    holes = known & alike & (size.min(axis=-1) > 1e-3 * size.max(axis=-1))
    found: list[CriticalPoint] = []
    for point, c in zip(w[holes], curvature[holes], strict=True):
        if problem.work.left < KEPT:
            break
        place = placed(problem, point)
        if place is not None and not close(place, found, NARROW[0] * problem.width):
            found.append(at_hole(problem, place, c))
    flat: list[CriticalPoint] = []
    for place in spread(w[~holes]):
        point = degenerate(problem, place)
        if point is not None and not close(np.array(point.point), flat, NEAR * problem.width):
            flat.append(point)
        if len(flat) == FEW:
            break
    return found, flat


def at_hole(problem: Problem, w: Array, curvature: Array) -> CriticalPoint:
    """The stationary point at or beside a 0/0, by the heights around it, or where these are rounding beside those
    elsewhere, as of (exp(r²) − 1)/r², by the curvature around it."""
    kind = by_heights(*ring(problem, w, NARROW[0], WAYS))
    return CriticalPoint(tidy(w), kind) if kind else regular(problem, w, curvature)


def close(w: Array, points: list[CriticalPoint], distance: float) -> bool:
    return any(norm(w - np.array(point.point)) <= distance for point in points)


def balanced(problem: Problem, w: Array, radius: float) -> Array:
    """The point near w (2,) on a ring around which the gradients cancel out; NaN where none does."""
    for _ in range(20):
        ring = around(problem, w[None], radius)[0]
        (a, b), (_, c) = problem.hessian(ring).mean(axis=0)
        u, v = problem.gradient(ring).mean(axis=0)
        with np.errstate(all="ignore"):  # on its way it may come to where the surface is flat
            w = w - np.array([c * u - b * v, a * v - b * u]) / (a * c - b * b)
    return w


def placed(problem: Problem, w: Array) -> Array | None:
    """Where a stationary point is whose own derivatives are rounding: by those around it, or at the hole beside it."""
    far, near = (balanced(problem, w, share * NARROW[0]) for share in (1, 1 / 2))
    w = near + (near - far) / 3  # what the rings' curvature adds falls with the radius squared
    for turned in ((False, True), (True, False), (True, True)):
        for decimals in range(9):
            near = np.where(turned, np.round(w, decimals), w)
            if norm(near - w) <= 1e-5 * problem.width and not np.isfinite(problem.gradient(near)).all():
                return near
    return w if problem.inside(w) else None


def regular(problem: Problem, w: Array, curvature: Array) -> CriticalPoint:
    """A stationary point by its curvature; where a function has kinks, by the heights around it."""
    if not problem.surface.smooth and (seen := by_heights(*ring(problem, w, NARROW[1], WAYS))):
        return CriticalPoint(tidy(w), seen)
    kind = "minimum" if curvature[0] > 0 else "maximum" if curvature[1] < 0 else "saddle"
    return CriticalPoint(tidy(w), kind)


def by_heights(low: float, high: float) -> str:
    """What a point is from which a ring around it rises by so much, at least and at most; "" where it is level."""
    if not (low < 0 or high > 0):
        return ""
    return "minimum" if low >= 0 else "maximum" if high <= 0 else "saddle"


def degenerate(problem: Problem, w: Array) -> CriticalPoint | None:
    """A stationary point with a flat direction, by the heights around it; None if the function is level there.

    Along it a search comes to rest early: the point is where Newton's steps lead on from there, as long as the slope
    becomes less, and then where fewer decimals, near by, have no more slope, or none because of a 0/0. There it may be
    found to be bent along both axes after all, along one much less.
    """
    w = _rounder(problem, _followed(problem, w))
    if (curvature := bent(problem, w)) is not None:
        return regular(problem, w, curvature)
    floors = _floors(problem, w)
    for radius in (NARROW[0], RING):
        low, high = ring(problem, w, radius, WAYS)
        if kind := by_heights(min(low, *floors), max(high, *floors)):
            return CriticalPoint(tidy(w), kind, degenerate=True)
    return None


def _is_hole(problem: Problem, near: Array, w: Array, reach: float) -> bool:
    """Whether there is no slope at a point near w (2,), and it is as high, but for what the function rises close by."""
    level = abs(float(problem.height(near[None])[0]) - float(problem.value(w))) <= reach
    return level and not np.isfinite(problem.gradient(near)).all()


def bent(problem: Problem, w: Array) -> Array | None:
    """The Hessian's eigenvalues (2,), if none of them is zero at w (2,) but for rounding."""
    curvature, plain = curvatures(problem, w[None], FLAT, (*NARROW, NARROWEST))
    if not plain[0]:
        return None
    axes = np.linalg.eigh(problem.hessian(w))[1]
    step = np.abs((problem.gradient(w) @ axes) / curvature[0]).max()
    stands = step <= 1e-9 * problem.width or curvatures(problem, w[None], FLAT, NARROW[:1])[1][0]
    return curvature[0] if stands else None


def _floors(problem: Problem, w: Array) -> tuple[float, float]:
    """How much the function rises from w (2,) to either side along its flat direction, if it has but one.

    On the way that bends with a smooth surface: where the slope across is zero. Heights on a circle do not show it, as
    around (y − x²)(y − 3x²), which rises along every straight line (Peano). Where it is level close by, as in
    (y − x²)² − x⁵ by rounding, further off.
    """
    hessian = problem.hessian(w)
    if not (problem.surface.smooth and np.isfinite(hessian).all()):
        return 0.0, 0.0
    curvature, axes = np.linalg.eigh(hessian)
    flat, across = axes.T[np.argsort(np.abs(curvature))]
    if np.abs(curvature).min() > 1e-6 * np.abs(curvature).max() or not curvature.any():
        return 0.0, 0.0
    rises = np.zeros(2)
    for radius in (NARROW[0], 3 * NARROW[0], RING):
        place = w + radius * problem.width * np.array([-flat, flat])
        for _ in range(ACROSS):
            bend = np.einsum("nij,i,j->n", problem.hessian(place), across, across)
            place = place - np.outer((problem.gradient(place) @ across) / bend, across)
        rises = np.where((rises == 0) & problem.inside(place), _rise(problem, w, place), rises)
        if rises.all():
            break
    low, high = np.nan_to_num(rises)
    return float(low), float(high)


def _followed(problem: Problem, w: Array) -> Array:
    """The end of Newton's steps from w (2,), each of which makes the slope less: many, where curvature fades."""
    slope = _slope(problem, w)
    for _ in range(FOLLOWED):
        curvature, axes = np.linalg.eigh(np.nan_to_num(problem.hessian(w)))
        trial = w - axes @ ((problem.gradient(w) @ axes) / curvature)
        if not (norm(trial - w) <= NEAR * problem.width and (less := _slope(problem, trial)) < slope):
            break
        w, slope = trial, less
    return w


def _rounder(problem: Problem, w: Array) -> Array:
    """The point near by with the fewest decimals that has no more slope than w (2,), or is a hole in its place."""
    slope, reach = _slope(problem, w), max(map(abs, ring(problem, w, NARROW[1])))
    rounded = (np.round(w, decimals) for decimals in range(12))
    close_by = (near for near in rounded if norm(near - w) <= NEAR * problem.width)
    return next((near for near in close_by if _slope(problem, near) <= slope or _is_hole(problem, near, w, reach)), w)


def _slope(problem: Problem, w: Array) -> float:
    return float(norm(problem.gradient(w)))


def ring(problem: Problem, w: Array, radius: float, around: Array = AROUND) -> tuple[float, float]:
    """The least and the largest rise from w to a ring around it, 0 for mere rounding; the radius is in widths."""
    rise = _rise(problem, w, w + radius * problem.width * around)
    rise = rise[np.isfinite(rise)]
    return float(rise.min(initial=np.inf)), float(rise.max(initial=-np.inf))


def _rise(problem: Problem, w: Array, there: Array) -> Array:
    """From w (2,) to points (n, 2), 0 for mere rounding."""
    here = float(problem.height(w[None])[0])
    rise = problem.value(there) - here
    return np.where(np.abs(rise) <= max(problem.rounding, 1e-14 * abs(here)), 0.0, rise)


def split(problem: Problem, w: Array) -> bool:
    """Whether the surface comes close to another value on every way to w (2,), as (x² − y²)/(x² + y²) to 0: around a
    ring its values differ as much as around a narrower one, from one angle to the next little: at a step they jump."""
    wide, narrow = (problem.value(w + radius * problem.width * AROUND) for radius in (1e-3, 1e-4))
    differ = np.ptp(narrow)
    jumps = np.abs(np.diff(narrow, append=narrow[0])).max()
    return bool(differ > SPLIT * np.ptp(wide) and differ > problem.rounding and 2 * jumps < differ)


def torn(problem: Problem, w: Array) -> bool:
    """Whether the function jumps at w (2,): a much narrower ring differs from it about as much, as sign(x) at 0."""
    wide, narrow = (max(map(abs, ring(problem, w, radius, WAYS))) for radius in (NARROW[1], NARROW[1] / 1000))
    return SPLIT * wide < narrow < wide / SPLIT


def tidy(w: Array, decimals: int = 12) -> tuple[float, float]:
    x, y = (round(float(v), decimals) + 0.0 for v in w)  # + 0.0: no negative zero
    return x, y


def spread(w: Array) -> Array:
    """Some of the points (n, 2), each as far from those before it as can be: of a continuum, a fair selection."""
    chosen = w[:1]
    while 0 < len(chosen) < min(len(w), 4 * FEW):
        distance = norm(w[:, None] - chosen).min(axis=1)
        chosen = np.concatenate([chosen, w[[distance.argmax()]]])
    return chosen
