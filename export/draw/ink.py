"""Drawing what moves: on Pillow's pixels for films, on matplotlib's axes for vector files, in the same words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import withStroke
from PIL import Image, ImageDraw

from export.draw.boxes import Box, meet
from export.draw.colors import faded, pillow, rgba
from export.draw.fonts import FAMILY, drawable, font
from export.draw.paint import clipped, disc, lay, polygon, ring, stroke
from figures.look import LOOK

HALO = LOOK["words"]["halo"] / LOOK["words"]["letters"]  # of the letters, on each side
ALIGN = {"l": "left", "m": "center", "r": "right"}


class Ink(Protocol):
    """What marks and overlays are drawn with. Places are pixels; each method tells the box it changed, if it knows."""

    def stroke(self, segments: np.ndarray, width: float, color: str, alpha: float = 1.0) -> Box | None:
        """Segments (n, 2, 2) with round ends."""

    def polygon(self, points: np.ndarray, color: str, alpha: float = 1.0) -> Box | None:
        """A filled polygon (n, 2)."""

    def disc(self, center: Any, radius: float, color: str, alpha: float = 1.0) -> Box | None:
        """A filled disc."""

    def ring(self, center: Any, radius: float, width: float, color: str, alpha: float = 1.0) -> Box | None:
        """A circle's line."""

    def words(self, text: str, place: Any, align: str, size: float, color: str, halo: str) -> Box | None:
        """Words of which the left end "l", middle "m" or right end "r" stands at the place, with a halo."""


@dataclass
class PixelInk:
    """Ink on an image, within a box."""

    image: Image.Image
    clip: Box

    def stroke(self, segments: np.ndarray, width: float, color: str, alpha: float = 1.0) -> Box | None:
        strengths = np.full(len(segments), 255 * alpha * rgba(color)[3])
        return lay(self.image, stroke(segments, width, strengths, self.clip), pillow(color))

    def polygon(self, points: np.ndarray, color: str, alpha: float = 1.0) -> Box | None:
        return lay(self.image, polygon(points, 255 * alpha * rgba(color)[3], self.clip), pillow(color))

    def disc(self, center: Any, radius: float, color: str, alpha: float = 1.0) -> Box | None:
        return lay(self.image, disc(center, radius, 255 * alpha * rgba(color)[3], self.clip), pillow(color))

    def ring(self, center: Any, radius: float, width: float, color: str, alpha: float = 1.0) -> Box | None:
        return lay(self.image, ring(center, radius, width, 255 * alpha * rgba(color)[3], self.clip), pillow(color))

    def words(self, text: str, place: Any, align: str, size: float, color: str, halo: str) -> Box | None:
        face, anchor, edge, text = font(size, bold=True), align + "m", HALO * size, drawable(text)
        left, top, right, bottom = face.getbbox(text, anchor=anchor, stroke_width=edge)
        x, y = round(float(place[0])), round(float(place[1]))
        box = meet((int(left) + x - 1, int(top) + y - 1, int(right) + x + 2, int(bottom) + y + 2), self.clip)
        if box is None:
            return None
        patch = self.image.crop(box)
        ImageDraw.Draw(patch).text(
            (x - box[0], y - box[1]), text, fill=pillow(color), font=face, anchor=anchor, stroke_width=edge,
            stroke_fill=pillow(halo),
        )  # fmt: skip
        self.image.paste(patch, box)
        return box


@dataclass
class VectorInk:
    """Ink on matplotlib's axes, within a rectangle; each thing above the one before."""

    ax: Axes
    clip: Rectangle
    depths: Iterator[float]

    def _add(self, artist: Any) -> None:
        artist.set_zorder(next(self.depths))
        if isinstance(artist, LineCollection):
            self.ax.add_collection(artist, autolim=False)
        else:
            self.ax.add_artist(artist)
        artist.set_clip_path(self.clip)

    def stroke(self, segments: np.ndarray, width: float, color: str, alpha: float = 1.0) -> None:
        low = np.array(self.clip.get_xy())
        size = np.array([self.clip.get_width(), self.clip.get_height()])
        parts = clipped(segments, low - size, low + 2 * size).parts
        if len(parts):
            ink = faded(color, alpha * rgba(color)[3])
            self._add(
                LineCollection(joined(parts), colors=[ink], linewidths=width, capstyle="round", joinstyle="round")
            )

    def polygon(self, points: np.ndarray, color: str, alpha: float = 1.0) -> None:
        self._add(Polygon(points, facecolor=faded(color, alpha * rgba(color)[3]), linewidth=0))

    def disc(self, center: Any, radius: float, color: str, alpha: float = 1.0) -> None:
        place = float(center[0]), float(center[1])
        self._add(Circle(place, radius, facecolor=faded(color, alpha * rgba(color)[3]), linewidth=0))

    def ring(self, center: Any, radius: float, width: float, color: str, alpha: float = 1.0) -> None:
        place = float(center[0]), float(center[1])
        edge = faded(color, alpha * rgba(color)[3])
        self._add(Circle(place, radius, facecolor="none", edgecolor=edge, linewidth=width))

    def words(self, text: str, place: Any, align: str, size: float, color: str, halo: str) -> None:
        artist = self.ax.text(
            float(place[0]), float(place[1]), drawable(text), fontsize=size, color=rgba(color), family=FAMILY,
            weight="bold", parse_math=False, ha=ALIGN[align], va="center", zorder=next(self.depths),
        )  # fmt: skip
        artist.set_path_effects([withStroke(linewidth=2 * HALO * size, foreground=faded(halo, LOOK["words"]["shade"]))])


def joined(parts: np.ndarray) -> list[np.ndarray]:
    """Segments (n, 2, 2) as polylines: those that follow on one another in one."""
    breaks = np.flatnonzero((np.abs(parts[1:, 0] - parts[:-1, 1]) > 1e-6).any(axis=1)) + 1
    return [np.concatenate([run[:1, 0], run[:, 1]]) for run in np.split(parts, breaks)]
