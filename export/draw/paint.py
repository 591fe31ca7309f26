"""Anti-aliased lines and discs on Pillow images: a small patch is drawn enlarged, scaled down and laid on."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from export._memory import strips
from export.draw.boxes import Box, around, join, meet, shifted

Shape = tuple[Box, Image.Image]  # a mask ("L") and where it stands

FINE, FINEST = 4, 8  # how much larger a patch is drawn, and a small one
AT_ONCE = 24  # segments
SMALL = 128 * 128  # pixels
TILE = 256  # pixels, a side


class Clipped(NamedTuple):
    """parts (m, 2, dims) of those segments that have one in a box, keep (n,) which have, from which to which share."""

    parts: np.ndarray
    keep: np.ndarray
    shares: np.ndarray


def clipped(segments: np.ndarray, low: Any, high: Any) -> Clipped:
    """Segments (n, 2, dims) cut to a box (Liang & Barsky 1984). One with a NaN has no part in it."""
    start, way = segments[:, 0], segments[:, 1] - segments[:, 0]
    with np.errstate(all="ignore"):
        one, other = (np.asarray(low) - start) / way, (np.asarray(high) - start) / way
        still = (way == 0) & (start >= low) & (start <= high)
        enter = np.where(still, 0.0, np.minimum(one, other)).max(axis=-1).clip(0.0)
        leave = np.where(still, 1.0, np.maximum(one, other)).min(axis=-1).clip(None, 1.0)
        keep = (enter <= leave) & np.isfinite(segments).all(axis=(1, 2))
    shares = np.stack([enter, leave], axis=-1)[keep]
    return Clipped(start[keep, None] + shares[..., None] * way[keep, None], keep, shares)


def stroke(segments: np.ndarray, width: float, strengths: np.ndarray, clip: Box) -> Shape | None:
    """Segments (n, 2, 2) with round ends, as a mask ("L") and the box in which it stands; None if nothing is in `clip`.

    strengths (n,) are what each segment is drawn with, 0 to 255; where they cross, the stronger one is seen.
    """
    reach = width / 2 + 1
    inside, keep, _ = clipped(segments, np.array(clip[:2]) - reach, np.array(clip[2:]) + reach)
    levels = strengths[keep]
    if not (levels > 0).any():
        return None
    box = meet(around(*inside.min(axis=(0, 1)) - reach, *inside.max(axis=(0, 1)) + reach), clip)
    if box is None:
        return None
    order = np.argsort(levels, kind="stable")
    own, levels = inside[order] - box[:2], levels[order]

    def draw(strip: ImageDraw.ImageDraw, fine: int, top: int) -> None:
        _lines(strip, (own - (0, top)) * fine, levels, width * fine / 2)

    return box, _mask(box, draw)


def _mask(box: Box, draw: Callable[[ImageDraw.ImageDraw, int, int], None]) -> Image.Image:
    """A box's mask: `draw(on, fine, top)` draws it enlarged `fine` times from row `top` on, small boxes more; scaled
    down strip by strip."""
    wide, high = box[2] - box[0], box[3] - box[1]
    fine = FINEST if wide * high <= SMALL else FINE
    parts = strips(high, wide * fine * fine)
    mask = Image.new("L", (wide, high)) if len(parts) > 1 else None
    for first, last in parts:
        strip = Image.new("L", (wide * fine, (last - first) * fine))
        draw(ImageDraw.Draw(strip), fine, first)
        if mask is None:
            return strip.reduce(fine)
        mask.paste(strip.reduce(fine), (0, first))
    return mask or Image.new("L", (wide, high))


def _lines(draw: ImageDraw.ImageDraw, segments: np.ndarray, levels: np.ndarray, r: float) -> None:
    way = segments[:, 1] - segments[:, 0]
    length = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    side = np.column_stack([-way[:, 1], way[:, 0]]) / length * (r - 0.5)
    a, b = segments[:, 0], segments[:, 1]
    bodies = np.floor(np.stack([a + side, b + side, b - side, a - side], axis=1)).reshape(len(segments), 8)
    ends = np.concatenate([np.rint(segments - r), np.rint(segments + r) - 1], axis=-1)
    for body, (start, end), level in zip(bodies.tolist(), ends.tolist(), levels.astype(int).tolist(), strict=True):
        draw.polygon(body, fill=level)
        draw.ellipse(start, fill=level)
        draw.ellipse(end, fill=level)


def polygon(points: np.ndarray, strength: float, clip: Box) -> Shape | None:
    """A filled polygon (n, 2), as a mask and its box."""
    box = meet(around(*points.min(axis=0) - 1, *points.max(axis=0) + 1), clip)
    if box is None:
        return None
    own = points - box[:2]

    def draw(strip: ImageDraw.ImageDraw, fine: int, top: int) -> None:
        strip.polygon(np.floor((own - (0, top)) * fine).ravel().tolist(), fill=round(strength))

    return box, _mask(box, draw)


def disc(center: Any, radius: float, strength: float, clip: Box) -> Shape | None:
    """A filled disc, as a mask and its box."""
    x, y = float(center[0]), float(center[1])
    box = meet(around(x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1), clip)
    if box is None:
        return None

    def draw(strip: ImageDraw.ImageDraw, fine: int, top: int) -> None:
        low = round((x - radius - box[0]) * fine), round((y - radius - box[1] - top) * fine)
        high = round((x + radius - box[0]) * fine) - 1, round((y + radius - box[1] - top) * fine) - 1
        strip.ellipse((*low, *high), fill=round(strength))

    return box, _mask(box, draw)


def ring(center: Any, radius: float, width: float, strength: float, clip: Box) -> Shape | None:
    """A circle's line, as a mask and its box."""
    outer = disc(center, radius + width / 2, strength, clip)
    inner = disc(center, radius - width / 2, strength, clip)
    if outer is None or inner is None:
        return outer
    box, mask = outer
    hole = Image.new("L", mask.size)
    hole.paste(inner[1], (inner[0][0] - box[0], inner[0][1] - box[1]))
    return box, ImageChops.subtract(mask, hole)


def lay(image: Image.Image, shape: Shape | None, color: Any) -> Box | None:
    """Lay a shape on an image in a colour; the box it changed."""
    if shape is None:
        return None
    box, mask = shape
    image.paste(color, box, mask)
    return box


def cut(shape: Shape | None, clip: Box) -> Shape | None:
    """What of a shape lies in a box."""
    shared = meet(shape[0], clip) if shape else None
    if shape is None or shared is None:
        return None
    return shared, shape[1].crop(shifted(shared, -shape[0][0], -shape[0][1]))


class Trail:
    """One trail in one panel, as masks: what is hidden of it, the line, and the halo under it, which keeps it
    apart from everything else.

    It grows by `extend` and is never drawn again; `compose` lays any box of it on an image. The masks are
    made of tiles, of which there are only those that the trail passes through.
    """

    def __init__(self, area: Box, color: Any, halo: Any) -> None:
        self.area, self.color, self.halo = area, color, halo
        self._line: dict[tuple[int, int], Image.Image] = {}
        self._under: dict[tuple[int, int], Image.Image] = {}
        self._behind: dict[tuple[int, int], Image.Image] = {}
        self.reach: Box | None = None

    def clear(self) -> Box | None:
        """Take everything away; the box that changed."""
        before, self.reach = self.reach, None
        self._line.clear()
        self._under.clear()
        self._behind.clear()
        return before

    def extend(
        self, segments: np.ndarray, width: float, strengths: np.ndarray, under: float, shade: np.ndarray
    ) -> Box | None:
        """Add segments (n, 2, 2) of strengths (n,), over a halo `under` wide of strengths `shade` (n,); what changed.
        What has no halo is hidden, and lies under it all.

        A long line is drawn in pieces, which lie in smaller boxes.
        """
        changed: list[Box | None] = []
        seen = np.where(shade > 0, strengths, 0)
        for first in range(0, len(segments), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            changed += [
                _lighten(self._line, stroke(segments[part], width, seen[part], self.area)),
                _lighten(self._behind, stroke(segments[part], width, strengths[part] - seen[part], self.area)),
                _lighten(self._under, stroke(segments[part], under, shade[part], self.area)),
            ]
        box = join(changed)
        self.reach = join((self.reach, box))
        return box

    def compose(self, image: Image.Image, box: Box) -> None:
        shared = meet(box, self.reach) if self.reach else None
        if shared is None:
            return
        for tiles, color in ((self._behind, self.color), (self._under, self.halo), (self._line, self.color)):
            for key in _tiles(shared):
                if tile := tiles.get(key):
                    part = meet(shared, _tile_box(key))
                    image.paste(color, part, tile.crop(shifted(part, -key[0] * TILE, -key[1] * TILE)) if part else None)


def _lighten(tiles: dict[tuple[int, int], Image.Image], shape: Shape | None) -> Box | None:
    """Add a shape to a mask made of tiles; its box."""
    if shape is None:
        return None
    box, mask = shape
    for key in _tiles(box):
        part = meet(box, _tile_box(key))
        if part is None:
            continue
        tile = tiles.setdefault(key, Image.new("L", (TILE, TILE)))
        own = shifted(part, -key[0] * TILE, -key[1] * TILE)
        piece = mask.crop(shifted(part, -box[0], -box[1]))
        tile.paste(ImageChops.lighter(tile.crop(own), piece), own)
    return box


def _tiles(box: Box) -> list[tuple[int, int]]:
    """The tiles that have a part in a box, by column and row."""
    left, top, right, bottom = box
    return [(i, j) for j in range(top // TILE, -(-bottom // TILE)) for i in range(left // TILE, -(-right // TILE))]


def _tile_box(key: tuple[int, int]) -> Box:
    return key[0] * TILE, key[1] * TILE, (key[0] + 1) * TILE, (key[1] + 1) * TILE
