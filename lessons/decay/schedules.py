"""Schedules side by side on the wells, and a sweep over starts and rates: how often each ends in the best minimum."""

from typing import Any

import numpy as np

from figures import Film, Panel, Racer, Track, chart, curve1d
from figures.film import curve, dots
from lessons._graph import graph
from lessons.decay.escape import GREEN, RATES, STEPS, WELLS, descend, limits, settled, wells_film
from optim import SCHEDULES, nearest_minimum

Array = np.ndarray

COLORS = {
    "constant": "#7a8090",
    "linear": "#2f80d8",
    "inverse": "#12a5a0",
    "inverse_square": "#8a9a12",
    "exponential": "#8a4fd3",
    "step": "#d98a00",
    "cosine": "#d6457f",
}
SWEPT = np.geomspace(*RATES, 64)  # rates of the sweep
STARTS = np.linspace(*WELLS.domain[0], 96)  # and its starts
SWARM = STARTS[::2]  # those that are shown moving
LESSER = ("rgba(90,106,136,0.75)", "rgba(90,106,136,0.6)", "rgba(90,106,136,0.45)", "rgba(90,106,136,0.3)")
NOWHERE = "rgba(226,72,61,0.16)"


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
    t = descend(slug, lr, final, SWARM[:, None])
    here = nearest_minimum(WELLS, t.points) == limits().best
    track = Track(slug, {"share": here.mean(axis=1)})
    return Film(
        panels=[
            _shares_panel(slug, lr, share),
            _ends_panel(slug, lr, ended),
            _swarm_panel(slug, t),
            chart("share", [track], title="Share of them in the best minimum", limits=(0, 1), log=False, aspect=0.6),
        ],
        tracks=[track],
        racers=[Racer(slug, f"{SCHEDULES[slug].name} from η = {lr:.3g}", COLORS[slug])],
        rate=STEPS / 12,
        autoplay=True,
        readout={"group": "main", "channel": "share", "label": "share in the best"},
    )


def _shares_panel(slug: str, lr: float, share: Array) -> Panel:
    rows = np.arange(len(COLORS))
    cells = {
        "type": "heatmap",
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
        title="How often a run ends in the best minimum", subtitle="blank: never; full green: always; click to choose",
        clickable=True, aspect=0.6,
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
        "type": "heatmap",
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
        title=f"{SCHEDULES[slug].name}: where each start ends", subtitle="green: the best; grey: another; red: nowhere",
        clickable=True, aspect=0.6,
    )  # fmt: skip
    panel.figure["layout"]["xaxis"] |= {"dtick": 1, "showgrid": False}
    panel.figure["layout"]["yaxis"]["showgrid"] = False
    return panel


def _swarm_panel(slug: str, t: Any) -> Panel:
    swarm = dots(t.points[..., 0], t.values, racer=slug, size=8)
    title = f"{len(SWARM)} starts at once"
    return curve1d(WELLS, title=title, racers=[], clickable=False, overlays=[swarm], id="swarm", aspect=0.6)
