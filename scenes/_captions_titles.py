"""The titles of the named scenes, where another setting asks for another one."""

from collections.abc import Callable
from typing import Any

import numpy as np

from catalog import number
from optim import nearest_minimum
from scenes._captions_goals import game_title
from scenes._claims import Case, basins, decays

ROUND = 1.05  # a bowl no longer than this times its width is round
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _shape(surface: Any) -> tuple[str, float]:
    """What a quadratic is, and how many times as long as wide its contours are (NaN: they do not close)."""
    low, high = sorted((surface.lambda1, surface.lambda2))
    if low * high > 0:
        long = float(np.sqrt(max(high / low, low / high)))
        return ("bowl" if low > 0 else "hill"), long
    return ("saddle" if low < 0 < high else "trough" if high > 0 else "ridge" if low < 0 else "plane"), np.nan


def _stretched(c: Case) -> str:
    shape, long = _shape(c.surface)
    if long > ROUND:
        return f"A {shape} {long:.2g} times longer than wide"
    return f"A {'round ' if long <= ROUND else ''}{shape}"


def _turned(c: Case) -> str:
    shape, long = _shape(c.surface)
    if long <= ROUND or shape == "plane":
        return _stretched(c)
    return f"A {shape} turned by {number(c.surface.angle, 6)}°" if c.surface.angle % 90 else f"A {shape} along the axes"


def _ways(c: Case) -> str:
    return f"Rosenbrock’s valley, {NUMBERS[len(c) - 1]} way{'s' * (len(c) > 1)}" if c else "Rosenbrock’s valley"


def _saddle_title(c: Case) -> str:
    return "Drawn to a saddle" if any(t.outcome.kind == "saddle" for t in c.values()) else c.surface.name


def _ends_title(c: Case) -> str:
    found, everyone = len(basins(c)), all(nearest_minimum(c.surface, t.points[-1]) >= 0 for t in c.values())
    one = ": one start, one end" if everyone else ""
    return f"Himmelblau{ {0: '', 1: one}.get(found, ': one start, several ends') }"


def _first_steps_title(c: Case) -> str:
    return "Adam’s first steps" if "adam" in c or "adam~2" in c else c.surface.name


def _decay_title(c: Case) -> str:
    falls = any(decays(t) for t in c.values())
    if c.scene.sigma:
        return "Noise, and a rate that decays" if falls else "Noisy gradients"
    return "A rate that decays" if falls else c.surface.name


TITLES: dict[str, Callable[[Case], str]] = {
    "ill-conditioned": _stretched,
    "rotated": _turned,
    "rosenbrock-five": _ways,
    "saddle-escape": _saddle_title,
    "four-minima": _ends_title,
    "bias-correction": _first_steps_title,
    "decaying-rate": _decay_title,
    "game": game_title,
}
