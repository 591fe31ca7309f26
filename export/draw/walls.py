"""The box around a surface in space: grids on its three hindmost walls, and tick labels along its edges."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from export.draw.flat import Scale
from export.draw.space import Bounds, SpaceView

WALL = 0.7  # pixels: the lines of the grids
OUT = 0.075  # how far from the box its labels stand, in sides of the box


def back_walls(view: SpaceView) -> np.ndarray:
    """The coordinate (3,) of the wall of each axis that is farther from the eye, in the box."""
    half = view.bounds.aspect / 2
    return np.where(np.array(view.camera.eye) > 0, -half, half)


def grid(scene: Mapping[str, Any], view: SpaceView) -> np.ndarray:
    """Segments (n, 2, 3) of the grids on the hindmost walls, in box coordinates."""
    walls, half = back_walls(view), view.bounds.aspect / 2
    lines = []
    for axis in range(3):
        places = np.concatenate([[-half[axis], half[axis]], ticks(scene, view.bounds, axis)[0]])
        for wall in range(3):
            if wall == axis:
                continue
            along = 3 - axis - wall
            ends = np.empty((len(places), 2, 3))
            ends[..., axis] = places[:, None]
            ends[..., wall] = walls[wall]
            ends[:, 0, along], ends[:, 1, along] = -half[along], half[along]
            lines.append(ends)
    return np.concatenate(lines)


def labels(scene: Mapping[str, Any], view: SpaceView) -> list[tuple[np.ndarray, str]]:
    """Tick labels and their places in box coordinates: on the near edges of the floor, and at the leftmost upright."""
    walls, half = back_walls(view), view.bounds.aspect / 2
    floor = -half[2] if view.camera.eye[2] > 0 else half[2]
    found = []
    for axis in (0, 1):
        other = 1 - axis
        for place, text in zip(*ticks(scene, view.bounds, axis), strict=True):
            point = np.array([0.0, 0.0, floor])
            point[axis], point[other] = place, -walls[other] * (1 + 2 * OUT / view.bounds.aspect[other])
            found.append((point, text))
    if scene["zaxis"].get("showticklabels", True):
        corner = _leftmost(view, walls)
        for place, text in zip(*ticks(scene, view.bounds, 2), strict=True):
            found.append((np.array([*corner, place]), text))
    return found


def _leftmost(view: SpaceView, walls: np.ndarray) -> np.ndarray:
    """Where on the floor the upright edge stands that is at the far left of the picture, a little outside."""
    corners = np.array([[-walls[0], walls[1]], [walls[0], -walls[1]]])
    x = view.pixels(np.column_stack([corners, [0.0, 0.0]]))[:, 0]
    return corners[np.argmin(x)] * (1 + 2 * OUT)


def ticks(scene: Mapping[str, Any], bounds: Bounds, axis: int) -> tuple[np.ndarray, list[str]]:
    """The ticks of an axis in box coordinates, and their labels."""
    half = bounds.aspect[axis] / 2
    found = Scale.of(scene["xyz"[axis] + "axis"], -half, half).ticks()
    return np.array([place for place, _ in found]), [text for _, text in found]
