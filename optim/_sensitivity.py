"""How much a rule minds its learning rate: what is left at every rate, and how wide the range of good ones is."""

from typing import Any, NamedTuple

import numpy as np

from optim._measure import lowest_value
from optim._optimizer import Optimizer
from optim._record import Array
from optim._tune import best_lane, declared_parameters
from surfaces import goal

ENOUGH = 1e-3  # of what was to gain at the start: who leaves no more has done its work
SAME = 1e-9  # of its own size: a run that came lower than the known minimum by less is at it
TWICE = 2.0  # times what the best rate leaves


class Sensitivity(NamedTuple):
    """What a rule leaves at each rate (both (n,), smallest rate first), and the range of good rates about the best.

    `left` is above the lowest known minimum; on a surface without one, or where a run came lower, above the lowest that
    any rate came to; in a game, the distance from the equilibrium. `low` and `high` are the ends of the range in which
    every rate tried is good: it leaves at most twice as much as the best does, or a thousandth of what there was at the
    start. NaN where no rate gains anything. `known`: whether that lowest is the known minimum (or the equilibrium).
    """

    rates: Array
    left: Array
    best: float
    low: float
    high: float
    known: bool = True

    @property
    def width(self) -> float:
        """How many times the smallest good rate the largest is."""
        return self.high / self.low


def sensitivity(
    rule: Optimizer, surface: Any, start: Any = None, steps: int = 200, candidates: int = 96
) -> Sensitivity | None:
    """Run a rule at so many rates, evenly spaced on a log scale over its control's range: one batched run.

    Each run is scored as `tune` scores it. None for a rule whose `lr` has no range, or that has none.

    Raises ValueError if the start is not one point or the rule's parameters are arrays.
    """
    if np.ndim(surface.start if start is None else start) != 1 or rule.lanes():
        raise ValueError("sensitivity takes one start, and a rule whose parameters are single numbers")
    lr = declared_parameters(rule).get("lr")
    if lr is None or lr.low is None or lr.high is None:
        return None
    rates = np.geomspace(lr.low, lr.high, candidates)
    _, scores = best_lane(rule, surface, start, steps, {"lr": rates})
    known = 0.0 if surface.game else lowest_value(surface)
    floor = np.nanmin([known, scores.min()]) if np.isfinite(scores.min()) else np.nan
    left = scores - floor
    is_known = bool(known - floor <= SAME * abs(known) + np.finfo(float).tiny)  # NaN is not
    before = float(goal(surface, np.asarray(surface.start if start is None else start, dtype=float))) - floor
    best = int(left.argmin())
    if not left[best] < before:
        return Sensitivity(rates, left, float(rates[best]), np.nan, np.nan, is_known)
    good = left <= max(TWICE * left[best], ENOUGH * before)
    low, high = best, best
    while low > 0 and good[low - 1]:
        low -= 1
    while high < len(rates) - 1 and good[high + 1]:
        high += 1
    return Sensitivity(rates, left, float(rates[best]), float(rates[low]), float(rates[high]), is_known)
