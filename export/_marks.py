"""What stands on trails: heads, the shared start, runs that have left. As in player/marks.js, sizes in its pixels."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from export._boxes import Box, around, join, meet
from export._css import pillow
from export._lines import Gone, Head
from export._paint import disc, lay, polygon, stroke

Theme = Mapping[str, str]

RADIUS, RIM, HAIR = 5.0, 1.4, 2.0
BEHIND = 0.4  # the opacity of a head behind the surface
CROSS = np.array([[[-4.5, -4.5], [4.5, 4.5]], [[-4.5, 4.5], [4.5, -4.5]]])
FULL = np.full(64, 255)


def draw_head(image: Image.Image, head: Head, color: str, theme: Theme, unit: float, clip: Box) -> Box | None:
    """A dot with a rim in the ground's colour and a hairline around it."""
    strength = 255 if head.seen else 255 * BEHIND
    rings = (
        (RADIUS + HAIR, theme["@ink"], 0.45 * strength),
        (RADIUS + RIM, theme["@panel"], strength),
        (RADIUS, color, strength),
    )
    return join([lay(image, disc(head.place, r * unit, s, clip), pillow(c)) for r, c, s in rings])


def draw_gone(image: Image.Image, gone: Gone, color: str, theme: Theme, unit: float, clip: Box) -> Box | None:
    """A cross where a run ended, or an arrowhead where it left the picture."""
    if not gone.ended:
        return outlined(image, arrow_of(gone, unit), color, theme["@panel"], 3 * unit, clip)
    arms = CROSS * unit + gone.place
    under = lay(image, stroke(arms, 5.5 * unit, FULL[:2], clip), pillow(theme["@panel"]))
    return join([under, lay(image, stroke(arms, 2.6 * unit, FULL[:2], clip), pillow(color))])


def draw_start(image: Image.Image, place: Any, theme: Theme, unit: float, clip: Box) -> Box | None:
    """The shared start: a four-pointed star."""
    reach = 12 * unit
    if meet(around(place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach), clip) is None:
        return None
    return outlined(image, star_of(place, unit), theme["@ink"], theme["@panel"], 3 * unit, clip)


def arrow_of(gone: Gone, unit: float) -> np.ndarray:
    """The corners of the arrowhead of a run that has left."""
    angle = np.arctan2(gone.way[1], gone.way[0])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.array([[0.0, 0.0], [-11.0, -6.0], [-11.0, 6.0]]) * unit @ turn + gone.place


def star_of(place: Any, unit: float) -> np.ndarray:
    """The corners of the star at the start."""
    angle = np.arange(8) * np.pi / 4
    size = np.where(np.arange(8) % 2, 2.9, 9.5) * unit
    return np.column_stack([size * np.sin(angle), -size * np.cos(angle)]) + place


def outlined(image: Image.Image, corners: np.ndarray, color: str, edge: str, width: float, clip: Box) -> Box | None:
    """A filled polygon (n, 2) with an edge around it, half of which lies under the filling."""
    sides = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    under = lay(image, stroke(sides, width, FULL[: len(sides)], clip), pillow(edge))
    return join([under, lay(image, polygon(corners, 255, clip), pillow(color))])
