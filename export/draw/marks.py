"""What stands on trails: heads, the shared start, runs that have left. As in player/marks.js, in its sizes."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from export.draw.boxes import Box, join
from export.draw.ink import Ink
from export.draw.lines import Gone, Head
from export.draw.words import breadth
from figures.look import LOOK

Theme = Mapping[str, str]

ARM = LOOK["cross"]["arm"]
CROSS = np.array([[[-ARM, -ARM], [ARM, ARM]], [[-ARM, ARM], [ARM, -ARM]]])
LENGTH, HALF = LOOK["wedge"]["length"], LOOK["wedge"]["half"]
WEDGE = np.array([[0.0, 0.0], [-LENGTH, -HALF], [-LENGTH, HALF]])
REACH = LOOK["start"]["long"] + LOOK["start"]["edge"]  # of the start's mark, from its middle


def draw_head(ink: Ink, head: Head, color: str, theme: Theme, unit: float) -> Box | None:
    """A dot with a rim in the ground's colour and a hairline around it."""
    look = LOOK["head"]
    alpha = 1.0 if head.seen else look["behind"]
    rings = (
        (look["radius"] + look["hair"], theme["@ink"], look["hairline"]),
        (look["radius"] + look["rim"], theme["@panel"], 1.0),
        (look["radius"], color, 1.0),
    )
    return join([ink.disc(head.place, radius * unit, tint, alpha * share) for radius, tint, share in rings])


def draw_gone(ink: Ink, gone: Gone, color: str, theme: Theme, unit: float) -> Box | None:
    """A cross where a run ended, or an arrowhead where it left the picture."""
    if gone.ended:
        arms, look = CROSS * unit + gone.place, LOOK["cross"]
        edge = ink.stroke(arms, look["edge"] * unit, theme["@panel"])
        return join([edge, ink.stroke(arms, look["width"] * unit, color)])
    angle = np.arctan2(gone.way[1], gone.way[0])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return outlined(ink, WEDGE * unit @ turn + gone.place, color, theme["@panel"], LOOK["wedge"]["edge"] * unit)


def draw_handle(
    ink: Ink, place: Any, handle: Mapping[str, Any], theme: Theme, unit: float, left: bool = False, names: Any = None
) -> Box | None:
    """A point that a person can drag on the page, with its name, on the left of it if so asked.

    `names`: the `Lines` of the picture's handles, over which it does not stand, and the picture's rectangle.
    """
    look = LOOK["handle"]
    own = handle.get("color") or LOOK["default"]["handle"]
    radius, rim, hair = look["radius"], look["rim"], look["hair"]
    rings = ((radius + rim + hair, theme["@ink"]), (radius + rim, theme["@ground"]), (radius, theme.get(own, own)))
    boxes = [ink.disc(place, size * unit, tint) for size, tint in rings]
    if handle.get("label") and not handle.get("quiet"):
        beside = np.asarray(place) + look["beside"] * unit * np.array([-1 if left else 1, 0])
        if names:
            lines, rect = names
            wide = breadth(handle["label"], look["letters"] * unit)
            begin = float(beside[0]) - (wide if left else 0.0)
            beside[1] = lines.free(id(handle), begin, float(beside[1]), wide, rect, unit)
        boxes.append(
            ink.words(
                handle["label"], beside, "r" if left else "l", look["letters"] * unit, theme["@ink"], theme["@ground"]
            )
        )
    return join(boxes)


def draw_start(ink: Ink, place: Any, theme: Theme, unit: float) -> Box | None:
    """The shared start: a four-pointed star."""
    look, angle = LOOK["start"], np.arange(8) * np.pi / 4
    size = np.where(np.arange(8) % 2, look["short"], look["long"]) * unit
    corners = np.column_stack([size * np.sin(angle), -size * np.cos(angle)]) + place
    return outlined(ink, corners, theme["@ink"], theme["@panel"], look["edge"] * unit)


def outlined(ink: Ink, corners: np.ndarray, color: str, edge: str, width: float) -> Box | None:
    """A filled polygon (n, 2) with an edge around it, half of which lies under the filling."""
    sides = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    return join([ink.stroke(sides, width, edge), ink.polygon(corners, color)])
