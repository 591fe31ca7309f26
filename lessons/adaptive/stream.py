"""One stream of gradients, drawn by hand, and the step that each rule makes of it; the page answers by itself."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, tracks_of
from figures._encode import exact
from figures.live import live_of
from lessons._claims import Settings, listed, said
from lessons._graph import line
from lessons._live import driving
from lessons._text import number
from optim import ON_VECTORS, Optimizer, Trajectory, run
from optim.adagrad import Adagrad
from optim.adam import Adam
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from optim.rmsprop import RMSprop
from scenes import scene
from surfaces import Around
from surfaces._noise import Tilted
from surfaces.quadratic import Quadratic

Array = np.ndarray

FLAT = Quadratic(lambda1=0.0, lambda2=0.0)
LEVELS, EACH = 8, 6  # levels of the stream, and the steps of each
STEPS = LEVELS * EACH
SMALLER = 100.0  # how many times smaller the second coordinate's gradients are
HIGHEST = 2.0
TALLEST = 0.3  # of the steps that are drawn
CHANNELS = ("x", "y", "f", "dx", "dy")
STREAM = "gradient_descent"  # at η = 1 its step is the gradient
OWN = (Momentum(lr=0.01, beta=0.9), Adagrad(lr=0.1), RMSprop(lr=0.05, beta=0.9), Adam(lr=0.05))  # the rest as declared
LINEUP = tuple(rule.slug for rule in OWN)
ALIKE = 0.05  # of a length: less is no difference
MOST = 10  # rules at once


def _level(i: int, value: float) -> float:
    made: float = param(value, -HIGHEST, HIGHEST, f"g_{i}", help="Gradient")
    return made


def _preset(*levels: float) -> dict[str, float]:
    return {f"g{i}": level for i, level in enumerate(levels)}


@dataclass(frozen=True)
class Stream(Settings):
    """The gradient in eight spans of six steps."""

    g0: float = _level(0, 1.0)
    g1: float = _level(1, 1.0)
    g2: float = _level(2, 1.0)
    g3: float = _level(3, 0.2)
    g4: float = _level(4, 0.2)
    g5: float = _level(5, -0.6)
    g6: float = _level(6, -0.6)
    g7: float = _level(7, 0.0)

    presets = {
        "Constant": _preset(*[1.0] * 8),
        "It flips its sign": _preset(*[1.0, -1.0] * 4),
        "It fades": _preset(2.0, 1.0, 0.5, 0.25, 0.12, 0.06, 0.03, 0.02),
        "Silence, then a shout": _preset(0.02, 0.02, 0.02, 0.02, 2.0, 0.02, 0.02, 0.02),
    }

    @property
    def gradients(self) -> Array:
        """Those of both coordinates at each step (STEPS, 2)."""
        own = np.repeat([getattr(self, f"g{i}") for i in range(LEVELS)], EACH)
        return np.stack([own, own / SMALLER], axis=-1)


@dataclass(frozen=True, eq=False)
class Streamed(Around):
    """A plane whose slope at step k is the k-th of these gradients (steps, 2), wherever one stands."""

    gradients: Array
    surface: Quadratic = FLAT

    def at(self, k: int) -> Tilted:
        return Tilted(FLAT, self.gradients[k - 1])


def rule_of(slug: str) -> Optimizer:
    """A rule as the stream has it."""
    return next((rule for rule in OWN if rule.slug == slug), ON_VECTORS[slug]())


@lru_cache(maxsize=1)
def hearing() -> tuple[str, ...]:
    """Every rule that goes by one gradient a step and by nothing else, and whose steps on a constant one stay in the
    picture."""
    heard = []
    for slug in ON_VECTORS:
        t = run(rule_of(slug), Streamed(np.ones((STEPS, 2))), (0.0, 0.0), STEPS, record_states=False)
        asked = [int(np.max(of)) for of in (t.evaluations.values, t.evaluations.gradients, t.evaluations.hessians)]
        if asked == [0, STEPS, 0] and np.abs(np.diff(t.points, axis=0)).max() <= TALLEST:
            heard.append(slug)
    return tuple(slug for slug in heard if slug != STREAM)


@lru_cache(maxsize=64)
def runs(chosen: Stream, lineup: tuple[str, ...] = LINEUP) -> tuple[Trajectory, ...]:
    """Gradient descent at η = 1, whose steps are the stream, and the rules."""
    surface = Streamed(chosen.gradients)
    rules = (GradientDescent(lr=1.0), *map(rule_of, lineup))
    return tuple(run(rule, surface, (0.0, 0.0), STEPS) for rule in rules)


def words(chosen: Stream, lineup: tuple[str, ...] = LINEUP) -> str:
    """How the steps of the two coordinates compare, of which one has gradients a hundred times smaller."""
    if not chosen.gradients.any():
        return "No gradient, no step."
    if not lineup:
        return "No rule is chosen."
    alike, passed, between = [], [], []
    for t in runs(chosen, lineup)[1:]:
        first, second = np.abs(np.diff(t.points, axis=0)).max(axis=0)
        name, share = t.optimizer.name, float(second / first)
        if abs(share - 1) < ALIKE:
            alike.append(name)
        elif abs(share * SMALLER - 1) < ALIKE:
            passed.append(name)
        else:
            between.append(f"{name} {number(share, 2)}")
    return said(
        f"The second coordinate’s gradients are {number(SMALLER)} times smaller.",
        "Beside the first’s, its longest step is",
        "; ".join([
            *([f"**as long** with {listed(alike)}"] if alike else []),
            *([f"**{number(SMALLER)} times shorter** with {listed(passed)}"] if passed else []),
            *([f"as a share of it, {listed(between)}"] if between else []),
        ]) + ".",
    )  # fmt: skip


def stream_film(chosen: Stream, lineup: tuple[str, ...] = LINEUP) -> Film:
    """The stream with its levels to drag, and the steps of every rule along both coordinates."""
    rules = map(rule_of, lineup)
    shown = scene("The stream", FLAT, GradientDescent(lr=1.0), *rules, start=(0.0, 0.0), steps=STEPS, sigma=1.0)
    racers = [Racer(e.id, e.name, e.color, e.dark) for e in shown.entrants]
    racers[0] = Racer(STREAM, "The gradient", "#7a8090")
    tracks = [
        track
        for t, racer in zip(runs(chosen, lineup), racers, strict=True)
        for track in tracks_of(t, racer, channels=CHANNELS)
    ]
    live = live_of(shown, CHANNELS)
    return Film(
        panels=[_stream_panel(tracks, chosen), *(_steps_panel(name, tracks, lineup) for name in ("dx", "dy"))],
        tracks=tracks, racers=racers, rate=6.0, autoplay=True,
        readout={"group": "main", "channel": "dx", "label": "gradient, Δw₁"},
        live=live and {**live, "noise": exact(chosen.gradients.ravel())},
    )  # fmt: skip


def _stream_panel(tracks: list[Track], chosen: Stream) -> Panel:
    panel = chart("dx", tracks, title="The first coordinate’s gradient", y="∂E/∂w₁", subtitle="drag its levels",
                  log=False, racers=[STREAM], id="stream", aspect=0.8)  # fmt: skip
    handles = []
    for i in range(LEVELS):
        steps = range(i * EACH, (i + 1) * EACH)
        sets = [{"name": f"draw.{2 * k + j}", "axis": "y", "over": (1.0, SMALLER)[j]} for k in steps for j in (0, 1)]
        place = {"x": i * EACH + (EACH + 1) / 2, "axis": "y", "color": "@accent", "quiet": True}
        handles.append(driving(chosen, f"g{i}", f"g{'₀₁₂₃₄₅₆₇'[i]}", (None, f"g{i}"), sets, **place))
    return _framed(dataclasses.replace(panel, handles=handles), HIGHEST * 1.15)


def _steps_panel(channel: str, tracks: list[Track], lineup: Sequence[str]) -> Panel:
    title = {"dx": "Steps Δw₁, subtracted from w₁", "dy": "Steps Δw₂, subtracted from w₂"}[channel]
    told = "on these gradients" if channel == "dx" else f"on gradients {number(SMALLER)} times smaller"
    panel = chart(
        channel,
        tracks,
        title=title,
        y="Δw₁" if channel == "dx" else "Δw₂",
        subtitle=told,
        log=False,
        racers=list(lineup),
        id=channel,
        aspect=0.8,
    )
    return _framed(panel, TALLEST)


def _framed(panel: Panel, height: float) -> Panel:
    panel.figure["layout"]["yaxis"]["range"] = [-height, height]
    panel.figure["data"].append(line([0, STEPS], [0, 0], "@muted", 1))
    return panel
