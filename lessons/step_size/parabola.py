"""Gradient descent on quadratics: what the step size does in one coordinate, and in two."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from figures import Film, Panel, Racer, Track, chart, contour, curve1d, tracks_of
from figures.film import curve
from lessons._graph import graph, line, note
from lessons._text import number
from optim import Trajectory, run
from optim.gradient_descent import GradientDescent
from surfaces.parabola import Parabola
from surfaces.quadratic import Quadratic

Array = np.ndarray

COLORS = {
    "stands still": "#7a8090",
    "monotone": "#2f80d8",
    "one step": "#1f9d61",
    "oscillates": "#d98a00",
    "bounces for ever": "#a4509a",
    "diverges": "#e2483d",
}
LECTURE = (0.33, 1.0)  # the best step size of each coordinate in the lecture's example
RATES = (0.1, 0.33, 0.5, 0.66, 0.67, 1.0)
WIDEST = 2.5  # η/η_opt up to which the sliders go
FLOOR = 1e-6  # the share of the distance at the start below which a distance is drawn as that


def regime(ratio: float) -> str:
    """What gradient descent does in a direction of curvature λ at η = ratio · η_opt, η_opt = 1/λ: a key of COLORS."""
    if ratio <= 0:
        return "stands still"
    for special, name in ((1.0, "one step"), (2.0, "bounces for ever")):
        if np.isclose(ratio, special, rtol=1e-9, atol=0):
            return name
    return "monotone" if ratio < 1 else "oscillates" if ratio < 2 else "diverges"


def descend(parabola: Parabola, ratio: float, steps: int) -> Trajectory:
    """Gradient descent at η = ratio · η_opt, from a place 2.2 to the left of the minimum."""
    rule = GradientDescent(lr=ratio / parabola.a)
    return run(rule, parabola, (minimum(parabola) - 2.2,), steps)


def minimum(parabola: Parabola) -> float:
    return parabola.critical_points()[0].point[0]


def four_film(parabola: Parabola, ratios: Sequence[float] = (0.3, 1.0, 1.7, 2.1), steps: int = 16) -> Film:
    """One parabola, four step sizes: four balls on one clock."""
    racers: list[Racer] = []
    panels: list[Panel] = []
    tracks: list[Track] = []
    for i, ratio in enumerate(ratios):
        racer = Racer(f"ball{i}", f"{number(ratio)} ηₒₚₜ", COLORS[regime(ratio)])
        words = {"title": f"η = {number(ratio)} ηₒₚₜ", "subtitle": regime(ratio)}
        caption = f"each step: distance × {number(1 - ratio)}"
        panels.append(_curve(parabola, racer, **words, caption=caption, weight=0.7, aspect=1.1))
        tracks.extend(tracks_of(descend(parabola, ratio, steps), racer))
        racers.append(racer)
    return Film(panels=panels, tracks=tracks, racers=racers, rate=2.0, autoplay=True, loop=True)


def _curve(parabola: Parabola, racer: Racer, **facts: Any) -> Panel:
    middle = minimum(parabola)
    domain = ((middle - 3.2, middle + 3.2),)
    return curve1d(parabola, domain, racers=[racer.id], clickable=False, id=racer.id, **facts)


def one_film(parabola: Parabola, ratio: float, steps: int = 24) -> Film:
    """The ball at a step size of one's own, the factor of each step over all step sizes, and the distance left."""
    t, name = descend(parabola, ratio, steps), regime(ratio)
    racer = Racer("ball", name.capitalize(), COLORS[name])
    distance = np.abs(t.points[:, 0] - minimum(parabola))
    distance = np.maximum(distance, FLOOR * distance[0])
    track = Track("ball", {"x": t.points[:, 0], "f": t.values, "distance": distance}, diverged_at=t.diverged_at)
    return Film(
        panels=[
            _curve(parabola, racer, title=f"η = {number(ratio)} ηₒₚₜ: {name}", aspect=0.8),
            _factor_panel(ratio),
            chart("distance", [track], title="Distance from the minimum", log=True, limits=(1e-7, 1e3), aspect=0.8),
        ],
        tracks=[track],
        racers=[racer],
        rate=2.5,
        autoplay=True,
    )


def _factor_panel(ratio: float) -> Panel:
    ends = np.array([0.0, 1.0, 2.0, WIDEST])
    data = [line(ends[[0, -1]], [1, 1], "@muted", 1.5, "dash")]
    for left, right in pairwise(ends):
        data.append(line([left, right], np.abs(1 - np.array([left, right])), COLORS[regime((left + right) / 2)], 3))
    handle = {"id": "ratio", "x": ratio, "y": abs(1 - ratio), "label": "η", "color": COLORS[regime(ratio)], "axis": "x"}
    notes = [
        note(x, y, words, COLORS[words], anchor="center")
        for x, y, words in ((0.5, 0.78, "monotone"), (1.42, 0.78, "oscillates"), (2.18, 1.42, "diverges"))
    ]
    return graph(
        "factor", data, (0, WIDEST), (0, 1.6), ("η / ηₒₚₜ", ""), notes=notes, handles=[handle],
        title="|1 − η/ηₒₚₜ|: distance left by a step", subtitle="drag η",
    )  # fmt: skip


def bowl(best: Sequence[float]) -> Quadratic:
    """The bowl along the axes whose best step size in each coordinate is given."""
    return Quadratic(lambda1=1 / best[0], lambda2=1 / best[1], angle=0.0)


def panels_film(rates: Sequence[float] = RATES, steps: int = 24) -> Film:
    """Two coordinates, a panel for each step size: every direction has a regime of its own."""
    surface = bowl(LECTURE)
    racers: list[Racer] = []
    panels: list[Panel] = []
    tracks: list[Track] = []
    for i, rate in enumerate(rates):
        names = [regime(rate / best) for best in LECTURE]
        factors = [number(1 - rate / best) for best in LECTURE]
        racer = Racer(f"rate{i}", f"η = {number(rate)}", COLORS[max(names, key=list(COLORS).index)])
        caption = f"w₁ {names[0]} (× {factors[0]}), w₂ {names[1]} (× {factors[1]})"
        words: dict[str, Any] = {"id": racer.id, "title": racer.name, "caption": caption}
        panels.append(contour(surface, racers=[racer.id], clickable=False, overlays=_arms(names), **words))
        tracks.extend(tracks_of(run(GradientDescent(lr=rate), surface, (-1.5, 1.5), steps), racer))
        racers.append(racer)
    return Film(panels=panels, tracks=tracks, racers=racers, rate=2.5, autoplay=True, loop=True)


def _arms(names: Sequence[str]) -> list[dict[str, Any]]:
    """Both axes through the minimum, each in the colour of its regime."""
    reach, zero = np.array([[-2.0, 2.0]]), np.zeros((1, 2))
    return [
        curve(x, y, color=COLORS[name], width=3)
        for (x, y), name in zip(((reach, zero), (zero, reach)), names, strict=True)
    ]
