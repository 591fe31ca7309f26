"""The search on the page's own network, done beforehand: `python -m lessons.stationary.recorded` does it again.

Only the places are kept; what they are is confirmed and computed anew whenever they are read.
"""

from functools import cache
from pathlib import Path

import numpy as np

from lessons.stationary.saddles import BATCHES, Hunt, starts
from lessons.stationary.search import Stationary, merged, search

FILE = Path(__file__).parent / "found.npy"


@cache
def recorded() -> Stationary:
    """The stationary points of `Hunt()`'s network that all parts of the search find together."""
    points = np.load(FILE)
    kept = Stationary(points, np.zeros(len(points)), np.zeros(len(points)), np.zeros(points.shape))
    return merged(Hunt().problem, [kept])


def record() -> None:
    problem = Hunt().problem
    parts = [search(problem, starts(problem, part)) for part in range(BATCHES)]
    np.save(FILE, merged(problem, parts).points)


if __name__ == "__main__":
    record()
