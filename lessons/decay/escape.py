"""Decaying learning rates on the wells: large steps leave narrow minima, smaller ones settle in what is left."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, curve1d, tracks_of
from figures.film import dots
from lessons._claims import Settings, said
from lessons._graph import line, named, note
from lessons._text import number
from optim import SCHEDULES, Schedule, Scheduled, Trajectory, nearest_minimum, run
from optim.gradient_descent import GradientDescent
from surfaces.wells import Wells

Array = np.ndarray

WELLS = Wells()
STEPS = 120
SMALL = 0.05  # the rate of the careful run, below every minimum's limit
RATES = (0.02, 10.0)  # between which the slider goes
FINALS = (0.001, 1.0)  # the share of the rate that is left at the end
BLUE, RED, VIOLET, GREEN = "#2f80d8", "#e2483d", "#8a4fd3", "#1f9d61"
START = -3.6
IDS = ("small", "large", "decaying")
WIDEST = 2.0  # as many times the wells' domain as is shown at most of where runs are
DROPS = 4  # of the schedule that goes in steps
SETTLED, NEAR = 0.1, 0.005  # the last share of the steps for which a run must have stayed this near, in the picture


@dataclass(frozen=True)
class Paced(Settings):
    """The first rate, and the share of it that is left at the end; the start is a point."""

    lr: float = param(1.6, *RATES, "η", log=True, help="First rate")
    final: float = param(0.03, *FINALS, "r", log=True, help="Share of it that is left at the end,")


@dataclass(frozen=True)
class Escape(Paced):
    """A constant rate beside one that decays from it."""

    presets = {
        "Out of every minimum": {"lr": 1.6, "final": 0.03, "w_0": START},
        "Between the limits": {"lr": 0.3, "final": 0.1, "w_0": START},
        "Too small to escape": {"lr": 0.1, "final": 0.1, "w_0": START},
        "From far above": {"lr": 3.0, "final": 0.01, "w_0": START},
        "Hardly any decay": {"lr": 3.0, "final": 0.51, "w_0": START},
    }


def paced(slug: str, final: float, steps: int) -> Schedule:
    """The schedule that comes from 1 in the first step to `final` in the last one; the constant one stays at 1."""
    horizon = steps - 1
    named: dict[str, dict[str, Any]] = {
        "constant": {},
        "linear": {"horizon": horizon, "final": final},
        "inverse": {"decay": (1 / final - 1) / horizon},
        "inverse_square": {"decay": (final**-0.5 - 1) / horizon},
        "exponential": {"gamma": final ** (1 / horizon)},
        "step": {"gamma": final ** (1 / DROPS), "every": horizon // DROPS},
        "cosine": {"horizon": horizon, "final": final},
    }
    return SCHEDULES[slug](**named[slug])


def descend(slug: str, lr: Any, final: float, start: Any, steps: int = STEPS, states: bool = True) -> Trajectory:
    """Gradient descent on the wells under a schedule; rates and starts may be many."""
    rule = Scheduled(GradientDescent(lr=lr), paced(slug, final, steps))
    return run(rule, WELLS, start, steps, record_states=states)


class Limits(NamedTuple):
    """The minima of the wells, in their order (count, 1), and the rate below which each holds gradient descent."""

    minima: Array
    rates: Array

    @property
    def best(self) -> int:
        """The index of the deepest minimum."""
        return int(WELLS.value(self.minima).argmin())


def limits() -> Limits:
    """2 η_opt = 2/E″ at each minimum of the wells: from there on it is repelling."""
    minima = WELLS.minima()
    return Limits(minima, 2 / WELLS.hessian(minima)[:, 0, 0])


def settled(t: Trajectory) -> Array:
    """The index of the minimum at which each lane has stayed for the last tenth of its steps; −1 if there is none.

    A minimum whose limit the rate was above all the while holds nothing: near it a run bounces, however narrowly.
    """
    last = max(int(SETTLED * t.steps), 1)
    where = nearest_minimum(t.surface, t.points[-last:], NEAR)
    held = t.rates[-last:].min(axis=0) < limits().rates[where[-1]]
    return np.where((where == where[-1]).all(axis=0) & held, where[-1], -1)


def escapes(lr: float, final: float, start: float) -> dict[str, Trajectory]:
    """A small constant rate, a constant one of one's own unless it is that one, and one that decays from there, from
    the same start."""
    every = {
        "small": ("constant", SMALL, 1.0),
        "large": ("constant", lr, 1.0),
        "decaying": ("exponential", lr, final),
    }
    return {id: descend(*how, (start,)) for id, how in every.items() if id != "large" or lr != SMALL}


def named_runs(lr: float, final: float) -> dict[str, str]:
    """What each of the three is called."""
    paced = f"Without decay, η = {number(lr)}" if final == 1 else f"Decaying from {number(lr)} to {number(final * lr)}"
    names = (f"Constant, η = {number(SMALL)}", f"Constant, η = {number(lr)}", paced)
    return dict(zip(IDS, names, strict=True))


def verdict(chosen: Paced, runs: Mapping[str, Trajectory]) -> str:
    """Which minima can hold the first and the last rate, and where each run has settled."""
    found = limits()
    count, names = len(found.rates), named_runs(chosen.lr, chosen.final)
    first, last = (int((rate < found.rates).sum()) for rate in (chosen.lr, chosen.lr * chosen.final))
    only = "only the best" if first == 1 and chosen.lr < found.rates[found.best] else _of(first, count)
    end = chosen.lr * chosen.final
    return said(
        f"At η = {number(chosen.lr)}, {only} of the {count} minima can hold the run"
        + (f"; at the end, at η = {number(end)}, {_of(last, count)} can." if chosen.final < 1 else "."),
        *[f"{names[id]}: {_settled_where(t)}." for id, t in runs.items() if id != "decaying"],
        f"**{names['decaying']}: {_settled_where(runs['decaying'])}.**",
    )


def _of(holding: int, count: int) -> str:
    return "none" if not holding else "each" if holding == count else "one" if holding == 1 else str(holding)


def _settled_where(t: Trajectory) -> str:
    found, where = limits(), int(settled(t))
    if where < 0:
        return "settled in none"
    place = number(float(found.minima[where, 0]))
    return f"settled in the best minimum, at w = {place}" if where == found.best else f"settled at w = {place}"


def limits_table() -> str:
    """Each minimum of the wells with its error, its curvature and its limit, in the order of the limits; Markdown."""
    found = limits()
    curvature = WELLS.hessian(found.minima)[:, 0, 0]
    rows = [
        f"| {number(float(found.minima[i, 0]))} | {number(float(WELLS.value(found.minima)[i]))} "
        f"| {number(float(curvature[i]))} | {number(float(found.rates[i]))} |"
        for i in found.rates.argsort()[::-1]
    ]
    return "\n".join(["| Minimum w* | E(w*) | E″(w*) | Limit 2/E″(w*) |", "|--:|--:|--:|--:|", *rows])


def table(chosen: Paced, runs: Mapping[str, Trajectory]) -> str:
    """How each run ended, as a table in Markdown."""
    names = named_runs(chosen.lr, chosen.final)
    rows = [
        f"| {names[id]} | {t.outcome} | {number(float(t.points[-1, 0]))} | {number(float(t.values[-1]))} |"
        for id, t in runs.items()
    ]
    return "\n".join([f"| | After {STEPS} steps | w | E |", "|:--|:--|--:|--:|", *rows])


def escape_film(chosen: Paced, runs: Mapping[str, Trajectory]) -> Film:
    """The three on the wells; minima that hold the decaying one at its rate are green."""
    names = named_runs(chosen.lr, chosen.final)
    colors = dict(zip(IDS, (BLUE, RED, VIOLET), strict=True))
    racers = [Racer(id, names[id], colors[id]) for id in runs]
    at = "the decaying rate" if chosen.final < 1 else "this rate"
    told = f"dot under a well: green if it can hold a run at {at}"
    return wells_film(racers, list(runs.values()), runs["decaying"], told)


def wells_film(
    racers: Sequence[Racer], runs: Sequence[Trajectory], marked: Trajectory | None = None, told: str = ""
) -> Film:
    """Runs on the wells; their rate and place over the steps. The minima show whether they hold the one `marked`, as
    is `told`."""
    named = zip(runs, racers, strict=True)
    tracks = [track for t, racer in named for track in tracks_of(t, racer, channels=("x", "f", "rate"))]
    start = float(runs[0].points[0, 0])
    return Film(
        panels=[
            _curve_panel(start, marked, told),
            _rate_panel(tracks),
            _place_panel(tracks),
        ],
        tracks=tracks,
        racers=racers,
        rate=STEPS / 14,
        autoplay=True,
        trail="none",
        readout={"group": "main", "channel": "rate", "label": "η"},
    )


def _curve_panel(start: float, marked: Trajectory | None, told: str) -> Panel:
    panel = named(curve1d(WELLS, title="The wells", subtitle=told, id="wells", aspect=0.7, weight=1.3), "w", "E")
    height = float(WELLS.value((start,)))
    handle = {"id": "start", "x": start, "y": height, "label": "Start", "axis": "x", "color": "@ink"}
    low, high = panel.figure["layout"]["yaxis"]["range"]
    panel.figure["layout"]["yaxis"]["range"] = [low - 0.1 * (high - low), high]
    if marked is None:
        return dataclasses.replace(panel, handles=[handle])
    found = limits()
    holds = marked.rates[:, None] < found.rates
    x, below = found.minima.T, WELLS.value(found.minima)[None] - 0.09 * (high - low)
    overlays = [
        dots(x, np.where(chosen, below, np.nan), color=color, size=size, hold=True)
        for chosen, color, size in ((holds, GREEN, 12), (~holds, "@muted", 8))
    ]
    return dataclasses.replace(panel, handles=[handle], overlays=overlays)


def _rate_panel(tracks: Sequence[Track]) -> Panel:
    """Rates over the steps, and the limits below which minima hold."""
    panel = chart("rate", tracks, title="Learning rate η", y="η", subtitle="dashed: below it a minimum holds", log=True,
                  aspect=1.0, weight=0.85)  # fmt: skip
    found, layout = limits(), panel.figure["layout"]
    low, high = layout["yaxis"]["range"]
    low, high = min(low, float(np.log10(found.rates.min())) - 0.2), max(high, float(np.log10(found.rates.max())) + 0.2)
    layout["yaxis"]["range"] = [low, high]
    layout["annotations"] = []
    others = np.delete(found.rates, found.best).max()
    for i, rate in enumerate(found.rates):
        color = GREEN if i == found.best else "@muted"
        panel.figure["data"].append(line([0, STEPS], [rate, rate], color, 1.5, "dash"))
    for words, rate, color in (("the best minimum", found.rates[found.best], GREEN), ("the others", others, "@muted")):
        layout["annotations"].append(note(STEPS, np.log10(rate) + 0.07, words, color, "right"))
    return panel


def _place_panel(tracks: Sequence[Track]) -> Panel:
    """Where the runs are over the steps, with a line at each minimum."""
    panel = chart("x", tracks, title="Place w", y="w", subtitle="dashed: the minima; green: the best", log=False,
                  limits=WELLS.domain[0], aspect=1.0, weight=0.85, id="place")  # fmt: skip
    seen = np.concatenate([np.asarray(track.channels["x"]) for track in tracks])
    low, high = WELLS.domain[0]
    panel.figure["layout"]["yaxis"]["range"] = [
        float(np.clip(np.nanmin(seen), WIDEST * low, low)), float(np.clip(np.nanmax(seen), high, WIDEST * high))
    ]  # fmt: skip
    found = limits()
    for i, place in enumerate(found.minima[:, 0]):
        color = GREEN if i == found.best else "@muted"
        panel.figure["data"].append(line([0, STEPS], [place, place], color, 1.5, "dash"))
    return panel
