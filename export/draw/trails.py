"""How much of a run is drawn behind its head, and how strongly: as in player/trail.js, of the sizes of the look."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from export.draw.lines import Line
from figures.look import LOOK

HALO, HIDDEN = LOOK["trail"]["halo"], LOOK["trail"]["hidden"]


class Stretch(NamedTuple):
    """A piece of a trail: segments (n, 2, 2), which of them are hidden (n,), the line's opacity and width, and the
    opacity and width of the halo under what is seen of it."""

    segments: np.ndarray
    hidden: np.ndarray
    strength: float
    width: float
    shade: float
    under: float


def whole(line: Line, since: float, t: float, width: float, unit: float) -> Iterator[Stretch]:
    """All that has been travelled from one position to another."""
    yield Stretch(*line.between(since, t), 1.0, width * unit, LOOK["trail"]["shade"], (width + 2 * HALO) * unit)


def tail(line: Line, t: float, rate: float, width: float, unit: float) -> Iterator[Stretch]:
    """The last steps before t, fading out and growing thin, in bands from the oldest to the newest."""
    look = LOOK["tail"]
    length = look["seconds"] * rate
    ends = t - length * (1 - np.arange(look["bands"] + 1) / look["bands"])
    for i, (start, end) in enumerate(pairwise(ends.clip(0).tolist()), start=1):
        strength = i / look["bands"]
        thin = width * (look["thinnest"] + (1 - look["thinnest"]) * strength)
        if end > start:
            yield Stretch(
                *line.between(start, end), strength, thin * unit, look["shade"] * strength, (width + 2 * HALO) * unit
            )
