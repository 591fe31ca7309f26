"""Runs that are made up, to find where a sentence begins and ends to hold."""

import dataclasses
from types import SimpleNamespace as Made

import numpy as np

from optim import OPTIMIZERS, Evaluations, Trajectory
from scenes import SCENES
from scenes._claims import Case


def track(surface, points):
    """A trajectory through given points."""
    points = np.asarray(points, dtype=float)
    counts = np.zeros(len(points), dtype=int)
    return Trajectory(
        OPTIMIZERS["gradient_descent"](), surface, points, surface.value(points), (), Evaluations(*[counts] * 3), None
    )


def case(slug, *runs, **changes):
    """The first entrants of a named scene with these runs."""
    scene = dataclasses.replace(SCENES[slug], entrants=SCENES[slug].entrants[: len(runs)], **changes)
    return Case(scene, runs)


class Told(dict):
    """Made runs by entrant's id."""

    every = Case.every


def runs(*values, kind="descending"):
    return [Made(values=np.array(v), steps=len(v) - 1, outcome=Made(kind=kind)) for v in values]
