"""Where a function that nobody has studied has its minima, maxima and saddles: a search of bounded work.

`_critical.searched` serves surfaces whose critical points are all regular. Here anything may come: points with a flat
direction, whole curves of them, minima at kinks where there is no gradient, and functions that are slow to compute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surfaces._surface import Array, CriticalPoint

ITERATIONS = 100
WORK = 4e5  # starts × calls in an iteration
STARTS = (100, 900)  # at least, at most
GRID = 97  # nodes a side of the grid on which low and high places are looked for
NEAR = 1e-4  # points closer than this part of the domain's width are one
RING = 1e-2  # radius, in widths, of the ring on which a degenerate point is compared with its surroundings
FEW, MOST = 8, 200  # points of a continuum, and of a function
LEVEL = 1e-14  # what rounding leaves of a gradient that is zero, in units of curvature × width
SECTIONS = 44  # golden sections: 0.618^44 of a box of eight cells is 1e-10 of the domain


@dataclass(frozen=True)
class Problem:
    """A function of points (..., 2), its derivatives, its domain (2, 2), and how many calls a Newton step takes."""

    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    hessian: Callable[[Array], Array]
    domain: Array
    calls: int

    @property
    def width(self) -> float:
        return float((self.domain[:, 1] - self.domain[:, 0]).min())

    @cached_property
    def nodes(self) -> Array:
        return self.lattice(GRID, offset=0.0)

    @cached_property
    def heights(self) -> Array:
        return self.value(self.nodes)

    @cached_property
    def curvature(self) -> float:
        """A typical second derivative."""
        h = np.abs(self.hessian(self.lattice(16))).max(axis=(-2, -1))
        return float(np.median(h[np.isfinite(h)])) if np.isfinite(h).any() else 0.0

    @cached_property
    def rounding(self) -> float:
        """Differences in height up to this are none."""
        finite = self.heights[np.isfinite(self.heights)]
        return 1e-14 * float(np.ptp(finite)) if finite.size else 0.0

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
    """
    with np.errstate(all="ignore"):
        low, high = extreme_nodes(problem)
        points = stationary(problem, np.concatenate([low, high]))
        curvature = np.linalg.eigvalsh(problem.hessian(points))
        largest = np.abs(curvature).max(axis=-1)
        flat = np.abs(curvature).min(axis=-1) <= 1e-6 * np.maximum(largest, problem.curvature)
        found = [regular(w, c) for w, c in zip(points[~flat], curvature[~flat], strict=True)]
        found += [point for w in spread(points[flat]) if (point := degenerate(problem, w)) is not None][:FEW]
        found += kinks(problem, low, points)
        found.sort(key=lambda point: (point.kind != "minimum", float(problem.value(np.array(point.point)))))
    return tuple(found[:MOST])


def extreme_nodes(problem: Problem) -> tuple[Array, Array]:
    """The inner nodes of a grid that lie lower, and those that lie higher, than all their neighbours: (n, 2) each."""
    w, values = problem.nodes, problem.heights
    rows = range(3)
    shifted = [values[i : GRID - 2 + i, j : GRID - 2 + j] for i in rows for j in rows if (i, j) != (1, 1)]
    inner, middle = w[1:-1, 1:-1], values[1:-1, 1:-1]
    lower = np.logical_and.reduce([middle <= other for other in shifted])
    higher = np.logical_and.reduce([middle >= other for other in shifted])
    level = lower & higher
    return inner[lower & ~level][:MOST], inner[higher & ~level][:MOST]


def stationary(problem: Problem, extra: Array) -> Array:
    """The points (n, 2) in the domain at which a search for ∇f = 0 comes to rest, each once.

    Levenberg-Marquardt from everywhere and from the extra starts, lane by lane.
    """
    side = int(np.sqrt(np.clip(WORK / problem.calls, *STARTS))) if problem.calls else 10
    w = np.concatenate([problem.lattice(side).reshape(-1, 2), extra])
    g, h = problem.gradient(w), problem.hessian(w)
    steepest = float(np.max(norm(g), initial=0.0, where=np.isfinite(norm(g))))
    damping = np.full(len(w), 1e-2)
    rested = []
    for _ in range(ITERATIONS):
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
    rest = at_rest(g, h, problem.width) & (norm(g) <= 1e-6 * steepest)  # beside a pole a step is short but g is huge
    best = np.argsort(norm(g[rest]), kind="stable")
    return distinct(w[rest][best], NEAR * problem.width)


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


def regular(w: Array, curvature: Array) -> CriticalPoint:
    kind = "minimum" if curvature[0] > 0 else "maximum" if curvature[1] < 0 else "saddle"
    return CriticalPoint(tidy(w), kind)


def degenerate(problem: Problem, w: Array) -> CriticalPoint | None:
    """A stationary point with a flat direction, by the heights around it; None if the function is level there."""
    low, high = ring(problem, w, RING)
    if not (low < 0 or high > 0):
        return None
    kind = "minimum" if low >= 0 else "maximum" if high <= 0 else "saddle"
    return CriticalPoint(tidy(w), kind, degenerate=True)


def ring(problem: Problem, w: Array, radius: float) -> tuple[float, float]:
    """The least and the largest rise from w to a ring around it, 0 for mere rounding; the radius is in widths."""
    angles = 2 * np.pi * (np.arange(64) + 0.5) / 64
    around = w + radius * problem.width * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    here, there = float(problem.value(w)), problem.value(around)
    rise = (there - here)[np.isfinite(there)]
    rise[np.abs(rise) <= max(problem.rounding, 1e-14 * abs(here))] = 0.0
    return float(rise.min(initial=np.inf)), float(rise.max(initial=-np.inf))


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


def kinks(problem: Problem, low: Array, known: Array) -> list[CriticalPoint]:
    """Minima without a gradient of zero, near the low nodes of the grid: by golden sections within golden sections.

    The inner sections follow a valley however it is turned, where a search along fixed directions gets stuck in it.
    """
    cell = (problem.domain[:, 1] - problem.domain[:, 0]) / (GRID - 1)
    apart = 4 * float(cell.max())
    low = np.array([w for w in low if not len(known) or norm(known - w).min() > apart]).reshape(-1, 2)
    low = distinct(low[np.argsort(problem.value(low), kind="stable")], apart)[:FEW]
    if not len(low):
        return []
    w = lowest_in_boxes(problem, low - apart, low + apart)
    w = w[problem.inside(w) & (np.abs(w - low) < 0.99 * apart).all(axis=-1)]
    found = distinct(w, 10 * NEAR * problem.width)
    return [CriticalPoint(tidy(point, 8), "minimum", degenerate=True) for point in found if is_kink(problem, point)]


def is_kink(problem: Problem, w: Array) -> bool:
    """Whether the function rises all around w, and from w: at a pole it jumps, and has no minimum."""
    (near, _), (middle, _), (far, _) = (ring(problem, w, radius) for radius in (RING / 100, RING / 10, RING))
    return 0 < near < middle < far and near < far / 2


def lowest_in_boxes(problem: Problem, low: Array, high: Array) -> Array:
    """The lowest point of each box (n, 2), if the function falls and then rises along every line in it."""

    def along_x(x: Array) -> tuple[Array, Array]:
        return golden(lambda y: problem.value(np.stack([x, y], axis=-1)), low[:, 1], high[:, 1])

    x, _ = golden(lambda x: along_x(x)[1], low[:, 0], high[:, 0])
    return np.stack([x, along_x(x)[0]], axis=-1)


def golden(function: Callable[[Array], Array], low: Array, high: Array) -> tuple[Array, Array]:
    """Golden-section search in each interval (n,): where the minimum is, and its value. NaN counts as high."""
    ratio = (np.sqrt(5) - 1) / 2
    a, b = low, high
    c, d = b - ratio * (b - a), a + ratio * (b - a)
    at_c, at_d = function(c), function(d)
    for _ in range(SECTIONS):
        left = (at_c <= at_d) | np.isnan(at_d)
        a, b = np.where(left, a, c), np.where(left, d, b)
        new = np.where(left, b - ratio * (b - a), a + ratio * (b - a))
        at_new = function(new)
        c, d = np.where(left, new, d), np.where(left, c, new)
        at_c, at_d = np.where(left, at_new, at_d), np.where(left, at_c, at_new)
    middle = (a + b) / 2
    return middle, function(middle)
