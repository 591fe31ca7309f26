"""Every optimizer on every surface, each at its default rate and at one tuned by the same budget."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from figures import Film, Panel, film_of
from lessons._graph import graph
from optim import OPTIMIZERS, final_value, run, tune
from scenes import MAX_ENTRANTS, scene
from surfaces import SURFACES

Array = np.ndarray

LEAST = 1e-16  # less than this share of the descent is rounding
WORST = 10.0  # a run that diverged, or ended higher than it began by this factor, counts as this


class Result(NamedTuple):
    """A rule on a surface: the tuned rate (None for a rule without one), and what was left of its descent at the end.

    What is left is log₁₀ of (f − f*) over the same at the start, f* the lowest known minimum: −3 is a thousandth, 0
    nothing gained, 1 diverged. `starts` has it for the tuned rule from many starts.
    """

    rate: float | None
    default: float
    tuned: float
    starts: Array

    @property
    def spread(self) -> tuple[float, float, float]:
        """The quartiles over the starts."""
        low, middle, high = np.quantile(self.starts, (0.25, 0.5, 0.75))
        return float(low), float(middle), float(high)


Results = Mapping[tuple[str, str], Result]


def contested() -> list[str]:
    """The slugs of the surfaces over the plane that have a known minimum, so that there is a goal."""
    return [slug for slug, declared in SURFACES.items() if declared.dims == 2 and len(declared().minima())]


def contest(rule: str, surface: str, steps: int, candidates: int, starts: int) -> Result:
    """A rule (by slug) on a surface, both as declared: one budget of `candidates` rates for each of two sweeps.

    The starts are drawn evenly from the domain, the same for every rule.
    """
    ground, declared = SURFACES[surface](), OPTIMIZERS[rule]()
    tuned = tune(declared, ground, steps=steps, candidates=candidates)
    low, high = np.array(ground.domain, dtype=float).T
    drawn = np.random.default_rng(0).uniform(low, high, (starts, 2))
    return Result(
        rate=float(tuned.rule.settings()["lr"]) if len(tuned.rates) else None,
        default=float(left(run(declared, ground, steps=steps, record_states=False))),
        tuned=float(left(run(tuned.rule, ground, steps=steps, record_states=False))),
        starts=left(run(tuned.rule, ground, drawn, steps, record_states=False)),
    )


def left(trajectory: Any) -> Array:
    """log₁₀ of what is left of the descent at the end of a run, or of each lane of a batch."""
    surface = trajectory.surface
    best = float(surface.value(surface.minima()).min())
    above = trajectory.values[0] - best
    with np.errstate(all="ignore"):
        share = (final_value(trajectory) - best) / above
    share = np.where(np.isnan(trajectory.values[-1]) | ~np.isfinite(share), WORST, share)
    return np.log10(np.clip(share, LEAST, WORST))


def ranks(scores: Array) -> Array:
    """The place of each rule (rows) on each surface (columns), 1 the best; equal scores share their mean place."""
    below = (scores[None] < scores[:, None]).sum(axis=1)
    equal = (scores[None] == scores[:, None]).sum(axis=1)
    return below + (equal + 1) / 2


def board_film(
    results: Results, rules: Sequence[str], surfaces: Sequence[str], what: str, chosen: str,
    steps: int,
) -> Film:  # fmt: skip
    """The board of results beside the race on the chosen surface, each rule at its tuned rate."""
    raced = sorted(rules, key=lambda rule: results[rule, chosen].tuned)[: min(8, MAX_ENTRANTS)]
    runners = [tuned_rule(rule, results[rule, chosen].rate) for rule in raced]
    shown = scene(SURFACES[chosen].name, SURFACES[chosen](), *runners, steps=steps)
    film = film_of(shown, panels=("contour", "loss"), autoplay=True, loop=True)
    contour, loss = film.panels
    contour = dataclasses.replace(contour, title=shown.name, clickable=False, subtitle="the best eight, tuned")
    return dataclasses.replace(film, panels=[_board(results, rules, surfaces, what, chosen), contour, low(loss)])


def low(chart: Panel) -> Panel:
    """A chart that stands alone in its row."""
    return dataclasses.replace(chart, aspect=0.26)


def tuned_rule(rule: str, rate: float | None) -> Any:
    """The rule (by slug) at a learning rate, if it has one."""
    declared: Any = OPTIMIZERS[rule]
    return declared() if rate is None else declared(lr=rate)


def scores_of(results: Results, rules: Sequence[str], surfaces: Sequence[str], what: str) -> Array:
    """A score for each rule (rows) on each surface (columns): "default", "tuned" or "starts", its median."""
    pick = {"default": lambda r: r.default, "tuned": lambda r: r.tuned, "starts": lambda r: r.spread[1]}[what]
    return np.array([[pick(results[rule, surface]) for surface in surfaces] for rule in rules])


def _board(results: Results, rules: Sequence[str], surfaces: Sequence[str], what: str, chosen: str) -> Panel:
    scores = scores_of(results, rules, surfaces, what)
    places = ranks(scores)
    winners = [(x, y) for x in range(len(surfaces)) for y in range(len(rules)) if places[y, x] == places[:, x].min()]
    cells = {
        "type": "heatmap",
        "x": np.arange(len(surfaces)),
        "y": np.arange(len(rules)),
        "z": places,
        "xgap": 2,
        "ygap": 2,
        "zmin": 1,
        "zmax": max(len(rules), 2),
        "colorscale": [[0, "rgba(76,95,213,0.95)"], [1, "rgba(76,95,213,0.06)"]],
        "showscale": False,
        "customdata": scores,
        "hovertemplate": "place %{z:g}; 10^%{customdata:.1f} of the descent is left<extra></extra>",
    }
    stars = {
        "type": "scatter", "mode": "markers", "x": [x for x, _ in winners], "y": [y for _, y in winners],
        "marker": {"symbol": "star", "size": 11, "color": "#ffd34d", "line": {"color": "#4b5060", "width": 1}},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    panel = graph(
        "board", [cells, stars], (-0.5, len(surfaces) - 0.5), (-0.5, len(rules) - 0.5),
        title="Place by surface", subtitle="star: the winner; click a column to see its race", weight=1.7, aspect=0.75,
        clickable=True,
    )  # fmt: skip
    layout = panel.figure["layout"]
    layout["clickanywhere"] = True
    for axis, declared, slugs in (("xaxis", SURFACES, surfaces), ("yaxis", OPTIMIZERS, rules)):
        names = [declared[slug].name for slug in slugs]
        layout[axis] |= {"showgrid": False, "tickvals": list(range(len(slugs))), "ticktext": names, "nticks": 60}
    layout["xaxis"] |= {"tickangle": -40}
    layout["yaxis"] |= {"autorange": False}
    layout["margin"] |= {"l": 132, "b": 96}
    column = surfaces.index(chosen)
    layout["shapes"] = [{
        "type": "rect", "x0": column - 0.5, "x1": column + 0.5, "y0": -0.5, "y1": len(rules) - 0.5,
        "line": {"color": "@ink", "width": 2},
    }]  # fmt: skip
    return panel
