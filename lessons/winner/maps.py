"""Maps: where every start ends, and what every pair of hyperparameters does, each with a track to follow."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from catalog import Parameter
from figures import Film, Panel, film_of
from figures._color import colorscale
from lessons._graph import graph, note
from lessons.winner.tournament import LEAST, WORST, low
from optim import OPTIMIZERS, Map, hyperparameter_map, map_of_starts
from optim._tune import declared_parameters
from scenes import scene
from surfaces import SURFACES

Array = np.ndarray

BASINS = ("#4c78a8", "#f2a33c", "#54a24b", "#c8577c", "#8a6fc4", "#3aa6a6", "#b98a4b", "#7f8fa6", "#d1495b", "#6b8e23")
PALE = 0.68  # how far a basin's colour fades towards white for the slowest start
NOWHERE, DIVERGED = "#8b8f99", "#3a3d46"


def starts(rule: str, rate: float | None, surface: str, steps: int, resolution: int) -> Map:
    """The map of starts of a rule on a surface, both by slug."""
    return map_of_starts(rule_at(rule, rate), SURFACES[surface](), resolution=resolution, steps=steps)


def rule_at(rule: str, rate: float | None, **settings: Any) -> Any:
    """The rule with a learning rate, if it has one, and further settings."""
    declared = OPTIMIZERS[rule]
    has_rate = rate is not None and "lr" in declared_parameters(declared())
    return declared(**({"lr": rate} if has_rate else {}) | settings)


def starts_film(found: Map, rule: Any, surface: Any, start: Sequence[float], steps: int) -> Film:
    """The map with a handle to drag, and the run from there on the map and in the loss."""
    shown = scene(surface.name, surface, rule, start=tuple(start), steps=steps)
    film = film_of(shown, panels=("contour", "surface", "loss"), autoplay=True, loop=True)
    contour, space, loss = film.panels
    handle = {"id": "start", "x": float(start[0]), "y": float(start[1]), "label": "Start", "color": "@accent"}
    marks = [trace for trace in contour.figure["data"] if trace["type"] == "scatter"]
    figure = {"data": [_basins(found), *marks], "layout": contour.figure["layout"]}
    panel = dataclasses.replace(
        contour, id="starts", figure=figure, title="Where each start ends", start=None, handles=[handle], weight=1.2,
        subtitle="colour: the minimum; pale: slowly; grey: nowhere; dark: diverged",
    )  # fmt: skip
    return dataclasses.replace(film, panels=[panel, space, low(loss)])


def _basins(found: Map) -> dict[str, Any]:
    """A heatmap whose whole part is the basin, and whose fraction is how slowly the run got there."""
    count = int(found.basins.max(initial=-1)) + 1
    limit = max(int(found.steps.max(initial=1)), 1)
    slow = np.where(found.steps >= 0, np.log1p(np.maximum(found.steps, 0)) / np.log1p(limit), 1.0)
    z = np.where(found.basins >= 0, found.basins + 0.98 * slow, count + 0.5)
    z = np.where(found.diverged, count + 1.5, z)
    return {
        "type": "heatmap", "x": found.x, "y": found.y, "z": z, "zmin": 0, "zmax": count + 2, "showscale": False,
        "colorscale": _basin_scale(count), "hoverinfo": "skip",
    }  # fmt: skip


def _basin_scale(count: int) -> list[list[Any]]:
    stops: list[list[Any]] = []
    for i in range(count):
        color = BASINS[i % len(BASINS)]
        stops += [[i / (count + 2), color], [(i + 0.9999) / (count + 2), faded(color, PALE)]]
    for i, color in ((count, NOWHERE), (count + 1, DIVERGED)):
        stops += [[i / (count + 2), color], [min((i + 0.9999) / (count + 2), 1.0), color]]
    stops[-1][0] = 1.0
    return stops


def faded(color: str, share: float) -> str:
    """A colour mixed with white."""
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + share * (255 - part)):02x}" for part in parts)


def sliders(rule: str) -> dict[str, Parameter]:
    """The parameters of a rule that a map can have on an axis: its numbers with a range."""
    return {p.name: p for p in declared_parameters(OPTIMIZERS[rule]()).values() if p.kind == "number" and p.high}


def axis_values(parameter: Parameter, resolution: int) -> Sequence[float]:
    """Evenly spaced values over a slider, on its own scale."""
    if parameter.low is None or parameter.high is None:
        raise ValueError(f"{parameter.name} has no range to map")
    space = np.geomspace if parameter.log else np.linspace
    return list(space(parameter.low, parameter.high, resolution))


def pairs(rule: str, surface: str, x: str, y: str, steps: int, resolution: int) -> Map:
    """The map of two hyperparameters of a rule on a surface, by slugs and names, from the surface's own start."""
    known = sliders(rule)
    across, along = ((name, axis_values(known[name], resolution)) for name in (x, y))
    return hyperparameter_map(OPTIMIZERS[rule](), SURFACES[surface](), across, along, steps=steps)


def best_pair(found: Map, surface: Any) -> tuple[float, float]:
    """The pair of a map whose run got lowest; the first one where all diverged."""
    left = np.nan_to_num(left_of(found, surface), nan=np.inf)
    row, column = np.unravel_index(left.argmin(), left.shape)
    return float(found.x[column]), float(found.y[row])


def left_of(found: Map, surface: Any) -> Array:
    """log₁₀ of what is left of the descent for each pixel; NaN where the run diverged."""
    best = float(surface.value(surface.minima()).min())
    above = float(surface.value(np.array(surface.start))) - best
    share = np.clip((found.values - best) / above, LEAST, WORST)
    return np.where(found.diverged, np.nan, np.log10(share))


def pairs_film(found: Map, rule: str, surface: Any, names: Sequence[str], chosen: Sequence[float], steps: int) -> Film:
    """The map with a handle at the chosen pair, and the run at that pair beside it."""
    picked = dict(zip(names, map(float, chosen), strict=True))
    shown = scene(surface.name, surface, rule_at(rule, None, **picked), steps=steps)
    film = film_of(shown, panels=("contour", "loss"), autoplay=True, loop=True)
    contour, loss = film.panels
    contour = dataclasses.replace(contour, title="The run at this pair", clickable=False)
    return dataclasses.replace(film, panels=[_pairs_panel(found, rule, surface, names, chosen), contour, low(loss)])


def _pairs_panel(found: Map, rule: str, surface: Any, names: Sequence[str], chosen: Sequence[float]) -> Panel:
    known = sliders(rule)
    axes = [placed(known[name], values) for name, values in zip(names, (found.x, found.y), strict=True)]
    z = left_of(found, surface)
    cells = {
        "type": "heatmap", "x": axes[0], "y": axes[1], "z": z, "zmin": -8, "zmax": 0,
        "colorscale": colorscale("viridis_r"), "showscale": True,
        "hovertemplate": "10^%{z:.1f} of the descent is left<extra></extra>",
        "colorbar": {"thickness": 8, "len": 0.9, "tickvals": [-8, -6, -4, -2, 0], "tickfont": {"color": "@muted"},
                     "ticktext": ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"], "outlinewidth": 0},
    }  # fmt: skip
    places = [float(placed(known[name], value)) for name, value in zip(names, chosen, strict=True)]
    handle = {"id": "pair", "x": places[0], "y": places[1], "label": "Hyperparameters", "color": "@accent"}
    words = [] if np.isfinite(z).any() else [note(float(axes[0].mean()), float(axes[1].mean()), "every run diverged")]
    panel = graph(
        "pairs", [cells], (axes[0][0], axes[0][-1]), (axes[1][0], axes[1][-1]), [f"${known[n].symbol}$" for n in names],
        title="What is left of the descent", subtitle="empty: diverged; click, or drag", clickable=True,
        handles=[handle], notes=words, weight=1.2,
    )  # fmt: skip
    layout = panel.figure["layout"]
    layout["clickanywhere"] = True
    for axis, name in (("xaxis", names[0]), ("yaxis", names[1])):
        layout[axis] |= {"title": {"text": name, "font": {"size": 12, "color": "@muted"}}, "showgrid": False}
        if known[name].log:
            low, high = (round(float(placed(known[name], end))) for end in (known[name].low, known[name].high))
            ticks = list(range(low, high + 1))
            layout[axis] |= {"tickvals": ticks, "ticktext": [f"{10.0**tick:g}" for tick in ticks]}
    return panel


def placed(parameter: Parameter, values: Any) -> Array:
    """Where values stand on a map's axis: their exponent, on a log scale."""
    return np.log10(values) if parameter.log else np.asarray(values, dtype=float)


def meant(parameter: Parameter, place: float) -> float:
    """The value that a place on a map's axis means, in round numbers and within the slider."""
    value = 10.0**place if parameter.log else place
    return float(np.clip(float(f"{value:.3g}"), parameter.low, parameter.high))
