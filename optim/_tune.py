"""Finding a rule's learning rate: the fair way to compare rules is to give each its own best one."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from catalog import Parameter, parameters
from optim._measure import ROUNDING, final_value, inside, last_true, left_at, picture
from optim._optimizer import Optimizer
from optim._record import Array
from optim._run import run
from optim._trajectory import Trajectory
from optim._wrapper import Wrapper
from surfaces import goal

MAX_CANDIDATES = 4096
TAIL = 10


class Tuned(NamedTuple):
    """The rule with the best rate found; every rate that was tried, smallest first, and its score: less is better."""

    rule: Optimizer
    rates: Array
    scores: Array


def tune(rule: Optimizer, surface: Any, start: Any = None, steps: int = 200, candidates: int = 64) -> Tuned:
    """Find the learning rate that brings a rule lowest in `steps` steps from one start, without leaving the picture.

    In a game "low" is near to the equilibrium; a rule that no rate brings nearer keeps its own.

    Two batched sweeps under the same noise: `candidates` rates, evenly spaced on a log scale over the control's range,
    and the rule's own; then as many between the best one's neighbours. Each is a value that the control can hold
    (`Parameter.held`), so that what is tuned is exactly what runs. A rule whose `lr` has no range, or that has none,
    comes back as it is.

    A run that stays in the picture (the domain) is better than one that was ever outside. Beyond that its score counts,
    less being better: the highest value of its last TAIL steps (of the last tenth, in a shorter run), so that one that
    bounces is not rewarded for a lucky end. One that ends outside is scored where it crossed the edge, so that a
    surface that falls without bound does not reward mere size; one that diverged uphill, or from inside in one step,
    scores infinity. Scores that differ by rounding error, beside the whole descent, are ties: the run that came so far
    in the fewest steps wins, after that the lower score, and last the rule's own rate.

    The result is never worse than the rule as it was: its run is outside only if the rule's own was, and where both
    stay inside it ends no higher, by its score and by its very last value.

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
    own = rule.settings()["lr"]
    rates = _held(lr, np.geomspace(lr.low, lr.high, int(candidates)), own)
    best, scores = best_lane(rule, surface, start, steps, {"lr": rates})
    low, high = rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)]
    finer = _held(lr, np.geomspace(low, high, int(candidates) + 2)[1:-1], own, rates[best])
    best, finer_scores = best_lane(rule, surface, start, steps, {"lr": finer})
    tried, first = np.unique(np.concatenate([rates, finer]), return_index=True)
    gains = not surface.game or finer_scores[best] < _begin(surface, start)
    tuned = rule.altered(lr=float(finer[best])) if gains and np.isfinite(finer_scores[best]) else rule
    return Tuned(tuned, tried, np.concatenate([scores, finer_scores])[first])


def _begin(surface: Any, start: Any) -> float:
    """What there is to be made small at a start."""
    return float(goal(surface, np.asarray(surface.start if start is None else start, dtype=float)))


def _held(lr: Parameter, rates: Array, *others: float) -> Array:
    """These rates as the control holds them, and others as they are."""
    return np.unique([*(lr.held(rate) for rate in rates), *others])


def declared_parameters(rule: Any) -> dict[str, Parameter]:
    """A rule's parameters by name; of a wrapped rule, the inner one's."""
    while isinstance(rule, Wrapper):
        rule = rule.rule
    return {parameter.name: parameter for parameter in parameters(rule)}


def best_lane(rule: Optimizer, surface: Any, start: Any, steps: int, values: Mapping[str, Array]) -> tuple[int, Array]:
    """Of settings (n,) by name the index of the best, as `tune` has it, and the score of each; one batched run."""
    t = run(rule.altered(**values), surface, start, steps, record_states=False)
    own = np.logical_and.reduce([column == rule.settings()[name] for name, column in values.items()])
    with np.errstate(all="ignore"):
        left, goals = left_at(t), _goals(t)
        scores = _scores(t, left, goals)
        out = outside(t)
        worse = out | _ends_higher(goals, own & ~out)
        lowest = np.lexsort((scores, worse))[0]
        level = scores[lowest] + ROUNDING * np.abs(goals[0, 0] - scores[lowest])
        reached = np.where(left < 0, last_true(~(goals <= level)) + 1, left)
    return int(np.lexsort((~own, scores, reached, scores > level, worse))[0]), scores


def outside(t: Trajectory) -> Array:
    """Which runs were ever outside the picture, or diverged."""
    return np.logical_not(inside(t.surface, t.points).all(axis=0))


def _goals(t: Trajectory) -> Array:
    """What the runs are to make small, (steps + 1, n)."""
    return goal(t.surface, t.points) if t.surface.game else t.values


def _ends_higher(goals: Array, own: Array) -> Array:
    """Which runs end above the one of these that stayed in the picture, if there is one."""
    if not own.any():
        return np.zeros(own.shape, dtype=bool)
    end = goals[-1, own][0]
    return ~(goals[-1] <= end + ROUNDING * np.abs(goals[0, own][0] - end))


def _scores(t: Trajectory, left: Array, goals: Array) -> Array:
    begin = goals[0]
    scores = goals[-max(min(t.steps // 10, TAIL), 1) :].max(axis=0)
    falling = (t.diverged_at < 0) | (final_value(t) < t.values[0])
    crossed = np.flatnonzero((left > 0) & falling)
    before, after = t.points[left[crossed] - 1, crossed], t.points[left[crossed], crossed]
    low, high = picture(t.surface)
    edge = np.where(after > high, high, low)
    shares = np.where((after > high) | (after < low), (edge - before) / (after - before), 1.0)
    scores[crossed] = goal(t.surface, before + shares.min(axis=-1, keepdims=True) * (after - before))
    scores[left == 0] = begin[left == 0]
    return np.where(np.isnan(scores), np.inf, scores)
