"""The whole page: title, counter, legend and panels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from export.draw.fonts import shortened, width
from export.draw.legend import room
from export.draw.slots import Grid, Rect, Slot, slot_of
from figures import Film

REFERENCE = 900 * 700  # the size in pixels at which text and lines have the player's own sizes
SMALLEST, LARGEST = 0.8, 4.0  # how far they follow the size of the picture
FITTED = 460  # pixels a panel of weight 1 is wide where the size is left to the panels
ALONE = (900, 700)  # the size of a picture of one panel, if it is left open
IN_A_ROW = 4  # weights, in such a picture
HEADING, COUNTER, NAME = 16.0, 13.0, 12.5  # pixels: letters of the heading, of the counter, of the legend
PAD = 14.0  # pixels: around everything
MOST = 0.4  # of the height, what a legend in rows may take; a larger one is left out
TOLD = 1.1  # captions are worth a tenth of the pictures' area
COLUMN = 0.4  # of the page, what a legend in a column may take


@dataclass(frozen=True)
class Chip:
    """An entry of the legend: the middle of its dot, its name, and the place for what is said of it, if anything is."""

    racer: int
    text: str
    dot: tuple[float, float]
    name: tuple[float, float]
    value: tuple[float, float] | None
    outline: Rect | None


@dataclass(frozen=True)
class Layout:
    """unit is what the player's own sizes are multiplied by; frame is the box around a legend that is a column."""

    size: tuple[int, int]
    unit: float
    heading: str
    title: tuple[float, float]
    counter: tuple[float, float]
    chips: Sequence[Chip]
    frame: Rect | None
    slots: Sequence[Slot]

    def scaled(self, by: float) -> "Layout":
        """The same, that much larger."""

        def at(place: tuple[float, float]) -> tuple[float, float]:
            return place[0] * by, place[1] * by

        def rect(r: Rect | None) -> Rect | None:
            return r and Rect(*(c * by for c in r))

        return Layout(
            size=(round(self.size[0] * by), round(self.size[1] * by)),
            unit=self.unit * by,
            heading=self.heading,
            title=at(self.title),
            counter=at(self.counter),
            chips=[
                Chip(c.racer, c.text, at(c.dot), at(c.name), c.value and at(c.value), rect(c.outline))
                for c in self.chips
            ],
            frame=rect(self.frame),
            slots=[slot.moved(lambda x, y: (x * by, y * by), by) for slot in self.slots],
        )


def unit_of(size: tuple[int, int]) -> float:
    return min(max(math.sqrt(size[0] * size[1] / REFERENCE), SMALLEST), LARGEST)


def natural_size(film: Film, title: str = "") -> tuple[int, int]:
    """A size that fits the panels: in one row if they are not too many, even numbers as films need them."""
    if len(film.panels) < 2:
        return ALONE
    weight = sum(panel.weight for panel in film.panels)
    rows = math.ceil(weight / IN_A_ROW - 0.01)
    wide = 2 * round(weight / rows * FITTED / 2)
    high = wide / 2
    for _ in range(4):  # letters grow with the picture
        unit = unit_of((wide, round(high)))
        body = _body((wide, round(high)), unit, title)
        _, below = _row(film, body, unit, title)
        high = below + Grid(film.panels, unit, rows, told=True).height(body.w) + PAD * unit
    return wide, 2 * math.ceil(high / 2)


def arrange(film: Film, size: tuple[int, int], title: str) -> Layout:
    """Lay out a film: a single panel has its legend beside the axes where that leaves them larger, otherwise the legend
    is a row of chips above the panels, which stand in as many rows as make them largest."""
    unit = unit_of(size)
    body = _body(size, unit, title)
    row, below = _row(film, body, unit, title)
    if below - body.y > MOST * body.h:
        row, below = [], body.y
    under = body._replace(y=below, h=body.bottom - below)
    options: list[tuple[Sequence[Chip], Rect | None, list[Slot]]] = [
        (row, None, Grid(film.panels, unit, rows, told).fitted(under))
        for told in (True, False)
        for rows in range(1, len(film.panels) + 1)
    ]
    if len(film.panels) == 1 and film.racers and not film.panels[0].legend:
        options.append(_beside(film, body, unit))
    chips, frame, slots = max(options, key=lambda option: _worth(option[2]))
    left, right, base = PAD * unit, size[0] - PAD * unit, (PAD + COUNTER) * unit
    if len(slots) == 1:
        left = slots[0].picture.x
        right = max(slots[0].picture.x + slots[0].picture.w, frame.x + frame.w if frame else 0.0)
    return Layout(
        size=size,
        unit=unit,
        heading=shortened(title, HEADING * unit, right - left - _counter(film, unit), bold=True),
        title=(left, base),
        counter=(right, row[0].name[1] if row and not (title or frame) else base),
        chips=chips,
        frame=frame,
        slots=slots,
    )


def _worth(slots: Sequence[Slot]) -> float:
    """How good a choice is: the size of the pictures, and a little for their captions."""
    return sum(slot.worth for slot in slots) * (TOLD if any(slot.caption for slot in slots) else 1.0)


def _body(size: tuple[int, int], unit: float, title: str) -> Rect:
    """The page without its border and its title."""
    top = (PAD + (26.0 if title else 0.0)) * unit
    return Rect(PAD * unit, top, size[0] - 2 * PAD * unit, size[1] - top - PAD * unit)


def _counter(film: Film, unit: float) -> float:
    """The width that the counter takes."""
    return width(film.counted(film.steps), COUNTER * unit) + PAD * unit


def _row(film: Film, body: Rect, unit: float, title: str) -> tuple[Sequence[Chip], float]:
    """The legend as chips in a row, beside the counter if there is no title, and where what follows begins."""
    if not film.racers:
        return [], body.y + (0.0 if title else 20 * unit)
    spent = 0.0 if title else _counter(film, unit)
    chips: list[Chip] = []
    x, y, high, gap = body.x, body.y, 25 * unit, 6 * unit
    for i, racer in enumerate(film.racers):
        note = room(film, racer.id, NAME * unit, brief=True)
        around = 35 * unit + (note + 7 * unit if note else 0.0)
        name = shortened(racer.name, NAME * unit, body.w - spent - around)
        wide = width(name, NAME * unit)
        if x > body.x and x + wide + around > body.x + body.w - (spent if y == body.y else 0.0):
            x, y = body.x, y + high + gap
        middle, base = y + high / 2, y + high / 2 + 4.5 * unit
        value = (x + 31 * unit + wide, base) if note else None
        outline = Rect(x, y, wide + around, high)
        chips.append(Chip(i, name, (x + 14 * unit, middle), (x + 24 * unit, base), value, outline))
        x += wide + around + gap
    return chips, y + high + 10 * unit


def _beside(film: Film, body: Rect, unit: float) -> tuple[Sequence[Chip], Rect, list[Slot]]:
    """The legend as a boxed column at the top right: over a picture in space, beside other axes."""
    notes = max(room(film, racer.id, NAME * unit) for racer in film.racers)
    line, inner = 20 * unit, 9 * unit
    around = 18 * unit + 2 * inner + (notes + 9 * unit if notes else 0.0)
    texts = [shortened(racer.name, NAME * unit, max(COLUMN * body.w - around, line)) for racer in film.racers]
    names = max(width(text, NAME * unit) for text in texts)
    wide, panel = names + around, film.panels[0]
    if panel.kind == "space":
        slot = slot_of(panel, body, unit)
        x, top = body.x + body.w - wide, body.y
    else:
        slot = slot_of(panel, body._replace(w=body.w - wide - 4 * unit), unit, tight=True)
        shift = (body.w - slot.picture.w - wide - 4 * unit) / 2
        slot = slot.moved(lambda x, y: (x + shift, y))
        x, top = slot.axes.x + slot.axes.w + 10 * unit, slot.axes.y
    chips = []
    for i, text in enumerate(texts):
        middle = top + inner + (i + 0.5) * line - 1.5 * unit
        base, start = middle + 4.5 * unit, x + inner
        value = (start + names + 25 * unit, base) if notes else None
        chips.append(Chip(i, text, (start + 5 * unit, middle), (start + 16 * unit, base), value, None))
    return chips, Rect(x, top, wide, len(texts) * line + 2 * inner - 3 * unit), [slot]
