"""A film's moment as lines and letters, on matplotlib's axes."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from export._options import Options
from export.draw import background
from export.draw.frames import Picture
from export.draw.ink import Ink, VectorInk
from export.draw.layout import COUNTER, NAME
from export.draw.legend import said
from export.draw.marks import draw_start
from export.draw.plot import Plot
from export.draw.trails import HIDDEN
from figures import Film
from figures.look import LOOK

ABOVE = 50  # where what moves lies, between bases and titles
NEXT = 1e-4


@contextmanager
def drawn(film: Film, options: Options, title: str, t: float) -> Iterator[Figure]:
    """The film at position t as a matplotlib figure, to be saved while it is held."""
    picture = Picture(film, options, title=title)
    with background.drawing:
        figure, ax = background.page((0, 0, *picture.size), picture.theme["@ground"])
        picture.draw_still(ax, space=True)
        depths = count(ABOVE, NEXT)
        for plot in picture.plots:
            inner, page = _clip(ax, *plot.view.rect), _clip(ax, 0, 0, *picture.size)
            draw_plot(VectorInk(ax, inner, depths), VectorInk(ax, page, depths), plot, plot.time(t))
        _words(ax, picture, t)
        yield figure


def _clip(ax: Axes, x: float, y: float, w: float, h: float) -> Rectangle:
    clip = Rectangle((x, y), w, h, facecolor="none", linewidth=0)
    ax.add_patch(clip)
    return clip


def draw_plot(inner: Ink, outer: Ink, plot: Plot, t: float) -> None:
    """What moves in a panel at position t of its group, from below upwards: heads with the outer ink, which may leave
    the axes, all else with the inner one."""
    plot.lines = plot.fresh_lines(t)
    plot.lines.hold()
    for overlay in plot.overlays:
        if overlay.layer == "ground":
            overlay.draw(inner, plot.view, t, plot.lines)
    faint = LOOK["run"]["whole"]
    for runner in plot.runners if plot.chart else ():
        line, _ = runner.line.between(0, plot.time(plot.film.steps))
        inner.stroke(line, faint["width"] * plot.unit, runner.color, faint["opacity"])
    for runner in plot.runners:
        for part in plot.stretches(runner.line, 0, t):
            behind, seen = part.segments[part.hidden], part.segments[~part.hidden]
            inner.stroke(behind, part.width, runner.color, part.strength * HIDDEN)
            inner.stroke(seen, part.under, plot.theme["@panel"], part.shade)
            inner.stroke(seen, part.width, runner.color, part.strength)
    inner.stroke(plot.cursor(t), LOOK["cursor"]["width"] * plot.unit, plot.theme["@muted"])
    if plot.start is not None:
        draw_start(inner, plot.start, plot.theme, plot.unit)
    plot.lines.release()
    for _ in plot.marks(inner, outer, t):
        pass


def _words(ax: Axes, picture: Picture, t: float) -> None:
    layout, film = picture.layout, picture.film
    u, color, step = layout.unit, picture.theme["@muted"], int(np.floor(t + 1e-6))
    background.words(ax, layout.counter, film.counted(step), COUNTER * u, color, ha="right")
    for chip in layout.chips:
        if chip.value:
            text = said(film, film.racers[chip.racer].id, step, brief=chip.outline is not None)
            background.words(ax, chip.value, text, NAME * u, color)
