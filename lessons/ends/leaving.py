"""How long runs stay in a sharp and in a flat basin under heavy-tailed noise: SGD's and Adam's (Zhou et al. 2020)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour
from figures.film import dots
from lessons._claims import Settings, percent, said
from lessons._text import number
from lessons.ends.wells import SURFACE, in_flat, in_sharp, minima
from lessons.error_surfaces.random_hessians import interval
from optim import OPTIMIZERS, Optimizer, Trajectory, run
from surfaces import Around
from surfaces._noise import Tilted
from surfaces.quadratic import Quadratic

Array = np.ndarray

RULES = ("gradient_descent", "adam")
NAMES = {"gradient_descent": "SGD", "adam": "Adam"}
BASINS = {"sharp": in_sharp, "flat": in_flat}
SIGMA = 0.5  # the noise's scale
COUNT, STEPS, SHOWN = 300, 300, 60
ALONE, WARM = 120, 40  # steps by noise alone, and how many of them are not looked at
SURE = 2.58  # standard errors: 99%


@dataclass(frozen=True)
class Leaving(Settings):
    """How heavy the tails are, and how far a step goes."""

    alpha: float = param(1.3, 1.1, 2.0, "α", help="Tail index")
    lr: float = param(0.05, 0.02, 0.1, "η", log=True, help="SGD’s learning rate")

    presets = {
        "Heavy tails": {"alpha": 1.3, "lr": 0.05},
        "Heavier still": {"alpha": 1.1, "lr": 0.03},
        "Larger steps": {"alpha": 1.5, "lr": 0.1},
        "Gaussian noise": {"alpha": 2.0, "lr": 0.1},
    }


def stable(alpha: float, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Draws of the symmetric α-stable law of scale 1, 0 < α ≤ 2; at 2 Gaussian, of variance 2.

    Source: Chambers, Mallows & Stuck 1976.
    """
    angle, wait = rng.uniform(-np.pi / 2, np.pi / 2, shape), rng.standard_exponential(shape)
    turned = np.sin(alpha * angle) / np.cos(angle) ** (1 / alpha)
    return turned * (np.cos((1 - alpha) * angle) / wait) ** ((1 - alpha) / alpha)


@dataclass(frozen=True, eq=False)
class HeavyNoise(Around):
    """A surface under α-stable noise in its gradient, another draw for each lane of a batch and each step."""

    surface: Any
    alpha: float
    seed: int

    def at(self, k: int) -> Tilted:
        draws = stable(self.alpha, np.random.default_rng((self.seed, k)), (COUNT, self.surface.dims))
        return Tilted(self.surface, SIGMA * draws)


@cache
def typical(slug: str, alpha: float) -> float:
    """The median length of a rule's step by noise alone, at the rate 1: it grows in proportion to that."""
    level = HeavyNoise(Quadratic(lambda1=0.0, lambda2=0.0), alpha, 9)
    t = run(_rule(slug, 1.0), level, np.zeros((COUNT, 2)), ALONE, record_states=False)
    return float(np.median(np.linalg.norm(np.diff(t.points[WARM:], axis=0), axis=-1)))


def _rule(slug: str, lr: float) -> Optimizer:
    declared: Any = OPTIMIZERS[slug]
    return declared(lr=lr)


def rate_of(slug: str, chosen: Leaving) -> float:
    """The rate at which a rule's steps by noise alone are in the median as long as SGD's."""
    return chosen.lr * typical(RULES[0], chosen.alpha) / typical(slug, chosen.alpha)


def runs(chosen: Leaving) -> dict[tuple[str, str], Trajectory]:
    """Many runs of each rule from each minimum, by rule and basin, each with draws of its own."""
    found = {}
    for i, slug in enumerate(RULES):
        for j, (basin, place) in enumerate(zip(BASINS, minima(), strict=True)):
            surface = HeavyNoise(SURFACE, chosen.alpha, 2 * i + j)
            starts = np.tile(place, (COUNT, 1))
            found[slug, basin] = run(_rule(slug, rate_of(slug, chosen)), surface, starts, STEPS, record_states=False)
    return found


def left_at(t: Trajectory, basin: str) -> Array:
    """The step at which each run is first outside its basin; STEPS + 1 if it never is."""
    outside = ~BASINS[basin](t.points)
    return np.where(outside.any(axis=0), outside.argmax(axis=0), STEPS + 1)


def sooner(one: Array, other: Array) -> tuple[float, float]:
    """How much oftener one of the first leaves before one of the others than after, of all pairs, from −1 to 1; with
    what that may be off by (DeLong's standard error)."""
    signs = np.sign(other[None, :] - one[:, None])
    error = np.sqrt(sum(signs.mean(axis=axis).var(ddof=1) / signs.shape[1 - axis] for axis in (0, 1)))
    return float(signs.mean()), SURE * float(error)


def verdict(left: dict[str, Array]) -> str:
    """Whether Adam stays longer, of the steps at which the runs of each rule have left."""
    more, slack = sooner(left["gradient_descent"], left["adam"])
    if more > slack:
        return "**Here it is so**: Adam’s stay longer, as Zhou et al. argue."
    if more < -slack:
        return "**Here it is not so**: Adam’s leave sooner."
    gone = {slug: np.array(_gone(each)) for slug, each in left.items()}
    ends = {slug: interval(count, np.array(len(left[slug]))) for slug, count in gone.items()}
    fewer, most = sorted(gone, key=lambda slug: int(gone[slug]))
    if ends[fewer][1] < ends[most][0]:  # SGD's leave early or not at all, as a rule
        return f"Here which leaves first cannot be told, but in the end more of {NAMES[most]}’s have left."
    return "Here the two cannot be told apart."


def words(chosen: Leaving, found: dict[tuple[str, str], Trajectory]) -> str:
    """How many runs have left each basin, and whether Adam's stay longer than SGD's."""
    told = []
    for basin in BASINS:
        left = {slug: left_at(found[slug, basin], basin) for slug in RULES}
        counts = "; of ".join(f"{NAMES[slug]}’s {_left(each)}" for slug, each in left.items())
        told.append(f"Of the runs from the {basin} minimum have left: of {counts}. {verdict(left)}")
    return said(
        f"Adam’s η is {number(rate_of('adam', chosen))}: by noise alone its steps are as long as SGD’s, in the median. "
        "Intervals: 95%.",
        *told,
    )


def _gone(left: Array) -> int:
    """How many runs have left."""
    return int((left <= STEPS).sum())


def _left(left: Array) -> str:
    gone = _gone(left)
    low, high = (percent(round(float(end), 12)) for end in interval(np.array(gone), np.array(len(left))))
    half = int(np.sort(left)[(len(left) - 1) // 2])
    return f"{percent(gone / len(left))} [{low}, {high}]" + (f", half by step {half}" if half <= STEPS else "")


def film(chosen: Leaving, found: dict[tuple[str, str], Trajectory]) -> Film:
    """Some of the runs from the sharp minimum, and the share that has not yet left either basin."""
    racers = [Racer(slug, NAMES[slug], OPTIMIZERS[slug].color) for slug in RULES]
    tracks = [
        Track(slug, {basin: (left_at(found[slug, basin], basin) > np.arange(STEPS + 1)[:, None]).mean(axis=1)
                     for basin in BASINS})
        for slug in RULES
    ]  # fmt: skip
    clouds = [dots(*np.moveaxis(found[slug, "sharp"].points[:, :SHOWN], -1, 0), racer=slug, size=6) for slug in RULES]
    above = contour(SURFACE, id="above", title="From above", subtitle="runs from the sharp minimum", racers=[],
                    clickable=False, overlays=clouds)  # fmt: skip
    return Film(panels=[above, *(_stay(basin, tracks) for basin in BASINS)], tracks=tracks, racers=racers, rate=25.0,
                autoplay=True)  # fmt: skip


def _stay(basin: str, tracks: list[Track]) -> Panel:
    panel = chart(basin, tracks, title=f"Not yet out of the {basin} basin", y="share", log=False, limits=(0.0, 1.0),
                  aspect=0.75)  # fmt: skip
    panel.figure["layout"]["yaxis"] |= {"range": [-0.03, 1.03], "tickformat": ".0%"}
    return panel
