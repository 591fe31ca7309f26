"""Panels in space: Plotly's camera, and what the surface hides."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from export.draw.slots import Rect
from figures.look import LOOK

FIELD = math.pi / 4  # Plotly's vertical field of view
NEAR, FAR = 0.01, 1000.0
STRIDE = 1 / LOOK["space"]["rays"]  # of the box: how far apart the way from a point to the eye is looked at
SKIN = LOOK["space"]["skin"]  # of the box's height: nearer than this to the surface, a place is on neither side of it
NOWHERE = 9.0  # the side of a place over which there is no surface


@dataclass(frozen=True)
class Camera:
    """Where the eye is, as Plotly has it: the box is 1 (times its aspect) wide, its middle is the origin."""

    eye: tuple[float, float, float]
    center: tuple[float, float, float]
    up: tuple[float, float, float]

    @classmethod
    def of(cls, camera: Mapping[str, Any]) -> "Camera":
        eye, center, up = (
            (float(p["x"]), float(p["y"]), float(p["z"])) for p in (camera[name] for name in ("eye", "center", "up"))
        )
        return cls(eye, center, up)

    @property
    def distance(self) -> float:
        return float(np.linalg.norm(self.eye))

    @property
    def azimuth(self) -> float:
        return math.degrees(math.atan2(self.eye[1], self.eye[0]))

    @property
    def elevation(self) -> float:
        return math.degrees(math.asin(self.eye[2] / self.distance))

    def turned(self, azimuth: float, elevation: float) -> "Camera":
        """The eye at another azimuth and elevation (degrees), as far from the middle as before."""
        a, e = math.radians(azimuth), math.radians(elevation)
        r = self.distance
        eye = (r * math.cos(e) * math.cos(a), r * math.cos(e) * math.sin(a), r * math.sin(e))
        return Camera(eye, self.center, self.up)

    def matrix(self, ratio: float) -> np.ndarray:
        """Box coordinates → clip coordinates (4, 4), for a picture `ratio` times as wide as high."""
        eye, center, up = (np.array(v, dtype=float) for v in (self.eye, self.center, self.up))
        back = _unit(eye - center)
        right = _unit(np.cross(up, back))
        view = np.eye(4)
        view[:3, :3] = right, np.cross(back, right), back
        view[:3, 3] = -view[:3, :3] @ eye
        f = 1 / math.tan(FIELD / 2)
        deep = (FAR + NEAR) / (NEAR - FAR), 2 * FAR * NEAR / (NEAR - FAR)
        lens = np.array([[f / ratio, 0, 0, 0], [0, f, 0, 0], [0, 0, *deep], [0, 0, -1, 0]])
        return lens @ view


def _unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v)


@dataclass(frozen=True)
class Bounds:
    """The ranges of the three axes and the aspect of the box they fill: data ↔ box coordinates."""

    low: np.ndarray
    high: np.ndarray
    aspect: np.ndarray

    @classmethod
    def of(cls, scene: Mapping[str, Any]) -> "Bounds":
        ranges = np.array([scene[f"{axis}axis"]["range"] for axis in "xyz"], dtype=float)
        cube = scene.get("aspectmode") == "cube"
        aspect = np.ones(3) if cube else np.array([scene["aspectratio"][axis] for axis in "xyz"], dtype=float)
        return cls(ranges[:, 0], ranges[:, 1], aspect)

    def normal(self, points: np.ndarray) -> np.ndarray:
        """Box coordinates (..., 3) of data points."""
        return ((points - self.low) / (self.high - self.low) - 0.5) * self.aspect

    def along(self, axis: int, values: Any) -> np.ndarray:
        """Box coordinates of values of one axis."""
        low, high = self.low[axis], self.high[axis]
        return ((np.asarray(values, dtype=float) - low) / (high - low) - 0.5) * self.aspect[axis]

    def data(self, axis: int, box: np.ndarray) -> np.ndarray:
        """The values of one axis at box coordinates."""
        return (box / self.aspect[axis] + 0.5) * (self.high[axis] - self.low[axis]) + self.low[axis]


@dataclass(frozen=True)
class SpaceView:
    """A surface in space seen by a camera in a picture's rectangle."""

    bounds: Bounds
    camera: Camera
    rect: Rect
    heights: np.ndarray  # (m, n) of the surface over the whole floor as shares of the box, row by row of y

    @classmethod
    def of(cls, figure: Mapping[str, Any], rect: Rect, camera: Camera) -> "SpaceView":
        bounds = Bounds.of(figure["layout"]["scene"])
        trace = next(trace for trace in figure["data"] if trace["type"] == "surface")
        return cls(bounds, camera, rect, bounds.along(2, trace["z"]) / bounds.aspect[2] + 0.5)

    @cached_property
    def _matrix(self) -> np.ndarray:
        return self.camera.matrix(self.rect.w / self.rect.h)

    def pixels(self, box: np.ndarray) -> np.ndarray:
        """Pixels (..., 2) of points in box coordinates (..., 3)."""
        clip = box @ self._matrix[:, :3].T + self._matrix[:, 3]
        with np.errstate(all="ignore"):
            flat = np.where(clip[..., 3:] > NEAR, clip[..., :2] / clip[..., 3:], np.nan)
        x = self.rect.x + (flat[..., 0] + 1) / 2 * self.rect.w
        y = self.rect.y + (1 - flat[..., 1]) / 2 * self.rect.h
        return np.stack([x, y], axis=-1)

    def project(self, points: np.ndarray) -> np.ndarray:
        """Pixels (..., 2) of data points (..., 3); NaN outside the box, which cuts off what is drawn in it."""
        box = self.bounds.normal(points)
        with np.errstate(invalid="ignore"):
            out = (np.abs(box) > self.bounds.aspect / 2 + 1e-6).any(axis=-1)
        return np.where(out[..., None], np.nan, self.pixels(box))

    def lifted(self, points: np.ndarray) -> np.ndarray:
        """Data points (..., 3) on the surface over places (..., 2) of its floor."""
        floor = (points - self.bounds.low[:2]) / (self.bounds.high[:2] - self.bounds.low[:2])
        with np.errstate(invalid="ignore"):
            off = ((floor < 0) | (floor > 1) | np.isnan(floor)).any(axis=-1)
        height = self.bounds.data(2, (self._height(floor) - 0.5) * self.bounds.aspect[2])
        return np.concatenate([points, np.where(off, np.nan, height)[..., None]], axis=-1)

    def hides(self, points: np.ndarray) -> np.ndarray:
        """Whether the surface stands between data points (n, 3) and the eye."""
        return self.hidden(self.bounds.normal(points))

    def hidden(self, box: np.ndarray) -> np.ndarray:
        """Whether the surface stands between points (n, 3) in box coordinates and the eye: whether the way there
        changes its side, as in player/heights.js."""
        start = box / self.bounds.aspect + 0.5
        way = np.array(self.camera.eye) / self.bounds.aspect + 0.5 - start
        length = np.linalg.norm(way, axis=-1, keepdims=True)
        distance = np.arange(1, math.ceil(math.sqrt(3) / STRIDE) + 1) * STRIDE
        places = start[:, None] + (way / length)[:, None] * distance[:, None]
        with np.errstate(invalid="ignore"):
            out = ((places[..., :2] < 0) | (places[..., :2] > 1)).any(axis=-1) | (distance >= length)
            out |= (places[..., 2] < -SKIN) | (places[..., 2] > 1 + SKIN)
            ground = self._height(places[..., :2])
            above = places[..., 2] - ground
            side = np.where(np.abs(above) > SKIN, np.sign(above), 0.0)
            side = np.where((ground >= 0) & (ground <= 1), side, NOWHERE)
        return _changes(np.where(np.logical_or.accumulate(out, axis=1), NOWHERE, side))

    def _height(self, floor: np.ndarray) -> np.ndarray:
        """The surface's height, as a share of the box, over places (..., 2) of its floor."""
        m, n = self.heights.shape
        across = np.clip(np.nan_to_num(floor), 0, 1) * (n - 1, m - 1)
        i = np.minimum(across.astype(int), (n - 2, m - 2))
        u, v = (across - i)[..., 0], (across - i)[..., 1]
        x, y, z = i[..., 0], i[..., 1], self.heights
        low = z[y, x] * (1 - u) + z[y, x + 1] * u
        return low * (1 - v) + (z[y + 1, x] * (1 - u) + z[y + 1, x + 1] * u) * v


def _changes(side: np.ndarray) -> np.ndarray:
    """Whether rows (n, m) of −1, 0, 1 change their sign, zeros left out, with no NOWHERE in between."""
    count = np.arange(side.shape[1])
    last = np.maximum.accumulate(np.where(side != 0, count, 0), axis=1)
    known = np.take_along_axis(side, last, axis=1)
    return (known[:, 1:] * known[:, :-1] == -1).any(axis=1)
