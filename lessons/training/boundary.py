"""Where a network changes its mind: the border between classes as thinned lines."""

import numpy as np
from contourpy import contour_generator

from lessons.training.views import View
from networks import Network

Array = np.ndarray

GRID = 45  # nodes a side on which a network is asked
POINTS = 56  # of all lines of one moment together
LINES = 8  # at most: the longest


def boundaries(problem: Network, view: View, w: Array) -> Array:
    """The borders (m, POINTS, 2) of weights w (m, n) in a view's picture: lines with NaN between and after them."""
    a, b, nodes = view.grid(GRID)
    outputs = problem.dense.outputs(np.nan_to_num(w), nodes)
    found = np.full((len(w), POINTS, 2), np.nan)
    for i, out in enumerate(outputs):
        if np.isfinite(w[i]).all():
            found[i] = thinned(_lines(problem, a, b, out))
    return found


def leads(problem: Network, out: Array) -> list[Array]:
    """By how much classes (n,) lead over all others, of outputs (n, classes): a border is where a lead is 0."""
    if out.shape[-1] == 1:
        return [out[..., 0] - (0.0 if problem.loss_kind == "cross-entropy" else 0.5)]
    leading = []
    for c in range(out.shape[-1] - 1):
        others = np.delete(out, c, axis=-1).max(axis=-1)
        leading.append(out[..., c] - others)
    return leading


def _lines(problem: Network, a: Array, b: Array, out: Array) -> list[Array]:
    lines: list[Array] = []
    for lead in leads(problem, out):
        lines += contour_generator(a, b, lead.reshape(len(b), len(a))).lines(0.0)  # type: ignore[arg-type]
    return lines


def thinned(lines: list[Array]) -> Array:
    """The longest of some lines (k, 2) with POINTS points together (POINTS, 2), evenly along them, NaN between."""
    out = np.full((POINTS, 2), np.nan)
    ways = [np.append(0.0, np.linalg.norm(np.diff(one, axis=0), axis=1).cumsum()) for one in lines]
    order = sorted((i for i in range(len(lines)) if ways[i][-1] > 0), key=lambda i: -ways[i][-1])[:LINES]
    total = sum(ways[i][-1] for i in order)
    room, at = POINTS - 3 * len(order), 0
    for i in order:
        count = 2 + int(room * ways[i][-1] / total)
        along = np.linspace(0, ways[i][-1], count)
        for axis in (0, 1):
            out[at : at + count, axis] = np.interp(along, ways[i], lines[i][:, axis])
        at += count + 1
    return out
