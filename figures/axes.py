"""The axes of flat pictures: what they are called, and the numbers beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from catalog import number
from figures.look import LOOK

LETTERS: float = LOOK["ticks"]["letters"]
POWERS: float = LOOK["ticks"]["powers"]  # of powers of ten, which Plotly writes a quarter larger
ROOM = {"l": 52, "b": 42}  # what numbers and a name need at the left and below
FEW = 1.5  # decades on which powers of ten are too few to read an axis by
MOST = 8  # numbers beside a short logarithmic axis


def entitled(layout: dict[str, Any], x: str, y: str) -> dict[str, Any]:
    """The layout (changed) with these names for its axes, and room for them."""
    for axis, words in (("xaxis", x), ("yaxis", y)):
        font = {"size": LOOK["ticks"]["name"], "color": "@muted"}
        layout[axis]["title"] = {"text": words, "standoff": 4, "font": font}
    layout["margin"] = dict(layout["margin"]) | ROOM
    return layout


def unnamed(layout: Mapping[str, Any]) -> list[str]:
    """Which axes of a flat picture show numbers and are not called anything."""
    return [name for name in ("xaxis", "yaxis") if _shows_numbers(layout.get(name, {})) and not _name(layout[name])]


def _name(axis: Mapping[str, Any]) -> str:
    return str(axis.get("title", {}).get("text", "")).strip()


def _shows_numbers(axis: Mapping[str, Any]) -> bool:
    if not axis or axis.get("visible") is False or axis.get("showticklabels") is False:
        return False
    return not any(not set(text) <= set("−-+.,0123456789e×·⁻⁰¹²³⁴⁵⁶⁷⁸⁹ %°") for text in axis.get("ticktext", ()))


def finished(layout: Mapping[str, Any]) -> dict[str, Any]:
    """The layout of a flat picture as it is drawn, with numbers beside its logarithmic axes by the ranges that they
    have come to. Raises ValueError where an axis shows numbers and has no name."""
    if missing := unnamed(layout):
        raise ValueError(f"{' and '.join(missing)} shows numbers and is not called anything")
    logs = [name for name in ("xaxis", "yaxis") if layout.get(name, {}).get("type") == "log"]
    return {**layout, **{name: _logarithmic(layout[name]) for name in logs}}


def _logarithmic(axis: Mapping[str, Any]) -> dict[str, Any]:
    """Powers of ten, few of them, where nothing else is asked for; where the axis is too short for these, others."""
    if "tickvals" in axis:
        return dict(axis)
    low, high = axis["range"]
    if abs(high - low) < FEW and "dtick" not in axis:
        return {**axis, **_within(min(low, high), max(low, high))}
    every = max(1, round(abs(high - low) / 6))
    font = {**axis.get("tickfont", {}), "size": POWERS}
    return {"exponentformat": "power", "dtick": every, **axis, "tickfont": font}


def _within(low: float, high: float) -> dict[str, Any]:
    """The ticks of a logarithmic axis that is short: round numbers, at least three and no more than `MOST`."""
    inside: Sequence[float] = ()
    for steps in ((1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8), np.arange(1, 10, 0.25), np.arange(1, 10, 0.05)):
        marks = [float(f"{m * 10.0**k:.3g}") for k in range(int(np.floor(low)), int(np.ceil(high)) + 1) for m in steps]
        inside = [value for value in marks if low <= np.log10(value) <= high]
        if len(inside) >= 3:
            break
    inside = inside[:: 1 + (len(inside) - 1) // MOST]
    return {"tickvals": inside, "ticktext": [number(value) for value in inside]}
