"""Runs beside each other: on mini-batches of several sizes, and with what calms their jitter."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from figures import Film, Racer, Track, chart, contour
from lessons._claims import listed, said
from lessons._graph import named
from lessons._text import number
from lessons.moons.race import STEPS
from optim import Trajectory, race, run
from optim._schedule import Inverse, Scheduled
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from surfaces.noisy_moons import NoisyMoons

Array = np.ndarray

LATE = 100  # steps at the end of a run over which its jitter is measured
COMPARED = (1, 5, 20, 200)  # sizes of mini-batches
SHADES = ("#f0a33c", "#e2483d", "#a4509a", "#3f47a0")


def sizes_film(runs: Sequence[Trajectory]) -> Film:
    """Gradient descent at one rate, on mini-batches of four sizes: `by_size`."""
    surface = cast(NoisyMoons, runs[0].surface)
    racers = [Racer(f"m{m}", f"m = {m}" if m < surface.n else "all examples", shade)
              for m, shade in zip(COMPARED, SHADES, strict=True)]  # fmt: skip
    return _comparison(racers, runs)


def by_size(surface: NoisyMoons, lr: float) -> list[Trajectory]:
    """Gradient descent from one start, on mini-batches of each of COMPARED."""
    return [run(GradientDescent(lr=lr), surface.altered(batch_size=m), None, 2 * STEPS) for m in COMPARED]


def by_rule(surface: NoisyMoons, lr: float, beta: float, decay: float) -> list[Trajectory]:
    """Gradient descent, momentum whose steps add up to the same rate, and gradient descent with a rate that decays."""
    decaying = Scheduled(GradientDescent(lr=lr), Inverse(decay=decay))
    rules = (GradientDescent(lr=lr), Momentum(lr=lr * (1 - beta), beta=beta), decaying)
    return race(rules, surface, None, 2 * STEPS)


def rules_film(runs: Sequence[Trajectory]) -> Film:
    """Those three, `by_rule`, on the same mini-batches."""
    racers = [
        Racer("constant", "Gradient descent, η", GradientDescent.color),
        Racer("momentum", "Momentum, (1 − β) η", Momentum.color),
        Racer("decaying", "Gradient descent, η decaying", "#8a4fd3"),
    ]
    return _comparison(racers, runs, ((-4.0, 9.0), (-8.5, 4.5)))


def _comparison(racers: Sequence[Racer], runs: Sequence[Trajectory], domain: Any = None) -> Film:
    tracks = [
        Track(racer.id, {"x": t.points[:, 0], "y": t.points[:, 1], "f": t.values, "distance": distance(t)},
              diverged_at=t.diverged_at)
        for racer, t in zip(racers, runs, strict=True)
    ]  # fmt: skip
    surface = runs[0].surface
    return Film(
        panels=[
            named(
                contour(
                    surface,
                    domain,
                    title="Mean loss over all examples",
                    clickable=False,
                    start=surface.start,
                    aspect=0.85,
                )
            ),
            chart("distance", tracks, title="Distance from the minimum", log=True, limits=(0.01, 20.0), aspect=0.85),
        ],
        tracks=tracks,
        racers=racers,
        rate=STEPS / 5,
        autoplay=True,
    )


def distance(t: Trajectory) -> Array:
    """How far a run is from the minimum of the mean loss, (steps + 1,)."""
    return t.surface.distance_to_minimum(t.points)


def jitter(t: Trajectory) -> float:
    """The distance from the minimum over the last LATE steps, in the root mean square."""
    return float(np.sqrt((distance(t)[-LATE:] ** 2).mean()))


def turning(t: Trajectory) -> float:
    """By how many degrees a step turns away from the last one, on average over the second half of a run."""
    steps = np.diff(t.points[t.steps // 2 :], axis=0)
    with np.errstate(all="ignore"):
        along = steps / np.linalg.norm(steps, axis=-1, keepdims=True)
    return float(np.degrees(np.arccos(np.clip((along[1:] * along[:-1]).sum(axis=-1), -1, 1))).mean())


AMID = 1.6  # times as far as places are from their middle it may be off the minimum
LAST = 10  # steps
NEAREST = 1.25  # times the least distance is about as near
SETTLED = 0.01  # of the distance at the start: as good as there
CLOUD = 1 / 3  # of a cloud's width: a run that is no farther from it shows that width, and little of its way


def arrived(t: Trajectory, share: float = 1.0) -> bool:
    """Whether a run is where it stays, as another is that has the same mini-batches and began at the minimum: over the
    last LATE steps they are no farther apart than a share of how far that one is from the minimum, or this one is all
    but on it."""
    there = run(t.optimizer, t.surface, t.surface.minima()[0], t.steps)
    apart = np.linalg.norm(t.points - there.points, axis=-1)[-LATE:]
    return bool(np.sqrt((apart**2).mean()) <= share * jitter(there) or jitter(t) < SETTLED * distance(t)[0])


def around(t: Trajectory) -> bool:
    """Whether the minimum is amid the places of a run's last LATE steps, some of them beyond it from their middle."""
    last = t.points[-LATE:] - t.surface.minima()[0]
    middle = last.mean(axis=0)
    return bool(np.linalg.norm(middle) <= AMID * np.linalg.norm(last.std(axis=0)) and (last @ middle).min() < 0)


def on_its_way(t: Trajectory) -> bool:
    """Whether a run is, over its last LAST steps or at the very last, about as near the minimum as it has ever been."""
    away = distance(t)
    return bool(min(np.median(away[-LAST:]), away[-1]) <= NEAREST * away.min())


def _absence(t: Trajectory) -> str:
    """Why a run that has not arrived has not: "coming", "about" the minimum, where it may come or wander, or
    "thrown off"."""
    if not on_its_way(t):
        return "thrown off"
    return "about" if around(t) else "coming"


def sizes_words(runs: Sequence[Trajectory]) -> str:
    """How wide the cloud of each size of mini-batch is, of those runs that have arrived."""
    n = cast(NoisyMoons, runs[0].surface).n
    there = [(m, jitter(t)) for m, t in zip(COMPARED, runs, strict=True) if arrived(t, CLOUD)]
    absent = [(f"m = {m}", _absence(t)) for m, t in zip(COMPARED, runs, strict=True) if not arrived(t, CLOUD)]
    away, about, off = ([name for name, why in absent if why == one] for one in ("coming", "about", "thrown off"))
    widths = [width for _, width in there]
    told = listed([f"**{number(width, 2)}** at m = {m}" for m, width in there]) if there else ""
    return said(
        there
        and f"Over the last hundred steps {'these runs are' if len(there) > 1 else 'one run is'}, in the root mean "
        f"square, {told} from the minimum.",
        len(there) > 1 and widths == sorted(widths, reverse=True) and "The smaller the batch, the wider the cloud.",
        any(m == n for m, _ in there) and f"m = {n} is all of the examples: no noise is left.",
        len(away) == 1 and f"With {away[0]} the run has not arrived yet: what is seen is its way, not its cloud.",
        len(away) > 1 and f"With {listed(away)} no run has arrived yet: what is seen is its way, not its cloud.",
        len(about) == 1
        and f"With {about[0]} the run goes about the minimum, and one that began there is elsewhere still.",
        len(about) > 1
        and f"With {listed(about)} the runs go about the minimum, and those that began there are elsewhere still.",
        len(off) == 1 and f"With {off[0]} it has been nearer before, and was carried off again.",
        len(off) > 1 and f"With {listed(off)} they have been nearer before, and were carried off again.",
    )


def past(t: Trajectory) -> float:
    """How far a run went beyond the minimum, along the line from its start, as a share of the way there."""
    low = t.surface.minima()[0]
    way = low - t.points[0]
    return float(max(((t.points - t.points[0]) @ way / (way @ way)).max() - 1, 0.0))


BEYOND = 0.05


def rules_words(runs: Sequence[Trajectory]) -> str:
    """What momentum and a decaying rate make of the noise in these runs."""
    constant, momentum, decaying = runs
    turns = [turning(t) for t in (constant, momentum)]
    about = [f"{turn:.0f}°" if turn >= 0.5 else "under 1°" for turn in turns]
    less = turns[1] < turns[0] and about[1] != about[0]
    smooth = "smoother" if turns[1] < 0.95 * turns[0] else "hardly smoother" if less else "no smoother"
    far = past(momentum)
    ends = [jitter(constant), jitter(decaying)]
    late = (
        "it wanders about the minimum"
        if around(decaying)
        else "it has been nearer before"
        if not on_its_way(decaying)
        else "it decays **too soon**"
        if arrived(constant)
        else "it is still on its way"
    )
    if ends[1] > 1.1 * ends[0]:
        decays = f"the decaying one is further off, {number(ends[1], 2)}: {late}."
    elif ends[1] < 0.9 * ends[0]:
        decays = f"the decaying one has come **nearer**, {number(ends[1], 2)}."
    else:
        decays = f"the decaying one is about as far, {number(ends[1], 2)}."
    return said(
        f"Momentum’s track is **{smooth}**: over the second half its steps turn by {about[1]} on average, "
        f"gradient descent’s by {about[0]}.",
        far > BEYOND and f"It runs past the minimum, by {100 * far:.0f}% of the way there.",
        f"Over the last hundred steps the constant rate is {number(ends[0], 2)} from the minimum (root mean square); "
        f"{decays}",
    )
