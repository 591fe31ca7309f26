"""Newton's method beside three rules that go downhill, where the Hessian has a negative eigenvalue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour, tracks_of
from lessons._claims import Settings
from lessons._graph import DOWN, line, note, veil
from lessons.error_surfaces.convexity import bending_down
from optim import Optimizer, Trajectory, race
from optim.gradient_descent import GradientDescent
from optim.levenberg_marquardt import LevenbergMarquardt
from optim.newton import Newton
from optim.saddle_free_newton import SaddleFreeNewton
from surfaces.beale import Beale
from surfaces.saddle import Saddle

STEPS = 30
SHOWN: dict[str, Any] = {"saddle": Saddle(), "beale": Beale()}
STARTS = {"saddle": (-0.8, 0.1), "beale": (0.8, 1.6)}
FLOOR = 1.0  # what saddle-free Newton adds to every |λ| here; without it, it leaps where a surface is almost flat
DAMPINGS, RATES = (0.1, 1000.0), (0.001, 0.1)  # between which the sliders go


def _placed(**values: float) -> dict[str, float]:
    """A preset, with the starts on both surfaces."""
    points = dict(zip(("x_1", "y_1", "x_2", "y_2"), (c for start in STARTS.values() for c in start), strict=True))
    return {"lr": 0.01, **points, **values}


@dataclass(frozen=True)
class Signs(Settings):
    """Levenberg–Marquardt's first damping and gradient descent's rate; the starts are points."""

    damping: float = param(10.0, *DAMPINGS, "μ", log=True, help="Levenberg–Marquardt’s first damping")
    lr: float = param(0.01, *RATES, "η", log=True, help="Gradient descent’s learning rate")

    presets = {
        "Enough damping": _placed(damping=10.0),
        "Too little damping": _placed(damping=1.0),
        "Nearer to the ridge": _placed(damping=10.0, y_1=0.001),
    }


def table(runs: Mapping[str, Sequence[Trajectory]]) -> str:
    """How each rule's run ends on both surfaces, as a table in Markdown."""
    rows = [
        f"| {saddle.optimizer.name} | {saddle.outcome} | {beale.outcome} |"
        for saddle, beale in zip(*runs.values(), strict=True)
    ]
    return "\n".join(["| | On the saddle | On Beale |", "|:--|:--|:--|", *rows])


def rules(damping: float, lr: float) -> list[Optimizer]:
    """Newton, saddle-free Newton, Levenberg–Marquardt from this damping, and gradient descent at this rate."""
    return [Newton(), SaddleFreeNewton(damping=FLOOR), LevenbergMarquardt(damping=damping), GradientDescent(lr=lr)]


def signs_film(runs: Mapping[str, Sequence[Trajectory]]) -> Film:
    """All four on both surfaces, and Levenberg–Marquardt's damping on the same clock."""
    racers = [Racer(t.optimizer.slug, t.optimizer.name, t.optimizer.color) for t in next(iter(runs.values()))]
    panels, charts, tracks = [], [], []
    for slug, trajectories in runs.items():
        tracks += [track for t, racer in zip(trajectories, racers, strict=True) for track in tracks_of(t, racer, slug)]
        panels.append(_panel(slug, trajectories[0]))
        damped = next(t for t in trajectories if t.optimizer.slug == "levenberg_marquardt")
        tracks.append(Track("levenberg_marquardt", {"damping": damped.states.damping[:, 0]}, group=slug))
        charts.append(_damping_chart(slug, tracks[-1]))
    return Film(panels=[*panels, *charts], tracks=tracks, racers=racers, rate=2.5, autoplay=True)


def runs_from(starts: Mapping[str, Sequence[float]], damping: float, lr: float) -> dict[str, list[Trajectory]]:
    """The four from a start on each surface."""
    return {slug: race(rules(damping, lr), SHOWN[slug], start, STEPS) for slug, start in starts.items()}


def _panel(slug: str, t: Trajectory) -> Panel:
    panel = contour(t.surface, title=t.surface.name, start=t.points[0], id=slug, group=slug, weight=0.75,
                    subtitle="red: the Hessian has a negative eigenvalue")  # fmt: skip
    x, y, least = bending_down(t.surface)
    panel.figure["data"].insert(1, veil(x, y, -least))
    return panel


def _damping_chart(slug: str, track: Track) -> Panel:
    title = f"Damping μ on {'the saddle' if slug == 'saddle' else SHOWN[slug].name}"
    told = "Levenberg–Marquardt’s" + ("; dashed: |λ₁|/2" if slug == "saddle" else "")
    panel = chart("damping", [track], title=title, y="μ", subtitle=told, log=True, limits=(1e-6, 1e6),
                  id=f"damping-{slug}", group=slug, aspect=0.9, weight=0.75)  # fmt: skip
    if slug == "saddle":
        enough = threshold(SHOWN[slug])
        panel.figure["data"].append(line([0, STEPS], [enough, enough], DOWN, 1.5, "dash"))
        low, high = panel.figure["layout"]["yaxis"]["range"]  # with room for the words above the line
        panel.figure["layout"]["yaxis"]["range"] = [min(low, np.log10(enough) - 0.6), max(high, np.log10(enough) + 0.6)]
        panel.figure["layout"]["annotations"] = [
            note(STEPS, np.log10(enough) + 0.25, "below: towards the ridge", DOWN, "right")
        ]
    return panel


def threshold(saddle: Saddle) -> float:
    """The damping μ below which a step with (H + μI)⁻¹ leads nearer to the ridge of a quadratic saddle, |λ₁|/2.

    It multiplies the distance from the ridge by μ/(μ − |λ₁|), which is less than 1 in size where μ < |λ₁|/2. Between
    that and |λ₁| the step leads away, but to the other side.
    """
    return float(np.abs(saddle.hessian(np.zeros(2))[1, 1]) / 2)
