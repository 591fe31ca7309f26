"""What the finished runs say: places with intervals over seeds, performance profiles, what tuning buys."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from bench._job import CURVE, Row
from bench._plan import BUDGETS, Plan
from bench._tasks import TASKS
from optim import OPTIMIZERS

Array = np.ndarray
RESAMPLES = 2000
LEVEL = 0.9  # of the intervals
ROUNDING = 1e-13  # of a run's first value: a score this small is none
SOLVED = 0.1  # a task counts as solved when at most this share of the best descent is missing (Moré & Wild 2009)


@lru_cache(maxsize=16)
def coverage(seeds: int) -> float:
    """How often an interval at LEVEL of means of resampled seeds holds the mean of a normal score, by simulation."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, seeds, (500, seeds))
    means = rng.standard_normal((4000, seeds))[:, drawn].mean(axis=-1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1, method="nearest")
    return float(((low <= 0) & (high >= 0)).mean())


@dataclass(frozen=True)
class Place:
    """A rule's place on a task: its mean score over seeds, its place among the rules, each with an interval."""

    rule: str
    mean: float
    low: float
    high: float
    place: int
    best_place: int
    worst_place: int


@dataclass(frozen=True)
class Report:
    """The tables of a benchmark, from its rows. A rule that needs matrices has runs only on tasks that have some."""

    rows: Sequence[Row]
    budgets: tuple[tuple[str, int], ...] = tuple(BUDGETS.items())

    @cached_property
    def final(self) -> list[Row]:
        return [row for row in self.rows if row.role == "final"]

    @cached_property
    def tasks(self) -> list[str]:
        present = {row.task for row in self.final}
        return [slug for slug in TASKS if slug in present]

    @cached_property
    def rules(self) -> list[str]:
        present = {row.rule for row in self.final}
        return [slug for slug in OPTIMIZERS if slug in present]

    @cached_property
    def _ran(self) -> set[tuple[str, str]]:
        return {(row.task, row.rule) for row in self.final}

    def rules_on(self, task: str) -> list[str]:
        """The rules that ran on a task, in order: what its tables' rows are."""
        return [rule for rule in self.rules if (task, rule) in self._ran]

    def tasks_of(self, rule: str) -> list[str]:
        """The tasks that a rule ran on."""
        return [task for task in self.tasks if (task, rule) in self._ran]

    @cached_property
    def everywhere(self) -> list[str]:
        """The rules that ran on every task."""
        return [rule for rule in self.rules if len(self.tasks_of(rule)) == len(self.tasks)]

    @cached_property
    def schedules(self) -> list[str]:
        return sorted({row.schedule for row in self.final})

    @cached_property
    def seeds(self) -> list[int]:
        return sorted({row.seed for row in self.final})

    @cached_property
    def _tuned(self) -> dict[tuple[str, str, str, str], float]:
        return {(r.task, r.rule, r.schedule, r.settings): r.score for r in self.rows if r.role == "tune"}

    @cached_property
    def _by_job(self) -> dict[tuple[str, str, str, str, int], Row]:
        return {(r.task, r.rule, r.schedule, r.settings, r.seed): r for r in self.final}

    def settings(self, task: str, rule: str, budget: str, schedule: str) -> str:
        """The settings (JSON) that a budget found.

        A search that was made whole is read as it was made, even if the rule has other parameters by now; only the
        beginning of a longer one needs the order in which settings were drawn.
        """
        count = dict(self.budgets)[budget]
        if count == 0:
            return "{}"
        if count < max(size for _, size in self.budgets):
            return Plan.found(self._tuned, task, rule, schedule, count)
        tried = self._searches[task, rule, schedule]
        kept = {settings for settings in tried if (task, rule, schedule, settings, self.seeds[0]) in self._by_job}
        return min(tried, key=lambda settings: (tried[settings], settings not in kept))

    @cached_property
    def _searches(self) -> dict[tuple[str, str, str], dict[str, float]]:
        """The score of every setting that was tried, by task, rule and schedule."""
        tried: dict[tuple[str, str, str], dict[str, float]] = {}
        for (task, rule, schedule, settings), score in self._tuned.items():
            tried.setdefault((task, rule, schedule), {})[settings] = score
        return tried

    def runs(self, task: str, rule: str, budget: str, schedule: str) -> list[Row]:
        """A rule's runs over the seeds. A rule without a learning rate runs without a schedule.

        ValueError where a run is missing.
        """
        if (task, rule, schedule, "{}") not in self._tuned:
            schedule = "constant"
        try:
            found = self.settings(task, rule, budget, schedule)
            return [self._by_job[task, rule, schedule, found, seed] for seed in self.seeds]
        except KeyError:
            raise ValueError(f"the result is not whole: runs of {rule} on {task} are missing") from None

    def scores(self, task: str, budget: str, schedule: str) -> Array:
        """The scores (rules on the task, seeds): less is better, infinity where a run diverged; rounding error is 0."""
        runs = [self.runs(task, rule, budget, schedule) for rule in self.rules_on(task)]
        scores = np.array([[row.score for row in of_rule] for of_rule in runs])
        begin = np.array([[row.curve[0] for row in of_rule] for of_rule in runs])
        return np.where(np.abs(scores) <= ROUNDING * np.abs(begin), 0.0, scores)

    @cached_property
    def _placed(self) -> dict[tuple[str, str, str], list[Place]]:
        """The places that were asked for: a page's words and pictures ask for the same ones."""
        return {}

    def places(self, task: str, budget: str, schedule: str) -> list[Place]:
        """The rules by their mean score, best first; intervals by resampling the seeds, the same ones for all rules."""
        asked = (task, budget, schedule)
        if asked not in self._placed:
            self._placed[asked] = self._place(*asked)
        return self._placed[asked]

    def _place(self, task: str, budget: str, schedule: str) -> list[Place]:
        scores, rules = self.scores(task, budget, schedule), self.rules_on(task)
        drawn = np.random.default_rng(0).integers(0, len(self.seeds), (RESAMPLES, len(self.seeds)))
        means = scores[:, drawn].mean(axis=-1)
        places = 1 + (means[None, :, :] < means[:, None, :]).sum(axis=1)
        tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
        low, high = np.quantile(means, tails, axis=1, method="nearest")
        first, last = np.quantile(places, tails, axis=1, method="nearest")
        mean = scores.mean(axis=1)
        order = np.argsort(mean, kind="stable")
        return [
            Place(rules[i], float(mean[i]), float(low[i]), float(high[i]), 1 + int((mean < mean[i]).sum()),
                  int(first[i]), int(last[i]))
            for i in order
        ]  # fmt: skip

    def winners(self, task: str, budget: str, schedule: str) -> list[str]:
        """The rules whose interval of places reaches the first."""
        return [place.rule for place in self.places(task, budget, schedule) if place.best_place == 1]

    def profile(self, budget: str, schedule: str) -> tuple[Array, dict[str, Array]]:
        """Performance profiles (Dolan & Moré 2002): ratios τ ≥ 1, and for each rule the share of its tasks and of the
        seeds that it solves in at most τ times the steps of the fastest rule there.

        Solved: at most a tenth of the best descent that any rule made on that task and seed is missing. The steps are
        read off curves of 40 points.
        """
        tau = np.geomspace(1, CURVE, 200)
        ratios: dict[str, list[Array]] = {rule: [] for rule in self.rules}
        for task in self.tasks:
            needed = self._needed(task, budget, schedule)
            fastest = needed.min(axis=0)
            for rule, own in zip(self.rules_on(task), needed, strict=True):
                with np.errstate(invalid="ignore"):
                    ratios[rule].append(np.where(np.isfinite(own), own / fastest, np.inf))
        return tau, {rule: (np.concatenate(own) <= tau[:, None]).mean(axis=1) for rule, own in ratios.items()}

    def _needed(self, task: str, budget: str, schedule: str) -> Array:
        """How much of a run (rules on the task, seeds) it takes to solve the task, counted in points of its curve;
        infinity where it never does."""
        rules = self.rules_on(task)
        curves = np.array([[row.curve for row in self.runs(task, rule, budget, schedule)] for rule in rules])
        curves = np.where(np.isfinite(curves), curves, np.inf)
        begin, best = curves[..., 0].min(axis=0), curves.min(axis=(0, 2))
        solved = curves <= (best + SOLVED * (begin - best))[None, :, None]
        return np.where(solved.any(axis=-1), np.maximum(solved.argmax(axis=-1), 1.0), np.inf)  # point 0 is the start

    def gained(self, task: str, scores: Array) -> Array:
        """What share of a task's best descent scores are: 1 the best mean of all, 0 the start, negative below it."""
        begin = np.mean([row.curve[0] for row in self.final if row.task == task])
        means = [
            self.scores(task, name, schedule).mean(axis=1).min()
            for name, _ in self.budgets
            for schedule in self.schedules
        ]
        return (begin - scores) / (begin - min(means))

    def tuning(self, schedule: str) -> list[tuple[str, float, float, float]]:
        """For each rule: the share of the best descent, mean over its tasks, at its defaults and after the largest
        search; and the share of them on which the best of all rules at their defaults does at least as well as that
        search.

        A run that went uphill or diverged counts as 0.
        """
        one_shot, largest = self.budgets[0][0], self.budgets[-1][0]
        found: dict[str, list[tuple[float, float, bool]]] = {rule: [] for rule in self.rules}
        for task in self.tasks:
            default, tuned = (self.scores(task, budget, schedule).mean(axis=1) for budget in (one_shot, largest))
            shares = [np.clip(np.nan_to_num(self.gained(task, row), neginf=0.0), 0, 1) for row in (default, tuned)]
            for i, rule in enumerate(self.rules_on(task)):
                found[rule].append((shares[0][i], shares[1][i], default.min() <= tuned[i]))
        means = {rule: np.mean(own, axis=0).tolist() for rule, own in found.items()}
        return [(rule, before, after, trying) for rule, (before, after, trying) in means.items()]

    def text(self) -> str:
        """The report as Markdown."""
        last = self.budgets[-1][0]
        lines = [
            "# Benchmark",
            "",
            f"{len(self.tasks)} tasks, {len(self.rules)} rules, {len(self.seeds)} seeds; {len(self.rows):,} runs.",
        ]
        if len(self.everywhere) < len(self.rules):
            part = [f"{OPTIMIZERS[r].name} ({len(self.tasks_of(r))})" for r in self.rules if r not in self.everywhere]
            lines += ["", f"Not on every task, as some have no matrices: {', '.join(part)}."]
        for schedule in self.schedules:
            lines += [
                "",
                f"## Rate: {schedule}",
                "",
                f"Best after the {last} search (all that may be first at {LEVEL:.0%}):",
            ]
            lines += [
                "",
                "| task | scored by | first | mean [interval] | may be first |",
                "| --- | --- | --- | --- | --- |",
            ]
            for task in self.tasks:
                first = self.places(task, last, schedule)[0]
                names = ", ".join(OPTIMIZERS[slug].name for slug in self.winners(task, last, schedule))
                span = f"{first.mean:.3g} [{first.low:.3g}, {first.high:.3g}]"
                name = OPTIMIZERS[first.rule].name
                lines.append(f"| {TASKS[task].name} | {TASKS[task].seen} | {name} | {span} | {names} |")
            lines += ["", "Share of the best descent, mean over each rule's tasks:", ""]
            lines += [
                "| rule | at its defaults | tuned | trying all at defaults is as good on |",
                "| --- | --- | --- | --- |",
            ]
            for rule, before, after, trying in self.tuning(schedule):
                lines.append(f"| {OPTIMIZERS[rule].name} | {before:.2f} | {after:.2f} | {trying:.0%} of tasks |")
        return "\n".join(lines) + "\n"


def report(rows: Sequence[Row]) -> Report:
    """The report on finished runs, with the budgets that they have. ValueError if there are none to compare."""
    if not any(row.role == "final" and row.task in TASKS and row.rule in OPTIMIZERS for row in rows):
        raise ValueError("there are no finished runs of a known rule on a known task to report on")
    return Report(rows, _budgets(rows))


def _budgets(rows: Sequence[Row]) -> tuple[tuple[str, int], ...]:
    """The budgets whose searches were run."""
    counts: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row.role == "tune":
            cell = (row.task, row.rule, row.schedule)
            counts[cell] = counts.get(cell, 0) + 1
    most = min(counts.values(), default=1) - 1
    return tuple((name, count) for name, count in BUDGETS.items() if count <= most)
