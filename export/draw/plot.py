"""One panel in a picture: what moves in it, painted on the still, and only where it has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from PIL import Image

from export.draw.boxes import Box, area, around, join, meet
from export.draw.colors import pillow
from export.draw.ink import PixelInk
from export.draw.lines import Line, View, line_of
from export.draw.marks import REACH, draw_gone, draw_handle, draw_head, draw_start
from export.draw.overlays import Overlay
from export.draw.paint import Shape, Trail, cut, lay, stroke
from export.draw.slots import Slot
from figures import Film, Track

WIDTH, CURVE, WHOLE = 2.5, 2.25, 1.25  # of a trail, of a chart's curve, of the whole run behind it: pixels
HALO = 1.25  # on each side of a trail
SHADE, FAINT, BACK = 0.85, 0.32, 0.3  # opacities: of a halo, of a hidden part, of the whole run
TAIL = 1.6  # seconds that a fading tail remembers
BANDS = 10  # of its fading


@dataclass
class Runner:
    """A track with its line in this panel, and how much of it has been painted."""

    track: Track
    color: str
    line: Line
    trail: Trail
    painted: float = 0.0


@dataclass
class Plot:
    """A panel's tracks, in pixels. `still` is the picture without them, into which a chart's whole runs are drawn."""

    film: Film
    slot: Slot
    view: View
    theme: Mapping[str, str]
    dark: bool
    unit: float
    still: Image.Image
    style: str = "whole"
    runners: list[Runner] = field(init=False)
    overlays: list[Overlay] = field(init=False)
    marked: list[Box] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        panel, racers = self.slot.panel, {racer.id: racer for racer in self.film.racers}
        clip = self.clip
        self.overlays = [Overlay(each, racers, self.theme, self.dark, self.unit) for each in panel.overlays]
        self.runners = []
        for track in self.film.tracks:
            if track.group != panel.group or (panel.racers is not None and track.racer not in panel.racers):
                continue
            if not {*panel.axes.values()} <= {"step", *track.channels}:  # as in the player
                continue
            color = racers[track.racer].dark if self.dark else racers[track.racer].color
            line = line_of(track, panel.axes, self.view)
            self.runners.append(Runner(track, color, line, Trail(clip, pillow(color), pillow(self.theme["@panel"]))))
        if panel.kind == "chart":
            for runner in self.runners:
                segments, _ = runner.line.between(0, self.time(self.film.steps))
                faint = np.full(len(segments), 255 * BACK)
                lay(self.still, stroke(segments, WHOLE * self.unit, faint, clip), pillow(runner.color))

    @property
    def clip(self) -> Box:
        """The whole pixels that lie within the axes, or the picture in space."""
        x, y, w, h = self.view.rect
        return round(x), round(y), round(x + w), round(y + h)

    @cached_property
    def start(self) -> np.ndarray | None:
        """Where the shared start is marked."""
        if self.slot.panel.start is None:
            return None
        place = self.view.project(np.array(self.slot.panel.start, dtype=float))
        return place if np.isfinite(place).all() else None

    @property
    def _start_box(self) -> Box:
        reach = REACH * self.unit
        return (0, 0, 0, 0) if self.start is None else around(*self.start - reach, *self.start + reach)

    def time(self, t: float) -> float:
        """Where this panel's tracks are when the film is at position t: they rest at their own end."""
        return self.film.time(self.slot.panel.group, t)

    def turn(self, view: View, until: float) -> None:
        """See everything from elsewhere: the trails start again, and need not be known after position `until`."""
        self.view = view
        self.__dict__.pop("start", None)
        for runner in self.runners:
            runner.line = line_of(runner.track, self.slot.panel.axes, view, until=self.time(until))
            runner.trail.clear()
            runner.painted = 0.0

    def draw(self, picture: Image.Image, t: float, everything: bool = False) -> list[Box]:
        """Bring a picture to position t; the boxes in which it changed."""
        t = self.time(t)
        changed = [box for runner in self.runners for box in self._grow(runner, t) if box]
        if everything or any(overlay.layer == "ground" for overlay in self.overlays):
            changed = [self.clip]
        cursor = self._cursor(t)
        changed = _gathered(changed + self.marked + ([cursor[0]] if cursor else []))
        for box in changed:
            self._compose(picture, box, t, cursor)
        self.marked = [box for box in self._marks(picture, t) if box] + ([cursor[0]] if cursor else [])
        return changed + self.marked

    def _grow(self, runner: Runner, t: float) -> Iterable[Box | None]:
        if self.style == "none" and self.slot.panel.kind != "chart":
            return
        if self.style == "tail" and self.slot.panel.kind != "chart":
            yield runner.trail.clear()
            yield self._tail(runner, t)
            return
        width = (CURVE if self.slot.panel.kind == "chart" else WIDTH) * self.unit
        segments, hidden = runner.line.between(runner.painted, t)
        runner.painted = t
        if len(segments):
            strengths = np.where(hidden, 255 * FAINT, 255)
            yield runner.trail.extend(segments, width, strengths, HALO * self.unit, np.where(hidden, 0, 255 * SHADE))

    def _tail(self, runner: Runner, t: float) -> Box | None:
        """The last steps before t, fading out."""
        length = TAIL * self.film.rate
        ends = np.linspace(max(t - length, 0), t, BANDS + 1)
        parts = [runner.line.between(*pair) for pair in pairwise(ends)]
        segments = np.concatenate([part for part, _ in parts])
        hidden = np.concatenate([part for _, part in parts])
        age = np.repeat((ends[1:] - t + length) / length, [len(part) for part, _ in parts])
        if not len(segments):
            return None
        strengths = 255 * age * np.where(hidden, FAINT, 1)
        return runner.trail.extend(
            segments, WIDTH * self.unit, strengths, HALO * self.unit, np.where(hidden, 0, 255 * 0.6 * age)
        )

    def _compose(self, picture: Image.Image, box: Box, t: float, cursor: Shape | None) -> None:
        """Paint what lies in a box anew: the still, overlays below the trails, the cursor, the trails, the start."""
        picture.paste(self.still.crop(box), box)
        shared = meet(box, self.clip)
        if shared is None:
            return
        ink = PixelInk(picture, shared)
        for overlay in self.overlays:
            if overlay.layer == "ground":
                overlay.draw(ink, self.view, t)
        lay(picture, cut(cursor, shared), pillow(self.theme["@muted"]))
        for runner in self.runners:
            runner.trail.compose(picture, shared)
        if self.start is not None and meet(self._start_box, shared):
            draw_start(ink, self.start, self.theme, self.unit)

    def _marks(self, picture: Image.Image, t: float) -> Iterable[Box | None]:
        """The heads, and the overlays below and above them; the boxes they take."""
        inner, ink = PixelInk(picture, self.clip), PixelInk(picture, (0, 0, *picture.size))
        yield from (each.draw(inner, self.view, t) for each in self.overlays if each.layer == "middle")
        for runner in self.runners:
            if head := runner.line.head(t):
                yield draw_head(ink, head, runner.color, self.theme, self.unit)
            elif gone := runner.line.gone(t):
                yield draw_gone(ink, gone, runner.color, self.theme, self.unit)
        yield from (each.draw(inner, self.view, t) for each in self.overlays if each.layer == "top")
        for handle in self.slot.panel.handles:
            place = self.view.project(np.array([handle["x"], handle["y"]], dtype=float))
            yield draw_handle(inner, place, handle, self.theme, self.unit)

    def _cursor(self, t: float) -> Shape | None:
        """A chart's dashed line at the present step."""
        if not self.slot.panel.follow or self.slot.panel.axes.get("x") != "step":
            return None
        x = float(self.view.project(np.array([t, 1.0]))[0])
        top, bottom = self.view.rect.y, self.view.rect.y + self.view.rect.h
        starts = np.arange(top, bottom, 9 * self.unit)
        dashes = np.stack([starts, np.minimum(starts + 4 * self.unit, bottom)], axis=1)
        segments = np.stack([np.full_like(dashes, x), dashes], axis=-1)
        return stroke(segments, self.unit, np.full(len(segments), 255), self.clip)

    def heads(self, t: float) -> dict[str, tuple[float, float]]:
        """Where each racer's head stands at position t of the film, of those that are in the picture."""
        found = ((runner.track.racer, runner.line.head(self.time(t))) for runner in self.runners)
        return {racer: (float(head.place[0]), float(head.place[1])) for racer, head in found if head}


def _gathered(boxes: list[Box]) -> list[Box]:
    """The boxes, or the one around them all if that is not larger."""
    whole = join(boxes)
    return [whole] if whole and sum(map(area, boxes)) >= area(whole) else boxes
