"""The Hessian-normalised step in two dimensions, with a rate that starts above 2 and decays."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from figures import Film, Panel, Racer, Track, chart, contour, tracks_of
from figures.film import dots
from lessons._graph import line
from lessons._text import number
from lessons.decay.escape import BLUE, GREEN, RED, VIOLET, paced, settled
from optim import Optimizer, Scheduled, Trajectory, nearest_minimum, run
from optim._linalg import eigh
from optim.saddle_free_newton import SaddleFreeNewton
from surfaces.goldstein_price import GoldsteinPrice
from surfaces.levy import Levy
from surfaces.sharp_and_flat import SharpAndFlat
from surfaces.six_hump_camel import SixHumpCamel
from surfaces.styblinski_tang import StyblinskiTang

Array = np.ndarray

SHOWN: dict[str, Any] = {
    surface.slug: surface for surface in (SharpAndFlat(), Levy(), StyblinskiTang(), GoldsteinPrice(), SixHumpCamel())
}
STEPS = 120
COUNT = 80  # starts of the swarm
FINAL = 0.1  # the share of the rate that is left at the end
HIGHEST = 6.0  # η up to which the slider goes
DAMPINGS = (0.0, 10.0)
EQUAL = 1e-6  # of the values at the minima: within it they are all the best


def rules(lr: float, damping: float) -> dict[str, Optimizer]:
    """The step (|H| + λI)⁻¹∇E at the rate 1, at a rate of its own, and at one that decays from there."""
    large = SaddleFreeNewton(lr=lr, damping=damping)
    decaying = Scheduled(large, paced("exponential", FINAL, STEPS))
    return {"one": SaddleFreeNewton(lr=1.0, damping=damping), "large": large, "decaying": decaying}


def limits(surface: Any, damping: float) -> Array:
    """The rate 2 (1 + λ/λ_max) below which each known minimum holds the step, (count,).

    Along an eigenvector the distance shrinks by 1 − η λᵢ/(λᵢ + λ); the largest eigenvalue is the first to fail.
    """
    steepest = eigh(surface.hessian(surface.minima()))[0][:, -1]
    return 2 * (1 + damping / steepest)


def best(surface: Any) -> Array:
    """The indices of the lowest of the known minima."""
    values = surface.value(surface.minima())
    return np.flatnonzero(values <= values.min() + EQUAL * max(float(np.ptp(values)), 1.0))


def swarm(surface: Any, rule: Optimizer) -> Trajectory:
    """The rule from many random starts at once."""
    low, high = np.array(surface.domain, dtype=float).T
    starts = np.random.default_rng(1).uniform(low, high, (COUNT, 2))
    return run(rule, surface, starts, STEPS, record_states=False)


def share_in_best(t: Trajectory) -> Array:
    """The share of a swarm that is at one of the best minima, (steps + 1,)."""
    return np.isin(nearest_minimum(t.surface, t.points), best(t.surface)).mean(axis=1)


def settled_in_best(t: Trajectory) -> float:
    """The share of a swarm that has settled in one of the best minima."""
    return float(np.isin(settled(t), best(t.surface)).mean())


class Swarms(NamedTuple):
    """What came of a swarm of each rule: by rule the share in the best minimum, (steps + 1,), and the share that has
    settled there; of the decaying one the points (steps + 1, COUNT, 2)."""

    shares: dict[str, Array]
    settled: dict[str, float]
    points: Array


def swarms(slug: str, lr: float, damping: float) -> Swarms:
    """A swarm of each rule on one of SHOWN."""
    runs = {id: swarm(SHOWN[slug], rule) for id, rule in rules(lr, damping).items()}
    shares = {id: share_in_best(t) for id, t in runs.items()}
    return Swarms(shares, {id: settled_in_best(t) for id, t in runs.items()}, runs["decaying"].points)


def plane_film(surface: Any, start: Sequence[float], lr: float, damping: float, swarmed: Swarms) -> Film:
    """One run of each rule, the decaying one's swarm, their rates, and the share of each swarm in the best minimum."""
    names = {"one": "η = 1", "large": f"η = {number(lr)}", "decaying": f"Decaying from {number(lr)}"}
    racers = [Racer(id, names[id], color) for id, color in zip(names, (BLUE, RED, VIOLET), strict=True)]
    tracks: list[Track] = []
    for (id, rule), racer in zip(rules(lr, damping).items(), racers, strict=True):
        single = run(rule, surface, start, STEPS, record_states=False)
        tracks += tracks_of(single, racer, channels=("x", "y", "rate"))
        tracks.append(Track(id, {"share": swarmed.shares[id]}))
    return Film(
        panels=[
            contour(surface, title="One start", start=start, id="one-start"),
            _swarm_panel(surface, swarmed.points),
            _rate_panel(surface, tracks, damping),
            chart("share", tracks, title="Share of a swarm in the best minimum", limits=(0, 1), log=False, aspect=0.5),
        ],
        tracks=tracks,
        racers=racers,
        rate=STEPS / 14,
        autoplay=True,
        trail="tail",
        readout={"group": "main", "channel": "share", "label": "share in the best"},
    )


def _swarm_panel(surface: Any, points: Array) -> Panel:
    cloud = dots(points[..., 0], points[..., 1], racer="decaying", size=7)
    return contour(surface, title=f"{COUNT} starts, decaying", racers=[], clickable=False, overlays=[cloud], id="swarm")


def _rate_panel(surface: Any, tracks: Sequence[Track], damping: float) -> Panel:
    panel = chart("rate", tracks, title="Learning rate η", subtitle="dashed: below it a minimum holds; green: the best",
                  log=False, aspect=0.5)  # fmt: skip
    layout, rates, top = panel.figure["layout"], limits(surface, damping), best(surface)
    for i, rate in enumerate(rates):
        color = GREEN if i in top else "@muted"
        panel.figure["data"].append(line([0, STEPS], [rate, rate], color, 1.5, "dash"))
    layout["yaxis"]["range"] = [0.0, HIGHEST + 0.5]
    return panel
