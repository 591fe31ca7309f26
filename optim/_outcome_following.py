"""Runs on a surface whose minimum moves: nothing is at rest there, and what counts is how far they are from where the
minimum is at each step."""

import numpy as np

from optim._measure import in_picture, last_true
from optim._outcome_settled import later, settled
from optim._outcome_words import share
from optim._record import Array, Record

FOLLOWS = 0.05  # a run that is never farther than this from the minimum, in the picture, follows it
EVEN = 1.25  # the most that a distance may be of the least, to be even
GROWS = 1.05  # times as far as before is farther
FEWEST = 2  # steps, of a few, for which it has followed it
ALONG = 2.0  # a run that trails it goes at most so many times the minimum's way, and at least its inverse
STAYS = 0.05  # of the picture: who goes no farther hardly moves
CLOSER = 0.9  # a run that closes in has at most this share of the distance left, and nearly every step brings it nearer


def behind(t: Record) -> Array:
    """How far a single run is, in the picture, from the nearest minimum that there is at each step, (steps + 1,)."""
    seen = (t.surface.mean.at(k).minima() for k in range(t.steps + 1))
    places = np.stack([in_picture(t.surface, minima) for minima in seen])
    return np.linalg.norm(in_picture(t.surface, t.points)[:, None] - places, axis=-1).min(axis=-1)


def following(t: Record) -> tuple[str, str]:
    """The kind ("near", "descending" or "crawling") and the words, of a run that is in the picture at its end."""
    away = behind(t)
    if settled(lambda n: FOLLOWS / away[_stepped(n)].max(), t.steps):
        return "near", f"{_near(t, _stepped(t.steps))} the minimum, {_span(away[_stepped(t.steps)])} away"
    since = int(last_true(away > FOLLOWS)) + 1
    if since <= t.steps - max(t.steps // 4, FEWEST):
        span = slice(since, t.steps + 1)
        return "near", f"{_near(t, span)} the minimum since step {since}, {_span(away[span])} away"
    last = away[later(t.steps)]
    track, its = (in_picture(t.surface, p) for p in (t.points[later(t.steps)], _middles(t, later(t.steps))))
    way, moves = _way(track), _way(its) > STAYS
    if last[-1] <= CLOSER * last[0] and (np.diff(last) < 0).mean() >= CLOSER and way >= (last[0] - last[-1]) / ALONG:
        moving = ", which moves" if moves else ""
        return "descending", f"Closing in on the minimum{moving}: {share(away[-1])} of the picture away"
    if _steady(last, its) and _way(its) / ALONG <= way <= _way(its) * ALONG:
        return "crawling", f"Trails the minimum: {_span(last)} away"
    if moves and way <= min(STAYS, _way(its) / ALONG):
        return "crawling", f"Hardly moves: {_span(last)} from the minimum, which does"
    if not moves:
        return "crawling", f"Away from the minimum, which hardly moves: {_span(last)}"
    return "crawling", f"Does not keep up with the minimum: {_span(last)} away"


def _near(t: Record, steps: slice) -> str:
    """What a run does that is near the minimum over these steps: who hardly moves does not follow it."""
    own, its = (_way(in_picture(t.surface, p)) for p in (t.points[steps], _middles(t, steps)))
    return "Stays near" if own < its / ALONG else "Follows"


def _span(away: Array) -> str:
    """From the least to the largest of some distances."""
    least, most = share(away.min()), share(away.max())
    return f"{most} of the picture" if least == most else f"{least} to {most} of the picture"


def _stepped(n: int) -> slice:
    """The later half of n steps, without the start, which is nobody's step."""
    return slice(max(later(n).start, min(n, 1)), n + 1)


def _steady(last: Array, its: Array) -> bool:
    """Whether distances stay the same, or less than half of what the minimum's places span and do not grow."""
    before, now = np.array_split(last, 2)
    near = last.max() < np.ptp(its, axis=0).max() / 2 and now.max() <= GROWS * before.max()
    return bool(near or last.max() <= EVEN * last.min())


def _middles(t: Record, steps: slice) -> Array:
    """Where the minimum is at each of these steps; where there are several, the first."""
    return np.stack([t.surface.mean.at(k).minima()[0] for k in range(t.steps + 1)[steps]])


def _way(points: Array) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=-1).sum())
