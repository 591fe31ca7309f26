"""The traces of flat bases in matplotlib: contours, heat maps, lines, marks and bars, as Plotly draws them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from export.draw.colors import paint, rgba
from export.draw.flat import FlatView
from export.draw.sheet import colormap


def draw_trace(ax: Axes, trace: Mapping[str, Any], view: FlatView, u: float) -> list[Any]:
    """Draw a trace; what was drawn. Raises ValueError for a kind that no base is made of."""
    draw = TRACES.get((trace["type"], trace.get("mode", "")))
    if draw is None:
        raise ValueError(f"export cannot draw a base with a {trace['type']} trace")
    return draw(ax, trace, view, u)


def _contour(ax: Axes, trace: Mapping[str, Any], view: FlatView, u: float) -> list[Any]:
    how, line = trace["contours"], trace.get("line", {})
    levels = how["start"] + how["size"] * np.arange(round((how["end"] - how["start"]) / how["size"]) + 1)
    x, y = view.x(trace["x"]), view.y(trace["y"])
    z = np.ma.masked_invalid(_numbers(trace["z"]))
    colors = colormap(trace["colorscale"])
    if how["coloring"] == "lines":
        tints = colors(np.linspace(0, 1, len(levels)))
        return [ax.contour(x, y, z, levels, colors=tints, linewidths=line.get("width", 1) * u)]
    tints = colors(np.linspace(0, 1, len(levels) + 1))
    ends = min(z.min(), levels[0]) - 1, max(z.max(), levels[-1]) + 1
    bands = ax.contourf(x, y, z, [ends[0], *levels, ends[1]], colors=tints)
    width = line.get("width", 0.5) * u
    if not width:
        return [bands]
    color = rgba(line.get("color", "#444444"))
    return [bands, ax.contour(x, y, z, levels, colors=[color], linewidths=width, linestyles="solid")]


def _heatmap(ax: Axes, trace: Mapping[str, Any], view: FlatView, u: float) -> list[Any]:
    z = np.ma.masked_invalid(_numbers(trace["z"]))
    low, high = trace.get("zmin", z.min()), trace.get("zmax", z.max())
    colors = colormap(trace["colorscale"])
    x, y = view.x(trace["x"]), view.y(trace["y"])
    return [ax.pcolormesh(x, y, z, cmap=colors, vmin=low, vmax=high, shading="nearest")]


def _lines(ax: Axes, trace: Mapping[str, Any], view: FlatView, u: float) -> list[Any]:
    line = trace.get("line", {})
    dash = {"dash": (0, (5, 4)), "dot": (0, (1, 2.5)), "dashdot": (0, (5, 3, 1, 3))}.get(line.get("dash", ""), "solid")
    x, y = view.x(_numbers(trace["x"])), view.y(_numbers(trace["y"]))
    return ax.plot(x, y, color=paint(line.get("color")), linewidth=line.get("width", 2) * u, linestyle=dash,
                   alpha=trace.get("opacity", 1), solid_joinstyle="round")  # fmt: skip


SYMBOLS = {
    "circle": ("o", 1.0), "star": ("*", 1.4), "x-thin": ("x", 1.0), "cross-thin": ("+", 1.0), "cross": ("P", 1.0),
    "x": ("X", 1.0), "triangle-up": ("^", 0.95), "diamond": ("D", 0.92), "square": ("s", 1.0),
    "triangle-down": ("v", 0.95), "pentagon": ("p", 1.05), "hexagon": ("h", 1.05),
}  # fmt: skip


def _markers(ax: Axes, trace: Mapping[str, Any], view: FlatView, u: float) -> list[Any]:
    marker = trace.get("marker", {})
    name = marker.get("symbol", "circle")
    symbol, larger = SYMBOLS[name.removesuffix("-open")]
    line, color = marker.get("line", {}), paint(marker.get("color"))
    hollow = name.endswith("-open")
    edge = color if hollow else paint(line.get("color")) or color
    x, y = view.x(_numbers(trace["x"])), view.y(_numbers(trace["y"]))
    return ax.plot(
        x, y, linestyle="none", marker=symbol, markersize=marker.get("size", 6) * larger * u,
        markerfacecolor="none" if hollow else color, markeredgecolor=edge,
        markeredgewidth=line.get("width", 0) * u, alpha=trace.get("opacity", 1),
    )  # fmt: skip


def _both(ax: Axes, trace: Mapping[str, Any], view: FlatView, u: float) -> list[Any]:
    return [*_lines(ax, trace, view, u), *_markers(ax, trace, view, u)]


def _bars(ax: Axes, trace: Mapping[str, Any], view: FlatView, u: float) -> list[Any]:
    x, foot, top = _numbers(trace["x"]), view.y(0.0), view.y(_numbers(trace["y"]))
    half = 0.4 * (np.min(np.diff(x)) if len(x) > 1 else 1.0)
    left, right = view.x(x - half), view.x(x + half)
    color = paint(trace.get("marker", {}).get("color"))
    return list(ax.bar(left, top - foot, right - left, foot, align="edge", color=color))


def _numbers(values: Any) -> np.ndarray:
    """A trace's numbers; None is NaN, which leaves a gap."""
    return np.asarray(values, dtype=float)


TRACES = {
    ("contour", ""): _contour,
    ("heatmap", ""): _heatmap,
    ("scatter", "lines"): _lines,
    ("scatter", "markers"): _markers,
    ("scatter", "lines+markers"): _both,
    ("bar", ""): _bars,
}
