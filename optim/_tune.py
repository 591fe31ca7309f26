"""Finding a rule's learning rate: the fair way to compare rules is to give each its own best one."""

from typing import Any, NamedTuple

import numpy as np

from catalog import Parameter, parameters
from optim._measure import ROUNDING, final_value, last_true, left_at, picture
from optim._optimizer import Optimizer
from optim._run import run
from optim._trajectory import Array, Trajectory
from optim._wrapper import Wrapper

MAX_CANDIDATES = 4096
TAIL = 10
EDGE = 0.01


class Tuned(NamedTuple):
    """The rule with the best rate found; every rate that was tried, smallest first, and its score: less is better."""

    rule: Optimizer
    rates: Array
    scores: Array


def tune(rule: Optimizer, surface: Any, start: Any = None, steps: int = 200, candidates: int = 64) -> Tuned:
    """Find the learning rate that brings a rule lowest in `steps` steps from one start.

    Two batched sweeps under the same noise: `candidates` rates, evenly spaced on a log scale over the slider's range,
    and the rule's own; then as many between the best one's neighbours. So the result is never worse than the rule as
    it was. A rule whose `lr` has no range, or that has none, comes back as it is.

    A run's score is the highest value of its last TAIL steps (of the last tenth, in a shorter run), so that one that
    bounces is not rewarded for a lucky end. One that ends outside the domain is scored where it crossed the edge, so
    that a surface that falls without bound does not reward mere size; one that diverged uphill, or from inside the
    domain in one step, scores infinity. Scores that differ by rounding error, beside the whole descent, are ties, and
    so are those within EDGE of it where the best run left the domain: the run that came so far in the fewest steps
    wins, and after that the lower score.

    Raises ValueError if the start is not one point, the rule's parameters are arrays, or candidates is not a whole
    number in [2, 4096].
    """
    if np.ndim(surface.start if start is None else start) != 1 or rule.lanes():
        raise ValueError("tune takes one start, and a rule whose parameters are single numbers")
    if candidates != int(candidates) or not 2 <= candidates <= MAX_CANDIDATES:
        raise ValueError(f"candidates must be a whole number in [2, {MAX_CANDIDATES}], not {candidates!r}")
    lr = declared_parameters(rule).get("lr")
    if lr is None or lr.low is None or lr.high is None:
        return Tuned(rule, np.array([]), np.array([]))
    rates = np.union1d(np.geomspace(lr.low, lr.high, int(candidates)), rule.settings()["lr"])
    best, scores = _sweep(rule, surface, start, steps, rates)
    low, high = rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)]
    finer = np.union1d(np.geomspace(low, high, int(candidates) + 2)[1:-1], rates[best])
    best, finer_scores = _sweep(rule, surface, start, steps, finer)
    tried, first = np.unique(np.concatenate([rates, finer]), return_index=True)
    tuned = rule.altered(lr=float(finer[best])) if np.isfinite(finer_scores[best]) else rule
    return Tuned(tuned, tried, np.concatenate([scores, finer_scores])[first])


def declared_parameters(rule: Any) -> dict[str, Parameter]:
    """A rule's parameters by name; of a wrapped rule, the inner one's."""
    while isinstance(rule, Wrapper):
        rule = rule.rule
    return {parameter.name: parameter for parameter in parameters(rule)}


def _sweep(rule: Optimizer, surface: Any, start: Any, steps: int, rates: Array) -> tuple[int, Array]:
    """The index of the best rate, and the score of each."""
    t = run(rule.altered(lr=rates), surface, start, steps, record_states=False)
    with np.errstate(all="ignore"):
        left = left_at(t)
        scores = _scores(t, left)
        lowest = scores.argmin()
        tie = ROUNDING if left[lowest] < 0 else EDGE
        level = scores[lowest] + tie * np.abs(t.values[0, 0] - scores[lowest])
        reached = np.where(left < 0, last_true(~(t.values <= level)) + 1, left)
    return int(np.lexsort((scores, reached, scores > level))[0]), scores


def _scores(t: Trajectory, left: Array) -> Array:
    begin = t.values[0]
    scores = t.values[-max(min(t.steps // 10, TAIL), 1) :].max(axis=0)
    falling = (t.diverged_at < 0) | (final_value(t) < begin)
    crossed = np.flatnonzero((left > 0) & falling)
    before, after = t.points[left[crossed] - 1, crossed], t.points[left[crossed], crossed]
    low, high = picture(t.surface)
    edge = np.where(after > high, high, low)
    shares = np.where((after > high) | (after < low), (edge - before) / (after - before), 1.0)
    scores[crossed] = t.surface.value(before + shares.min(axis=-1, keepdims=True) * (after - before))
    scores[left == 0] = begin[left == 0]
    return np.where(np.isnan(scores), np.inf, scores)
