"""A random error surface in many dimensions, its critical points, and how their index goes with their error.

The surface is the spherical spin glass with p = 3 that Choromanska et al. (2015) compare deep networks with:
E(w) = Σ J_ijk w_i w_j w_k / √n on the unit sphere in n dimensions, J_ijk ~ N(0, 1). At a critical point of error E the
Hessian along the sphere is a GOE matrix whose semicircle has the radius 2√6 and the centre −3E (Auffinger, Ben Arous &
Černý 2013): for n → ∞ the share of directions that lead down is zero up to the threshold −2√(2/3), and from there grows
with the error; the lowest error of all lies 1.5% below the threshold. Errors are given in units of the threshold's
magnitude, eigenvalues in units of the radius: then the centre is −E.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from catalog import param
from figures import Film, Panel
from figures.film import bars, curve, dots
from lessons._claims import Settings, percent, said
from lessons._graph import DOWN, UP, graph, line, note, points
from lessons._text import counted, number
from lessons.error_surfaces.random_hessians import goe

Array = np.ndarray

THRESHOLD = 2 * np.sqrt(2 / 3)
RADIUS = 2 * np.sqrt(6)
SIZES = (6, 30)  # dimensions
STARTS = 200
DESCENT, NEWTON_STEPS = 25, 20
ERRORS = np.linspace(-1.25, 1.25, 51)  # over which the clock runs
BINS = np.linspace(-2.4, 2.4, 49)


class Critical(NamedTuple):
    """Critical points: errors (count,) and Hessian eigenvalues along the sphere (count, n − 1)."""

    errors: Array
    eigenvalues: Array

    @property
    def downward(self) -> Array:
        """The share of negative eigenvalues of each."""
        return (self.eigenvalues < 0).mean(axis=1)

    @property
    def minima(self) -> Array:
        """Which of them are minima."""
        return np.all(self.eigenvalues > 0, axis=1)


@dataclass(frozen=True)
class Indices(Settings):
    """The dimension of the random surface."""

    n: int = param(24, *SIZES, legal="[6, 30]", symbol="n", help="Dimension of the surface")


@lru_cache(maxsize=32)
def drawn(n: int, seed: int = 1) -> Critical:
    """The critical points found on one random surface."""
    rng = np.random.default_rng(seed)
    return critical_points(spin_glass(n, rng), rng)


def verdict(critical: Critical) -> str:
    """How low the minima lie that were found, and how low the others."""
    minima, errors = critical.minima, critical.errors
    lows, others = errors[minima], errors[~minima]
    down = critical.downward[~minima][others.argmin()]
    return said(
        f"Found: {counted(len(errors) // 2, 'critical point')} and, as E(−w) = −E(w), as many mirror images.",
        lows.size == 0 and "None of them is a minimum.",
        lows.size == 1 and f"One of them is a minimum, with the error {number(lows[0], 2)}.",
        lows.size > 1
        and f"{lows.size} of them are minima, with errors from {number(lows.min(), 2)} to {number(lows.max(), 2)}.",
        f"The lowest of the others lies at {number(others.min(), 2)}: a saddle, at which {percent(float(down))} of the "
        "directions lead down.",
    )


def spin_glass(n: int, rng: np.random.Generator) -> Array:
    """A random one in n dimensions: the symmetric tensor T (n, n, n) of E(w) = T(w, w, w)."""
    couplings = rng.standard_normal((n, n, n)) / np.sqrt(n)
    orders = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
    return np.sum([couplings.transpose(order) for order in orders], axis=0) / 6


class At(NamedTuple):
    """Points on the sphere (count, n): errors (count, 1), slopes along the sphere (count, n), T's Hessian."""

    w: Array
    error: Array
    slope: Array
    hessian: Array


def at(tensor: Array, w: Array) -> At:
    """E and its derivatives at points of any length, brought onto the sphere."""
    w = w / np.linalg.norm(w, axis=1, keepdims=True)
    hessian = 6 * np.einsum("mi,ijk->mjk", w, tensor)
    gradient = np.einsum("mij,mj->mi", hessian, w) / 2
    error = (w * gradient).sum(axis=1, keepdims=True) / 3
    return At(w, error, gradient - 3 * error * w, hessian)


def critical_points(tensor: Array, rng: np.random.Generator, starts: int = STARTS) -> Critical:
    """Where Newton's method comes to rest from points at many heights; with each w its mirror image −w of error −E."""
    here = at(tensor, rng.standard_normal((starts, len(tensor))))
    until = DESCENT * rng.random((starts, 1)) ** 3
    for k in range(DESCENT):  # descend for a while, some longer than others
        here = at(tensor, here.w - np.where(k < until, 0.08 * here.slope, 0.0))
    for _ in range(NEWTON_STEPS):
        here = at(tensor, here.w + _newton_step(here))
    rest = np.linalg.norm(here.slope, axis=1) < 1e-9
    twice = np.tril(np.abs(here.w @ here.w.T) > 1 - 1e-8, -1).any(axis=1)  # found again, or its mirror image
    return _classified(At(*(part[rest & ~twice] for part in here)))


def _newton_step(here: At) -> Array:
    """The step along the sphere to the stationary point of the local quadratic; no longer than a tenth of a radian."""
    count, n = here.w.shape
    bordered = np.zeros((count, n + 1, n + 1))
    bordered[:, :n, :n] = here.hessian - 3 * here.error[:, :, None] * np.eye(n)
    bordered[:, :n, n] = bordered[:, n, :n] = here.w
    right = np.concatenate([-here.slope, np.zeros((count, 1))], axis=1)
    step = np.linalg.solve(bordered, right[..., None])[:, :n, 0]
    return step * np.minimum(1.0, 0.1 / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-12))


def _classified(here: At) -> Critical:
    """Errors and spectra of critical points and of their mirror images, in the units of this module."""
    identity = np.eye(here.w.shape[1])
    normal = here.w[:, :, None] * here.w[:, None, :]
    along = (identity - normal) @ (here.hessian - 3 * here.error[:, :, None] * identity) @ (identity - normal)
    eigenvalues = np.linalg.eigvalsh(along + 1e6 * normal)[:, :-1] / RADIUS  # the direction off the sphere comes last
    errors = here.error[:, 0] / THRESHOLD
    return Critical(np.concatenate([errors, -errors]), np.concatenate([eigenvalues, -eigenvalues]))


def semicircle(x: Array) -> Array:
    """The density of eigenvalues, for the radius 1."""
    return 2 / np.pi * np.sqrt(np.maximum(1 - np.asarray(x) ** 2, 0.0))


def share_negative(error: Array) -> Array:
    """The share of negative eigenvalues of a semicircle of radius 1 around −error."""
    x = np.clip(error, -1.0, 1.0)
    return 0.5 + (x * np.sqrt(1 - x * x) + np.arcsin(x)) / np.pi


def shift_film(n: int, seed: int) -> Film:
    """The spectrum that wanders as the error rises, and the critical points of a random surface."""
    critical, rng = drawn(n, seed), np.random.default_rng((seed, 1))
    matrices = goe(n - 1, max(4000 // n, 1), rng) / (2 * np.sqrt(n - 1))
    spectrum = np.linalg.eigvalsh(matrices).ravel()
    return Film(
        panels=[_spectrum_panel(spectrum, n), _index_panel(critical, n)],
        tracks=[],
        racers=[],
        rate=len(ERRORS) / 9,
        beat="",
        autoplay=True,
        loop=True,
        length=len(ERRORS) - 1,
    )


def _spectrum_panel(spectrum: Array, n: int) -> Panel:
    heights = np.array([np.histogram(spectrum - e, BINS, density=True)[0] for e in ERRORS])
    middles = (BINS[1:] + BINS[:-1]) / 2
    x = np.linspace(-1.0, 1.0, 61)
    overlays = [
        bars(middles, np.where(middles < 0, heights, 0.0), color=DOWN),
        bars(middles, np.where(middles > 0, heights, 0.0), color=UP),
        curve(x - ERRORS[:, None], semicircle(x)[None], color="@ink", width=2),
    ]
    return graph(
        "spectrum", [line([0, 0], [0, 1], "@ink", 1.5)], (-2.4, 2.4), (0, 0.95), ("eigenvalue", "density"),
        overlays=overlays,
        title="The Hessian’s eigenvalues", subtitle=f"random matrices of dimension {n - 1}, shifted; line: semicircle",
    )  # fmt: skip


def _index_panel(critical: Critical, n: int) -> Panel:
    x = np.linspace(ERRORS[0], ERRORS[-1], 121)
    data = [
        line(x, share_negative(x), "@muted", 2),
        points(critical.errors, critical.downward, UP, 5, "error %{x:.2f}: %{y:.0%} lead down", opacity=0.45),
    ]
    overlays = [dots(ERRORS[:, None], share_negative(ERRORS)[:, None], color=DOWN, size=13)]
    notes = [note(ERRORS[0] + 0.05, 0.07, "minima"), note(ERRORS[-1] - 0.05, 0.93, "maxima", anchor="right"),
             note(0.08, 0.4, "saddles")]  # fmt: skip
    return graph(
        "index", data, (ERRORS[0], ERRORS[-1]), (-0.03, 1.03), ("error of the critical point", "share"), notes=notes,
        overlays=overlays, title="Share of negative eigenvalues against the error",
        subtitle=f"dots: {len(critical.errors) // 2} critical points of a random surface in {n} dimensions, and their "
        "mirror images; line: the law for n → ∞",
    )  # fmt: skip
