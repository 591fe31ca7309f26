"""Gradient descent near a saddle: starts ever closer to its ridge wait ever longer; and a swarm that meets no trap."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour
from figures.film import dots
from figures.relief import relief_of
from lessons._claims import Settings, listed, said
from lessons._graph import line
from lessons._text import number
from optim import Trajectory, run
from optim._linalg import dot, eigh
from optim.gradient_descent import GradientDescent
from surfaces import SURFACES

Array = np.ndarray

DISTANCES, EXPONENTS = (1e-1, 1e-3, 1e-5), ("⁻¹", "⁻³", "⁻⁵")
# Shades of gradient descent's own colour, the stronger the nearer: on a light ground, on a dark one.
SHADES = (("#f2a097", "#ffd6d0"), ("#e6342a", "#ff8f82"), ("#93211b", "#ee3d30"))
LONGEST = 3600  # steps, after which every run is free at any rate that the control holds
FREE = 0.5  # how far from the ridge a run counts as free of the saddle
ARRIVED = 1e-8  # the error below which a run on the linear network counts as having arrived

# A point of the ridge that leads down into the saddle at the origin, and the direction that leads off it.
RIDGES: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "linear_network": ((-1.5, 1.5), (1.0, 1.0)),
    "saddle": ((-0.9, 0.0), (0.0, 1.0)),
    "long_valley": ((0.7, 0.0), (0.0, -1.0)),
    "monkey_saddle": ((0.8, 0.0), (0.0, 1.0)),
}


@dataclass(frozen=True)
class Waiting(Settings):
    """A surface with a ridge that leads down into a saddle, and the learning rate."""

    surface: str = param("linear_network", choices=tuple(RIDGES), help="Surface")
    lr: float = param(0.051, 0.01, 0.15, "η", log=True, help="Learning rate")

    names = {"surface": {slug: SURFACES[slug].name for slug in RIDGES}}


@lru_cache(maxsize=64)
def descents(slug: str, lr: float, distances: tuple[float, ...] = DISTANCES) -> Trajectory:
    """Gradient descent from starts at these distances from the ridge, as one batch."""
    ridge, off = RIDGES[slug]
    starts = np.array(ridge) + np.outer(distances, _unit(off))
    return run(GradientDescent(lr=lr), SURFACES[slug](), starts, LONGEST)


def _unit(vector: Any) -> Array:
    return np.array(vector) / np.linalg.norm(vector)


def off_ridge(t: Trajectory, slug: str) -> Array:
    """How far each run is from the ridge, (steps + 1, lanes); exactly 0 on it.

    Not by a matrix product: fused multiply-adds round only one of its two terms, so that w₁/√2 + w₂/√2 is not 0
    where w₂ = −w₁.
    """
    return np.abs(dot(t.points, _unit(RIDGES[slug][1]))[..., 0])


def free_at(t: Trajectory, slug: str) -> Array:
    """The step at which each run is free of the saddle; −1 where it never is."""
    free = off_ridge(t, slug) > FREE
    return np.where(free.any(axis=0), free.argmax(axis=0), -1)


def waiting(lr: float, curvature: float, nearer: float) -> float:
    """How many more steps a start that is `nearer` times closer to the ridge of a saddle must wait.

    Off the ridge gradient descent multiplies the distance by 1 + η|λ| with each step, λ being the negative eigenvalue.
    """
    return float(np.log(nearer) / np.log1p(lr * abs(curvature)))


def verdict(chosen: Waiting) -> str:
    """How much longer each start waits, and what the formula says, where there is one."""
    free = free_at(descents(chosen.surface, chosen.lr), chosen.surface)
    curvature = float(eigh(SURFACES[chosen.surface]().hessian(np.zeros(2)))[0][0])
    wait = waiting(chosen.lr, curvature, 100) if curvature else np.inf
    return said(
        "Each start is 100 times nearer to the ridge than the last, and waits "
        f"{listed([str(after - before) for before, after in pairwise(free)])} steps longer.",
        curvature < 0 and f"By the formula it is {wait:.1f}, at λ = {number(curvature)}.",
        not curvature and "The Hessian at this saddle is zero, and the formula does not hold: the nearer, the worse.",
    )


def waiting_film(slug: str, lr: float) -> Film:
    """Three runs that differ only in how far from the ridge they start."""
    surface, t = SURFACES[slug](), descents(slug, lr)
    free = free_at(t, slug)
    end = min(int(1.2 * free.max()) + 15, LONGEST)
    with np.errstate(all="ignore"):
        least = eigh(surface.hessian(t.points))[0][..., 0]
    channels = {"x": t.points[..., 0], "y": t.points[..., 1], "f": t.values, "off": off_ridge(t, slug), "least": least}
    racers = [Racer(f"run{i}", f"10{EXPONENTS[i]} off the ridge", *shade) for i, shade in enumerate(SHADES)]
    tracks = [
        Track(racer.id, {name: values[: end + 1, i] for name, values in channels.items()})
        for i, racer in enumerate(racers)
    ]
    return Film(
        panels=[_basin(surface), *_charts(surface, tracks, least)],
        tracks=tracks,
        racers=racers,
        rate=end / 9,
        autoplay=True,
    )


def _basin(surface: Any) -> Panel:
    return contour(surface, title="From above", clickable=False, id="basin", weight=0.75)


def _charts(surface: Any, tracks: list[Track], least: Array) -> list[Panel]:
    values = relief_of(surface).values
    inside = (float(np.nanmin(values)), float(np.nanmax(values)))
    small: dict[str, Any] = {"weight": 0.75, "aspect": 0.9}
    spectrum = chart("least", tracks, title="Smallest eigenvalue of the Hessian", y="λₘᵢₙ", subtitle="dashed: zero",
                     log=False, limits=(-20, 20), **small)  # fmt: skip
    spectrum.figure["data"].append(line([0, tracks[0].steps], [0, 0], "@muted", 1.5, "dash"))
    return [
        chart("f", tracks, title="Error E", y="E", log=False, limits=inside, **small),
        spectrum,
        chart("off", tracks, title="Distance from the ridge", y="distance", log=True, limits=(1e-6, 3.0), **small),
    ]


def swarm(count: int, lr: float, steps: int, seed: int) -> Trajectory:
    """Gradient descent on the linear network from many random starts, as one batch."""
    surface = SURFACES["linear_network"]()
    low, high = np.array(surface.domain).T
    starts = np.random.default_rng(seed).uniform(low, high, (count, 2))
    return run(GradientDescent(lr=lr), surface, starts, steps, record_states=False)


def swarm_film(t: Trajectory) -> Film:
    """The swarm over the surface, and the share of it that has not arrived yet."""
    left = 1.0 - (t.values < ARRIVED).mean(axis=1)
    track = Track("swarm", {"left": left, "f": np.nanmedian(t.values, axis=1)})
    cloud = dots(t.points[..., 0], t.points[..., 1], color=GradientDescent.color, size=7)
    arrived, count = int((t.values[-1] < ARRIVED).sum()), t.values.shape[1]
    title = f"{arrived} of {count} starts find a global minimum"
    from_above = contour(t.surface, title=title, racers=[], clickable=False, overlays=[cloud], id="swarm",
                         aspect=0.72)  # fmt: skip
    still = chart("left", [track], title="Share still on its way", y="share", limits=(0, 1), aspect=0.8)
    return Film(
        panels=[from_above, still],
        tracks=[track],
        racers=[Racer("swarm", "Gradient descent", GradientDescent.color)],
        rate=t.steps / 8,
        autoplay=True,
    )
