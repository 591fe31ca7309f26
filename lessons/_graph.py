"""Graphs: pictures over axes of their own, such as a rate of convergence against the step size."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from figures import Panel
from figures.axes import entitled
from figures.look import LOOK
from figures.plane import TRANSPARENT, plane_layout

UP, DOWN = "#2f80d8", "#e2483d"  # curving up and down: the sign of a Hessian's eigenvalue, on every page
FLAT = "@muted"  # not curving at all
MODEL = "#8a4fd3"  # the local quadratic
CELLS = {"type": "heatmap", "hoverongaps": False}  # coloured cells; an empty one says nothing under the pointer
Pair = Sequence[Any]


def graph(
    id: str,
    data: Sequence[dict[str, Any]],
    x: Sequence[float],
    y: Sequence[float],
    titles: Pair = ("", ""),
    log: Pair = (False, False),
    notes: Sequence[dict[str, Any]] = (),
    **facts: Any,
) -> Panel:
    """A panel with Plotly traces over the ranges x and y (of positive numbers where `log`), an axis title each.

    `notes` are words at places (`note`); `facts` are further fields of the panel. It shows no tracks of itself.
    """
    across, along = (np.log10(side) if scaled else side for side, scaled in zip((x, y), log, strict=True))
    layout = plane_layout(list(across), list(along))
    layout |= {"plot_bgcolor": TRANSPARENT, "annotations": list(notes), "hovermode": "closest"}
    entitled(layout, *titles)
    for name, scaled in zip(("xaxis", "yaxis"), log, strict=True):
        layout[name] |= {"showgrid": True, "gridcolor": "@line", "ticks": "", "nticks": 6}
        if scaled:
            layout[name]["type"] = "log"
    own: dict[str, Any] = {"racers": [], "aspect": 0.8}
    return Panel(**own | facts, id=id, kind="plane", figure={"data": list(data), "layout": layout})


def padded(values: Any) -> tuple[float, float]:
    """A range that holds the values (numbers or arrays, NaN among them) and is a little free at each end, as where the
    page makes it."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    pad = LOOK["range"]["free"] * (high - low) or LOOK["range"]["level"]
    return low - pad, high + pad


def named(panel: Panel, x: str = "w₁", y: str = "w₂") -> Panel:
    """The panel with other names for its axes."""
    layout = dict(panel.figure["layout"])
    layout |= {axis: dict(layout[axis]) for axis in ("xaxis", "yaxis")}
    return dataclasses.replace(panel, figure=dict(panel.figure) | {"layout": entitled(layout, x, y)})


def line(x: Any, y: Any, color: str = "@muted", width: float = 2, dash: str = "solid", **facts: Any) -> dict[str, Any]:
    """A line, which says nothing under the pointer."""
    look = {"color": color, "width": width, "dash": dash}
    own = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    return own | {"x": np.asarray(x), "y": np.asarray(y), "line": look} | facts


def points(x: Any, y: Any, color: str = "@ink", size: float = 6, hover: str = "", **marker: Any) -> dict[str, Any]:
    """Measured points; `hover` is Plotly's template for the words under the pointer, such as "%{x}: %{y:.3g}"."""
    own = {"type": "scatter", "mode": "markers", "showlegend": False, "x": np.asarray(x), "y": np.asarray(y)}
    told = {"hovertemplate": f"{hover}<extra></extra>"} if hover else {"hoverinfo": "skip"}
    return own | told | {"marker": {"color": color, "size": size} | marker}


def note(x: float, y: float, text: str, color: str = "@muted", anchor: str = "left", **facts: Any) -> dict[str, Any]:
    """Words at a place; on a logarithmic axis the place is the exponent. `anchor` is the side at which it is tied."""
    own = {"xanchor": anchor, "yanchor": "middle", "showarrow": False}
    return own | {"x": float(x), "y": float(y), "text": text, "font": {"size": 12, "color": color}} | facts


def veil(x: np.ndarray, y: np.ndarray, where: np.ndarray) -> dict[str, Any]:
    """A red veil over those places of a grid, x (n,) by y (m,), at which `where` (m, n) is true.

    Instead of truths `where` may hold numbers, positive there: the veil's edge is then smooth.
    """
    return {
        "type": "contour",
        "x": x,
        "y": y,
        "z": np.where(where, 0.5, -0.5) if where.dtype == bool else where,
        "zmin": -0.5,
        "zmax": 0.5,
        "colorscale": [[0, "rgba(226,72,61,0)"], [1, "rgba(226,72,61,0.2)"]],
        "contours": {"start": 0, "end": 0, "size": 1, "coloring": "fill"},
        "line": {"width": 0},
        "showscale": False,
        "hoverinfo": "skip",
    }


def joined(pieces: Sequence[np.ndarray]) -> np.ndarray:
    """Several lines (count_i, 2) as one (count, 2), with NaN between them: one overlay draws them all."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for piece in pieces for part in (piece, gap)][:-1] or [gap])
