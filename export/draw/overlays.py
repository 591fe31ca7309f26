"""What moves with the clock besides tracks: arrows, curves, swarms, bars and words. As in player/overlays.js."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from export.draw.boxes import Box, join
from export.draw.flat import inside
from export.draw.ink import Ink
from export.draw.lines import View
from export.draw.space import SpaceView
from export.draw.words import Lines, begun, breadth, inwards
from figures import Racer
from figures._encode import decode
from figures.look import LOOK

LAYERS = {
    "curve": "ground",
    "ellipse": "ground",
    "dots": "ground",
    "bars": "ground",
    "raster": "ground",
    "arrow": "middle",
    "text": "top",
}
FARTHEST = 1e5  # pixels


class Overlay:
    """One overlay of a panel. Below the trails lies the layer "ground", under the heads "middle", over all "top"."""

    def __init__(
        self,
        film: Mapping[str, Any],
        racers: Mapping[str, Racer],
        theme: Mapping[str, str],
        dark: bool,
        unit: float,
        alone: bool = True,
    ) -> None:
        """`alone`: whether the panel shows one racer only, so that what is inside it has room for words."""
        self.lines: Lines | None = None
        self.full = alone or not film.get("inside")
        self.film, self.theme, self.unit = film, theme, unit
        self.layer = LAYERS[film["type"]]
        self.stands = film["type"] == "raster"
        racer = racers.get(film.get("racer") or "")
        own = film.get("color") or LOOK["default"]["overlay"]
        self.color = (racer.dark if dark else racer.color) if racer else theme.get(own, own)
        self.film = film if self.full else {**film, "label": ""}
        self._arrays = {
            name: _array(film[name]) for name in ("x", "y", "z", "dx", "dy", "dz", "codes") if film.get(name)
        }
        if film["type"] == "ellipse":
            self._arrays = {name: _rounded(shape) for name, shape in self._arrays.items()}

    def draw(self, ink: Ink, view: View, t: float, lines: Lines | None = None) -> Box | None:
        """Draw it at position t, its words over none of these lines; the box it changed."""
        self.lines = lines
        kinds: dict[str, Callable[..., Box | None]] = {
            "arrow": self._arrow, "curve": self._curve, "ellipse": self._curve, "dots": self._dots, "bars": self._bars,
            "raster": self._raster, "text": self._text,
        }  # fmt: skip
        ink = ink if self.full else Lighter(ink, LOOK["inside"]["opacity"])
        return kinds[self.film["type"]](ink, view, t / self.film.get("every", 1))

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
        if isinstance(view, SpaceView):
            return view.pixels(view.bounds.normal(points if points.shape[-1] == 3 else view.lifted(points)))
        return view.project(points)

    def _size(self, name: str, usual: float) -> float:
        """A width or a diameter in pixels; 0 draws nothing."""
        size = self.film.get(name)
        return (usual if size is None else float(size)) * self.unit

    def _arrow(self, ink: Ink, view: View, t: float) -> Box | None:
        look, u = LOOK["arrow"], self.unit
        tail, tip = self._places(view, t)[0], self._places(view, t, ahead=True)[0]
        length = float(np.hypot(*(tip - tail)))
        if not length > look["shortest"] * u:
            return None
        way = (tip - tail) / length
        side = np.array([-way[1], way[0]])
        barb = min(look["barb"] * u, look["share"] * length)
        wide = barb * look["spread"]
        shaft = np.array([[tail, tip - way * barb * look["shaft"]]])
        head = np.array([tip, tip - way * barb + side * wide, tip - way * barb - side * wide])
        edges = np.stack([head, np.roll(head, -1, axis=0)], axis=1)
        boxes = [
            ink.stroke(shaft, (look["width"] + 2 * look["halo"]) * u, self.theme["@panel"]),
            ink.stroke(edges, look["width"] * u, self.theme["@panel"]),
            ink.stroke(shaft, look["width"] * u, self.color),
            ink.polygon(head, self.color),
        ]
        align = "r" if way[0] < -look["aside"] else "l" if way[0] > look["aside"] else "m"
        beside = tip + way * look["beside"] * u
        boxes.append(self._words(ink, view, self.film.get("label"), beside, align, self.theme["@ink"]))
        return join(boxes)

    def _curve(self, ink: Ink, view: View, t: float) -> Box | None:
        points, look = self._places(view, t), LOOK["curve"]
        boxes: list[Box | None] = []
        if fill := self.film.get("fill"):
            tint, alpha = (self.color, look["fill"]) if fill is True else (self.theme.get(fill, fill), 1.0)
            boxes += [ink.polygon(run, tint, alpha) for run in _runs(points) if len(run) > 2]
        segments = np.stack([points[:-1], points[1:]], axis=1)
        if dash := self.film.get("dash"):
            pattern = dash if isinstance(dash, (list, tuple)) else look["dashes"].get(dash, look["dashes"]["dash"])
            segments = dashed(segments, [float(length) * self.unit for length in pattern])
        if width := self._size("width", look["width"]):
            boxes.append(ink.stroke(segments, width, self.color))
        boxes.append(self._curve_label(ink, view, points))
        return join(boxes)

    def _curve_label(self, ink: Ink, view: View, points: np.ndarray) -> Box | None:
        """Beside the end of a curve; over the top of a closed one, or under its foot."""
        look, u = LOOK["curve"], self.unit
        seen = points[_within(points, view, 0.0)]
        if not len(seen):
            return None
        closed = len(points) > 2 and float(np.hypot(*(points[0] - points[-1]))) < look["closed"] * u
        below = closed and bool(self.film.get("below"))
        place = seen[np.argmin(-seen[:, 1] if below else seen[:, 1])] if closed else seen[-1] - (look["beside"] * u, 0)
        beside = place + np.array([0, look["above"] * u if below else -look["above"] * u])
        return self._words(ink, view, self.film.get("label"), beside, "m" if closed else "r", self.color)

    def _dots(self, ink: Ink, view: View, t: float) -> Box | None:
        look, u = LOOK["dots"], self.unit
        size = self._size("size", look["size"])
        points = self._places(view, t)
        colors = self.film.get("colors") or [self.color] * len(points)
        rim, shade = (look["rim"] * u, look["shade"]) if size >= look["rimmed"] * u else (0.0, 0.0)
        boxes: list[Box | None] = []
        seen = np.flatnonzero(_within(points, view, size)) if size else np.empty(0, dtype=int)
        for color in dict.fromkeys(colors[i] for i in seen):
            own = [points[i] for i in seen if colors[i] == color]
            boxes += [ink.disc(point, size / 2, self.theme.get(color, color)) for point in own]
            boxes += [ink.ring(point, size / 2, rim, self.theme["@panel"], shade) for point in own if rim]
        if len(points) and np.isfinite(points[0]).all():
            gap = size / 2 + look["beside"] * u
            place = points[0] + (gap, 0)
            boxes.append(self._words(ink, view, self.film.get("label"), place, "l", self.theme["@ink"], gap))
        return join(boxes)

    def _bars(self, ink: Ink, view: View, t: float) -> Box | None:
        look, x, heights = LOOK["bars"], self._arrays["x"].ravel(), self._entry("y", t)
        tops = view.project(np.stack([x, heights], axis=-1))
        feet = view.project(np.stack([x, np.zeros_like(x)], axis=-1))[:, 1]
        feet = np.where(np.isfinite(feet), feet, view.rect.y + view.rect.h)
        gap = _gap(view, x) if len(x) > 1 else look["alone"] * self.unit
        half = max(look["share"] * gap, look["thinnest"] * self.unit) / 2
        boxes = []
        for (at, top), foot in zip(tops, feet, strict=True):
            if np.isfinite(top):
                corners = np.array([[at - half, top], [at + half, top], [at + half, foot], [at - half, foot]])
                boxes.append(ink.polygon(corners, self.color))
        return join(boxes)

    def _raster(self, ink: Ink, view: View, t: float) -> Box | None:
        """Cells, those of one colour in a row at once, on whole pixels so that no seam shows."""
        codes, colors = self._arrays["codes"].astype(int), self.film["colors"]
        rows, columns = codes.shape
        (x0, x1), (y0, y1) = self._arrays["x"].ravel(), self._arrays["y"].ravel()
        rect, (first, last) = view.rect, view.project(np.array([[x0, y0], [x1, y1]]))
        wide, high = (last - first) / (columns - 1, rows - 1)  # in pixels: even on a log axis, too
        at, up = first[0] + wide * (np.arange(columns + 1) - 0.5), first[1] + high * (np.arange(rows + 1) - 0.5)
        at = np.floor(np.clip(at, rect.x, rect.x + rect.w) + 0.5)
        up = np.floor(np.clip(up, rect.y, rect.y + rect.h) + 0.5)
        boxes: list[Box | None] = []
        for i, row in enumerate(codes):
            edges = [0, *(np.flatnonzero(np.diff(row)) + 1), columns]
            for a, b in pairwise(edges):
                if row[a] < 0 or at[a] == at[b] or up[i] == up[i + 1]:
                    continue
                corners = np.array([[at[a], up[i]], [at[b], up[i]], [at[b], up[i + 1]], [at[a], up[i + 1]]])
                color = self.theme.get(colors[row[a]], colors[row[a]])
                boxes.append(ink.polygon(corners, color, LOOK["raster"]["opacity"]))
        return join(boxes)

    def _text(self, ink: Ink, view: View, t: float) -> Box | None:
        texts, place = self.film["texts"], self._places(view, t)[0]
        return self._words(ink, view, texts[min(int(t), len(texts) - 1)], place, "m", self.color)

    def _words(
        self, ink: Ink, view: View, words: str | None, place: np.ndarray, align: str, color: str, gap: float = 0.0
    ) -> Box | None:
        if not words or not np.isfinite(place).all():
            return None
        size = LOOK["words"]["letters"] * self.unit
        x, y = float(place[0]), float(place[1])
        width = breadth(words, size)
        x += inwards(width, x, align, view.rect, gap)
        if self.lines is not None and self.film["type"] != "text":
            y = self.lines.free(id(self), begun(x, width, align), y, width, view.rect, self.unit)
        write = partial(ink.words, words, (x, y), align, size, color, self.theme["@panel"])
        if self.lines is not None and self.lines.held is not None:
            self.lines.held.append(write)
            return None
        return write()


@dataclass
class Lighter:
    """Ink of which everything drawn is as much lighter."""

    ink: Ink
    share: float

    def stroke(self, segments: np.ndarray, width: float, color: str, alpha: float = 1.0) -> Box | None:
        return self.ink.stroke(segments, width, color, alpha * self.share)

    def polygon(self, points: np.ndarray, color: str, alpha: float = 1.0) -> Box | None:
        return self.ink.polygon(points, color, alpha * self.share)

    def disc(self, center: Any, radius: float, color: str, alpha: float = 1.0) -> Box | None:
        return self.ink.disc(center, radius, color, alpha * self.share)

    def ring(self, center: Any, radius: float, width: float, color: str, alpha: float = 1.0) -> Box | None:
        return self.ink.ring(center, radius, width, color, alpha * self.share)

    def words(self, text: str, place: Any, align: str, size: float, color: str, halo: str) -> Box | None:
        return self.ink.words(text, place, align, size, color, halo)


def _rounded(shape: np.ndarray) -> np.ndarray:
    """One coordinate (steps, 3) of ellipses' centres and half-axes, as that of closed curves (steps, m)."""
    corners = LOOK["ellipse"]["corners"]
    angle = 2 * np.pi * (np.arange(corners + 1) % corners) / corners
    return shape[:, :1] + shape[:, 1:2] * np.cos(angle) + shape[:, 2:] * np.sin(angle)


def dashed(segments: np.ndarray, pattern: list[float]) -> np.ndarray:
    """A polyline's segments (n, 2, 2) cut into the dashes of a pattern: drawn, left out, drawn, … in pixels.

    As on a canvas: a pattern of an odd length is taken twice, and begins again behind a gap in the line.
    """
    pattern = pattern * (1 + len(pattern) % 2)
    out = []
    i, left = 0, pattern[0]
    if not max(pattern) > 1e-6:
        return segments
    for a, b in segments:
        length = float(np.hypot(*(b - a)))
        if not length < FARTHEST:
            i, left = 0, pattern[0]
            continue
        place = 0.0
        while place < length:
            end = min(place + left, length)
            if i % 2 == 0:
                out.append([a + (b - a) * place / length, a + (b - a) * end / length])
            left -= end - place
            place = end
            while left <= 1e-9:
                i = (i + 1) % len(pattern)
                left = pattern[i]
    return np.array(out).reshape(-1, 2, 2)


def _runs(points: np.ndarray) -> list[np.ndarray]:
    """The finite stretches of a line of points (m, 2)."""
    finite = np.isfinite(points).all(axis=1)
    pieces = np.split(np.arange(len(points)), np.flatnonzero(~finite))
    return [points[piece[finite[piece]]].clip(-FARTHEST, FARTHEST) for piece in pieces if finite[piece].any()]


def _gap(view: View, x: np.ndarray) -> float:
    """How many pixels the first two of some places on the x axis are apart."""
    one, other = view.project(np.column_stack([x[:2], np.ones(2)]))[:, 0]
    return abs(float(other - one))


def _within(points: np.ndarray, view: View, slack: float) -> np.ndarray:
    """Which points (m, 2) are in the picture; in space all that are anywhere."""
    return np.isfinite(points).all(axis=1) if isinstance(view, SpaceView) else inside(points, view.rect, slack)


def _array(typed: Any) -> np.ndarray:
    """An overlay's array as (steps, m)."""
    values = np.asarray(decode(typed) if isinstance(typed, dict) else typed, dtype=float)
    return values if values.ndim == 2 else values[:, None]
