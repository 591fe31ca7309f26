from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, Paper, param
from optim._belief import Path, Points
from optim._believed import whole
from optim._optimizer import Optimizer

NEAR_ZERO = 0.005  # in place of a coordinate of 0, of which no share can be taken: as in SciPy, 0.00025 for 5 %


class Simplex(NamedTuple):
    """The corners (..., n + 1, n), lowest first once they were asked, and their values (..., n + 1)."""

    corners: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class NelderMead(Optimizer):
    """A triangle that rolls downhill, stretches and shrinks: no gradient, few values, at its best in two dimensions.

    The highest corner is reflected through the middle of the others, further or less far, or all shrink towards the
    lowest. Step for step as in SciPy. The track is that of the lowest corner.
    """

    size: float = param(0.05, 0.005, 1.0, "d", log=True, legal=POSITIVE, help="The first sides, as a share of w")

    name, color, family = "Nelder–Mead", "#999944", "without gradients"
    lowers = True
    elsewhere = ('scipy.optimize.minimize(method="Nelder-Mead")',)
    latex = (
        r"p_0 = w_0, \; p_i = w_0 + d\,w_{0,i}\,e_i; \quad p_n \leftarrow c + t\,(c - p_n), \;"
        r" c = \tfrac{1}{n} \textstyle\sum_{i < n} p_i, \; t \in \{1, 2, \tfrac{1}{2}, -\tfrac{1}{2}\}, \quad"
        r" \text{or } p_i \leftarrow \tfrac{1}{2} (p_0 + p_i); \quad w_k = p_0, \text{ the lowest}"
    )
    paper = Paper(
        "Nelder & Mead", 1965, "A simplex method for function minimization", "https://doi.org/10.1093/comjnl/7.4.308",
    )  # fmt: skip

    def init(self, w):
        corners = [w]
        for i, axis in enumerate(np.eye(w.shape[-1])):
            side = np.where(w[..., i : i + 1] == 0, self.size * NEAR_ZERO, self.size * w[..., i : i + 1])
            corners.append(w + side * axis)
        return Simplex(np.stack(corners, axis=-2), np.zeros_like(np.stack([c[..., 0] for c in corners], axis=-1)))

    def step(self, surface, w, state, k):
        points, values = self._ordered(surface, state, k)
        centre = sum(points[:-1]) / (len(points) - 1)
        worst, first, high, highest = points[-1], values[0], values[-2], values[-1]
        reflected = centre + (centre - worst)
        r = surface.value(reflected)[..., None]
        wide, outer, inner = r < first, (r >= high) & (r < highest), ~(r < highest)
        length = np.where(wide, 2.0, np.where(outer, 0.5, -0.5))
        asks = wide | outer | inner & ~(r < high)
        second = np.where(asks, centre + length * (centre - worst), np.nan)
        s = surface.value(second)[..., None]
        better = np.where(wide, s < r, np.where(outer, s <= r, s < highest))
        shrinks = asks & ~wide & ~better
        new = np.where(asks & better, second, reflected)
        found = np.where(asks & better, s, r)
        for i in range(1, len(points)):
            towards = points[0] + 0.5 * (points[i] - points[0])
            shrunk = surface.value(np.where(shrinks, towards, np.nan))[..., None]
            last = i == len(points) - 1
            points[i] = np.where(shrinks, towards, new if last else points[i])
            values[i] = np.where(shrinks, shrunk, found if last else values[i])
        points, values = sorted_by(points, values)
        return points[0], Simplex(np.stack(points, axis=-2), np.concatenate(values, axis=-1))

    def _ordered(self, surface, state, k):
        """The corners and their values (..., 1), lowest first; before the first step they are asked."""
        points = [state.corners[..., i, :] for i in range(state.corners.shape[-2])]
        if k == 1:
            return sorted_by(points, [surface.value(point)[..., None] for point in points])
        return points, [state.values[..., i : i + 1] for i in range(len(points))]

    def believes(self, surface, w, state, k):
        """The simplex, and its lowest corner."""
        lowest = whole(Points(w[None], "lowest corner"))
        return *whole(Path(state.corners, "simplex", closed=True)), *lowest


def sorted_by(points, values):
    """Both in the order of the values (..., 1), lowest first, equal ones as they stood; what is not a number last."""
    points, values = list(points), list(values)
    for end in range(len(values) - 1, 0, -1):
        for i in range(end):
            swap = (values[i + 1] < values[i]) | (np.isnan(values[i]) & ~np.isnan(values[i + 1]))
            for each in (points, values):
                each[i], each[i + 1] = np.where(swap, each[i + 1], each[i]), np.where(swap, each[i], each[i + 1])
    return points, values
