"""The still part of a picture, drawn by matplotlib: page, titles, legend, axes, contours and surfaces.

Everything is placed in pixels on one set of axes that covers the page, so that what Pillow draws above agrees with it.
There is no pyplot and no global state; matplotlib is not made for threads, so drawing takes turns.
"""

from collections.abc import Mapping
from threading import RLock
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from PIL import Image

from export.draw import walls
from export.draw.boxes import Box
from export.draw.colors import faded, paint, rgba
from export.draw.flat import FlatView
from export.draw.fonts import FAMILY, drawable, shortened
from export.draw.layout import HEADING, NAME, Chip, Layout
from export.draw.sheet import Sheet
from export.draw.slots import CAPTION, SWATCH, TITLE, Rect, Slot
from export.draw.space import SpaceView
from export.draw.traces import draw_trace
from figures import Film

drawing = RLock()
ABOVE = 10  # where the order of traces begins, above grids and grounds
TOP = 100  # and that of titles and the legend
POINTS = 72  # points an inch: at this density a point is a pixel
CELLS = 40  # of a surface, a side
LARGER = 1.25  # Plotly writes powers of ten so much larger than other numbers
SWATCH_SIDE = 9.5  # pixels of a colour in a panel's legend


def page(box: Box, ground: str | None = None) -> tuple[Figure, Axes]:
    """A figure of some pixels of a page, with one set of axes whose data are the page's pixels from the top left."""
    left, top, right, bottom = box
    figure = Figure(figsize=((right - left) / POINTS, (bottom - top) / POINTS), dpi=POINTS)
    FigureCanvasAgg(figure)
    figure.patch.set_visible(False)
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(left, right), ylim=(bottom, top), autoscale_on=False)
    ax.set_axis_off()
    if ground:
        ax.add_patch(Rectangle((left, top), right - left, bottom - top, color=ground, linewidth=0))
    return figure, ax


def rasterised(figure: Figure) -> Image.Image:
    """The figure's pixels, RGB."""
    canvas: Any = figure.canvas
    canvas.draw()
    return Image.fromarray(np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3]))


def words(ax: Axes, place: Any, text: str, size: float, color: str, **look: Any) -> None:
    """A line of text at a base line (or as `look` says); dollar signs are no formulas."""
    own: Any = {"ha": "left", "va": "baseline", "zorder": TOP + 1, "family": FAMILY, "parse_math": False} | look
    ax.text(float(place[0]), float(place[1]), drawable(text), fontsize=size, color=rgba(color), **own)


def draw_page(ax: Axes, film: Film, layout: Layout, theme: Mapping[str, str], dark: bool) -> None:
    """Title, legend and the panels' titles."""
    u = layout.unit
    words(ax, layout.title, layout.heading, HEADING * u, theme["@ink"], weight="bold")
    if layout.frame:
        _rounded(ax, layout.frame, 4 * u, theme["@ground"], theme["@line"], u)
    for chip in layout.chips:
        _chip(ax, chip, film, u, theme, dark)
    for slot in layout.slots:
        for (x, y), color, text in slot.key:
            side = SWATCH_SIDE * u
            if color:
                ax.add_patch(Rectangle((x, y - side), side, side, facecolor=rgba(theme.get(color, color)),
                                       edgecolor=faded(theme["@ink"], 0.25), linewidth=u, zorder=TOP))  # fmt: skip
            words(ax, (x + (SWATCH * u if color else 0.0), y), text, CAPTION * u, theme["@ink"])
    if len(layout.slots) > 1:
        for slot in layout.slots:
            title = shortened(slot.panel.title, TITLE * u, slot.picture.w, bold=True)
            words(ax, slot.title, title, TITLE * u, theme["@ink"], weight="bold")
            below = slot.title[0], slot.title[1] + 1.35 * CAPTION * u
            words(ax, below, shortened(slot.panel.subtitle, CAPTION * u, slot.picture.w), CAPTION * u, theme["@muted"])
            for place, line in slot.caption:
                words(ax, place, line, CAPTION * u, theme["@muted"])


def _chip(ax: Axes, chip: Chip, film: Film, u: float, theme: Mapping[str, str], dark: bool) -> None:
    racer = film.racers[chip.racer]
    if chip.outline:
        _rounded(ax, chip.outline, chip.outline.h / 2, theme["@ground"], theme["@line"], u)
    color = racer.dark if dark else racer.color
    ax.add_patch(Circle(chip.dot, 5.0 * u, facecolor=color, edgecolor=faded(theme["@ink"], 0.25), linewidth=u,
                        zorder=TOP))  # fmt: skip
    words(ax, chip.name, chip.text, NAME * u, theme["@ink"])


def _rounded(ax: Axes, rect: Rect, radius: float, face: str, edge: str, width: float) -> None:
    style = f"round,pad=0,rounding_size={radius}"
    ax.add_patch(
        FancyBboxPatch(
            (rect.x, rect.y), rect.w, rect.h, boxstyle=style, facecolor=rgba(face), edgecolor=rgba(edge),
            linewidth=width, zorder=TOP,
        )
    )  # fmt: skip


def draw_flat(ax: Axes, slot: Slot, figure: Mapping[str, Any], view: FlatView, u: float) -> None:
    """The base of a plane or a chart: ground, traces, grid and ticks."""
    layout, rect = figure["layout"], slot.axes
    clip = Rectangle((rect.x, rect.y), rect.w, rect.h, facecolor=rgba(layout.get("plot_bgcolor")), linewidth=0)
    ax.add_patch(clip)
    _ticks(ax, layout, view, u)
    _titles(ax, slot, layout, u)
    for note in layout.get("annotations", ()):
        _note(ax, note, view, u)
    for depth, trace in enumerate(figure["data"]):
        for artist in draw_trace(ax, trace, view, u):
            artist.set_clip_path(clip)
            artist.set_zorder(ABOVE + depth)


def _ticks(ax: Axes, layout: Mapping[str, Any], view: FlatView, u: float) -> None:
    rect = view.rect
    for name, scale in (("xaxis", view.x), ("yaxis", view.y)):
        axis, upright = layout[name], name == "yaxis"
        if axis.get("visible") is False:
            continue
        labelled = axis.get("showticklabels", True)
        font = axis.get("tickfont", {})
        size, color = font.get("size", 11) * u, font.get("color", "#808080")
        size *= LARGER if scale.log and not scale.named else 1
        long = axis.get("ticklen", 4) * u if axis.get("ticks") else 0.0
        ends = []
        for at, label in scale.ticks():
            text = label if labelled else ""
            if axis.get("showgrid"):
                line = ([rect.x, rect.x + rect.w], [at, at]) if upright else ([at, at], [rect.y, rect.y + rect.h])
                ax.plot(*line, color=paint(axis.get("gridcolor")), linewidth=u, solid_capstyle="butt")
            if upright:
                ends.append([(rect.x - long, at), (rect.x, at)])
                words(ax, (rect.x - long - 3 * u, at), text, size, color, ha="right", va="center_baseline")
            else:
                bottom = rect.y + rect.h
                ends.append([(at, bottom), (at, bottom + long)])
                words(ax, (at, bottom + long + 3 * u), text, size, color, va="top", **_turned(axis))
        if long:
            ax.add_collection(LineCollection(ends, colors=paint(axis.get("tickcolor")), linewidths=u), autolim=False)


def _turned(axis: Mapping[str, Any]) -> dict[str, Any]:
    """How a label below an axis is tied to its tick: turned ones by their end."""
    angle = -axis.get("tickangle", 0)
    return {"ha": "right", "rotation": angle, "rotation_mode": "anchor"} if angle else {"ha": "center"}


def _titles(ax: Axes, slot: Slot, layout: Mapping[str, Any], u: float) -> None:
    """The titles of the axes: below, and upright at the left."""
    picture, rect = slot.picture, slot.axes
    for name in ("xaxis", "yaxis"):
        title = layout[name].get("title", {})
        if not title.get("text") or layout[name].get("visible") is False:
            continue
        font = title.get("font", {})
        look = {"text": title["text"], "size": font.get("size", 12) * u, "color": font.get("color", "#808080")}
        if name == "xaxis":
            words(ax, (rect.x + rect.w / 2, picture.y + picture.h - 3 * u), ha="center", va="bottom", **look)
        else:
            place = picture.x + 3 * u, rect.y + rect.h / 2
            words(ax, place, rotation=90, ha="left", va="center", **look)


def _note(ax: Axes, note: Mapping[str, Any], view: FlatView, u: float) -> None:
    """Words at a place; Plotly gives it in decades on a log axis."""
    x, y = (10.0 ** note[name] if scale.log else note[name] for name, scale in (("x", view.x), ("y", view.y)))
    font, up = note.get("font", {}), note.get("yanchor", "middle")
    look = {"ha": note.get("xanchor", "center"), "va": "center" if up == "middle" else up}
    words(ax, (view.x(x), view.y(y)), note["text"], font.get("size", 12) * u, font.get("color", "#808080"), **look)


def draw_space(ax: Axes, figure: Mapping[str, Any], view: SpaceView, u: float) -> None:
    """The base of a panel in space for vector files: what raster.py paints in pixels."""
    scene, rect = figure["layout"]["scene"], view.rect
    clip = Rectangle((rect.x, rect.y), rect.w, rect.h, facecolor="none", linewidth=0)
    ax.add_patch(clip)
    grid = list(view.pixels(walls.grid(scene, view)))
    grids = LineCollection(grid, colors=[rgba(scene["xaxis"]["gridcolor"])], linewidths=walls.WALL * u)
    pieces = Sheet.of(figure, CELLS).pieces(view.camera)
    surface = PolyCollection(
        list(view.pixels(pieces.corners)), facecolors=pieces.colors, edgecolors=pieces.colors,
        linewidths=np.where(pieces.counts == 2, 0.8 * u, 0.4), joinstyle="round",
    )  # fmt: skip
    for depth, artist in enumerate((grids, surface)):
        ax.add_collection(artist, autolim=False)
        artist.set_zorder(ABOVE + depth)
        artist.set_clip_path(clip)
    font = scene["xaxis"]["tickfont"]
    for place, text in walls.labels(scene, view):
        words(ax, view.pixels(place), text, font["size"] * u, font["color"], ha="center", va="center_baseline",
              clip_path=clip, clip_on=True)  # fmt: skip
