"""The plane of starts: where Newton's method ends from everywhere, and saddle-free Newton beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Racer, contour, tracks_of
from figures.live import live_of
from figures.swarm import grid_of, nearest_place, painted, raster_of
from lessons._claims import Settings, listed, percents
from lessons._graph import DOWN, MODEL
from lessons._live import called
from lessons.error_surfaces.critical import found
from optim import Optimizer, run
from optim._measure import NEAR
from optim.newton import Newton
from optim.saddle_free_newton import SaddleFreeNewton
from scenes import Scene, scene
from surfaces import SURFACES, CriticalPoint, Surface

Array = np.ndarray

KEY = "newton.starts"  # of the section, by which its picture knows the numbers that are dragged
STEPS, SIDE = 30, 80
MINIMA = ("#2f80d8", "#12a5a0", "#1f9d61", "#8fb4e8")
GROUNDS = {
    slug: SURFACES[slug].name
    for slug in ("himmelblau", "styblinski_tang", "three_hump_camel", "six_hump_camel", "branin")
}
STARTS = {"himmelblau": (-1.0, 2.0)}
CHANNELS = ("x", "y", "f")
ENDS = {"minimum": "in a minimum", "saddle": "at a saddle", "maximum": "at a maximum", "none": "at none in the picture"}


@dataclass(frozen=True)
class Starts(Settings):
    """The surface, the share of the step, and what saddle-free Newton adds to every |λ|; the start is a point."""

    surface: str = param("himmelblau", choices=tuple(GROUNDS), help="Surface")
    lr: float = param(1.0, 0.05, 2.0, "η", legal="[0, 10]", help="Share of the step")
    damping: float = param(1.0, 0.0, 20.0, "μ", legal="[0, 1000]", help="Saddle-free Newton’s damping")

    names = {"surface": GROUNDS}
    live = ("lr", "damping")
    presets = {
        "Whole steps": {"lr": 1.0, "damping": 1.0},
        "Short steps": {"lr": 0.2, "damping": 1.0},
        "No damping": {"lr": 1.0, "damping": 0.0},
        "Almost too long": {"lr": 1.9, "damping": 1.0},
    }


def start_on(slug: str) -> tuple[float, float]:
    """Where the runs start on a surface that has just come up."""
    x, y = STARTS.get(slug, SURFACES[slug]().start)
    return float(x), float(y)


def places(surface: Any) -> tuple[CriticalPoint, ...]:
    """Where Newton's method can come to rest in the picture, the minima first."""
    return tuple(sorted(found(surface).points, key=lambda c: c.kind != "minimum"))


def colors(surface: Any) -> dict[tuple[float, ...], str]:
    """Each of these places with its colour: the minima apart, all saddles alike, all maxima alike."""
    own = {"saddle": MODEL, "maximum": DOWN}
    return {tuple(map(float, c.point)): own.get(c.kind, MINIMA[i % len(MINIMA)]) for i, c in enumerate(places(surface))}


def rules(chosen: Starts) -> tuple[Optimizer, Optimizer]:
    return Newton(lr=chosen.lr), SaddleFreeNewton(lr=chosen.lr, damping=chosen.damping)


@lru_cache(maxsize=32)
def ends(rule: Optimizer, slug: str, side: int = SIDE) -> Array:
    """At which of the places the run from each start of the grid ends, (side, side); −1: at none."""
    surface = SURFACES[slug]()
    t = run(rule, surface, grid_of(side, _box(surface)), STEPS, record_states=False)
    return nearest_place(surface, t.points[-1], [c.point for c in places(surface)]).reshape(side, side)


def _box(surface: Surface) -> tuple[tuple[float, float], ...]:
    assert surface.domain is not None
    return surface.domain


def words(chosen: Starts) -> str:
    """Which share of the starts each rule brings to minima, saddles, maxima, and nowhere."""
    surface = SURFACES[chosen.surface]()
    kinds = np.array([c.kind for c in places(surface)] + ["none"])
    told = []
    for rule in rules(chosen):
        ended = kinds[ends(rule, chosen.surface)]
        there = {kind: float((ended == kind).mean()) for kind in ENDS if (ended == kind).any()}
        parts = zip(percents(list(there.values())), there, strict=True)
        told.append(f"**{rule.name}**: {listed(f'{share} {ENDS[kind]}' for share, kind in parts)}.")
    return f"Of {SIDE * SIDE:,} starts, after {STEPS} steps, to within {NEAR:.0%} of the picture. {' '.join(told)}"


def starts_film(chosen: Starts, start: Sequence[float]) -> Film:
    """Both planes of starts, painted, with the runs from one start; the page paints and races by itself."""
    surface = SURFACES[chosen.surface]()
    shown: Scene = scene(surface.name, surface, *rules(chosen), start=tuple(start), steps=STEPS)
    racers = [Racer(e.id, e.name, e.color, e.dark) for e in shown.entrants]
    tracks = [
        track for t, racer in zip(shown.run(), racers, strict=True) for track in tracks_of(t, racer, channels=CHANNELS)
    ]
    kinds = {c.kind for c in places(surface)}
    colored = {"saddle": "violet: at a saddle", "maximum": "red: at a maximum"}
    told = "; ".join(words for kind, words in colored.items() if kind in kinds)
    panels = []
    for rule, racer in zip(rules(chosen), racers, strict=True):
        base = contour(surface, title=f"{racer.name}: where each start ends", subtitle=told, start=start, id=racer.id,
                       aspect=0.72)  # fmt: skip
        panel = painted(base, racer.id, SIDE, _box(surface), colors(surface))
        panels.append(raster_of(panel, ends(rule, chosen.surface)))
    names = {"newton.lr": f"{KEY}.lr", "saddle_free_newton.lr": f"{KEY}.lr",
             "saddle_free_newton.damping": f"{KEY}.damping"}  # fmt: skip
    return Film(panels=panels, tracks=tracks, racers=racers, rate=4.0, autoplay=True,
                readout={"group": "main", "channel": "f", "label": "E"},
                live=called(live_of(shown, CHANNELS), names))  # fmt: skip
