"""A section through a network's loss: a surface of two coordinates, with the runs above and beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.interpolate import RegularGridInterpolator

from lessons.landscape.planes import Plane, ended, finite, principal, random_plane, through
from surfaces import View

Array = np.ndarray

GRID = 61
RING = 17  # points of the ring around a head
VIEW = View(azimuth=-60.0, elevation=48.0, scale="log")


@dataclass(frozen=True, eq=False)
class Section:
    """The loss on a grid of a plane: lines a (n,), b (n,) and losses (n, n), a row for each b.

    Between the nodes it is interpolated; what a picture of GRID nodes shows, was computed.
    """

    a: Array
    b: Array
    losses: Array
    name = "A section through the loss"
    dims = 2
    view = VIEW

    @property
    def mean(self) -> "Section":
        return self

    @property
    def domain(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (float(self.a[0]), float(self.a[-1])), (float(self.b[0]), float(self.b[-1]))

    @cached_property
    def _between(self) -> Any:
        return RegularGridInterpolator((self.b, self.a), self.losses, bounds_error=False, fill_value=np.nan)

    def value(self, w: Any) -> Array:
        w = np.asarray(w, dtype=float)
        return self._between(w[..., ::-1])

    def critical_points(self) -> tuple[()]:
        """None is known."""
        return ()

    def minima(self) -> Array:
        return np.empty((0, 2))


@dataclass(frozen=True, eq=False)
class Seen:
    """A run (steps + 1, n) as a plane shows it: where (steps + 1, 2), how far beside it (steps + 1,), its true loss
    and the loss of the plane's point nearest to it."""

    places: Array
    away: Array
    loss: Array
    under: Array
    length: float  # of the way from its start to its end
    along: Array  # (steps + 1,): how far it has moved along the plane since its start

    @property
    def far(self) -> Array:
        """Where it is farther beside the plane than it has moved along it: what the plane shows of it is little."""
        with np.errstate(invalid="ignore"):
            return self.away > self.along


def plane_of(kind: str, tracks: Sequence[Array], problem: Any) -> Plane:
    """The plane of a kind, by the runs that did not diverge.

    The two ends are those of the two runs that end farthest apart; of one run, its middle.
    """
    tracks = ended(tracks)
    if kind == "principal":
        return principal(tracks)
    if kind == "random":
        best = min(tracks, key=lambda track: float(problem.value(track[-1])))
        return random_plane(best[-1], problem.shapes, problem.seed)
    one, other = farthest(tracks)
    return through(
        tracks[0][0], tracks[one][-1], tracks[other][-1] if one != other else tracks[one][len(tracks[one]) // 2]
    )


def farthest(tracks: Sequence[Array]) -> tuple[int, int]:
    """The two runs whose ends are farthest apart."""
    ends = np.array([track[-1] for track in tracks])
    apart = np.linalg.norm(ends[:, None] - ends, axis=-1)
    one, other = np.unravel_index(apart.argmax(), apart.shape)
    return int(one), int(other)


def section(plane: Plane, tracks: Sequence[Array], problem: Any) -> Section:
    """The loss on the part of the plane in which the runs are seen."""
    box = plane.box(ended(tracks))
    return Section(*plane.losses(problem, box, GRID))


def seen(plane: Plane, track: Array, problem: Any) -> Seen:
    with np.errstate(all="ignore"):
        places = plane.coordinates(track)
        return Seen(
            places, plane.distance(track), problem.value(track), problem.value(plane.weights(places)),
            float(np.linalg.norm(finite(track)[-1] - track[0])),
            np.linalg.norm((places - places[0]) @ plane.axes, axis=-1),
        )  # fmt: skip


def ring(plane: Plane, run: Seen) -> Array:
    """A ring (steps + 1, RING, 2) around each place whose radius, measured in weights, is the run's distance."""
    angle = np.linspace(0, 2 * np.pi, RING)
    values, axes = np.linalg.eigh(plane.axes @ plane.axes.T)
    circle = np.column_stack([np.cos(angle), np.sin(angle)]) @ (axes / np.sqrt(values)) @ axes.T
    return run.places[:, None] + run.away[:, None, None] * circle


def all_seen(plane: Plane, tracks: Mapping[str, Array], problem: Any) -> dict[str, Seen]:
    return {id: seen(plane, track, problem) for id, track in tracks.items()}
