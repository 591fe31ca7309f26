"""A swarm: a grid of starts that run at once under one rule, each coloured by the place at which it ends: dots that
move, or a plane of starts that is painted."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from catalog import percents
from figures.film import Panel, dots, raster
from figures.relief import Domain
from optim import nearest_minimum, run
from optim._measure import NEAR, in_picture

SIDES = (20, 100)  # of the grid
COLORS = ("#3b6fd4", "#d9722e", "#2f9e6e", "#b455c8", "#c23b4f", "#8a7a1f", "#2aa3b8", "#7a5a43")  # by minimum, in turn
NONE = "@muted"  # of a start that ends at none of the marked minima
ENDS = ", coloured by the known minimum each ends at"
GONE = "@ink"  # of one that diverges
NAMED = 8  # minima that the legend names
SIZE = 3.8  # pixels of a dot: with a rim, dots on one another were white
ENTRIES = 1_000_000  # places, of all dots and steps, that an overlay holds; beyond, it has every second step, or third


def swarm_panel(base: Panel, scene: Any, entrant: Any, side: int, domain: Domain | None = None) -> Panel:
    """The panel of an entrant's swarm on the base of a contour; its dots are not computed yet (`filled`).

    Raises ValueError for a side beyond SIDES.
    """
    if not SIDES[0] <= side <= SIDES[1] or side != int(side):
        raise ValueError(f"a swarm has {SIDES[0]} to {SIDES[1]} starts a side, not {side!r}")
    minima = [[float(c) for c in point] for point in scene.surface.minima()]
    colors = [COLORS[i % len(COLORS)] for i in range(len(minima))]
    bounds = [[float(low), float(high)] for low, high in domain or scene.surface.domain]
    ends = ENDS if minima else ""
    return dataclasses.replace(
        base,
        id="swarm",
        title=f"Swarm of {entrant.name}",
        subtitle=f"{side} × {side} starts{ends}",
        racers=[entrant.id],
        swarm={"rule": entrant.id, "side": int(side), "domain": bounds, "minima": minima, "colors": colors,
               "words": ends},
    )  # fmt: skip


def filled(panel: Panel, scene: Any) -> Panel:
    """A swarm's panel with its dots, run here; any other as it is."""
    entrant = next((e for e in scene.entrants if panel.swarm and e.id == panel.swarm["rule"]), None)
    if panel.swarm is None or entrant is None or panel.swarm.get("filled"):
        return panel
    (x0, x1), (y0, y1) = panel.swarm["domain"]
    side, colors = panel.swarm["side"], panel.swarm["colors"]
    starts = grid_of(side, ((x0, x1), (y0, y1)))
    every = -(-len(starts) * (scene.steps + 1) // ENTRIES)
    t = run(entrant.rule, scene.noisy_surface, starts, scene.steps, record_states=False)
    minima = panel.swarm["minima"]
    kinds = kinds_of(nearest_minimum(scene.surface, t.points[-1]), t.diverged_at >= 0, len(minima))
    points = t.points[::every]
    own = [[*colors, NONE, GONE][kind] for kind in kinds]
    return dataclasses.replace(
        panel,
        legend=ends_legend(minima, colors, kinds),
        swarm={**panel.swarm, "filled": True},
        overlays=[
            *panel.overlays,
            dots(points[..., 0], points[..., 1], colors=own, size=SIZE, every=every, racer=entrant.id),
        ],
    )


def painted(base: Panel, rule: str, side: int, domain: Domain, places: Mapping[Any, str]) -> Panel:
    """A base whose plane of starts the page paints: each cell in the colour of the one of `places`, points with their
    colours, at which the run of the live film's rule from there ends. Its cells are not computed yet (`raster_of`)."""
    points, colors = [[float(c) for c in point] for point in places], list(places.values())
    bounds = [[float(low), float(high)] for low, high in domain]
    swarm = {"rule": rule, "side": int(side), "domain": bounds, "minima": points, "colors": colors, "paint": True}
    return dataclasses.replace(base, racers=[rule], swarm=swarm)


def raster_of(panel: Panel, codes: Any) -> Panel:
    """A painted plane's panel with its cells, computed here: (side, side) indices of places, below 0 for none."""
    if panel.swarm is None:
        raise ValueError(f"{panel.id} has no swarm")
    x, y = panel.swarm["domain"]
    cells = raster(x, y, codes, panel.swarm["colors"], racer=panel.swarm["rule"])
    return dataclasses.replace(panel, overlays=[cells, *panel.overlays])


def grid_of(side: int, domain: Domain) -> np.ndarray:
    """The starts (side², 2) of a grid over a domain, row by row from below."""
    across, along = (np.linspace(low, high, side) for low, high in domain)
    return np.stack(np.meshgrid(across, along), axis=-1).reshape(-1, 2)


def nearest_place(surface: Any, points: np.ndarray, places: Sequence[Any]) -> np.ndarray:
    """Which of some places points (..., 2) lie at, as the page tells it: the index, −1 for none."""
    if not len(places):
        return np.full(points.shape[:-1], -1)
    w, known = in_picture(surface, points), in_picture(surface, np.asarray(places, dtype=float))
    with np.errstate(all="ignore"):
        distance = np.linalg.norm(w[..., None, :] - known, axis=-1)
    nearest = np.where(np.isnan(distance), np.inf, distance).argmin(axis=-1)
    least = np.take_along_axis(distance, nearest[..., None], axis=-1)[..., 0]
    return np.where(least <= NEAR, nearest, -1)


def kinds_of(basins: Any, diverged: Any, count: int) -> np.ndarray:
    """Where each run ended: the index of its minimum, `count` at none of them, and one more where it diverged."""
    return np.where(diverged, count + 1, np.where(np.asarray(basins) < 0, count, basins))


def ends_legend(minima: Any, colors: Sequence[str], kinds: np.ndarray) -> list[dict[str, str]]:
    """What each colour means, and the share of the starts; beyond NAMED minima their colours come again.

    Where no minima are marked (none are known, or they move) only who diverged is told apart.
    """
    counts = np.bincount(kinds.ravel(), minlength=len(minima) + 2)
    ends = [(color, f"({_short(x)}, {_short(y)})") for (x, y), color in zip(minima, colors, strict=True)]
    if len(minima) > NAMED:
        counts = np.array([counts[:-2].sum(), *counts[-2:]])
        ends = [("", f"at one of {len(minima)} minima")]
    ends += [(NONE, "at none of these" if len(minima) else "not diverged"), (GONE, "diverged")]
    told = zip(ends, counts, percents(list(counts / kinds.size)), strict=True)
    return [
        {"color": color, "label": f"{label} {share}"} for (color, label), count, share in told if count or color != GONE
    ]


def _short(value: float) -> str:
    return f"{round(float(value), 2) + 0.0:g}".replace("-", "−")
