from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import POSITIVE, Paper, param
from optim._believed import box, step
from optim._optimizer import Optimizer, per_lane


class Compass(NamedTuple):
    size: np.ndarray
    value: np.ndarray


@dataclass(frozen=True)
class CoordinateSearch(Optimizer):
    """Descends along one axis after the other by trial: needs no gradient, but crawls in valleys across the axes.

    A step tries +h, then −h, on each axis in turn and keeps what is lower. Where nothing was, h is halved.
    """

    size: float = param(0.5, 0.01, 5.0, "h_0", log=True, legal=POSITIVE, help="The first step on each axis")

    name, color, family = "Coordinate search", "#ff00ff", "without gradients"
    lowers = True
    latex = (
        r"w \leftarrow w \pm h\,e_i \text{ if } E \text{ is lower there, for } i = 1, \ldots, n; \quad"
        r" h \leftarrow h / 2 \text{ if it was nowhere}, \quad h \text{ from } h_0"
    )
    paper = Paper(
        "Kolda, Lewis & Torczon", 2003,
        "Optimization by direct search: New perspectives on some classical and modern methods",
        "https://doi.org/10.1137/S003614450242889",
    )  # fmt: skip

    def init(self, w):
        return Compass(per_lane(w, self.size), per_lane(w))

    def step(self, surface, w, state, k):
        value = surface.value(w)[..., None] if k == 1 else state.value
        point, lowest = w, value
        for axis in np.eye(w.shape[-1]):
            there = point + state.size * axis
            found = surface.value(there)[..., None]
            ahead = found < lowest
            back = np.where(ahead, np.nan, point - state.size * axis)
            other = surface.value(back)[..., None]
            behind = ~ahead & (other < lowest)
            point = np.where(ahead, there, np.where(behind, back, point))
            lowest = np.where(ahead, found, np.where(behind, other, lowest))
        return point, Compass(np.where(lowest < value, state.size, state.size / 2), lowest)

    def believes(self, surface, w, state, k):
        """The box of its trials, and the step."""
        return *box(w, state.size, "farthest trials"), *step(w, self.step(surface, w, state, k)[0])
