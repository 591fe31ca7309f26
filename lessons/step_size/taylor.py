"""From Taylor to 1/E″: gradient descent on a convex curve that is no parabola, whose best rate moves with the run."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, curve1d
from figures.assemble import SMALLEST
from figures.film import curve, dots
from lessons._claims import Settings, said
from lessons._graph import MODEL, named
from lessons._text import number
from lessons.step_size.parabola import COLORS
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent
from surfaces import CriticalPoint, Surface

Array = np.ndarray

STEPS = 24
ENDS = (-2.5, 1.8)  # between which a run may start
HEIGHTS = (-1.5, 5.5)
SHARES = np.linspace(-1.0, 1.0, 31)
RUN, BEST, LIMIT = "#e6342a", COLORS["one step"], COLORS["bounces for ever"]


@dataclass(frozen=True)
class Exponential(Surface):
    """E = e^w − w − 1: convex, its curvature e^w growing from left to right; 1 at the minimum, w = 0."""

    name, shows, dims = "Exponential", "convex", 1
    latex = r"E(w) = e^w - w - 1"
    domain = ((-3.0, 2.2),)
    start = (-2.0,)
    best_value = 0.0

    def f(self, w):
        return np.expm1(w) - w

    def grad(self, w):
        return (np.expm1(w),)

    def hess(self, w):
        return (np.exp(w),)

    def critical_points(self):
        return (CriticalPoint((0.0,), "minimum"),)


CURVE = Exponential()


@dataclass(frozen=True)
class Taylor(Settings):
    """One η on the curve, and where the run starts."""

    lr: float = param(1.0, 0.0, 2.5, "η", help="Learning rate")
    start: float = param(-2.0, *ENDS, "w₀", help="Start")

    presets = {
        "Too short at first": {"lr": 1.0, "start": -2.0},
        "Thrown across": {"lr": 1.0, "start": 1.5},
        "Side to side at the end": {"lr": 1.8, "start": -2.0},
        "Never at rest": {"lr": 2.4, "start": -2.0},
    }


def descend(chosen: Taylor, steps: int = STEPS) -> Trajectory:
    return run(GradientDescent(lr=chosen.lr), CURVE, (chosen.start,), steps)


def bends(t: Trajectory) -> Array:
    """E″ at each point of a run, (steps + 1,)."""
    with np.errstate(all="ignore"):
        return CURVE.hessian(t.points)[:, 0, 0]


def verdict(chosen: Taylor) -> str:
    """How the first step compares with the parabola's vertex, how often η is above the local limit, how it ends."""
    t = descend(chosen)
    if not chosen.lr or not chosen.start:
        return "At η = 0 nothing moves." if chosen.start else "The start is the minimum: nothing moves."
    curvature = bends(t)
    ratio, above = chosen.lr * curvature[0], int((chosen.lr * curvature[:-1] > 2).sum())
    rises = int((np.diff(t.values) > 1e-12).sum())
    return said(
        f"At the start 1/E″ = {number(float(1 / curvature[0]))}: η = {number(chosen.lr)} goes {_reach(ratio)}.",
        f"At the minimum the limit 2/E″ is 2, and η is {_beside(chosen.lr)} it.",
        f"η is above the limit of the place in {above or 'none'} of {STEPS} steps, and the error rises in "
        f"{rises or 'none'}.",
        f"**{t.outcome}.**",
    )


def _reach(ratio: float) -> str:
    if np.isclose(ratio, 1, rtol=1e-3):
        return "to the vertex of the parabola there"
    if ratio < 1:
        return "short of the vertex of the parabola there"
    return f"beyond the vertex of the parabola there{', and higher up its other side' if ratio > 2 else ''}"


def _beside(lr: float) -> str:
    return "at" if lr == 2 else "below" if lr < 2 else "above"


def taylor_film(chosen: Taylor) -> Film:
    """The run with the parabola at each of its points, the rates 1/E″ and 2/E″ there, and the distance."""
    t = descend(chosen)
    curvature = bends(t)
    racers = [
        Racer("run", "Gradient descent, η", RUN),
        Racer("best", "1/E″ here", BEST),
        Racer("limit", "2/E″ here, the limit", LIMIT),
    ]
    distance = np.maximum(np.abs(t.points[:, 0]), SMALLEST)
    tracks = [
        Track("run", {"x": t.points[:, 0], "f": t.values, "rate": np.full(STEPS + 1, chosen.lr), "distance": distance},
              diverged_at=t.diverged_at),
        Track("best", {"rate": 1 / curvature}),
        Track("limit", {"rate": 2 / curvature}),
    ]  # fmt: skip
    rates = chart("rate", tracks, title="Learning rate", y="η", log=True, limits=(0.05, 50), aspect=0.8,
                  subtitle="beyond the limit a step ends higher on its parabola")  # fmt: skip
    away = chart(
        "distance", tracks, title="Distance from the minimum", y="distance", log=True, limits=(1e-8, 10), aspect=0.8
    )
    return Film(
        panels=[_curve_panel(t, curvature), rates, away],
        tracks=tracks,
        racers=racers,
        rate=2.0,
        autoplay=True,
        readout={"group": "main", "channel": "rate", "label": "η"},
    )


def vertices(t: Trajectory, curvature: Array) -> tuple[Array, Array]:
    """The parabola's vertex at each point: place and height, (steps + 1,)."""
    w, slope = t.points[:, 0], t.gradients[:, 0]
    return w - slope / curvature, t.values - slope**2 / (2 * curvature)


def _curve_panel(t: Trajectory, curvature: Array) -> Panel:
    panel = curve1d(CURVE, title="The curve", racers=["run"],
                    subtitle="violet, dashed: the parabola here, and its vertex; drag the start", clickable=False,
                    id="taylor", aspect=0.8)  # fmt: skip
    panel.figure["layout"]["yaxis"]["range"] = list(HEIGHTS)
    ((low, high),) = CURVE.domain
    w, slope = t.points[:, :1], t.gradients[:, :1]
    x = np.clip(w + 2.5 * SHARES, low, high)
    y = t.values[:, None] + slope * (x - w) + 0.5 * curvature[:, None] * (x - w) ** 2
    vertex, height = vertices(t, curvature)
    overlays: list[dict[str, Any]] = [
        curve(x, y, color=MODEL, width=2, dash=True, hold=True),
        dots(vertex[:, None], height[:, None], color=MODEL, size=8, hold=True),
    ]
    start = float(t.points[0, 0])
    handle = {"id": "start", "x": start, "y": float(t.values[0]), "label": "Start", "axis": "x", "color": "@ink"}
    return named(dataclasses.replace(panel, overlays=overlays, handles=[handle]), "w", "E")
