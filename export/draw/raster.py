"""A panel in space in pixels: drawn enlarged with Pillow and scaled down, fast enough for a camera that turns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from export._memory import strips
from export.draw import walls
from export.draw.colors import pillow
from export.draw.fonts import font
from export.draw.sheet import Pieces, Sheet
from export.draw.space import SpaceView

Scene = Mapping[str, Any]  # Plotly's, of a layout

CELL = 4.0  # pixels: no smaller are the cells of a small picture
LINE = 0.85  # pixels: the lines on a surface


class Shapes(NamedTuple):
    """Flat shapes: corners (n, m, 2) in pixels, of which the first `counts` (n,) matter, two for a line; colours."""

    places: np.ndarray
    counts: np.ndarray
    inks: np.ndarray


@dataclass(frozen=True)
class Raster:
    """How finely a surface is drawn: how much larger than it is shown, and in how many cells a side."""

    times: int
    cells: int

    def cells_in(self, view: SpaceView) -> int:
        """In how many cells a side a surface is drawn in a view: small pictures need fewer."""
        return max(min(self.cells, round(min(view.rect.w, view.rect.h) / CELL)), 1)

    def __call__(self, sheet: Sheet, scene: Scene, view: SpaceView, unit: float, ground: str) -> Image.Image:
        """The pixels of a view's rectangle: walls, surface and tick labels."""
        left, top, right, bottom = view.rect.box
        corner, wide = np.array([left, top]), right - left
        grids = self._lines(view.pixels(walls.grid(scene, view)) - corner, pillow(scene["xaxis"]["gridcolor"]))
        every = self._pieces(sheet.pieces(view.camera), view, corner)
        image = Image.new("RGB", (wide, bottom - top))
        for first, last in strips(bottom - top, 3 * wide * self.times**2):
            strip = Image.new("RGB", (wide * self.times, (last - first) * self.times), pillow(ground))
            draw = ImageDraw.Draw(strip)
            self._draw(draw, grids, first, last, max(1, round(walls.WALL * unit * self.times)))
            self._draw(draw, every, first, last, max(1, round(LINE * unit * self.times)))
            image.paste(strip.reduce(self.times), (0, first))
        self._labels(image, scene, view, corner, unit)
        return image

    def _lines(self, ends: np.ndarray, color: tuple[int, int, int]) -> Shapes:
        red, green, blue = color
        ink = red | green << 8 | blue << 16
        return Shapes(ends, np.full(len(ends), 2), np.full(len(ends), ink))

    def _pieces(self, pieces: Pieces, view: SpaceView, corner: np.ndarray) -> Shapes:
        red, green, blue = np.rint(255 * pieces.colors).astype(int).T
        return Shapes(view.pixels(pieces.corners) - corner, pieces.counts, red | green << 8 | blue << 16)

    def _draw(self, draw: ImageDraw.ImageDraw, shapes: Shapes, first: int, last: int, thick: int) -> None:
        """Draw what of some shapes lies in the rows from first to last."""
        reach = thick / self.times + 1
        y = np.nan_to_num(shapes.places[..., 1], nan=-1e4)
        here = np.flatnonzero((y.max(axis=1) >= first - reach) & (y.min(axis=1) <= last + reach))
        own = np.nan_to_num((shapes.places[here] - (0, first)) * self.times, nan=-1e4)
        places = np.floor(own).clip(-1e5, 1e5).astype(np.int32).reshape(len(here), 2 * own.shape[1]).tolist()
        for shape, count, ink in zip(places, shapes.counts[here].tolist(), shapes.inks[here].tolist(), strict=True):
            if count == 2:
                draw.line(shape[:4], fill=ink, width=thick)
            else:
                draw.polygon(shape[: 2 * count], fill=ink)

    def _labels(self, image: Image.Image, scene: Any, view: SpaceView, corner: np.ndarray, unit: float) -> None:
        draw, look = ImageDraw.Draw(image), scene["xaxis"]["tickfont"]
        face = font(look["size"] * unit)
        for place, text in walls.labels(scene, view):
            x, y = view.pixels(place) - corner
            half = face.getlength(text) / 2 + unit
            x = min(max(x, half), image.width - half)
            draw.text((round(x), round(y)), text, fill=pillow(look["color"]), font=face, anchor="mm")


FINE = Raster(times=4, cells=108)
ROUGH = Raster(times=2, cells=72)
