"""Optimizers: each module declares one update rule; OPTIMIZERS maps slugs to them; `run` is the only loop.

What begins with _ is machinery: what rules share, what goes around a rule, and what is read off a run.
"""

import sys

from catalog import discover
from optim._belief import Arrow, Belief, Ellipse, Path, Points
from optim._clip import Clip, Clipped
from optim._maps import Map, hyperparameter_map, map_of_starts
from optim._measure import (
    convergence_rate,
    final_point,
    final_value,
    gap,
    last_step,
    left_at,
    nearest_minimum,
    steps_to_reach,
)
from optim._optimizer import Optimizer, TorchCall
from optim._others import Foreign, from_optax, from_torch
from optim._outcome import Outcome
from optim._own import OwnRule, parse_rule
from optim._record import Evaluations
from optim._recorded import Recorded
from optim._run import race, run, watched
from optim._schedule import SCHEDULES, Schedule, Scheduled
from optim._sensitivity import Sensitivity, sensitivity
from optim._trajectory import Trajectory
from optim._tune import Tuned, tune
from optim._tune_all import TunedAll, tunable_numbers, tune_all

OPTIMIZERS = discover(sys.modules[__name__], Optimizer)

ON_VECTORS = {slug: rule for slug, rule in OPTIMIZERS.items() if not rule.needs_matrices}
"""The rules that run on any surface of the plane: all but those that are made for weight matrices."""

_FIRST = ("first order", "momentum", "adaptive", "matrices", "curvature", "without gradients")
_FOUND = [rule.family for rule in OPTIMIZERS.values()]
FAMILIES = tuple(dict.fromkeys([*(family for family in _FIRST if family in _FOUND), *_FOUND]))
"""The families of rules in the order in which they are taught; others after them, as they are found."""

__all__ = [
    "FAMILIES",
    "ON_VECTORS",
    "OPTIMIZERS",
    "SCHEDULES",
    "Arrow",
    "Belief",
    "Clip",
    "Clipped",
    "Ellipse",
    "Evaluations",
    "Foreign",
    "Map",
    "Optimizer",
    "Outcome",
    "OwnRule",
    "Path",
    "Points",
    "Recorded",
    "Schedule",
    "Scheduled",
    "Sensitivity",
    "TorchCall",
    "Trajectory",
    "Tuned",
    "TunedAll",
    "convergence_rate",
    "final_point",
    "final_value",
    "from_optax",
    "from_torch",
    "gap",
    "hyperparameter_map",
    "last_step",
    "left_at",
    "map_of_starts",
    "nearest_minimum",
    "parse_rule",
    "race",
    "run",
    "sensitivity",
    "steps_to_reach",
    "tunable_numbers",
    "tune",
    "tune_all",
    "watched",
]
