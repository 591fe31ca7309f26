"""The painter draws what the player draws: both say what they would paint at a moment, and the two lists are compared.

The player's own modules run here without a browser (painted.js), on axes and cameras that are given to them.
"""

import dataclasses
import json
import math
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer
from scipy.spatial import KDTree
from small_films import STEPS, film, panel

from export import Options, Picture, film_for
from export.draw import overlays as painted
from export.draw.colors import rgba
from export.draw.legend import compact
from export.draw.space import SpaceView
from export.draw.vector import draw_plot
from figures import Film, Panel, Racer, Track, film_of
from figures.axes import entitled
from figures.film import arrow, curve, dots, raster, text
from figures.look import LOOK
from figures.plane import plane_layout
from figures.script import bundle
from scenes import SCENES

SIZE = Options(size=(900, 700))
NEAR_ENOUGH = 1.5  # pixels: the player copies a chart in whole ones, and leaves out vertices nearer than a third


@cache
def player():
    context = MiniRacer()
    context.eval(bundle(Path(__file__).parent / "painted.js"))
    return context


def column_major(matrix):
    return np.asarray(matrix, dtype=float).T.ravel().tolist()


def seat_of(plot):
    """What the player reads off Plotly: where the axes stand, and the camera."""
    layout = plot.slot.panel.base["layout"]
    rect = dict(zip("xywh", plot.view.rect, strict=True))
    if not isinstance(plot.view, SpaceView):
        return {"id": plot.slot.panel.id, "layout": layout, "rect": rect, "space": None}
    bounds = plot.view.bounds
    scale = bounds.aspect / (bounds.high - bounds.low)
    model = np.eye(4)
    model[:3, 3] = -(bounds.low + bounds.high) / 2 * scale
    camera = column_major(plot.view.camera.matrix(plot.view.rect.w / plot.view.rect.h))
    eye = plot.view.camera
    back = np.array(eye.eye) - eye.center
    back /= np.linalg.norm(back)
    right = np.cross(eye.up, back)
    right /= np.linalg.norm(right)
    view = np.eye(4)
    view[:3, :3] = right, np.cross(back, right), back
    view[:3, 3] = -view[:3, :3] @ eye.eye
    projection = np.asarray(camera).reshape(4, 4).T @ np.linalg.inv(view)
    space = {"projection": column_major(projection), "view": column_major(view), "model": column_major(model)}
    return {"id": plot.slot.panel.id, "layout": layout, "rect": rect, "space": space | {"scale": scale.tolist()}}


def by_the_player(plot, t):
    theme = {token[1:]: color for token, color in plot.theme.items()}
    asked = [plot.film.document(), seat_of(plot), theme, plot.dark, t]
    return json.loads(player().call("answer", json.dumps(asked)))


class Recorder:
    """Ink that writes down what is drawn."""

    def __init__(self, drawn):
        self.drawn = drawn

    def stroke(self, segments, width, color, alpha=1.0):
        if len(segments):
            self.drawn.append({"op": "stroke", "lines": segments, "width": width, "color": color, "alpha": alpha})

    def polygon(self, points, color, alpha=1.0):
        self.drawn.append({"op": "fill", "points": points, "color": color, "alpha": alpha})

    def disc(self, center, radius, color, alpha=1.0):
        self.drawn.append({"op": "disc", "x": center[0], "y": center[1], "r": radius, "color": color, "alpha": alpha})

    def ring(self, center, radius, width, color, alpha=1.0):
        self.drawn.append(
            {"op": "ring", "x": center[0], "y": center[1], "r": radius, "width": width, "color": color, "alpha": alpha}
        )

    def words(self, words, place, align, size, color, halo):
        align = {"l": "left", "m": "center", "r": "right"}[align]
        self.drawn.append({"op": "words", "text": words, "x": place[0], "y": place[1], "align": align, "color": color,
                           "alpha": 1.0})  # fmt: skip


def by_the_painter(plot, t):
    drawn = []
    with pytest.MonkeyPatch.context() as patch:  # letters as wide as the canvas of painted.js has them
        patch.setattr(painted, "breadth", lambda words, size: 6.0 * len(words))
        draw_plot(Recorder(drawn), Recorder(drawn), plot, plot.time(t))
    return drawn


def ink_of(drawn):
    """A colour as three bytes and the opacity with which it is laid on."""
    red, green, blue, own = rgba(drawn["color"])
    return (*(round(255 * c) for c in (red, green, blue)), round(own * drawn["alpha"], 3))


def canvas_dashes(line, pattern):
    """A polyline's dashes as the HTML standard has them."""
    line = np.asarray(line, dtype=float)
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    pattern = list(pattern) * (1 + len(pattern) % 2)
    ends, at, i = [], 0.0, 0
    while at < lengths[-1]:
        if i % 2 == 0:
            ends.append((at, min(at + pattern[i], lengths[-1])))
        at, i = at + pattern[i], (i + 1) % len(pattern)
    shares = [np.linspace(a, b, max(2, math.ceil(b - a) + 1)) for a, b in ends]
    return [np.column_stack([np.interp(share, lengths, line[:, k]) for k in (0, 1)]) for share in shares]


def lines_of(drawn):
    """The polylines of a stroke."""
    if drawn.get("dash"):
        return [dash for line in drawn["lines"] for dash in canvas_dashes(line, drawn["dash"])]
    return [np.asarray(line, dtype=float) for line in drawn["lines"]]


def points_of(lines, cut):
    """Points along polylines, a pixel apart, without what is right of the cut."""
    found = []
    for line in lines:
        for a, b in pairwise(line):
            length = math.hypot(*(b - a))
            if length < 5_000:
                found.append(a + (b - a) * np.linspace(0, 1, max(2, math.ceil(length) + 1))[:, None])
    points = np.concatenate(found) if found else np.empty((0, 2))
    return points[points[:, 0] <= cut]


def in_order(drawn, rect):
    """What is drawn, layer by layer: one entry for each colour, opacity and width that follow on one another."""
    x, y, w, h = rect
    out = []
    for each in drawn:
        if each["op"] in ("disc", "ring"):
            if not each["r"]:
                continue
            key = each["op"], ink_of(each), round(each["r"], 3), round(each.get("width", 0), 3)
            value = np.array([[each["x"], each["y"]]], dtype=float)
        elif each["op"] == "words":
            key, value = ("words", ink_of(each), each["text"], each["align"]), np.array([[each["x"], each["y"]]], float)
        elif each["op"] == "fill":
            corners = np.asarray(each["points"], dtype=float)
            key, value = ("fill", ink_of(each)), corners
        else:
            key = "stroke", ink_of(each), round(each["width"], 3)
            value = points_of(lines_of(each), each.get("cut", math.inf))
            near = (value > np.array([x, y]) - 5).all(axis=1) & (value < np.array([x + w, y + h]) + 5).all(axis=1)
            value = value[near]
            if not len(value) or np.ptp(value, axis=0).max() < 1:  # a dot under a head
                continue
        if out and out[-1][0] == key and key[0] != "fill":
            out[-1] = key, np.concatenate([out[-1][1], value])
        else:
            out.append((key, value))
    return out


def apart(a, b):
    """The largest distance of a point of one set from the other set, both ways."""
    return max(KDTree(a).query(b)[0].max(), KDTree(b).query(a)[0].max())


def both(source, t, panel=None, **facts):
    """What player and painter draw at position t in each panel of a film."""
    for plot in Picture(source, dataclasses.replace(SIZE, **facts)).plots:
        if panel is None or plot.slot.panel.id == panel:
            as_large = dataclasses.replace(plot, unit=1.0)
            rect = plot.view.rect
            yield in_order(by_the_player(as_large, t), rect), in_order(by_the_painter(as_large, t), rect)


def without_handles(source):
    """The film without what the player makes of elements, not of paint."""
    return dataclasses.replace(source, panels=[dataclasses.replace(panel, handles=[]) for panel in source.panels])


def overlays():
    """Every overlay, with gaps, held and not, dashed in each way."""
    k = np.arange(STEPS + 1.0)[:, None]
    line = np.linspace(0.2, 3.6, 12) + 0 * k
    broken = np.where((np.arange(12) == 5) | (np.arange(12) == 9), np.nan, 1 + 0.3 * np.sin(3 * line + k / 3))
    gone = np.where(k[:, 0] < 5, 1 + k[:, 0] / 4, np.nan)
    ways = [True, "dot", [7, 3, 2, 3], [5], [9, 4, 3]]
    codes = np.add.outer(np.arange(5), np.arange(7)) % 4 - 1
    return [
        raster((-1.0, 3.1), (0.4, 5.0), codes, ["@accent", "#20a020", "@muted"], racer="a"),
        *(curve(line, broken + i / 2, color="@accent", dash=way, width=1 + i) for i, way in enumerate(ways)),
        curve(line[:, :4], broken[:, :4] + k / 8, racer="a", fill=True, hold=True, label="held"),
        curve(line, broken + 1, color="#884422", fill="@muted", width=0),
        dots(line, broken + 2, racer="b", size=7, hold=True, label="swarm"),
        dots(line[:, :3], broken[:, :3] + k / 9, colors=["@ink", "#ff0000", "@accent"], size=3),
        arrow(gone, gone, 0 * gone + 0.5, gone / 9, racer="c", label="arrow"),
        arrow(gone, gone, 0 * gone - 0.02, gone * 0, hold=True),
        arrow(gone / 2, gone, 0 * gone, 0 * gone - 0.8, label="down"),
        text(gone, gone + 1, [f"at {i}" for i in range(STEPS + 1)], color="@muted"),
    ]


def crowded():
    """Words that would lie over one another, at an edge too."""
    k = np.arange(STEPS + 1.0)
    here, low = 2 + 0 * k, 0.1 + k / 20
    return [
        curve(here[:, None] + [[-0.5, 0.5]], here[:, None] + [[0, 0]], racer="a", label="a curve"),
        dots(here[:, None], here[:, None], racer="b", size=7, label="a dot"),
        *(arrow(here - 1, here, 0 * k + 1 + i / 50, 0 * k, racer="c", label=f"arrow {i}") for i in range(3)),
        *(arrow(here - 1, low, 0 * k + 1, 0 * k - 0.05 * i, label=f"low {i}") for i in range(4)),
    ]


FILMS = {
    "words": lambda: Film([panel(overlays=crowded())], film().tracks, film().racers, rate=4.0),
    "by hand": lambda: without_handles(film()),
    "overlays": lambda: Film([panel(overlays=overlays(), start=(0.5, 1.0))], film().tracks, film().racers, rate=4.0),
    "gap": lambda: interrupted(),
    "faint": lambda: faint_in(interrupted()),
    "side by side": lambda: film_for([SCENES["radford-beale"], SCENES["rotated"]], SIZE),
    "over evaluations": lambda: film_of(dataclasses.replace(SCENES["rosenbrock-five"], steps=60), ("loss",), x="evals"),
}


def faint_in(source):
    """The film with the first and the third quarter of every track drawn faint."""

    def far(track):
        return (1 + 4 * np.arange(track.steps + 1) // (track.steps + 1)) % 2.0

    tracks = [dataclasses.replace(t, channels=dict(t.channels) | {"far": far(t)}) for t in source.tracks]
    panels = [dataclasses.replace(p, axes=dict(p.axes) | {"faint": "far"}) for p in source.panels if p.kind != "chart"]
    return dataclasses.replace(source, tracks=tracks, panels=panels)


def interrupted():
    """A run that is nowhere for a while, and one that leaves and comes back."""
    k = np.arange(STEPS + 1.0)
    hole = np.where((k > 2) & (k < 6), np.nan, k / 2)
    away = np.where(k == 4, 7.0, 2 + k / 8)
    tracks = [Track("a", {"x": hole, "y": 1 + 0 * k}), Track("b", {"x": away, "y": 1 + k / 4})]
    racers = [Racer("a", "A racer", "#e03030"), Racer("b", "Another", "#2040e0")]
    layout = entitled(plane_layout((0, 4), (0, 4)), "x", "y")
    return Film([Panel("plane", "plane", {"data": [], "layout": layout})], tracks, racers, rate=3.0)


@pytest.mark.parametrize(("trail", "dark"), [("whole", False), ("whole", True), ("tail", False), ("none", False)])
@pytest.mark.parametrize("name", FILMS)
def test_planes_and_charts_are_drawn_as_in_the_player(name, trail, dark):
    """At fractional steps, in the same order, colours, opacities and widths, within a pixel."""
    source = dataclasses.replace(FILMS[name](), trail=trail)
    count = 0
    for t in np.array([0.21, 0.4, 0.5, 0.61, 0.93]) * source.steps:
        for theirs, ours in both(source, t, dark=dark):
            assert [key for key, _ in ours] == [key for key, _ in theirs]
            for (key, mine), (_, other) in zip(ours, theirs, strict=True):
                assert apart(mine, other) < NEAR_ENOUGH, (key, t)
            count += len(ours)
    assert count > 15


def test_words_of_what_lies_below_the_trails_are_written_over_them():
    source = FILMS["words"]()
    color = tuple(round(255 * c) for c in rgba(source.racers[0].color)[:3])
    for drawn in next(both(source, 0.5 * source.steps)):
        keys = [key for key, _ in drawn]
        lines = [i for i, key in enumerate(keys) if key[0] == "stroke" and key[1][:3] == color]
        words = [i for i, key in enumerate(keys) if key[0] == "words" and key[2] == "a curve"]
        assert len(lines) > 1  # the curve itself, and the trail
        assert max(lines) < min(words)


def spatial():
    """Overlays in space: on the surface, above it, and a fading swarm."""
    scene = dataclasses.replace(SCENES["rosenbrock-five"], steps=80)
    base = film_of(scene, ("surface",))
    k = np.linspace(0, 1, scene.steps + 1)[:, None]
    ring = np.linspace(0, 2 * np.pi, 30)
    lying = curve(0.2 + 0.6 * np.cos(ring) + 0 * k, 0.9 + 0.7 * np.sin(ring) + 0 * k, color="@accent", dash=True)
    swarm = dots(np.linspace(-1, 1, 5) + 0.3 * k, np.linspace(0, 2, 5) - 0.2 * k, color="#00aa00", size=6)
    points = arrow(-1 + k[:, 0], 1 + k[:, 0], 0.4 + 0 * k[:, 0], 0.3 + 0 * k[:, 0], color="@ink", label="on it")
    return dataclasses.replace(base, panels=[dataclasses.replace(base.panels[0], overlays=[lying, swarm, points])])


SPACES = {
    "radford-saddle": lambda: film_for(SCENES["radford-saddle"], SIZE),
    "radford-long-valley": lambda: film_for(SCENES["radford-long-valley"], SIZE),
    "overlays": spatial,
    "faint": lambda: faint_in(spatial()),
}


@pytest.mark.parametrize("trail", ["whole", "tail"])
@pytest.mark.parametrize("name", SPACES)
@pytest.mark.thorough
def test_space_is_drawn_as_in_the_player(name, trail):
    """Seen and hidden parts begin within one piece of a line; together they are the same line."""
    source = dataclasses.replace(SPACES[name](), trail=trail)
    for t in np.array([0.113, 0.4017]) * source.steps:
        for azimuth in (None, 100.0):
            ((theirs, ours),) = both(source, t, azimuth=azimuth)
            assert paint_of(ours)[0] == paint_of(theirs)[0]
            for (key, mine), (_, other) in zip(paint_of(ours)[1], paint_of(theirs)[1], strict=True):
                assert apart(mine, other) < NEAR_ENOUGH, key
            for one, other in ((ours, theirs), (theirs, ours)):
                lines, others = long_lines(one, 4), long_lines(other, 1)
                for key, mine in lines.items():
                    assert apart(mine, others[key]) < LOOK["space"]["piece"] + NEAR_ENOUGH, key


def paint_of(drawn):
    """The keys of all but lines, in order; their places, and those of all lines of a colour together."""
    marks = [(key, value) for key, value in drawn if key[0] != "stroke"]
    colors = sorted({key[1][:3] for key, _ in drawn if key[0] == "stroke"})
    lines = [
        (color, np.concatenate([value for key, value in drawn if key[0] == "stroke" and key[1][:3] == color]))
        for color in colors
        if color != (255, 255, 255)
    ]
    return [key for key, _ in marks], marks + lines


def long_lines(drawn, pieces):
    """By colour, opacity and width: all lines that are longer than so many pieces."""
    found = {}
    for key, value in drawn:
        if key[0] == "stroke":
            found.setdefault(key, []).append(value)
    found = {key: np.concatenate(values) for key, values in found.items()}
    return {key: value for key, value in found.items() if np.ptp(value, axis=0).max() > pieces * LOOK["space"]["piece"]}


@settings(max_examples=300, deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True, width=32) | st.floats(-2000, 2000))
@example(99999.5)
@example(0.00099996)
@example(999.5)
@example(1.625)
@example(-1000.5)
@example(12344.5)
@example(2.5e-4)
@example(1.25e6)
@example(-0.0)
def test_numbers_are_written_as_in_the_player(value):
    written = "NaN" if math.isnan(value) else "Infinity" if math.isinf(value) and value > 0 else str(value)
    assert player().eval(f"compact({written.replace('inf', 'Infinity')})") == compact(value)
