"""One panel in a picture: what moves in it, painted on the still, and only where it has changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from PIL import Image

from export.draw.boxes import Box, area, around, join, meet
from export.draw.colors import pillow
from export.draw.ink import Ink, PixelInk
from export.draw.lines import Line, View, line_of
from export.draw.marks import REACH, draw_gone, draw_handle, draw_head, draw_start
from export.draw.overlays import Overlay, dashed
from export.draw.paint import Shape, Trail, cut, lay, stroke
from export.draw.slots import Slot
from export.draw.space import SpaceView
from export.draw.trails import HIDDEN, Stretch, tail, whole
from export.draw.words import Lines
from figures import Film, Track
from figures.look import LOOK


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
    """A panel's tracks, in pixels. `still` is the picture without them."""

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
    lines: Lines = field(init=False, default_factory=Lines)
    marked: list[Box] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        panel, racers = self.slot.panel, {racer.id: racer for racer in self.film.racers}
        clip = self.clip
        shown = {t.racer for t in self.film.tracks if t.group == panel.group and t.racer in (panel.racers or racers)}
        alone = len(shown) == 1
        self.overlays = [Overlay(each, racers, self.theme, self.dark, self.unit, alone) for each in panel.overlays]
        self.still = self._with_rasters()
        self.runners = []
        for track in self.film.tracks:
            if track.group != panel.group or (panel.racers is not None and track.racer not in panel.racers):
                continue
            if not {*panel.axes.values()} <= {"step", *track.channels}:  # as in the player
                continue
            racer = racers.get(track.racer)
            color = (racer.dark if self.dark else racer.color) if racer else self.theme[LOOK["default"]["racer"]]
            line = line_of(track, panel.axes, self.view)
            self.runners.append(Runner(track, color, line, Trail(clip, pillow(color), pillow(self.theme["@panel"]))))

    def _with_rasters(self) -> Image.Image:
        """The still with the overlays that stand still, too: they are painted once, not in every picture."""
        rasters = [overlay for overlay in self.overlays if overlay.stands]
        if not rasters:
            return self.still
        still = self.still.copy()
        for overlay in rasters:
            overlay.draw(PixelInk(still, self.clip), self.view, 0.0)
        return still

    @property
    def chart(self) -> bool:
        return self.slot.panel.kind == "chart"

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
        point = np.array(self.slot.panel.start, dtype=float)
        if isinstance(self.view, SpaceView) and len(point) == 2:
            point = self.view.lifted(point)
        place = self.view.project(point)
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

    def stretches(self, line: Line, since: float, t: float) -> Iterator[Stretch]:
        """What is drawn of a run between two of the panel's positions; of a fading tail, what is left at the second."""
        if self.chart:
            yield from whole(line, since, t, LOOK["run"]["width"], self.unit)
        elif self.style == "whole":
            yield from whole(line, since, t, LOOK["trail"]["width"], self.unit)
        elif self.style == "tail":
            yield from tail(line, t, self.film.rate, LOOK["trail"]["width"], self.unit)

    def draw(self, picture: Image.Image, t: float, everything: bool = False) -> list[Box]:
        """Bring a picture to position t; the boxes in which it changed."""
        t = self.time(t)
        self.lines = self.fresh_lines(t)
        changed = [box for runner in self.runners for box in self._grow(runner, t) if box]
        if everything or any(overlay.layer == "ground" and not overlay.stands for overlay in self.overlays):
            changed = [self.clip]
        cursor = self._cursor_shape(t)
        changed = _gathered(changed + self.marked + ([cursor[0]] if cursor else []))
        for box in changed:
            self._compose(picture, box, t, cursor)
        self.marked = [box for box in self._mark(picture, t) if box] + ([cursor[0]] if cursor else [])
        return changed + self.marked

    def fresh_lines(self, t: float) -> Lines:
        """A picture's lines of words before any is written, beside its heads and the start."""
        return Lines((runner.line.head(t) for runner in self.runners), self.start, self.unit)

    def _grow(self, runner: Runner, t: float) -> Iterable[Box | None]:
        if self.style == "tail" and not self.chart:
            yield runner.trail.clear()
        for part in self.stretches(runner.line, runner.painted, t):
            if len(part.segments):
                strengths = 255 * part.strength * np.where(part.hidden, HIDDEN, 1.0)
                shade = np.where(part.hidden, 0, 255 * part.shade)
                yield runner.trail.extend(part.segments, part.width, strengths, part.under, shade)
        runner.painted = t

    @cached_property
    def _faint(self) -> list[Shape | None]:
        """The whole runs of a chart, faintly."""
        look = LOOK["run"]["whole"]
        lines = [runner.line.between(0, self.time(self.film.steps))[0] for runner in self.runners if self.chart]
        return [
            stroke(line, look["width"] * self.unit, np.full(len(line), 255 * look["opacity"]), self.clip)
            for line in lines
        ]

    def _compose(self, picture: Image.Image, box: Box, t: float, cursor: Shape | None) -> None:
        """Paint what lies in a box anew, in the order in which `vector.draw_plot` draws."""
        picture.paste(self.still.crop(box), box)
        shared = meet(box, self.clip)
        if shared is None:
            return
        ink = PixelInk(picture, shared)
        self.lines.hold()
        for overlay in self.overlays:
            if overlay.layer == "ground" and not overlay.stands:
                overlay.draw(ink, self.view, t, self.lines)
        for runner, faint in zip(self.runners, self._faint, strict=False):
            lay(picture, cut(faint, shared), pillow(runner.color))
        for runner in self.runners:
            runner.trail.compose(picture, shared)
        lay(picture, cut(cursor, shared), pillow(self.theme["@muted"]))
        if self.start is not None and meet(self._start_box, shared):
            draw_start(ink, self.start, self.theme, self.unit)
        self.lines.release()

    def _mark(self, picture: Image.Image, t: float) -> Iterator[Box | None]:
        """The heads, and the overlays below and above them; the boxes they take."""
        yield from self.marks(PixelInk(picture, self.clip), PixelInk(picture, (0, 0, *picture.size)), t)

    def marks(self, inner: Ink, outer: Ink, t: float) -> Iterator[Box | None]:
        """Draw the heads with the outer ink, overlays below and above them with the inner one; the boxes they take."""
        yield from (each.draw(inner, self.view, t, self.lines) for each in self.overlays if each.layer == "middle")
        for runner in self.runners:
            yield self._end(runner, outer, t)
        yield from (each.draw(inner, self.view, t, self.lines) for each in self.overlays if each.layer == "top")
        names = Lines(), self.view.rect
        for handle in self.slot.panel.handles:
            place = self.view.project(np.array([handle["x"], handle["y"]], dtype=float))
            left = bool(place[0] > self.view.rect.x + 0.75 * self.view.rect.w)  # as in the player
            yield draw_handle(inner, place, handle, self.theme, self.unit, left, names)

    def _end(self, runner: Runner, ink: Ink, t: float) -> Box | None:
        """A run's head, or where it ended or left the picture; nothing while it is only interrupted."""
        head = runner.line.head(t)
        if head and head.inside:
            return draw_head(ink, head, runner.color, self.theme, self.unit)
        over = runner.track.diverged_at
        if head or (over is not None and t >= over):
            gone = runner.line.gone(t)
            return draw_gone(ink, gone, runner.color, self.theme, self.unit) if gone else None
        return None

    def cursor(self, t: float) -> np.ndarray:
        """The dashes (n, 2, 2) of a chart's line at the present step."""
        if not self.slot.panel.follow or self.slot.panel.axes.get("x") != "step":
            return np.empty((0, 2, 2))
        x = float(self.view.project(np.array([t, 1.0]))[0])
        top = self.view.rect.y
        line = np.array([[[x, top], [x, top + self.view.rect.h]]])
        return dashed(line, [length * self.unit for length in LOOK["cursor"]["dash"]])

    def _cursor_shape(self, t: float) -> Shape | None:
        dashes = self.cursor(t)
        width = LOOK["cursor"]["width"] * self.unit
        return stroke(dashes, width, np.full(len(dashes), 255), self.clip) if len(dashes) else None

    def heads(self, t: float) -> dict[str, tuple[float, float]]:
        """Where each racer's head stands at position t of the film, of those that are in the picture."""
        found = ((runner.track.racer, runner.line.head(self.time(t))) for runner in self.runners)
        return {racer: (float(head.place[0]), float(head.place[1])) for racer, head in found if head and head.inside}


def _gathered(boxes: list[Box]) -> list[Box]:
    """The boxes, or the one around them all if that is not larger."""
    whole = join(boxes)
    return [whole] if whole and sum(map(area, boxes)) >= area(whole) else boxes
