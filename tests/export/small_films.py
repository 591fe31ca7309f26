"""Films by hand: every kind of overlay and trace that a page's film may hold, and runs that leave and diverge."""

import numpy as np

from figures import Film, Panel, Racer, Track
from figures.film import arrow, bars, curve, dots, text
from figures.plane import plane_layout

STEPS = 8
LINE = {"type": "scatter", "mode": "lines", "x": [0, 1, None, 3], "y": [0, 2, None, 1], "line": {"color": "@muted"}}
DASHED = LINE | {"line": {"color": "rgb(10, 200, 30)", "dash": "dash", "width": 3}, "opacity": 0.5}
POINTS = {"type": "scatter", "mode": "markers", "x": [1, 2], "y": [1, 2], "marker": {"color": "@ink", "size": 9}}
BOTH = {"type": "scatter", "mode": "lines+markers", "x": [0, 4], "y": [4, 0], "line": {"color": "@accent"}}
BARS = {"type": "bar", "x": [0, 1, 2], "y": [1, 3, 2], "marker": {"color": "@accent"}}
GRID = {"x": [0, 1, 2], "y": [0, 1, 2], "z": [[0, 1, 2], [1, None, 3], [2, 3, 4]]}
HEAT = {"type": "heatmap", "colorscale": "@quiet"} | GRID
TRACES = (LINE, DASHED, POINTS, BOTH, BARS, HEAT)


def overlays():
    k = np.arange(STEPS + 1.0)
    swarm = np.random.default_rng(0).uniform(0, 4, (2, STEPS + 1, 6))
    swarm[0, 3, 2] = np.nan
    return [
        curve(k[:, None] / 4 + [0, 1, 1, 0], 1 + 0 * k[:, None] + [0, 0, 1, 1], racer="a", fill=True, label="model"),
        curve([[0, 4]], [[4, 0]], color="@accent", dash="dot", width=1),
        curve([[0, 1, 2, 0]], [[0, 1, 0, 0]], color="@ink", fill="@muted", width=0, label="closed"),
        dots(*swarm, colors=["#ff0000", "@ink", "#00ff00", "@muted", "#0000ff", "@accent"], size=6, label="swarm"),
        dots([[2.0]], [[2.0]], size=0, label="only words"),
        arrow(k / 2, k / 3, 0 * k + 1, 0 * k - 0.5, color="@ink", label="step"),
        arrow([1.0], [1.0], [0.0], [0.0], color="@ink"),
        text([3.0], [3.0], ["", *["here"] * STEPS], color="@accent"),
    ]


def panel(**facts):
    layout = plane_layout((0, 4), (0, 4))
    notes = [{"x": 1, "y": 3, "text": "note", "xanchor": "right", "yanchor": "bottom", "font": {"color": "@ink"}}]
    titles = {
        "xaxis": layout["xaxis"] | {"title": {"text": "across"}},
        "yaxis": layout["yaxis"] | {"title": {"text": "up"}},
    }
    own = {
        "id": "plane",
        "kind": "plane",
        "figure": {"data": list(TRACES), "layout": layout | titles | {"annotations": notes}},
    }
    return Panel(**own | facts)


def film(**facts):
    """a crosses the picture, b leaves it on the right, c diverges at step 4."""
    k = np.arange(STEPS + 1.0)
    gone = np.where(k < 4, 1.0, np.nan)
    tracks = [
        Track("a", {"x": 0.5 + 0.3 * k, "y": 1 + 0.2 * k, "f": 10 * 0.5**k}),
        Track("b", {"x": 2.0 + k, "y": 2 + 0 * k, "f": 5 * 0.7**k}),
        Track("c", {"x": gone, "y": (3 - 0.5 * k) * gone, "f": gone * 2.0**k}, diverged_at=4),
    ]
    racers = [Racer("a", "A racer", "#e03030"), Racer("b", "Another", "#2040e0"), Racer("c", "A third", "#20a020")]
    log = plane_layout((0, STEPS), (-2, 2))
    log["xaxis"] |= {"title": {"text": "step"}}
    log["yaxis"] |= {"type": "log", "dtick": 1, "title": {"text": "f"}}
    strip = Panel("strip", "chart", {"data": [], "layout": log}, "Curves", axes={"x": "step", "y": "f"}, follow=True,
                  overlays=[bars([1, 2, 3], [[1, 2, 3]] * (STEPS + 1), color="@muted")])  # fmt: skip
    handle = {"id": "h", "x": 1, "y": 1, "label": "Drag", "color": "@accent"}
    first = panel(title="Plane", subtitle="of all things", caption="Words below it, " * 5, overlays=overlays(),
                  handles=[handle], start=(0.5, 1.0))  # fmt: skip
    own = {"readout": {"group": "main", "channel": "f", "label": "f"}}
    return Film(**own | {"panels": [first, strip], "tracks": tracks, "racers": racers, "rate": 4.0} | facts)
