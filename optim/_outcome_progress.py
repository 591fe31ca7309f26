"""Runs that are on their way: near a minimum, descending, climbing, crawling; judged by what is left to go."""

import numpy as np

from optim._measure import last_true
from optim._outcome_ground import EPS
from optim._outcome_rest import ON, PASS, REST, Stationary, away, confirmed, is_local
from optim._outcome_settled import WIDE, Past, half, settled
from optim._outcome_swing import up_and_down
from optim._outcome_words import length, share
from optim._record import Record

Array = np.ndarray

NEARER = 0.1  # what a tenth of the steps must bring of the distance, to close in
FEWEST = 5  # steps of a tenth, where there are as many
LEAVES = 0.8  # a run that would leave more than this of what is left, in as many steps again, crawls
SLOW = 0.05  # so does one whose goal is not known, if the later half of its steps brought less than this of its descent
FRESH = 0.25  # the lowest value of a run that descends is no older than this share of its steps
BACK = 0.25  # a run still descends that gave back at most this share of what its last tenth brought
FAR = 0.05  # of the picture: who goes farther does not crawl
SHORT = 6  # of a run of fewer steps the border itself decides
MOST = 4.0  # a value that has risen by more than so many times what was gained counts as this
MANY = 20  # weights


def near(past: Past, goal: Stationary) -> tuple[str, str] | None:
    """The kind ("near") and the words, of a run that was near its goal for the last tenth of its steps."""
    t = past.t
    distance = away(t.surface, t.points, goal.point)
    if not settled(lambda n: PASS / distance[n - _tenth(n) : n + 1].max(), t.steps):
        return None
    closing = ", closing in" if _closing(distance, _tenth(t.steps)) else ""
    which = "a local minimum" if is_local(t, goal.point) else "a minimum"
    return "near", f"Near {which}: {length(t, distance[-1])} away{closing}"


def _closing(distance: Array, tenth: int) -> bool:
    """Whether a run came NEARER in its last tenth, was still coming nearer in the later half of that, and not farther
    in its last quarter."""
    last = distance[-1 - tenth :]
    came = last.mean() <= (1 - NEARER) * distance[-1 - 2 * tenth : -tenth].mean()
    earlier, later = (half.mean() for half in np.array_split(last, 2))
    third, fourth = (quarter.mean() for quarter in np.array_split(last, 4)[2:])
    return bool(came and later <= (1 - NEARER / 4) * earlier and fourth <= third)


def under_way(past: Past, goal: Stationary | None) -> tuple[str, str]:
    """The kind ("descending", "oscillating", "climbing" or "crawling") and the words."""
    steps, values, lowest = past.t.steps, past.values, past.lowest
    if goal is not None and (came := _arrived(past, goal)):
        return came
    floor = None if goal is None else float(past.t.surface.value(goal.point))
    if floor is not None and floor > lowest[-1]:  # who has been lower than where it goes has nothing left to fall
        goal = floor = None
    if settled(lambda n: min(_gain(past, n, floor), _kept(past, n)), steps, WIDE, SHORT):
        return _descending(past)
    if up_and_down(past):
        return "oscillating", "Oscillating: its value rises and falls"
    last = half(steps)
    if values[-1] > values[-1 - last]:
        return "climbing", f"Higher than {last} steps before" if last > 1 else "Higher than a step before"
    lately = f"in the last {last} steps" if last > 1 else "in the last step"
    fall = lowest[-1 - last] - lowest[-1]
    if fall <= 0:
        span = float(np.ptp(past.track[-1 - last :], axis=0).max())
        return "crawling", f"{'No' if span > FAR else 'Crawling: no'} new low {lately}"
    if settled(lambda n: _gain(past, n, floor), steps, WIDE, SHORT):
        return _descending(past)
    leap = float(np.linalg.norm(np.diff(past.track[-1 - last :], axis=0), axis=-1).max())
    return "crawling", f"{'Fell by' if leap > FAR else 'Crawling:'} {_crawled(past, fall, goal)} {lately}"


def _arrived(past: Past, goal: Stationary) -> tuple[str, str] | None:
    """The kind ("near") and the words of a run that stands on its goal, and has not been there for long."""
    t = past.t
    distance = away(t.surface, t.points, goal.point)
    since = int(last_true(distance > ON)) + 1
    if since > t.steps or not (past.values[since:] <= past.values[since - 1]).all():
        return None
    return "near", f"Came to {'a local minimum' if is_local(t, goal.point) else 'a minimum'} at step {since}"


def _crawled(past: Past, fall: float, goal: Stationary | None) -> str:
    """What a run that crawls came to in the later half of its steps: of what was left to fall; where no goal is known,
    of its descent, or the way it went, whichever it is that makes it slow."""
    lowest, last = past.lowest, half(past.t.steps)
    if goal is not None:
        to_fall = lowest[-1 - last] - float(past.t.surface.value(goal.point))
        return f"{share(fall / to_fall)} of what was left to fall{' to a local minimum' * is_local(past.t, goal.point)}"
    brought, moved = fall / (lowest[0] - lowest[-1]), _moved(past, past.t.steps)
    if moved / REST < brought / SLOW:
        return f"a way of {length(past.t, moved)}"
    return f"{share(brought)} of its descent"


def _moved(past: Past, n: int) -> float:
    """How far a run went in the later half of its first n steps."""
    return float(np.linalg.norm(np.diff(past.track[n - half(n) : n + 1], axis=0), axis=-1).sum())


def _descending(past: Past) -> tuple[str, str]:
    """The words say "still" of a run that is lower than a tenth of its steps ago, and about as low as it ever was."""
    steps, values, tenth = past.t.steps, past.values, max(past.t.steps // 10, 1)
    rounding = EPS * abs(past.lowest[-1])  # by which a cycle may come lower
    since = int(np.flatnonzero(values <= past.lowest[-1] + rounding)[0])
    ups = np.diff(values[-1 - half(steps) :])
    turned = len(ups) > 1 and bool((ups[-2:] > 0).all())
    swings = 0 < ups[-1] <= ups[:-1].max(initial=0.0)  # one step of a swing is up
    back = values[-2 if swings else -1] - values[since]
    still = not turned and steps - since <= tenth and back <= BACK * (values[-1 - tenth] - values[since])
    still = still and values[-1] < values[steps - -(-steps // 10)] - rounding
    return "descending", "Still descending" if still else f"Descended until step {since}"


def _tenth(n: int) -> int:
    return min(max(n // 10, FEWEST), n)


def _gain(past: Past, n: int, floor: float | None) -> float:
    """At least 1 where the lowest value so far got on in the later half of the steps, beside what was left to fall."""
    lowest, last = past.lowest, half(n)
    fall = lowest[n - last] - lowest[n]
    if fall <= 0:
        return 0.0
    if floor is None:
        return float(min(fall / (SLOW * (lowest[0] - lowest[n])), _moved(past, n) / REST))
    return float(fall / ((1 - LEAVES ** (last / n)) * (lowest[n - last] - floor)))


def _kept(past: Past, n: int) -> float:
    """At least 1 where what the later half of the steps gained was gained in the last quarter, and not given back: in
    the mean over the last tenth, as one step may stand high or low by itself."""
    lowest, tenth = past.lowest, slice(n - _tenth(n), n + 1)
    fall = lowest[n - half(n)] - lowest[n]
    if fall <= 0:
        return 0.0
    recent = FRESH * n / max(n - int(np.searchsorted(-lowest, -lowest[n])), 1)
    given_back = np.minimum((past.values[tenth] - lowest[tenth]) / fall, MOST).mean()
    return float(min(recent, 1 / given_back if given_back > 0 else np.inf))


def goal_of(t: Record) -> Stationary | None:
    """The minimum to which a run goes: a declared one that is near or lies lower, or one that its end confirms.

    Of many weights the second is not asked while the run is on its way: each Newton step would cost their cube.
    """
    minima = t.surface.minima()
    if len(minima):
        distances = away(t.surface, minima, t.points[-1])
        possible = (distances <= PASS) | (t.surface.value(minima) < t.values[-1])
        if possible.any():
            nearest = np.where(possible, distances, np.inf).argmin()
            return Stationary(minima[nearest], "minimum", np.array([]))
    if t.surface.dims > MANY:
        return None
    found = confirmed(t)
    return found if found is not None and found.kind == "minimum" else None
