"""Finding all of a rule's numbers at once: a seeded quasi-random search in a few batched runs."""

import math
from typing import Any, NamedTuple

import numpy as np

from catalog import SEED, Parameter
from optim._optimizer import Optimizer
from optim._record import Array
from optim._tune import best_lane, declared_parameters, tune

CANDIDATES = 512
MAX_CANDIDATES = 4096
ROUNDS = 4


class TunedAll(NamedTuple):
    """The rule with the best settings found; all that were tried, by name, and their scores: less is better."""

    rule: Optimizer
    tried: dict[str, Array]
    scores: Array


def tunable_numbers(rule: Any) -> dict[str, Parameter]:
    """The numbers of a rule (a wrapped one's inner) that a search may set: those with a range, but for its seed, and
    for a learning rate whose natural value is the theory's."""
    return {
        name: p
        for name, p in declared_parameters(rule).items()
        if p.kind in ("number", "integer") and p.low is not None and p.high is not None and p.legal.text != SEED
        and (name != "lr" or rule.tunable)
    }  # fmt: skip


def tune_all(
    rule: Optimizer, surface: Any, start: Any = None, steps: int = 200, candidates: int = CANDIDATES, seed: int = 0
) -> TunedAll:
    """Find the numbers of a rule that bring it lowest in `steps` steps from one start, without leaving the picture.

    First its rate alone (`tune`). Then ROUNDS batched runs under one noise, of an equal share of the candidates each:
    the first fills the box of the controls' ranges, logarithmic ones by their logarithm; every other gathers about the
    best so far, within half the reach of the round before. All are scrambled Sobol sequences (Owen 1998), so that the
    same seed finds the same. What is better is as `tune` has it, and so is the promise: the result is never worse than
    the rule as it was, nor than with its rate alone tuned. A rule without such numbers comes back as it is.

    Raises ValueError if the start is not one point, the rule's parameters are arrays, or candidates is not a power of 2
    in [8, 4096].
    """
    if np.ndim(surface.start if start is None else start) != 1 or rule.lanes():
        raise ValueError("tune_all takes one start, and a rule whose parameters are single numbers")
    if candidates not in [2**m for m in range(3, 13)]:
        raise ValueError(f"candidates must be a power of 2 in [8, {MAX_CANDIDATES}], not {candidates!r}")
    numbers = tunable_numbers(rule)
    if not numbers:
        return TunedAll(rule, {}, np.array([]))
    tuned, found = tune(rule, surface, start, steps).rule if rule.tunable else rule, []
    for turn in range(ROUNDS):
        settings = tuned.settings()
        shares = _sobol(len(numbers), candidates // ROUNDS, seed + turn)
        if turn:
            middle = [_share(p, settings[name]) for name, p in numbers.items()]
            shares = np.clip(middle + 2.0 ** (1 - turn) * (2 * shares - 1) ** 3, 0, 1)
        values = _settings(tuned, numbers, shares)
        lane, scores = best_lane(tuned, surface, start, steps, values)
        found.append((values, scores))
        if np.isfinite(scores[lane]):
            tuned = tuned.altered(**{name: numbers[name].check(column[lane]) for name, column in values.items()})
    tried = {name: np.concatenate([values[name] for values, _ in found]) for name in numbers}
    return TunedAll(tuned, tried, np.concatenate([scores for _, scores in found]))


def _sobol(dims: int, count: int, seed: int) -> Array:
    from scipy.stats import qmc  # takes a moment to import, which a page that tunes nothing need not wait for

    points: Array = qmc.Sobol(dims, scramble=True, seed=seed).random_base2(count.bit_length() - 1)
    return points


def _settings(rule: Optimizer, numbers: dict[str, Parameter], shares: Array) -> dict[str, Array]:
    """The settings at these shares (n, numbers) of the controls' ranges as the controls hold them, and the rule's."""
    values = {
        name: np.array([*(p.held(_value(p, share)) for share in column), rule.settings()[name]])
        for (name, p), column in zip(numbers.items(), shares.T, strict=True)
    }
    for lower, upper in rule.ordered:
        if lower in values and upper in values:
            pair = np.sort([values[lower], values[upper]], axis=0)
            values[lower], values[upper] = pair
    return values


def _value(p: Parameter, share: float) -> float:
    low, high = _ends(p)
    return low * (high / low) ** share if p.log else low + (high - low) * share


def _share(p: Parameter, value: float) -> float:
    """Where in its control's range a number stands, 0 to 1."""
    low, high = _ends(p)
    held = min(max(value, low), high)
    return math.log(held / low) / math.log(high / low) if p.log else (held - low) / (high - low)


def _ends(p: Parameter) -> tuple[float, float]:
    if p.low is None or p.high is None:
        raise ValueError(f"{p.name} has no range")
    return p.low, p.high
