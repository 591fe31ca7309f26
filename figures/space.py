"""The surface in three dimensions."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from catalog import number
from figures._color import colorscale
from figures.film import Panel
from figures.plane import TRANSPARENT, check_look
from figures.relief import RESOLUTION, Domain, Relief, line_count, relief_of, visible
from surfaces import View

EVERY = 2  # of the nodes of the contour's grid; both pictures share one evaluation
COARSE = 50  # nodes a side that a surface needs
MESH = 36  # lines of Radford's mesh, each way
LINES, CROSSED = 18, 36.0  # contour lines on the quiet surface, and of those across it where it is rough
BELOW = 0.01  # of the height, room for a minimum between the nodes: a run that reaches it must not leave the box
STEPS, ENDS = 6, 0.06  # of an axis: its length in ticks at most, and its share at either end that has none
DISTANCE = 2.25  # of the eye from the middle, in lengths of the box


def surface3d(
    surface: Any,
    domain: Domain | None = None,
    look: str = "quiet",
    title: str = "Surface",
    subtitle: str = "",
    racers: Sequence[str] | None = None,
    view: View | None = None,
    resolution: int = RESOLUTION,
    **facts: Any,
) -> Panel:
    """The surface in space, seen from `view` (the surface's own if None). `look` and `resolution` as in `contour`.

    The panel's z axis names the channel in which tracks lie on it: "f", or "z" where heights are compressed, which
    `tracks_of` makes with the same domain. `facts` as in `contour`.
    """
    relief, view = relief_of(surface, domain, resolution), view or surface.mean.view
    if relief.values.ndim != 2:
        raise ValueError("a surface in space needs two dimensions; curve1d draws a curve")
    check_look(look)
    radford = look == "radford"
    low, high = vertical(relief, view, look)
    trace = _mesh(relief, low, high) if radford else _quiet(relief, low, high)
    layout = {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": TRANSPARENT,
        "showlegend": False,
        "hovermode": False,
        "scene": {
            "aspectmode": "cube" if radford else "manual",
            "aspectratio": {"x": 1, "y": 1, "z": 1 if radford else 0.55},
            "dragmode": "orbit",
            "camera": camera(view, DISTANCE),
            "xaxis": _axis((relief.x[0], relief.x[-1])) | _inner(relief.x[0], relief.x[-1]),
            "yaxis": _axis((relief.y[0], relief.y[-1])) | _inner(relief.y[0], relief.y[-1]),
            "zaxis": _axis((low, high)) | {"showticklabels": radford},
        },
    }
    own: dict[str, Any] = {"id": "surface"}
    return Panel(
        **own | facts,
        kind="space",
        figure={"data": [trace], "layout": layout},
        title=title,
        subtitle=subtitle,
        racers=racers,
        axes={"x": "x", "y": "y", "z": "f" if relief.height.scale is None else "z"},
    )


def vertical(relief: Relief, view: View, look: str = "quiet") -> tuple[float, float]:
    """The limits of the vertical axis, as heights: in Radford's look the view's, otherwise no more than is filled."""
    low, high = visible(relief.heights)
    low -= BELOW * (high - low)
    if view.z is None:
        return low, high
    bottom, top = (float(h) for h in relief.height(view.z))
    inside = max(low, bottom), min(high, top)
    return (bottom, top) if look == "radford" or inside[0] >= inside[1] else inside


def camera(view: View, distance: float) -> dict[str, Any]:
    """matplotlib's azimuth and elevation as Plotly's camera."""
    azimuth, elevation = np.radians((view.azimuth, view.elevation))
    eye = distance * np.array(
        [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)]
    )
    return {
        "eye": dict(zip("xyz", eye.tolist(), strict=True)),
        "center": {"x": 0, "y": 0, "z": -0.12},
        "up": {"x": 0, "y": 0, "z": 1},
    }


def _surface(relief: Relief, low: float, high: float) -> dict[str, Any]:
    every = EVERY if len(relief.x) >= EVERY * COARSE else 1
    return {
        "type": "surface",
        "x": relief.x[::every],
        "y": relief.y[::every],
        "z": relief.heights[::every, ::every],
        "cmin": low,
        "cmax": high,
        "showscale": False,
        "hoverinfo": "skip",
    }


def _mesh(relief: Relief, low: float, high: float) -> dict[str, Any]:
    def lines(axis: np.ndarray) -> dict[str, Any]:
        start, end = float(axis[0]), float(axis[-1])
        look = {"show": True, "color": "#5a5f6b", "width": 1, "highlight": False}
        return {"start": start, "end": end, "size": (end - start) / MESH} | look

    return _surface(relief, low, high) | {
        "colorscale": colorscale("coolwarm"),
        "contours": {"x": lines(relief.x), "y": lines(relief.y), "z": {"highlight": False}},
        "lighting": {"ambient": 1, "diffuse": 0, "specular": 0, "fresnel": 0},
    }


def _quiet(relief: Relief, low: float, high: float) -> dict[str, Any]:
    step = (high - low) / line_count(relief.heights, LINES, CROSSED)
    lines = {"show": True, "start": low + step, "end": high, "size": step, "color": "rgba(105,118,140,0.5)", "width": 1}
    off = {"highlight": False}
    return _surface(relief, low, high) | {
        "colorscale": "@quiet",
        "contours": {"x": off, "y": off, "z": lines | off},
        "lighting": {"ambient": 0.82, "diffuse": 0.32, "specular": 0.03, "roughness": 0.9, "fresnel": 0},
        "lightposition": {"x": -1000, "y": -2000, "z": 3000},
    }


def _axis(limits: Sequence[float]) -> dict[str, Any]:
    return {
        "range": [float(limits[0]), float(limits[1])],
        "title": {"text": ""},
        "nticks": 5,
        "tickangle": 0,
        "tickfont": {"size": 11, "color": "@muted"},
        "gridcolor": "@line",
        "zerolinecolor": "@line",
        "linecolor": "@line",
        "showline": True,
        "mirror": True,
        "showbackground": False,
        "showspikes": False,
    }


def _inner(low: float, high: float) -> dict[str, Any]:
    """Round ticks that keep away from both ends, where the labels of two axes would stand in one place."""
    least = (high - low) / STEPS
    size = 10.0 ** np.floor(np.log10(least))
    step = next(size * part for part in (1, 2, 5, 10) if size * part >= least * (1 - 1e-9))
    keep = ENDS * (high - low)
    places = step * np.arange(np.ceil((low + keep) / step), np.floor((high - keep) / step) + 1)
    digits = 2 + int(np.log10(max(np.abs(places).max(initial=step), step) / step))
    return {"tickvals": places.tolist(), "ticktext": [number(place, digits) for place in places.tolist()]}
