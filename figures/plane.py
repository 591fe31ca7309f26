"""Flat bases: contours of a surface, and the line of a one-dimensional curve."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from figures._color import colorscale
from figures.axes import LETTERS, entitled
from figures.film import Panel
from figures.relief import RESOLUTION, Domain, Relief, least, limits, line_count, relief_of, visible

LINES = {"quiet": 22, "radford": 60}
CROSSED = {"quiet": 50.0, "radford": 150.0}  # lines from one side to the other, where there are hills and hollows
LOWEST = 0.01  # the share of the picture that lies below Radford's lowest line
NEARLY_SQUARE = 2.0  # the ratio of the sides up to which one unit is as long in x as in y
ASPECTS = (0.6, 1.0)  # of a panel; a taller domain leaves room at its sides
MARGIN = {"l": 36, "r": 10, "t": 10, "b": 26}
NAMES = ("w₁", "w₂")
TRANSPARENT = "rgba(0,0,0,0)"
MANY = 4  # minima; more are marked as small as local ones
MARKS = {
    "minimum": {"symbol": "star", "size": 13, "color": "#8a8f99", "line": {"color": "#4b5060", "width": 1}},
    "local": {"symbol": "star", "size": 9, "color": "#8a8f99", "line": {"color": "#4b5060", "width": 1}},
    "saddle": {"symbol": "x-thin", "size": 7, "line": {"color": "@muted", "width": 1.5}},
    "maximum": {"symbol": "triangle-up-open", "size": 7, "color": "@muted", "line": {"width": 1.5}},
}
STAR = {"symbol": "star", "size": 18, "color": "#808080", "line": {"color": "#404040", "width": 1}}


def contour(
    surface: Any,
    domain: Domain | None = None,
    look: str = "quiet",
    title: str = "Contour",
    subtitle: str = "",
    racers: Sequence[str] | None = None,
    clickable: bool = True,
    start: Sequence[float] | None = None,
    resolution: int = RESOLUTION,
    **facts: Any,
) -> Panel:
    """The surface from above. `look` "quiet": muted bands with thin lines; "radford": lines coloured by height.

    The bands are evenly spaced in height, so in log f where the surface spans decades (relief.py). `facts` are further
    fields of the panel: id, group, caption, overlays, handles, weight. Raises ValueError for a surface that is not
    over a plane, an empty domain or an unknown look.
    """
    relief = relief_of(surface, domain, resolution)
    check_look(look)
    if relief.values.ndim != 2:
        raise ValueError("a contour needs a surface of two dimensions; curve1d draws a curve")
    width, height = np.ptp(relief.x), np.ptp(relief.y)
    square = max(width, height) <= NEARLY_SQUARE * min(width, height)
    layout = plane_layout((relief.x[0], relief.x[-1]), (relief.y[0], relief.y[-1]), clickable, square)
    entitled(layout, *NAMES)
    if look == "radford":
        layout["plot_bgcolor"] = "@ground"
    data = [_bands(relief, look), *marks(surface, relief, look)]
    own: dict[str, Any] = {"id": "contour", "aspect": float(np.clip(height / width, *ASPECTS)) if square else 1.0}
    return Panel(
        **own | facts,
        kind="plane",
        figure={"data": data, "layout": layout},
        title=title,
        subtitle=subtitle,
        racers=racers,
        clickable=clickable,
        start=None if start is None else [float(c) for c in start],
    )


def check_look(look: str) -> None:
    if look not in LINES:
        raise ValueError(f"look must be one of {', '.join(LINES)}, not {look!r}")


def _bands(relief: Relief, look: str) -> dict[str, Any]:
    heights = heights_of(relief, look)
    low, high = visible(heights)
    if look == "radford":
        low = limits(heights, LOWEST)[0]
    step = (high - low) / line_count(heights, LINES[look], CROSSED[look])
    contours: dict[str, Any] = {"start": low + step / 2, "end": high - step / 2, "size": step, "showlabels": False}
    trace = {
        "type": "contour",
        "x": relief.x,
        "y": relief.y,
        "z": heights,
        "zmin": low,
        "zmax": high,
        "showscale": False,
        "hoverinfo": "skip",
        "contours": contours,
    }
    if look == "radford":
        contours["coloring"] = "lines"
        return trace | {"colorscale": colorscale("jet"), "line": {"width": 1}}
    contours["coloring"] = "fill"
    return trace | {"colorscale": "@quiet", "line": {"width": 0.5, "color": "@muted"}}


def heights_of(relief: Relief, look: str = "quiet") -> np.ndarray:
    """The heights (m, n) of which a contour shows the levels."""
    return relief.sharp(relief.values) if look == "radford" else relief.heights


def marks(surface: Any, relief: Relief, look: str = "quiet") -> list[dict[str, Any]]:
    """A trace for each kind of critical point that lies in the picture; minima above the least one are smaller."""
    found: dict[str, list[tuple[float, ...]]] = {"maximum": [], "saddle": [], "local": [], "minimum": []}
    low, high = limits(relief.heights)
    deepest = relief.height(least(surface) or 0.0) + 1e-3 * (high - low)
    for point in surface.mean.critical_points():
        x, y = point.point
        if relief.x[0] <= x <= relief.x[-1] and relief.y[0] <= y <= relief.y[-1]:
            local = point.kind == "minimum" and relief.height(surface.value(point.point)) > deepest
            found["local" if local else point.kind].append((float(x), float(y)))
    if len(found["minimum"]) > MANY:
        found["local"] += found.pop("minimum")
    if look == "radford":
        found = {kind: points for kind, points in found.items() if kind in ("local", "minimum")}
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x for x, _ in points],
            "y": [y for _, y in points],
            "marker": STAR if look == "radford" and kind == "minimum" else MARKS[kind],
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for kind, points in found.items()
        if points
    ]


def curve1d(
    surface: Any,
    domain: Domain | None = None,
    title: str = "Curve",
    subtitle: str = "",
    racers: Sequence[str] | None = None,
    clickable: bool = True,
    start: Sequence[float] | None = None,
    resolution: int = 401,
    **facts: Any,
) -> Panel:
    """A one-dimensional curve: its line, with the tracks' f over their x. `facts` as in `contour`."""
    relief = relief_of(surface, domain, resolution)
    if relief.values.ndim != 1:
        raise ValueError("curve1d draws a curve of one dimension; contour draws a surface")
    finite = relief.values[np.isfinite(relief.values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    pad = 0.06 * (high - low) or 0.5
    layout = plane_layout((relief.x[0], relief.x[-1]), (low - pad, high + pad), clickable, square=False)
    entitled(layout, "w", "f(w)")
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"showgrid": True, "gridcolor": "@line"}
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": relief.x,
        "y": relief.values,
        "line": {"color": "@muted", "width": 2, "simplify": False},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    own: dict[str, Any] = {"id": "curve", "axes": {"x": "x", "y": "f"}, "aspect": 0.7}
    return Panel(
        **own | facts,
        kind="plane",
        figure={"data": [line], "layout": layout},
        title=title,
        subtitle=subtitle,
        racers=racers,
        clickable=clickable,
        start=None if start is None else [float(start[0]), float(surface.mean.value(start))],
    )


def plane_layout(x: Sequence[float], y: Sequence[float], clickable: bool = False, square: bool = False) -> dict:
    """A layout for two axes with these ranges: small ticks, no grid, room for nothing else."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": "@muted",
        "tickfont": {"size": LETTERS, "color": "@muted"},
        "nticks": 7,
        "showline": False,
    }
    layout: dict[str, Any] = {
        "margin": dict(MARGIN),
        "paper_bgcolor": TRANSPARENT,
        "plot_bgcolor": "@panel",
        "showlegend": False,
        "dragmode": "pan",
        "hovermode": "closest" if clickable else False,
        "clickanywhere": clickable,
        "xaxis": axis | {"range": [float(x[0]), float(x[1])]},
        "yaxis": axis | {"range": [float(y[0]), float(y[1])]},
    }
    if square:
        layout["yaxis"] |= {"scaleanchor": "x", "constrain": "domain"}
        layout["xaxis"] |= {"constrain": "domain"}
    return layout
