"""Anti-aliased lines and discs on Pillow images: a small patch is drawn enlarged, scaled down and laid on."""

from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from export.draw.boxes import Box, around, join, meet, shifted

Shape = tuple[Box, Image.Image]  # a mask ("L") and where it stands

FINE, FINEST = 4, 8  # how much larger a patch is drawn, and a small one
AT_ONCE = 24  # segments
SMALL = 128 * 128  # pixels


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
    patch, fine = _patch(box)
    _lines(ImageDraw.Draw(patch), (inside[order] - box[:2]) * fine, levels[order], width * fine / 2)
    return box, patch.reduce(fine)


def _patch(box: Box) -> tuple[Image.Image, int]:
    """A box enlarged, and how much: small ones more."""
    wide, high = box[2] - box[0], box[3] - box[1]
    fine = FINEST if wide * high <= SMALL else FINE
    return Image.new("L", (wide * fine, high * fine)), fine


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
    patch, fine = _patch(box)
    ImageDraw.Draw(patch).polygon(np.floor((points - box[:2]) * fine).ravel().tolist(), fill=round(strength))
    return box, patch.reduce(fine)


def disc(center: Any, radius: float, strength: float, clip: Box) -> Shape | None:
    """A filled disc, as a mask and its box."""
    x, y = float(center[0]), float(center[1])
    box = meet(around(x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1), clip)
    if box is None:
        return None
    patch, fine = _patch(box)
    low = round((x - radius - box[0]) * fine), round((y - radius - box[1]) * fine)
    high = round((x + radius - box[0]) * fine) - 1, round((y + radius - box[1]) * fine) - 1
    ImageDraw.Draw(patch).ellipse((*low, *high), fill=round(strength))
    return box, patch.reduce(fine)


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

    def extend(
        self, segments: np.ndarray, width: float, strengths: np.ndarray, under: float, shade: np.ndarray
    ) -> Box | None:
        """Add segments (n, 2, 2) of strengths (n,), over a halo `under` wide of strengths `shade` (n,); what changed.

        A long line is drawn in pieces, which lie in smaller boxes.
        """
        changed: list[Box | None] = []
        for first in range(0, len(segments), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            changed += [
                self._add(self._line, stroke(segments[part], width, strengths[part], self.area)),
                self._add(self._under, stroke(segments[part], under, shade[part], self.area)),
            ]
        box = join(changed)
        self.reach = join((self.reach, box))
        return box

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
