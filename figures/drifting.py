"""A surface whose minimum moves, from above: its levels and its minimum as they are at the step that is shown."""

import dataclasses
from typing import Any

import numpy as np

from catalog import number, upward
from figures.film import Panel, dots, ellipse
from figures.relief import Domain
from optim.gradient_descent import GradientDescent

RINGS = 7
WIDE = 2 / 3  # of the outermost ring's longer half-axis, in longer sides of the picture
MOST = 400  # steps with an entry of their own: between them the minimum goes straight on
POINT = 9.0  # pixels


def as_it_moves(panel: Panel, scene: Any, domain: Domain | None = None) -> Panel:
    """A contour whose base stands still, as it is at each step if the scene's surface drifts; else as it is."""
    if not scene.surface.drifts:
        return panel
    return dataclasses.replace(
        panel,
        figure={**panel.figure, "data": []},
        subtitle="As it is at the step shown",
        caption=panel.caption or caption(scene),
        overlays=[*panel.overlays, *moving(scene.surface, scene.steps, domain)],
    )


def caption(scene: Any) -> str:
    """What is known of gradient descent here, without noise: how far from the minimum it comes to be."""
    surface = scene.surface
    if not hasattr(surface, "lag") or scene.noisy_surface is not surface:
        return ""
    plain = [e for e in scene.entrants if isinstance(e.rule, GradientDescent) and e.rule == GradientDescent(e.rule.lr)]
    return " ".join(_told(entrant.name, surface.lag(entrant.rule.lr)) for entrant in plain)


def _told(name: str, gaps: tuple[float, float] | None) -> str:
    if gaps is None:
        return f"{name} does not settle: its rate is not below 2 / λ."
    along_x, along_y = map(number, gaps)
    if along_x == along_y:
        return f"In the long run {name} stays {along_x} from the minimum."
    most_x, most_y = (number(upward(gap)) for gap in gaps)
    return f"In the long run {name} is at most {most_x} from the minimum along x, and {most_y} along y."


def moving(surface: Any, steps: int, domain: Domain | None = None) -> list[dict[str, Any]]:
    """Overlays for a plane, an entry a step: level lines of a quadratic surface that drifts, and its minimum.

    Rings are as evenly spaced as its values' square roots. `moves` says of each how far it reaches from the minimum:
    the page draws it anew where the surface has other numbers (player/drifting.js).
    """
    every = -(-max(steps, 1) // MOST)
    seen = [surface.mean.at(k) for k in range(0, steps + every, every)]
    middles = np.stack([s.minima()[0] for s in seen])
    eigenvalues, axes = np.linalg.eigh(np.stack([s.hessian(m) for s, m in zip(seen, middles, strict=True)]))
    halves = axes / np.sqrt(eigenvalues / eigenvalues[:, :1])[:, None, :]  # of one level, a column each
    size = WIDE * float(np.ptp(np.asarray(domain or surface.domain, dtype=float), axis=-1).max())
    look = {"every": every} if every > 1 else {}
    rings = [
        ellipse(
            *np.moveaxis(np.stack([middles, *(share * np.moveaxis(halves, -1, 0))], axis=1), -1, 0),
            color="@muted", width=0.75, moves=float(share), **look,
        )
        for share in size * np.arange(1, RINGS + 1) / RINGS
    ]  # fmt: skip
    return [
        *rings,
        dots(middles[:, :1], middles[:, 1:], color="@muted", size=POINT, label="minimum", moves=0.0, **look),
    ]
