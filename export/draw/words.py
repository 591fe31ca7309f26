"""Where words stand in a picture: not cut at its edge, and not over one another. As in player/marks.js."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from export.draw.boxes import Box
from export.draw.fonts import drawable, font
from export.draw.slots import Rect
from figures.look import LOOK


def breadth(words: str, size: float) -> float:
    """How many pixels words take."""
    return font(size, bold=True).getlength(drawable(words))


def inwards(width: float, x: float, align: str, rect: Any, gap: float) -> float:
    """How far words at a place in a picture move aside, so as not to be cut at its edge: to the left of what they
    stand to the right of, a gap away, where they fit there."""
    right = rect.x + rect.w
    if not rect.x <= x <= right or width > rect.w:
        return 0.0
    begin = begun(x, width, align)
    over = -width - 2 * gap if gap else 0.0
    cut = begin < rect.x or begin + width > right
    if cut and over and rect.x <= begin + over and begin + over + width <= right:
        return over
    return max(rect.x - begin, 0.0) + min(right - begin - width, 0.0)


def begun(x: float, width: float, align: str) -> float:
    """Where words begin."""
    return x - {"l": 0.0, "m": width / 2, "r": width}[align]


class Lines:
    """The lines of words that stand in a picture: who comes later, or on a head or the start, stands a line or more
    above or below."""

    def __init__(self, heads: Iterable[Any] = (), start: np.ndarray | None = None, unit: float = 1.0) -> None:
        disc, star = (LOOK["head"]["radius"] + LOOK["head"]["hair"]) * unit, LOOK["start"]["long"] * unit
        self.marks = [_square(head.place, disc) for head in heads if head and head.inside]
        if start is not None:
            self.marks.append(_square(start, star))
        self.taken: dict[int, Rect] = {}
        self.held: list[Callable[[], Box | None]] | None = None

    def hold(self) -> None:
        """Words are not written until they are released: over the trails that come in between."""
        self.held = []

    def release(self) -> None:
        held, self.held = self.held or [], None
        for write in held:
            write()

    def free(self, key: int, x: float, y: float, w: float, bounds: Rect, unit: float) -> float:
        """The height at which words that begin at x are over no others; their own where there is none. Whoever asks
        again, by its key, gets the same."""
        h = LOOK["words"]["line"] * unit
        if key not in self.taken:
            boxes = [Rect(x, y + (shift - 0.5) * h, w, h) for shift in LOOK["words"]["aside"]]
            fits = (box for box in boxes if bounds.y <= box.y and box.y + h <= bounds.y + bounds.h and self._free(box))
            self.taken[key] = next(fits, boxes[0])
        return self.taken[key].y + h / 2

    def _free(self, a: Rect) -> bool:
        return not any(
            a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h
            for b in (*self.marks, *self.taken.values())
        )


def _square(middle: np.ndarray, half: float) -> Rect:
    x, y = (float(c) - half for c in middle)
    return Rect(x, y, 2 * half, 2 * half)
