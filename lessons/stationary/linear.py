"""Baldi and Hornik's theorem tried: gradient descent on linear networks, beside the errors of their saddles."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog import param, percent
from figures import Film, Racer, Track, chart
from lessons._claims import Settings, said
from lessons._graph import line
from lessons._text import counted, number
from lessons.stationary.saddles import kind
from networks.deep_linear import DeepLinearNetwork
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent

RUNS, STEPS, SHOWN, SMALL = 24, 200, 6, 0.1
SHADES = ("#2f80d8", "#1f9d61", "#c87d00", "#a4509a", "#e2483d", "#3fa1a8")
LATE = 20
CLOSE_BY = 0.02
CLOSE = 1e-3  # of the start's excess error: what is nearer to the minimum has arrived


@dataclass(frozen=True)
class Linear(Settings):
    """A linear network with one hidden layer, and a rate."""

    hidden: int = param(2, 1, 4, "h", legal="[1, 4]", help="Hidden units")
    noise: float = param(0.3, 0.0, 1.0, "σ", help="Noise of the targets")
    lr: float = param(0.3, 0.05, 1.0, "η", log=True, help="Learning rate")
    seed: int = param(0, 0, 20, "s", legal="[0, 20]", help="Seed")

    presets = {"A narrow middle": {"hidden": 1}, "Two units": {"hidden": 2}, "Wide": {"hidden": 4}}

    @cached_property
    def problem(self) -> DeepLinearNetwork:
        return DeepLinearNetwork(hidden=self.hidden, noise=self.noise, seed=self.seed)

    @cached_property
    def levels(self) -> tuple[float, list[float]]:
        """The error of the global minimum, and the errors of the known saddles, lowest first, each once."""
        errors = {"minimum": set(), "saddle": set()}  # type: ignore[var-annotated]
        for point in self.problem.critical_points():
            errors[point.kind].add(round(float(self.problem.value(point.point)), 9))
        return min(errors["minimum"]), sorted(errors["saddle"])


def descend(chosen: Linear) -> Trajectory:
    """Gradient descent from RUNS random starts near the origin, all at once."""
    rule = GradientDescent(lr=chosen.lr)
    return run(rule, chosen.problem, chosen.problem.starts(RUNS) * SMALL, STEPS, record_states=False)


def film(chosen: Linear, t: Trajectory) -> Film:
    """The error of every run, with lines at the errors of the known saddles and of the minimum."""
    racers = [Racer(f"run{i}", f"run {i + 1}", SHADES[i % len(SHADES)]) for i in range(SHOWN)]
    kept = np.unique(np.linspace(0, STEPS, 251).astype(int))
    tracks = [
        Track(racer.id, {"k": kept.astype(float), "f": t.values[kept, i]}, "runs") for i, racer in enumerate(racers)
    ]
    least, saddles = chosen.levels
    panel = chart("f", tracks, "k", group="runs", title="Error of six of the runs", y="E", log=False, aspect=0.33,
                  subtitle="dashed: saddles; solid: the minimum")  # fmt: skip
    top = 1.05 * max(float(np.nanmax(t.values[0])), saddles[-1] if saddles else least)
    panel.figure["layout"]["yaxis"]["range"] = [0.9 * least, top]
    panel.figure["data"].extend(
        [line([0, STEPS], [level] * 2, "@muted", 1, "dash") for level in saddles]
        + [line([0, STEPS], [least] * 2, "@ink", 1.5)]
    )
    return Film(panels=[panel], tracks=tracks, racers=racers, rate=STEPS / 8, autoplay=True,
                length=STEPS, clocks={"runs": (len(kept) - 1) / STEPS})  # fmt: skip


def verdict(chosen: Linear, t: Trajectory) -> str:
    """Where the runs end, and what the known critical points are."""
    least, saddles = chosen.levels
    known = [p for p in chosen.problem.critical_points() if p.kind == "saddle"]
    spectra = [np.linalg.eigvalsh(chosen.problem.hessian(np.array(p.point))) for p in known]
    real = sum(kind(spectrum) == "a saddle" for spectrum in spectra)
    arrived, over, rising, falling, beside = ends(chosen, t)
    return said(
        f"Of {RUNS} runs **{arrived}** {_are(arrived)} at the global minimum, {number(least)}, to within "
        f"{percent(CLOSE, 1)} of the start’s height above it, after {counted(STEPS, 'step')}"
        + (f"; {over} diverged." if over else "."),
        f"Of {counted(len(known), 'known critical point')} above it {real} {_have(real)} a direction down to second "
        "order.",
        falling > 0
        and f"{falling} {_are(falling)} still falling, {_beside(beside, falling)}within {CLOSE_BY:.0%} of a saddle’s "
        "error.",
        rising > 0 and f"{rising} {_are(rising)} no longer falling: the error went up again in the last {LATE} steps.",
        len(saddles) > 0 and f"The lowest saddle’s error is {number(saddles[0])}.",
    )


def ends(chosen: Linear, t: Trajectory) -> tuple[int, int, int, int, int]:
    """How many runs are at the global minimum, diverged, rose again in the last LATE steps, and only fell in them; and
    how many of the last are beside the error of a known saddle."""
    least, saddles = chosen.levels
    excess = t.values[-1] - least
    over = t.diverged_at >= 0
    arrived = excess <= CLOSE * (t.values[0] - least)
    rest = ~arrived & ~over
    rises = rest & (np.diff(t.values[-LATE - 1 :], axis=0) > 0).any(axis=0)
    falls = rest & ~rises
    gaps = np.abs(t.values[-1][:, None] - np.array([*saddles, np.inf]))
    beside = falls & (gaps.min(axis=1) <= CLOSE_BY * t.values[-1])
    return tuple(int(which.sum()) for which in (arrived, over, rises, falls, beside))  # type: ignore[return-value]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _beside(beside: int, falling: int) -> str:
    if falling == 1:
        return "" if beside else "not "
    return f"{'all' if beside == falling else beside or 'none'} of them "


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
