"""What moves with the clock besides tracks: arrows, curves, swarms, bars and words. As in player/overlays.js."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from export._boxes import Box, join, meet
from export._css import pillow, rgba
from export._flat import inside
from export._fonts import font
from export._lines import View
from export._paint import disc, lay, polygon, stroke
from export._space import SpaceView
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

    def draw(self, image: Image.Image, view: View, t: float, clip: Box) -> Box | None:
        """Draw it at position t; the box it changed."""
        kinds: dict[str, Callable[..., Box | None]] = {
            "arrow": self._arrow, "curve": self._curve, "dots": self._dots, "bars": self._bars, "text": self._text,
        }  # fmt: skip
        return kinds[self.film["type"]](image, view, t, clip)

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

    def _arrow(self, image: Image.Image, view: View, t: float, clip: Box) -> Box | None:
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
        ground, color, full = pillow(self.theme["@panel"]), pillow(self.color), np.full(3, 255)
        boxes = [
            lay(image, stroke(shaft, 5 * self.unit, full[:1], clip), ground),
            lay(image, stroke(edges, 2.5 * self.unit, full, clip), ground),
            lay(image, stroke(shaft, 2.5 * self.unit, full[:1], clip), color),
            lay(image, polygon(head, 255, clip), color),
        ]
        if label := self.film.get("label"):
            align = "r" if way[0] < -0.3 else "l" if way[0] > 0.3 else "m"
            boxes.append(self._words(image, label, tip + way * 9 * self.unit, align, self.theme["@ink"], clip))
        return join(boxes)

    def _curve(self, image: Image.Image, view: View, t: float, clip: Box) -> Box | None:
        points = self._places(view, t)
        segments = np.stack([points[:-1], points[1:]], axis=1)
        boxes: list[Box | None] = []
        if fill := self.film.get("fill"):
            finite = np.clip(points[np.isfinite(points).all(axis=1)], -1e5, 1e5)
            color, alpha = (self.color, 0.16) if fill is True else (fill, rgba(self.theme.get(fill, fill))[3])
            if len(finite) > 2:
                shape = polygon(finite, 255 * alpha, clip)
                boxes.append(lay(image, shape, pillow(self.theme.get(color, color))))
        if dash := self.film.get("dash"):
            pattern = dash if isinstance(dash, (list, tuple)) else DASHES.get(dash, DASH)
            segments = dashed(segments, [float(length) * self.unit for length in pattern])
        width = float(self.film.get("width") or 2) * self.unit
        strengths = np.full(len(segments), 255 * rgba(self.color)[3])
        boxes.append(lay(image, stroke(segments, width, strengths, clip), pillow(self.color)))
        seen = np.flatnonzero(inside(points, view.rect))
        if self.film.get("label") and len(seen):
            place = points[seen[-1]] + np.array([-6, -11]) * self.unit
            boxes.append(self._words(image, self.film["label"], place, "r", self.color, clip))
        return join(boxes)

    def _dots(self, image: Image.Image, view: View, t: float, clip: Box) -> Box | None:
        size = float(self.film.get("size") or 5) * self.unit
        points = self._places(view, t)
        colors = self.film.get("colors") or [self.color] * len(points)
        seen = inside(points, view.rect, size)
        boxes = []
        for point, color in ((points[i], colors[i]) for i in np.flatnonzero(seen)):
            if size >= 4 * self.unit:
                rim = disc(point, size / 2 + 0.5 * self.unit, 204, clip)
                boxes.append(lay(image, rim, pillow(self.theme["@panel"])))
            own = self.theme.get(color, color)
            boxes.append(lay(image, disc(point, size / 2, 255 * rgba(own)[3], clip), pillow(own)))
        if self.film.get("label") and len(points) and np.isfinite(points[0]).all():
            place = points[0] + np.array([size / 2 + 5 * self.unit, 0])
            boxes.append(self._words(image, self.film["label"], place, "l", self.theme["@ink"], clip))
        return join(boxes)

    def _bars(self, image: Image.Image, view: View, t: float, clip: Box) -> Box | None:
        x, heights = self._arrays["x"].ravel(), self._entry("y", t)
        places = view.project(np.stack([x, heights], axis=-1))
        foot = view.project(np.stack([x, np.zeros_like(x)], axis=-1))[:, 1]
        foot = np.where(np.isfinite(foot), foot, view.rect.y + view.rect.h)
        gap = abs(places[1, 0] - places[0, 0]) if len(x) > 1 else 40 * self.unit
        half = max(0.76 * gap, 1.0) / 2
        boxes = []
        for (px, py), bottom in zip(places, foot, strict=True):
            if np.isfinite(py):
                corners = np.array([[px - half, py], [px + half, py], [px + half, bottom], [px - half, bottom]])
                boxes.append(lay(image, polygon(corners, 255 * rgba(self.color)[3], clip), pillow(self.color)))
        return join(boxes)

    def _text(self, image: Image.Image, view: View, t: float, clip: Box) -> Box | None:
        texts, place = self.film["texts"], self._places(view, t)[0]
        words = texts[min(int(t), len(texts) - 1)]
        if not words or not np.isfinite(place).all():
            return None
        return self._words(image, words, place, "m", self.color, clip)

    def _words(
        self, image: Image.Image, words: str, place: np.ndarray, align: str, color: str, clip: Box
    ) -> Box | None:
        """Words with a halo; align: "l", "m" or "r" of them stands at the place."""
        face, anchor, halo = font(WORDS * self.unit, bold=True), align + "m", round(1.75 * self.unit)
        left, top, right, bottom = face.getbbox(words, anchor=anchor, stroke_width=halo)
        x, y = round(float(place[0])), round(float(place[1]))
        box = meet((int(left) + x, int(top) + y, int(right) + x + 1, int(bottom) + y + 1), clip)
        if box is None:
            return None
        patch = image.crop(box)
        ImageDraw.Draw(patch).text(
            (x - box[0], y - box[1]), words, fill=pillow(color), font=face, anchor=anchor, stroke_width=halo,
            stroke_fill=pillow(self.theme["@panel"]),
        )  # fmt: skip
        image.paste(patch, box)
        return box


def dashed(segments: np.ndarray, pattern: list[float]) -> np.ndarray:
    """A polyline's segments (n, 2, 2) cut into the dashes of a pattern: drawn, left out, drawn, … in pixels."""
    out = []
    place, i, left = 0.0, 0, pattern[0]
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
    values = decode(typed) if isinstance(typed, dict) else np.asarray(typed, dtype=float)
    values = np.asarray(values, dtype=float)
    return values if values.ndim == 2 else values[:, None]
