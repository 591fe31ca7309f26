"""A surface sampled on a grid, and the scale on which its heights are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from surfaces import lowest

Array = np.ndarray
Domain = Sequence[Sequence[float]]

RESOLUTION = 151  # nodes a side
MAX_RESOLUTION = 401
HUGE = 1e150  # what is larger is drawn as if it were this
SINGLE = 1e30  # a range that float32 does not hold is compressed in any case
LOW = 0.06  # the share of the picture that lies below the scale of a compressed height, where rings are even in f
LOWEST = 0.01  # the same where only lines are drawn, which may stand closer
PEAKS, TOWERING = 0.03, 2.0  # a share of the picture is cut off if it more than doubles the range of the rest
WIDE = 1e3  # the largest over the median value beyond which heights are compressed though the surface does not ask
SPIKY = 50.0  # the same for distances from the median, on a surface without a known minimum
DEPTH = 1e-8  # of the largest: the least scale


@dataclass(frozen=True)
class Height:
    """How high a value is drawn: as it is, or compressed, in decades of (f − center) / scale.

    The compression is asinh(u) / ln 10: a logarithm for large u, linear near 0 and defined below it, so that no value
    a run meets falls out of it.
    """

    center: float = 0.0
    scale: float | None = None

    def __call__(self, values: Any) -> Array:
        if self.scale is None:
            return np.asarray(values, dtype=float)
        return np.arcsinh((np.asarray(values, dtype=float) - self.center) / self.scale) / np.log(10)


@dataclass(frozen=True)
class Relief:
    """f on a grid: x (n,), y (m,), values (m, n); for a curve x = y (n,) and values (n,).

    `height` is how high its values are drawn, `sharp` the same for a picture of lines alone.
    """

    x: Array
    y: Array
    values: Array
    height: Height
    sharp: Height

    @cached_property
    def heights(self) -> Array:
        return self.height(self.values)


def limits(heights: Array, low: float = 0.0, high: float = 1.0) -> tuple[float, float]:
    """The given quantiles of what is finite; (0, 1) if nothing is, and never an empty range."""
    finite = heights[np.isfinite(heights)]
    if not finite.size:
        return 0.0, 1.0
    bottom, top = np.quantile(finite, (low, high))
    return widened(float(bottom), float(top))


def visible(heights: Array) -> tuple[float, float]:
    """What a picture shows of the heights: all, or without the highest few percent where those tower over the rest."""
    low, high = limits(heights)
    most = limits(heights, 0.0, 1 - PEAKS)[1]
    return (low, most) if high - low > TOWERING * (most - low) > 0 else (low, high)


def line_count(heights: Array, most: int, crossed: float) -> int:
    """How many contour lines: `most`, or so few that hardly a walk straight across meets more than `crossed`."""
    low, high = visible(heights)
    shares = (np.clip(heights, low, high) - low) / (high - low)
    walks = [np.nansum(np.abs(np.diff(shares, axis=axis)), axis=axis) for axis in (0, 1)]
    roughness = max(float(np.quantile(walk, 0.9)) for walk in walks)
    return int(np.clip(crossed / roughness, most / 4, most)) if roughness > 0 else most


def widened(low: float, high: float) -> tuple[float, float]:
    """The range, or one around it if it is empty."""
    if high - low > 1e-9 * max(abs(low), abs(high)):
        return low, high
    half = max(0.5, 1e-6 * abs(low))
    return low - half, low + half


def least(surface: Any) -> float | None:
    """The least value at a known minimum, None where no minimum is known."""
    found = lowest(surface)
    return None if found is None else found[1]


def relief_of(surface: Any, domain: Domain | None = None, resolution: int = RESOLUTION) -> Relief:
    """Sample a surface of one or two dimensions, over its own domain or another.

    Raises ValueError if the surface has more dimensions, or a side of the domain is empty or not finite.
    """
    surface = surface.mean
    if surface.dims not in (1, 2):
        raise ValueError(f"only curves and surfaces over a plane can be drawn, not {surface.dims} dimensions")
    if domain is None and surface.domain is None:
        raise ValueError(f"{surface.name} has no domain of its own to draw")
    sides = tuple((float(low), float(high)) for low, high in (surface.domain if domain is None else domain))
    if len(sides) != surface.dims or not all(np.isfinite(side).all() and side[0] < side[1] for side in sides):
        raise ValueError(f"domain must be {surface.dims} pairs of finite numbers, low < high, not {domain!r}")
    return _sampled(surface, sides, min(int(resolution), MAX_RESOLUTION))


@lru_cache(maxsize=32)
def _sampled(surface: Any, sides: tuple[tuple[float, float], ...], resolution: int) -> Relief:
    axes = [np.linspace(low, high, resolution) for low, high in sides]
    points = np.stack(np.meshgrid(*axes), axis=-1)
    with np.errstate(all="ignore"):
        values = np.broadcast_to(np.asarray(surface.value(points), dtype=float), points.shape[:-1])
    values = np.clip(np.where(np.isfinite(values), values, np.nan), -HUGE, HUGE)
    values.flags.writeable = False
    return Relief(axes[0], axes[-1], values, _height(surface, values, LOW), _height(surface, values, LOWEST))


def _height(surface: Any, values: Array, low: float) -> Height:
    finite = values[np.isfinite(values)]
    known = least(surface)
    if not finite.size:
        return Height()
    bottom = float(finite.min()) if known is None else min(known, float(finite.min()))
    middle = float(np.median(finite))
    above, away = finite - bottom, np.abs(finite - middle)
    if surface.view.scale == "log":
        return _compressed(bottom, above, low)
    if known is None and away.max() > SPIKY * np.median(away) > 0:
        return _compressed(middle, away, 0.5)
    if above.max() > WIDE * np.median(above) > 0 or above.max() > SINGLE:
        return _compressed(bottom, above, low)
    return Height()


def _compressed(center: float, sizes: Array, share: float) -> Height:
    sizes = sizes[sizes > 0]
    return Height(center, max(float(np.quantile(sizes, share)), DEPTH * float(sizes.max()))) if sizes.size else Height()
