"""Gradient descent on the lecture's bowl: one η, two coordinates, a parabola and a regime for each."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, contour
from figures.film import curve
from lessons._claims import Settings, said
from lessons._graph import graph, line, named, note
from lessons._text import counted, number
from lessons.step_size.parabola import COLORS, FRAME, HEIGHTS, does, framed, regime, slowest, steps_to
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent
from surfaces.parabola import Parabola
from surfaces.quadratic import Quadratic

Array = np.ndarray

LECTURE = (0.33, 1.0)  # the best step size of each coordinate in the lecture's example
START = (-1.5, 1.5)
WIDEST = 2.1  # η up to which the slider goes
STEPS = 24
LINES = ("@ink", "@muted")  # of |1 − ηλᵢ|, coordinate by coordinate


@dataclass(frozen=True)
class TwoCoordinates(Settings):
    """One η for both coordinates."""

    lr: float = param(0.5, 0.0, WIDEST, "η", help="Learning rate")

    presets = {f"η = {rate:g}": {"lr": rate} for rate in (0.1, 0.33, 0.5, 0.66, 0.67, 1.0)}

    @property
    def ratios(self) -> tuple[float, ...]:
        """η/η_opt of each coordinate."""
        return tuple(self.lr / best for best in LECTURE)


def bowl(best: Sequence[float] = LECTURE) -> Quadratic:
    """The bowl along the axes whose best step size in each coordinate is given."""
    return Quadratic(lambda1=1 / best[0], lambda2=1 / best[1], angle=0.0)


def descend(lr: float, steps: int = STEPS) -> Trajectory:
    return run(GradientDescent(lr=lr), bowl(), START, steps)


def verdict(chosen: TwoCoordinates) -> str:
    """What each coordinate does, and what that makes of the run."""
    names = [regime(ratio) for ratio in chosen.ratios]
    factors = [1 - ratio for ratio in chosen.ratios]
    pace = max(range(2), key=lambda i: (abs(factors[i]), i))
    steps = steps_to(max(map(abs, factors)))
    each = " and ".join(f"w{'₁₂'[i]} {does(names[i])} (× {number(factors[i])})" for i in range(2))
    return said(
        f"At η = {number(chosen.lr)}, {each}.",
        "stands still" in names and "Nothing moves.",
        "diverges" in names and "Together they diverge.",
        "diverges" not in names and "bounces for ever" in names and "Together they never settle.",
        np.isfinite(steps)
        and f"w{'₁₂'[pace]} sets the pace: both are down to a thousandth after {counted(steps, 'step')}.",
    )


def two_film(chosen: TwoCoordinates) -> Film:
    """The run on the bowl, its two parabolas, and |1 − ηλᵢ| of both over η."""
    surface, t = bowl(), descend(chosen.lr)
    racer = Racer("run", f"η = {number(chosen.lr)}", COLORS[slowest(chosen.ratios)])
    slices = [Parabola(a=1 / best) for best in LECTURE]
    heights = {f"e{i}": slices[i].value(t.points[:, i : i + 1]) for i in range(2)}
    track = Track(
        "run", {"x": t.points[:, 0], "y": t.points[:, 1], "f": t.values, **heights}, diverged_at=t.diverged_at
    )
    names = [regime(ratio) for ratio in chosen.ratios]
    from_above = contour(surface, id="bowl", title="From above", subtitle="each axis in the colour of its regime",
                         racers=["run"], clickable=False, overlays=arms(names), weight=0.75)  # fmt: skip
    return Film(
        panels=[
            from_above,
            *[_slice(slices[i], racer, i, chosen.ratios[i]) for i in range(2)],
            _factors(chosen),
        ],
        tracks=[track],
        racers=[racer],
        rate=2.5,
        autoplay=True,
        loop=True,
    )


def arms(names: Sequence[str]) -> list[dict[str, Any]]:
    """Both axes through the minimum, each in the colour of its regime."""
    reach, zero = np.array([[-2.0, 2.0]]), np.zeros((1, 2))
    return [
        curve(x, y, color=COLORS[name], width=3)
        for (x, y), name in zip(((reach, zero), (zero, reach)), names, strict=True)
    ]


def _slice(parabola: Parabola, racer: Racer, i: int, ratio: float) -> Panel:
    words = {"title": f"Along w{'₁₂'[i]}: {regime(ratio)}", "subtitle": f"curvature {number(parabola.a)}: each step "
             f"× {number(1 - ratio)}"}  # fmt: skip
    panel = framed(parabola, racer, id=f"slice{i}", **words, weight=0.75, aspect=1.0)
    panel.figure["data"][0]["line"] |= {"color": COLORS[regime(ratio)]}
    panel.figure["layout"]["yaxis"]["range"] = [-0.6, HEIGHTS[1] / 2]
    panel.figure["layout"]["xaxis"]["range"] = list(FRAME[0])
    return dataclasses.replace(named(panel, f"w{'₁₂'[i]}", "E"), axes={"x": "xy"[i], "y": f"e{i}"})


def _factors(chosen: TwoCoordinates) -> Panel:
    data = [line([0, WIDEST], [1, 1], "@muted", 1.5, "dash")]
    notes = []
    for i, (best, color) in enumerate(zip(LECTURE, LINES, strict=True)):
        corners = np.array([0.0, best, WIDEST])
        data.append(line(corners, np.abs(1 - corners / best), color, 2.5))
        notes.append(note((0.72, 1.62)[i], (1.3, 0.5)[i], f"w{'₁₂'[i]}", color))
    height = max(abs(1 - ratio) for ratio in chosen.ratios)
    handle = {"id": "lr", "x": chosen.lr, "y": min(height, 1.55), "label": "η", "axis": "x",
              "color": COLORS[slowest(chosen.ratios)]}  # fmt: skip
    data.append(line([chosen.lr] * 2, [0, 1.6], "@muted", 1, "dot"))
    return graph(
        "factors", data, (0, WIDEST), (0, 1.6), ("learning rate η", "distance left"), notes=notes, handles=[handle],
        weight=0.75,
        title="|1 − ηλᵢ|: distance left by a step", subtitle="drag η; above the dashed line it grows", aspect=1.0,
    )  # fmt: skip
