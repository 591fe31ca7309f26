"""Where everything stands in a picture, in pixels from its top left corner."""

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from export._fonts import width
from export._legend import room
from figures import Film, Panel

REFERENCE = 900 * 700  # the size in pixels at which text and lines have the player's own sizes
SMALLEST, LARGEST = 0.8, 4.0  # how far they follow the size of the picture
FITTED = 460  # pixels a panel of weight 1 is wide where the size is left to the panels
ALONE = (900, 700)  # the size of a picture of one panel, if it is left open


class Rect(NamedTuple):
    x: float
    y: float
    w: float
    h: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The whole pixels it covers."""
        return math.floor(self.x), math.floor(self.y), math.ceil(self.x + self.w), math.ceil(self.y + self.h)

    def scaled(self, by: float) -> "Rect":
        return Rect(*(c * by for c in self))


@dataclass(frozen=True)
class Slot:
    """One panel's place: its title's base line, its picture (the player's plot), the axes within that, its caption."""

    panel: Panel
    title: tuple[float, float]
    picture: Rect
    axes: Rect
    caption: Sequence[tuple[tuple[float, float], str]] = ()

    def moved(self, by: Callable[[float, float], tuple[float, float]], times: float = 1.0) -> "Slot":
        """The same elsewhere: `by` says where a place goes, `times` how much larger things are there."""

        def rect(r: Rect) -> Rect:
            return Rect(*by(r.x, r.y), r.w * times, r.h * times)

        caption = [(by(*place), line) for place, line in self.caption]
        return Slot(self.panel, by(*self.title), rect(self.picture), rect(self.axes), caption)


@dataclass(frozen=True)
class Chip:
    """An entry of the legend: the middle of its dot, the base lines of its name and, in a row, of its value."""

    racer: int
    dot: tuple[float, float]
    name: tuple[float, float]
    value: tuple[float, float] | None
    outline: Rect | None


@dataclass(frozen=True)
class Layout:
    """unit is what the player's own sizes are multiplied by; frame is the box around a legend that is a column."""

    size: tuple[int, int]
    unit: float
    title: tuple[float, float]
    counter: tuple[float, float]
    chips: Sequence[Chip]
    frame: Rect | None
    slots: Sequence[Slot]

    def scaled(self, by: float) -> "Layout":
        """The same, that much larger."""

        def at(place: tuple[float, float]) -> tuple[float, float]:
            return place[0] * by, place[1] * by

        return Layout(
            size=(round(self.size[0] * by), round(self.size[1] * by)),
            unit=self.unit * by,
            title=at(self.title),
            counter=at(self.counter),
            chips=[
                Chip(c.racer, at(c.dot), at(c.name), c.value and at(c.value), c.outline and c.outline.scaled(by))
                for c in self.chips
            ],
            frame=self.frame and self.frame.scaled(by),
            slots=[slot.moved(lambda x, y: (x * by, y * by), by) for slot in self.slots],
        )


COUNTER = 13.0  # pixels: the counter's letters
WORDS, LINE = 12.0, 17.0  # pixels: a caption's letters, and from line to line
SHARE = 0.35  # of the height that is left, what goes above the panels
NAME = 12.5  # pixels: the legend's letters


def unit_of(size: tuple[int, int]) -> float:
    return min(max(math.sqrt(size[0] * size[1] / REFERENCE), SMALLEST), LARGEST)


def natural_size(film: Film, title: str = "") -> tuple[int, int]:
    """A size that fits the panels: all in one row if there are up to four, even numbers as films need them."""
    panels = film.panels
    if len(panels) < 2:
        return ALONE
    rows = math.ceil(len(panels) / 4)
    wide = 2 * round(sum(panel.weight for panel in panels) / rows * FITTED / 2)
    tall = max((min(panel.aspect, 1.0) for panel in panels if panel.kind != "chart"), default=0.8)
    high = rows * (FITTED * tall + 30) + 100
    for _ in range(3):
        unit = unit_of((wide, round(high)))
        body = _body((wide, round(high)), unit, title)
        spent = 0.0 if title else width(f"step {film.steps} / {film.steps}", COUNTER * unit) + 14 * unit
        _, below = _row(film, body, unit, spent)
        words = max((len(caption_lines(panel, FITTED * panel.weight, unit)) for panel in panels), default=0)
        high = below + rows * (FITTED * tall + (30 + LINE * words) * unit) + 14 * unit
    return wide, 2 * round(high / 2)


def arrange(film: Film, size: tuple[int, int], title: str) -> Layout:
    """Lay out a film: a single panel has its legend beside the axes where that leaves them larger, otherwise the legend
    is a row of chips above the panels, which stand in as many rows as make them largest."""
    unit = unit_of(size)
    pad = 14 * unit
    body = _body(size, unit, title)
    spent = 0.0 if title else width(f"step {film.steps} / {film.steps}", COUNTER * unit) + pad
    row, below = _row(film, body, unit, spent)
    under = Rect(body.x, below, body.w, body.y + body.h - below)
    options: list[tuple[list[Chip], Rect | None, list[Slot]]] = [
        (row, None, _grid(film.panels, under, unit, rows)) for rows in range(1, len(film.panels) + 1)
    ]
    if len(film.panels) == 1 and film.racers:
        options.append(_beside(film, body, unit))
    chips, frame, slots = max(options, key=lambda option: sum(_worth(slot) for slot in option[2]))
    left, right = pad, size[0] - pad
    if len(slots) == 1:
        left = slots[0].picture.x
        right = max(slots[0].picture.x + slots[0].picture.w, frame.x + frame.w if frame else 0.0)
    return Layout(
        size=size,
        unit=unit,
        title=(left, pad + 13 * unit),
        counter=(right, row[0].name[1] if row and not (title or frame) else pad + 13 * unit),
        chips=chips,
        frame=frame,
        slots=slots,
    )


def _body(size: tuple[int, int], unit: float, title: str) -> Rect:
    """The page without its border and its title."""
    pad = 14 * unit
    top = pad + (26 * unit if title else 0.0)
    return Rect(pad, top, size[0] - 2 * pad, size[1] - top - pad)


def _worth(slot: Slot) -> float:
    """How large a picture is to the eye; a chart gains nothing from being much wider than high."""
    return min(slot.axes.w, 1.6 * slot.axes.h) * slot.axes.h


def _row(film: Film, body: Rect, unit: float, spent: float) -> tuple[list[Chip], float]:
    """The legend as chips in a row, the first of which leaves room for the counter, and where what follows begins."""
    if not film.racers:
        return [], body.y + (20 * unit if spent else 0.0)
    chips: list[Chip] = []
    x, y, high, gap = body.x, body.y, 25 * unit, 6 * unit
    for i, racer in enumerate(film.racers):
        name, note = width(racer.name, NAME * unit), room(film, racer.id, NAME * unit, brief=True)
        wide = name + 35 * unit + (note + 7 * unit if note else 0.0)
        if x > body.x and x + wide > body.x + body.w - (spent if y == body.y else 0.0):
            x, y = body.x, y + high + gap
        middle, base = y + high / 2, y + high / 2 + 4.5 * unit
        value = (x + 31 * unit + name, base) if note else None
        chips.append(Chip(i, (x + 14 * unit, middle), (x + 24 * unit, base), value, Rect(x, y, wide, high)))
        x += wide + gap
    return chips, y + high + 10 * unit


def _beside(film: Film, body: Rect, unit: float) -> tuple[list[Chip], Rect, list[Slot]]:
    """The legend as a boxed column at the top right: over a picture in space, beside other axes."""
    names = max(width(racer.name, NAME * unit) for racer in film.racers)
    notes = max(room(film, racer.id, NAME * unit) for racer in film.racers)
    line, inner = 20 * unit, 9 * unit
    wide = names + 18 * unit + 2 * inner + (notes + 9 * unit if notes else 0.0)
    panel = film.panels[0]
    if panel.kind == "space":
        slot = _slot(panel, body, unit, titled=False)
        x, top = body.x + body.w - wide, body.y
    else:
        slot = _slot(panel, body._replace(w=body.w - wide - 4 * unit), unit, titled=False, tight=True)
        shift = (body.w - slot.picture.w - wide - 4 * unit) / 2
        slot = slot.moved(lambda x, y: (x + shift, y))
        x, top = slot.axes.x + slot.axes.w + 10 * unit, slot.axes.y
    frame = Rect(x, top, wide, len(film.racers) * line + 2 * inner - 3 * unit)
    chips = []
    for i in range(len(film.racers)):
        middle = top + inner + (i + 0.5) * line - 1.5 * unit
        base, start = middle + 4.5 * unit, x + inner
        value = (start + names + 25 * unit, base) if notes else None
        chips.append(Chip(i, (start + 5 * unit, middle), (start + 16 * unit, base), value, None))
    return chips, frame, [slot]


def _grid(panels: Sequence[Panel], area: Rect, unit: float, rows: int) -> list[Slot]:
    """Panels in rows evenly filled, each row as high as its share, its pictures as high as their aspect allows."""
    titled = len(panels) > 1
    slots: list[Slot] = []
    first, y, gap = 0, area.y, 16 * unit
    for row in range(rows, 0, -1):
        count = math.ceil((len(panels) - first) / row)
        chosen = panels[first : first + count]
        high = (area.y + area.h - y) / row
        total = sum(panel.weight for panel in chosen)
        x = area.x
        tallest = 0.0
        line: list[Slot] = []
        for panel in chosen:
            wide = (area.w - gap * (count - 1)) * panel.weight / total
            line.append(_slot(panel, Rect(x, y, wide, high), unit, titled))
            x += wide + gap
            if panel.kind != "chart":
                tallest = max(tallest, line[-1].picture.h)
        slots += [_levelled(slot, tallest, unit) if tallest else slot for slot in line]
        first, y = first + count, y + high
    return _centred(slots, area, unit) if titled else slots


def _slot(panel: Panel, cell: Rect, unit: float, titled: bool, tight: bool = False) -> Slot:
    """A panel in a cell: under its title, no higher than its aspect allows. tight: cut to the axes' own width."""
    head = 22 * unit if titled else 0.0
    room = cell.h - head - (8 * unit if titled else 0.0)
    picture = Rect(cell.x, cell.y + head, cell.w, max(min(room, cell.w * _tallest(panel, titled)), 1.0))
    axes = _axes(panel, picture, unit)
    if tight:
        spare = picture.w - axes.w - _margin(panel, "l", unit) - _margin(panel, "r", unit)
        picture = picture._replace(w=picture.w - spare)
        axes = _axes(panel, picture, unit)
    return Slot(panel, (picture.x, cell.y + 13 * unit), picture, axes)


def _tallest(panel: Panel, titled: bool) -> float:
    """The greatest height of a picture over its width."""
    return max(panel.aspect, 1.0) if not titled or panel.kind == "chart" else panel.aspect


def _levelled(slot: Slot, high: float, unit: float) -> Slot:
    """A chart made as high as the tallest picture beside it."""
    if slot.panel.kind != "chart":
        return slot
    picture = slot.picture._replace(h=high)
    return Slot(slot.panel, slot.title, picture, _axes(slot.panel, picture, unit))


def _centred(slots: list[Slot], area: Rect, unit: float) -> list[Slot]:
    """The slots with their captions, if there is room for all of them, and moved down by a part of what is left."""
    captions = [caption_lines(slot.panel, slot.picture.w, unit) for slot in slots]
    ends = [slot.picture.y + slot.picture.h for slot in slots]
    bottom = area.y + area.h
    told = [end + (LINE * len(lines) + 6) * unit for end, lines in zip(ends, captions, strict=True)]
    if len({slot.picture.y for slot in slots}) > 1 or max(told) > bottom:
        captions, told = [[] for _ in slots], ends
    down = SHARE * max(bottom - max(told), 0.0)
    out = []
    for slot, end, lines in zip(slots, ends, captions, strict=True):
        places = [(slot.picture.x, end + (LINE * (i + 1) - 1) * unit) for i in range(len(lines))]
        slot = dataclasses.replace(slot, caption=list(zip(places, lines, strict=True)))
        out.append(slot.moved(lambda x, y: (x, y + down)))
    return out


def caption_lines(panel: Panel, room: float, unit: float) -> list[str]:
    """A panel's caption in lines that fit the room."""
    lines: list[str] = []
    for word in panel.caption.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, WORDS * unit) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _margin(panel: Panel, side: str, unit: float) -> float:
    return float(panel.figure["layout"].get("margin", {}).get(side, 0)) * unit


def _axes(panel: Panel, picture: Rect, unit: float) -> Rect:
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
