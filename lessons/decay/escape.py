"""Decaying learning rates on the wells: large steps leave narrow minima, smaller ones settle in what is left."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from figures import Film, Panel, Racer, Track, chart, curve1d, tracks_of
from figures.film import dots
from lessons._graph import line, note
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
HEIGHTS = (-2.3, 1.4)  # of the error in the picture
DROPS = 4  # of the schedule that goes in steps
SETTLED, NEAR = 0.1, 0.005  # the last share of the steps for which a run must have stayed this near, in the picture


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
    """The index of the minimum at which each lane has stayed for the last tenth of its steps; −1 if there is none."""
    last = max(int(SETTLED * t.steps), 1)
    where = nearest_minimum(t.surface, t.points[-last:], NEAR)
    return np.where((where == where[-1]).all(axis=0), where[-1], -1)


def escapes(lr: float, final: float, start: float) -> dict[str, Trajectory]:
    """A small rate, a large one, and one that decays from the large one, from the same start; by name."""
    return {
        f"Small, η = {number(SMALL)}": descend("constant", SMALL, 1.0, (start,)),
        f"Large, η = {number(lr)}": descend("constant", lr, 1.0, (start,)),
        f"Decaying from {number(lr)}": descend("exponential", lr, final, (start,)),
    }


def escape_film(runs: Mapping[str, Trajectory]) -> Film:
    """The three on the wells; minima that hold the decaying one are green."""
    colors = zip(("small", "large", "decaying"), runs, (BLUE, RED, VIOLET), strict=True)
    return wells_film([Racer(id, name, color) for id, name, color in colors], list(runs.values()), marked=2)


def wells_film(racers: Sequence[Racer], runs: Sequence[Trajectory], marked: int | None = None) -> Film:
    """Runs on the wells; their rate, place and error over the steps. The minima show whether they hold run `marked`."""
    named = zip(runs, racers, strict=True)
    tracks = [track for t, racer in named for track in tracks_of(t, racer, channels=("x", "f", "rate"))]
    start = float(runs[0].points[0, 0])
    return Film(
        panels=[
            _curve_panel(start, None if marked is None else runs[marked]),
            _rate_panel(tracks),
            _place_panel(tracks),
            chart("f", tracks, title="Error E against step", log=False, limits=HEIGHTS, aspect=0.55),
        ],
        tracks=tracks,
        racers=racers,
        rate=STEPS / 14,
        autoplay=True,
        trail="none",
        readout={"group": "main", "channel": "rate", "label": "η"},
    )


def _curve_panel(start: float, marked: Trajectory | None) -> Panel:
    panel = curve1d(WELLS, title="The wells", id="wells", aspect=0.55)
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
        for chosen, color, size in ((holds, GREEN, 12), (~holds, RED, 8))
    ]
    return dataclasses.replace(panel, handles=[handle], overlays=overlays, subtitle="green: holds the decaying run")


def _rate_panel(tracks: Sequence[Track]) -> Panel:
    """Rates over the steps, and the limits below which minima hold."""
    panel = chart("rate", tracks, title="Learning rate η", subtitle="dashed: below it a minimum holds", log=True,
                  aspect=0.55)  # fmt: skip
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
    panel = chart("x", tracks, title="w against step", subtitle="lines: the minima; green: the best", log=False,
                  limits=WELLS.domain[0], aspect=0.55, id="place")  # fmt: skip
    panel.figure["layout"]["yaxis"]["range"] = list(WELLS.domain[0])
    found = limits()
    for i, place in enumerate(found.minima[:, 0]):
        color = GREEN if i == found.best else "@muted"
        panel.figure["data"].append(line([0, STEPS], [place, place], color, 1.5, "dash"))
    return panel
