"""Bets: which rule comes first on a surface, before the race is run; the board keeps score."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from figures import Film, contour, film_of, surface3d
from lessons._claims import listed
from lessons._text import number
from lessons.winner.tournament import LEAST, Result, cut, ranks, tuned_rule
from optim import OPTIMIZERS
from scenes import scene
from surfaces import SURFACES

RULES = ("gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "lbfgs", "newton")
ROUNDS = ("rosenbrock", "himmelblau", "ravine", "beale", "quadratic", "six_hump_camel", "styblinski_tang", "ackley")
BUDGET, CANDIDATES, STARTS = 100, 10, 4  # of each contest


def places(results: Mapping[str, Result]) -> dict[str, float]:
    """The place of each rule by what it leaves at its tuned rate from the surface's own start; equal ones share."""
    scores = np.array([[result.tuned] for result in results.values()])
    return dict(zip(results, ranks(scores)[:, 0].tolist(), strict=True))


def question(ground: str) -> str:
    return (
        f"**{SURFACES[ground].name}**: {len(RULES)} rules, each at its tuned rate, {BUDGET} evaluations each, from one "
        "start. Who gets lowest, and stays there? Bet on one."
    )


def answer(bet: str, ground: str, results: Mapping[str, Result]) -> str:
    """Who came first, and at what place the bet came in."""
    found = places(results)
    best = min(found.values())
    first = [OPTIMIZERS[rule].name for rule, place in found.items() if place == best]
    won = found[bet] == best
    own = OPTIMIZERS[bet].name
    head = "**You win.**" if won else f"**{own} comes in at place {number(found[bet])}.**"
    least = results[min(found, key=found.__getitem__)].tuned
    return f"{head} First on {SURFACES[ground].name}: {listed(first)}, {_down(least)}" + (
        "." if won else f"; {own} {_leaves(results[bet].tuned)}."
    )


def _down(power: float) -> str:
    """How far a run came, by the logarithm of what it leaves; below the least that is told from rounding nothing."""
    return f"with {number(10**power, 2)} of the descent left" if 10**power > LEAST else "all the way down"


def _leaves(power: float) -> str:
    if power >= 0:
        return "gains nothing, or does not stay in the picture"
    return f"leaves {number(10**power, 2)} of it" if 10**power > LEAST else "comes all the way down, too"


def board(kept: Sequence[tuple[str, str, float, bool]]) -> str:
    """The reader's bets so far, each (surface, rule, place, won)."""
    if not kept:
        return f"No bet so far. A blind guess comes in at place {number((len(RULES) + 1) / 2)} on average."
    wins, mean = sum(won for *_, won in kept), float(np.mean([place for _, _, place, _ in kept]))
    rows = "; ".join(
        f"{SURFACES[ground].name}: {OPTIMIZERS[rule].name} at place {number(place)}" for ground, rule, place, _ in kept
    )
    return (
        f"**{wins} of {len(kept)}** bets won, place {number(mean)} on average; blind guesses come in at "
        f"{number((len(RULES) + 1) / 2)}. {rows}."
    )


def asked_film(ground: str) -> Film:
    """What the race will be run on, and from where: the surface from above and as it lies in space."""
    surface = SURFACES[ground]()
    above = contour(surface, title=surface.name, subtitle="all start at the four-pointed mark", start=surface.start,
                    racers=[], clickable=False, aspect=0.62, id="asked")  # fmt: skip
    lying = surface3d(surface, title="As it lies", racers=[], aspect=0.62, id="space")
    return Film(panels=[above, lying], tracks=[], racers=[])


def bet_film(ground: str, results: Mapping[str, Result]) -> Film:
    """The race at the tuned rates, from above and by evaluations, up to the budget."""
    surface = SURFACES[ground]()
    rules = [tuned_rule(rule, result.rate) for rule, result in results.items()]
    shown = scene(surface.name, surface, *rules, steps=BUDGET)
    runs = [cut(t, BUDGET) for t in shown.run()]
    film = film_of(shown, panels=("contour", "loss"), trajectories=runs, x="evals", autoplay=True)
    contour, loss = film.panels
    first = dataclasses.replace(contour, clickable=False, aspect=0.62)
    return dataclasses.replace(film, panels=[first, dataclasses.replace(loss, aspect=0.62 / loss.weight)])
