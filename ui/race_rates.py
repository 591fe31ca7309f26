"""What every learning rate would leave, under a race: a curve for each rule, and its rate now as a handle on it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from figures import Film, Racer
from figures.film import curve
from lessons._graph import graph
from optim import Sensitivity
from scenes import Scene, unwrapped
from ui.dials import taken
from ui.outside import finite
from ui.player import player
from ui.sweep import numbers_of

DEEPEST = 1e-12  # of the most that is left: what is less is drawn there


def rates_picture(scene: Scene, racers: Sequence[Racer], found: Sequence[Sensitivity | None]) -> None:
    """The picture, where any rule has a rate; a handle that is let go sets the rule's."""
    film = rates_film(scene, racers, found, st.context.theme.type == "dark")
    if film:
        rules = {entrant.id: unwrapped(entrant.rule)[0] for entrant in scene.entrants}
        player(film, key="race-rates", events=["handle"], on_event=lambda event: _set_rate(event, rules))


def rates_film(
    scene: Scene, racers: Sequence[Racer], found: Sequence[Sensitivity | None], dark: bool = False
) -> Film | None:
    """Solid where a rate is good, dotted elsewhere."""
    told = [(e, r, s) for e, r, s in zip(scene.entrants, racers, found, strict=True) if s is not None]
    most = max((s.left[np.isfinite(s.left)].max(initial=0.0) for *_, s in told), default=0.0)
    if not most > 0:
        return None
    least = min(s.left[s.left > DEEPEST * most].min(initial=most) for *_, s in told)
    overlays: list[dict[str, Any]] = []
    handles: list[dict[str, Any]] = []
    for entrant, racer, s in told:
        height = np.where(np.isfinite(s.left), np.maximum(s.left, least), np.nan)
        good = (s.rates >= s.low) & (s.rates <= s.high)
        overlays += [
            curve(s.rates[None], height[None], racer=racer.id, dash="dot", width=1.5),
            curve(s.rates[None], np.where(good, height, np.nan)[None], racer=racer.id, width=2.5),
        ]
        rate = float(entrant.rule.settings()["lr"])
        if s.rates[0] <= rate <= s.rates[-1] and "-" not in entrant.id:
            at = np.exp(np.interp(np.log(rate), np.log(s.rates), np.log(np.nan_to_num(height, nan=most))))
            handles.append({"id": entrant.id, "x": rate, "y": float(at), "label": entrant.name, "axis": "x",
                            "color": racer.dark if dark else racer.color})  # fmt: skip
    ends = [s.rates[[0, -1]] for *_, s in told]
    panel = graph(
        "rates", [], (min(low for low, _ in ends), max(high for _, high in ends)), (least / 2, 2 * most),
        ("learning rate η", _left(scene, told)), (True, True),
        overlays=overlays, handles=handles, aspect=0.36,
        title="What every rate would leave", subtitle="solid: good rates; drag a dot to set a rate",
    )  # fmt: skip
    return Film(panels=[panel], tracks=[], racers=[r for _, r, _ in told], length=0)


def _left(scene: Scene, told: Sequence[tuple[Any, Any, Sensitivity]]) -> str:
    """What is left: to the goal, or, where none is known or a run came lower, to each rule's own lowest value."""
    if scene.surface.game:
        return "distance left"
    return "left to gain" if all(s.known for *_, s in told) else "above its own lowest"


def _set_rate(event: dict[str, Any], rules: Mapping[str, Any]) -> None:
    id, rate = str(event.get("id")), finite(event.get("x"))
    if event.get("dragging") or rate is None or id not in rules:
        return
    value = taken(numbers_of(rules[id])["lr"], float(f"{rate:.2g}"))
    if value is not None:
        st.session_state[f"{id}.lr"] = value
