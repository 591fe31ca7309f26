"""Tests with two borders, so that a run a step longer or shorter is called the same.

A score of 1 is the border between yes and no. Between the two borders around it, the answer is what it was when the run
was last clearly on one side: a step or two more do not change it; only a change by the whole width between them does.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from optim._record import Array, Record

BAND = 1.5  # times as much as the border, or as little, is clear
WIDE = 2.0  # where either word is true of a run between the borders: of one that creeps, or goes a little up and down
LOOK = 200  # steps that are looked back; beyond, the border itself decides
FEWEST = 6  # steps that are looked at, or the later half of a longer run


class Past(NamedTuple):
    """A run as it is looked at: its track in the picture, its values, and the lowest value so far."""

    t: Record
    track: Array
    values: Array
    lowest: Array


def settled(score: Callable[[int], float], steps: int, band: float = BAND, fewest: int = 1) -> bool:
    """Whether `score(n)`, of the run's first n steps, is at least 1. NaN is not."""
    for n in range(steps, max(steps - LOOK, fewest) - 1, -1):
        value = score(n)
        if np.isnan(value) or value <= 1 / band:
            return False
        if value >= band:
            return True
    return bool(score(steps) >= 1)


def half(n: int) -> int:
    """How many of the first n steps are looked at: the later half, or FEWEST where there are as many."""
    return min(max(n // 2, FEWEST), n)


def later(n: int) -> slice:
    return slice(n - half(n), n + 1)
