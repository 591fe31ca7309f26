"""A film as pictures, one after another: the still is drawn once, and a frame only changes what has moved."""

import dataclasses
import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from export._memory import KEPT
from export._options import Options
from export.draw import background
from export.draw.boxes import Box, around, meet
from export.draw.colors import pillow
from export.draw.flat import FlatView
from export.draw.fonts import font
from export.draw.layout import COUNTER, NAME, Layout, arrange, natural_size
from export.draw.legend import said
from export.draw.lines import View
from export.draw.plot import Plot
from export.draw.raster import FINE, ROUGH, Raster
from export.draw.sheet import Sheet
from export.draw.slots import Slot
from export.draw.space import Camera, SpaceView
from figures import Film
from figures._color import THEMES, resolve

_stills: OrderedDict[tuple[Any, ...], Image.Image] = OrderedDict()
_lock = Lock()


class Frame(NamedTuple):
    """A picture, and the boxes in which it differs from the one before. It is painted on: copy it to keep it."""

    image: Image.Image
    changed: list[Box]


class Picture:
    """A film at one moment, in pixels."""

    def __init__(self, film: Film, options: Options, density: float = 1.0, title: str = "") -> None:
        size = options.size or natural_size(film, title)
        self.film, self.options, self.title = film, options, title
        self.layout: Layout = arrange(film, size, title).scaled(density)
        self.name = "dark" if options.dark else "light"
        self.theme: Mapping[str, str] = THEMES[self.name]
        self._figures = [resolve(slot.panel.drawn, self.name) for slot in self.layout.slots]
        self._sheets: dict[tuple[int, int], Sheet] = {}
        self.cameras = [self._camera(figure) for figure in self._figures]
        self.still = self._still()
        self.plots = [self._plot(i, slot) for i, slot in enumerate(self.layout.slots)]
        self.image = self.still.copy()
        self._said: dict[Any, str] = {}
        self._begun = False

    @property
    def size(self) -> tuple[int, int]:
        return self.image.size

    def _camera(self, figure: Mapping[str, Any]) -> Camera | None:
        if "scene" not in figure["layout"]:
            return None
        camera = Camera.of(figure["layout"]["scene"]["camera"])
        azimuth, elevation = self.options.azimuth, self.options.elevation
        if azimuth is None and elevation is None:
            return camera
        return camera.turned(
            camera.azimuth if azimuth is None else azimuth, camera.elevation if elevation is None else elevation
        )

    def view(self, i: int, turn: float = 0.0) -> View:
        """How panel i is seen, its camera turned by so many degrees."""
        slot, figure, camera = self.layout.slots[i], self._figures[i], self.cameras[i]
        if camera is None:
            return FlatView.of(figure["layout"], slot.axes)
        if turn:
            camera = camera.turned(camera.azimuth + turn, camera.elevation)
        return SpaceView.of(figure, slot.axes, camera)

    def _plot(self, i: int, slot: Slot) -> Plot:
        look = self.theme, self.options.dark, self.layout.unit, self.still, self.options.trail or self.film.trail
        return Plot(self.film, slot, self.view(i), *look)

    def _still(self) -> Image.Image:
        """The still, a copy of the one that is kept if it has been drawn before."""
        legend = tuple((racer.name, racer.color) for racer in self.film.racers)
        panels = tuple((panel.key, panel.title, panel.weight, panel.aspect) for panel in self.film.panels)
        key = (panels, legend, self.title, self.layout.size, self.layout.unit, self.name, *self.cameras, self._notes())
        with _lock:
            if key in _stills:
                _stills.move_to_end(key)
                return _stills[key].copy()
        image = self._drawn()
        if _size(image) <= KEPT:
            with _lock:
                _stills[key] = image.copy()
                while sum(map(_size, _stills.values())) > KEPT:
                    _stills.popitem(last=False)
        return image

    def _notes(self) -> tuple[bool, ...]:
        return tuple(chip.value is not None for chip in self.layout.chips)

    def _drawn(self) -> Image.Image:
        with background.drawing:
            figure, ax = background.page((0, 0, *self.layout.size), self.theme["@ground"])
            self.draw_still(ax)
            image = background.rasterised(figure)
        self._lift(image, 0.0, FINE)
        return image

    def draw_still(self, ax: Any, space: bool = False) -> None:
        """Draw the still on matplotlib's axes; panels in space only if asked for."""
        for i, slot in enumerate(self.layout.slots):
            view = self.view(i)
            if isinstance(view, FlatView):
                background.draw_flat(ax, slot, self._figures[i], view, self.layout.unit)
            elif space:
                background.draw_space(ax, self._figures[i], view, self.layout.unit)
        background.draw_page(ax, self.film, self.layout, self.theme, self.options.dark)

    def _lift(self, still: Image.Image, degrees: float, raster: Raster) -> list[Box]:
        """Paint the panels in space into a still, their cameras turned; the boxes that changed."""
        frame = self.layout.frame
        legend = still.crop(frame.box) if frame else None
        boxes = []
        for i in range(len(self.layout.slots)):
            view = self.view(i, degrees)
            if isinstance(view, SpaceView):
                sheet, scene = self._sheet(i, raster.cells_in(view)), self._figures[i]["layout"]["scene"]
                patch = raster(sheet, scene, view, self.layout.unit, self.theme["@ground"])
                still.paste(patch, view.rect.box[:2])
                boxes.append(view.rect.box)
        if frame and legend:
            still.paste(legend, frame.box)
        return boxes

    def _sheet(self, i: int, cells: int) -> Sheet:
        """The surface of panel i, made once."""
        if (i, cells) not in self._sheets:
            self._sheets[i, cells] = Sheet.of(self._figures[i], cells)
        return self._sheets[i, cells]

    def turn(self, degrees: float, until: float) -> list[Box]:
        """Turn the cameras by so many degrees from where they were first, for moments up to `until`; the boxes that are
        to be painted anew."""
        boxes = self._lift(self.still, degrees, ROUGH)
        for i, plot in enumerate(self.plots):
            view = self.view(i, degrees)
            if isinstance(view, SpaceView):
                plot.turn(view, until)
        return boxes

    def show(self, t: float, anew: bool = False) -> list[Box]:
        """Bring the picture to position t of the film; the boxes in which it changed. anew: paint all of it."""
        changed = [box for plot in self.plots for box in plot.draw(self.image, t, anew or not self._begun)]
        self._begun = True
        frame = self.layout.frame
        if frame and any(meet(frame.box, box) for box in changed):
            self.image.paste(self.still.crop(frame.box), frame.box)
            self._said = {key: text for key, text in self._said.items() if key == "counter"}
        return changed + [box for box in self._words(t) if box]

    def _words(self, t: float) -> Iterator[Box | None]:
        """The step, and what the legend says of each racer."""
        u = self.layout.unit
        step = math.floor(t + 1e-6)
        place = self.layout.counter
        yield self._say("counter", self.film.counted(step), place, COUNTER * u, right=True)
        for chip in self.layout.chips:
            if chip.value:
                text = said(self.film, self.film.racers[chip.racer].id, step, brief=chip.outline is not None)
                yield self._say(chip.racer, text, chip.value, NAME * u, right=False)

    def _say(self, key: Any, text: str, place: tuple[float, float], size: float, right: bool) -> Box | None:
        """Write a text where another one stood, if it is another one."""
        before = self._said.get(key)
        if before == text or not (before or text):
            return None
        self._said[key] = text
        face, anchor = font(size), "rs" if right else "ls"
        at = round(place[0]), round(place[1])
        boxes = [face.getbbox(each, anchor=anchor) for each in (before, text) if each]
        low, high = np.min(boxes, axis=0)[:2] + at, np.max(boxes, axis=0)[2:] + at
        box = meet(around(*low - 1, *high + 1), (0, 0, *self.image.size))
        if box is None:
            return None
        self.image.paste(self.still.crop(box), box)
        ImageDraw.Draw(self.image).text(at, text, fill=pillow(self.theme["@muted"]), font=face, anchor=anchor)
        return box

    def heads(self, t: float) -> dict[str, dict[str, tuple[float, float]]]:
        """Where the heads stand at position t: panel → racer → pixels."""
        return {plot.slot.panel.id: plot.heads(t) for plot in self.plots}


def _size(image: Image.Image) -> int:
    """The bytes of a picture."""
    return 3 * image.width * image.height


def frames(film: Film, options: Options, title: str = "", even: bool = False) -> Iterator[Frame]:
    """The film's frames, the hold included. even: make the size even, as films need it."""
    size = options.size or natural_size(film, title)
    if even:
        size = size[0] // 2 * 2, size[1] // 2 * 2
    options.check_work(film, size)
    picture = Picture(film, dataclasses.replace(options, size=size), title=title)
    positions = options.positions(film)
    turns = np.linspace(0, options.orbit, len(positions))
    for i, (t, degrees) in enumerate(zip(positions.tolist(), turns.tolist(), strict=True)):
        turned = picture.turn(degrees, t) if options.orbit else []
        changed = picture.show(t, anew=bool(turned)) + turned
        yield Frame(picture.image, changed if i else [(0, 0, *picture.size)])
    for _ in range(options.held):
        yield Frame(picture.image, [])
