"""A film's moment as lines and letters, on matplotlib's axes."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from export._options import Options
from export.draw import background
from export.draw.frames import Picture
from export.draw.ink import VectorInk
from export.draw.layout import COUNTER, NAME
from export.draw.legend import said
from export.draw.marks import draw_gone, draw_handle, draw_head, draw_start
from export.draw.plot import BACK, CURVE, FAINT, HALO, SHADE, WHOLE, WIDTH, Plot
from figures import Film

ABOVE = 50  # where trails lie, between bases and titles


@contextmanager
def drawn(film: Film, options: Options, title: str, t: float) -> Iterator[Figure]:
    """The film at position t as a matplotlib figure, to be saved while it is held."""
    picture = Picture(film, options, title=title)
    with background.drawing:
        figure, ax = background.page((0, 0, *picture.size), picture.theme["@ground"])
        picture.draw_still(ax, space=True)
        for plot in picture.plots:
            _draw(ax, plot, plot.time(t))
        _words(ax, picture, t)
        yield figure


def _draw(ax: Axes, plot: Plot, t: float) -> None:
    """What moves, in the order in which plot.py paints it."""
    x, y, w, h = plot.view.rect
    clip = Rectangle((x, y), w, h, facecolor="none", linewidth=0)
    page = Rectangle((0, 0), ax.get_xlim()[1], ax.get_ylim()[0], facecolor="none", linewidth=0)
    ax.add_patch(clip)
    ax.add_patch(page)
    chart, u, theme = plot.slot.panel.kind == "chart", plot.unit, plot.theme
    ink = VectorInk(ax, clip, ABOVE)
    for overlay in plot.overlays:
        if overlay.layer == "ground":
            overlay.draw(ink, plot.view, t)
    for runner in plot.runners if chart else ():
        ink.stroke(runner.line.between(0, plot.time(plot.film.steps))[0], WHOLE * u, runner.color, BACK)
    for runner in plot.runners if chart or plot.style != "none" else ():
        segments, hidden = runner.line.between(0, t)
        width = (CURVE if chart else WIDTH) * u
        ink.stroke(segments[hidden], width, runner.color, FAINT)
        ink.stroke(segments[~hidden], width + 2 * HALO * u, theme["@panel"], SHADE)
        ink.stroke(segments[~hidden], width, runner.color)
    if plot.start is not None:
        draw_start(ink, plot.start, theme, u)
    _marks(ink, VectorInk(ax, page, ABOVE + 10), plot, t)


def _marks(ink: VectorInk, over: VectorInk, plot: Plot, t: float) -> None:
    ink.depth = over.depth - 1
    for overlay in plot.overlays:
        if overlay.layer == "middle":
            overlay.draw(ink, plot.view, t)
    for runner in plot.runners:
        if head := runner.line.head(t):
            draw_head(over, head, runner.color, plot.theme, plot.unit)
        elif gone := runner.line.gone(t):
            draw_gone(over, gone, runner.color, plot.theme, plot.unit)
    ink.depth = over.depth + 1
    for overlay in plot.overlays:
        if overlay.layer == "top":
            overlay.draw(ink, plot.view, t)
    for handle in plot.slot.panel.handles:
        place = plot.view.project(np.array([handle["x"], handle["y"]], dtype=float))
        draw_handle(ink, place, handle, plot.theme, plot.unit)


def _words(ax: Axes, picture: Picture, t: float) -> None:
    layout, film = picture.layout, picture.film
    u, color, step = layout.unit, picture.theme["@muted"], int(np.floor(t + 1e-6))
    background.words(ax, layout.counter, f"step {step} / {film.steps}", COUNTER * u, color, ha="right")
    for chip in layout.chips:
        if chip.value:
            text = said(film, film.racers[chip.racer].id, step, brief=chip.outline is not None)
            background.words(ax, chip.value, text, NAME * u, color)
