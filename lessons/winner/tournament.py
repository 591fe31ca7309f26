"""Every optimizer on every surface, each with the same number of evaluations, at its own rate and at tuned ones."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from catalog import Parameter
from lessons._claims import listed, said
from optim import OPTIMIZERS, Trajectory, run
from optim._measure import inside, last_true, lowest_value
from optim._tune import declared_parameters
from surfaces import SURFACES, lowest

Array = np.ndarray

LEAST = 1e-16  # less than this share of the descent is rounding
DIGITS = 2  # of the exponent behind the point: runs that leave the same but for 2% are equal, as those in one minimum
WORST = 10.0  # a run that diverged, left the picture or ended higher than it began by this factor counts as this
TAIL = 0.1  # of the budget: no one wins by passing through the goal


class Result(NamedTuple):
    """A rule on a surface: the rates that were found (None for a rule without one), and what was left of its descent.

    What is left is log₁₀ of (f − f*) over the same at the start, f* the lowest known minimum: −3 is a thousandth, 0
    nothing gained, 1 diverged or outside the picture. `rate` and `tuned` are from the surface's own start; `shared` is
    the rate whose median over many starts is the best, and `starts` has what it left from each of them. `steps` is how
    many steps of the tuned run the budget pays for.
    """

    rate: float | None
    shared: float | None
    default: float
    tuned: float
    starts: Array
    steps: int

    @property
    def spread(self) -> tuple[float, float, float]:
        """The quartiles over the starts."""
        low, middle, high = np.quantile(self.starts, (0.25, 0.5, 0.75))
        return float(low), float(middle), float(high)


Results = Mapping[tuple[str, str], Result]


def contested() -> list[str]:
    """The slugs of the surfaces over the plane that have a known minimum, so that there is a goal."""
    return [slug for slug, declared in SURFACES.items() if declared.dims == 2 and lowest(declared()) is not None]


def contest(rule: str, surface: str, budget: int, candidates: int, starts: int) -> Result:
    """A rule (by slug) on a surface, both as declared, with a budget of evaluations: values, gradients and Hessians.

    Two sweeps of `candidates` rates find the best rate from the surface's own start, and the one whose median over
    `starts` starts is the best. The starts are drawn evenly from the domain, the same for every rule.
    """
    ground, declared = SURFACES[surface](), OPTIMIZERS[rule]()
    low, high = np.array(ground.domain, dtype=float).T
    own = np.array([ground.start], dtype=float)
    drawn = np.random.default_rng(0).uniform(low, high, (starts, 2))
    default = _left(declared, ground, own, budget)[0]
    lr = declared_parameters(declared).get("lr")
    if lr is None or lr.low is None or lr.high is None:
        steps = _steps(declared, ground, budget)
        return Result(None, None, default, default, _left(declared, ground, drawn, budget), steps)
    rates = np.unique([*map(lr.held, np.geomspace(lr.low, lr.high, candidates)), declared.settings()["lr"]])
    both = np.concatenate([own, drawn])
    table = _left(declared.altered(lr=rates[:, None]), ground, np.broadcast_to(both, (len(rates), *both.shape)), budget)
    sweep = _Sweep(declared, lr, ground, budget, candidates, rates)
    alone, shared = sweep.finer(own, table[:, :1]), sweep.finer(drawn, table[:, 1:])
    steps = _steps(declared.altered(lr=alone[0]), ground, budget)
    return Result(alone[0], shared[0], default, float(alone[1][0]), shared[1], steps)


class _Sweep(NamedTuple):
    rule: Any
    lr: Parameter
    ground: Any
    budget: int
    candidates: int
    rates: Array

    def finer(self, starts: Array, table: Array) -> tuple[float, Array]:
        """The best rate of a table (rates, starts) or between its neighbours, and what it leaves from each start."""
        rates, lanes = self.rates, (self.candidates, *starts.shape)
        best = self._best(rates, table)
        low, high = rates[max(best - 1, 0)], rates[min(best + 1, len(rates) - 1)]
        between = np.array([self.lr.held(rate) for rate in np.geomspace(low, high, self.candidates + 2)[1:-1]])
        finer = _left(self.rule.altered(lr=between[:, None]), self.ground, np.broadcast_to(starts, lanes), self.budget)
        rates, table = np.append(rates, between), np.concatenate([table, finer])
        best = self._best(rates, table)
        return float(rates[best]), table[best]

    def _best(self, rates: Array, table: Array) -> int:
        """The row with the lowest median, of equal ones the lowest mean, and of those the rule's own rate."""
        other = rates != self.rule.settings()["lr"]
        return int(np.lexsort((other, table.mean(axis=1), np.median(table, axis=1)))[0])


def _left(rule: Any, ground: Any, starts: Array, budget: int) -> Array:
    return left(run(rule, ground, starts, budget, record_states=False), budget)


def _steps(rule: Any, ground: Any, budget: int) -> int:
    return int(paid(run(rule, ground, None, budget, record_states=False), budget))


def paid(t: Trajectory, budget: int) -> Array:
    """The last step that a budget of evaluations pays for, lane by lane."""
    return last_true(t.evaluations.total <= budget)


def left(t: Trajectory, budget: int) -> Array:
    """log₁₀ of what is left of the descent once a budget of evaluations is spent, lane by lane.

    The highest value of the last tenth of the budget counts, and a run outside the picture has gained nothing.
    """
    surface, spent = t.surface, t.evaluations.total
    best = lowest_value(surface)
    last = paid(t, budget)
    step = np.arange(len(spent)).reshape(-1, *(1,) * last.ndim)
    counted = (step == last) | ((spent <= budget) & (spent > (1 - TAIL) * budget))
    with np.errstate(all="ignore"):
        highest = np.where(counted, t.values, -np.inf).max(axis=0)  # NaN where the run diverged
        share = (highest - best) / (t.values[0] - best)
    end = np.take_along_axis(t.points, last[None, ..., None], axis=0)[0]
    share = np.where(inside(surface, end) & np.isfinite(share), share, WORST)
    return np.log10(np.clip(share, LEAST, WORST))


def cut(t: Trajectory, budget: int) -> Trajectory:
    """A run up to the last step that a budget pays for."""
    end = int(paid(t, budget)) + 1
    over = t.diverged_at is not None and t.diverged_at < end
    return dataclasses.replace(
        t,
        points=t.points[:end],
        values=t.values[:end],
        states=type(t.states)(*(field[:end] for field in t.states)),
        evaluations=type(t.evaluations)(*(count[:end] for count in t.evaluations)),
        diverged_at=t.diverged_at if over else None,
    )


def ranks(scores: Array) -> Array:
    """The place of each rule (rows) on each surface (columns), 1 the best; equal scores share their mean place."""
    scores = np.round(scores, DIGITS)
    below = (scores[None] < scores[:, None]).sum(axis=1)
    equal = (scores[None] == scores[:, None]).sum(axis=1)
    return np.where(np.isfinite(scores).all(axis=0), below + (equal + 1) / 2, np.nan)


def tuned_rule(rule: str, rate: float | None) -> Any:
    """The rule (by slug) at a learning rate, if it has one."""
    declared: Any = OPTIMIZERS[rule]
    return declared() if rate is None else declared(lr=rate)


def score(result: Result, what: str) -> float:
    """What counts of a result: "default", "tuned" or "starts", the median over them."""
    return {"default": result.default, "tuned": result.tuned, "starts": result.spread[1]}[what]


def rate_of(result: Result, what: str) -> float | None:
    """The rate that goes with that score; None for the rule's own."""
    return {"default": None, "tuned": result.rate, "starts": result.shared}[what]


def scores_of(results: Results, rules: Sequence[str], surfaces: Sequence[str], what: str) -> Array:
    """A score for each rule (rows) on each surface (columns); NaN where there is no result yet."""
    return np.array([[score(results[pair], what) if (pair := (rule, surface)) in results else np.nan
                      for surface in surfaces] for rule in rules], dtype=float)  # fmt: skip


def winners(scores: Array) -> Array:
    """Which rules (rows) come first on which surfaces (columns): a run that gained nothing is no win."""
    told, there = np.round(scores, DIGITS), np.isfinite(scores).all(axis=0)
    with np.errstate(invalid="ignore"):
        return (told == np.nanmin(told, axis=0, initial=np.inf)) & (scores < 0) & there


def verdict(results: Results, rules: Sequence[str], surfaces: Sequence[str], what: str, budget: int) -> str:
    """Whether there is a single winner among these results, in words."""
    scores = scores_of(results, rules, surfaces, what)
    judged = np.isfinite(scores).all(axis=0)
    first = winners(scores)[:, judged]
    count = int(judged.sum())
    if not count or len(rules) < 2:
        return ""
    names = [OPTIMIZERS[rule].name for rule in rules]
    often = first.sum(axis=1)
    most = listed([f"**{name}**" for name, n in zip(names, often, strict=True) if n == often.max()])
    several, some = (often == often.max()).sum() > 1, int((often > 0).sum())
    ground = "this surface" if count == 1 else f"these {count} surfaces"
    with_budget = f"With {budget} evaluations each"
    if not often.max():
        return f"{with_budget} nobody gained anything on {ground}."
    if often.max() == count:
        alone = "come" if several else "comes"
        every = f"on {ground}" if count == 1 else f"on every one of {ground}"
        shared = int((first.sum(axis=0) > 1).sum())
        return said(
            f"{with_budget} {most} {alone} first {every}.",
            not several and shared > 0 and f"It shares the place on {'all' if shared == count else shared} of them.",
            count > 1
            and not several
            and not shared
            and "Here there is a single winner: another choice of surfaces may have none.",
        )
    who = f"{some} of the {len(rules)}" if some < len(rules) else "both" if some == 2 else f"all {some}"
    ties = int((first.sum(axis=0) > 1).sum())
    return said(
        f"**No single winner**: with {budget} evaluations each, {who} optimizers come{'s' if some == 1 else ''} first "
        f"on one of {ground} or more.",
        most_often(most, int(often.max()), int((often == often.max()).sum())),
        ties > 0 and f"On {'all' if ties == count else ties} of the surfaces several tie for the first place.",
    )


def most_often(names: str, times: int, count: int) -> str:
    """Who comes first most often, `count` rules by their names, and how often."""
    if times == 1:
        return "None does so twice."
    return f"{names} do{'es' if count == 1 else ''} so most often, on {times}{' each' if count > 1 else ''}."
