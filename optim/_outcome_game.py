"""Runs in a game: nobody's value tells how one goes, only how far it is from the equilibrium, and whether it turns."""

import numpy as np

from optim import _measure as measure
from optim._outcome_rest import PASS, REST
from optim._outcome_settled import half, settled
from optim._outcome_words import share
from optim._record import Array, Record

STEADY = 1.1  # a run whose farthest place of a while is so many times that of the while before has drawn away
SEEN = 1.04  # times as far, if every step of the later half goes the same way, is seen to draw away
BAND = 1.2  # times as much as a border, or as little, is clear
POINT = 1e-3  # of the picture: nearer to the equilibrium no turning is seen
LATE = 2.0  # times as far, or as near, as it was within the later half, over the last eighth of that: it has turned
STILL = 4  # steps, or a tenth of a longer run, in which a run does not move: it has stopped
TURN = 0.25  # of a full turn: who goes round by less within the later half of the steps does not circle


def away(t: Record) -> Array:
    """How far a single run is, in the picture, from the equilibrium at each step, (steps + 1,)."""
    return np.linalg.norm(_seen(t), axis=-1)


def playing(t: Record) -> tuple[str, int, str]:
    """The kind ("converged", "stopped", "descending", "climbing", "near" or "oscillating"), the step and the words, of
    a run that is in the picture at its end."""
    far = away(t)
    if far[-1] <= REST and settled(lambda n: REST / far[max(n - max(t.steps // 10, 1), 0) : n + 1].max(), t.steps):
        since = int(measure.last_true(far > REST)) + 1
        return "converged", since, f"At the equilibrium since step {since}"
    far_off = f"{share(far[-1])} of the picture from it"
    stands = int(measure.last_true((t.points != t.points[-1]).any(axis=-1))) + 1
    if t.steps - stands >= max(t.steps // 10, STILL):
        return "stopped", stands, f"Stopped at step {stands}: {share(far[-1])} of the picture from the equilibrium"
    round_ = _turned(t) >= TURN
    moves = "Spirals" if round_ else "Moves"
    way = _way(far, t.steps)
    if way == "away":
        return "climbing", t.steps, f"{moves} away from the equilibrium: {far_off}"
    if way == "was nearer":
        nearest = t.steps - half(t.steps) + int(far[t.steps - half(t.steps) :].argmin())
        return (
            "climbing",
            t.steps,
            f"{share(far[-1])} of the picture from the equilibrium, was nearer at step {nearest}",
        )
    if way == "in":
        return "descending", t.steps, f"{moves} in to the equilibrium: {far_off}"
    if far[t.steps - half(t.steps) // 2 :].max() <= PASS:
        return "near", t.steps, f"Near the equilibrium: {far_off}"
    words = "Circles the equilibrium" if round_ else "Stays away from the equilibrium"
    return "oscillating", t.steps, f"{words}, {far_off}"


def _way(far: Array, n: int) -> str:
    """Where a run has gone in the later half of n steps: "away", "in", "was nearer" (in, and out again) or ""."""
    later, last = far[n - half(n) :], far[n - half(n) // 8 :]
    lately = _grows(far[-1 - half(n) // 2 :], half(n) // 2)
    if far[-1] >= later[0] and lately > -1 and settled(lambda k: _grows(far, k), n, BAND):
        return "away"
    if last.min() > max(LATE * later.min(), PASS):
        return "was nearer"
    if far[-1] <= later[0] and lately < 1 and settled(lambda k: -_grows(far, k), n, BAND):
        return "in"
    return "in" if far[-1] <= REST or (lately <= -1 and LATE * last.max() <= later.max()) else ""


def gone(t: Record, step: int) -> str:
    """The words of a run that has left the picture at a step."""
    spirals = abs(_angle(t)[step] - _angle(t)[0]) >= TURN
    return (
        f"Spirals out of the picture, which it left at step {step}" if spirals else f"Left the picture at step {step}"
    )


def spirals(t: Record) -> bool:
    """Whether a run is seen to go round the equilibrium, by a quarter of a turn at least, in the picture."""
    turns = _angle(t)[(away(t) > POINT) & measure.inside(t.surface, t.points)]
    return bool(len(turns) and np.nanmax(turns) - np.nanmin(turns) >= TURN)


def _seen(t: Record) -> Array:
    """The run in the picture, from the equilibrium."""
    (equilibrium,) = t.surface.mean.critical_points()
    return measure.in_picture(t.surface, t.points) - measure.in_picture(t.surface, equilibrium.point)


def _grows(far: Array, n: int) -> float:
    """At least 1 where a run has drawn away within the later half of n steps, at most −1 where it has come nearer."""
    scores = [_log(_grown(far, n)) / _log(STEADY), _log(_steadily(far, n)) / _log(SEEN)]
    return max(scores, key=abs)


def _grown(far: Array, n: int) -> float:
    """How much farther the farthest place of the last quarter of n steps is than that of the quarter before."""
    begin = n - half(n)
    middle = (begin + n) // 2
    before, after = far[begin : middle + 1].max(), far[middle : n + 1].max()
    return float(after / before) if before > 0 else 1.0


def _steadily(far: Array, n: int) -> float:
    """How many times as far a run is as half of n steps ago, if every step since went the same way; else 1."""
    last = far[n - half(n) : n + 1]
    steps = np.diff(last)
    return float(last[-1] / last[0]) if (steps > 0).all() or (steps < 0).all() else 1.0


def _log(ratio: float) -> float:
    return float(np.log(ratio)) if ratio else -np.inf  # at the equilibrium


def _turned(t: Record) -> float:
    """By how much of a full turn a run has gone round the equilibrium in the later half of its steps; one step is a
    straight line."""
    if t.steps < 2:
        return 0.0
    turns = _angle(t)
    return abs(float(turns[-1] - turns[t.steps - half(t.steps)]))


def _angle(t: Record) -> Array:
    """How far round the equilibrium a run has come at each step, in turns, (steps + 1,)."""
    x, y = _seen(t).T
    return np.unwrap(np.arctan2(y, x)) / (2 * np.pi)
