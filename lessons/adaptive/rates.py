"""Adaptive rules: the rate that each coordinate really gets, from the recorded states; a rate that dies."""

from typing import Any, NamedTuple, cast

import numpy as np

from figures import Film, Panel, Racer, Track, chart, contour, tracks_of
from figures.relief import Domain, relief_of
from lessons._claims import percent
from lessons._graph import line
from lessons._text import number
from optim import OPTIMIZERS, Trajectory, final_value, run
from optim.adadelta import Adadelta
from optim.adagrad import Adagrad
from optim.rmsprop import RMSprop
from surfaces import SURFACES, Noisy
from surfaces.quadratic import Quadratic

Array = np.ndarray


NOISY_START = (-1.7, -1.4)


class Arena(NamedTuple):
    """Where the rules run: start, steps, what is shown (None: the surface's domain), the learning rate of each."""

    start: tuple[float, float]
    steps: int
    domain: Domain | None
    rates: dict[str, float]


def _arena(start: tuple[float, float], steps: int, domain: Domain | None, *rates: float) -> Arena:
    rules = ("gradient_descent", "adagrad", "rmsprop", "adadelta", "adam", "adamax")
    return Arena(start, steps, domain, dict(zip(rules, rates, strict=True)))


ARENAS = {
    "beale": _arena((1.0, 1.6), 200, ((-1.0, 4.0), (-2.2, 2.3)), 0.001, 1.0, 0.075, 5.0, 0.2, 0.3),
    "long_valley": _arena((0.25, -1e-6), 120, None, 0.01, 0.05, 0.01, 1.0, 0.02, 0.02),
    "saddle": _arena((-0.9, 0.01), 60, None, 0.03, 0.1, 0.02, 1.0, 0.04, 0.04),
    "monkey_saddle": _arena((-0.245, -0.5), 100, None, 0.005, 0.05, 0.01, 1.0, 0.02, 0.02),
}


def runs(slug: str, factor: float = 1.0) -> list[Trajectory]:
    """Every rule of an arena, its learning rate times a factor."""
    arena, surface, rules = ARENAS[slug], SURFACES[slug](), cast(dict[str, Any], OPTIMIZERS)
    return [run(rules[rule](lr=factor * lr), surface, arena.start, arena.steps) for rule, lr in arena.rates.items()]


def rates_track(t: Trajectory, racer: Racer) -> Track:
    """A run's track, with the effective rates by coordinate as channels "rate1" and "rate2"."""
    (track,) = tracks_of(t, racer)
    rates = t.effective_rates
    own = {"rate1": rates[:, 0], "rate2": rates[:, 1]}
    return Track(racer.id, {**track.channels, **own}, diverged_at=t.diverged_at, outcome=track.outcome)


def basin(slug: str, arena: Arena | None = None) -> Panel:
    """The surface of an arena from above."""
    arena = arena or ARENAS[slug]
    return contour(SURFACES[slug](), arena.domain, title="From above", start=arena.start, clickable=False, id="above")


def error_chart(slug: str, tracks: list[Track]) -> Panel:
    """The error against the step, as far as the picture of the surface reaches."""
    values = relief_of(SURFACES[slug](), ARENAS[slug].domain).values
    limits = float(np.nanmin(values)), float(np.nanmax(values))
    return chart("f", tracks, title="Error", y="E", limits=limits)


def rate_panels(tracks: list[Track]) -> list[Panel]:
    """The effective rate of each coordinate against the step."""
    return [
        chart(
            f"rate{i}",
            tracks,
            title=f"Effective rate along {name}",
            y="effective η",
            log=True,
            limits=(1e-6, 1e6),
            id=f"rate{i}",
        )
        for i, name in ((1, "w₁"), (2, "w₂"))
    ]


def rates_words(slug: str, factor: float) -> str:
    """Which Adadelta this is, and how far apart the rates of the two coordinates come."""
    arena, surface = ARENAS[slug], SURFACES[slug]()
    lr = factor * arena.rates["adadelta"]
    own, other = (
        run(Adadelta(lr=lr, accumulates=kind), surface, arena.start, arena.steps) for kind in ("step", "scaled step")
    )
    which = "Adadelta averages its steps before η scales them, as PyTorch’s does."
    if lr == 1:
        which += " At η = 1 that is the same as Radford’s, on the home page, which averages them after."
    else:
        which += (
            f" At η = {number(lr)} that is another rule than Radford’s, on the home page, which averages them after: "
            f"this one {ending(own)}, his {ending(other)}."
        )
    rates = {t.optimizer.name: t.effective_rates[1:] for t in runs(slug, factor) if t.optimizer.slug != PLAIN}
    apart = {name: float(np.nanmedian(np.abs(np.log10(r[:, 0] / r[:, 1])))) for name, r in rates.items()}
    most = max(apart, key=apart.__getitem__)
    return (
        f"The two coordinates’ rates are furthest apart with **{most}**: by a factor of {number(10 ** apart[most])} at "
        f"the median step. {which}"
    )


def ending(t: Trajectory) -> str:
    """What a run came to, in words that follow a subject: the last value, or that there is none."""
    if t.diverged_at is not None or t.outcome.kind == "left":
        return t.outcome.text[0].lower() + t.outcome.text[1:]
    return f"ends at E = {number(float(final_value(t)))}"


PLAIN = "gradient_descent"


def rates_film(slug: str, factor: float) -> Film:
    """All the rules on one surface, and the rate that each coordinate gets."""
    arena = ARENAS[slug]
    racers = [Racer(rule, OPTIMIZERS[rule].name, OPTIMIZERS[rule].color) for rule in arena.rates]
    tracks = [rates_track(t, racer) for t, racer in zip(runs(slug, factor), racers, strict=True)]
    return Film(
        panels=[
            basin(slug),
            *rate_panels(tracks),
        ],
        tracks=tracks,
        racers=racers,
        rate=arena.steps / 10,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
    )


def noisy_pair(
    sigma: float, seed: int, adagrad: float, rmsprop: float, steps: int = 600
) -> tuple[Trajectory, Trajectory]:
    """AdaGrad and RMSprop on a bowl whose gradients are noisy."""
    surface: Any = Noisy(Quadratic(lambda1=1.0, lambda2=4.0, angle=30.0), sigma=sigma, seed=seed)
    first, second = (run(rule, surface, NOISY_START, steps) for rule in (Adagrad(lr=adagrad), RMSprop(lr=rmsprop)))
    return first, second


def restless(t: Trajectory) -> float:
    """How far from the minimum a run still is: the root mean square over the last quarter of its steps."""
    distance = t.surface.distance_to_minimum(t.points[-t.steps // 4 :])
    return float(np.sqrt((distance**2).mean()))


def noisy_words(pair: tuple[Trajectory, Trajectory]) -> str:
    """What became of both rates from the second quarter to the last, in the median, as single steps of a noisy rate
    differ by luck; and where both runs are in the last."""
    told = []
    for t in pair:
        _, second, _, last = np.split(t.effective_rates[1:].mean(axis=1), 4)
        change = float(np.median(last) / np.median(second))
        verb = "stays" if abs(change - 1) < STAYS else "falls" if change < 1 else "rises"
        to = "as it is" if verb == "stays" else f"to {_share(change)} what it was"
        told.append(f"{t.optimizer.name}’s rate **{verb}** {to}")
    settled, jittering = (number(restless(t)) for t in pair)
    return (
        f"From the second quarter of the steps to the last {told[0]}, {told[1]} (median). In the last Adagrad is "
        f"{settled} away from the minimum, RMSprop {jittering} (root mean square)."
    )


def _share(change: float) -> str:
    return f"{number(change)} times" if change >= TIMES else f"{percent(change)} of"


TIMES = 2.0  # what rises by more is told in times
STAYS = 0.1  # a rate that changes by less than this share stays


def dying_film(pair: tuple[Trajectory, Trajectory], sigma: float) -> Film:
    """Both runs, their mean effective rates with the laws that pure noise obeys, and their distance."""
    racers = [Racer(t.optimizer.slug, t.optimizer.name, t.optimizer.color) for t in pair]
    tracks = []
    for t, racer in zip(pair, racers, strict=True):
        (track,) = tracks_of(t, racer)
        own = {"rate": t.effective_rates.mean(axis=1), "distance": t.surface.distance_to_minimum(t.points)}
        tracks.append(Track(racer.id, {**track.channels, **own}))
    steps = np.arange(1, pair[0].steps + 1)
    laws = "dotted: η/(σ√k) and η/σ, by noise alone" if sigma else ""
    rate = chart("rate", tracks, title="Effective rate, mean of w₁ and w₂", y="effective η", log=True,
                 limits=(1e-5, 1e2), id="rate", subtitle=laws)  # fmt: skip
    if sigma:
        falling, level = (
            pair[0].optimizer.lr / sigma / np.sqrt(steps),
            np.full(len(steps), pair[1].optimizer.lr / sigma),
        )
        rate.figure["data"].extend(
            line(steps, law, racer.color, 1.5, "dot") for law, racer in zip((falling, level), racers, strict=True)
        )
    return Film(
        panels=[
            contour(pair[0].surface, title="From above", start=NOISY_START, clickable=False, id="above"),
            rate,
            chart("distance", tracks, title="Distance from the minimum", log=True, limits=(1e-3, 1e2)),
        ],
        tracks=tracks,
        racers=racers,
        rate=60.0,
        autoplay=True,
        trail="tail",
        readout={"group": "main", "channel": "distance", "label": "distance"},
    )
