"""Pixel boxes (left, top, right, bottom), as Pillow has them."""

import math
from collections.abc import Iterable

Box = tuple[int, int, int, int]


def around(x0: float, y0: float, x1: float, y1: float) -> Box:
    """The least box of whole pixels around a rectangle."""
    return math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1)


def meet(a: Box, b: Box) -> Box | None:
    """What two boxes share, None if nothing."""
    box = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return box if box[0] < box[2] and box[1] < box[3] else None


def join(boxes: Iterable[Box | None]) -> Box | None:
    """The least box around some boxes, None if there are none."""
    some = [box for box in boxes if box]
    if not some:
        return None
    lefts, tops, rights, bottoms = zip(*some, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def shifted(box: Box, x: int, y: int) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
