"""Where a function that nobody has studied has its minima, maxima and saddles: a search of bounded work.

`_critical.searched` serves surfaces whose critical points are all regular. Here anything may come: points with a flat
direction, whole curves of them, minima at kinks where there is no gradient, and functions that are slow to compute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from surfaces._critical import CIRCLE, extremes, limit
from surfaces._parse_kinks import kinks
from surfaces._parse_work import Price, Work
from surfaces._surface import Array, CriticalPoint

WORK = 6e5  # that may be done in all
KEPT = 3e5, 2.5e5  # of it, after the iterations, and after points beside holes
ITERATIONS = 100
LANES = 4e5  # starts × calls in an iteration
STARTS = (100, 900)  # at least, at most
GRID = (161, 641)  # nodes a side, at least and at most, of the grid on which low and high places are looked for
NODES = 2e7  # nodes × calls
EXTREMES = 400  # low places, and high ones, that are followed
CLOSER = 24  # of the lowest, around which a finer grid is laid
NEAR = 1e-4  # points closer than this part of the domain's width are one
RING = 1e-2  # radius, in widths, of the ring that tells what a degenerate point is, where it is level on a nearer one
NARROW = (1e-3, 1e-4, 1e-5)  # radii, in widths, of rings on which curvature is averaged
FEW, MOST = 8, 200  # points of a continuum, and of a function
LEVEL = 1e-14  # what rounding leaves of a gradient that is zero, in units of curvature × width
AXES = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]])  # along which kinks often lie
AROUND = np.stack([np.cos(t := 2 * np.pi * (np.arange(64) + 0.5) / 64), np.sin(t)], axis=-1)
WAYS = np.concatenate([AROUND, AXES, -AXES])
ALIKE = 0.1  # two Hessians that differ by this share are of one regular point
SPLIT = 0.9  # of the differences on a ring, left on one a tenth as wide: it matters which way one comes


@dataclass(frozen=True)
class Problem:
    """A typed function of points (..., 2), with its derivatives and its domain (2, 2): what it is asked is paid for."""

    surface: Any
    work: Work = field(default_factory=lambda: Work(WORK))

    def value(self, w: Array) -> Array:
        self.work.spend(self.prices[0](w.size // 2))
        return self.surface.value(w)

    def gradient(self, w: Array) -> Array:
        self.work.spend(self.prices[1](w.size // 2))
        return self.surface.gradient(w)

    def hessian(self, w: Array) -> Array:
        self.work.spend(self.prices[2](w.size // 2))
        return self.surface.hessian(w)

    @cached_property
    def prices(self) -> tuple[Price, Price, Price]:
        """Of values, gradients and Hessians."""
        formula = self.surface.formula
        return Price(formula.value), Price(formula.gradient), Price(formula.hessian)

    @cached_property
    def calls(self) -> int:
        """NumPy calls that a Newton step takes."""
        return len(self.surface.formula.gradient.calls) + len(self.surface.formula.hessian.calls)

    @cached_property
    def domain(self) -> Array:
        return np.array(self.surface.domain)

    @property
    def width(self) -> float:
        return float((self.domain[:, 1] - self.domain[:, 0]).min())

    @cached_property
    def cell(self) -> Array:
        """The sides (2,) of the grid's cells."""
        return (self.domain[:, 1] - self.domain[:, 0]) / (len(self.nodes) - 1)

    @cached_property
    def nodes(self) -> Array:
        side = int(np.clip(np.sqrt(NODES / max(self.calls, 1)), *GRID))
        return self.lattice(side + 1 - side % 2, offset=0.0)

    @cached_property
    def heights(self) -> Array:
        return self.value(self.nodes)

    @cached_property
    def rounding(self) -> float:
        """Differences in height up to this are none, where heights are of the usual size."""
        finite = self.heights[np.isfinite(self.heights)]
        return 1e-14 * float(np.median(np.abs(finite - finite.min()))) if finite.size else 0.0

    def height(self, w: Array) -> Array:
        """The value at points (n, 2); beside a point without one, such as 0/0, what it is close by."""
        found = self.value(w)
        if (holes := ~np.isfinite(found)).any():
            found[holes] = limit(self.value, w[holes], self.width)
        return found

    def inside(self, w: Array) -> Array:
        slack = 1e-9 * self.width
        return np.all((w >= self.domain[:, 0] - slack) & (w <= self.domain[:, 1] + slack), axis=-1)

    def lattice(self, side: int, offset: float = 0.5) -> Array:
        """Points evenly over the domain, (side, side, 2): the centres of side² cells, or with offset 0 the nodes."""
        fractions = (np.arange(side) + offset) / (side - 1 + 2 * offset)
        axes = (low + (high - low) * fractions for low, high in self.domain)
        return np.stack(np.meshgrid(*axes), axis=-1)


def search(problem: Problem) -> tuple[CriticalPoint, ...]:
    """The points found: minima first, each kind by its values; of a continuum a few, of very many the first 200.

    A place where the function is level all around is not marked. Where there is no gradient, only minima are found.
    Of a function that is long to compute some may be missed: the work is bounded, and so are the places that are tried.
    """
    with np.errstate(all="ignore"):
        low, high = extreme_nodes(problem)
        starts = np.concatenate([low, high, closer(problem, low[:CLOSER])])
        points = stationary(problem, np.concatenate([starts, starts + 0.013 * problem.cell]))  # a node may be at a 0/0
        points = points[np.argsort(problem.height(points), kind="stable")]
        curvature, plain = curvatures(problem, points)
        holes, flat = irregular(problem, points[~plain])
        found = [
            regular(problem, w, c)
            for w, c in zip(points[plain], curvature[plain], strict=True)
            if not close(w, holes, NARROW[0] * problem.width)
        ]
        found += [w for w in (*holes, *flat, *kinks(problem, low, points)) if not split(problem, np.array(w.point))]
        found = [w for w in found if w.kind != "saddle" or not torn(problem, np.array(w.point))]
        heights = problem.height(np.array([point.point for point in found]).reshape(-1, 2))
        order = np.lexsort((heights, np.array([point.kind != "minimum" for point in found])))
    return tuple(found[i] for i in order[:MOST])


def extreme_nodes(problem: Problem) -> tuple[Array, Array]:
    """The inner nodes of a grid that lie lower than all their neighbours, and those that lie higher, (n, 2) each, the
    lowest and the highest first, so many. A node without a value is neither, and its neighbours may be both."""
    low, high = extremes(problem.nodes, problem.heights)
    return low[:EXTREMES], high[:EXTREMES]


def closer(problem: Problem, low: Array) -> Array:
    """Low nodes of finer grids around the lowest nodes: in a narrow valley the coarse grid sees only some minima."""
    ticks = np.linspace(-4, 4, 65)
    fine = np.stack(np.meshgrid(ticks, ticks), axis=-1) * problem.cell
    grids = ((w + fine, problem.value(w + fine)) for w in low)
    return np.concatenate([extremes(*grid)[0][:FEW] for grid in grids] or [low])


def stationary(problem: Problem, extra: Array) -> Array:
    """The points (n, 2) in the domain at which a search for ∇f = 0 comes to rest, each once.

    Levenberg-Marquardt from everywhere and from the extra starts, lane by lane.
    """
    side = int(np.sqrt(np.clip(LANES / problem.calls, *STARTS))) if problem.calls else 10
    w = np.concatenate([problem.lattice(side).reshape(-1, 2), extra])
    g, h = problem.gradient(w), problem.hessian(w)
    damping = np.full(len(w), 1e-2)
    rested = []
    for _ in range(ITERATIONS):
        if problem.work.left < KEPT[0]:
            break
        trial = w + newton_step(g, h, damping, problem.width)
        trial_g = problem.gradient(trial)
        better = norm(trial_g) < norm(g)
        w, g = np.where(better[:, None], trial, w), np.where(better[:, None], trial_g, g)
        h = np.where(better[:, None, None], problem.hessian(w), h)
        damping = np.clip(np.where(better, damping / 10, damping * 10), 1e-15, None)
        moving = (damping < 1e8) & (norm(g) > 0)  # the others find nothing better nearby
        rested.append(w[~moving])
        w, g, h, damping = w[moving], g[moving], h[moving], damping[moving]
    w = np.concatenate([*rested, w])
    w = w[problem.inside(w) & np.isfinite(problem.value(w))]
    g, h = problem.gradient(w), problem.hessian(w)
    w, g = (part[at_rest(g, h, problem.width)] for part in (w, g))
    steep = np.nanmax(norm(problem.gradient(around(problem, w, NARROW[0]))), axis=1, initial=0.0)
    w, g = (part[norm(g) <= 1e-2 * steep] for part in (w, g))  # not beside a pole
    return distinct(w[np.argsort(norm(g), kind="stable")], NEAR * problem.width)


def around(problem: Problem, w: Array, radius: float) -> Array:
    """Points (n, 16, 2) on rings around points (n, 2); the radius is in widths."""
    return w[:, None] + radius * problem.width * CIRCLE


def curvatures(problem: Problem, w: Array) -> tuple[Array, Array]:
    """The Hessian's eigenvalues (n, 2) at points, and where they are to be trusted.

    There none is zero, and the Hessian is that of the surroundings, on some ring: it is not beside a 0/0, where its
    formula is all rounding, nor beside a point where it vanishes.
    """
    h = problem.hessian(w)
    h = np.where(np.isfinite(h).all(axis=(-2, -1), keepdims=True), h, 0.0)
    curvature = np.linalg.eigvalsh(h)
    size = np.abs(curvature)
    plain = size.min(axis=-1) > 1e-6 * size.max(axis=-1)
    means = (problem.hessian(around(problem, w, radius)).mean(axis=1) for radius in NARROW)
    seen = [np.abs(mean - h).max(axis=(-2, -1)) <= ALIKE * size.max(axis=-1) for mean in means]
    return curvature, plain & np.logical_or.reduce(seen)


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
        if problem.work.left < KEPT[1]:
            break
        place = placed(problem, point)
        if place is not None and not close(place, found, NARROW[0] * problem.width):
            found.append(regular(problem, place, c))
    flat = [point for place in spread(w[~holes]) if (point := degenerate(problem, place)) is not None]
    return found, flat[:FEW]


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


def newton_step(g: Array, h: Array, damping: Array, width: float) -> Array:
    """The step (n, 2) that minimises |g + H d|² + damping tr(H²) |d|², at most half the domain's width long."""
    a, b, c = h[:, 0, 0], h[:, 0, 1], h[:, 1, 1]
    ridge = damping * (a * a + 2 * b * b + c * c)
    p, q, r = a * a + b * b + ridge, b * (a + c), b * b + c * c + ridge
    u, v = a * g[:, 0] + b * g[:, 1], b * g[:, 0] + c * g[:, 1]
    step = -np.stack([r * u - q * v, p * v - q * u], axis=-1) / (p * r - q * q)[:, None]
    step = np.where(np.isfinite(step), step, 0.0)
    return step * np.minimum(1.0, 0.5 * width / np.maximum(norm(step), 1e-300))[:, None]


def norm(g: Array) -> Array:
    return np.hypot(g[..., 0], g[..., 1])


def at_rest(g: Array, h: Array, width: float) -> Array:
    """Whether Newton's step is short along both of the Hessian's axes: a test that scaling f does not change."""
    finite = np.isfinite(g).all(axis=-1) & np.isfinite(h).all(axis=(-2, -1))
    curvature, axes = np.linalg.eigh(np.where(finite[:, None, None], h, 0.0))
    slope = np.abs(np.einsum("nij,ni->nj", axes, np.where(finite[:, None], g, 0.0)))
    largest = np.abs(curvature).max(axis=-1, keepdims=True)
    return finite & (slope <= width * (1e-6 * np.abs(curvature) + LEVEL * largest)).all(axis=-1)


def distinct(w: Array, distance: float) -> Array:
    """The first point of each cluster."""
    kept = []
    while len(w):
        kept.append(w[0])
        w = w[norm(w - w[0]) > distance]
    return np.array(kept).reshape(-1, 2)


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
    becomes less, and then where fewer decimals, near by, have no more slope.
    """
    w = _followed(problem, w)
    slope = _slope(problem, w)
    w = next((near for near in _rounder(problem, w) if _slope(problem, near) <= slope), w)
    kinds = (by_heights(*ring(problem, w, radius, WAYS)) for radius in (NARROW[0], RING))
    kind = next(filter(None, kinds), "")
    return CriticalPoint(tidy(w), kind, degenerate=True) if kind else None


def _followed(problem: Problem, w: Array) -> Array:
    """The end of Newton's steps from w (2,), each of which makes the slope less: many, where curvature fades."""
    slope = _slope(problem, w)
    for _ in range(ITERATIONS):
        curvature, axes = np.linalg.eigh(np.nan_to_num(problem.hessian(w)))
        trial = w - axes @ ((problem.gradient(w) @ axes) / curvature)
        if not (norm(trial - w) <= NEAR * problem.width and (less := _slope(problem, trial)) < slope):
            break
        w, slope = trial, less
    return w


def _rounder(problem: Problem, w: Array) -> Iterator[Array]:
    """The points near by with fewer decimals, the fewest first."""
    rounded = (np.round(w, decimals) for decimals in range(12))
    return (near for near in rounded if norm(near - w) <= NEAR * problem.width)


def _slope(problem: Problem, w: Array) -> float:
    return float(norm(problem.gradient(w)))


def ring(problem: Problem, w: Array, radius: float, around: Array = AROUND) -> tuple[float, float]:
    """The least and the largest rise from w to a ring around it, 0 for mere rounding; the radius is in widths."""
    here, there = float(problem.value(w)), problem.value(w + radius * problem.width * around)
    rise = (there - here)[np.isfinite(there)]
    rise[np.abs(rise) <= max(problem.rounding, 1e-14 * abs(here))] = 0.0
    return float(rise.min(initial=np.inf)), float(rise.max(initial=-np.inf))


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
    return narrow > SPLIT * wide > 0


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
