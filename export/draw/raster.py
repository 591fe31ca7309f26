"""A panel in space in pixels: drawn enlarged with Pillow and scaled down, fast enough for a camera that turns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from export.draw import walls
from export.draw.colors import pillow
from export.draw.fonts import font
from export.draw.sheet import CORNERS, Sheet
from export.draw.space import SpaceView

Scene = Mapping[str, Any]  # Plotly's, of a layout

CELL = 4.0  # pixels: no smaller are the cells of a small picture
LINE = 0.85  # pixels: the lines on a surface


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
        box = view.rect.box
        size = (box[2] - box[0]) * self.times, (box[3] - box[1]) * self.times
        image = Image.new("RGB", size, pillow(ground))
        draw = ImageDraw.Draw(image)
        corner = np.array(box[:2])
        thick = max(1, round(walls.WALL * unit * self.times))
        grids = self._at(view.pixels(walls.grid(scene, view)), corner)
        for first in range(0, len(grids), 4):
            draw.line(grids[first : first + 4], fill=pillow(scene["xaxis"]["gridcolor"]), width=thick)
        pieces = sheet.pieces(view.camera)
        places = self._at(view.pixels(pieces.corners), corner)
        red, green, blue = np.rint(255 * pieces.colors).astype(int).T
        inks = (red | green << 8 | blue << 16).tolist()
        thick = max(1, round(LINE * unit * self.times))
        for i, (ink, count) in enumerate(zip(inks, pieces.counts.tolist(), strict=True)):
            first = 2 * CORNERS * i
            shape = places[first : first + 2 * count]
            if count == 2:
                draw.line(shape, fill=ink, width=thick)
            else:
                draw.polygon(shape, fill=ink)
        image = image.reduce(self.times)
        self._labels(image, scene, view, corner, unit)
        return image

    def _at(self, pixels: np.ndarray, corner: np.ndarray) -> list[int]:
        """Pixels (n, m, 2) of the page as one list x, y, x, y, … in the enlarged picture."""
        own = np.nan_to_num((pixels.ravel() - np.tile(corner, pixels.size // 2)) * self.times, nan=-1e4)
        return np.floor(own).clip(-1e5, 1e5).astype(np.int32).tolist()

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
