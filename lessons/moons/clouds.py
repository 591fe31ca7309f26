"""The cloud behind each step: where other mini-batches of the same size would have led, under a batch size to drag.

The page runs it by itself: a step sees the first m examples in an order of its own, and so do the others behind it.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, chart, contour, tracks_of
from figures._encode import encode
from figures.film import dots
from figures.live import live_of
from lessons._claims import Settings
from lessons._graph import graph, line, named
from lessons._live import called, driving, sets
from lessons.moons.batches import LAST, astray, spread, times
from lessons.moons.sampled import DRAWN, SURFACE, Growing
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent
from scenes import scene

Array = np.ndarray

KEY = "moons.steps"  # of the section, by which its picture knows the numbers that are dragged
STEPS, OTHERS = 60, 50  # of the run, and the other mini-batches of each step: those of the steps after its last
CHANNELS = ("x", "y", "f")
CLOUD = "#8a4fd3"


@dataclass(frozen=True)
class Clouds(Settings):
    """How many examples a step sees, and the rate."""

    size: int = param(5, 1, SURFACE.n, "m", legal=f"[1, {SURFACE.n}]", help="Batch size")
    lr: float = param(3.0, 0.1, 10.0, "η", log=True, help="Learning rate")

    live = ("size", "lr")
    presets = {
        "One example": {"size": 1},
        "Twenty": {"size": 20},
        "All of them": {"size": SURFACE.n},
    }


@lru_cache(maxsize=32)
def ran(chosen: Clouds) -> Trajectory:
    return run(GradientDescent(lr=chosen.lr), Growing(chosen.size), None, STEPS)


def others(chosen: Clouds, w: Array) -> Array:
    """Where a step from w (2,) would have led by each of the other mini-batches (OTHERS, 2)."""
    surface = Growing(chosen.size)
    return w - chosen.lr * np.array([surface.at(k).gradient(w) for k in range(STEPS + 1, DRAWN + 1)])


def words(chosen: Clouds) -> str:
    """How wide the cloud is beside the step, at the start and in the end."""
    t = ran(chosen)
    if chosen.size == SURFACE.n:
        return "Every step sees all examples: there is only one gradient, and no cloud."
    surface = SURFACE.altered(batch_size=chosen.size)
    end = float(np.median([astray(surface, w) for w in t.points[-LAST:]]))
    first, last = times(float(astray(surface, t.points[0]))), times(end)
    return (
        f"With m = {chosen.size} a mini-batch’s gradient strays from that of all {SURFACE.n} by **{first}** that one’s "
        f"length at the start, and by **{last}** in the end."
    )


def clouds_film(chosen: Clouds) -> Film:
    """The run with the cloud of each step, how far a gradient strays for each m with a handle, and the mean loss."""
    t = ran(chosen)
    rule: GradientDescent = t.optimizer
    racer = Racer(rule.slug, "Gradient descent on mini-batches", rule.color)
    tracks = tracks_of(t, racer, channels=CHANNELS)
    places = np.array([others(chosen, w) for w in t.points])
    cloud = dots(places[..., 0], places[..., 1], color=CLOUD, size=5, hold=True,
                 led={"rule": rule.slug, "first": STEPS + 1, "count": OTHERS})  # fmt: skip
    above = contour(SURFACE, title="Mean loss", subtitle="violet: where other mini-batches would lead", id="run",
                    start=t.points[0], clickable=False, overlays=[cloud], weight=1.1, aspect=0.8)  # fmt: skip
    loss = chart("f", tracks, title="Mean loss", y="E", aspect=0.8, weight=0.9)
    surface = Growing(chosen.size)
    live = live_of(scene("Mini-batches", surface, rule, start=surface.start, steps=STEPS), CHANNELS)
    names = {f"{surface.slug}.size": f"{KEY}.size", f"{rule.slug}.lr": f"{KEY}.lr"}
    return Film(panels=[named(above), _sizes_panel(chosen, t.points[0]), loss], tracks=tracks, racers=[racer], rate=6.0,
                autoplay=True, readout={"group": "main", "channel": "f", "label": "E"},
                live=called(live, names))  # fmt: skip


def _sizes_panel(chosen: Clouds, w: Array) -> Panel:
    n = SURFACE.n
    every = np.unique(np.geomspace(1, n - 1, 60))
    top = 1.6 * float(spread(SURFACE, w, 1))
    heights = np.maximum(spread(SURFACE, w, every), top / 50)
    handle = driving(
        chosen, "size", "m", ("size", None), sets("x", f"{KEY}.size", decimals=0), axis="x", color=CLOUD,
        y=float(np.interp(chosen.size, every, heights)), along={"x": encode(every), "y": encode(heights)},
    )  # fmt: skip
    data = [line(every, spread(SURFACE, w, every), CLOUD, 2.5),
            line(every, spread(SURFACE, w, 1) / np.sqrt(every), "@muted", 1.5, "dash")]  # fmt: skip
    return graph("sizes", data, (0.85, n * 1.2), (top / 60, top), ("examples m in a mini-batch", "distance"),
                 (True, True), title="How far it strays at the start", subtitle="drag m; dashed: 1/√m",
                 handles=[handle], aspect=0.8, group="sizes")  # fmt: skip
