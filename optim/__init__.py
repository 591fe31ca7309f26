"""Optimizers: each module declares one update rule; OPTIMIZERS maps slugs to them; `run` is the only loop."""

import sys

from catalog import discover
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
from optim._optimizer import Optimizer
from optim._outcome import Outcome
from optim._run import race, run
from optim._schedule import SCHEDULES, Schedule, Scheduled
from optim._trajectory import Evaluations, Trajectory
from optim._tune import Tuned, tune

OPTIMIZERS = discover(sys.modules[__name__], Optimizer)

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "Clip",
    "Clipped",
    "Evaluations",
    "Map",
    "Optimizer",
    "Outcome",
    "Schedule",
    "Scheduled",
    "Trajectory",
    "Tuned",
    "convergence_rate",
    "final_point",
    "final_value",
    "gap",
    "hyperparameter_map",
    "last_step",
    "left_at",
    "map_of_starts",
    "nearest_minimum",
    "race",
    "run",
    "steps_to_reach",
    "tune",
]
