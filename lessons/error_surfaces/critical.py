"""The critical points in a picture: those that a surface declares, and those that Newton's method finds beside them."""

from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lessons._claims import listed, said
from lessons._text import counted
from lessons.error_surfaces.local import curved
from optim import run
from optim._linalg import eigh
from optim.newton import Newton
from surfaces import CriticalPoint
from surfaces._critical import classified

Array = np.ndarray

GRID = 72  # starts along each side
STEPS = 40
APART = 1e-6  # of the picture: what is nearer to each other than this is one point
STILL = 1e-9  # of the picture: how little the last step moved where Newton's method has come to rest
ROUNDING = 1e-12  # of the surface's typical curvature: below it a curvature is rounding error, and a point flat ground
MOST = 600  # more points than this are not listed
FLAT = 1e-6  # of the larger curvature: on a line of critical points the smaller is less
KINDS = ("minimum", "saddle", "maximum")


class Found(NamedTuple):
    """Critical points in the picture, the lowest first, and how they were found: "search", "known" where it misses some
    that are declared, "continuum", "many" or "kinks"."""

    points: tuple[CriticalPoint, ...]
    how: str


@lru_cache(maxsize=128)
def found(surface: Any) -> Found:
    """The declared critical points and, on a smooth surface, those to which Newton's method leads from a grid."""
    low, high = np.array(surface.domain, dtype=float).T
    declared = [c for c in surface.critical_points() if _inside(np.array(c.point), low, high)]
    if not surface.smooth:
        return Found(tuple(declared), "kinks")
    points = _searched(surface, low, high)
    if len(points) > MOST:
        least, largest = np.sort(np.abs(eigh(surface.hessian(points))[0]), axis=-1).T
        return Found(tuple(declared), "continuum" if np.median(least / largest) < FLAT else "many")
    known = np.array([c.point for c in declared]).reshape(-1, 2)
    same = (np.abs(points[:, None] - known) <= 10 * APART * (high - low)).all(axis=-1)  # (searched, declared)
    every = (*declared, *classified(surface, list(points[~same.any(axis=1)])))
    how = "search" if same.any(axis=0).all() else "known"
    return Found(tuple(sorted(every, key=lambda c: float(surface.value(c.point)))), how)


def _inside(points: Array, low: Array, high: Array) -> Array:
    slack = APART * (high - low)
    return ((points >= low - slack) & (points <= high + slack)).all(axis=-1)


def _searched(surface: Any, low: Array, high: Array) -> Array:
    """The points (count, 2) of the picture at which Newton's method comes to rest, each once."""
    size, shares = high - low, (np.arange(GRID) + 0.5) / GRID
    starts = low + np.stack(np.meshgrid(shares, shares), axis=-1).reshape(-1, 2) * size
    with np.errstate(all="ignore"):
        t = run(Newton(), surface, starts, STEPS, record_states=False)
        before, points = t.points[-2:]
        bends = np.abs(eigh(surface.hessian(points))[0]).max(axis=-1)
        typical = np.nanmedian(np.abs(eigh(surface.hessian(starts))[0]))
        still = np.abs((points - before) / size).max(axis=-1) <= STILL
        points = points[still & _inside(points, low, high) & (bends > ROUNDING * typical)]
    points = points[np.unique(np.round((points - low) / size / APART), axis=0, return_index=True)[1]]
    kept: list[Array] = []
    for point in points:
        if len(kept) > MOST:
            break
        if not kept or (np.abs((np.array(kept) - point) / size).max(axis=1) > 3 * APART).all():
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def verdict(surface: Any) -> str:
    """How many critical points of which kind are known, and how."""
    points, how = found(surface)
    count = Counter(c.kind for c in points)
    plurals = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles"}
    kinds = listed([f"{count[kind]} {plurals[kind] if count[kind] != 1 else kind}" for kind in KINDS if count[kind]] or
                   ["none"])  # fmt: skip
    return said(
        how == "search"
        and f"Newton’s method, from {GRID * GRID:,} starts, finds {counted(len(points), 'critical point')} in this "
        f"picture: {kinds}.",
        how == "known"
        and f"Known, or found by Newton’s method from {GRID * GRID:,} starts: "
        f"{counted(len(points), 'critical point')} in this picture, {kinds}.",
        how == "many"
        and f"Newton’s method, from {GRID * GRID:,} starts, finds more than {MOST} critical points in this picture. "
        f"Listed: {kinds}.",
        how == "continuum"
        and "Whole lines of critical points lie here, each beside others. "
        + ("A few are listed." if len(points) > 1 else f"{('None', 'One')[len(points)]} is listed."),
        how == "kinks"
        and (
            "This surface has kinks or jumps, where it has neither gradient nor Hessian."
            if surface.twice
            else "On some lines this surface has no Hessian."
        )
        + " The minima known are listed.",
        any(c.degenerate and curved(surface, c.point) for c in points) and "Degenerate: an eigenvalue is 0.",
    )
