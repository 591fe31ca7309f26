"""What a run came to, in words: definite tests on its trajectory, made in this order.

- diverged: it holds NaN at its end; unless it went down all the way out of the picture, or the surface
  ends there, which is to have left.
- converged, local, saddle, maximum: it is at rest at a stationary point that the surface confirms (`_outcome_rest`):
  it came to stay there for ten steps, or a tenth of a shorter run, and never strayed since. A minimum is local where
  lower ground is known.
- left: its last point lies outside the domain, unless it swings in and out of it.
- stopped: in the last third it moved by no more than can be told, on a slope, at a kink or on flat ground; or no step
  was taken.
- near: for the last tenth of its steps it was near a minimum, or it came to one in its last steps.
- oscillating: in the later half it goes back and forth about a place that does not move; or its value rises and falls
  and gets nowhere by it. Who has gone one way for ten steps, or a tenth of a shorter run, and for longer than ever
  between two turns, no longer does.
- wandering: it goes back and forth as far as before, without ever coming back to the same place: in chaos, but also on
  an orbit whose periods do not fit each other.
- descending: at the pace at which its lowest value fell in the later half, as many steps again would bring a good part
  of what was left to fall; where the goal is not known, that half brought some of the descent.
- climbing: it does not, and the value rose.
- crawling: none of these.

A run that could be called two things gets the more cautious. None is said of a single lucky step: each test looks at a
share of the steps, and has two borders (`_outcome_settled`), so that a run that is a step longer or shorter is called
the same unless something happened in that step.

Lengths are shares of the picture (the domain stretched to a unit box), so that no test depends on a surface's units;
without a domain they are in the coordinates' own unit, and no run leaves. Where a surface has no Hessian and knows no
critical point, none of the four that need one is said. On a surface of many weights a run that is still on its way is
not asked which minimum it goes to. On one whose minimum moves nothing is at rest: a run that has not left is near it,
descending or crawling by how far it is from where the minimum is at each step (`_outcome_following`). In a game what
counts is the distance from the equilibrium (`_outcome_game`).
"""

from typing import Any, NamedTuple

import numpy as np

from optim import _measure as measure
from optim._outcome_following import following
from optim._outcome_game import gone, playing
from optim._outcome_ground import SMALL, creased, height
from optim._outcome_progress import goal_of, near, under_way
from optim._outcome_rest import at_rest, is_local
from optim._outcome_settled import Past
from optim._outcome_swing import swing
from optim._outcome_words import signs
from optim._record import Record

STILL = 1e-9  # of the picture: who moves less since, stands still
DOWNHILL = ", downhill"
RETURNS = 2  # times that a run came back into the picture, of late: leaving it is then part of a swing
KINDS = (
    "diverged", "converged", "local", "saddle", "maximum", "left", "stopped",
    "near", "oscillating", "wandering", "climbing", "crawling", "descending",
)  # fmt: skip


class Outcome(NamedTuple):
    """One of KINDS, the step at which it came about (the last step, where it is still going on), and the words."""

    kind: str
    step: int
    text: str

    @property
    def downhill(self) -> bool:
        """Whether the run left the picture and its value fell all the while: no failure where there is no floor."""
        return self.text.endswith(DOWNHILL)

    def __str__(self) -> str:
        return self.text


def outcome(t: Record) -> Any:
    """The Outcome of a single run; of a batch, an object array of them in the shape of `t.lanes`."""
    if t.lanes:
        out = np.empty(t.lanes, dtype=object)
        for index in np.ndindex(t.lanes):
            out[index] = outcome(t.lane(*index))
        return out
    with np.errstate(all="ignore"):
        if t.surface.drifts:
            return _ended(t) or _left(t) or Outcome(*_following(t))
        if t.surface.game:
            return _ended(t) or _left(t) or Outcome(*playing(t))
        return _ended(t) or _at_rest(t) or _left(t) or _stopped(t) or _going_on(t)


def _following(t: Record) -> tuple[str, int, str]:
    kind, text = following(t)
    return kind, t.steps, text


def _ended(t: Record) -> Outcome | None:
    """Runs without a last point, or without a step."""
    at = t.diverged_at
    if at is None:
        return None if t.steps else Outcome("stopped", 0, "No step taken")
    if at == 0:
        return Outcome("diverged", 0, "No value at the start")
    if t.surface.mean.ends:
        return Outcome("left", at, f"Left the picture at step {at}")
    left = int(measure.left_at(t))
    if left > 0 and _downhill(t, left):
        return Outcome("left", left, f"Left the picture at step {left}{DOWNHILL}")
    return Outcome("diverged", at, f"Diverged at step {at}")


def _at_rest(t: Record) -> Outcome | None:
    rest = at_rest(t)
    if rest is None:
        return None
    stationary, since = rest
    where = "" if measure.inside(t.surface, t.points[-1]) else ", outside the picture"
    if stationary.kind == "maximum":
        return Outcome("maximum", since, f"Stopped at a maximum at step {since}{where}")
    if stationary.kind == "saddle":
        return Outcome("saddle", since, f"Stalled near a saddle{where}{signs(stationary.eigenvalues)}")
    if is_local(t, stationary.point):
        return Outcome("local", since, f"Converged at step {since} in a local minimum{where}")
    return Outcome("converged", since, f"Converged at step {since}{where}")


def _left(t: Record) -> Outcome | None:
    step = int(measure.left_at(t))
    if step < 0:
        return None
    if step == 0:
        return Outcome("left", 0, "Outside the picture")
    if t.surface.game:
        return Outcome("left", step, gone(t, step))
    if measure.returns(t) >= RETURNS and (swinging := swing(_past(t))):
        return Outcome(swinging[0], t.steps, swinging[1])
    return Outcome("left", step, f"Left the picture at step {step}{DOWNHILL if _downhill(t, step) else ''}")


def _downhill(t: Record, left: int) -> bool:
    """Whether the value fell, and never rose, from the last step in the picture on: leaving it was no failure.

    A rule that refuses a step stays where it is for that one. In a game it never is: nobody's goal is a low value.
    """
    if t.surface.game:
        return False
    values = t.values[left - 1 : int(measure.last_step(t)) + 1]
    return len(values) > 1 and bool((np.diff(values) <= 0).all() and values[-1] < values[0])


def _stopped(t: Record) -> Outcome | None:
    track = measure.in_picture(t.surface, t.points)
    since = int(measure.last_true((np.abs(track - track[-1]) > STILL).any(axis=-1))) + 1
    if since > t.steps - max(t.steps // 3, 1):
        return None
    ground = "at a kink" if creased(t) else "on flat ground" if _flat(t) else "on a slope"
    return Outcome("stopped", since, f"Stopped at step {since}, {ground}" if since else f"Does not move, {ground}")


def _flat(t: Record) -> bool:
    """Whether the slope at the end is nothing beside those of the run, or the height above the lowest ground known."""
    low, high = measure.picture(t.surface)
    across = np.abs(t.gradients[-1] * (high - low)).sum()
    norms = t.gradient_norms
    level = norms[-1] <= SMALL * np.max(norms[np.isfinite(norms)], initial=0.0)
    return bool(level or across <= measure.ROUNDING * height(t, t.values[-1]))


def _past(t: Record) -> Past:
    return Past(t, measure.in_picture(t.surface, t.points), t.values, np.minimum.accumulate(t.values))


def _going_on(t: Record) -> Outcome:
    past = _past(t)
    goal = goal_of(t)
    kind, text = (goal and near(past, goal)) or swing(past) or under_way(past, goal)
    return Outcome(kind, t.steps, text)
