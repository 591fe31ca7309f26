"""What the page “A network’s landscape” says of its runs."""

from collections.abc import Mapping, Sequence

import numpy as np

from catalog import upward
from figures import Racer
from lessons._claims import percent, said
from lessons._text import number
from lessons.landscape.line import Line
from lessons.landscape.planes import Plane, ended
from lessons.landscape.section import Seen

FOOLED = 1.5  # times: from there two losses are said to differ
EXACT = 1.005  # times: nearer than that they are the same as they are written
EVEN = 1e-3  # of that: a hill is none that cannot be seen
FLAT = 0.01  # of the ends' mean loss at the start: less is no barrier


def share_words(plane: Plane, tracks: Sequence[np.ndarray]) -> str:
    """The share of the movement that the plane holds."""
    return f"holds {percent(plane.share(ended(tracks)))} of the movement"


def verdict(plane: Plane, racers: Sequence[Racer], tracks: Mapping[str, np.ndarray], runs: Mapping[str, Seen]) -> str:
    """How much the plane holds, who ends farthest beside it, and whom its loss there misleads."""
    names = {racer.id: racer.name for racer in racers}
    over = [names[id] for id, run in runs.items() if not np.isfinite(run.loss[-1])]
    ends = {id: run for id, run in runs.items() if np.isfinite(run.loss[-1])}
    other = "other " if ends and over else ""
    whose = f"the {other}run" if len(ends or over) == 1 else f"all {other}runs together"
    return said(
        bool(over) and f"Diverged: {', '.join(over)}.",
        f"The plane **{share_words(plane, list(tracks.values()))}** of {whose}.",
        bool(ends) and _farthest(ends, names),
        bool(ends) and _fooled(ends, names),
    )


def _farthest(runs: Mapping[str, Seen], names: Mapping[str, str]) -> str:
    id, run = max(runs.items(), key=lambda item: item[1].away[-1])
    if run.away[-1] <= 1e-6 * max(run.length, 1e-12):
        return "All of them end on it." if len(runs) > 1 else "The run ends on it."
    farthest = "farthest " if len(runs) > 1 else ""
    return (
        f"{names[id]} ends {farthest}outside the plane, at a distance of {number(run.away[-1], 2)}; it has come "
        f"{number(run.length, 2)} away from its start."
    )


def fooled(run: Seen) -> float:
    """How many times the plane's loss under a run's end is its true loss, or the other way round."""
    high, low = max(run.under[-1], run.loss[-1]), min(run.under[-1], run.loss[-1])
    return float(high / low) if low > 0 else float("inf")


def _fooled(runs: Mapping[str, Seen], names: Mapping[str, str]) -> str:
    id, run = max(runs.items(), key=lambda item: fooled(item[1]))
    told = f"at {names[id]}’s end the plane has a loss of {number(run.under[-1], 2)}, the run {number(run.loss[-1], 2)}"
    several = len(runs) > 1
    if fooled(run) > FOOLED:
        return f"Do not read the {'runs’ losses' if several else 'run’s loss'} off this picture: {told}."
    right = (
        "Here the plane’s losses under the ends are right"
        if several
        else "Here the plane’s loss under the end is right"
    )
    return f"{right}." if fooled(run) < EXACT else f"{right} to within a factor of {number(upward(fooled(run)))}."


def _way(line: Line, small: float) -> str:
    """What a straight way is like that never rises above the straight line between the ends' losses."""
    if line.hill <= EVEN * small:
        return "a straight way without a hill leads to that same network"
    hill = f"goes over a hill of {number(line.hill, 2)}"
    return (
        f"the straight way to that same network {hill}, though never above the straight line between the ends’ losses"
    )


def line_words(lines: Sequence[Line], start_loss: float) -> str:
    """Whether there is a barrier on the straight line, and what matching the hidden units makes of it."""
    plain, matched = lines
    small = FLAT * start_loss
    if plain.barrier <= small:
        above = f"no more than {number(upward(plain.barrier, 2), 2)}" if plain.barrier else "never"
        return said(
            f"There is no barrier to speak of: on the way the loss is {above} above the straight line between the "
            "ends’ losses.",
            matched.barrier > small
            and f"With the hidden units matched there is one, {number(matched.barrier, 2)}: nearer is not always "
            "better connected.",
        )
    return said(
        f"There is a **barrier**: on the way the loss rises {number(plain.barrier, 2)} above the straight line between "
        f"the ends’ losses (untrained, the first network’s is {number(start_loss, 2)}).",
        matched.barrier == 0 and f"With the hidden units matched nothing is left of it: {_way(matched, small)}.",
        0 < matched.barrier < plain.barrier
        and f"With the hidden units matched it is {percent(1 - matched.barrier / plain.barrier)} less.",
        matched.barrier >= plain.barrier
        and f"Matching the hidden units does not lower it: {number(matched.barrier, 2)}.",
    )
