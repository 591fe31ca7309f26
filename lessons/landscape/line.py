"""The straight line between two trained networks: is there a barrier, and does it stay when units are matched?"""

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from networks import Dense

Array = np.ndarray

SWEEPS = 50
STEPS = 60  # of the way, as a picture goes it
FINE = 20  # places between one step and the next: a hill may be narrow
ODD = ("tanh", "linear")  # φ(−z) = −φ(z): a hidden unit may change its sign


class Line(NamedTuple):
    """Shares s (count,) of the way, and the loss (count,) there."""

    shares: Array
    losses: Array

    @property
    def barrier(self) -> float:
        """How far the loss rises above the straight line between its values at the ends; 0 if it never does."""
        straight = (1 - self.shares) * self.losses[0] + self.shares * self.losses[-1]
        return max(0.0, float((self.losses - straight).max()))

    @property
    def hill(self) -> float:
        """How far one climbs on the way, and comes down again: over the lowest place before, and over the one after."""
        before = np.minimum.accumulate(self.losses)
        after = np.minimum.accumulate(self.losses[::-1])[::-1]
        return float((self.losses - np.maximum(before, after)).max())


def line(surface: Any, one: Array, other: Array) -> Line:
    """The loss along the straight line from one end (n,) to the other, at STEPS · FINE + 1 places."""
    shares = np.linspace(0, 1, STEPS * FINE + 1)
    return Line(shares, surface.value((1 - shares)[:, None] * one + shares[:, None] * other))


def matched(dense: Dense, one: Array, other: Array) -> Array:
    """The other end with its hidden units in the order (and of an odd activation, the signs) that bring it nearest to
    the first: the same network. Layer after layer by the Hungarian method, until nothing changes (Ainsworth et al.
    2023, "Git Re-Basin")."""
    ours, theirs = _layers(dense, one), _layers(dense, other)
    for _ in range(SWEEPS):
        changed = [_match(dense, ours, theirs, i) for i in range(len(ours) - 1)]
        if not any(changed):
            break
    return np.concatenate([part for matrix, bias in theirs for part in (matrix.ravel(), bias)])


def _layers(dense: Dense, w: Array) -> list[tuple[Array, Array]]:
    return [
        (matrix.copy(), np.ravel(bias).copy() if dense.bias else np.zeros(0))
        for matrix, bias in dense.layers(np.asarray(w, dtype=float))
    ]


def _match(dense: Dense, ours: Any, theirs: Any, i: int) -> bool:
    """Reorder hidden layer i of theirs; whether that changed anything."""
    like = ours[i][0].T @ theirs[i][0] + ours[i + 1][0] @ theirs[i + 1][0].T
    if dense.bias:
        like = like + np.outer(ours[i][1], theirs[i][1])
    odd = dense.activation in ODD
    order = linear_sum_assignment(np.abs(like) if odd else like, maximize=True)[1]
    signs = np.where(like[np.arange(len(order)), order] < 0, -1.0, 1.0) if odd else np.ones(len(order))
    (before, bias), (after, rest) = theirs[i], theirs[i + 1]
    theirs[i] = before[:, order] * signs, bias[order] * signs if dense.bias else bias
    theirs[i + 1] = after[order] * signs[:, None], rest
    return bool((order != np.arange(len(order))).any() or (signs < 0).any())
