"""The board of a tournament, and the race behind a column of it."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from figures import Film, Panel, film_of
from lessons._graph import CELLS, graph
from lessons._text import number
from lessons.winner.tournament import (
    LEAST,
    WORST,
    Results,
    cut,
    paid,
    ranks,
    rate_of,
    score,
    scores_of,
    tuned_rule,
    winners,
)
from optim import OPTIMIZERS, Trajectory, run
from scenes import scene
from surfaces import SURFACES

LETTER = 6.5  # pixels that a letter of an axis's names needs
SMALL = 10  # pixels: letters of many names
MOST = 8  # in the race beside the board
KINDS = {"default": "at their default rates", "tuned": "tuned", "starts": "tuned over the starts"}


def board_film(
    results: Results, rules: Sequence[str], surfaces: Sequence[str], what: str, chosen: str, budget: int
) -> Film:
    """The board of results beside the race on the chosen surface, as it was scored, until the budget is spent."""
    ran = [rule for rule in rules if (rule, chosen) in results]
    raced = sorted(ran, key=lambda rule: score(results[rule, chosen], what))[:MOST]
    tuned = [tuned_rule(rule, rate_of(results[rule, chosen], what)) for rule in raced]
    surface = SURFACES[chosen]()
    runs = [run(rule, surface, None, budget) for rule in tuned]
    shown = scene(surface.name, surface, *tuned, steps=max([1, *(int(paid(t, budget)) for t in runs)]))
    held = [_held(t, budget, shown.steps) for t in runs]
    film = film_of(shown, panels=("contour", "loss"), trajectories=held, x="evals", autoplay=True, loop=True)
    ends = (str(cut(t, budget).outcome) for t in runs)
    tracks = [dataclasses.replace(track, outcome=end) for track, end in zip(film.tracks, ends, strict=True)]
    contour, loss = film.panels
    told = f"{_who(len(raced), len(ran), len(rules))}, {KINDS[what]}"
    contour = dataclasses.replace(contour, title=shown.name, clickable=False, subtitle=told)
    board = _board(results, rules, surfaces, what, chosen)
    if len(surfaces) > MOST or len(rules) > 2 * MOST:  # a large board has a row for itself
        large = dataclasses.replace(board, weight=3.0, aspect=0.3 + 0.013 * len(rules), rows=len(rules) + 12)
        panels = [large, contour, loss]
    else:
        panels = in_a_row([board, contour, loss], (1.3, 0.85, 0.85))
    return dataclasses.replace(film, panels=panels, tracks=tracks)


def _who(raced: int, ran: int, all_: int) -> str:
    """Which rules are in the race, of those that have run of all."""
    if raced < ran:
        return f"the best {raced}" + (" so far" if ran < all_ else "")
    return "those that have run so far" if ran < all_ else "all of them"


def _held(t: Trajectory, budget: int, steps: int) -> Trajectory:
    """A run of so many steps that stands still once its budget is spent."""
    at = np.minimum(np.arange(steps + 1), paid(t, budget))
    over = t.diverged_at is not None and t.diverged_at <= at[-1]
    return dataclasses.replace(
        t,
        points=t.points[at],
        values=t.values[at],
        states=type(t.states)(*(field[at] for field in t.states)),
        evaluations=type(t.evaluations)(*(count[at] for count in t.evaluations)),
        diverged_at=t.diverged_at if over else None,
    )


def in_a_row(panels: Sequence[Panel], weights: Sequence[float], height: float = 1.1) -> list[Panel]:
    """Panels of one height beside each other: so they fit a screen with their controls."""
    return [dataclasses.replace(p, weight=w, aspect=height / w) for p, w in zip(panels, weights, strict=True)]


def _remains(score: float) -> str:
    """What a score says, for the hand on a cell."""
    if score >= np.log10(WORST):
        return "diverged, outside the picture, or at ten times the value of the start"
    if score >= 0:
        return "nothing gained"
    if score <= np.log10(LEAST):
        return f"{number(LEAST)} of the descent or less is left"
    return f"{number(10**score)} of the descent is left"


def _board(results: Results, rules: Sequence[str], surfaces: Sequence[str], what: str, chosen: str) -> Panel:
    scores = scores_of(results, rules, surfaces, what)
    rows, columns = np.nonzero(winners(scores))
    cells = {
        **CELLS,
        "x": np.arange(len(surfaces)),
        "y": np.arange(len(rules)),
        "z": ranks(scores),
        "xgap": 2,
        "ygap": 2,
        "zmin": 1,
        "zmax": max(len(rules), 2),
        "colorscale": [[0, "rgba(76,95,213,0.95)"], [1, "rgba(76,95,213,0.06)"]],
        "showscale": False,
        "customdata": [[_remains(score) for score in row] for row in scores],
        "hovertemplate": "place %{z:~g}; %{customdata}<extra></extra>",
    }
    stars = {
        "type": "scatter", "mode": "markers", "x": columns, "y": rows,
        "marker": {"symbol": "star", "size": 11, "color": "#ffd34d", "line": {"color": "#4b5060", "width": 1}},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    panel = graph(
        "board", [cells, stars], (-0.5, len(surfaces) - 0.5), (-0.5, len(rules) - 0.5),
        title="Place by surface", subtitle="strong: better; star: first; stars: a tie; click a column",
        clickable=True,
    )  # fmt: skip
    layout: dict[str, Any] = panel.figure["layout"]
    layout["clickanywhere"] = True
    columns_named, rows_named = [SURFACES[slug].name for slug in surfaces], [OPTIMIZERS[slug].name for slug in rules]
    upright = _named(layout, "xaxis", columns_named)
    _named(layout, "yaxis", rows_named)
    layout["xaxis"] |= {"tickangle": -90 if upright else -40}
    layout["yaxis"] |= {"autorange": False}
    left, below = (LETTER * max(map(len, names)) for names in (rows_named, columns_named))
    layout["margin"] |= {"l": 22 + left, "b": 12 + below if upright else 84}
    column = list(surfaces).index(chosen)
    layout["shapes"] = [{
        "type": "rect", "x0": column - 0.5, "x1": column + 0.5, "y0": -0.5, "y1": len(rules) - 0.5,
        "line": {"color": "@ink", "width": 2},
    }]  # fmt: skip
    return panel


def _named(layout: dict[str, Any], axis: str, names: Sequence[str]) -> bool:
    """Write a name beside each row or column, in small letters if there are many; whether they are many."""
    many = len(names) > 2 * MOST
    size = {"tickfont": layout[axis]["tickfont"] | {"size": SMALL}} if many else {}
    layout[axis] |= {"showgrid": False, "tickvals": list(range(len(names))), "ticktext": names, "nticks": 99} | size
    return many
