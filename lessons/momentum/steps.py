"""Momentum against plain descent: steps that grow where the gradient keeps its sign, and shrink where it flips."""

from typing import Any

import numpy as np

from figures import Film, Panel, Racer, Track, chart, contour
from figures.film import curve
from lessons._graph import line
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from surfaces.quadratic import Quadratic

Array = np.ndarray

START = (-1.8, 0.6)
STEPS = 32
DOMAIN = ((-2.1, 1.5), (-0.95, 0.95))  # what is shown of the trough
AXES = ("w₁, along the valley", "w₂, across it")


def trough(kappa: Any) -> Quadratic:
    """Curvature 1 along w₁ and κ along w₂."""
    return Quadratic(lambda1=1.0, lambda2=kappa, angle=0.0)


def amplification(t: Trajectory) -> Array:
    """By coordinate (dims,): how long a momentum run's steps are on average, over the gradient's share of them.

    1/(1 − β) in the end where the gradient never changes, 1/(1 + β) where it flips its sign with every step.
    """
    steps, carried = t.states.delta[1:], t.optimizer.beta * t.states.delta[:-1]
    return np.abs(steps).sum(axis=0) / np.abs(steps - carried).sum(axis=0)


def pair(kappa: float, share: float, beta: float) -> tuple[Trajectory, Trajectory]:
    """Gradient descent and momentum on a trough, with the one rate η = share/κ."""
    rules = GradientDescent(lr=share / kappa), Momentum(lr=share / kappa, beta=beta)
    first, second = (run(rule, trough(kappa), START, STEPS) for rule in rules)
    return first, second


def steps_film(runs: tuple[Trajectory, Trajectory]) -> Film:
    """Both runs from above, and their steps by coordinate; dotted: what momentum's gradient alone would have been."""
    tracks = [_track(t) for t in runs]
    descent, momentum = runs
    slopes = momentum.states.delta[:-1] * momentum.optimizer.beta - momentum.states.delta[1:]
    return Film(
        panels=[
            contour(descent.surface, DOMAIN, title="From above", start=START, clickable=False, id="above"),
            *(_strip(i, tracks, slopes[:, i]) for i in range(2)),
        ],
        tracks=tracks,
        racers=[Racer(t.optimizer.slug, t.optimizer.name, t.optimizer.color) for t in runs],
        rate=3.5,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
    )


def _track(t: Trajectory) -> Track:
    steps = np.concatenate([np.full((1, 2), np.nan), np.diff(t.points, axis=0)])
    channels = {"x": t.points[:, 0], "y": t.points[:, 1], "f": t.values, "step1": steps[:, 0], "step2": steps[:, 1]}
    return Track(t.optimizer.slug, channels, diverged_at=t.diverged_at)


def _strip(i: int, tracks: list[Track], slopes: Array) -> Panel:
    alone = curve(np.arange(1, len(slopes) + 1)[None], slopes[None], color=Momentum.color, width=1.5, dash="dot")
    panel = chart(f"step{i + 1}", tracks, title=f"Steps in {AXES[i]}", id=f"step{i + 1}", overlays=[alone])
    panel.figure["data"].append(line([0, len(slopes)], [0, 0], "@muted", 1))
    return panel
