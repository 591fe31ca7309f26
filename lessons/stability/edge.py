"""Full-batch runs on one network, and the largest curvature along them beside the value that their rule can bear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Racer, Track, chart
from figures.film import curve
from lessons._claims import Settings, listed, said
from lessons._recorded import Recorded
from lessons._text import counted, number
from lessons.stability.sharpness import preconditioned
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, Optimizer, run
from optim.adam import Adam
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum

Array = np.ndarray

LOOKS = 100  # at the curvature, along a run
LATE = 0.1  # of the run: over its last part the curvature is averaged
NEAR = 0.1  # within that share of the threshold a run is at the edge
LEAST, MOST = 1.3, 2.0  # times the highest threshold the axis goes up to, as the curves do
SLOWEST, FASTEST = 0.05, 0.8  # of one’s own rate
RATES = {0.1: "#2f80d8", 0.2: "#1f9d61", 0.4: "#a4509a"}
OWN = "#e2483d"


@dataclass(frozen=True)
class Edge(Settings):
    """A learning rate beside the three, and how long all train."""

    lr: float = param(0.15, SLOWEST, FASTEST, "η", log=True, help="A learning rate of your own")
    steps: int = param(4000, 500, 4000, "K", legal="[500, 4000]", help="Steps")

    presets = {
        "A small rate": {"lr": 0.06},
        "Between the three": {"lr": 0.3},
        "Too large for this network": {"lr": 0.8},
        "A short run": {"steps": 500},
    }

    @property
    def rules(self) -> list[Optimizer]:
        return [*(GradientDescent(lr=lr) for lr in RATES), GradientDescent(lr=self.lr)]

    @property
    def racers(self) -> list[Racer]:
        return [
            *(Racer(f"rate{i}", f"η = {number(lr)}", color) for i, (lr, color) in enumerate(RATES.items())),
            Racer("own", f"η = {number(self.lr)} (yours)", OWN),
        ]


@dataclass(frozen=True)
class Others(Settings):
    """Rules that bear other curvatures."""

    momentum: float = param(0.1, 0.02, 1.0, "η", log=True, help="Momentum’s rate")
    beta: float = param(0.9, 0.0, 0.99, "β", help="Momentum’s memory")
    adam: float = param(0.003, 0.0005, 0.05, "η", log=True, help="Adam’s rate")
    steps: int = param(3000, 500, 4000, "K", legal="[500, 4000]", help="Steps")

    presets = {
        "Momentum without memory": {"beta": 0.0},
        "A long memory": {"beta": 0.95, "momentum": 0.05},
        "Adam, faster": {"adam": 0.01},
    }

    @property
    def rules(self) -> list[Optimizer]:
        return [GradientDescent(lr=0.2), Momentum(lr=self.momentum, beta=self.beta), Adam(lr=self.adam)]

    @property
    def racers(self) -> list[Racer]:
        return [Racer(rule.slug, rule.name, rule.color) for rule in self.rules]


@dataclass(frozen=True, eq=False)
class Curvature:
    """Along a run: the steps (m,) that were looked at, the largest curvature as the rule sees it, the loss there, and
    the threshold beyond which the rule cannot stay near the minimum of a quadratic."""

    steps: Array
    sharpness: Array
    loss: Array
    threshold: float
    diverged_at: int | None

    @cached_property
    def late(self) -> float:
        """The mean curvature over the last tenth of the run; NaN of a run that diverged."""
        return float(self.sharpness[-max(1, round(LATE * len(self.steps))) :].mean())

    @cached_property
    def reached(self) -> int | None:
        """The first step looked at where the curvature was above the threshold; None if it never was."""
        with np.errstate(invalid="ignore"):
            above = np.flatnonzero(self.sharpness >= self.threshold)
        return int(self.steps[above[0]]) if len(above) else None

    @property
    def fell_on(self) -> bool:
        """Whether the loss at the end is lower than where the curvature first was above the threshold."""
        if self.diverged_at is not None or self.reached is None:
            return False
        return bool(self.loss[-1] < self.loss[np.searchsorted(self.steps, self.reached)])

    @property
    def at_edge(self) -> bool:
        return abs(self.late / self.threshold - 1) <= NEAR


@cache
def network() -> Perceptron:
    """The page's network: 337 weights, squared loss on two spirals, all 200 examples at every step."""
    return Perceptron(data="spirals", loss="squared", n=200, init="lecun")


def curvature(rule: Any, steps: int) -> Curvature:
    """Train the page's network with a rule, and look at its curvature LOOKS times."""
    t = run(rule, network(), steps=steps)
    looked, found = preconditioned(t, every=max(1, steps // LOOKS))
    return Curvature(looked, found, t.values[looked], float(rule.stable_curvature()), t.diverged_at)


def job_of(rule: Optimizer, steps: int) -> tuple[Any, ...]:
    """A run as plain values."""
    return rule.slug, tuple(rule.settings().items()), steps


def worked(job: tuple[Any, ...]) -> Curvature:
    """The curvature along the run that a job tells of."""
    slug, chosen, steps = job
    return curvature(OPTIMIZERS[slug](**dict(chosen)), steps)


def _jobs() -> list[tuple[Any, ...]]:
    """Both sections as they open, and every preset of theirs."""
    shown = [declared(**chosen) for declared in (Edge, Others) for chosen in ({}, *declared.presets.values())]
    return list(dict.fromkeys(job_of(rule, one.steps) for one in shown for rule in one.rules))


def _apart(one: Curvature) -> dict[str, Any]:
    names = ("steps", "sharpness", "loss", "threshold")
    return {name: getattr(one, name) for name in names} | {
        "diverged_at": -1 if one.diverged_at is None else one.diverged_at
    }


def _together(job: Any, arrays: Mapping[str, Array]) -> Curvature:
    over = int(arrays["diverged_at"])
    return Curvature(arrays["steps"], arrays["sharpness"], arrays["loss"], float(arrays["threshold"]),
                     None if over < 0 else over)  # fmt: skip


CURVATURES = Recorded(Path(__file__).parent / "curvatures.npz", _jobs, worked, _apart, _together)


def edge_film(racers: Sequence[Racer], runs: Sequence[Curvature], lr: float | None = None) -> Film:
    """The curvature along each run with its threshold, dashed, and the loss. With `lr`, a handle holds 2/lr; without,
    each curvature is shown as a multiple of the rule's own threshold."""
    relative = lr is None
    steps = int(runs[0].steps[-1])
    tracks, dashed = [], []
    for racer, one in zip(racers, runs, strict=True):
        unit = one.threshold if relative else 1.0
        channels = {"k": one.steps.astype(float), "sharpness": one.sharpness / unit, "f": one.loss}
        tracks.append(
            Track(racer.id, channels, "looks", one.diverged_at and int(np.searchsorted(one.steps, one.diverged_at)))
        )
        line = np.full(2, one.threshold / unit)
        dashed.append(curve(np.array([[0.0, steps]]), line[None], racer=racer.id, dash=True, width=1.5))
    words = {"title": "Sharpness: the largest curvature", "y": "λₘₐₓ", "subtitle": "dashed: 2/η; drag yours"}
    if relative:
        words = {
            "title": "Curvature as the rule sees it, over what it can bear",
            "y": "times",
            "subtitle": "dashed: its threshold",
        }
    held = {"id": "lr", "x": 0.5 * steps, "y": 2 / (lr or 1.0), "label": "2/η", "axis": "y", "color": OWN,
            "within": [[0, steps], [2 / FASTEST, 2 / SLOWEST]]}  # fmt: skip
    handles = [] if relative else [held]
    highest = max(one.threshold / (one.threshold if relative else 1) for one in runs)
    peak = max(float(np.nanmax(track.channels["sharpness"])) for track in tracks)
    top = float(np.clip(1.05 * peak, LEAST * highest, MOST * highest))
    limits = (0.0, 1.15 * top)
    facts: dict[str, Any] = {"group": "looks", "aspect": 0.62}
    sharp = chart("sharpness", tracks, "k", log=False, limits=limits, **words, overlays=dashed, handles=handles,
                  weight=1.4, **facts)  # fmt: skip
    sharp.figure["layout"]["yaxis"]["range"] = [0.0, top]
    loss = chart("f", tracks, "k", title="Loss, all examples", y="loss", weight=1.0, **facts)
    return Film(
        panels=[sharp, loss], tracks=tracks, racers=racers, rate=steps / 9.0,
        autoplay=True, length=steps, clocks={"looks": (len(runs[0].steps) - 1) / steps},
    )  # fmt: skip


def told(name: str, one: Curvature, limit: str) -> str:
    """What one run's curvature does."""
    if one.diverged_at is not None:
        return f"{name} diverges at step {one.diverged_at:,}; {limit} is {number(one.threshold)}."
    ends = f"ends at {number(one.late)}, {limit} is {number(one.threshold)}"
    if one.at_edge:
        return f"{name} {ends}: **at the edge**."
    if one.late > one.threshold:
        return f"{name} {ends}: above it."
    return f"{name} {ends}: " + ("below it again." if one.reached is not None else "not yet there.")


def _over(steps: int) -> str:
    return f"Over the last tenth of {counted(steps, 'step')}, the edge being within {NEAR:.0%} of the threshold:"


def verdict(chosen: Edge, runs: Sequence[Curvature]) -> str:
    """Where each run's sharpness ends, and whether it rose to the edge."""
    words = [told(racer.name, one, "2/η") for racer, one in zip(chosen.racers, runs, strict=True)]
    by_rate = dict(zip((*RATES, chosen.lr), runs, strict=True))  # yours may be one of the three
    edge = [rate for rate, one in by_rate.items() if one.at_edge]
    begin = runs[0].sharpness[0]
    where = "At each of these rates" if len(edge) == len(by_rate) else f"At {len(edge)} of {len(by_rate)} rates"
    return said(
        bool(edge)
        and f"**Up to the limit**: {where[0].lower()}{where[1:]} training goes to where the curvature is about the "
        "largest that its step can bear.",
        not edge and "**At none of these rates is it at the edge**, about the largest that its step can bear.",
        f"At the start the sharpness is {number(begin)}. {_over(chosen.steps)}",
        *words,
        _uneven(chosen.racers, runs),
    )


def _uneven(racers: Sequence[Racer], runs: Sequence[Curvature]) -> str:
    """Runs above their threshold whose loss fell all the same."""
    calm = [racer.name for racer, one in zip(racers, runs, strict=True) if one.fell_on]
    if not calm:
        return ""
    return f"Past the threshold a quadratic would throw the run out; the loss fell on all the same for {listed(calm)}."


def others_verdict(chosen: Others, runs: Sequence[Curvature]) -> str:
    """Where each rule's own curvature ends beside its own threshold."""
    words = [told(racer.name, one, "its threshold") for racer, one in zip(chosen.racers, runs, strict=True)]
    return said(_over(chosen.steps), *words)
