"""What to look for in a race, and how it comes out: a line above its picture."""

from collections.abc import Sequence

import numpy as np

from catalog import number
from lessons._claims import listed, said
from lessons._text import counted
from optim import Trajectory
from scenes import Scene
from ui.outside import literal
from ui.race_columns import left

FEW = 3  # names in a row; of more their count is told


def lead(scene: Scene, runs: Sequence[Trajectory]) -> str:
    """Who ends nearest to the lowest known minimum (in a game: to the equilibrium), and who farthest, as Markdown; ""
    where none is known or a run came lower."""
    named = {literal(entrant.name): t for entrant, t in zip(scene.entrants, runs, strict=True)}
    ends = {name: float(left(t)[-1]) for name, t in named.items() if t.diverged_at is None}
    over = [name for name in named if name not in ends]
    if not ends or not np.isfinite(list(ends.values())).all():
        return ""
    told = {name: number(end) for name, end in ends.items()}
    first, last = (told[pick(ends, key=ends.__getitem__)] for pick in (min, max))
    game = scene.surface.game
    goal = "the equilibrium" if game else "the lowest known minimum"
    away = f"at {goal}" if first == "0" else f"{first} {'away from' if game else 'above'} {goal}"
    return said(
        len(runs) > 1 and f"**{'Who comes nearest to the equilibrium?' if game else 'Who ends lowest?'}**",
        f"After {counted(scene.steps, 'step')} {_named(told, first)}, {away}"
        + (f"; last {_named(told, last)}, {last}." if first != last else "."),
        bool(over) and f"Diverged: {listed(over)}.",
    )


def _named(told: dict[str, str], end: str) -> str:
    """Those of whom the same end is told."""
    names = [name for name, own in told.items() if own == end]
    return listed(names) if len(names) <= FEW else f"{len(names)} of {len(told)}"
