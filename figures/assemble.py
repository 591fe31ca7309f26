"""Scenes and their trajectories → films."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from figures.beliefs import insides
from figures.charts import chart
from figures.drifting import as_it_moves
from figures.film import Film, Panel, Racer, Track
from figures.live import live_of
from figures.maps import basins_panel, painted, rates_panel
from figures.plane import contour, curve1d
from figures.relief import Domain, least, relief_of
from figures.space import surface3d
from figures.swarm import filled, swarm_panel
from surfaces import goal

PANELS = ("contour", "surface", "loss", "gradient")
RADFORD_RATE = 25.0  # his animations: 40 ms a step
SMALLEST = float(np.finfo(np.float32).tiny)  # in place of 0 in what is drawn on log axes
SECONDS = 8.0  # how long another race is meant to last


def racer_of(entrant: Any) -> Racer:
    """An entrant of a scene as the player knows it."""
    return Racer(entrant.id, entrant.name, entrant.color, entrant.dark)


def rate_of(look: str, steps: int) -> float:
    """Steps a second at 1×: Radford's 25, otherwise such that a race lasts about eight seconds."""
    return RADFORD_RATE if look == "radford" else float(np.clip(steps / SECONDS, 1.5, 30))


def tracks_of(
    trajectory: Any,
    racer: Racer | str,
    group: str = "main",
    channels: Iterable[str] = ("x", "y", "f"),
    domain: Domain | None = None,
) -> tuple[Track, ...]:
    """The tracks of a trajectory: one, or one for each lane of a batch, in order.

    Channels: `x` and `y` (coordinates), `f` (value), `gap` (f less the least value at a known minimum, NaN below it and
    everywhere if none is known), `g` (gradient norm, never quite 0), `z` (height on `surface3d` over the same domain,
    where that is not f itself), `away` (in a game, the distance from the equilibrium, never quite 0), `evals` (values,
    gradients and Hessians asked for so far), `rate` (learning rate), and `dx`, `dy` (the step Δw that was subtracted;
    NaN before the first).
    A channel that the trajectory cannot have is left out: y on a curve, both coordinates of a point of many weights.
    """
    if trajectory.lanes:
        lanes = (trajectory.lane(*index) for index in np.ndindex(trajectory.lanes))
        return tuple(track for lane in lanes for track in tracks_of(lane, racer, group, channels, domain))
    made = {name: _channel(trajectory, name, domain) for name in channels}
    track = Track(
        racer=racer if isinstance(racer, str) else racer.id,
        group=group,
        channels={name: values for name, values in made.items() if values is not None},
        diverged_at=trajectory.diverged_at,
        outcome=str(trajectory.outcome),
    )
    return (track,)


def _channel(trajectory: Any, name: str, domain: Domain | None) -> np.ndarray | None:
    if name in ("x", "y"):
        i, dims = "xy".index(name), trajectory.points.shape[-1]
        return trajectory.points[:, i] if i < dims <= 2 else None
    if name in ("dx", "dy"):
        i, dims = ("dx", "dy").index(name), trajectory.points.shape[-1]
        return np.concatenate([[np.nan], -np.diff(trajectory.points[:, i])]) if i < dims <= 2 else None
    if name == "f":
        return trajectory.values
    if name == "gap":
        return gap(trajectory)
    if name == "g":
        return np.maximum(trajectory.gradient_norms, SMALLEST)
    if name == "away":
        return np.maximum(goal(trajectory.surface, trajectory.points), SMALLEST)
    if name == "z":
        return relief_of(trajectory.surface, domain).height(trajectory.values)
    if name == "evals":
        return trajectory.evaluations.total
    if name == "rate":
        return trajectory.rates
    raise ValueError(f"unknown channel {name!r}")


def gap(trajectory: Any) -> np.ndarray:
    """f less the least known value, at least as large as rounding can tell; NaN below it or where none is known."""
    bottom = least(trajectory.surface.mean)
    if bottom is None:
        return np.full(trajectory.values.shape, np.nan)
    smallest = max(np.finfo(float).eps * abs(bottom), SMALLEST)
    above = trajectory.values - bottom
    return np.where(above < -smallest, np.nan, np.maximum(above, smallest))


def film_of(
    scene: Any,
    panels: Sequence[str] | None = None,
    trajectories: Sequence[Any] | None = None,
    domain: Domain | None = None,
    x: str = "step",
    live: bool = False,
    inside: bool = False,
    swarm: tuple[str, int] = ("", 20),
    pair: Sequence[str] = ("", ""),
    **facts: Any,
) -> Film:
    """The film of a scene. `panels` among "contour", "surface", "loss", "gradient", "multiples",
    "swarm", "basins", "rates"; None: its own.

    `trajectories` are the scene's, if they have been run already. `x` is "step" or "evals", what charts run over.
    `swarm` is whose swarm and maps are shown, by an entrant's id (else the first's), and the swarm's starts along a
    side; `pair` names the numbers across and up the rates' plane (`maps.pair_of`). With `live` the page can race by
    itself, with `inside` planes show what each rule goes by. `facts` are further fields of the film: autoplay, loop,
    trail. On a curve, "contour" is the curve itself and "surface" is left out; of a surface of many weights only charts
    can be drawn, and the others are left out.
    """
    trajectories = scene.run() if trajectories is None else trajectories
    racers = [racer_of(entrant) for entrant in scene.entrants]
    names = _drawable(scene, scene.panels if panels is None else panels)
    flat = _flat(scene, names, racers, domain)
    if inside and scene.surface.dims == 2:
        flat = _looked_into(flat, insides(trajectories, racers))
    channels = _channels(names, flat, x, scene.surface)
    tracks = [
        track
        for trajectory, racer in zip(trajectories, racers, strict=True)
        for track in tracks_of(trajectory, racer, channels=channels, domain=domain)
    ]
    made = [panel for name in names for panel in flat.get(name) or _charts(name, tracks, scene.surface, domain, x)]
    own_live = live_of(scene, channels, domain, inside=inside and scene.surface.dims == 2) if live else None
    made += [
        panel if raced_in(own_live, panel) else run_for(panel, scene)
        for panel in _crowds(scene, names, domain, swarm, pair)
    ]
    made = _aligned(made, next((panels[0].aspect for panels in flat.values() if panels), 1.0))
    own: dict[str, Any] = {"rate": rate_of(scene.look, scene.steps), "readout": READOUT, "length": scene.steps}
    return Film(
        **own | facts,
        panels=made,
        tracks=tracks,
        racers=racers,
        live=own_live,
    )


DRIFTING = {
    "surface": "in space a surface that moves would stand still",
    "basins": "no start belongs to a minimum that moves",
}
PLAYED = {
    "basins": "a game has no minima at which runs could end",
    "rates": "in a game a low value is nobody’s goal",
}


def left_out(surface: Any) -> dict[str, str]:
    """The pictures that a surface does not have, and why."""
    return DRIFTING if surface.drifts else PLAYED if surface.game else {}


def _drawable(scene: Any, names: Sequence[str]) -> tuple[str, ...]:
    """The panels that can be drawn; if that is none of them, or not in space, the contour."""
    without = left_out(scene.surface)
    drawn = ("contour" if name in without and name == "surface" else name for name in names)
    return tuple(dict.fromkeys(name for name in drawn if name not in without)) or ("contour",)


READOUT = {"group": "main", "channel": "f", "label": "f"}


def _crowds(
    scene: Any, names: Sequence[str], domain: Domain | None, swarm: tuple[str, int], pair: Sequence[str]
) -> list[Panel]:
    """The panels in which one rule runs many times: nothing in them is computed yet."""
    if scene.surface.dims != 2 or not scene.entrants or not {"swarm", "basins", "rates"} & set(names):
        return []
    entrant = next((e for e in scene.entrants if e.id == swarm[0]), scene.entrants[0])
    base = as_it_moves(contour(scene.surface, domain, scene.look, start=scene.start), scene, domain)
    made = {
        "swarm": lambda: swarm_panel(base, scene, entrant, swarm[1], domain),
        "basins": lambda: basins_panel(contour(scene.surface, domain, start=scene.start), scene, entrant, domain),
        "rates": lambda: rates_panel(scene, entrant, pair, base.aspect),
    }
    panels = [made[name]() for name in names if name in made]
    return [panel for panel in panels if panel is not None]


def raced_in(live: Any, panel: Panel) -> bool:
    """Whether the page can run by itself what a panel of many runs shows."""
    many = panel.swarm or panel.map
    if many is None:
        return True
    known = next((rule["names"] for rule in live["rules"] if rule["id"] == many["rule"]), None) if live else None
    return known is not None and {axis["key"] for axis in many.get("axes", ())} <= {None, *known}


def run_for(panel: Panel, scene: Any) -> Panel:
    """A panel of many runs with what they come to, run here; any other as it is."""
    return painted(filled(panel, scene), scene)


def _flat(scene: Any, names: Sequence[str], racers: Sequence[Racer], domain: Domain | None) -> dict[str, list[Panel]]:
    """The panels whose base is the surface itself."""
    if scene.surface.dims == 1:
        curve = curve1d(scene.surface, domain, start=scene.start)
        return {"contour": [curve], "surface": [], "multiples": _multiples(curve, racers)}
    if scene.surface.dims > 2:
        return {"contour": [], "surface": [], "multiples": []}
    made: dict[str, list[Panel]] = {}
    if {"contour", "multiples"} & set(names):
        base = as_it_moves(contour(scene.surface, domain, scene.look, start=scene.start), scene, domain)
        made = {"contour": [base], "multiples": _multiples(base, racers)}
    if "surface" in names:
        made["surface"] = [surface3d(scene.surface, domain, scene.look, view=scene.camera)]
    return made


def _looked_into(flat: dict[str, list[Panel]], shapes: Sequence[Any]) -> dict[str, list[Panel]]:
    """The panels of the plane with these overlays, each with those of its racers."""

    def own(panel: Panel) -> list[Any]:
        return [shape for shape in shapes if panel.racers is None or shape["racer"] in panel.racers]

    return {
        name: [dataclasses.replace(p, overlays=[*p.overlays, *own(p)]) if p.kind == "plane" else p for p in panels]
        for name, panels in flat.items()
    }


def _aligned(panels: Sequence[Panel], aspect: float) -> list[Panel]:
    """The panels, all as high as one of weight 1 with this aspect; small multiples keep their shape."""
    return [p if p.racers else dataclasses.replace(p, aspect=aspect / p.weight) for p in panels]


def _multiples(base: Panel, racers: Sequence[Racer]) -> list[Panel]:
    return [
        dataclasses.replace(base, id=f"{base.id}-{racer.id}", title=racer.name, racers=[racer.id]) for racer in racers
    ]


def _channels(names: Sequence[str], flat: dict[str, list[Panel]], x: str, surface: Any) -> list[str]:
    """What the panels ask for, and what the legend reads out."""
    wanted = {"x", "y", "f"} | {channel for panels in flat.values() for p in panels for channel in p.axes.values()}
    if "loss" in names:
        wanted |= {"away" if surface.game else "gap", x}
    if "gradient" in names:
        wanted |= {"g", x}
    return sorted(wanted - {"step"})


def _charts(name: str, tracks: Sequence[Track], surface: Any, domain: Domain | None, x: str) -> list[Panel]:
    if name == "gradient":
        return [chart("g", tracks, x, id="gradient")]
    if name == "loss" and surface.game:
        return [chart("away", tracks, x, id="loss")]
    if name == "loss":
        span = _span(surface, domain, [t.channels["f"][0] for t in tracks])
        above = all(np.array_equal(np.isfinite(t.channels["gap"]), np.isfinite(t.channels["f"])) for t in tracks)
        return [chart("gap", tracks, x, id="loss") if above else chart("f", tracks, x, id="loss", limits=span)]
    if name in ("contour", "surface", "multiples", "swarm", "basins", "rates"):
        return []
    raise ValueError(f"unknown panel {name!r}")


def _span(surface: Any, domain: Domain | None, starts: Sequence[float]) -> tuple[float, float] | None:
    """From the least to the largest value in the picture, the starts included; None if there is none."""
    if surface.dims > 2 or (domain or surface.domain) is None:
        return None
    pooled = np.append(relief_of(surface, domain).values, starts)
    pooled = pooled[np.isfinite(pooled)]
    return (float(pooled.min()), float(pooled.max())) if pooled.size else None


def linked(film: Film, addresses: Iterable[str]) -> Film:
    """The film with each of its panels leading to an address."""
    panels = [dataclasses.replace(panel, link=link) for panel, link in zip(film.panels, addresses, strict=True)]
    return dataclasses.replace(film, panels=panels)


def home_film(scenes: Iterable[Any], **facts: Any) -> Film:
    """Scenes side by side on one clock: a group (named by the surface's slug) and a panel each.

    A scene whose camera has limits for the vertical axis is seen in space, another from above. Racers with one id
    share a chip. `facts` as in `film_of`.
    """
    panels: list[Panel] = []
    tracks: list[Track] = []
    racers: dict[str, Racer] = {}
    for i, scene in enumerate(scenes):
        group = scene.surface.slug
        if group in {panel.group for panel in panels}:
            group = f"{group}~{i + 1}"
        words = {"id": group, "group": group, "title": scene.name, "caption": scene.caption}
        if scene.camera.z:
            panel = surface3d(scene.surface, None, scene.look, view=scene.camera, **words)
        else:
            panel = as_it_moves(contour(scene.surface, None, scene.look, clickable=False, **words), scene)
        panels.append(panel)
        for entrant, trajectory in zip(scene.entrants, scene.run(), strict=True):
            racers.setdefault(entrant.id, racer_of(entrant))
            tracks.extend(tracks_of(trajectory, entrant.id, group, panel.axes.values()))
    own: dict[str, Any] = {"rate": RADFORD_RATE, "autoplay": True, "loop": True}
    return Film(
        **own | facts,
        panels=panels,
        tracks=tracks,
        racers=list(racers.values()),
    )
