"""The film of networks in training: what they tell of the examples, and how far they have come, on one clock."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from figures import Film, Panel, Racer, Track, chart
from figures.film import curve, dots
from figures.plane import plane_layout
from lessons._claims import percent
from lessons._graph import CELLS, graph, line, named, points
from lessons._text import number, plain
from lessons.training.measure import REACH, Measured, bin_middles
from lessons.training.views import PICTURES, View, view_of
from networks import Network

SECONDS = 10.0  # how long the film is meant to last
COLORS = ("#5b8fd0", "#c98220", "#48a06c", "#b06fc4", "#c8625c", "#6d7f95", "#a58a3f", "#3fa1a8", "#c976a6", "#7f6bd0")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star", "triangle-down", "pentagon", "hexagon")
SEEN = "moments"  # the group of what is looked at less often than at every step
GREYS = [[0, "rgba(128,136,150,0)"], [1, "rgba(118,126,142,1)"]]  # for light and dark grounds
CELL = 9  # pixels of a digit and its gap


def training_film(problem: Network, racers: Sequence[Racer], runs: Mapping[str, Measured]) -> Film:
    """Runs by racer, of one number of steps, on one network. `runs` has at least one."""
    view, steps = view_of(problem), next(iter(runs.values())).steps
    there = [racer for racer in racers if racer.id in runs]
    tracks = [_track(problem, racer, runs[racer.id]) for racer in there]
    moments = next(iter(runs.values())).moments
    share = "R²" if problem.examples_used.regression else "share classified correctly"
    looked = f"at {len(moments)} of {steps + 1:,} points" if len(moments) <= steps else ""
    decay = "with weight decay’s λ‖w‖²/2" if problem.l2 else ""
    panels = [
        _examples(problem, view, there, runs),
        chart("f", tracks, title="Training loss", y="loss", subtitle=decay, aspect=0.6, weight=0.9),
        chart("test", tracks, title="Test loss", y="loss", subtitle=looked, aspect=0.6, weight=0.9),
        _histogram(there, runs),
        chart("right", tracks, title=f"Test examples: {share}", y="share", subtitle=looked, log=False,
              limits=(-0.1, 1.02), aspect=0.6, weight=0.9),
        chart("g", tracks, title="Gradient norm, all examples", y="‖∇E‖", subtitle=looked, aspect=0.6, weight=0.9),
    ]  # fmt: skip
    return Film(
        panels=panels,
        tracks=tracks,
        racers=there,
        rate=max(steps / SECONDS, 1.0),
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        length=steps,
        clocks={SEEN: (len(moments) - 1) / steps},
    )


def _track(problem: Network, racer: Racer, run: Measured) -> Track:
    channels = {
        "f": run.loss,
        "test": run.along(run.test),
        "right": run.along(run.test_right),
        "g": run.along(run.slope),
    }
    return Track(racer.id, channels, diverged_at=run.diverged_at)


def _examples(problem: Network, view: View, racers: Sequence[Racer], runs: Mapping[str, Measured]) -> Panel:
    make = {"plane": _plane, "digits": _digits, "values": _values}[view.kind]
    return make(problem, view, racers, runs)


def _plane(problem: Network, view: View, racers: Sequence[Racer], runs: Mapping[str, Measured]) -> Panel:
    overlays = [
        curve(shown[..., 0], shown[..., 1], racer=racer.id, width=2.5, hold=True)
        for racer in racers
        if (shown := runs[racer.id].shown) is not None
    ]
    title = "Where each rule’s network draws the border"
    return examples_panel(problem, view, overlays, title, borderless(racers, runs), group=SEEN)


def borderless(racers: Sequence[Racer], runs: Mapping[str, Measured]) -> str:
    """Whose networks tell all of the picture as one class, always or in the end, so that no border is seen; or ""."""
    drawn = {r.name: np.isfinite(shown).any(axis=(1, 2)) for r in racers if (shown := runs[r.id].shown) is not None}
    ended = {r.name for r in racers if np.isfinite(runs[r.id].end).all()}
    never = [name for name, at in drawn.items() if not at.any()]
    last = [name for name, at in drawn.items() if name in ended and at.any() and not at[-1]]
    told = [("no border", never), ("in the end no border", last)]
    return "; ".join(f"{what}: {', '.join(names)}" for what, names in told if names)


def examples_panel(
    problem: Network, view: View, overlays: Sequence[Any], title: str, more: str = "", **facts: Any
) -> Panel:
    """The training examples in a view's plane, a colour and a shape for each class, under some borders. `more` is
    said under the title."""
    data = problem.examples_used
    places, (x, y) = view.places(data.x), view.box
    marks = []
    for c, name in enumerate(data.classes):
        for flipped, opacity in ((False, 0.75), (True, 0.95)):
            own = places[(data.y == c) & ((data.flipped == flipped) if len(data.flipped) else not flipped)]
            if len(own):
                edge = {"width": 1.5, "color": "@ink"} if flipped else {"width": 0}
                hover = plain(name) + (", a wrong label" if flipped else "")
                marks.append(points(own[:, 0], own[:, 1], COLORS[c], 7, hover, symbol=SYMBOLS[c], opacity=opacity,
                                    line=edge))  # fmt: skip
    many = data.x.shape[1] > 2
    words = [
        *([f"a slice: {percent(view.share)} of the examples’ variance; the borders are those on it"] if many else []),
        *(["outlined: a wrong label"] if data.flipped.any() else []),
        *([more] if more else []),
    ]
    panel = Panel(
        id="examples", kind="plane", figure={"data": marks, "layout": plane_layout(x, y)}, racers=[], title=title,
        subtitle="; ".join(words), overlays=overlays, weight=1.2, aspect=0.8, **facts,
    )  # fmt: skip
    names = ("first principal direction", "second") if many else (*map(plain, data.features), "")[:2]
    return named(panel, *names)


def _digits(problem: Network, view: View, racers: Sequence[Racer], runs: Mapping[str, Measured]) -> Panel:
    """The test digits that most networks still get wrong at the end, with a dot for each network that does, now."""
    data, (rows, columns) = problem.examples_used, PICTURES
    chosen = hardest([runs[racer.id] for racer in racers], rows * columns)
    ink = (data.x_test - data.x.min(axis=0)) / np.maximum(np.ptp(data.x, axis=0), 1e-9)
    sheet = np.full((rows * CELL, columns * CELL), np.nan)
    left, top = [], []
    for slot, i in enumerate(chosen):
        row, column = divmod(slot, columns)
        y, x = row * CELL, column * CELL
        sheet[y : y + CELL - 1, x : x + CELL - 1] = ink[i].reshape(CELL - 1, CELL - 1)
        left.append(x)
        top.append(y)
    layout = plane_layout((-1, columns * CELL), (rows * CELL + 0.5, -1))
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"showticklabels": False, "ticks": ""}
    picture = {
        **CELLS, "z": sheet, "x": np.arange(sheet.shape[1]), "y": np.arange(sheet.shape[0]),
        "zmin": 0, "zmax": 1, "colorscale": GREYS, "showscale": False, "hoverinfo": "skip",
    }  # fmt: skip
    overlays = []
    for k, racer in enumerate(racers):
        wrong = runs[racer.id].wrong[:, chosen]
        across = np.array(left)[None] + 0.4 + (k % 4) * 2.3
        down = np.where(wrong, np.array(top)[None] + CELL - 1.4 - 1.6 * (k // 4), np.nan)
        overlays.append(dots(across, down, racer=racer.id, size=7, hold=True))
    return Panel(
        id="examples", kind="plane", figure={"data": [picture], "layout": layout}, group=SEEN, racers=[],
        title="Test digits that are hardest to tell", subtitle="a dot: told wrong by that rule’s network now",
        overlays=overlays, weight=1.2, aspect=0.65,
    )  # fmt: skip


def hardest(runs: Sequence[Measured], count: int) -> list[int]:
    """The test examples that are wrong at most moments of all the runs together, hardest first."""
    times = np.sum([run.wrong.mean(axis=0) + 10.0 * run.wrong[-1] for run in runs], axis=0)
    return [int(i) for i in np.argsort(-times, kind="stable")[:count]]


def _values(problem: Network, view: View, racers: Sequence[Racer], runs: Mapping[str, Measured]) -> Panel:
    true = problem.targets(problem.examples_used.y_test)[: view.count, 0]
    low, high = float(true.min()) - 0.5, float(true.max()) + 0.5
    tests = len(problem.examples_used.y_test)
    part = f"; {view.count} of {tests:,}" if view.count < tests else ""
    overlays = [
        dots(true[None], shown, racer=racer.id, size=6)
        for racer in racers
        if (shown := runs[racer.id].shown) is not None
    ]
    return graph(
        "examples", [line([low, high], [low, high], "@muted", 1.5, "dash")], (low, high), (low, high),
        ("true value", "told"), title="Test examples: told against true",
        subtitle=f"dashed: told right; in standard deviations{part}", group=SEEN, overlays=overlays, weight=1.2,
        aspect=0.8,
    )  # fmt: skip


def _histogram(racers: Sequence[Racer], runs: Mapping[str, Measured]) -> Panel:
    middles = bin_middles()
    shares = [runs[racer.id].weights for racer in racers]
    top = 1.1 * max((float(np.nanquantile(one, 0.998)) for one in shares if np.isfinite(one).any()), default=1.0)
    overlays: list[Any] = [
        curve(middles[None], share, racer=racer.id, width=2) for racer, share in zip(racers, shares, strict=True)
    ]
    return graph(
        "weights", [], (-REACH, REACH), (0, top), ("weight", "share"), title="How large the weights are",
        subtitle=f"beyond ± {number(REACH)}: in the outermost bins", group=SEEN, overlays=overlays, weight=1.2,
        aspect=0.45,
    )  # fmt: skip
