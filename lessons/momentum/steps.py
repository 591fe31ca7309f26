"""Momentum and Nesterov: steps that grow where the gradient keeps its sign, and shrink where it flips."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param, upward
from figures import Film, Panel, Racer, Track, chart, contour
from figures.film import curve
from lessons._claims import Settings, percent
from lessons._graph import line
from lessons._text import number
from lessons.momentum.roots import held_until
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from optim.nesterov import Nesterov
from surfaces.quadratic import Quadratic

Array = np.ndarray

START = (-1.8, 0.6)
STEPS = 32
DOMAIN = ((-2.1, 1.5), (-0.95, 0.95))  # what is shown of the trough
AXES = ("w₁, along the valley", "w₂, across it")


@dataclass(frozen=True)
class Trough(Settings):
    """A trough, and the one rate and memory at which both rules run on it."""

    kappa: float = param(30.0, 1.0, 1000.0, "κ", log=True, help="Condition number")
    share: float = param(1.35, 0.01, 2.0, "ηλ", help="Rate times the larger curvature")
    beta: float = param(0.7, 0.0, 0.99, "β", help="Memory")

    presets = {
        "No memory": {"beta": 0.0},
        "Some": {"share": 1.35, "beta": 0.7},
        "Too large for Nesterov": {"share": 1.8, "beta": 0.7},
        "Much": {"share": 1.35, "beta": 0.95},
        "A small rate": {"share": 0.2, "beta": 0.9},
    }


def trough(kappa: Any) -> Quadratic:
    """Curvature 1 along w₁ and κ along w₂."""
    return Quadratic(lambda1=1.0, lambda2=kappa, angle=0.0)


def amplification(t: Trajectory) -> Array:
    """By coordinate (dims,): how long a momentum run's steps are on average, over the gradient's share of them.

    1/(1 − β) in the end where the gradient never changes, 1/(1 + β) where it flips its sign with every step.
    """
    steps, carried = t.states.delta[1:], t.optimizer.beta * t.states.delta[:-1]
    return np.abs(steps).sum(axis=0) / np.abs(steps - carried).sum(axis=0)


def kept(t: Trajectory) -> Array:
    """By coordinate (dims,): the share of a momentum run's gradients that have the sign of the one before.

    Where a step lands on the floor but for rounding there is none, and it keeps no sign.
    """
    before, steps = t.states.delta[:-1], t.states.delta[1:]
    slopes = steps - t.optimizer.beta * before
    slopes[np.abs(slopes) <= DUST * np.maximum(np.abs(before), np.abs(steps))] = 0.0
    return (slopes[1:] * slopes[:-1] > 0).mean(axis=0)


DUST = 1e-12  # of a step: a gradient's share of it that is rounding
SAME = 0.01  # of a length: less is no difference


Runs = tuple[Trajectory, Trajectory, Trajectory]


def words(runs: Runs) -> str:
    """What momentum made of the gradients along the trough and across it, in this run, and Nesterov's method across."""
    _, momentum, nesterov = runs
    beta = momentum.optimizer.beta
    if beta == 0:
        return "Without memory both **are** gradient descent: every step is its gradient’s alone."
    told = []
    for where, times, share in zip(("along", "across"), amplification(momentum), kept(momentum), strict=True):
        long = "as long as" if abs(times - 1) < SAME else f"{number(times)} times"
        told.append(f"{where} the trough {percent(share)} keep their sign, and the steps are **{long}** that")
    alike = "At κ = 1 the bowl is round, and along is as across. " if _round(runs) else ""
    return (
        f"{alike}How momentum’s steps compare with what their gradients alone would make: {told[0]}; {told[1]}. "
        f"At most it is 1/(1 − β) = {number(1 / (1 - beta))} times. {_across(momentum, nesterov)}"
    )


def _round(runs: Runs) -> bool:
    surface: Any = runs[0].surface
    return bool(surface.lambda1 == surface.lambda2)


def _across(momentum: Trajectory, nesterov: Trajectory) -> str:
    """How far both go across the trough, all steps together; or how large a rate Nesterov's method bears there."""
    steepest = float(np.linalg.eigvalsh(momentum.surface.hessian(momentum.points[0]))[-1])
    beta, share = nesterov.optimizer.beta, nesterov.optimizer.lr * steepest
    limit = float(held_until(beta, "nesterov"))
    if share >= limit:
        return f"Nesterov does not converge: at this β it bears ηλ below {number(upward(limit))} only."
    far, other = (float(np.abs(np.diff(t.points[:, 1])).sum()) for t in (momentum, nesterov))
    return f"Across, momentum goes a way of {number(far)} in all, Nesterov of {number(other)}."


def trio(kappa: float, share: float, beta: float) -> Runs:
    """Gradient descent, momentum and Nesterov's method on a trough, with the one rate η = share/κ.

    Nesterov's track is that of the textbook's base points, so that all first steps are the same.
    """
    lr = share / kappa
    rules = GradientDescent(lr=lr), Momentum(lr=lr, beta=beta), Nesterov(lr=lr, beta=beta, shifted=False)
    first, second, third = (run(rule, trough(kappa), START, STEPS) for rule in rules)
    return first, second, third


def steps_film(runs: Runs) -> Film:
    """The runs from above, and their moves −Δw by coordinate; dotted: what momentum's gradient alone would make."""
    tracks = [_track(t) for t in runs]
    descent, momentum, _ = runs
    slopes = momentum.states.delta[:-1] * momentum.optimizer.beta - momentum.states.delta[1:]
    return Film(
        panels=[
            contour(descent.surface, DOMAIN, title="From above", start=START, clickable=False, id="above"),
            *(_strip(i, tracks, slopes[:, i], AXES[i][: 2 if _round(runs) else None]) for i in range(2)),
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


def _strip(i: int, tracks: list[Track], slopes: Array, axis: str) -> Panel:
    alone = curve(np.arange(1, len(slopes) + 1)[None], slopes[None], color=Momentum.color, width=1.5, dash="dot")
    panel = chart(f"step{i + 1}", tracks[:2], title=f"Moves in {axis}", y=f"−Δw{'₁₂'[i]}", id=f"step{i + 1}",
                  overlays=[alone], subtitle="dotted: momentum’s, by the gradient alone")  # fmt: skip
    panel.figure["data"].append(line([0, len(slopes)], [0, 0], "@muted", 1))
    return panel
