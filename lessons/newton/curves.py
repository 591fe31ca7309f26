"""Newton's method on curves: at each step a parabola is fitted, and the point slides along it towards its vertex."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, curve1d
from figures.assemble import SMALLEST
from figures.film import curve, dots
from lessons._claims import Settings, said
from lessons._graph import DOWN, UP, named
from lessons._text import number
from lessons.step_size.parabola import does, regime
from optim import Trajectory, run
from optim.newton import Newton
from surfaces.parabola import Parabola
from surfaces.pseudo_huber import PseudoHuber
from surfaces.wells import Wells

Array = np.ndarray

CURVES: dict[str, Any] = {"parabola": Parabola(), "pseudo_huber": PseudoHuber(), "wells": Wells()}
STARTS = {"parabola": -2.2, "pseudo_huber": 0.9, "wells": 0.1}
TITLES = {"parabola": "Parabola", "pseudo_huber": "Convex, but no parabola", "wells": "Not convex"}
SHADES = (("#a27ded", "#e3d8ff"), ("#7b3fe4", "#a87cff"), ("#46148f", "#7d55d8"))  # of Newton's colour; and in the dark
STEPS = 8
BEATS = 16  # moments of a step: the parabola unfolds, the point slides along it and drops onto the curve
UNFOLDED, ARRIVED, DROPPED = 3, 12, 14  # the moments at which each of these has been done
FURTHEST = 2.5  # η up to which the slider goes
DISTANCES = (1e-10, 1e4)  # between which distances are drawn


def _from(w1: float, w2: float, w3: float, lr: float) -> dict[str, float]:
    """A preset: η, and the start on each curve."""
    return {"lr": lr, "w_1": w1, "w_2": w2, "w_3": w3}


@dataclass(frozen=True)
class Curves(Settings):
    """Newton's η; the starts on the three curves are points."""

    lr: float = param(1.0, 0.0, FURTHEST, "η", help="Share of the step,")

    presets = {
        "Newton’s own": _from(-2.2, 0.9, 0.1, 1.0),
        "Half a step": _from(-2.2, 0.9, 0.1, 0.5),
        "Almost too long": _from(-2.2, 0.2, 0.1, 1.9),
        "Too long": _from(-2.2, 0.9, 0.1, 2.1),
        "Convex, but too far out": _from(-2.2, 1.05, 0.1, 1.0),
        "Another maximum": _from(-2.2, 0.9, -2.2, 1.0),
    }


def verdict(chosen: Curves, start: float = STARTS["parabola"], bent: float = STARTS["wells"]) -> str:
    """What η does on the parabola from a start, whether it stops at a maximum from the start on the curve that is not
    convex, and from how far it converges on the convex one."""
    lr, name, reach = chosen.lr, regime(chosen.lr), basin(chosen.lr)
    climbed = lr > 0 and iterate("wells", bent, lr).outcome.kind == "maximum"
    return said(
        not lr and "At η = 0 nothing moves.",
        lr > 0 and start != 0 and f"At η = {number(lr)} the run on the parabola **{does(name)}**: a step multiplies "
        f"w − w* by {number(1 - lr)}.",
        lr > 0 and start == 0 and "The run on the parabola starts at its minimum and stays there.",
        climbed and "Where the curve is not convex it **stops at a maximum**: the slope is zero there, too.",
        0 < reach < np.inf and "On the convex curve, √(1 + w²) − 1, the method converges from |w₀| < √(2/η − 1) = "
        f"{number(reach)}.",
        lr > 0 and not reach and "On the convex curve, √(1 + w²) − 1, it converges from nowhere but the minimum.",
    )  # fmt: skip


def iterate(slug: str, start: float, lr: float, steps: int = STEPS) -> Trajectory:
    """Newton's method on one of CURVES."""
    return run(Newton(lr=lr), CURVES[slug], (start,), steps)


def basin(lr: float, delta: float = 1.0) -> float:
    """How far from its minimum Newton's method may start on the pseudo-Huber curve, which is convex.

    A step from w leads to (1 − η − η (w/δ)²) w, and the factor lies between −1 and 1 where (w/δ)² < 2/η − 1.
    """
    return float(delta * np.sqrt(max(2 / lr - 1, 0.0))) if lr > 0 else np.inf


def model(surface: Any, at: Array, w: Array) -> Array:
    """E + E′δ + ½E″δ², the parabola fitted at the places `at`, at the places w = at + δ."""
    delta = w - at
    slope, curvature = surface.gradient(at[..., None])[..., 0], surface.hessian(at[..., None])[..., 0, 0]
    return surface.value(at[..., None]) + slope * delta + 0.5 * curvature * delta**2


def slides(t: Trajectory) -> tuple[Array, Array]:
    """The way of the point in between, x and y (steps · BEATS + 1,): along each parabola, then down or up to the curve.

    A run that diverges stays where it last was.
    """
    w = t.points[:, 0]
    w = w[: np.isfinite(w).sum()]
    here, there = w[:-1, None], w[1:, None]
    beat = np.arange(BEATS)
    x = here + (there - here) * _eased(beat, UNFOLDED, ARRIVED)
    drop = _eased(beat, ARRIVED, DROPPED)
    y = (1 - drop) * model(t.surface, here, x) + drop * t.surface.value(x[..., None])
    x, y = np.append(x, w[-1]), np.append(y, t.surface.value(w[-1:]))
    still = t.steps * BEATS + 1 - len(x)
    return np.pad(x, (0, still), mode="edge"), np.pad(y, (0, still), mode="edge")


def _eased(beat: Array, begin: int, end: int) -> Array:
    share = np.clip((beat - begin) / (end - begin), 0, 1)
    return share * share * (3 - 2 * share)


def parabolas(t: Trajectory, count: int = 21) -> tuple[Array, Array, Array]:
    """The fitted parabolas, x and y (steps · BEATS + 1, count), each unfolding from its point; and their curvature."""
    w = t.points[np.append(np.repeat(np.arange(t.steps), BEATS), t.steps), 0]
    with np.errstate(all="ignore"):
        curvature = t.surface.hessian(w[:, None])[:, 0, 0]
        vertex = w - t.surface.gradient(w[:, None])[:, 0] / curvature
        low, high = np.array(t.surface.domain, dtype=float)[0]
        half = np.maximum(1.3 * np.abs(w - vertex) * max(1.0, float(np.max(t.optimizer.lr)) - 1), (high - low) / 8)
        ends = np.clip([vertex - half, vertex + half], low - 1.0, high + 1.0)
        wide = np.linspace(ends[0], ends[1], count, axis=-1)
        open_ = _eased(np.append(np.tile(np.arange(BEATS), t.steps), UNFOLDED), 0, UNFOLDED)
        x = w[:, None] + (wide - w[:, None]) * open_[:, None]
        return x, model(t.surface, w[:, None], x), curvature


def away(t: Trajectory) -> Array:
    """The distance (steps + 1,) from the critical point that is nearest to the end."""
    places = np.array([critical.point[0] for critical in t.surface.critical_points()])
    w = t.points[:, 0]
    end = w[np.isfinite(w)][-1]
    return np.abs(w - places[np.abs(places - end).argmin()])


def curves_film(starts: Mapping[str, float], lr: float) -> Film:
    """The three curves side by side, on one clock, and how the distance shrinks from step to step."""
    racers, panels, tracks = [], [], []
    for (slug, start), shade in zip(starts.items(), SHADES, strict=True):
        t = iterate(slug, start, lr)
        x, y = slides(t)
        racers.append(Racer(slug, TITLES[slug], *shade))
        panels.append(_panel(slug, t))
        distance = away(t)  # the readout says it as it is; a logarithmic axis has no zero, but an end
        drawn = Track(slug, {"away": distance, "drawn": np.maximum(distance, SMALLEST)})
        tracks += [Track(slug, {"x": x, "f": y}, group="slide"), drawn]
    counted = [track for track in tracks if track.group == "main"]
    chart_ = chart("drawn", counted, title="Distance", y="distance",
                   subtitle="from the critical point nearest to the end", log=True,
                   limits=DISTANCES, aspect=1.25, weight=0.75, id="away")  # fmt: skip
    return Film(
        panels=[*panels, chart_],
        tracks=tracks,
        racers=racers,
        rate=0.75,
        autoplay=True,
        clocks={"slide": BEATS},
        readout={"group": "main", "channel": "away", "label": "distance"},
    )


def _panel(slug: str, t: Trajectory) -> Panel:
    surface, start = t.surface, float(t.points[0, 0])
    panel = curve1d(surface, title=TITLES[slug], subtitle=str(t.outcome), racers=[slug], id=slug, group="slide",
                    caption="dashed: the parabola, blue bends up, red down", aspect=1.25, weight=0.75)  # fmt: skip
    low, high = panel.figure["layout"]["yaxis"]["range"]
    panel.figure["layout"]["yaxis"]["range"] = [low - 0.2 * (high - low), high]
    handle = {"id": "start", "x": start, "y": float(t.values[0]), "label": "Start", "color": "@ink", "axis": "x"}
    return named(
        dataclasses.replace(panel, handles=[handle], overlays=_overlays(t)), f"w{'₁₂₃'[list(CURVES).index(slug)]}", "E"
    )


def _overlays(t: Trajectory) -> list[dict[str, Any]]:
    """Each parabola in the colour of its curvature, with its vertex."""
    x, y, curvature = parabolas(t)
    with np.errstate(all="ignore"):
        w = t.points[:, :1]
        vertex = w - t.surface.gradient(w) / t.surface.hessian(w)[..., 0]
        height = model(t.surface, w, vertex)
    drawn = []
    for color, chosen in ((UP, curvature > 0), (DOWN, curvature < 0)):
        if chosen.any():
            drawn.append(curve(x, np.where(chosen[:, None], y, np.nan), color=color, width=2, dash=True))
            beats = np.append(np.repeat(np.arange(t.steps), BEATS), t.steps)
            ring = np.where(chosen[:, None], height[beats], np.nan)
            drawn.append(dots(vertex[beats], ring, color=color, size=7, hold=True))
    return drawn
