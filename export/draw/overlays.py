"""What moves with the clock besides tracks: arrows, curves, swarms, bars and words. As in player/overlays.js."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from export.draw.boxes import Box, join
from export.draw.flat import inside
from export.draw.ink import Ink
from export.draw.lines import View
from export.draw.space import SpaceView
from figures import Racer
from figures._encode import decode

LAYERS = {"curve": "ground", "dots": "ground", "bars": "ground", "arrow": "middle", "text": "top"}
DASHES = {"dot": (1.0, 5.0)}
DASH = (6.0, 5.0)
WORDS = 12.0  # pixels


class Overlay:
    """One overlay of a panel. Below the trails lies the layer "ground", under the heads "middle", over all "top"."""

    def __init__(
        self, film: Mapping[str, Any], racers: Mapping[str, Racer], theme: Mapping[str, str], dark: bool, unit: float
    ) -> None:
        self.film, self.theme, self.unit = film, theme, unit
        self.layer = LAYERS[film["type"]]
        racer = racers.get(film.get("racer") or "")
        own = film.get("color") or "@ink"
        self.color = (racer.dark if dark else racer.color) if racer else theme.get(own, own)
        self._arrays = {name: _array(film[name]) for name in ("x", "y", "z", "dx", "dy", "dz") if film.get(name)}

    def draw(self, ink: Ink, view: View, t: float) -> Box | None:
        """Draw it at position t; the box it changed."""
        kinds: dict[str, Callable[..., Box | None]] = {
            "arrow": self._arrow, "curve": self._curve, "dots": self._dots, "bars": self._bars, "text": self._text,
        }  # fmt: skip
        return kinds[self.film["type"]](ink, view, t)

    def _entry(self, name: str, t: float) -> np.ndarray:
        """An array's entry (m,) at position t."""
        array = self._arrays[name]
        k = min(int(t), len(array) - 1)
        share = 0.0 if self.film.get("hold") or k + 1 >= len(array) else t - k
        if share == 0:
            return array[k]
        return np.where(np.isnan(array[k + 1]), array[k], array[k] + (array[k + 1] - array[k]) * share)

    def _places(self, view: View, t: float, ahead: bool = False) -> np.ndarray:
        """Its points (m, 2) in pixels; ahead: where its arrow points."""
        parts = []
        for name in "xyz"[: 3 if "z" in self._arrays else 2]:
            part = self._entry(name, t)
            parts.append(part + self._entry("d" + name, t) if ahead and "d" + name in self._arrays else part)
        points = np.stack(np.broadcast_arrays(*parts), axis=-1)
        if isinstance(view, SpaceView) and points.shape[-1] == 2:
            points = view.lifted(points)
        return view.project(points)

    def _size(self, name: str, usual: float) -> float:
        """A width or a diameter in pixels; 0 draws nothing."""
        size = self.film.get(name)
        return (usual if size is None else float(size)) * self.unit

    def _arrow(self, ink: Ink, view: View, t: float) -> Box | None:
        tail, tip = self._places(view, t)[0], self._places(view, t, ahead=True)[0]
        length = float(np.hypot(*(tip - tail)))
        if not length > 1.5 * self.unit:
            return None
        way = (tip - tail) / length
        side = np.array([-way[1], way[0]])
        barb = min(10 * self.unit, 0.6 * length)
        shaft = np.array([[tail, tip - way * barb * 0.8]])
        head = np.array([tip, tip - way * barb + side * barb * 0.45, tip - way * barb - side * barb * 0.45])
        edges = np.stack([head, np.roll(head, -1, axis=0)], axis=1)
        boxes = [
            ink.stroke(shaft, 5 * self.unit, self.theme["@panel"]),
            ink.stroke(edges, 2.5 * self.unit, self.theme["@panel"]),
            ink.stroke(shaft, 2.5 * self.unit, self.color),
            ink.polygon(head, self.color),
        ]
        align = "r" if way[0] < -0.3 else "l" if way[0] > 0.3 else "m"
        boxes.append(self._words(ink, self.film.get("label"), tip + way * 9 * self.unit, align, self.theme["@ink"]))
        return join(boxes)

    def _curve(self, ink: Ink, view: View, t: float) -> Box | None:
        points = self._places(view, t)
        finite = points[np.isfinite(points).all(axis=1)].clip(-1e5, 1e5)
        boxes: list[Box | None] = []
        if (fill := self.film.get("fill")) and len(finite) > 2:
            tint, alpha = (self.color, 0.16) if fill is True else (self.theme.get(fill, fill), 1.0)
            boxes.append(ink.polygon(finite, tint, alpha))
        segments = np.stack([points[:-1], points[1:]], axis=1)
        if dash := self.film.get("dash"):
            pattern = dash if isinstance(dash, (list, tuple)) else DASHES.get(dash, DASH)
            segments = dashed(segments, [float(length) * self.unit for length in pattern])
        if width := self._size("width", 2.0):
            boxes.append(ink.stroke(segments, width, self.color))
        seen = points[inside(points, view.rect)]
        if len(seen):
            closed = len(points) > 2 and float(np.hypot(*(points[0] - points[-1]))) < 1
            place = seen[np.argmin(seen[:, 1])] if closed else seen[-1] - (6 * self.unit, 0)
            align, place = "m" if closed else "r", place - (0, 11 * self.unit)
            boxes.append(self._words(ink, self.film.get("label"), place, align, self.color))
        return join(boxes)

    def _dots(self, ink: Ink, view: View, t: float) -> Box | None:
        size = self._size("size", 5.0)
        points = self._places(view, t)
        colors = self.film.get("colors") or [self.color] * len(points)
        boxes: list[Box | None] = []
        for i in np.flatnonzero(inside(points, view.rect, size)) if size else ():
            if size >= 4 * self.unit:
                boxes.append(ink.disc(points[i], size / 2 + 0.5 * self.unit, self.theme["@panel"], 0.8))
            boxes.append(ink.disc(points[i], size / 2, self.theme.get(colors[i], colors[i])))
        if len(points) and np.isfinite(points[0]).all():
            place = points[0] + (size / 2 + 5 * self.unit, 0)
            boxes.append(self._words(ink, self.film.get("label"), place, "l", self.theme["@ink"]))
        return join(boxes)

    def _bars(self, ink: Ink, view: View, t: float) -> Box | None:
        x, heights = self._arrays["x"].ravel(), self._entry("y", t)
        tops = view.project(np.stack([x, heights], axis=-1))
        feet = view.project(np.stack([x, np.zeros_like(x)], axis=-1))[:, 1]
        feet = np.where(np.isfinite(feet), feet, view.rect.y + view.rect.h)
        gap = abs(tops[1, 0] - tops[0, 0]) if len(x) > 1 else 40 * self.unit
        half = max(0.76 * gap, 1.0) / 2
        boxes = []
        for (at, top), foot in zip(tops, feet, strict=True):
            if np.isfinite(top):
                corners = np.array([[at - half, top], [at + half, top], [at + half, foot], [at - half, foot]])
                boxes.append(ink.polygon(corners, self.color))
        return join(boxes)

    def _text(self, ink: Ink, view: View, t: float) -> Box | None:
        texts, place = self.film["texts"], self._places(view, t)[0]
        return self._words(ink, texts[min(int(t), len(texts) - 1)], place, "m", self.color)

    def _words(self, ink: Ink, words: str | None, place: np.ndarray, align: str, color: str) -> Box | None:
        if not words or not np.isfinite(place).all():
            return None
        return ink.words(words, place, align, WORDS * self.unit, color, self.theme["@panel"])


def dashed(segments: np.ndarray, pattern: list[float]) -> np.ndarray:
    """A polyline's segments (n, 2, 2) cut into the dashes of a pattern: drawn, left out, drawn, … in pixels."""
    out = []
    i, left = 0, pattern[0]
    for a, b in segments:
        length = float(np.hypot(*(b - a)))
        if not 0 < length < 1e5:
            continue
        place = 0.0
        while place < length:
            end = min(place + left, length)
            if i % 2 == 0:
                out.append([a + (b - a) * place / length, a + (b - a) * end / length])
            left -= end - place
            place = end
            if left <= 1e-9:
                i = (i + 1) % len(pattern)
                left = pattern[i]
    return np.array(out).reshape(-1, 2, 2)


def _array(typed: Any) -> np.ndarray:
    """An overlay's array as (steps, m)."""
    values = np.asarray(decode(typed) if isinstance(typed, dict) else typed, dtype=float)
    return values if values.ndim == 2 else values[:, None]
