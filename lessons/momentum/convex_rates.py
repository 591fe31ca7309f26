"""1/k against 1/k²: gradient descent and Nesterov's method on a convex bowl of many curvatures, below their bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from catalog import param, upward
from figures import Film, Panel, Racer, Track
from figures.film import curve
from lessons._claims import Settings, said
from lessons._graph import graph, line, note
from lessons._text import counted, number
from networks.spectrum import Spectrum
from optim import Optimizer, Trajectory, run
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from optim.nesterov import Nesterov

Array = np.ndarray

STEPS = 400
LEAST = 1e-14  # of the first gap: less is rounding
NAMES = {
    "descent": "Gradient descent",
    "growing": "Nesterov, β growing",
    "tuned": "Nesterov, β for this κ",
}
COLORS = {"descent": GradientDescent.color, "growing": Nesterov.color, "tuned": Momentum.color}


@dataclass(frozen=True)
class Rates(Settings):
    """A bowl of N curvatures from 1/κ to 1."""

    n: int = param(60, 2, 100, "N", legal="[2, 100]", help="Directions")
    kappa: float = param(1e6, 1.0, 1e6, "κ", log=True, help="Condition number")

    presets = {
        "Every curvature from 1 to a millionth": {"n": 60, "kappa": 1e6},
        "Two directions": {"n": 2, "kappa": 100.0},
        "Hardly a trough": {"n": 20, "kappa": 10.0},
    }

    @property
    def surface(self) -> Spectrum:
        return Spectrum(n=self.n, condition=self.kappa)

    @property
    def start(self) -> Array:
        """One unit from the minimum in every direction."""
        return np.ones(self.n)


def rules(kappa: float) -> dict[str, Optimizer]:
    """All at η = 1/λ_max = 1; the tuned memory is (√κ − 1)/(√κ + 1)."""
    root = np.sqrt(kappa)
    return {
        "descent": GradientDescent(lr=1.0),
        "growing": Nesterov(lr=1.0, shifted=False, growing=True),
        "tuned": Nesterov(lr=1.0, shifted=False, beta=float((root - 1) / (root + 1))),
    }


def races(chosen: Rates) -> dict[str, Trajectory]:
    """The three runs, by the keys of NAMES."""
    surface = chosen.surface
    return {slug: run(rule, surface, chosen.start, STEPS) for slug, rule in rules(chosen.kappa).items()}


def bounds(chosen: Rates, k: Array) -> dict[str, Array]:
    """What E(w_k) − E* is at most, for k ≥ 1 (...): d²/(2ηk) and 2d²/(η(k + 1)²) with d the distance at the start."""
    squared = float(chosen.start @ chosen.start)
    return {"descent": squared / (2 * k), "growing": 2 * squared / (k + 1) ** 2}


def gap(t: Trajectory) -> Array:
    """E(w_k) − E* (steps + 1,); here E* = 0."""
    return t.values


def first_below(t: Trajectory, share: float) -> int | None:
    """The first step at which so small a share of the first gap is left; None if there is none."""
    below = np.flatnonzero(gap(t) <= share * gap(t)[0])
    return int(below[0]) if below.size else None


def words(chosen: Rates, runs: Mapping[str, Trajectory]) -> str:
    """How long each needs to a thousandth, and who is ahead at the end."""
    needed = {slug: first_below(t, 1e-3) for slug, t in runs.items()}
    told = [
        f"{NAMES[slug]}: {counted(k, 'step')}" if k is not None else f"{NAMES[slug]}: not in {STEPS} steps"
        for slug, k in needed.items()
    ]
    ends = {slug: float(gap(t)[-1] / gap(t)[0]) for slug, t in runs.items()}
    left = {slug: max(share, LEAST) for slug, share in ends.items()}
    first = min(left.values())
    ahead = [slug for slug, share in left.items() if share == first]
    return said(
        f"To a thousandth of the error: **{'; '.join(told)}**.",
        len(ahead) == 1 and f"After {STEPS} steps {NAMES[ahead[0]].replace('Gradient', 'gradient')} is the lowest.",
        left["descent"] < left["growing"]
        and "In the end gradient descent is below Nesterov’s growing β. That breaks no bound: they speak of the "
        "worst case.",
        left["growing"] < left["descent"]
        and f"Nesterov’s growing β leaves {number(upward(ends['growing']))} of the error, gradient "
        f"descent {number(upward(ends['descent']))}.",
    )


def rates_film(chosen: Rates, runs: Mapping[str, Trajectory]) -> Film:
    """The gaps on double logarithmic axes, where a power of k is a straight line, and the errors by direction."""
    tracks = [_track(slug, t) for slug, t in runs.items()]
    return Film(
        panels=[_gaps(chosen, runs), _directions(chosen, runs)],
        tracks=tracks,
        racers=[Racer(slug, NAMES[slug], COLORS[slug]) for slug in runs],
        rate=40.0,
        autoplay=True,
        readout={"group": "main", "channel": "left", "label": "error left"},
    )


def _track(slug: str, t: Trajectory) -> Track:
    k = np.arange(STEPS + 1)
    left = gap(t) / gap(t)[0]  # the readout says it as it is; a logarithmic axis has no zero, but an end
    return Track(slug, {"k": np.maximum(k, 0.5), "left": left, "drawn": np.maximum(left, LEAST)})


def _gaps(chosen: Rates, runs: Mapping[str, Trajectory]) -> Panel:
    k = np.arange(1, STEPS + 1)
    first = float(gap(runs["descent"])[0])
    lines = [
        line(k, np.maximum(bound / first, LEAST), COLORS[slug], 1.5, "dash")
        for slug, bound in bounds(chosen, k).items()
    ]
    whole = [line(k, np.maximum(gap(t)[1:] / first, LEAST), COLORS[slug], 1, opacity=0.35) for slug, t in runs.items()]
    panel = graph(
        "gaps", [*lines, *whole], (1, STEPS), (1e-8, 30.0), ("step k", "error left"), log=(True, True),
        title="Error left, both axes logarithmic", subtitle="dashed: at most so much, 1/k and 1/k²", aspect=0.75,
    )  # fmt: skip
    return replace(panel, racers=None, axes={"x": "k", "y": "drawn"})


def _directions(chosen: Rates, runs: Mapping[str, Trajectory]) -> Panel:
    values = chosen.surface.eigenvalues
    overlays = [
        curve(values[None], np.maximum(np.abs(t.points), 1e-6), racer=slug, width=2) for slug, t in runs.items()
    ]
    low = max(float(values[0]) / 1.5, 1e-7)
    return graph(
        "directions", [line([1e-7, 1e7], [1, 1], "@muted", 1, "dot")], (low, 1.5), (1e-4, 3.0),
        ("curvature λ", "distance left, |αᵢ|"), log=(True, True), overlays=overlays, aspect=0.75,
        title="Distance by direction", subtitle="the flat directions are the slow ones" if chosen.kappa > 1 else "",
        notes=[note(np.log10(low) + 0.1, 0.2, "all began here", "@muted")],
    )  # fmt: skip
