"""Gradient descent on a parabola: what one step size does while the parabola is made steeper, on a fixed scale."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, curve1d, tracks_of
from figures.live import live_of
from lessons._claims import Settings, said
from lessons._graph import graph, line, named, note
from lessons._live import driving, sets
from lessons._text import counted, number
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent
from scenes import scene
from surfaces.parabola import Parabola

Array = np.ndarray

COLORS = {
    "stands still": "#7a8090",
    "monotone": "#2f80d8",
    "one step": "#1f9d61",
    "oscillates": "#c87d00",
    "bounces for ever": "#a4509a",
    "diverges": "#e2483d",
}
START = -2.2  # left of the minimum, wherever the controls put that
FRAME, HEIGHTS = ((-3.2, 3.2),), (-2.0, 13.0)  # of the picture, whatever the parabola
GRIP = 1.5  # the w at which the parabola is held when it is made steeper
WIDEST = 2.5  # η up to which the slider goes
SLOPES = (1e-7, 1e3)  # between which slopes are drawn
CHANNELS = ("x", "f", "g")
ENDS = (0.5, 5.0)  # of the curvature
STEPS = 24
DIGITS = 2  # behind the point of a curvature that is dragged, as its control has them
LEFT = 1e-3  # the share of the distance after which steps are counted
MEANINGS = {0.3: "converges", 1.7: "converges", 2.0: "stays near, but never settles", 2.1: "diverges"}


@dataclass(frozen=True)
class OneCoordinate(Settings):
    """One η, and the parabola ½aw² + bw + c."""

    lr: float = param(0.5, 0.0, WIDEST, "η", help="Learning rate")
    a: float = param(1.0, *ENDS, "a", help="Curvature")
    b: float = param(0.0, -1.0, 1.0, "b", help="Slope at w = 0,")
    c: float = param(0.0, -1.0, 1.0, "c", help="Height at w = 0,")

    presets = {
        "A flat bowl": {"lr": 0.5, "a": 1.0},
        "Twice the curvature": {"lr": 0.5, "a": 2.0},
        "Three times": {"lr": 0.5, "a": 3.0},
        "Four times": {"lr": 0.5, "a": 4.0},
        "Steeper still": {"lr": 0.5, "a": 4.2},
        "Half the rate": {"lr": 0.25, "a": 4.2},
    }

    @property
    def parabola(self) -> Parabola:
        return Parabola(a=self.a, b=self.b, c=self.c)

    @property
    def ratio(self) -> float:
        """η/η_opt."""
        return self.lr * self.a

    def steeper(self, height: float) -> float:
        """The curvature at which the parabola passes through this height at GRIP; within the control's ends."""
        a = 2 * (height - self.b * GRIP - self.c) / GRIP**2
        return float(np.clip(round(a, DIGITS), *ENDS))


def regime(ratio: float) -> str:
    """What gradient descent does in a direction of curvature λ at η = ratio · η_opt, η_opt = 1/λ: a key of COLORS."""
    if ratio <= 0:
        return "stands still"
    for special, name in ((1.0, "one step"), (2.0, "bounces for ever")):
        if np.isclose(ratio, special, rtol=1e-9, atol=0):
            return name
    return "monotone" if ratio < 1 else "oscillates" if ratio < 2 else "diverges"


def slowest(ratios: Sequence[float]) -> str:
    """The regime of a run in several coordinates, which is that of the one that shrinks least; of equals, the last."""
    return regime(max(ratios, key=lambda ratio: (round(abs(1 - ratio), 12), ratio)))


def steps_to(factor: float, left: float = LEFT) -> float:
    """The whole steps after which a distance that each of them multiplies by a factor is down to a share of it."""
    if factor == 0:
        return 1
    return float(np.ceil(np.log(left) / np.log(abs(factor)) - 1e-9)) if abs(factor) < 1 else np.inf


def verdict(chosen: OneCoordinate) -> str:
    """What the chosen η does on the chosen parabola."""
    name, factor = regime(chosen.ratio), 1 - chosen.ratio
    steps = steps_to(factor)
    ends = f"ηₒₚₜ = 1/a = {number(1 / chosen.a)}, and the limit is twice that, {number(2 / chosen.a)}"
    return said(
        f"At a curvature of {number(chosen.a)}, {ends}. With η = {number(chosen.lr)} the ball **{does(name)}**:",
        name == "one step" and "the first step leads to the minimum.",
        name == "stands still" and "nothing moves.",
        name == "bounces for ever" and "every step mirrors it in the minimum.",
        name in ("monotone", "oscillates", "diverges") and f"every step multiplies w − w* by {number(factor)}.",
        name in ("monotone", "oscillates")
        and f"After {counted(steps, 'step')} no more than a thousandth of it is left.",
    )


def does(name: str) -> str:
    """What a run of this regime does, in words that follow a subject."""
    return {"monotone": "comes down on one side", "one step": "needs one step", "oscillates": "goes from side to side",
            }.get(name, name)  # fmt: skip


def descend(parabola: Parabola, lr: float, steps: int, start: float = START) -> Trajectory:
    """Gradient descent at this rate."""
    return run(GradientDescent(lr=lr), parabola, (start,), steps)


def minimum(parabola: Parabola) -> float:
    return parabola.critical_points()[0].point[0]


def framed(parabola: Parabola, racer: Racer, **facts: Any) -> Panel:
    """A parabola in the picture that is the same for all of them."""
    panel = curve1d(parabola, FRAME, racers=[racer.id], clickable=False, **{"id": racer.id} | facts)
    panel.figure["layout"]["yaxis"]["range"] = list(HEIGHTS)
    return named(panel, "w", "E")


def meanings_film(steps: int = 16) -> Film:
    """What it means to converge: four step sizes on one parabola, on one clock."""
    racers: list[Racer] = []
    panels: list[Panel] = []
    tracks: list[Track] = []
    parabola = Parabola(a=2.0)
    for i, (ratio, meaning) in enumerate(MEANINGS.items()):
        racer = Racer(f"ball{i}", f"{number(ratio)} ηₒₚₜ", COLORS[regime(ratio)])
        words = {"title": meaning.capitalize(), "subtitle": f"η = {number(ratio)} ηₒₚₜ: {regime(ratio)}"}
        caption = f"each step: w − w* is multiplied by {number(1 - ratio)}"
        panels.append(framed(parabola, racer, **words, caption=caption, weight=0.7, aspect=1.0))
        tracks.extend(tracks_of(descend(parabola, ratio / parabola.a, steps), racer))
        racers.append(racer)
    return Film(panels=panels, tracks=tracks, racers=racers, rate=2.0, autoplay=True, loop=True)


def one_film(chosen: OneCoordinate, steps: int = STEPS) -> Film:
    """The ball at one η, the factor of each step over all η, and the slope that is left: live."""
    parabola, name = chosen.parabola, regime(chosen.ratio)
    shown = scene("One coordinate", parabola, GradientDescent(lr=chosen.lr), start=(START,), steps=steps)
    racer = Racer(GradientDescent.slug, name.capitalize(), COLORS[name], claim=True)
    (trajectory,) = shown.run()
    tracks = tracks_of(trajectory, racer, channels=CHANNELS)
    height = sets("y", f"{parabola.slug}.a", over=GRIP**2 / 2, less=chosen.b * GRIP + chosen.c, decimals=DIGITS)
    grip = {"id": "steeper", "x": GRIP, "y": float(parabola.value((GRIP,))), "label": "a", "axis": "y",
            "color": "@ink", "sets": height, "heard": True,
            "within": [[GRIP, GRIP], [float(chosen.altered(a=a).parabola.value((GRIP,))) for a in ENDS]]}  # fmt: skip
    curve = framed(parabola, racer, title=f"η = {number(chosen.lr)}: {name}", aspect=0.8, id="ball",
                   subtitle="drag a; the axes stay as they are")  # fmt: skip
    return Film(
        panels=[
            dataclasses.replace(curve, handles=[grip]),
            _factor_panel(chosen),
            _slope_panel(tracks),
        ],
        tracks=tracks,
        racers=[racer],
        rate=2.5,
        autoplay=True,
        live=live_of(shown, CHANNELS),
    )


def _slope_panel(tracks: Sequence[Track]) -> Panel:
    """On a scale that stays; a slope below it leaves the picture, as it does when a single step is enough."""
    panel = chart("g", tracks, title="Slope left, |E′|", y="|E′(w)|",
                  subtitle="a times the distance from the minimum", log=True, limits=SLOPES, aspect=0.8)  # fmt: skip
    panel.figure["layout"]["yaxis"] |= {"range": list(np.log10(SLOPES)), "dtick": 2}
    return panel


def _factor_panel(chosen: OneCoordinate) -> Panel:
    best, color = 1 / chosen.a, COLORS[regime(chosen.ratio)]
    corners = np.array([0.0, best, 2 * best, max(WIDEST, 2 * best)])
    data = [line([0, WIDEST], [1, 1], "@muted", 1.5, "dash")]
    for left, right in pairwise(corners):
        ends = np.array([left, right])
        data.append(line(ends, np.abs(1 - ends * chosen.a), COLORS[regime((left + right) / 2 * chosen.a)], 3))
    handle = driving(chosen, "lr", "η", ("lr", None), sets("x", f"{GradientDescent.slug}.lr"),
                     y=abs(1 - chosen.ratio), axis="x", color=color, heard=True)  # fmt: skip
    notes = [note(0.03, 1.08, "above the dashed line it grows")]
    for times, words in ((1, "ηₒₚₜ"), (2, "2ηₒₚₜ")):
        if times * best < WIDEST:
            data.append(line([times * best] * 2, [0, 1.6], "@muted", 1, "dot"))
            notes.append(note(times * best + 0.03, 1.5 if times == 1 else 1.35, words))
    return graph(
        "factor", data, (0, WIDEST), (0, 1.6), ("learning rate η", "distance left"), notes=notes, handles=[handle],
        title="|1 − ηa|: distance left by a step", subtitle="drag η", aspect=0.8,
    )  # fmt: skip
