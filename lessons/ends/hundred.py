"""A hundred runs on a loss with a sharp and a flat valley, each with noise of its own; the page runs them by itself."""

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, contour, tracks_of
from figures._encode import exact
from figures.film import dots
from figures.live import live_of
from lessons._claims import Settings, percent, percents, said
from lessons._graph import graph, line
from lessons._live import called
from lessons.ends.wells import (
    CAREFUL,
    ENOUGH,
    FLAT,
    NEITHER,
    RULES,
    SHARP,
    STARTS,
    SURFACE,
    cells,
    in_flat,
    in_sharp,
    limits,
    minima,
    starts,
)
from optim import OPTIMIZERS, Optimizer, Trajectory, run
from scenes import scene
from surfaces import Around
from surfaces._noise import Tilted

Array = np.ndarray

KEY = "ends.hundred"  # of the section, by which its picture knows the numbers that are dragged
COUNT, STEPS = 100, 120
WORDS = f"of {COUNT} runs end in the flat minimum’s basin"
CHANNELS = ("x", "y", "f")


@dataclass(frozen=True)
class Hundred(Settings):
    """The rule, its rate, the noise, and where the runs start."""

    optimizer: str = param(RULES[0], choices=RULES, help="Optimizer")
    starts: str = param("sharp", choices=tuple(STARTS), help="Starts")
    lr: float = param(0.1, 0.01, 1.0, "η", log=True, legal="[0, 10]", help="Learning rate")
    sigma: float = param(1.5, 0.0, 3.0, "σ", legal="[0, 10]", help="Noise")

    names = {"optimizer": {slug: OPTIMIZERS[slug].name for slug in RULES}, "starts": STARTS}
    live = ("lr", "sigma")
    presets = {
        "No noise": {"sigma": 0.0, "lr": 0.1},
        "Some noise": {"sigma": 1.0, "lr": 0.1},
        "Much noise": {"sigma": 2.5, "lr": 0.1},
        "A large rate instead": {"sigma": 0.0, "lr": 0.75, "optimizer": "gradient_descent"},
    }


@lru_cache(maxsize=1)
def tape() -> Array:
    """The draws of every run (COUNT, STEPS, 2)."""
    return np.random.default_rng(10).standard_normal((COUNT, STEPS, 2))


@dataclass(frozen=True, eq=False)
class Taped(Around):
    """The surface under each run's own draws, sigma times as large."""

    sigma: float
    surface: Any = SURFACE

    def at(self, k: int) -> Tilted:
        return Tilted(SURFACE, self.sigma * tape()[:, k - 1])


def rule_at(chosen: Hundred) -> Optimizer:
    declared: Any = OPTIMIZERS[chosen.optimizer]
    made: Optimizer = declared(lr=chosen.lr)
    return made


@lru_cache(maxsize=32)
def hundred(chosen: Hundred) -> Trajectory:
    begun = starts(chosen.starts, COUNT, 0)
    return run(rule_at(chosen), Taped(chosen.sigma), begun, STEPS, record_states=False)


def words(chosen: Hundred) -> str:
    """Where the hundred end, and which valleys can hold gradient descent at this rate."""
    t = hundred(chosen)
    sharp, flat = (float(there(t.points[-1]).mean()) for there in (in_sharp, in_flat))
    neither = 1 - sharp - flat
    rests = [name for name, limit in zip(("sharp", "flat"), limits(), strict=True) if chosen.lr < limit]
    where = {0: "in neither minimum", 1: f"only in the {rests[0] if rests else ''} minimum", 2: "in both minima"}
    shares = percents([flat, sharp, neither])
    return said(
        f"**{shares[0]}** {WORDS}, {shares[1]} in the sharp one’s",
        neither > 1e-9 and f"and {shares[2]} in neither, outside the picture",
    ) + said(
        ".",
        chosen.optimizer == "gradient_descent"
        and f"Without noise gradient descent can rest {where[len(rests)]} at this η.",
    )


def hundred_film(chosen: Hundred) -> Film:
    """All runs from above and in the section through both minima, coloured by where they end; one with its trail."""
    t = hundred(chosen)
    rule = rule_at(chosen)
    start = tuple(float(c) for c in t.points[0, 0])
    shown = scene("Two valleys", SURFACE, rule, start=start, steps=STEPS, sigma=chosen.sigma)
    racer = Racer(rule.slug, f"One of them, by {rule.name}", rule.color)
    sharp, flat = in_sharp(t.points[-1]), in_flat(t.points[-1])
    colors = [SHARP if a else FLAT if b else NEITHER for a, b in zip(sharp, flat, strict=True)]
    told = f"{percent(float(flat.mean()))} {WORDS}"
    spec = {
        "rule": rule.slug, "domain": [list(side) for side in SURFACE.domain], "starts": t.points[0].ravel().tolist(),
        "basins": cells(), "valleys": [w.tolist() for w in minima()],
        "careful": {"lr": CAREFUL.lr, "steps": ENOUGH}, "colors": [SHARP, FLAT],
        "none": NEITHER, "told": {"index": 1, "words": WORDS}, "minima": [],
    }  # fmt: skip
    above = contour(SURFACE, id="above", title="From above", subtitle=told, start=start, clickable=False, aspect=0.8,
                    overlays=[_dots(t.points[..., 1], t, colors, rule.slug)])  # fmt: skip
    live = live_of(dataclasses.replace(shown, sigma=1.0), CHANNELS)
    names = {f"{rule.slug}.lr": f"{KEY}.lr", "sigma": f"{KEY}.sigma"}
    return Film(
        panels=[
            dataclasses.replace(above, swarm=spec | {"axes": [0, 1]}),
            dataclasses.replace(_section(t, colors, rule.slug, told), swarm=spec | {"axes": [0, 2]}),
        ],
        tracks=tracks_of(t.lane(0), racer, channels=CHANNELS),
        racers=[racer],
        rate=15.0,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        live=live and called({**live, "sigma": chosen.sigma, "noise": exact(tape().ravel())}, names),
    )  # fmt: skip


def _dots(y: Array, t: Trajectory, colors: list[str], racer: str) -> dict[str, Any]:
    return dots(t.points[..., 0], y, colors=colors, size=7, racer=racer)


def _section(t: Trajectory, colors: list[str], racer: str, told: str) -> Panel:
    x = np.linspace(*SURFACE.domain[0], 401)
    floor = SURFACE.value(np.stack([x, 0 * x], axis=-1))
    panel = graph(
        "section", [line(x, floor, "@muted", 2.5)], SURFACE.domain[0], (float(floor.min()) - 0.12, 1.0), ("w₁", "E"),
        title="The section through both", subtitle=told, aspect=0.8,
        overlays=[_dots(np.where(np.isfinite(t.points[..., 0]), t.values, np.nan), t, colors, racer)],
    )  # fmt: skip
    return dataclasses.replace(panel, group="section")
