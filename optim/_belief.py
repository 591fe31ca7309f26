"""What a rule goes by at a step, in data coordinates: shapes that the player and the exporter draw over any race.

`Optimizer.believes` returns a tuple of these for one point w (dims,). Labels are a few plain words that hold for what
is shown, such as "gradient's share".
"""

from typing import NamedTuple

import numpy as np

Array = np.ndarray


class Arrow(NamedTuple):
    """From tail (dims,) to tip (dims,)."""

    tail: Array
    tip: Array
    label: str


class Ellipse(NamedTuple):
    """The points centre + axes @ u with |u| = 1: the columns of axes (dims, dims) are its half-axes."""

    centre: Array
    axes: Array
    label: str


class Points(NamedTuple):
    """Single places, (count, dims)."""

    points: Array
    label: str


class Path(NamedTuple):
    """A line through points (count, dims); closed: back to the first, a polygon."""

    points: Array
    label: str
    closed: bool = False


Belief = Arrow | Ellipse | Points | Path


def rows(belief: Belief) -> Array:
    """What a shape is made of, (m, 2): an arrow's tail and way, an ellipse's centre and half-axes, points, the first
    one of a polygon again at its end."""
    if isinstance(belief, Arrow):
        return np.stack([belief.tail, belief.tip - belief.tail])
    if isinstance(belief, Ellipse):
        return np.concatenate([belief.centre[None], belief.axes.T])
    if isinstance(belief, Path) and belief.closed:
        return np.concatenate([belief.points, belief.points[:1]])
    return belief.points
