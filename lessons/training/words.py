"""What came of the runs, in sentences that are true of them."""

from collections.abc import Mapping, Sequence

from figures import Racer
from lessons._claims import listed, percent, said
from lessons._text import counted, number
from lessons.training.measure import Measured
from networks import Network
from networks._data import TABLES

RISEN = 1.1  # times its least: what stays above that is said to have risen, and what it left behind to have fallen
CLOSE = 1.02  # times the best: what lies within shares its place


def verdict(problem: Network, racers: Sequence[Racer], runs: Mapping[str, Measured]) -> str:
    """Who ended lowest on the training and on the test examples, who fits what does not repeat, who diverged."""
    there = {racer.name: runs[racer.id] for racer in racers if racer.id in runs}
    arrived = {name: run for name, run in there.items() if run.diverged_at is None}
    over = [f"{name} (step {run.diverged_at:,})" for name, run in there.items() if run.diverged_at is not None]
    data = problem.examples_used
    sizes = (
        f"{counted(problem.dims, 'weight')}, {counted(len(data.x), 'training example')}, "
        f"{counted(len(data.x_test), 'test example')}."
    )
    return said(
        bool(arrived) and _best(problem, arrived),
        sizes,
        data.regression
        and "These are values: their loss is the squared error, in units of the "
        "variance of those learnt from; R² is measured by that of the test examples.",
        problem.l2 > 0 and "Weight decay’s λ‖w‖²/2 counts in the training loss, and not in the test loss.",
        _risen(arrived),
        bool(over) and f"Diverged: {listed(over)}.",
        _costs(there),
    )


def _best(problem: Network, runs: Mapping[str, Measured]) -> str:
    steps = next(iter(runs.values())).steps
    losses = {name: float(run.loss[-1]) for name, run in runs.items()}
    least, low = leaders(losses)
    tests = {name: float(run.test[-1]) for name, run in runs.items()}
    tested, least_test = leaders(tests)
    rights = [float(runs[name].test_right[-1]) for name in tested]
    up_to = "up to " if max(rights) > min(rights) else ""
    regression = problem.examples_used.regression
    told = up_to + (f"R² {number(max(rights), 2)}" if regression else f"{percent(max(rights))} classified correctly")
    if len(runs) == 1:
        return (
            f"After {counted(steps, 'step')} {least[0]}’s training loss is {number(low)}, its test loss "
            f"{number(least_test)} ({told})."
        )
    same = " as well" if least == tested else f" {_has(tested)} the lowest"
    return (
        f"After {counted(steps, 'step')} **{listed(least)}** {_has(least)} the lowest training loss, "
        f"{_whose(losses, least)}{number(low)}; on the test examples **{listed(tested)}**{same}, "
        f"{_whose(tests, tested)}{number(least_test)} ({told})."
    )


def _has(names: Sequence[str]) -> str:
    return f"are within {percent(CLOSE - 1)} of" if len(names) > 1 else "has"


def _whose(ends: Mapping[str, float], names: Sequence[str]) -> str:
    """Whose the lowest is, where several are near it."""
    return f"{min(ends, key=lambda name: ends[name])}’s " if len(names) > 1 else ""


def leaders(ends: Mapping[str, float]) -> tuple[list[str], float]:
    """Who ends lowest, with all who end within two percent of it, and the least value."""
    low = min(ends.values())
    return [name for name, end in ends.items() if end <= CLOSE * low], low


def risen(run: Measured) -> int | None:
    """The step at which the test loss was seen lowest, if it stayed a tenth above that all through the last third of
    the looks: one that swings comes back; else None."""
    last = run.test[-max(1, len(run.test) // 3) :]
    return int(run.moments[run.best]) if last.min() > RISEN * run.test[run.best] else None


def _risen(runs: Mapping[str, Measured]) -> str:
    up = {name: k for name, run in runs.items() if (k := risen(run)) is not None}
    if not up:
        return ""
    told = listed(
        f"{name} (lowest near step {k:,})" if k else f"{name} (lowest at the start)" for name, k in up.items()
    )
    learnt = [RISEN * runs[name].fit[-1] < runs[name].fit[runs[name].best] for name in up]
    return said(
        f"The test loss has risen over a tenth above its least, and stayed there: {told}.",
        all(learnt)
        and "On the training examples the loss has fallen since: what is learnt of them, test examples do not share.",
    )


def _costs(runs: Mapping[str, Measured]) -> str:
    cheapest = min((run.evaluations / max(run.steps, 1) for run in runs.values() if run.diverged_at is None), default=1)
    dear = [
        f"{name} {number(run.evaluations / run.steps / cheapest, 2)}"
        for name, run in runs.items()
        if run.diverged_at is None and number(run.evaluations / run.steps / cheapest, 2) != "1"
    ]
    return f"A step does not ask all for as many evaluations: times the cheapest, {listed(dear)}." if dear else ""


def idle(data: str, problem: Network, own: bool = False) -> str:
    """Which controls change nothing on these data, or nothing."""
    values = problem.examples_used.regression
    still = [
        *(("Data", "Examples") if own else ()),
        *(("Noise",) if own or data in TABLES else ()),
        *(("Wrong labels",) if own or values else ()),
        *(("Loss",) if values else ()),
    ]
    return f"Without effect on these data: {listed(still)}." if still else ""
