"""The anatomy of a step of momentum and of Nesterov's method, phase by phase."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from figures import Film, Racer, Track, contour
from figures.film import arrow, dots, text
from figures.relief import Domain
from lessons._text import number
from optim import Arrow, Points, Trajectory, run
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from optim.nesterov import Nesterov
from surfaces.himmelblau import Himmelblau
from surfaces.quadratic import Quadratic
from surfaces.rosenbrock import Rosenbrock

Array = np.ndarray

PHASES = 3  # of a step: each is a step of the film's clock
FRAMES = 6  # entries of a phase
PHASE = np.repeat(np.arange(PHASES), FRAMES)
STEPS = 8
PARTS = (  # of a move, which is −Δw: they are in the legend beside the rules
    Racer("slope", "the gradient’s move", GradientDescent.color),
    Racer("last", "β × the last move", "#4557c9", "#8b9bff"),
)
SUBTITLES = ("measures the gradient where it stands", "first goes on by β × the last move, and measures there")
TERMS = (
    (("−η∇E(w)", "slope"), ("+ β × last move", "last")),
    (("β × last move", "last"), ("− η∇E(there)", "slope")),
)


class Stage(NamedTuple):
    """Where the anatomy is shown, and what makes its steps large enough to be seen."""

    surface: Any
    start: tuple[float, float]
    lr: float
    beta: float


VIEWS: dict[type, Domain] = {  # what is shown of the surfaces: near, and wider than high, so that arrows are long
    Quadratic: ((-2.1, 1.1), (-1.2, 0.8)),
    Himmelblau: ((-1.0, 5.4), (-1.6, 2.4)),
    Rosenbrock: ((-2.2, 2.2), (-0.6, 2.15)),
}
WHERE = "**Momentum measures the gradient where it stands, Nesterov where β times the last move would lead it.**"
STAGES = {
    "bowl": Stage(Quadratic(lambda1=1.0, lambda2=4.0, angle=30.0), (-1.9, 0.6), 0.2, 0.7),
    "minima": Stage(Himmelblau(), (0.4, -0.6), 0.013, 0.8),
    "valley": Stage(Rosenbrock(a=1.0, b=2.0), (-1.7, 0.2), 0.018, 0.85),
}


class Anatomy(NamedTuple):
    """Each step's parts as displacements (steps, 2): slope + carried = step, which leads from one base to the next.

    base: where the step begins; there: where its gradient is taken; last: the previous step; carried: β times it.
    """

    base: Array
    there: Array
    slope: Array
    carried: Array
    last: Array
    step: Array


def anatomy(t: Trajectory) -> Anatomy:
    """The parts of each step as the rule itself tells them (`Optimizer.believes`), at the base points.

    NaN where a run is over.
    """
    base, last = t.points[:-1], -t.states.delta[:-1]
    there, parts = base.copy(), {label: np.full(base.shape, np.nan) for label in ("gradient", "momentum")}
    for k in range(t.steps):
        for belief in t.beliefs(k + 1):
            if isinstance(belief, Arrow):
                parts[belief.label][k] = belief.tip - belief.tail
            elif isinstance(belief, Points):  # where it looks ahead
                there[k] = belief.points[0]
    return Anatomy(base, there, parts["gradient"], parts["momentum"], last, -t.states.delta[1:])


def words(surface: Any, start: Sequence[float], lr: float, beta: float, steps: int = STEPS) -> str:
    """Where each of the two measures the gradient, and what that made of these steps."""
    rules = Momentum(lr=lr, beta=beta), Nesterov(lr=lr, beta=beta, shifted=False)
    momentum, nesterov = (run(rule, surface, start, steps) for rule in rules)
    if not beta:
        return "Without memory there is no last move to go on by: the two are the same, gradient descent."
    for t in (momentum, nesterov):
        if t.diverged_at is not None:
            return f"{WHERE} {t.optimizer.name} diverges at step {t.diverged_at}: this rate is too large here."
    lengths = [np.linalg.norm(np.diff(t.points, axis=0), axis=1).sum() for t in (momentum, nesterov)]
    first, second = (number(value) for value in lengths)
    longer = "as long as" if first == second else "shorter than" if lengths[1] < lengths[0] else "longer than"
    ends = [number(t.values[-1]) for t in (momentum, nesterov)]
    return (
        f"{WHERE} Here, in {steps} steps, Nesterov’s path is {longer} momentum’s, {second} against {first}; it ends at "
        f"an error of {ends[1]}, momentum at {ends[0]}."
    )


def anatomy_film(surface: Any, start: Sequence[float], lr: float, beta: float, steps: int = STEPS) -> Film:
    """Momentum and Nesterov side by side on one surface, each step in three phases."""
    rules = (Momentum(lr=lr, beta=beta), Nesterov(lr=lr, beta=beta, shifted=False))
    view = VIEWS[type(surface)]
    panels, tracks = [], []
    for rule, subtitle, terms, arrows in zip(rules, SUBTITLES, TERMS, (_momentum, _nesterov), strict=True):
        t = run(rule, surface, start, steps)
        parts = anatomy(t)
        overlays = [*arrows(parts), *_equation(rule, view, terms, steps)]
        panels.append(
            contour(surface, view, id=rule.slug, title=rule.name, subtitle=subtitle, racers=[rule.slug], start=start,
                    overlays=overlays)
        )  # fmt: skip
        tracks.append(_track(t, parts))
    return Film(
        panels=panels,
        tracks=tracks,
        racers=[*(Racer(rule.slug, rule.name, rule.color) for rule in rules), *PARTS],
        rate=0.9,
        autoplay=True,
        loop=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        clocks={"main": FRAMES},
        beat="phase",
    )


def _act(before: Array, after: Array, phase: int, seen: Sequence[int] = range(PHASES)) -> Array:
    """What goes from `before` to `after` (steps, 2) in a phase of each step, and is drawn in those `seen`.

    An entry a frame, (1 + steps · PHASES · FRAMES, 2), of which the first belongs to the start.
    """
    frame = np.arange(1, len(PHASE) + 1) - phase * FRAMES
    share = np.clip((frame - 1) / (FRAMES - 2), 0.0, 1.0)
    share = (share * share * (3 - 2 * share))[:, None]
    shown = np.where(np.isin(PHASE, seen), 1.0, np.nan)[:, None]
    rows = (before[:, None] * (1 - share) + after[:, None] * share) * shown
    return np.concatenate([np.full((1, 2), np.nan), rows.reshape(-1, 2)])


def _arrow(foot: Array, vector: Array, **look: Any) -> dict[str, Any]:
    return arrow(*foot.T, *vector.T, **look)


def _momentum(parts: Anatomy) -> list[dict[str, Any]]:
    """The gradient's step grows; the last step comes along, shrinks to β times itself and is set on its tip."""
    base, still, tip = parts.base, np.zeros_like(parts.base), parts.base + parts.slope
    origin = base - parts.last
    return [
        _arrow(_act(origin, origin, 0), _act(parts.last, parts.last, 0, [0]), racer="last", label="last move"),
        _arrow(_act(base, base, 0), _act(still, parts.slope, 0), racer="slope"),
        _arrow(_act(origin, tip, 1), _act(parts.last, parts.carried, 1, [1, 2]), racer="last"),
        _arrow(_act(base, base, 2), _act(still, parts.step, 2, [2]), racer="momentum"),
    ]


def _nesterov(parts: Anatomy) -> list[dict[str, Any]]:
    """The last step goes on, shrunk to β times itself; at its tip the gradient's step grows."""
    base, there, still = parts.base, parts.there, np.zeros_like(parts.base)
    probe = _act(there, there, 1, [1, 2])
    return [
        _arrow(_act(base - parts.last, base, 0), _act(parts.last, parts.carried, 0), racer="last"),
        dots(probe[:, :1], probe[:, 1:], racer="slope", size=9),
        _arrow(probe, _act(still, parts.slope, 1, [1, 2]), racer="slope"),
        _arrow(_act(base, base, 2), _act(still, parts.step, 2, [2]), racer="nesterov"),
    ]


def _equation(rule: Any, view: Domain, terms: Sequence[tuple[str, str]], steps: int) -> list[dict[str, Any]]:
    """The step's formula at the top of the picture: each phase adds its term."""
    (left, right), (bottom, top) = view
    overlays = []
    for phase, (share, (words, racer)) in enumerate(
        zip((0.2, 0.52, 0.83), (*terms, ("= new move", rule.slug)), strict=True)
    ):
        place = np.tile([left + share * (right - left), top - 0.06 * (top - bottom)], (steps, 1))
        x, y = _act(place, place, 0, range(phase, PHASES)).T
        overlays.append(text(x, y, [words], racer=racer, hold=True))
    return overlays


def _track(t: Trajectory, parts: Anatomy) -> Track:
    w = np.concatenate([t.points[:1], _act(parts.base, parts.base + parts.step, 2)[1:]])
    with np.errstate(all="ignore"):
        values = t.surface.value(w)  # where it is seen, also on its way
    diverged = None if t.diverged_at is None else t.diverged_at * len(PHASE)
    return Track(t.optimizer.slug, {"x": w[:, 0], "y": w[:, 1], "f": values}, diverged_at=diverged)
