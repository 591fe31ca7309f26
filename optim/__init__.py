"""Optimizers: each module declares one update rule; OPTIMIZERS maps slugs to them; `run` is the only loop."""

import sys

from catalog import discover
from optim._clip import Clip, Clipped
from optim._optimizer import Optimizer
from optim._run import race, run
from optim._schedule import SCHEDULES, Schedule, Scheduled
from optim._trajectory import Evaluations, Trajectory

OPTIMIZERS = discover(sys.modules[__name__], Optimizer)

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "Clip",
    "Clipped",
    "Evaluations",
    "Optimizer",
    "Schedule",
    "Scheduled",
    "Trajectory",
    "race",
    "run",
]
