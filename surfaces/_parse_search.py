"""Where a function that nobody has studied has its minima, maxima and saddles: a search of bounded work.

`_critical.searched` serves surfaces whose critical points are all regular. Here anything may come: points with a flat
direction, whole curves of them, minima at kinks where there is no gradient, and functions that are slow to compute.
"""

import numpy as np

from surfaces._critical import extremes
from surfaces._parse_kinds import FEW, NARROW, NEAR, close, curvatures, irregular, regular, split, torn
from surfaces._parse_kinks import kinks
from surfaces._parse_problem import Problem, around, norm
from surfaces._surface import Array, CriticalPoint

KEPT = 3e5  # of the work, after the iterations
ITERATIONS = 100
LANES = 4e5  # starts × calls in an iteration
STARTS = (100, 900)  # at least, at most
EXTREMES = 400  # low places, and high ones, that are followed
CLOSER = 24  # of the lowest, around which a finer grid is laid
MOST = 200  # points of a function
LEVEL = 1e-14  # what rounding leaves of a gradient that is zero, in units of curvature × width


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
        if problem.work.left < KEPT:
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


def newton_step(g: Array, h: Array, damping: Array, width: float) -> Array:
    """The step (n, 2) that minimises |g + H d|² + damping tr(H²) |d|², at most half the domain's width long."""
    a, b, c = h[:, 0, 0], h[:, 0, 1], h[:, 1, 1]
    ridge = damping * (a * a + 2 * b * b + c * c)
    p, q, r = a * a + b * b + ridge, b * (a + c), b * b + c * c + ridge
    u, v = a * g[:, 0] + b * g[:, 1], b * g[:, 0] + c * g[:, 1]
    step = -np.stack([r * u - q * v, p * v - q * u], axis=-1) / (p * r - q * q)[:, None]
    step = np.where(np.isfinite(step), step, 0.0)
    return step * np.minimum(1.0, 0.5 * width / np.maximum(norm(step), 1e-300))[:, None]


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
