"""Critical points: classified by the Hessian's eigenvalues, polished by Newton's method, or searched for on a grid."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from surfaces._protocol import SurfaceLike
from surfaces._surface import Array, CriticalPoint, Surface

GRID = {1: 2001, 2: 31}  # starts along each axis, by the number of axes
FINE = 401  # nodes a side of the grid on which low and high places are looked for
EXTREMES = 400  # of them, at most
FLAT = 1e-9  # an eigenvalue this small beside the largest one counts as zero
NEWTON_STEPS = 60
CIRCLE = np.stack([np.cos(np.arange(16) * np.pi / 8 + 0.1), np.sin(np.arange(16) * np.pi / 8 + 0.1)], axis=-1)
AGREE = 0.01  # of the range of values around: on one ring they must lie closer together
WAYS = np.stack([np.cos(angles := np.linspace(0, 2 * np.pi, 24, endpoint=False)), np.sin(angles)], axis=-1)
REACHES = 1e-5, 1e-6  # of the picture: how far off a slope is compared with what the Hessian says that it should be
ALIKE, USUAL = 0.05, 0.01  # of the largest curvature, or of the usual one: what a Hessian may err by
FADES = 3.0  # times less it errs ten times nearer, at least, where there is one
RINGS = 10.0 ** -np.arange(2.0, 6.5, 0.5)  # radii, in widths of the domain, around a point without a value


def kind(eigenvalues: Any) -> tuple[str, bool]:
    """("minimum", "maximum" or "saddle", degenerate) from the Hessian's eigenvalues at a critical point.

    Zeros are taken to be flat directions: (2, 0) is the minimum along a trough, (-2, 0) the maximum along a ridge.
    """
    eigenvalues = np.asarray(eigenvalues, dtype=float)
    flat = np.abs(eigenvalues) <= FLAT * np.abs(eigenvalues).max()
    if (flat | (eigenvalues > 0)).all():
        return "minimum", bool(flat.any())
    if (flat | (eigenvalues < 0)).all():
        return "maximum", bool(flat.any())
    return "saddle", bool(flat.any())


def zeroed(eigenvalues: Any, degenerate: Any) -> Array:
    """The eigenvalues (..., dims) of critical points, 0 for what is left of a zero where a point lies between floats:
    of (3x − 1)³ + y² at 0.333333333333 it is −5e−11."""
    eigenvalues = np.asarray(eigenvalues, dtype=float)
    size = np.abs(eigenvalues)
    left = np.expand_dims(degenerate, -1) & (size <= FLAT * size.max(axis=-1, keepdims=True, initial=0.0))
    return np.where(left, 0.0, eigenvalues)


def curved(surface: SurfaceLike, point: Any, usual: float) -> bool:
    """Whether a surface has a Hessian at a point: one that tells by how much its slope changes on every side.

    `usual` is a curvature that is usual on the surface, of the picture made a square: much smaller ones tell nothing.
    Looked for on surfaces of the plane that are declared not to have one everywhere.
    """
    if (surface.smooth and surface.twice) or surface.dims != 2 or surface.domain is None:
        return True
    w, size = np.asarray(point, dtype=float), np.ptp(np.array(surface.domain, dtype=float), axis=1)
    with np.errstate(all="ignore"):
        hessian, gradient = surface.hessian(w) * np.outer(size, size), surface.gradient(w)
        slopes = [(surface.gradient(w + reach * size * WAYS) - gradient) * size / reach for reach in REACHES]
        far, near = (float(np.abs(slope - WAYS @ hessian).max()) for slope in slopes)
        return near <= max(ALIKE * max(float(np.abs(hessian).max()), USUAL * usual), far / FADES)


def limit(value: Callable[[Array], Array], w: Array, width: float) -> Array:
    """What the values around points (n, 2) come close to, as at 0/0: an extrapolation from rings to their centre.

    The mean over a ring differs from the centre by h², which two rings take away (Richardson); of rings wide and narrow
    that pair counts which the next one changes least, since narrow ones suffer from rounding. NaN where the values on
    no ring agree: what they come close to depends on the way, as for (x² − y²)/(x² + y²).
    """
    rings = RINGS[:, None, None, None] * width
    inner, outer = (value(w + factor * rings * CIRCLE[:, None]) for factor in (1, 2))
    spread = np.ptp(inner, axis=1)
    least, reach = np.where(np.isfinite(spread), spread, np.inf).min(axis=0), np.ptp(np.nan_to_num(inner), axis=(0, 1))
    agree = least <= AGREE * reach
    estimates = (4 * inner.mean(axis=1) - outer.mean(axis=1)) / 3
    changes = np.abs(np.diff(estimates, axis=0))
    best = np.where(np.isfinite(changes), changes, np.inf).argmin(axis=0)
    return np.where(agree, np.take_along_axis(estimates, best[None], axis=0)[0], np.nan)


def lowest(surface: SurfaceLike) -> tuple[Array, float] | None:
    """The lowest known minimum, and the value there, at 0/0 the limit; None where none is known, or none has a value.

    Of a surface without lanes. Counts as an evaluation where evaluations are counted: ask its `mean`.
    """
    minima = surface.minima()
    with np.errstate(all="ignore"):
        values = np.asarray(surface.value(minima), dtype=float)
        holes = ~np.isfinite(values)
        if holes.any() and surface.dims == 2 and surface.domain is not None:
            width = min(high - low for low, high in surface.domain)
            values = values.copy()
            values[holes] = limit(surface.value, minima[holes], width)
    if not np.isfinite(values).any():
        return None
    best = int(np.where(np.isfinite(values), values, np.inf).argmin())
    return minima[best], float(values[best])


def classified(surface: Surface, points: Iterable[Any]) -> tuple[CriticalPoint, ...]:
    """Critical points with their kind.

    Each coordinate is rescaled to a curvature of one first, which changes no sign (Sylvester's law of inertia) but lets
    the signs be seen on surfaces whose curvatures differ by more than the digits of a float.
    """
    found = []
    for point in points:
        hessian = surface.hessian(point)
        curvature = np.abs(np.diagonal(hessian))
        scale = 1 / np.sqrt(np.where(curvature > 0, curvature, 1.0))
        eigenvalues = np.linalg.eigvalsh(hessian * np.outer(scale, scale))
        found.append(CriticalPoint(tuple(float(c) for c in point), *kind(eigenvalues)))
    return tuple(found)


@lru_cache(maxsize=256)
def polished(surface: Surface, starts: tuple[tuple[float, ...], ...]) -> tuple[CriticalPoint, ...]:
    """The critical points that Newton's method finds from a few good starts, classified, in the order of the starts.

    A start from which it does not converge is left out, and a point found twice is given once.
    """
    points = _newton(surface, np.array(starts, dtype=float))
    return classified(surface, _distinct(points, scale=1.0))


@lru_cache(maxsize=256)
def searched(surface: Surface) -> tuple[CriticalPoint, ...]:
    """Every critical point that Newton's method finds in the domain from a grid of starts, the lowest first; none
    without a domain."""
    if surface.domain is None:
        return ()
    low, high = np.array(surface.domain, dtype=float).T
    starts = _lattice(surface, GRID[surface.dims]).reshape(-1, surface.dims)
    if surface.dims == 2:  # wells that are narrower than that grid's cells
        fine = _lattice(surface, FINE)
        starts = np.concatenate([starts, *(nodes[:EXTREMES] for nodes in extremes(fine, surface.value(fine)))])
    points = _newton(surface, starts)
    inside = ((points >= low) & (points <= high)).all(axis=-1)
    points = _distinct(points[inside], scale=float((high - low).max()))
    return classified(surface, points[np.argsort(surface.value(points), kind="stable")])


def _lattice(surface: Surface, side: int) -> Array:
    axes = [np.linspace(low, high, side) for low, high in surface.domain or ()]
    return np.stack(np.meshgrid(*axes), axis=-1)


def extremes(w: Array, values: Array) -> tuple[Array, Array]:
    """The lower and the higher inner nodes of a square grid, (n, 2) each, the lowest and the highest first."""
    below, above = np.where(np.isnan(values), np.inf, values), np.where(np.isnan(values), -np.inf, values)
    lower, higher = np.ones_like(values[1:-1, 1:-1], bool), np.ones_like(values[1:-1, 1:-1], bool)
    side = len(values)
    for i, j in ((i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)):
        other = (slice(i, side - 2 + i), slice(j, side - 2 + j))
        lower &= below[1:-1, 1:-1] <= below[other]
        higher &= above[1:-1, 1:-1] >= above[other]
    inner, middle, level = w[1:-1, 1:-1], values[1:-1, 1:-1], lower & higher | np.isnan(values[1:-1, 1:-1])

    def first(chosen: Array, sign: float) -> Array:
        return inner[chosen][np.argsort(sign * middle[chosen], kind="stable")]

    return first(lower & ~level, 1.0), first(higher & ~level, -1.0)


def _newton(surface: Surface, w: Array) -> Array:
    """The points (count, dims) at which Newton's method on the gradient comes to rest; the others are dropped."""
    found = [w[:0]]
    with np.errstate(all="ignore"):
        for _ in range(NEWTON_STEPS):
            gradient, hessian = surface.gradient(w), surface.hessian(w)
            determinant = np.linalg.det(hessian)
            solvable = np.isfinite(gradient).all(axis=-1) & np.isfinite(determinant) & (determinant != 0)
            w = w[solvable]
            step = np.linalg.solve(hessian[solvable], gradient[solvable][..., None])[..., 0]
            w = w - step
            resting = np.abs(step).max(axis=-1) <= 1e-14 * (1 + np.abs(w).max(axis=-1))
            found.append(w[resting])
            w = w[~resting]
            if not len(w):
                break
    return np.concatenate(found)


def _distinct(points: Array, scale: float) -> Array:
    """The points (count, dims) without repetitions, the first of each kept."""
    kept: list[Array] = []
    for point in points:
        if all(np.abs(point - other).max() > 1e-6 * scale for other in kept):
            kept.append(point)
    return np.array(kept).reshape(len(kept), points.shape[-1])
