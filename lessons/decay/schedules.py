"""Schedules side by side on the wells, and a sweep over starts and rates: how often each ends in the best minimum."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, curve1d
from figures.film import curve, dots
from lessons._claims import percent, said
from lessons._graph import CELLS, graph, named
from lessons._text import number
from lessons.decay.escape import (
    GREEN,
    RATES,
    SMALL,
    START,
    STEPS,
    WELLS,
    Paced,
    descend,
    limits,
    paced,
    settled,
    wells_film,
)
from optim import SCHEDULES, Trajectory, nearest_minimum

Array = np.ndarray

COLORS = {
    "constant": "#7a8090",
    "linear": "#2f80d8",
    "inverse": "#12a5a0",
    "inverse_square": "#8a9a12",
    "exponential": "#8a4fd3",
    "step": "#c87d00",
    "cosine": "#d6457f",
}
SWEPT = np.geomspace(*RATES, 64)  # rates of the sweep
STARTS = np.linspace(*WELLS.domain[0], 96)  # and its starts
SWARM = STARTS[::2]  # those that are shown moving
LESSER = ("rgba(90,106,136,0.75)", "rgba(90,106,136,0.6)", "rgba(90,106,136,0.45)", "rgba(90,106,136,0.3)")
HALF = 0.5 - 1e-9  # of the first rate: less than half, and not by rounding
NOWHERE = "rgba(226,72,61,0.16)"


@dataclass(frozen=True)
class SideBySide(Paced):
    """Every schedule from one first rate; the start is a point."""

    lr: float = param(1.0, *RATES, "η", log=True, help="First rate")

    presets = {
        "From above every limit": {"lr": 1.0, "final": 0.03, "w_0": START},
        "No decay": {"lr": 1.0, "final": 1.0, "w_0": START},
        "To almost nothing": {"lr": 3.0, "final": 0.001, "w_0": START},
    }


@dataclass(frozen=True)
class Swept(Paced):
    """One schedule, at one first rate, over all starts."""

    schedule: str = param("cosine", choices=tuple(COLORS), help="Schedule")
    lr: float = param(1.0, *RATES, "η", log=True, help="First rate")

    names = {"schedule": {slug: SCHEDULES[slug].name for slug in COLORS}}
    presets = {
        "Constant and small": {"schedule": "constant", "lr": SMALL, "final": 0.03},
        "Constant, in the window": {"schedule": "constant", "lr": 0.43, "final": 0.03},
        "Constant and large": {"schedule": "constant", "lr": 1.0, "final": 0.03},
        "Cosine": {"schedule": "cosine", "lr": 1.0, "final": 0.03},
        "1/k": {"schedule": "inverse", "lr": 1.0, "final": 0.03},
    }


def pace_verdict(chosen: Paced) -> str:
    """How much of its time each schedule spends at less than half of the first rate."""
    if chosen.final == 1:
        return "With all of the rate left at the end, no schedule decays."
    slow = {
        slug: float(np.mean([paced(slug, chosen.final, STEPS).factor(k) < HALF for k in range(1, STEPS + 1)]))
        for slug in COLORS
        if slug != "constant"
    }
    shares_ = ", ".join(
        f"{SCHEDULES[slug].name} {percent(share)}" for slug, share in sorted(slow.items(), key=lambda item: item[1])
    )
    return f"Steps that each takes at less than half of its first rate: {shares_}."


def sweep_verdict(chosen: Swept, share: Array) -> str:
    """How many starts have settled in the best minimum under the chosen schedule, and under each over all rates."""
    caught = float((settled(swarm(chosen.schedule, chosen.lr, chosen.final)) == limits().best).mean())
    means = ", ".join(f"{SCHEDULES[s].name} {percent(float(row.mean()))}" for s, row in zip(COLORS, share, strict=True))
    return said(
        f"{SCHEDULES[chosen.schedule].name} from η = {number(chosen.lr)}: {percent(caught)} of the "
        f"{len(SWARM)} starts of the swarm have settled in the best minimum after {STEPS} steps.",
        f"Averaged along each row of the map: {means}.",
    )


@lru_cache(maxsize=64)
def swarm(slug: str, lr: float, final: float) -> Trajectory:
    """The starts that are shown moving, under one schedule."""
    return descend(slug, lr, final, SWARM[:, None])


def schedules_film(lr: float, final: float, start: float) -> Film:
    """Every schedule from the same start, from the same rate and down to the same."""
    racers = [Racer(slug, SCHEDULES[slug].name, color) for slug, color in COLORS.items()]
    return wells_film(racers, [descend(slug, lr, final, (start,)) for slug in COLORS])


def ends(slug: str, final: float) -> Array:
    """Where each run of a batch settles, (starts, rates): indices of minima in the order of depth, −1 for nowhere."""
    starts = np.broadcast_to(STARTS[:, None, None], (len(STARTS), len(SWEPT), 1))
    where = settled(descend(slug, SWEPT, final, starts, states=False))
    rank = WELLS.value(WELLS.minima()).argsort().argsort()
    return np.where(where >= 0, rank[where], -1)


def shares(final: float) -> Array:
    """The share of the starts that end in the best minimum, (schedules, rates)."""
    return np.array([(ends(slug, final) == 0).mean(axis=0) for slug in COLORS])


def sweep_film(slug: str, lr: float, final: float, share: Array, ended: Array) -> Film:
    """The shares of every schedule and rate, the ends of one schedule, and its swarm at one rate."""
    t = swarm(slug, lr, final)
    here = nearest_minimum(WELLS, t.points) == limits().best
    track = Track(slug, {"share": here.mean(axis=1)})
    return Film(
        panels=[
            _shares_panel(slug, lr, share),
            _ends_panel(slug, lr, ended),
            _swarm_panel(slug, t),
        ],
        tracks=[track],
        racers=[Racer(slug, f"{SCHEDULES[slug].name} from η = {lr:.3g}", COLORS[slug])],
        rate=STEPS / 12,
        autoplay=True,
        readout={"group": "main", "channel": "share", "label": "share near the best"},
    )


def _shares_panel(slug: str, lr: float, share: Array) -> Panel:
    rows = np.arange(len(COLORS))
    cells = {
        **CELLS,
        "x": SWEPT,
        "y": rows,
        "z": share,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "rgba(31,157,97,0)"], [1, "rgba(31,157,97,1)"]],
        "showscale": False,
        "ygap": 3,
        "customdata": np.broadcast_to(np.array([[SCHEDULES[s].name] for s in COLORS]), share.shape).tolist(),
        "hovertemplate": "%{customdata}, η = %{x:.3g}: %{z:.0%}<extra></extra>",
    }
    mark = dots([[lr]], [[float(list(COLORS).index(slug))]], color="@ink", size=11)
    panel = graph(
        "shares", [cells], RATES, (len(COLORS) - 0.5, -0.5), ("first rate η", ""), (True, False), overlays=[mark],
        title="How often a run settles in the best", subtitle="blank: never; full green: always; click to choose",
        clickable=True, aspect=0.8, weight=1.1,
    )  # fmt: skip
    panel.figure["layout"]["xaxis"] |= {"dtick": 1, "showgrid": False}
    names = [SCHEDULES[s].name for s in COLORS]
    panel.figure["layout"]["yaxis"] |= {"tickvals": rows, "ticktext": names, "showgrid": False}
    panel.figure["layout"]["margin"] |= {"l": 84}
    return panel


def _ends_panel(slug: str, lr: float, ended: Array) -> Panel:
    bands = (NOWHERE, GREEN, *LESSER)
    shares_ = np.repeat(np.arange(len(bands) + 1), 2)[1:-1] / len(bands)
    cells = {
        **CELLS,
        "x": SWEPT,
        "y": STARTS,
        "z": ended,
        "zmin": -1.5,
        "zmax": len(LESSER) + 0.5,
        "colorscale": [[float(at), color] for at, color in zip(shares_, np.repeat(bands, 2), strict=True)],
        "showscale": False,
        "hoverinfo": "skip",
    }
    mark = curve([[lr, lr]], [WELLS.domain[0]], color="@ink", width=1.5, dash=True)
    panel = graph(
        "ends", [cells], RATES, WELLS.domain[0], ("first rate η", "start w₀"), (True, False), overlays=[mark],
        title=f"{SCHEDULES[slug].name}: where each start ends", clickable=True,
        subtitle="green: the best; grey: another; red: nowhere; dashed: the chosen rate", aspect=0.8,
    )  # fmt: skip
    panel.figure["layout"]["xaxis"] |= {"dtick": 1, "showgrid": False}
    panel.figure["layout"]["yaxis"]["showgrid"] = False
    return panel


def _swarm_panel(slug: str, t: Any) -> Panel:
    cloud = dots(t.points[..., 0], t.values, racer=slug, size=8)
    title = f"{len(SWARM)} starts at once"
    return named(
        curve1d(WELLS, title=title, racers=[], clickable=False, overlays=[cloud], id="swarm", aspect=0.8, weight=0.9),
        "w", "E",
    )  # fmt: skip
