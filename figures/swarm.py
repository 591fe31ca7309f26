"""A swarm: a grid of starts that run at once under one rule, each coloured by the minimum at which it ends."""

import dataclasses
from typing import Any

import numpy as np

from figures.film import Panel, dots
from figures.relief import Domain
from optim import nearest_minimum, run

SIDES = (20, 100)  # of the grid
COLORS = ("#3b6fd4", "#d9722e", "#2f9e6e", "#b455c8", "#c23b4f", "#8a7a1f", "#2aa3b8", "#7a5a43")  # by minimum, in turn
NONE = "@muted"  # of a start that ends at no minimum
SIZE = 4.0  # pixels of a dot
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
    ends = ", coloured by the minimum each ends at" if minima else ""
    return dataclasses.replace(
        base,
        id="swarm",
        title=f"Swarm of {entrant.name}",
        subtitle=f"{side} × {side} starts{ends}",
        racers=[entrant.id],
        clickable=False,
        start=None,
        swarm={"rule": entrant.id, "side": int(side), "domain": bounds, "minima": minima, "colors": colors},
    )


def filled(panel: Panel, scene: Any) -> Panel:
    """A swarm's panel with its dots, run here; any other as it is."""
    entrant = next((e for e in scene.entrants if panel.swarm and e.id == panel.swarm["rule"]), None)
    if panel.swarm is None or entrant is None:
        return panel
    (x0, x1), (y0, y1) = panel.swarm["domain"]
    side, colors = panel.swarm["side"], panel.swarm["colors"]
    across, along = np.meshgrid(np.linspace(x0, x1, side), np.linspace(y0, y1, side))
    starts = np.stack([across.ravel(), along.ravel()], axis=-1)
    every = -(-len(starts) * (scene.steps + 1) // ENTRIES)
    t = run(entrant.rule, scene.noisy_surface, starts, scene.steps, record_states=False)
    ends = nearest_minimum(scene.surface, t.points[-1])
    points = t.points[::every]
    own = [colors[i] if i >= 0 else NONE for i in ends]
    return dataclasses.replace(
        panel, overlays=[dots(points[..., 0], points[..., 1], colors=own, size=SIZE, every=every, racer=entrant.id)]
    )
