"""What a surface is like around a point: gradient, Hessian, eigenvalues and the ways in which it bends."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from figures.relief import relief_of
from lessons._claims import said
from optim._linalg import eigh, matvec
from surfaces._critical import curved as has_hessian

Array = np.ndarray

ZERO = 1e-9  # of the products that make a determinant: one this small beside them is 0
ROUNDING = 1e-14  # of the largest eigenvalue: a curvature this small is none
SHORT = 1e-6  # of the picture: how far off a critical point may be on which rounding puts a place
STILL = 1e-12  # of a surface's typical slope: a slope this small is rounding error
REACHES = 1e-5, 1e-6  # of the picture: how far both ways a kink is looked for
BENT = 1e-4  # of the picture's rise: a bend that does not fade is a kink from here on
WAYS = np.stack([np.cos(angles := np.linspace(0, np.pi, 12, endpoint=False)), np.sin(angles)], axis=-1)


class Local(NamedTuple):
    """A surface around a point; eigenvalues ascending, their eigenvectors in columns; NaN where there is no Hessian."""

    point: Array
    value: float
    gradient: Array
    hessian: Array
    eigenvalues: Array
    eigenvectors: Array

    @property
    def bends(self) -> Array:
        """+1, 0 or −1 for each eigenvalue: up, not at all, down."""
        return np.sign(self.eigenvalues)

    def curvature(self, directions: Array) -> Array:
        """uᵀHu along unit vectors u (..., 2), 0 where it is a rounding error."""
        along = (directions * matvec(self.hessian, directions)).sum(axis=-1)
        return np.where(np.abs(along) <= ROUNDING * np.abs(self.eigenvalues).max(), 0.0, along)

    def model(self, offsets: Array) -> Array:
        """The local quadratic E + ∇Eᵀδ + ½ δᵀHδ at offsets δ (..., 2)."""
        straight = (offsets * self.gradient).sum(axis=-1)
        return self.value + straight + 0.5 * (offsets * matvec(self.hessian, offsets)).sum(axis=-1)


def inertia(hessian: Array) -> tuple[Array, Array]:
    """How many eigenvalues of matrices (..., 2, 2) are negative and how many are positive; the others are 0.

    Told by determinant and trace, which different scales of the two axes do not disturb.
    """
    a, b, c = hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1]
    det, product = a * c - b * b, np.maximum(np.abs(a * c), b * b)
    det, trace = np.where(np.abs(det) <= ZERO * product, 0.0, np.sign(det)), np.sign(a + c)
    up = np.where(det > 0, np.where(trace > 0, 2, 0), np.where(det < 0, 1, (trace > 0).astype(int)))
    down = np.where(det > 0, np.where(trace < 0, 2, 0), np.where(det < 0, 1, (trace < 0).astype(int)))
    return down, up


def spectrum(hessian: Array) -> tuple[Array, Array]:
    """Eigenvalues (2,), ascending, and eigenvectors in columns; a zero is 0, a small one has its digits."""
    values, vectors = eigh(hessian)
    down, up = inertia(hessian)
    first, second = values[..., 0], values[..., 1]
    less = np.abs(first) <= np.abs(second)
    small, large = np.where(less, first, second), np.where(less, second, first)
    with np.errstate(all="ignore"):
        exact = (hessian[..., 0, 0] * hessian[..., 1, 1] - hessian[..., 0, 1] ** 2) / large
    difference = np.abs(small) < 1e-6 * np.abs(large)  # it is a small difference: the determinant is none
    known = np.isfinite(first) & np.isfinite(second)
    kept = [np.where(difference & own, exact, value) for value, own in ((first, less), (second, np.logical_not(less)))]
    zero = [known & (down <= i) & (i < 2 - up) for i in range(2)]
    return np.stack([np.where(none, 0.0, value) for none, value in zip(zero, kept, strict=True)], axis=-1), vectors


def kinked(surface: Any, point: Any) -> bool:
    """Whether a surface has a kink or a jump at a point (2,): a slope that differs before and behind it.

    What a slope changes by over a short way fades with the way where the surface is smooth, and does not at a kink.
    """
    if surface.smooth:
        return False
    point, size = np.asarray(point, dtype=float), sides(surface)
    changes = []
    for reach in REACHES:
        step = reach * size * WAYS
        bent = surface.value(point + step) + surface.value(point - step) - 2 * surface.value(point)
        changes.append(float(np.abs(bent).max()) / reach)
    return changes[1] > max(BENT * float(np.nanmedian(np.abs(relief_of(surface).values))), changes[0] / 2)


def curved(surface: Any, point: Any) -> bool:
    """Whether a surface has a Hessian at a point (2,)."""
    usual = typical_slope(surface) * float(sides(surface).max())
    return not kinked(surface, point) and has_hessian(surface, point, usual)


def local(surface: Any, point: Any) -> Local:
    """What the surface is like around a point (2,); slopes and eigenvalues that are rounding errors are 0.

    At a kink there is neither gradient nor Hessian, and elsewhere there can be no Hessian, whatever the surface hands
    to the rules there.
    """
    here = around(surface, np.asarray(point, dtype=float), typical_slope(surface), float(sides(surface).min()))
    here = here._replace(value=float(here.value))
    if curved(surface, point):
        return here
    names = (*(("gradient",) if kinked(surface, point) else ()), "hessian", "eigenvalues", "eigenvectors")
    return here._replace(**{name: np.full_like(getattr(here, name), np.nan) for name in names})


def around(surface: Any, w: Array, typical: float, width: float) -> Local:
    """The same at numbers that may be those of a trace, given the surface's typical slope and the picture's width.

    A slope is rounding error if it is tiny beside the typical one and a tiny way makes it good, along either axis: in a
    flat tail or valley, where the curvature is tiny too, it is not.
    """
    with np.errstate(all="ignore"):
        value, gradient, hessian = surface.value(w), surface.gradient(w), surface.hessian(w)
    values, vectors = spectrum(hessian)
    slopes = np.abs((vectors * gradient[..., :, None]).sum(axis=-2))
    bends = np.abs(values)
    level = SHORT * width * np.maximum(bends, ROUNDING * np.max(bends, axis=-1)[..., None])
    tiny = (np.abs(gradient) <= STILL * typical) & (slopes <= level).all(axis=-1)[..., None]
    gradient = np.where(tiny, 0.0, gradient)
    return Local(w, value, gradient, hessian, values, vectors)


def verdict(here: Local) -> str:
    """What stands at the probe: where the gradient is zero, the signs of the eigenvalues decide, if they can."""
    if not np.isfinite(here.gradient).all():
        return "Here the surface has a kink or a jump: neither a gradient nor a Hessian."
    if not np.isfinite(here.hessian).all():
        return "Here the surface has no Hessian."
    up, down = int((here.bends > 0).sum()), int((here.bends < 0).sum())
    still = not here.gradient.any()
    ways = {(2, 0): "up in every direction", (0, 2): "down in every direction", (1, 1): "up one way and down the other",
            (1, 0): "up one way, and the other way not at all", (0, 1): "down one way, and the other way not at all",
            (0, 0): "in no direction"}[up, down]  # fmt: skip
    kind = {(2, 0): "a minimum", (0, 2): "a maximum", (1, 1): "a saddle"}.get((up, down))
    zero = "is an eigenvalue" if up + down else "are both eigenvalues"
    return said(
        f"Here the surface bends {ways}.",
        not still and "But it slopes: this is no critical point.",
        still and kind and f"The gradient is zero: **{kind}**.",
        still and not kind and f"The gradient is zero, and so {zero}: the Hessian alone does not decide.",
    )


def sides(surface: Any) -> Array:
    """The lengths (2,) of the domain's sides."""
    return np.ptp(np.array(surface.domain, dtype=float), axis=1)


def rounded(surface: Any, x: float, y: float) -> tuple[float, float]:
    """The point in round numbers, within the domain."""
    w = np.clip([float(f"{x:.4g}"), float(f"{y:.4g}")], *np.array(surface.domain, dtype=float).T)
    return float(w[0]), float(w[1])


def beside(surface: Any) -> tuple[float, float]:
    """A place away from the middle, where there is something to see: for a probe on a surface that has just come up."""
    low, high = np.array(surface.domain, dtype=float).T
    x, y = low + (0.7, 0.62) * (high - low)
    return float(x), float(y)


@lru_cache(maxsize=128)
def typical_slope(surface: Any) -> float:
    """The median length of the gradient over the picture."""
    relief = relief_of(surface)
    grid = np.stack(np.meshgrid(relief.x[::8], relief.y[::8]), axis=-1)
    with np.errstate(all="ignore"):
        return float(np.nanmedian(np.linalg.norm(surface.gradient(grid), axis=-1)))
