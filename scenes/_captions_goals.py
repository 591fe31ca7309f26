"""What is said of the named scenes whose goal is no low place that stays: a minimum that moves, and a game."""

from typing import Any

import numpy as np

from optim import Trajectory
from optim._outcome_following import FOLLOWS, behind
from optim._outcome_game import away, spirals
from scenes._claims import Case, Claim

ON = 1e-6  # of the picture: so near is on it
SEEN = 1e-3  # of the picture: what is smaller is less than a pixel
FAR = 0.5  # of the minimum's way: who goes as far goes with it
KEEPS_UP = ("Trails", "Follows", "Stays near")  # what is said of who does not fall behind
STILL = 0.1  # of the minimum's way: who goes less far stands beside it
EVEN = 1.05  # the most that a distance may be of the least, to be the same


def _later(t: Trajectory) -> np.ndarray:
    """How far a run is from the moving minimum over the later half of its steps; infinite once it has diverged."""
    return np.nan_to_num(behind(t)[t.steps // 2 :], nan=np.inf)


def _stands(t: Trajectory) -> bool:
    """Whether a run rests at any step, or goes next to nowhere beside what the minimum goes in a tenth of the race."""
    tenth = max(t.steps // 10, 1)
    whole = _places(t, np.arange(t.steps + 1))
    spans = [slice(end - tenth, end + 1) for end in range(t.steps, tenth - 1, -max(tenth // 2, 1))]
    still = (np.diff(t.points, axis=0) == 0).all(axis=-1)
    return bool(still.any() or any(_extent(t.points[span]) < STILL * _extent(whole[span]) for span in spans))


def _extent(points: np.ndarray) -> float:
    return float(np.ptp(points, axis=0).max())


def _places(t: Trajectory, steps: np.ndarray) -> np.ndarray:
    """Where the moving minimum is at these steps, (n, 2)."""
    return np.array([t.surface.mean.at(int(k)).minima()[0] for k in steps])


def _even(t: Trajectory) -> bool:
    """Whether a run keeps the same distance, behind the minimum, and goes about as far: who stays about the middle of
    its circle keeps one, too, and whose step is too long runs ahead."""
    far = _later(t)
    later = np.arange(t.steps // 2, t.steps + 1)
    places = _places(t, later)
    along = _extent(t.points[later]) >= FAR * _extent(places)
    behind_it = ((t.points[later] - places) * (places - _places(t, later - 1))).sum(axis=1) < 0
    return bool(far.min() > ON and far.max() <= EVEN * far.min() and along and behind_it.all())


def _falls_behind(t: Trajectory) -> bool:
    """Whether both the least and the largest gap of the last quarter are larger than those of the one before, and it
    does not follow the minimum all the same."""
    early, late = np.array_split(_later(t), 2)
    grows = np.isfinite(late).all() and late.max() > early.max() and late.min() > early.min()
    return bool(grows and _farther_each_lap(t) and late.max() > FOLLOWS and not str(t.outcome).startswith(KEEPS_UP))


def _farther_each_lap(t: Trajectory) -> bool:
    """Whether a run is farther from the moving minimum, in the mean, in its last lap than in the one before."""
    surface: Any = t.surface.mean
    lap = int(surface.period)
    far = behind(t)
    return bool(2 * lap > t.steps or far[-lap:].mean() > far[-2 * lap : -lap].mean())


DRIFTING = (
    Claim(
        "The minimum goes round, a little with every step, so nothing ever comes to rest.",
        lambda c: _moved(c) > SEEN and not any(_stands(t) for t in c.values()),
        (),
        lambda c: (
            "The minimum goes round, a little with every step."
            if _moved(c) > SEEN
            else "The minimum goes round, but in this race by less than can be seen."
        ),
    ),
    Claim(
        "Gradient descent trails it at a distance that stays the same.",
        lambda c: _even(c["gradient_descent"]),
        ("gradient_descent",),
    ),
    Claim(
        "Momentum at the same rate stays closer.",
        lambda c: _closer(c) and _same_rate(c),
        ("momentum", "gradient_descent"),
        lambda c: "Momentum stays closer." if _closer(c) and not _same_rate(c) else "",
    ),
    Claim("Adagrad’s rates only shrink, and it falls behind.", lambda c: _falls_behind(c["adagrad"]), ("adagrad",)),
    Claim(
        "Newton’s method, which asks where the minimum is, is on it after every step.",
        lambda c: bool((behind(c["newton"])[1:] <= ON).all()),
        ("newton",),
    ),
)


def _same_rate(c: Case) -> bool:
    return bool((c["momentum"].rates == c["gradient_descent"].rates).all())


def _closer(c: Case) -> bool:
    plain = _later(c["gradient_descent"])
    return bool(_later(c["momentum"]).max() < plain.min() and np.isfinite(plain).all())


def _moved(c: Case) -> float:
    """How far apart two places of the minimum are at most, of those at which it is in the race, of the picture."""
    turn = min(2 * np.pi * c.scene.steps / c.surface.period, np.pi)
    return float(2 * c.surface.radius * np.sin(turn / 2) / np.ptp(c.surface.domain, axis=1).max())


def _out(t: Trajectory) -> bool:
    """Whether a run goes round the equilibrium, and farther off with every step."""
    far = away(t)
    return spirals(t) and bool((np.diff(far[np.isfinite(far)]) > 0).all())


def _in(t: Trajectory) -> bool:
    far = away(t)
    return spirals(t) and bool(far[-1] < 0.5 * far[0] and far[-1] == np.nanmin(far))


GAME = (
    Claim("x goes down this surface and y goes up.", lambda c: True),
    Claim(
        "Gradient descent and ascent at once lead round the equilibrium, and farther off with every step.",
        lambda c: _out(c["gradient_descent"]),
        ("gradient_descent",),
        lambda c: (
            "Gradient descent and ascent at once spiral in to the equilibrium." if _in(c["gradient_descent"]) else ""
        ),
    ),
    Claim(
        "Extragradient takes the slope from where a step would lead, and spirals in.",
        lambda c: _in(c["extragradient"]),
        ("extragradient",),
    ),
    Claim(
        "Optimistic descent expects the slope to go on changing as it just did, and spirals in at one gradient a step.",
        lambda c: _in(c["optimistic_descent"]),
        ("optimistic_descent",),
    ),
)


def game_title(c: Case) -> str:
    lost = "gradient_descent" in c and _out(c["gradient_descent"])
    return "A game that descent loses" if lost else c.surface.name
