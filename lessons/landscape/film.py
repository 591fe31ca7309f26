"""The films of a network's landscape: the section with all runs, and the line between two ends."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from figures import Film, Panel, Racer, Track, chart, contour, surface3d
from figures.film import curve
from figures.relief import relief_of
from lessons._graph import graph, named
from lessons._graph import line as drawn
from lessons._text import number
from lessons.landscape.line import FINE, Line
from lessons.landscape.planes import Plane
from lessons.landscape.section import GRID, Section, Seen, ring
from lessons.training.boundary import boundaries
from lessons.training.film import examples_panel
from lessons.training.views import view_of
from networks import Network

SECONDS = 9.0
LINES = (("straight", "As they are", "#c0392b"), ("matched", "With units matched", "#2f80d8"))


def landscape_film(plane: Plane, made: Section, racers: Sequence[Racer], runs: Mapping[str, Seen], share: str) -> Film:
    """All runs on one section from above and in space, beside it their distance from it and their true losses."""
    height = relief_of(made, None, GRID).height
    steps = max(len(run.loss) for run in runs.values()) - 1
    tracks = [
        Track(racer.id, {
            "x": run.places[:, 0], "y": run.places[:, 1], "f": run.loss, "z": height(run.loss), "away": run.away,
            "far": run.far.astype(float),
        })
        for racer in racers if (run := runs.get(racer.id)) is not None
    ]  # fmt: skip
    there = [racer for racer in racers if racer.id in runs]
    rings = []
    for racer in there:
        circle = ring(plane, runs[racer.id])
        rings.append(curve(circle[..., 0], circle[..., 1], racer=racer.id, width=1.2, dash="dot"))
    under = [
        curve(np.arange(steps + 1)[None], runs[racer.id].under[None], racer=racer.id, width=1.5, dash=True)
        for racer in there
    ]
    above = contour(made, resolution=GRID, clickable=False, title="The loss on the plane", overlays=rings,
                    subtitle=f"{share}; dotted: how far beside it", aspect=1.0, weight=1.0)  # fmt: skip
    above = named(above, "along the first direction", "along the second")
    space = surface3d(made, resolution=GRID, title="In space", subtitle="runs at true losses", aspect=1.0, weight=0.92)
    losses = chart("f", tracks, title="True loss", y="loss", subtitle="dashed: the plane’s", weight=0.55,
                   limits=_limits(list(runs.values())))  # fmt: skip
    beside = chart(
        "away", tracks, title="Distance beside it", y="distance", subtitle="the ring’s radius", log=False, weight=0.55
    )
    return Film(  # weights of 3.02 together: one row on a screen, four on a phone
        panels=[
            *(dataclasses.replace(panel, axes=dict(panel.axes) | {"faint": "far"}) for panel in (above, space)),
            _narrow(beside),
            _narrow(dataclasses.replace(losses, overlays=under)),
        ],
        tracks=tracks,
        racers=there,
        rate=max(steps / SECONDS, 1.0),
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        length=steps,
    )  # fmt: skip


def _narrow(panel: Panel) -> Panel:
    """A chart over the steps with room for few numbers."""
    panel.figure["layout"]["xaxis"]["nticks"] = 3
    return panel


def _limits(runs: Sequence[Seen]) -> tuple[float, float]:
    pooled = np.concatenate([part for run in runs for part in (run.loss, run.under)])
    pooled = pooled[np.isfinite(pooled) & (pooled > 0)]
    return (float(pooled.min()), float(pooled.max())) if len(pooled) else (1e-3, 1.0)


def line_film(problem: Network, ends: Sequence[np.ndarray], lines: Sequence[Line]) -> Film:
    """Along the straight line from one end to another, as it is and with its units matched: the loss, and where the
    network on the way draws the border. `ends`: the first, the second, the second matched."""
    racers = [Racer(id, name, color) for id, name, color in LINES]
    shares = lines[0].shares[::FINE]
    tracks = [Track(racer.id, {"x": shares, "f": one.losses[::FINE]}) for racer, one in zip(racers, lines, strict=True)]
    whole = [
        drawn(one.shares, one.losses, racer.color, 1.5, opacity=0.45) for racer, one in zip(racers, lines, strict=True)
    ]
    view = view_of(problem)
    overlays, unseen = [], []
    for racer, end in zip(racers, ends[1:], strict=True):
        shown = boundaries(problem, view, (1 - shares)[:, None] * ends[0] + shares[:, None] * end)
        overlays.append(curve(shown[..., 0], shown[..., 1], racer=racer.id, width=2.5, hold=True))
        unseen += [] if np.isfinite(shown).any() else [racer.name]
    top = max(float(one.losses.max()) for one in lines)
    profile = graph(
        "line", whole, (0, 1), (0, 1.08 * top), ("share of the way", "loss"), title="Loss on the way",
        subtitle=f"barrier: {number(lines[0].barrier, 2)}; matched: {number(lines[1].barrier, 2)}",
        racers=None, axes={"x": "x", "y": "f"}, aspect=0.96,
    )  # fmt: skip
    title, none = "Where the network on the way draws the border", f"no border: {', '.join(unseen)}" if unseen else ""
    return Film(
        panels=[profile, examples_panel(problem, view, overlays, title, none)],
        tracks=tracks,
        racers=racers,
        rate=12.0,
        beat="place",
        autoplay=True,
        loop=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        length=len(shares) - 1,
    )
