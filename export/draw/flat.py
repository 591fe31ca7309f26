"""Plane panels and charts: data → pixels, and the ticks of their axes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from export.draw.slots import Rect

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Scale:
    """One axis: the pixels a range covers; on a log axis the range is in decades, as Plotly has it."""

    low: float
    high: float
    at: float
    to: float
    log: bool
    count: int
    every: float | None = None
    named: tuple[tuple[float, str], ...] = ()  # ticks that the axis gives itself

    @classmethod
    def of(cls, axis: Mapping[str, Any], at: float, to: float) -> "Scale":
        low, high = (float(v) for v in axis["range"])
        named = tuple(zip(map(float, axis.get("tickvals", ())), axis.get("ticktext", ()), strict=False))
        return cls(low, high, at, to, axis.get("type") == "log", int(axis.get("nticks", 7)), axis.get("dtick"), named)

    def __call__(self, values: Any) -> np.ndarray:
        with np.errstate(all="ignore"):
            own = np.log10(values) if self.log else np.asarray(values, dtype=float)
        return self.at + (own - self.low) * ((self.to - self.at) / (self.high - self.low))

    def ticks(self) -> list[tuple[float, str]]:
        """Pixel and label of each tick."""
        if self.named:
            places = np.array([place for place, _ in self.named])
            places = np.log10(places) if self.log else places
            labels = [label for _, label in self.named]
        elif self.log and self.every:
            first = math.ceil(self.low / self.every) * self.every
            places = np.arange(first, self.high + 1e-9, self.every)
            labels = [_power(k) for k in places]
        else:
            locator = MaxNLocator(max(self.count - 1, 1), steps=[1, 2, 5, 10])
            places = np.asarray(locator.tick_values(self.low, self.high))
            slack = 1e-9 * (self.high - self.low)
            places = places[(places >= self.low - slack) & (places <= self.high + slack)]
            labels = [tick_label(place, places) for place in places]
        pixels = self.at + (places - self.low) * ((self.to - self.at) / (self.high - self.low))
        return list(zip(pixels.tolist(), labels, strict=True))


def _power(k: float) -> str:
    """A power of ten as Plotly writes it."""
    return ("1", "10")[round(k)] if round(k) in (0, 1) else "10" + f"{k:.0f}".translate(SUPERSCRIPT)


def tick_label(place: float, places: np.ndarray) -> str:
    """A tick's number with as many digits as its neighbours need."""
    step = abs(places[1] - places[0]) if len(places) > 1 else 1.0
    text = f"{0.0 if abs(place) < step / 1e6 else place:.10g}"
    return text.replace("-", "−")


@dataclass(frozen=True)
class FlatView:
    """A plane or a chart in its axes' rectangle."""

    x: Scale
    y: Scale
    rect: Rect

    @classmethod
    def of(cls, layout: Mapping[str, Any], rect: Rect) -> "FlatView":
        return cls(
            Scale.of(layout["xaxis"], rect.x, rect.x + rect.w), Scale.of(layout["yaxis"], rect.y + rect.h, rect.y), rect
        )

    def project(self, points: np.ndarray) -> np.ndarray:
        """Pixels (..., 2) of data points (..., 2); NaN where the axes have no such place."""
        return np.stack([self.x(points[..., 0]), self.y(points[..., 1])], axis=-1)


def inside(pixels: np.ndarray, rect: Rect, slack: float = 0.5) -> np.ndarray:
    x, y = pixels[..., 0], pixels[..., 1]
    with np.errstate(invalid="ignore"):
        across = (x >= rect.x - slack) & (x <= rect.x + rect.w + slack)
        return across & (y >= rect.y - slack) & (y <= rect.y + rect.h + slack)
