"""The film: what the player is told (README.md), as frozen dataclasses that write themselves as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np

from figures._color import for_both_grounds
from figures._encode import digest, encode, packed, plain
from figures.axes import finished
from scenes import on_dark

IN_PARTS = ("noise", "programs", "tables")  # of `live`: what no slider changes; as ui/stage.js has them


@dataclass(frozen=True)
class Racer:
    """Who runs: a name and a colour in the legend; `dark` is the colour on a dark ground, found if left out.

    `claim`: name and colour say what its run does. They stand back while the page has run another.
    """

    id: str
    name: str
    color: str
    dark: str = ""
    claim: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "dark", self.dark or on_dark(self.color))

    def document(self) -> dict[str, Any]:
        made = {"id": self.id, "name": self.name, "color": self.color, "dark": self.dark}
        return made | ({"claim": True} if self.claim else {})


@dataclass(frozen=True)
class Track:
    """What moves: arrays (steps + 1,) by channel; NaN where the run has diverged."""

    racer: str
    channels: Mapping[str, np.ndarray]
    group: str = "main"
    diverged_at: int | None = None
    outcome: str = ""

    @property
    def steps(self) -> int:
        return max([0, *(len(values) - 1 for values in self.channels.values())])

    @property
    def lost(self) -> str:
        """How a run that is over was lost, in words: one that went down beyond all numbers was not astray, nor
        one that came to where its surface ends."""
        if self.outcome.endswith("downhill"):
            return "off downhill"
        return "off" if self.outcome.startswith("Left") else "diverged"

    def document(self) -> dict[str, Any]:
        made = {
            "racer": self.racer,
            "group": self.group,
            "diverged_at": self.diverged_at,
            "outcome": self.outcome,
            "channels": {name: encode(values) for name, values in self.channels.items()},
        }
        return made if self.diverged_at is None else made | {"lost": self.lost}


@dataclass(frozen=True)
class Panel:
    """One picture: a Plotly base (`figure`, drawn once), and which channels of whose tracks are drawn above it."""

    id: str
    kind: str  # "plane", "space" or "chart"
    figure: Mapping[str, Any]
    title: str = ""
    subtitle: str = ""
    caption: str = ""
    group: str = "main"
    racers: Sequence[str] | None = None
    axes: Mapping[str, str] = field(default_factory=lambda: {"x": "x", "y": "y"})
    weight: float = 1.0
    aspect: float = 1.0
    rows: int = 0  # of named lines in its picture, which keep their distance on a narrow screen
    clickable: bool = False
    start: Sequence[float] | None = None
    follow: bool = False
    overlays: Sequence[Mapping[str, Any]] = ()
    handles: Sequence[Mapping[str, Any]] = ()
    link: str = ""  # where a click on the picture, or on its title, leads
    swarm: Mapping[str, Any] | None = None  # many starts under one rule (swarm.py)
    map: Mapping[str, Any] | None = None  # a plane painted by how many runs end (maps.py)
    legend: Sequence[Mapping[str, str]] = ()  # [{color, label}]: what the colours of a swarm or a map mean

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """The figure as it is drawn. Raises ValueError where an axis shows numbers and has no name."""
        figure = for_both_grounds(dict(self.figure))
        if self.kind == "space" or "layout" not in figure:
            return figure
        return figure | {"layout": finished(figure["layout"])}

    @cached_property
    def base(self) -> dict[str, Any]:
        """The figure as JSON can hold it."""
        return plain(self.drawn)

    @cached_property
    def key(self) -> str:
        """A hash of the base."""
        return digest(self.base)

    def document(self) -> dict[str, Any]:
        names = ("id", "kind", "title", "subtitle", "caption", "group", "racers", "axes", "weight", "aspect",
                 "clickable", "start", "follow", "overlays", "handles", "link", "swarm", "map", "legend")  # fmt: skip
        made = {"key": self.key, "figure": self.base} | {name: plain(getattr(self, name)) for name in names}
        return made | ({"rows": self.rows} if self.rows else {})


@dataclass(frozen=True)
class Film:
    """Panels and tracks that share one clock."""

    panels: Sequence[Panel]
    tracks: Sequence[Track]
    racers: Sequence[Racer]
    rate: float = 25.0
    autoplay: bool = False
    loop: bool = False
    readout: Mapping[str, str] | None = None
    trail: str = "whole"
    beat: str = "step"  # what the clock counts; empty where it only moves the picture
    length: int | None = None  # steps of the clock, for a film that has none or only short tracks
    clocks: Mapping[str, float] = field(default_factory=dict)  # entries a step of those groups that have not just one
    predict: bool = False  # whether the end of a run may be guessed before it is played
    live: Mapping[str, Any] | None = None  # what the page needs to race by itself (live.py)

    @property
    def steps(self) -> int:
        if self.length is not None:
            return self.length
        return max((ceil(track.steps / self.clocks.get(track.group, 1)) for track in self.tracks), default=0)

    @property
    def groups(self) -> dict[str, dict[str, float]]:
        """The steps of each group of tracks, counted by its own clock; of a group without any, the film's."""
        lengths: dict[str, float] = {}
        for track in self.tracks:
            lengths[track.group] = max(lengths.get(track.group, 0), track.steps)
        for panel in self.panels:
            lengths.setdefault(panel.group, self.steps)
        clocks = {group: {"clock": clock} for group, clock in self.clocks.items()}
        return {group: {"steps": steps} | clocks.get(group, {}) for group, steps in lengths.items()}

    def counted(self, step: int) -> str:
        """What the counter says: "step 3 / 80"."""
        return f"{self.beat} {step} / {self.steps}".strip()

    def time(self, group: str, t: float) -> float:
        """Where a group stands when the film is at position t, counted by its own clock: it rests at its own end."""
        return min(t * self.clocks.get(group, 1), self.groups[group]["steps"])

    def _frame(self, panels: list[Any], tracks: list[Any], live: Any) -> dict[str, Any]:
        return {
            "steps": self.steps,
            "rate": float(self.rate),
            "autoplay": self.autoplay,
            "loop": self.loop,
            "racers": [racer.document() for racer in self.racers],
            "groups": self.groups,
            "readout": plain(self.readout),
            "panels": panels,
            "tracks": tracks,
            "trail": self.trail,
            "beat": self.beat,
            "predict": self.predict,
            "live": live,
        }

    def document(self) -> dict[str, Any]:
        """The whole film as JSON can hold it."""
        return self._frame([p.document() for p in self.panels], [t.document() for t in self.tracks], self.live)

    def parts(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The film taken apart: a small skeleton in which {"part": key} stands for parts[key], and the parts.

        A panel's figure, its overlays (what is inside each rule by itself), each track, and what no slider changes in
        `live` are parts. A key is a hash of the contents, so what has not changed keeps its key and need not be sent
        again, and panels with the same base share one part.
        """
        parts: dict[str, Any] = {}

        def part(value: Any, key: str = "") -> dict[str, str]:
            key = key or digest(value)
            parts[key] = value
            return {"part": key}

        panels = []
        for panel in self.panels:
            document = panel.document()
            document["figure"] = part(panel.base, panel.key)
            if overlays := document["overlays"]:
                own = dict.fromkeys(each.get("racer") if each.get("inside") else None for each in overlays)
                document["overlays"] = [
                    part([each for each in overlays if (each.get("racer") if each.get("inside") else None) == racer])
                    for racer in own
                ]
            panels.append(document)
        live = self.live and {**self.live, **{name: part(self.live[name]) for name in IN_PARTS if name in self.live}}
        return self._frame(panels, [part(track.document()) for track in self.tracks], live), parts

    @cached_property
    def packed(self) -> tuple[dict[str, Any], tuple[bytes, ...]]:
        """`parts`, each as the app's page takes it: {"key": its key, "value": itself}, packed."""
        skeleton, parts = self.parts()
        return skeleton, tuple(packed({"key": key, "value": value}) for key, value in parts.items())


def arrow(x: Any, y: Any, dx: Any, dy: Any, **look: Any) -> dict[str, Any]:
    """An arrow from (x, y) along (dx, dy), an entry a step. `look`: racer, color, label, hold."""
    return _overlay("arrow", look, x=x, y=y, dx=dx, dy=dy)


def curve(x: Any, y: Any, **look: Any) -> dict[str, Any]:
    """A line of m points, x and y (steps + 1, m). `look`: racer, color, label, hold, dash, fill, width."""
    return _overlay("curve", look, x=x, y=y)


def ellipse(x: Any, y: Any, **look: Any) -> dict[str, Any]:
    """An ellipse, x and y (steps + 1, 3): its centre and two half-axes. `look`: as of a curve."""
    return _overlay("ellipse", look, x=x, y=y)


def dots(x: Any, y: Any, **look: Any) -> dict[str, Any]:
    """A swarm of m points, x and y (steps + 1, m). `look`: racer, color, colors (m), size, label, hold."""
    return _overlay("dots", look, x=x, y=y)


def bars(x: Any, y: Any, **look: Any) -> dict[str, Any]:
    """Bars at x (m,) of heights y (steps + 1, m). `look`: racer, color, label, hold."""
    return _overlay("bars", look, x=x, y=y)


def raster(x: Any, y: Any, codes: Any, colors: Sequence[str], **look: Any) -> dict[str, Any]:
    """Cells centred on a grid over the intervals x and y, each in the colour (rows, columns) of its code; below 0 in
    none. It stands still. `look`: racer."""
    return _overlay("raster", {**look, "colors": list(colors)}, x=[x], y=[y], codes=codes)


def text(x: Any, y: Any, texts: Sequence[str], **look: Any) -> dict[str, Any]:
    """Words at (x, y), an entry a step. `look`: racer, color, hold."""
    return _overlay("text", {**look, "texts": list(texts)}, x=x, y=y)


def _overlay(type: str, look: dict[str, Any], **arrays: Any) -> dict[str, Any]:
    return {"type": type} | plain(look) | {name: encode(np.atleast_1d(values)) for name, values in arrays.items()}
