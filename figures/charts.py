"""Charts: curves of a channel over the clock."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from figures._encode import LARGEST
from figures.axes import entitled
from figures.film import Panel, Track
from figures.plane import plane_layout
from figures.relief import widened

DECADES = 2.0  # a channel that is never negative and spans more is drawn on a log axis
DEEPEST = 10.0  # decades below the top at which a log axis ends
SLACK = 1e2  # how many times what runs begin with, or mostly are, an axis shows at most
TITLES = {
    "f": "f(w)",
    "gap": "f(w) − f*",
    "g": "Gradient norm",
    "away": "‖w − w*‖",
    "evals": "Evaluations",
    "rate": "Learning rate",
}
NAMES = {
    "f": "f(w)",
    "gap": "f(w) − f*",
    "g": "‖∇f(w)‖",
    "away": "‖w − w*‖",
    "evals": "evaluations",
    "rate": "learning rate η",
    "distance": "distance",
}


def chart(
    channel: str,
    tracks: Sequence[Track],
    x: str = "step",
    title: str | None = None,
    subtitle: str = "",
    log: bool | None = None,
    y: str = "",
    limits: tuple[float, float] | None = None,
    racers: Sequence[str] | None = None,
    **facts: Any,
) -> Panel:
    """Curves of a channel against the step, or against "evals".

    `y` is what stands beside the vertical axis, left out only where `NAMES` knows the channel.
    `log`: None chooses a log axis where no value is negative and they span more than two decades. `limits` bounds
    the range; without them a run that diverges or falls for ever does not stretch it out of proportion.
    `facts` as in `contour`.
    """
    chosen = [t for t in tracks if channel in t.channels and (racers is None or t.racer in racers)]
    chosen = [t for t in chosen if t.group == facts.get("group", "main")]
    pooled = _pooled(chosen, channel)
    if log is None:
        log = _spans_decades(pooled)
    low, high = _log_range(pooled, limits) if log else _range(pooled, limits)
    layout = plane_layout((0, _length(chosen, x)), (low, high))
    layout["xaxis"] |= {"showgrid": True, "gridcolor": "@line", "ticks": "", "nticks": 6}
    layout["yaxis"] |= {"showgrid": True, "gridcolor": "@line", "ticks": "", "nticks": 8}
    entitled(layout, "evaluations" if x == "evals" else "step", y or NAMES.get(channel, ""))
    layout["margin"] |= {"r": 16}
    layout["plot_bgcolor"] = "rgba(0,0,0,0)"
    if log:
        layout["yaxis"]["type"] = "log"
    if chosen and not pooled.size:
        layout["annotations"] = [_nothing((low + high) / 2, _length(chosen, x) / 2)]
    if title is None:
        title = f"{TITLES.get(channel, channel)} against {'step' if x == 'step' else 'evaluations'}"
    own: dict[str, Any] = {"id": channel, "follow": True, "weight": 0.9, "aspect": 0.6}
    return Panel(
        **own | facts,
        kind="chart",
        figure={"data": [], "layout": layout},
        title=title,
        subtitle=subtitle,
        racers=racers,
        axes={"x": x, "y": channel},
    )


def _nothing(y: float, x: float) -> dict[str, Any]:
    """The words in a chart that has nothing to show."""
    font = {"size": 13, "color": "@muted"}
    return {"x": x, "y": y, "text": "no run has a finite value here", "showarrow": False, "font": font}


def _spans_decades(pooled: np.ndarray) -> bool:
    positive = pooled[pooled > 0]
    if not positive.size or pooled.min() < 0:
        return False
    return bool(np.log10(positive.max()) - np.log10(positive.min()) > DECADES)


def _length(tracks: Sequence[Track], x: str) -> float:
    if x == "step":
        return float(max((t.steps for t in tracks), default=0) or 1)
    ends = [np.nanmax(t.channels[x]) for t in tracks if x in t.channels and np.isfinite(t.channels[x]).any()]
    return float(max(ends, default=1.0)) or 1.0


def _pooled(tracks: Sequence[Track], channel: str) -> np.ndarray:
    """Every finite value but those far beyond where the runs began and where they mostly are."""
    runs = [np.asarray(track.channels[channel], dtype=float) for track in tracks]
    runs = [np.clip(run[np.isfinite(run)], -LARGEST, LARGEST) for run in runs]
    starts = [abs(run[0]) for run in runs if run.size]
    if not starts:
        return np.empty(0)
    pooled = np.concatenate(runs)
    return pooled[np.abs(pooled) <= SLACK * max(*starts, np.median(np.abs(pooled)))]


def _log_range(pooled: np.ndarray, limits: tuple[float, float] | None) -> tuple[float, float]:
    positive = pooled[pooled > 0]
    if not positive.size:
        return -1.0, 1.0
    low, high = (float(v) for v in np.log10((positive.min(), positive.max())))
    if limits and limits[0] > 0:
        low, high = max(low, float(np.log10(limits[0]))), min(high, float(np.log10(limits[1])))
    low, high = widened(max(low, high - DEEPEST), high)
    pad = 0.04 * (high - low)
    return low - pad, high + pad


def _range(pooled: np.ndarray, limits: tuple[float, float] | None) -> tuple[float, float]:
    if not pooled.size:
        return 0.0, 1.0
    inner = np.quantile(pooled, (0.05, 0.95))
    room = 3 * (inner[1] - inner[0]) or np.inf
    low, high = max(pooled.min(), inner[0] - room), min(pooled.max(), inner[1] + room)
    if limits:
        low, high = max(low, limits[0]), min(high, limits[1])
    low, high = widened(float(low), float(high))
    pad = 0.05 * (high - low)
    return low - pad, high + pad
