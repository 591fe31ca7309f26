"""Anti-aliased lines and discs on Pillow images: a small patch is drawn enlarged, scaled down and laid on."""

from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from export._boxes import Box, around, join, meet, shifted

Shape = tuple[Box, Image.Image]  # a mask ("L") and where it stands

FINE = 4  # how much larger a patch is drawn


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
    patch = _patch(box)
    order = np.argsort(levels, kind="stable")
    _lines(ImageDraw.Draw(patch), (inside[order] - box[:2]) * FINE - 0.5, levels[order], width * FINE)
    return box, patch.reduce(FINE)


def _patch(box: Box) -> Image.Image:
    return Image.new("L", ((box[2] - box[0]) * FINE, (box[3] - box[1]) * FINE))


def _lines(draw: ImageDraw.ImageDraw, segments: np.ndarray, levels: np.ndarray, width: float) -> None:
    r, thick = width / 2, max(1, round(width))
    for (start, end), level in zip(segments.tolist(), levels.astype(int).tolist(), strict=True):
        draw.line((*start, *end), fill=level, width=thick)
        draw.ellipse((start[0] - r, start[1] - r, start[0] + r, start[1] + r), fill=level)
        draw.ellipse((end[0] - r, end[1] - r, end[0] + r, end[1] + r), fill=level)


def polygon(points: np.ndarray, strength: float, clip: Box) -> Shape | None:
    """A filled polygon (n, 2), as a mask and its box."""
    box = meet(around(*points.min(axis=0) - 1, *points.max(axis=0) + 1), clip)
    if box is None:
        return None
    patch = _patch(box)
    ImageDraw.Draw(patch).polygon(((points - box[:2]) * FINE - 0.5).ravel().tolist(), fill=round(strength))
    return box, patch.reduce(FINE)


def disc(center: Any, radius: float, strength: float, clip: Box) -> Shape | None:
    """A filled disc, as a mask and its box."""
    x, y = float(center[0]), float(center[1])
    box = meet(around(x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1), clip)
    if box is None:
        return None
    patch = _patch(box)
    x, y, r = (x - box[0]) * FINE - 0.5, (y - box[1]) * FINE - 0.5, radius * FINE
    ImageDraw.Draw(patch).ellipse((x - r, y - r, x + r, y + r), fill=round(strength))
    return box, patch.reduce(FINE)


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
    """One trail in one panel, as two masks: the line, and the halo under it that keeps it apart from everything else.

    It grows by `extend` and is never drawn again; `compose` lays any box of it on an image.
    """

    def __init__(self, area: Box, color: Any, halo: Any) -> None:
        self.area, self.color, self.halo = area, color, halo
        size = area[2] - area[0], area[3] - area[1]
        self._line, self._under = Image.new("L", size), Image.new("L", size)
        self.reach: Box | None = None

    def clear(self) -> Box | None:
        """Take everything away; the box that changed."""
        before, self.reach = self.reach, None
        for mask in (self._line, self._under):
            mask.paste(0, (0, 0, *mask.size))
        return before

    def extend(self, segments: np.ndarray, width: float, strengths: np.ndarray, halo: float, shade: Any) -> Box | None:
        """Add segments (n, 2, 2), with a halo `halo` wide on each side of strengths `shade` (n,); what changed."""
        changed = join(
            (
                self._add(self._line, stroke(segments, width, strengths, self.area)),
                self._add(self._under, stroke(segments, width + 2 * halo, np.asarray(shade), self.area)),
            )
        )
        self.reach = join((self.reach, changed))
        return changed

    def _add(self, mask: Image.Image, shape: Shape | None) -> Box | None:
        if shape is None:
            return None
        box, patch = shape
        own = shifted(box, -self.area[0], -self.area[1])
        mask.paste(ImageChops.lighter(mask.crop(own), patch), own)
        return box

    def compose(self, image: Image.Image, box: Box) -> None:
        shared = meet(box, self.reach) if self.reach else None
        if shared is None:
            return
        own = shifted(shared, -self.area[0], -self.area[1])
        image.paste(self.halo, shared, self._under.crop(own))
        image.paste(self.color, shared, self._line.crop(own))
