"""What the ground is like around a point: values and slopes on a few rings, its eigenvalues, its height."""

from typing import NamedTuple

import numpy as np

from optim import _measure as measure
from optim._record import Array, Record
from surfaces import SurfaceLike
from surfaces._critical import curved

CONTINUOUS = 0.2  # the share of a ring's change that there may be on one a hundredth as wide, which √r has a tenth of
SMALL = 1e-6  # a slope this small beside those around is none
RINGS = (1e-4, 1e-3, 1e-2)  # radii, in the picture
CLOSER = (1.0, 0.1, 0.01)  # shares of the first one, where short waves hide from wider rings what is in the middle
DIRECTIONS, ZOOMS = 256, 8  # in which a crease is looked for, and how often more closely
TURN = np.linspace(0, 2 * np.pi, 16, endpoint=False)
EPS = 64 * np.finfo(float).eps


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
    changes = [surface.value(on_ring(surface, point, closer * radius)) - here for radius in RINGS]
    sizes = [float(np.abs(change).max()) for change in changes]
    if not np.isfinite(np.array([here, *sizes])).all():
        return None
    lower = higher = False
    for change, size in zip(changes, sizes, strict=True):
        noise = EPS * (np.abs(here) + size)
        lower, higher = bool((change < -noise).any()), bool((change > noise).any())
        if (lower and higher) or (np.abs(change) > noise).all():
            break
    if not (lower or higher) or sizes[-1] <= measure.ROUNDING * beside(t, here):
        return None
    kind = "saddle" if lower and higher else "minimum" if higher else "maximum"
    return Ring(kind, sizes[0], sizes[-1])


def creased(t: Record) -> bool:
    """Whether a plane run stands on a crest or in a crease: close by there is a slope that does not fade towards it,
    beside which its own is nothing, or which points the other way."""
    point = t.points[-1]
    if len(point) > 2:
        return False
    slopes = t.surface.gradient(on_ring(t.surface, point, CLOSER[-1] * RINGS[0]))
    here, near = float(np.linalg.norm(t.gradients[-1])), steepest(t.surface, point, RINGS[0])
    turned = (slopes @ t.gradients[-1]).min() <= -CONTINUOUS * here * here
    return bool((here <= CONTINUOUS * near or turned) and not fades(t.surface, point))


def fades(surface: SurfaceLike, point: Array) -> float:
    """How close, as a share of the first ring, slopes around a point have faded beside those a little way off; 0 where
    they do not."""
    off, (first, *_, last) = steepest(surface, point, RINGS[-1]), RINGS
    for share in CLOSER:
        power = np.log(share * first / last) / np.log(first / last)
        if steepest(surface, point, share * first) <= CONTINUOUS**power * off:
            return share
    return 0.0


def steepest(surface: SurfaceLike, point: Array, radius: float) -> float:
    """The steepest slope on a ring around a point."""
    return float(np.nanmax(np.linalg.norm(surface.gradient(on_ring(surface, point, radius)), axis=-1)))


def falls_along(surface: SurfaceLike, point: Array) -> bool:
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


def spectrum(surface: SurfaceLike, w: Array) -> Array:
    """The eigenvalues (dims,) of the Hessian at a point, smallest first; none where it does not exist."""
    if not surface.has_hessian:
        return np.array([])
    low, high = measure.picture(surface)
    usual = steepest(surface, w, RINGS[-1]) * float(np.max(high - low)) / RINGS[-1]
    hessian = surface.hessian(w)
    exists = np.isfinite(hessian).all() and curved(surface, w, usual)
    return np.linalg.eigvalsh(hessian) if exists else np.array([])


def nearby(surface: SurfaceLike, point: Array) -> float:
    """How much values a little way off differ from that at a point, at most."""
    return float(np.abs(surface.value(on_ring(surface, point, RINGS[-1])) - surface.value(point)).max())


def height(t: Record, value: float) -> float:
    """How far a value is above the lowest one known: of the run, and at the declared minima."""
    lowest = np.fmin(t.values[np.isfinite(t.values)].min(), measure.lowest_value(t.surface))
    return max(float(value - lowest), 0.0)


def beside(t: Record, value: float) -> float:
    """Beside what changes around a place of this value are seen: its height, or how far off the start's value is."""
    return max(height(t, value), abs(float(t.values[0]) - value))


def on_ring(surface: SurfaceLike, point: Array, radius: float) -> Array:
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
