"""What stands on trails: heads, the shared start, runs that have left. As in player/marks.js, sizes in its pixels."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from export.draw.boxes import Box, join
from export.draw.ink import Ink
from export.draw.lines import Gone, Head

Theme = Mapping[str, str]

RADIUS, RIM, HAIR = 5.0, 1.4, 2.0
HANDLE = 5.5
REACH = 12.0  # of the start's mark, from its middle
BEHIND = 0.4  # the opacity of a head behind the surface
CROSS = np.array([[[-4.5, -4.5], [4.5, 4.5]], [[-4.5, 4.5], [4.5, -4.5]]])
ARROW = np.array([[0.0, 0.0], [-11.0, -6.0], [-11.0, 6.0]])


def draw_head(ink: Ink, head: Head, color: str, theme: Theme, unit: float) -> Box | None:
    """A dot with a rim in the ground's colour and a hairline around it."""
    alpha = 1.0 if head.seen else BEHIND
    rings = ((RADIUS + HAIR, theme["@ink"], 0.45), (RADIUS + RIM, theme["@panel"], 1.0), (RADIUS, color, 1.0))
    return join([ink.disc(head.place, radius * unit, tint, alpha * share) for radius, tint, share in rings])


def draw_gone(ink: Ink, gone: Gone, color: str, theme: Theme, unit: float) -> Box | None:
    """A cross where a run ended, or an arrowhead where it left the picture."""
    if gone.ended:
        arms = CROSS * unit + gone.place
        return join([ink.stroke(arms, 5.5 * unit, theme["@panel"]), ink.stroke(arms, 2.6 * unit, color)])
    angle = np.arctan2(gone.way[1], gone.way[0])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return outlined(ink, ARROW * unit @ turn + gone.place, color, theme["@panel"], 3 * unit)


def draw_handle(ink: Ink, place: Any, handle: Mapping[str, Any], theme: Theme, unit: float) -> Box | None:
    """A point that a person can drag on the page, with its name."""
    color = theme.get(handle.get("color") or "@accent", handle.get("color") or "@accent")
    rings = ((HANDLE + 3.5, theme["@ink"]), (HANDLE + 2, theme["@ground"]), (HANDLE, color))
    boxes = [ink.disc(place, radius * unit, tint) for radius, tint in rings]
    if handle.get("label"):
        beside = np.asarray(place) + (HANDLE + 6) * unit * np.array([1, 0])
        boxes.append(ink.words(handle["label"], beside, "l", 12.5 * unit, theme["@ink"], theme["@ground"]))
    return join(boxes)


def draw_start(ink: Ink, place: Any, theme: Theme, unit: float) -> Box | None:
    """The shared start: a four-pointed star."""
    angle = np.arange(8) * np.pi / 4
    size = np.where(np.arange(8) % 2, 2.9, 9.5) * unit
    corners = np.column_stack([size * np.sin(angle), -size * np.cos(angle)]) + place
    return outlined(ink, corners, theme["@ink"], theme["@panel"], 3 * unit)


def outlined(ink: Ink, corners: np.ndarray, color: str, edge: str, width: float) -> Box | None:
    """A filled polygon (n, 2) with an edge around it, half of which lies under the filling."""
    sides = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    return join([ink.stroke(sides, width, edge), ink.polygon(corners, color)])
