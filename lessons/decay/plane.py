"""The Hessian-normalised step in two dimensions, with a rate that starts above 2 and decays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour, tracks_of
from figures.film import dots
from lessons._claims import Settings, listed, percent, percents, said
from lessons._graph import line
from lessons._text import number
from lessons.decay.escape import BLUE, GREEN, NEAR, RED, SETTLED, VIOLET, paced
from lessons.error_surfaces.critical import found
from optim import Optimizer, Scheduled, Trajectory, run
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
COUNT = 100  # starts of the swarm
FINAL = 0.1  # the share of the rate that is left at the end
HIGHEST = 6.0  # η up to which the slider goes
DAMPINGS = (0.0, 10.0)
REACH = 0.05  # of the picture: how near to a minimum counts as near in the chart
EQUAL = 1e-6  # of the values at the minima: within it they are all the best


def _from(slug: str, lr: float, damping: float) -> dict[str, Any]:
    """A preset: a surface with its start, the first rate and the damping."""
    x, y = SHOWN[slug].start
    return {"surface": slug, "lr": lr, "damping": damping, "x": x, "y": y}


@dataclass(frozen=True)
class Planes(Settings):
    """A surface, the first rate and the damping; the start is a point."""

    surface: str = param("sharp_and_flat", choices=tuple(SHOWN), help="Surface")
    lr: float = param(4.0, 1.0, HIGHEST, "η", help="First rate")
    damping: float = param(1.0, *DAMPINGS, "μ", help="Damping")

    names = {"surface": {slug: surface.name for slug, surface in SHOWN.items()}}
    presets = {
        "A sharp and a flat minimum": _from("sharp_and_flat", 4.0, 1.0),
        "Without damping": _from("sharp_and_flat", 4.0, 0.0),
        "Many minima": _from("levy", 5.0, 3.0),
        "Six humps": _from("six_hump_camel", 4.0, 1.0),
    }


def rules(lr: float, damping: float) -> dict[str, Optimizer]:
    """The step (|H| + μI)⁻¹∇E at the rate 1, at one's own unless that is 1, and at one that decays from there."""
    chosen = SaddleFreeNewton(lr=lr, damping=damping)
    every = {
        "one": SaddleFreeNewton(lr=1.0, damping=damping),
        "large": chosen,
        "decaying": Scheduled(chosen, paced("exponential", FINAL, STEPS)),
    }
    return {id: rule for id, rule in every.items() if id != "large" or lr != 1}


def minima(surface: Any) -> Array:
    """Every minimum found in the picture, (count, 2)."""
    return np.array([c.point for c in found(surface).points if c.kind == "minimum"])


def limits(surface: Any, damping: float) -> Array:
    """The rate 2 (1 + μ/λ_max) below which each minimum in the picture holds the step, (count,), as in `minima`.

    Along an eigenvector the distance shrinks by 1 − η λᵢ/(λᵢ + μ); the largest eigenvalue is the first to fail.
    """
    steepest = eigh(surface.hessian(minima(surface)))[0][:, -1]
    return 2 * (1 + damping / steepest)


def best(surface: Any) -> Array:
    """The indices of the lowest of the `minima`."""
    values = surface.value(minima(surface))
    return np.flatnonzero(values <= values.min() + EQUAL * max(float(np.ptp(values)), 1.0))


def swarm(surface: Any, rule: Optimizer) -> Trajectory:
    """The rule from many random starts at once."""
    low, high = np.array(surface.domain, dtype=float).T
    starts = np.random.default_rng(1).uniform(low, high, (COUNT, 2))
    return run(rule, surface, starts, STEPS, record_states=False)


def nearest(surface: Any, points: Array, within: float) -> Array:
    """The index of the minimum, of `minima`, within whose reach (a share of the picture) points (..., 2) lie; or −1."""
    size = np.ptp(np.array(surface.domain, dtype=float), axis=1)
    away = np.linalg.norm((points[..., None, :] - minima(surface)) / size, axis=-1)
    away = np.where(np.isfinite(away), away, np.inf)
    return np.where(away.min(axis=-1) <= within, away.argmin(axis=-1), -1)


def ends(t: Trajectory) -> Array:
    """The minimum, an index into `minima`, in which each run of a swarm has settled; −1 for none.

    A minimum whose limit the rate was above all the while holds nothing, as in `escape.settled`.
    """
    last = max(int(SETTLED * t.steps), 1)
    where = nearest(t.surface, t.points[-last:], NEAR)
    held = t.rates[-last:].min(axis=0) < limits(t.surface, t.optimizer.damping)[where[-1]]
    return np.where((where == where[-1]).all(axis=0) & held, where[-1], -1)


class Swarms(NamedTuple):
    """What came of a swarm of each rule: by rule the share near a best minimum, (steps + 1,), and where each run has
    settled, (COUNT,); of the decaying one the points (steps + 1, COUNT, 2) and how many runs were stopped far out."""

    shares: dict[str, Array]
    ends: dict[str, Array]
    points: Array
    lost: int


def swarms(slug: str, lr: float, damping: float) -> Swarms:
    """A swarm of each rule on one of SHOWN."""
    surface = SHOWN[slug]
    runs = {id: swarm(surface, rule) for id, rule in rules(lr, damping).items()}
    shares = {id: np.isin(nearest(surface, t.points, REACH), best(surface)).mean(axis=1) for id, t in runs.items()}
    lost = int((runs["decaying"].diverged_at >= 0).sum())
    return Swarms(shares, {id: ends(t) for id, t in runs.items()}, runs["decaying"].points, lost)


def verdict(chosen: Planes, swarmed: Swarms) -> str:
    """How many runs of each swarm have settled in a best minimum, and where the decaying ones have."""
    surface = SHOWN[chosen.surface]
    deepest = best(surface)
    share = {id: float(np.isin(where, deepest).mean()) for id, where in swarmed.ends.items()}
    goal = "the deepest minimum" if len(deepest) == 1 else f"one of the {len(deepest)} deepest minima"
    large = f"{percent(share['large'])} at η = {number(chosen.lr)}, " if "large" in share else ""
    return said(
        f"Of {COUNT} random starts, {percent(share['one'])} settle in {goal} within {STEPS} steps at η = 1, {large}"
        f"and **{percent(share['decaying'])}** with a rate that decays from {number(chosen.lr)} to "
        f"{number(FINAL * chosen.lr)}.",
        chosen.damping == 0 and "Without damping every minimum holds below η = 2: the limits do not tell them apart.",
        _where(surface, swarmed.ends["decaying"]),
        swarmed.lost and f"{swarmed.lost} of those that decay went beyond 10¹², where a run is stopped.",
    )


def _where(surface: Any, decayed: Array) -> str:
    """In what kind of minima, of one depth and curvature, those that decay have settled: the commonest and the rest."""
    places = minima(surface)
    curved = eigh(surface.hessian(places))[0][:, -1].round(6)
    kinds, kind = np.unique(np.stack([curved, surface.value(places).round(6)]), axis=1, return_inverse=True)
    deepest, kind = set(np.ravel(kind)[best(surface)]), np.ravel(kind)
    counts = np.bincount(kind[decayed[decayed >= 0]], minlength=kinds.shape[1])
    if not counts.any():
        return "None of those that decay settles in this picture."
    main = [i for i in counts.argsort()[::-1][:3] if counts[i]]
    others = int(counts.sum() - counts[main].sum())
    rests = {"in other minima": others, "in none of this picture": COUNT - int(counts.sum())}
    parts = percents([count / COUNT for count in (*counts[main], *rests.values())])
    called = {i: f"λₘₐₓ = {number(float(kinds[0, i]))}" for i in np.flatnonzero(counts)}
    heights = {i: f", E = {number(float(kinds[1, i]))}" for i in main if list(called.values()).count(called[i]) > 1}
    told = [
        f"{share} where {called[i]}{heights.get(i, '')}{_tag(kinds[0], i, deepest)}"
        for share, i in zip(parts, main, strict=False)
    ]
    rest = [f"{share} {where}" for share, where in zip(parts[len(main) :], rests, strict=True) if rests[where]]
    first = min(deepest, key=lambda i: kinds[0, i])
    missed = f" The deepest, λₘₐₓ = {number(float(kinds[0, first]))}, holds none of them."
    elsewhere = f"; {listed(rest)}" if rest else ""
    return f"Those that decay settle: {listed(told)}{elsewhere}.{missed if not counts[list(deepest)].any() else ''}"


def _tag(curved: Array, i: int, deepest: set[int]) -> str:
    known = {"the deepest": i in deepest, "as flat as any": curved[i] == curved.min(),
             "as narrow as any": curved[i] == curved.max()}  # fmt: skip
    tags = [words for words, holds in known.items() if holds]
    return f" ({', '.join(tags)})" if tags and curved.min() < curved.max() else ""


def plane_film(surface: Any, start: Sequence[float], lr: float, damping: float, swarmed: Swarms) -> Film:
    """One run of each rule, the decaying one's swarm, their rates, and the share of each swarm in the best minimum."""
    names = {"one": "η = 1", "large": f"η = {number(lr)}", "decaying": f"Decaying from {number(lr)}"}
    colors, raced = dict(zip(names, (BLUE, RED, VIOLET), strict=True)), rules(lr, damping)
    racers = [Racer(id, names[id], colors[id]) for id in raced]
    tracks: list[Track] = []
    for (id, rule), racer in zip(raced.items(), racers, strict=True):
        single = run(rule, surface, start, STEPS, record_states=False)
        tracks += tracks_of(single, racer, channels=("x", "y", "rate"))
        tracks.append(Track(id, {"share": swarmed.shares[id]}))
    goal = "the deepest minimum" if len(best(surface)) == 1 else "a deepest minimum"
    return Film(
        panels=[
            contour(
                surface,
                title="One start",
                subtitle="click to start elsewhere",
                start=start,
                id="one-start",
                weight=0.75,
            ),
            _swarm_panel(surface, swarmed.points),
            _rate_panel(surface, tracks, damping),
            chart(
                "share",
                tracks,
                title=f"Share of a swarm near {goal}",
                y="share",
                limits=(0, 1),
                log=False,
                aspect=1.0,
                weight=0.75,
            ),
        ],
        tracks=tracks,
        racers=racers,
        rate=STEPS / 14,
        autoplay=True,
        trail="tail",
        readout={"group": "main", "channel": "share", "label": f"share near {goal}"},
    )


def _swarm_panel(surface: Any, points: Array) -> Panel:
    cloud = dots(points[..., 0], points[..., 1], racer="decaying", size=7)
    return contour(surface, title=f"{COUNT} starts, decaying", racers=[], clickable=False, overlays=[cloud],
                   id="swarm", weight=0.75)  # fmt: skip


def _rate_panel(surface: Any, tracks: Sequence[Track], damping: float) -> Panel:
    rates, top, highest = limits(surface, damping), best(surface), HIGHEST + 0.5
    green = "; green: the deepest" if (rates[top] < highest).any() else ""
    panel = chart("rate", tracks, title="Learning rate η", y="η", subtitle=f"dashed: below it a minimum holds{green}",
                  log=False, aspect=1.0, weight=0.75)  # fmt: skip
    layout = panel.figure["layout"]
    for i, rate in enumerate(rates):
        color = GREEN if i in top else "@muted"
        panel.figure["data"].append(line([0, STEPS], [rate, rate], color, 1.5, "dash"))
    layout["yaxis"]["range"] = [0.0, highest]
    return panel
