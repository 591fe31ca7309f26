"""A contour as outlines: scatter traces that Plotly keeps while it animates others, as it does not keep a contour."""

from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from plotly.colors import sample_colorscale

Array = np.ndarray


def outlines(contour: dict[str, Any]) -> list[dict[str, Any]]:
    """The scatter traces that look like a contour trace with its levels written out (start, end, size)."""
    how = contour["contours"]
    levels = np.arange(how["start"], how["end"] + how["size"] / 2, how["size"])
    z = np.ma.masked_invalid(np.asarray(contour["z"], dtype=float))
    if how["coloring"] == "lines":
        lines = contour_generator(contour["x"], contour["y"], z, line_type=LineType.ChunkCombinedNan)
        paths = [lines.lines(level)[0][0] for level in levels]
        shares = np.linspace(0, 1, len(levels))
    else:
        areas = contour_generator(contour["x"], contour["y"], z, fill_type=FillType.ChunkCombinedOffset)
        paths = [_rings(areas.filled(level, np.inf)) for level in (-np.inf, *levels)]
        shares = np.linspace(0, 1, len(levels) + 1)
    colors = sample_colorscale(contour["colorscale"], shares)
    return [
        _trace(path, contour["line"], color, how["coloring"])
        for path, color in zip(paths, colors, strict=True)
        if path is not None
    ]


def _rings(filled: Any) -> Array | None:
    """The rings of an area, NaN between them: outer ones and holes run in opposite directions, so that holes stay."""
    points, offsets = filled[0][0], filled[1][0]
    return None if points is None else np.insert(points, offsets[1:-1].astype(int), np.nan, axis=0)


def _trace(path: Array, line: dict[str, Any], color: str, coloring: str) -> dict[str, Any]:
    x, y = path.astype(np.float32).T
    look: dict[str, Any] = {"line": line | {"color": color}}
    if coloring == "fill":
        look = {"line": line, "fill": "toself", "fillcolor": color}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "showlegend": False} | look
