"""A surface in space as flat pieces from back to front: its faces, and the lines drawn on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.colors import LinearSegmentedColormap

from export.draw.colors import rgba
from export.draw.space import Bounds, Camera

HAIR = 1e-9  # a line is that much nearer than the cell it lies on
CORNERS = 6  # a square cut by a floor and a ceiling has no more


class Pieces(NamedTuple):
    """Flat pieces: corners (n, 6, 3) in box coordinates, of which the first `counts` (n,) matter, two for a line, and
    colours (n, 3)."""

    corners: np.ndarray
    counts: np.ndarray
    colors: np.ndarray

    def taken(self, order: np.ndarray) -> "Pieces":
        return Pieces(self.corners[order], self.counts[order], self.colors[order])


@dataclass(frozen=True)
class Sheet:
    """A surface's grid in box coordinates: x (n + 1,), y (m + 1,), z (m + 1, n + 1)."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    bounds: Bounds
    trace: Mapping[str, Any]

    @classmethod
    def of(cls, figure: Mapping[str, Any], cells: int) -> "Sheet":
        """The surface with about so many cells a side: a whole number of them between two lines of a mesh."""
        trace = next(trace for trace in figure["data"] if trace["type"] == "surface")
        bounds = Bounds.of(figure["layout"]["scene"])
        x, y, z = (np.asarray(trace[axis], dtype=float) for axis in "xyz")
        own_x, own_y = (_nodes(axis, trace.get("contours", {}).get(n, {}), cells) for n, axis in (("x", x), ("y", y)))
        own_z = _resampled(x, y, z, own_x, own_y)
        return cls(bounds.along(0, own_x), bounds.along(1, own_y), bounds.along(2, own_z), bounds, trace)

    def pieces(self, camera: Camera) -> Pieces:
        """What is drawn, from back to front.

        Cells of a regular grid are the Voronoi cells of their middles, so the distance of the middles from the eye
        over the floor is an exact order from back to front.
        """
        eye = np.array(camera.eye[:2])
        far = np.linalg.norm(self._cells.corners[:, :4, :2].mean(axis=1) - eye, axis=-1)
        near = self._nearest(self._lines.corners[:, :2].mean(axis=1), eye)
        kinds = np.repeat([0, 1], [len(far), len(near)])
        every = Pieces(*(np.concatenate(pair) for pair in zip(self._cells, self._lines, strict=True)))
        return every.taken(np.lexsort((kinds, -np.concatenate([far, near - HAIR]))))

    @cached_property
    def _cells(self) -> Pieces:
        """The faces, those on the rim cut at the floor and the ceiling."""
        x, y = np.meshgrid(self.x, self.y)
        nodes = np.stack([x, y, self.z], axis=-1)
        quads = np.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]], axis=-2).reshape(-1, 4, 3)
        quads = quads[np.isfinite(quads).all(axis=(1, 2))]
        half = self.bounds.aspect[2] / 2
        quads = quads[(quads[..., 2].max(axis=1) > -half) & (quads[..., 2].min(axis=1) < half)]
        colors = self._colors(quads[..., 2].clip(-half, half).mean(axis=1)) * self._shade(quads)[:, None]
        cut = (np.abs(quads[..., 2]) > half).any(axis=1)
        return Pieces(_between(quads, cut, half), np.where(cut, CORNERS, 4), colors)

    def _colors(self, heights: np.ndarray) -> np.ndarray:
        bottom, top = float(self.trace["cmin"]), float(self.trace["cmax"])
        return colormap(self.trace["colorscale"])((self.bounds.data(2, heights) - bottom) / (top - bottom))[:, :3]

    def _shade(self, quads: np.ndarray) -> np.ndarray:
        """Plotly's ambient and diffuse light, on both sides of a face."""
        how, position = self.trace.get("lighting", {}), self.trace.get("lightposition", {"x": 1, "y": 1, "z": 1})
        light = np.array([position[axis] for axis in "xyz"], dtype=float)
        normal = np.cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1])
        cosine = np.abs(normal @ light) / (np.linalg.norm(normal, axis=-1) * np.linalg.norm(light))
        return np.minimum(how.get("ambient", 0.8) + how.get("diffuse", 0.8) * cosine, 1.0)

    @cached_property
    def _lines(self) -> Pieces:
        """The lines on the surface, in segments that lie within a cell or on its rim."""
        contours = self.trace.get("contours", {})
        segments, tints = [np.empty((0, 2, 3))], [np.empty((0, 4))]
        for axis in "xyz":
            how = contours.get(axis, {})
            if how.get("show"):
                segments.append(self._contours(how) if axis == "z" else self._mesh(axis, how))
                tints.append(np.tile(rgba(how["color"]), (len(segments[-1]), 1)))
        lines, ink = np.concatenate(segments), np.concatenate(tints)
        half = self.bounds.aspect[2] / 2
        within = np.isfinite(lines).all(axis=(1, 2)) & (np.abs(lines[..., 2]) <= half).all(axis=1)
        lines, ink = lines[within], ink[within]
        ground = self._colors(lines[..., 2].mean(axis=1)) if len(lines) else np.empty((0, 3))
        corners = np.concatenate([lines, np.repeat(lines[:, 1:], CORNERS - 2, axis=1)], axis=1)
        return Pieces(corners, np.full(len(lines), 2), ink[:, :3] * ink[:, 3:] + ground * (1 - ink[:, 3:]))

    def _nearest(self, middles: np.ndarray, eye: np.ndarray) -> np.ndarray:
        """The least distance from the eye of the cells at most a hair away from places on the floor."""
        side = np.array([self.x[1] - self.x[0], self.y[1] - self.y[0]])
        origin = np.array([self.x[0], self.y[0]])
        most = np.array([len(self.x) - 2, len(self.y) - 2])
        distances = []
        for hair in ((-0.01, -0.01), (-0.01, 0.01), (0.01, -0.01), (0.01, 0.01)):
            cell = np.clip(np.floor((middles[:, :2] - origin) / side + hair), 0, most)
            distances.append(np.linalg.norm(origin + (cell + 0.5) * side - eye, axis=-1))
        return np.min(distances, axis=0)

    def _mesh(self, axis: str, how: Mapping[str, Any]) -> np.ndarray:
        """The grid's own lines at the places a mesh asks for, in segments of one cell (n, 2, 3)."""
        i = "xy".index(axis)
        own = (self.x, self.y)[i]
        at = np.searchsorted(own, self.bounds.along(i, _steps(how)) - 1e-9)
        at = np.unique(np.minimum(at, len(own) - 1))
        if axis == "x":
            x, y = np.meshgrid(self.x[at], self.y, indexing="ij")
            line = np.stack([x, y, self.z[:, at].T], axis=-1)
        else:
            y, x = np.meshgrid(self.y[at], self.x, indexing="ij")
            line = np.stack([x, y, self.z[at]], axis=-1)
        return np.stack([line[:, :-1], line[:, 1:]], axis=-2).reshape(-1, 2, 3)

    def _contours(self, how: Mapping[str, Any]) -> np.ndarray:
        """Lines of equal height, in segments within a cell (n, 2, 3)."""
        generator = contour_generator(self.x, self.y, np.ma.masked_invalid(self.z))
        segments = []
        for height in self.bounds.along(2, _steps(how)):
            for line in generator.lines(height):
                flat = np.column_stack([np.asarray(line), np.full(len(line), height)])
                segments.append(np.stack([flat[:-1], flat[1:]], axis=1))
        return np.concatenate(segments) if segments else np.empty((0, 2, 3))


def colormap(colorscale: Any) -> LinearSegmentedColormap:
    """A Plotly colorscale as matplotlib's colormap."""
    stops = [(float(at), rgba(color)) for at, color in colorscale]
    return LinearSegmentedColormap.from_list("colorscale", stops, N=512)


def _steps(how: Mapping[str, Any]) -> np.ndarray:
    """The values at which Plotly draws lines: start, start + size, … to the end."""
    return np.arange(how["start"], how["end"] + how["size"] / 2, how["size"])


def _nodes(axis: np.ndarray, mesh: Mapping[str, Any], cells: int) -> np.ndarray:
    count = min(cells, len(axis) - 1)
    if mesh.get("show"):
        lines = max(round((axis[-1] - axis[0]) / mesh["size"]), 1)
        count = lines * max(round(cells / lines), 1)
    return np.linspace(axis[0], axis[-1], count + 1)


def _resampled(x: np.ndarray, y: np.ndarray, z: np.ndarray, to_x: np.ndarray, to_y: np.ndarray) -> np.ndarray:
    """z (m, n) over x and y, at other places: linear along each axis."""

    def along(at: np.ndarray, to: np.ndarray, rows: np.ndarray) -> np.ndarray:
        i = np.clip(np.searchsorted(at, to) - 1, 0, len(at) - 2)
        share = ((to - at[i]) / (at[i + 1] - at[i]))[:, None]
        return rows[i] * (1 - share) + rows[i + 1] * share

    return along(x, to_x, along(y, to_y, z).T).T


def _between(quads: np.ndarray, cut: np.ndarray, half: float) -> np.ndarray:
    """Squares (n, 4, 3), some of them cut at the floor and the ceiling, as polygons of six corners, some repeated."""
    whole = np.concatenate([quads, np.repeat(quads[:, 3:], CORNERS - 4, axis=1)], axis=1)
    for i in np.flatnonzero(cut):
        corners = _cut(_cut(list(quads[i]), half, 1), half, -1)
        whole[i] = corners + corners[-1:] * (CORNERS - len(corners))
    return whole


def _cut(corners: list[np.ndarray], half: float, sign: int) -> list[np.ndarray]:
    """A polygon without what lies beyond sign · z = half (Sutherland & Hodgman 1974)."""
    out = []
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        here, there = half - sign * a[2], half - sign * b[2]
        if here >= 0:
            out.append(a)
        if (here < 0) != (there < 0):
            out.append(a + (b - a) * (here / (here - there)))
    return out
