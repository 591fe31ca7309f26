"""What is run: a random search for each task, rule and schedule, and the found settings over seeds.

After Schmidt, Schneider & Hennig 2021, "Descending through a crowded valley": a rule is judged at its declared defaults
("one shot"), after a small search and after a large one. The small search is the beginning of the large one.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bench._job import Job, Row
from bench._tasks import TASKS
from catalog import Parameter, parameters
from optim import OPTIMIZERS

BUDGETS = {"one shot": 0, "small": 8, "large": 24}
SCHEDULES = ("constant", "cosine")
TUNING_SEED = 1000
RULES = (
    "gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamw", "nadam", "radam",
    "lion", "adabelief", "prodigy", "schedule_free", "soap", "muon", "shampoo", "adafactor", "lars", "lamb",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A benchmark: which tasks and rules, the tuning budgets (name → candidates), the schedules, how many seeds.

    A rule is left out of the tasks that lack what it needs: rules for matrices of those that have none.
    """

    tasks: Sequence[str]
    rules: Sequence[str] = RULES
    budgets: tuple[tuple[str, int], ...] = tuple(BUDGETS.items())
    schedules: Sequence[str] = SCHEDULES
    seeds: int = 5

    def _cells(self) -> Iterator[tuple[str, str, str]]:
        for task in self.tasks:
            for rule in self.rules:
                for schedule in self.schedules if able(task, rule) else ():
                    if schedule == "constant" or OPTIMIZERS[rule]().rate(1) is not None:
                        yield task, rule, schedule

    def tuning(self) -> list[Job]:
        """The searches' runs: the defaults, then candidates drawn from the declared ranges."""
        most = max(count for _, count in self.budgets)
        return [
            Job(task, rule, schedule, settings, TUNING_SEED, "tune")
            for task, rule, schedule in self._cells()
            for settings in candidates(rule, most)
        ]

    def final(self, rows: Sequence[Row]) -> list[Job]:
        """The found settings of every budget over all seeds, given the searches' rows."""
        scores = {(r.task, r.rule, r.schedule, r.settings): r.score for r in rows if r.role == "tune"}
        jobs = {
            Job(task, rule, schedule, self.found(scores, task, rule, schedule, count), seed, "final"): None
            for task, rule, schedule in self._cells()
            for _, count in self.budgets
            for seed in range(self.seeds)
        }
        return list(jobs)

    @staticmethod
    def found(scores: dict[tuple[str, str, str, str], float], task: str, rule: str, schedule: str, count: int) -> str:
        """The best of the first `count` candidates and the defaults; the earlier one where two are equal."""
        return min(candidates(rule, count), key=lambda settings: scores[task, rule, schedule, settings])


@cache
def able(task: str, rule: str) -> bool:
    """Whether a task has all that a rule needs."""
    return not OPTIMIZERS[rule]().lacks(TASKS[task].make(TUNING_SEED))


def candidates(rule: str, count: int) -> list[str]:
    """The defaults, and `count` settings drawn from the ranges that the rule declares: the same for every task."""
    rng = np.random.default_rng([*map(ord, rule)])
    drawn = [_drawn(OPTIMIZERS[rule], rng) for _ in range(count)]
    return ["{}", *(json.dumps(settings, sort_keys=True) for settings in drawn)]


def _drawn(declared: Any, rng: np.random.Generator) -> dict[str, Any]:
    return {p.name: _value(p, rng) for p in parameters(declared) if _searched(p)}


def _searched(p: Parameter) -> bool:
    return p.kind == "number" and p.low is not None and p.high is not None and p.name != "eps"


def _value(p: Parameter, rng: np.random.Generator) -> float:
    low, high = float(p.low or 0), float(p.high or 0)
    value = np.exp(rng.uniform(np.log(low), np.log(high))) if p.log else rng.uniform(low, high)
    return float(f"{value:.4g}")
