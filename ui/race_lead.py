"""What to look for in a race, and how it comes out: a line above its picture."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from catalog import number
from export._source import labels
from lessons._claims import listed, said
from lessons._text import counted
from optim import Trajectory, final_value, left_at
from optim._measure import lowest_value
from scenes import Scene
from ui.outside import literal
from ui.race_columns import left_at_end

FEW = 3  # names in a row; of more their count is told


def lead(scene: Scene, runs: Sequence[Trajectory]) -> str:
    """Who ends nearest to the lowest known minimum (in a game: to the equilibrium), and who farthest; where runs fell
    below it, who is the first to leave the picture, or else who ends at the lowest value. As Markdown."""
    named = {literal(label): t for label, t in zip(labels(scene), runs, strict=True)}
    return _left(scene, named) or _ended(scene, named)


def _left(scene: Scene, named: Mapping[str, Trajectory]) -> str:
    """Who left the picture, and when; "" where nobody did so downhill, and below a known minimum if there is one, nor
    was over with it lower than those that are left."""
    fell, floor = [t for t in named.values() if t.outcome.downhill], lowest_value(scene.surface)
    rest = min((float(t.values[-1]) for t in named.values() if t.diverged_at is None), default=np.inf)
    over = [t for t in named.values() if t.outcome.kind == "left" and t.diverged_at is not None]
    below = bool(fell) and not min(map(final_value, fell)) >= floor  # always so without one
    if not below and not any(final_value(t) < rest for t in over):
        return ""
    when = {name: step for name, t in named.items() if (step := _out(t)) > 0}
    inside = [name for name, t in named.items() if left_at(t) < 0 and t.diverged_at is None]
    first, last = (pick(when.values()) for pick in (min, max))
    return said(
        f"**{'Who is the first' if len(named) > 1 else 'When is it'} out of the picture for good?**",
        f"{_those(when, first, named)}, at step {first}"
        + (f"; last {_those(when, last, named)}, at {last}." if first != last else "."),
        bool(inside) and f"Inside after {counted(scene.steps, 'step')}: {_few(inside, named)}.",
        _diverged(named),
    )


def _ended(scene: Scene, named: Mapping[str, Trajectory]) -> str:
    """Who ends lowest and who highest."""
    alive, game = {name: t for name, t in named.items() if t.diverged_at is None}, scene.surface.game
    lost = [name for name, t in named.items() if t.outcome.kind == "left" and name not in alive]
    out = f"Out of the picture: {listed(lost)}." if lost else ""
    if not alive:
        return said(out, _diverged(named))
    ends = {name: left_at_end(t) for name, t in alive.items()}
    known = bool(np.isfinite(list(ends.values())).all())
    ends = ends if known else {name: float(t.values[-1]) for name, t in alive.items()}
    told = {
        name: (number(end), number(float(alive[name].values[-1])) if end and not game else "")
        for name, end in ends.items()
    }  # as the table tells it: who differs in either is not the same
    lowest, highest = (told[pick(ends, key=ends.__getitem__)] for pick in (min, max))
    (first, _), (last, _) = lowest, highest
    goal = "the equilibrium" if game else "the lowest known minimum"
    away = f"at {goal}" if first == "0" else f"{first} {'away from' if game else 'above'} {goal}"
    return said(
        len(named) > 1 and f"**{'Who ends nearest to the equilibrium?' if game else 'Who ends lowest?'}**",
        f"After {counted(scene.steps, 'step')} {_those(told, lowest, named)}, {away if known else f'at f = {first}'}"
        + (f"; last {_those(told, highest, named)}, {'' if known else 'at '}{last}." if first != last else "."),
        out,
        _diverged(named),
    )


def _out(t: Trajectory) -> int:
    """The step from which a run is outside the picture, or was over with it; below 0 where it is not."""
    return t.outcome.step if t.outcome.kind == "left" else int(left_at(t))


def _diverged(named: Mapping[str, Trajectory]) -> str:
    if named and all(t.diverged_at == 0 for t in named.values()):
        return "No value at the start."
    over = [name for name, t in named.items() if t.outcome.kind == "diverged"]
    return f"Diverged: {listed(over)}." if over else ""


def _those(told: Mapping[str, Any], what: Any, racers: Collection[str]) -> str:
    """Those of whom the same is told."""
    return _few([name for name, own in told.items() if own == what], racers)


def _few(names: Sequence[str], racers: Collection[str]) -> str:
    return listed(names) if len(names) <= FEW else f"{len(names)} of {len(racers)}"
