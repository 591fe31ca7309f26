"""How the examples of a data set are seen: as points of a plane, as digits, or as values told against true ones."""

from dataclasses import dataclass

import numpy as np

from networks import Network

Array = np.ndarray

VALUES = 60  # test examples whose values are shown
PICTURES = (6, 10)  # rows and columns of digits that are shown
ROOM = 1.15  # how far the picture reaches beyond the examples


@dataclass(frozen=True, eq=False)
class View:
    """`kind` "plane": examples as points along two `axes` (2, d) of their features, `share` of their variance; the
    `box` is the picture. "digits": as pictures. "values": what is told against what is true."""

    kind: str
    axes: Array
    share: float = 1.0
    box: tuple[tuple[float, float], tuple[float, float]] = ((0.0, 1.0), (0.0, 1.0))
    count: int = 0

    def places(self, x: Array) -> Array:
        """Where examples (n, d) are in the picture, (n, 2)."""
        return x @ self.axes.T

    def grid(self, count: int) -> tuple[Array, Array, Array]:
        """Lines a (count,) and b (count,) of the picture, and the examples (count², d) at their crossings."""
        a, b = (np.linspace(low, high, count) for low, high in self.box)
        nodes = np.stack(np.meshgrid(a, b), axis=-1).reshape(-1, 2)
        return a, b, nodes @ self.axes


def view_of(problem: Network) -> View:
    """How a network's examples are seen."""
    data = problem.examples_used
    if data.regression:
        return View("values", np.zeros((2, data.x.shape[1])), count=min(VALUES, len(data.x_test)))
    if data.name == "digits":
        return View("digits", np.zeros((2, data.x.shape[1])))
    axes, share = _axes(data.x)
    places = data.x @ axes.T
    half = np.maximum(ROOM * np.abs(places).max(axis=0), 0.5)
    return View("plane", axes, share, tuple((-float(h), float(h)) for h in half))  # type: ignore[arg-type]


def _axes(x: Array) -> tuple[Array, float]:
    """Two directions (2, d), and their share of the variance: the features themselves if there are no more than two,
    otherwise the strongest principal directions."""
    d = x.shape[1]
    if d <= 2:
        return np.eye(2, d), 1.0
    _, strengths, directions = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    total = float((strengths**2).sum())
    return directions[:2], float((strengths[:2] ** 2).sum()) / total if total else 1.0
