"""A rate drawn by hand against the limits of the minima, and scored over many starts at once."""

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, curve1d, tracks_of
from figures.film import dots
from figures.live import live_of
from lessons._claims import Settings, listed, percent, said
from lessons._graph import line, named, note
from lessons._live import driving, sets
from lessons._text import number
from lessons.decay.escape import GREEN, NEAR, SETTLED, START, STEPS, VIOLET, WELLS, limits, paced, settled
from optim import SCHEDULES, Optimizer, Scheduled, Trajectory, run
from optim._schedule import Drawn
from optim.gradient_descent import GradientDescent
from scenes import Scene, scene

Array = np.ndarray

MOST, LEAST = 10.0, 0.001  # of the rate
POINTS = 6
STARTS = np.linspace(*WELLS.domain[0], 96)
LESSER, NONE = "#8a8f9c", "#e2483d"  # of a start that settles in another minimum, and in none
WORDS = f"of {len(STARTS)} starts settle in the best minimum"
COLORED = f"{WORDS}; grey: in another; red: in none"
CHANNELS = ("x", "f", "rate")
RULE = "gradient_descent"


def _rate(i: int, value: float) -> float:
    made: float = param(value, LEAST, MOST, f"η_{i}", log=True, help="Rate")
    return made


def _preset(*rates: float) -> dict[str, float]:
    return {f"r{i}": rate for i, rate in enumerate(rates)}


@dataclass(frozen=True)
class Rates(Settings):
    """The rate at six evenly spaced steps, on a log scale straight from each to the next."""

    r0: float = _rate(0, 0.3)
    r1: float = _rate(1, 0.005)
    r2: float = _rate(2, 0.002)
    r3: float = _rate(3, 0.001)
    r4: float = _rate(4, 0.001)
    r5: float = _rate(5, 0.001)

    presets = {
        "Decays too soon": _preset(0.3, 0.005, 0.002, 0.001, 0.001, 0.001),
        "Holds out, then decays": _preset(1.6, 1.6, 1.6, 0.62, 0.3, 0.1),
        "Small throughout": _preset(*[0.05] * 6),
        "Large throughout": _preset(*[1.6] * 6),
        "In the window": _preset(*[0.43] * 6),
    }

    @property
    def rates(self) -> tuple[float, ...]:
        return tuple(getattr(self, f"r{i}") for i in range(POINTS))


def rule_at(chosen: Rates) -> Optimizer:
    """Gradient descent under the drawn rate: shares of the largest that can be drawn."""
    shares = {f"p{i}": rate / MOST for i, rate in enumerate(chosen.rates)}
    return Scheduled(GradientDescent(lr=MOST), Drawn(horizon=STEPS - 1, **shares))  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def swarm(chosen: Rates) -> Trajectory:
    return run(rule_at(chosen), WELLS, STARTS[:, None], STEPS, record_states=False)


def score(t: Trajectory) -> float:
    """The share of the starts that have settled in the best minimum."""
    return float((settled(t) == limits().best).mean())


@lru_cache(maxsize=64)
def scheduled(slug: str, first: float, last: float) -> float:
    """The score of one of the named schedules from a first rate to a last one."""
    rule = Scheduled(GradientDescent(lr=first), paced(slug, last / first, STEPS))
    return score(run(rule, WELLS, STARTS[:, None], STEPS, record_states=False))


def words(chosen: Rates) -> str:
    """The score, how long the rate was above the limits and in the window, and what named schedules make of it."""
    found, t = limits(), swarm(chosen)
    others = float(np.delete(found.rates, found.best).max())
    rates = np.array([float(rule_at(chosen).rate(k)) for k in range(1, STEPS + 1)])
    over = rates >= found.rates[found.best]
    window = (rates > others) & ~over
    above, late = int(over.sum()), int(window[int(np.flatnonzero(over).max(initial=-1)) + 1 :].sum())
    after = "all" if late == window.sum() else late or "none"
    first, last = chosen.r0, chosen.r5
    beside = last < first and [
        f"{SCHEDULES[slug].name} {percent(scheduled(slug, first, last))}"
        for slug in ("exponential", "cosine", "linear")
    ]
    return said(
        f"**{percent(score(t))}** {WORDS}.",
        f"The rate is above every limit for {above} of {STEPS} steps. Only the best minimum can hold a run for "
        f"{window.sum()}" + (f", {after} of them after that." if above and window.any() else "."),
        beside and f"Named schedules from {number(first)} to {number(last)}: {listed(beside)}.",
    )


def drawn_film(chosen: Rates) -> Film:
    """The rate with its points to drag, the limits, and all starts on the wells, live."""
    shown: Scene = scene("Wells", WELLS, rule_at(chosen), start=(START,), steps=STEPS)
    racer = Racer(RULE, "The drawn rate", VIOLET)
    (t,) = shown.run()
    tracks = tracks_of(t, racer, channels=CHANNELS)
    return Film(panels=[_rate_panel(tracks[0], chosen), _wells_panel(chosen)], tracks=tracks, racers=[racer],
                rate=STEPS / 8, autoplay=True, trail="none", readout={"group": "main", "channel": "rate", "label": "η"},
                live=live_of(shown, CHANNELS))  # fmt: skip


def _rate_panel(track: Track, chosen: Rates) -> Panel:
    panel = chart("rate", [track], title="Draw the rate η", y="η", subtitle="drag its points; dashed: the limits",
                  log=True, aspect=0.7, limits=(LEAST, MOST))  # fmt: skip
    found, layout = limits(), panel.figure["layout"]
    layout["yaxis"]["range"] = [np.log10(LEAST), np.log10(MOST)]
    layout["annotations"] = []
    for i in found.rates.argsort():
        best, rate = i == found.best, float(found.rates[i])
        color = GREEN if best else "@muted"
        panel.figure["data"].append(line([0, STEPS], [rate, rate], color, 2 if best else 1.2, "dash"))
    labels = ((found.rates[found.best], "the best minimum’s limit", GREEN, 0.1),
              (np.delete(found.rates, found.best).max(), "the others’ limits", "@muted", 0.1))  # fmt: skip
    for rate, told, color, above in labels:
        layout["annotations"].append(note(STEPS, np.log10(rate) + above, told, color, "right"))
    handles = [
        driving(chosen, f"r{i}", f"η{'₀₁₂₃₄₅'[i]}", (None, f"r{i}"), sets("y", f"{RULE}.drawn.p{i}", over=MOST),
                x=1 + i * (STEPS - 1) / (POINTS - 1), axis="y", color=VIOLET)
        for i in range(POINTS)
    ]  # fmt: skip
    return dataclasses.replace(panel, handles=handles)


def _wells_panel(chosen: Rates) -> Panel:
    t, found = swarm(chosen), limits()
    where = settled(t)
    colors = [GREEN if i == found.best else LESSER for i in range(len(found.rates))]
    own = [colors[i] if i >= 0 else NONE for i in where]
    cloud = dots(t.points[..., 0], np.where(np.isfinite(t.points[..., 0]), t.values, np.nan), colors=own, size=7,
                 racer=RULE)  # fmt: skip
    spec: dict[str, Any] = {
        "rule": RULE, "side": len(STARTS), "domain": [list(WELLS.domain[0])], "minima": found.minima.tolist(),
        "limits": found.rates.tolist(),
        "colors": colors, "none": NONE, "near": NEAR, "stay": max(int(SETTLED * STEPS), 1),
        "told": {"index": found.best, "words": COLORED},
    }  # fmt: skip
    panel = curve1d(WELLS, title="All starts at once", racers=[], clickable=False, overlays=[cloud], id="swarm",
                    aspect=0.7, weight=1.1, subtitle=f"{percent(score(t))} {COLORED}")  # fmt: skip
    return dataclasses.replace(named(panel, "w", "E"), swarm=spec)
