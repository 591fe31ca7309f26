"""One run of the benchmark: what is asked, and what came out."""

import hashlib
import json
import time
from typing import Any, NamedTuple

import numpy as np

from bench._tasks import TASKS, settled
from networks import Network
from optim import OPTIMIZERS, SCHEDULES, Scheduled, run

CURVE = 40  # points of a run's curve that are kept


class Job(NamedTuple):
    """One rule with settings on one task under one seed; equal jobs have equal keys, wherever they run."""

    task: str
    rule: str
    schedule: str  # "constant" or "cosine"
    settings: str  # JSON, of the rule's parameters that are not its defaults
    seed: int
    role: str  # "tune" or "final"

    @property
    def key(self) -> str:
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:24]


class Row(NamedTuple):
    """What a run came to. `curve` holds CURVE scores, evenly spaced over its steps; `best` is the least that was
    looked at; seconds are the only thing that
    differs between machines."""

    key: str
    task: str
    rule: str
    schedule: str
    settings: str
    seed: int
    role: str
    score: float
    best: float
    accuracy: float | None  # on examples never seen; None where there are no classes or values to tell
    evaluations: int
    diverged: bool
    curve: list[float]
    seconds: float


def measure(job: Job) -> Row:
    """Run a job. A run that diverges scores infinity; it is a result, not an error."""
    task = TASKS[job.task]
    problem = task.make(job.seed)
    rule: Any = OPTIMIZERS[job.rule](**json.loads(job.settings))
    if job.schedule != "constant":
        rule = Scheduled(rule, SCHEDULES[job.schedule](**{"horizon": task.steps}))
    began = time.perf_counter()
    t = run(rule, problem, steps=task.steps, record_states=False)
    shown = np.linspace(0, task.steps, CURVE).round().astype(int)
    last = np.arange(task.steps + 1)[-max(1, task.steps // 10) :]
    looked = np.union1d(shown, last)
    with np.errstate(all="ignore"):
        scores = np.asarray(task.scores(problem, t.points[looked]), dtype=float)
        right = float(problem.accuracy(t.points[-1], test=True)) if isinstance(problem, Network) else None
    seconds = time.perf_counter() - began
    finite = scores[np.isfinite(scores)]
    return Row(
        job.key, *job,
        score=settled(scores[np.isin(looked, last)]), best=float(finite.min()) if len(finite) else float("inf"),
        accuracy=None if right is None or np.isnan(right) else right, evaluations=int(t.evaluations.total[-1]),
        diverged=t.diverged_at is not None, curve=[float(v) for v in scores[np.isin(looked, shown)]], seconds=seconds,
    )  # fmt: skip
