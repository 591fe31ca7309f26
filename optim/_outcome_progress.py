"""Runs that are on their way: climbing, closing in, crawling, descending; judged by what is left to go."""

import numpy as np

from optim import _measure as measure
from optim._outcome_rest import PASS, REST, Stationary, away, confirmed, height, nearby
from optim._outcome_words import length, share
from optim._record import Record

Array = np.ndarray

NEARER = 0.1  # what a tenth of the steps must bring of the distance
FEWEST = 5  # steps from which anything can be told
HALF = 0.5  # a run that would bring less than this of what is left, in as many steps again, crawls
STILL = 0.5  # it does so, too, if it did, but has come down to this share of that pace in the last tenth
SLOW = 0.01
SAME = 1e-9  # two minima whose values differ by this share of the descent are equally low
MANY = 20  # weights
FEW = 0.2  # twice what a steady descent brings in a tenth of its steps


def under_way(t: Record) -> tuple[str, str]:
    """The kind ("climbing", "closing", "crawling" or "descending") and the words."""
    tail = min(max(t.steps // 10, FEWEST), t.steps)
    third = max(t.steps // 3, tail)
    lately = f"in the last {tail} steps" if tail > 1 else "in the last step"
    fall, descent = t.values[-1 - tail] - t.values[-1], t.values[0] - t.values[-1]
    goal = _goal(t)
    left = descent if goal is None else t.values[-1 - tail] - t.surface.value(goal.point)
    if -fall > SLOW * np.abs(left) and _rises(t.values[-1 - tail :]):
        return "climbing", f"Climbing {lately}"
    if goal is not None:
        distance = away(t.surface, t.points[-1 - tail :], goal.point)
        shrunk = distance[-1] <= (1 - NEARER) ** (10 * tail / t.steps) * distance[0]
        if shrunk and distance.max() <= PASS and distance[-1] <= distance[-1 - tail // 2] and not _rises(distance):
            return "closing", f"Closing in: {length(t, distance[-1])} from {minimum(t, goal)}"
        before = t.values[-1 - third]
        slow = before - t.values[-1] < (1 - HALF ** (third / t.steps)) * (before - t.surface.value(goal.point))
        if slow or fall < STILL * (1 - HALF ** (tail / t.steps)) * left:
            return "crawling", _crawling(fall, left, "what was left to fall", tail, lately)
    elif fall <= SLOW * descent:
        return "crawling", _crawling(fall, descent, "its descent", tail, lately)
    moves = np.diff(measure.in_picture(t.surface, t.points[-1 - tail :]), axis=0)
    moved = np.linalg.norm(moves, axis=-1).sum()
    if moved <= REST and fall <= FEW * descent:
        return "crawling", f"Crawling: {length(t, moved)} {lately}"
    return "descending", "Still descending"


def _crawling(fall: float, of: float, what: str, tail: int, lately: str) -> str:
    if fall <= 0:
        return f"Crawling: no lower than {tail} steps ago" if tail > 1 else "Crawling: no lower than a step ago"
    return f"Crawling: {share(fall / of)} of {what} {lately}"


def _rises(numbers: Array) -> bool:
    """Whether the second half of these goes higher than the first."""
    first, second = np.array_split(numbers, 2)
    return bool(second.max() > first.max())


def _goal(t: Record) -> Stationary | None:
    """The minimum to which a run goes: a declared one that is near or lies lower, or one that its end confirms.

    Of many weights the second is not asked while the run is on its way: each Newton step would cost their cube.
    """
    minima = t.surface.minima()
    if len(minima):
        distances = away(t.surface, minima, t.points[-1])
        possible = (distances <= PASS) | (t.surface.value(minima) < t.values[-1])
        if possible.any():
            nearest = np.where(possible, distances, np.inf).argmin()
            return Stationary(minima[nearest], "minimum", np.array([]))
    if t.surface.dims > MANY:
        return None
    found = confirmed(t)
    return found if found is not None and found.kind == "minimum" else None


def minimum(t: Record, place: Stationary) -> str:
    """ "a minimum", or "a local minimum" where lower ground is known."""
    return "a local minimum" if is_local(t, place.point) else "a minimum"


def is_local(t: Record, point: Array) -> bool:
    """Whether the surface is known to be lower elsewhere: at another declared minimum, or where the run has been."""
    here = float(t.surface.value(point))
    return height(t, here) > SAME * max(float(np.ptp(t.values)), abs(here), nearby(t.surface, point))
