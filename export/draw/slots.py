"""Where a panel stands in a picture, and how several share it, in pixels from its top left corner."""

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from export.draw.boxes import Box, around
from export.draw.fonts import drawable, width
from figures import Panel

CAPTION, LINE = 12.0, 17.0  # pixels: the letters of subtitles and captions, and from line to line
SWATCH, APART = 15.0, 12.0  # pixels: from a swatch of the legend to its words, from these to the next swatch
TITLE = 13.5  # pixels: a panel's title
GAP = 16.0  # between panels
SHARE = 0.35  # of the height that is left, what goes above the panels


class Rect(NamedTuple):
    x: float
    y: float
    w: float
    h: float

    @property
    def box(self) -> Box:
        """The whole pixels it covers."""
        return around(self.x, self.y, self.x + self.w, self.y + self.h)

    @property
    def bottom(self) -> float:
        return self.y + self.h


@dataclass(frozen=True)
class Slot:
    """One panel's place: its title's base line, its picture (the player's plot), the axes within that, and below what
    its colours mean (each swatch's left end on a base line, its colour and its words), and its caption."""

    panel: Panel
    title: tuple[float, float]
    picture: Rect
    axes: Rect
    caption: Sequence[tuple[tuple[float, float], str]] = ()
    key: Sequence[tuple[tuple[float, float], str, str]] = ()

    @property
    def bottom(self) -> float:
        return max([self.picture.bottom, *(y for (_, y), _ in self.caption), *(y for (_, y), _, _ in self.key)])

    @property
    def worth(self) -> float:
        """How large the picture is to the eye; a chart gains nothing from being much wider than high."""
        return min(self.axes.w, 1.6 * self.axes.h) * self.axes.h

    def moved(self, by: Callable[[float, float], tuple[float, float]], times: float = 1.0) -> "Slot":
        """The same elsewhere: `by` says where a place goes, `times` how much larger things are there."""

        def rect(r: Rect) -> Rect:
            return Rect(*by(r.x, r.y), r.w * times, r.h * times)

        caption = [(by(*place), line) for place, line in self.caption]
        key = [(by(*place), color, words) for place, color, words in self.key]
        return Slot(self.panel, by(*self.title), rect(self.picture), rect(self.axes), caption, key)


def slot_of(panel: Panel, cell: Rect, unit: float, head: float = 0.0, tight: bool = False) -> Slot:
    """A panel in a cell, `head` pixels of which are for its title, no higher than its aspect allows.

    tight: cut to the width of the axes.
    """
    most = max(panel.aspect, 1.0) if not head or panel.kind == "chart" else panel.aspect
    picture = Rect(cell.x, cell.y + head, cell.w, max(min(cell.h - head, cell.w * most), 1.0))
    axes = axes_of(panel, picture, unit)
    if tight:
        spare = picture.w - axes.w - _margin(panel, "l", unit) - _margin(panel, "r", unit)
        picture = picture._replace(w=picture.w - spare)
        axes = axes_of(panel, picture, unit)
    return Slot(panel, (picture.x, cell.y + TITLE * unit), picture, axes)


def axes_of(panel: Panel, picture: Rect, unit: float) -> Rect:
    """The axes within a picture, as Plotly places them: inside the margins, and smaller where one unit must be as long
    in x as in y."""
    left, right, top, bottom = (_margin(panel, side, unit) for side in "lrtb")
    x, y = picture.x + left, picture.y + top
    w, h = max(picture.w - left - right, 1.0), max(picture.h - top - bottom, 1.0)
    layout: Any = panel.figure["layout"]
    if layout.get("yaxis", {}).get("scaleanchor") == "x":
        (x0, x1), (y0, y1) = layout["xaxis"]["range"], layout["yaxis"]["range"]
        scale = min(w / (x1 - x0), h / (y1 - y0))
        fit_w, fit_h = scale * (x1 - x0), scale * (y1 - y0)
        x, y, w, h = x + (w - fit_w) / 2, y + (h - fit_h) / 2, fit_w, fit_h
    return Rect(x, y, w, h)


def _margin(panel: Panel, side: str, unit: float) -> float:
    return float(panel.figure["layout"].get("margin", {}).get(side, 0)) * unit


@dataclass(frozen=True)
class Grid:
    """Several panels under their titles, in rows evenly filled; told: with their captions."""

    panels: Sequence[Panel]
    unit: float
    rows: int
    told: bool

    @property
    def head(self) -> float:
        """The height of the panels' titles; a single panel has none."""
        if len(self.panels) < 2:
            return 0.0
        return (38.0 if any(panel.subtitle for panel in self.panels) else 22.0) * self.unit

    def height(self, wide: float) -> float:
        """How high it is if the panels may be as high as they like."""
        slots = self.slots(Rect(0, 0, wide, 1e6))
        return max((slot.bottom for slot in slots), default=0.0)

    def fitted(self, area: Rect) -> list[Slot]:
        """The panels in an area, moved down by a part of the height that they leave."""
        slots = self.slots(area)
        spare = area.bottom - max((slot.bottom for slot in slots), default=area.bottom)
        down = SHARE * max(spare, 0.0) if len(slots) > 1 else 0.0
        return [slot.moved(lambda x, y: (x, y + down)) for slot in slots]

    def slots(self, area: Rect) -> list[Slot]:
        """The panels at the top of an area."""
        slots: list[Slot] = []
        first, y = 0, area.y
        for left in range(self.rows, 0, -1):
            count = math.ceil((len(self.panels) - first) / left)
            gaps = (left - 1) * GAP * self.unit
            row = Rect(area.x, y, area.w, max((area.bottom - y - gaps) / left, 1.0))
            slots += self._row(self.panels[first : first + count], row)
            first, y = first + count, max(slot.bottom for slot in slots) + GAP * self.unit
        return slots

    def _row(self, panels: Sequence[Panel], row: Rect) -> list[Slot]:
        gap, total = GAP * self.unit, sum(panel.weight for panel in panels)
        widths = [(row.w - gap * (len(panels) - 1)) * panel.weight / total for panel in panels]
        captions = [caption_lines(p, w, self.unit) if self.told else [] for p, w in zip(panels, widths, strict=True)]
        keys = [key_lines(p, w, self.unit) for p, w in zip(panels, widths, strict=True)]
        most = max(len(key) + len(caption) for key, caption in zip(keys, captions, strict=True))
        foot = (LINE * most + 6) * self.unit if most else 0.0
        x, slots = row.x, []
        for panel, wide in zip(panels, widths, strict=True):
            slots.append(slot_of(panel, Rect(x, row.y, wide, row.h - foot), self.unit, self.head))
            x += wide + gap
        tallest = max((slot.picture.h for slot in slots if slot.panel.kind != "chart"), default=0.0)
        slots = [self._levelled(slot, tallest) if tallest else slot for slot in slots]
        return [self._captioned(slot, key, lines) for slot, key, lines in zip(slots, keys, captions, strict=True)]

    def _levelled(self, slot: Slot, high: float) -> Slot:
        """A chart made as high as the tallest picture beside it."""
        if slot.panel.kind != "chart":
            return slot
        picture = slot.picture._replace(h=high)
        return dataclasses.replace(slot, picture=picture, axes=axes_of(slot.panel, picture, self.unit))

    def _captioned(self, slot: Slot, key: list[list[tuple[float, str, str]]], lines: list[str]) -> Slot:
        left, bottom = slot.picture.x, slot.picture.bottom
        places = [(left, bottom + (LINE * (i + 1) - 1) * self.unit) for i in range(len(key) + len(lines))]
        named = [
            ((left + x, place[1]), color, words)
            for place, line in zip(places, key, strict=False)
            for x, color, words in line
        ]
        return dataclasses.replace(slot, key=named, caption=list(zip(places[len(key) :], lines, strict=True)))


def key_lines(panel: Panel, room: float, unit: float) -> list[list[tuple[float, str, str]]]:
    """What a panel's colours mean, in lines that fit the room: how far from the left, the colour, the words."""
    lines: list[list[tuple[float, str, str]]] = []
    x = 0.0
    for item in panel.legend:
        words = drawable(item["label"])
        wide = width(words, CAPTION * unit) + (SWATCH * unit if item["color"] else 0.0)
        if not lines or x + wide > room:
            lines.append([])
            x = 0.0
        lines[-1].append((x, item["color"], words))
        x += wide + APART * unit
    return lines


def caption_lines(panel: Panel, room: float, unit: float) -> list[str]:
    """A panel's caption in lines that fit the room."""
    lines: list[str] = []
    for word in drawable(panel.caption).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, CAPTION * unit) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
