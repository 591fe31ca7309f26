"""What a person has made of a film in the player: hidden runs, the trail, cameras, zoom, taken over into the film."""

import copy
import dataclasses
import math
from collections.abc import Mapping
from typing import Any

from export._options import TRAILS
from export._source import Shown
from export.draw.space import Camera
from figures import Film, Panel


def seen(shown: Shown, state: Any) -> Shown:
    """What is on the screen when the player of a film is in a state (`state()` of figures/README.md).

    The state comes from a browser: of what is not well formed, nothing is taken over.
    """
    state = state if isinstance(state, Mapping) else {}
    hidden = hidden_in(shown.film, state)
    views = state.get("views")
    views = views if isinstance(views, Mapping) else {}
    film = dataclasses.replace(
        shown.film,
        length=shown.film.steps,
        trail=state["trail"] if state.get("trail") in TRAILS else shown.film.trail,
        racers=[racer for racer in shown.film.racers if racer.id not in hidden],
        tracks=[track for track in shown.film.tracks if track.racer not in hidden],
        panels=[_panel(panel, hidden, views.get(panel.id)) for panel in shown.film.panels],
    )
    kept = [[entrant.id not in hidden for entrant in scene.entrants] for scene in shown.scenes]
    return Shown(
        film,
        tuple(
            dataclasses.replace(scene, entrants=tuple(_among(scene.entrants, stay)))
            for scene, stay in zip(shown.scenes, kept, strict=True)
        ),
        tuple(_among(runs, stay) for runs, stay in zip(shown.runs, kept, strict=False)),
    )


def hidden_in(film: Film, state: Any) -> set[str]:
    """The racers that a state of the player hides."""
    named = state.get("hidden") if isinstance(state, Mapping) else None
    return {racer.id for racer in film.racers if isinstance(named, list) and racer.id in named}


def turned(film: Film, state: Any) -> bool:
    """Whether a state of the player shows a panel from elsewhere than the film itself does."""
    views = state.get("views") if isinstance(state, Mapping) else None
    return isinstance(views, Mapping) and any(_layout(panel, views.get(panel.id)) for panel in film.panels)


def camera_of(film: Film) -> Camera | None:
    """Where the eye of a film's panels in space is; None if they have several, or there is none."""
    eyes = {Camera.of(panel.figure["layout"]["scene"]["camera"]) for panel in film.panels if panel.kind == "space"}
    return eyes.pop() if len(eyes) == 1 else None


def _among(values: Any, stay: list[bool]) -> list[Any]:
    return [value for value, stays in zip(values, stay, strict=True) if stays]


def _panel(panel: Panel, hidden: set[str], view: Any) -> Panel:
    """A panel without what is hidden, seen as a view says."""
    overlays = [overlay for overlay in panel.overlays if overlay.get("racer") not in hidden]
    layout = _layout(panel, view)
    figure = {**panel.figure, "layout": layout} if layout else panel.figure
    return dataclasses.replace(panel, overlays=overlays, figure=figure)


def _layout(panel: Panel, view: Any) -> dict[str, Any] | None:
    """A figure's layout under another view: a camera in space, ranges on a plane; None if it says nothing of use."""
    if not isinstance(view, Mapping):
        return None
    layout = copy.copy(dict(panel.figure["layout"]))
    if panel.kind == "space":
        camera = {name: _numbers(view.get(name), "xyz") for name in ("eye", "center", "up")}
        if not all(camera.values()) or not any((camera["eye"] or {}).values()):
            return None
        layout["scene"] = {**layout["scene"], "camera": {**layout["scene"]["camera"], **camera}}
        return layout
    for name in ("x", "y"):
        ends = view.get(name)
        if not (isinstance(ends, list) and len(ends) == 2 and all(map(_finite, ends)) and ends[0] < ends[1]):
            return None
        layout[f"{name}axis"] = {**layout[f"{name}axis"], "range": [float(end) for end in ends]}
    return layout


def _numbers(value: Any, names: str) -> dict[str, float] | None:
    if not isinstance(value, Mapping) or not all(_finite(value.get(name)) for name in names):
        return None
    return {name: float(value[name]) for name in names}


def _finite(value: Any) -> bool:
    """Whether it is a number of a size that a picture may have."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) < 1e12
