"""Stills: PNG of any moment, SVG and PDF of the final picture for papers."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Polygon, Rectangle
from PIL import Image

from export import _background
from export._css import faded, rgba
from export._legend import said
from export._lines import Gone, Head
from export._marks import BEHIND, CROSS, HAIR, RADIUS, RIM, arrow_of, star_of
from export._options import Options
from export._paint import clipped
from export._plot import BACK, CURVE, FAINT, HALO, SHADE, WHOLE, WIDTH, Plot, Runner
from export.frames import Picture
from figures import Film

ABOVE = 50  # where trails lie, between bases and titles


def image(film: Film, options: Options, title: str) -> Image.Image:
    """The picture at a moment."""
    picture = Picture(film, options, options.density, title)
    picture.show(film.steps if options.step is None else min(options.step, film.steps))
    return picture.image


def write_png(film: Film, options: Options, title: str, path: Path) -> None:
    image(film, options, title).save(path, "PNG", optimize=True, dpi=(72 * options.density,) * 2)


def write_svg(film: Film, options: Options, title: str, path: Path) -> None:
    _write_vector(film, options, title, path, "svg", {"Date": None})


def write_pdf(film: Film, options: Options, title: str, path: Path) -> None:
    _write_vector(film, options, title, path, "pdf", {"CreationDate": None})


def _write_vector(film: Film, options: Options, title: str, path: Path, kind: str, metadata: dict[str, Any]) -> None:
    """The picture at a moment as lines and letters. Overlays, which move, are left out."""
    picture = Picture(film, options, title=title)
    t = film.steps if options.step is None else min(options.step, film.steps)
    with _background.drawing:
        figure, ax = _background.page((0, 0, *picture.size), picture.theme["@ground"])
        picture.draw_still(ax, space=True)
        for plot in picture.plots:
            _draw(ax, plot, t, picture.theme)
        _words(ax, picture, t)
        figure.savefig(path, format=kind, metadata=metadata)


def _draw(ax: Axes, plot: Plot, t: float, theme: Mapping[str, str]) -> None:
    x, y, w, h = plot.view.rect
    clip = Rectangle((x, y), w, h, facecolor="none", linewidth=0)
    ax.add_patch(clip)
    chart, u = plot.slot.panel.kind == "chart", plot.unit
    for runner in plot.runners if chart else ():
        whole = runner.line.between(0, plot.film.steps)[0]
        _stroke(ax, clip, whole, faded(runner.color, BACK), WHOLE * u)
    own = plot.time(t)
    for i, runner in enumerate(plot.runners):
        segments, hidden = runner.line.between(0, own)
        width = (CURVE if chart else WIDTH) * u
        depth = ABOVE + i / 100
        _stroke(ax, clip, segments[hidden], faded(runner.color, FAINT), width, depth)
        _stroke(ax, clip, segments[~hidden], faded(theme["@panel"], SHADE), width + 2 * HALO * u, depth)
        _stroke(ax, clip, segments[~hidden], rgba(runner.color), width, depth)
    if plot.start is not None:
        _shape(ax, star_of(plot.start, u), theme["@ink"], theme, u)
    for runner in plot.runners:
        _mark(ax, runner, own, theme, u)


def _stroke(ax: Axes, clip: Rectangle, segments: np.ndarray, color: object, width: float, depth: float = ABOVE) -> None:
    """Segments (n, 2, 2), those that follow on one another joined into one line."""
    corner = np.array(clip.get_xy())
    far = np.array([clip.get_width(), clip.get_height()])
    parts = clipped(segments, corner - far, corner + 2 * far).parts
    lines = LineCollection(list(_joined(parts)), colors=[color], linewidths=width, capstyle="round", joinstyle="round")
    lines.set_zorder(depth)
    ax.add_collection(lines, autolim=False)
    lines.set_clip_path(clip)


def _joined(parts: np.ndarray) -> Iterable[np.ndarray]:
    if not len(parts):
        return
    breaks = np.flatnonzero((np.abs(parts[1:, 0] - parts[:-1, 1]) > 1e-6).any(axis=1)) + 1
    for run in np.split(parts, breaks):
        yield np.concatenate([run[:1, 0], run[:, 1]])


def _mark(ax: Axes, runner: Runner, t: float, theme: Mapping[str, str], u: float) -> None:
    head = runner.line.head(t)
    if head:
        _head(ax, head, runner.color, theme, u)
    elif gone := runner.line.gone(t):
        _gone(ax, gone, runner.color, theme, u)


def _head(ax: Axes, head: Head, color: str, theme: Mapping[str, str], u: float) -> None:
    alpha = 1.0 if head.seen else BEHIND
    rings = ((RADIUS + HAIR, theme["@ink"], 0.45), (RADIUS + RIM, theme["@panel"], 1), (RADIUS, color, 1))
    for radius, face, strength in rings:
        place = float(head.place[0]), float(head.place[1])
        ax.add_patch(Circle(place, radius * u, facecolor=faded(face, strength * alpha), linewidth=0, zorder=ABOVE + 2))


def _gone(ax: Axes, gone: Gone, color: str, theme: Mapping[str, str], u: float) -> None:
    if not gone.ended:
        _shape(ax, arrow_of(gone, u), color, theme, u)
        return
    for width, tint in ((5.5, theme["@panel"]), (2.6, color)):
        arms = LineCollection(list(CROSS * u + gone.place), colors=[rgba(tint)], linewidths=width * u, capstyle="round")
        arms.set_zorder(ABOVE + 2)
        ax.add_collection(arms, autolim=False)


def _shape(ax: Axes, corners: np.ndarray, color: str, theme: Mapping[str, str], u: float) -> None:
    ground, ink = rgba(theme["@panel"]), rgba(color)
    ax.add_patch(
        Polygon(corners, facecolor=ink, edgecolor=ground, linewidth=3 * u, joinstyle="round", zorder=ABOVE + 2)
    )
    ax.add_patch(Polygon(corners, facecolor=ink, linewidth=0, zorder=ABOVE + 2))


def _words(ax: Axes, picture: Picture, t: float) -> None:
    layout, film = picture.layout, picture.film
    u, color, step = layout.unit, picture.theme["@muted"], int(t + 1e-6)
    _background.words(ax, layout.counter, f"step {step} / {film.steps}", 13 * u, color, ha="right")
    for chip in layout.chips:
        if chip.value:
            text = said(film, film.racers[chip.racer].id, step, brief=chip.outline is not None)
            _background.words(ax, chip.value, text, 12.5 * u, color)
