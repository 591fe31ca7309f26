"""What the table under a race says, in columns: how the runs ended, how they go on, how much they mind their rates."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from catalog import number, upward
from optim import Recorded, Sensitivity, Trajectory, final_point, final_value, last_step, steps_to_reach
from optim._measure import lowest_value
from surfaces import goal

TOLERANCE = 1e-3
DONE = f"{1 - TOLERANCE:.1%}"  # of the way
AHEAD = 100  # steps, or evaluations, by which a race is run on
POINTS = 48  # of a small curve
UNITS = {"step": "steps", "evals": "evaluations"}
MISSING = "–"
GOALS = {False: "lowest known minimum", True: "equilibrium"}  # of a race, or of a game


class Cell(NamedTuple):
    """What a cell says, the number by which it is sorted, and a small curve: points in [0, 1]², its dot and band."""

    text: str
    value: float | None = None
    curve: dict[str, Any] | None = None


class Column(NamedTuple):
    """A column: its head, what the head means, a cell for each run; `kind` is "number", "text" or "curve"."""

    head: str
    help: str
    cells: list[Cell]
    kind: str = "number"


def result(runs: Sequence[Trajectory], over: str) -> list[Column]:
    """How each run ended."""
    game = _game(runs)
    way = f"the way from the start to the {GOALS[game]} ({DONE} of it), for good"
    return [
        Column("Final value", "f at the end of the race, or at the last step before a run diverged",
               [measured(float(final_value(t))) for t in runs]),
        *([] if game else [
            Column("Left to gain", "How far that is above the lowest known minimum",
                   [measured(left_at_end(t)) for t in runs]),
        ]),
        Column("Distance left", f"From the last point to the {'equilibrium' if game else 'nearest known minimum'}",
               [measured(_distance(t)) for t in runs]),
        *([Column(f"Steps to {DONE}", f"After which a run has gone {way}", [_done(t, "step") for t in runs])]
          if over == "step" else []),
        Column(f"Evaluations to {DONE}", f"Values, gradients and Hessians asked for until a run has gone {way}",
               [_done(t, "evals") for t in runs]),
        Column("Outcome", "What the run came to", [Cell(str(t.outcome)) for t in runs], "text"),
    ]  # fmt: skip


def progress(runs: Sequence[Trajectory], ahead: Sequence[Trajectory | None], over: str) -> list[Column]:
    """How each run went lately and how it goes on; `ahead` are the same runs, AHEAD steps longer."""
    unit = UNITS[over]
    game = _game(runs)
    measure = "What is left to gain" if any(_floor(t) is not None for t in runs) else "f"
    measure = "The distance from the equilibrium" if game else measure
    scale = "" if measure == "f" else ", on a logarithmic scale"
    return [
        Column("Course", f"{measure} over the {unit}{scale}; the last tenth is marked",
               [Cell("", None, _course(t, over)) for t in runs], "curve"),
        Column("Distance left" if game else "Left to gain",
               f"How far the run's end is {'from the equilibrium' if game else 'above the lowest known minimum'}",
               [measured(left_at_end(t)) for t in runs]),
        Column("Last tenth", f"{measure}: by how much it changed over the last tenth of the {unit}",
               [change(t, _at(t, 0.9 * clock(t, over)[-1], over), t.steps) for t in runs]),
        Column(f"Next {AHEAD} {unit}", f"{measure}: by how much it changes if the race is run on as it is set",
               [_next(t, on, over) for t, on in zip(runs, ahead, strict=True)]),
        *([Column(f"Steps to {DONE}", f"Until {DONE} of the way to the {GOALS[game]}",
                  [_done(t, "step") for t in runs])] if over == "step" else []),
        Column(f"Evaluations to {DONE}", f"Until {DONE} of the way to the {GOALS[game]}",
               [_done(t, "evals") for t in runs]),
    ]  # fmt: skip


def rates(rules: Sequence[Any], found: Sequence[Sensitivity | None]) -> list[Column]:
    """How much each rule minds its learning rate."""
    return [
        Column("η now", "The learning rate in this race", [measured(_rate(rule)) for rule in rules]),
        Column("Best η", "Of the rates tried, over the control's range, the one that leaves the least",
               [measured(s.best if s and np.isfinite(s.low) else np.nan) for s in found]),
        Column("Left at best", "The most in its last steps (a tenth, at most ten), or where it left the picture, above "
               "the lowest known minimum, or from a game's equilibrium; a dash where none is known or a run came lower",
               [measured(float(s.left.min()) if s and s.known and np.isfinite(s.low) else np.nan) for s in found]),
        Column("Good range of η", "The rates about the best that leave at most twice as much, or a thousandth of what "
               "there was at the start",
               [_range(s) for s in found]),
        Column("Width", "The largest good rate over the smallest: a rule with a wide range is easy to set",
               [_width(s) for s in found]),
        Column("Left against η", "What is left at each rate, both on logarithmic scales; the dot is the rate now, the "
               "band the good range",
               [Cell("", None, _sensitive(s, _rate(rule))) for rule, s in zip(rules, found, strict=True)], "curve"),
    ]  # fmt: skip


def measured(value: float) -> Cell:
    """A number, or a dash where there is none."""
    return Cell(number(value, missing=MISSING), float(value) if np.isfinite(value) else None)


def left(t: Trajectory) -> Any:
    """What is left to gain at each step until the run diverged: f above the lowest known minimum, 0 where that is less
    than rounding can tell, as at minima that are equally low, or where f is below it by no more than the rounding of
    what it is made of; NaN where none is known or f is below it. In a game, how far it is from the equilibrium."""
    if t.surface.game:
        return goal(t.surface, t.points[: int(last_step(t)) + 1])
    lowest = lowest_value(t.surface)
    above = t.values[: int(last_step(t)) + 1] - lowest
    rounding = np.finfo(float).eps * np.array([4 * abs(lowest), 64 * max(abs(lowest), abs(t.values[0]))])
    level = max(rounding[0], _unevenness(t.surface.mean, lowest, np.finfo(float).eps * abs(t.values[0] - lowest)))
    return np.where(above < -rounding[1], np.nan, np.where(above <= level, 0.0, above))


def left_at_end(t: Trajectory) -> float:
    """The same at the last step before a run diverged; NaN where it had no value even at the start."""
    return float(left(t)[-1]) if last_step(t) >= 0 else np.nan


def _distance(t: Trajectory) -> float:
    """How far a run ends from the equilibrium, or the nearest known minimum."""
    return left_at_end(t) if t.surface.game else float(t.surface.distance_to_minimum(final_point(t)))


def _unevenness(surface: Any, lowest: float, most: float) -> float:
    """By how much the known minima that are equally low, but for rounding, lie above the lowest of them."""
    minima = surface.minima()
    above = surface.value(minima) - lowest if len(minima) else np.zeros(0)
    return float(above[above <= most].max(initial=0.0))


def _game(runs: Sequence[Trajectory]) -> bool:
    return any(t.surface.game for t in runs)


def _floor(t: Trajectory) -> float | None:
    if t.surface.game:
        return 0.0
    floor = lowest_value(t.surface)
    return floor if np.isfinite(floor) else None


def clock(t: Trajectory, over: str) -> Any:
    """How far a race is at each step, in steps or in evaluations."""
    return np.arange(t.steps + 1) if over == "step" else t.evaluations.total


def _at(t: Trajectory, when: float, over: str) -> int:
    """The last step at which no more than so much has gone by."""
    return int(np.searchsorted(clock(t, over), when, side="right")) - 1


def _done(t: Trajectory, over: str) -> Cell:
    reached = int(steps_to_reach(t, TOLERANCE))
    unknown = reached < 0 or (over == "evals" and isinstance(t.optimizer, Recorded))  # nobody recorded them
    return Cell(MISSING) if unknown else measured_whole(int(clock(t, over)[reached]))


def measured_whole(count: int) -> Cell:
    return Cell(f"{count:,}".replace(",", "\u202f"), float(count))


def change(t: Trajectory, before: int, after: int) -> Cell:
    """By how much a run changed between two steps: what was left, in percent; f, where no minimum is known."""
    if t.diverged_at is not None and t.diverged_at <= after:
        return Cell("diverges", np.inf) if t.diverged_at > before else Cell(MISSING)
    values = t.values
    if _floor(t) is None:
        by = float(values[after] - values[before])
        return Cell("±0" if not by else f"{'+' * (by > 0)}{number(by)}", by)
    first, last = left(t)[[before, after]]
    if first == 0 and last == 0:
        return Cell("nothing left", 0.0)
    by = float(last / first - 1) if first > 0 else np.nan
    if not np.isfinite(by):
        return Cell(MISSING)
    return Cell(_percent(by, last == 0), by)


def _percent(by: float, whole: bool) -> str:
    if by > 9.995:
        return f"× {number(1 + by)}"
    text = f"{100 * abs(by):.1f}" if abs(by) < 0.0995 else f"{100 * abs(by):.0f}"
    if by < 0 and float(text) == 100 and not whole:
        return "over −99.5%"
    return "±0%" if not float(text) else f"{'+' if by > 0 else '−'}{text}%"


def _next(t: Trajectory, on: Trajectory | None, over: str) -> Cell:
    if on is None or t.diverged_at is not None or isinstance(t.optimizer, Recorded):
        return Cell(MISSING)
    return change(on, t.steps, on.steps if over == "step" else _at(on, clock(t, over)[-1] + AHEAD, over))


def _course(t: Trajectory, over: str) -> dict[str, Any] | None:
    """What is left (f, where no minimum is known) over the race: a small curve, its last tenth in a band."""
    floor = _floor(t)
    if last_step(t) < 0:
        return None
    drawn = left(t) if floor is not None else t.values[: int(last_step(t)) + 1]
    x = clock(t, over)[: len(drawn)] / max(clock(t, over)[-1], 1)
    pick = np.unique(np.linspace(0, len(drawn) - 1, POINTS).astype(int))
    made = _curve(x[pick], drawn[pick], log=floor is not None)
    return made and made | {"band": [0.9, 1.0]}


def _sensitive(s: Sensitivity | None, rate: float) -> dict[str, Any] | None:
    if s is None:
        return None

    def place(value: float) -> float:
        return float(np.log(value / s.rates[0]) / np.log(s.rates[-1] / s.rates[0]))

    made = _curve(np.array([place(r) for r in s.rates]), s.left)
    if made is None:
        return None
    band = {"band": [place(s.low), place(s.high)]} if np.isfinite(s.low) else {}
    dot = {"dot": place(rate)} if s.rates[0] <= rate <= s.rates[-1] else {}
    return made | band | dot


def _curve(x: Any, y: Any, log: bool = True) -> dict[str, Any] | None:
    """Points in the unit square, y upwards; what is infinite is left out."""
    with np.errstate(all="ignore"):
        smallest = np.min(y[y > 0], initial=np.inf)
        height = np.log10(np.maximum(y, smallest)) if log else np.asarray(y, dtype=float)
    usable = np.isfinite(height)
    if usable.sum() < 2:
        return None
    low, high = height[usable].min(), height[usable].max()
    scaled = (height - low) / (high - low) if high > low else np.full(len(height), 0.5)
    return {"x": np.round(x[usable], 3).tolist(), "y": np.round(scaled[usable], 3).tolist()}


def _rate(rule: Any) -> float:
    lr = rule.settings().get("lr")
    return float(lr) if lr is not None else np.nan


def _range(s: Sensitivity | None) -> Cell:
    if s is None or not np.isfinite(s.low):
        return Cell(MISSING)
    ends = [number(rate) for rate in (s.low, s.high)]
    return Cell(" … ".join(dict.fromkeys(ends)), s.low)


def _width(s: Sensitivity | None) -> Cell:
    if s is None or not np.isfinite(s.width):
        return Cell(MISSING)
    at_end = s.low == s.rates[0] or s.high == s.rates[-1]  # what is beyond is not known
    if s.low == s.high and not at_end:  # neither neighbour is good
        return Cell(f"under × {number(upward((s.rates[1] / s.rates[0]) ** 2, 2), 2)}", 1.0)
    return Cell(f"{'≥ ' if at_end else ''}× {number(s.width, 2)}", s.width)
