"""Sentences of the story so far that are measurements: each is made of the runs that its slide shows as it opens."""

from collections.abc import Sequence
from functools import cache
from typing import cast

import numpy as np

from lessons._claims import percent
from lessons._text import counted, number
from lessons.ends.least_squares import Construction, error_on_new, wilson
from lessons.ends.wilson import STEPS, ends
from lessons.error_surfaces.random_hessians import EXACT
from lessons.newton.hessian_cost import NETWORKS, in_bytes, in_words, kept
from lessons.stability.edge import CURVATURES, NEAR, RATES, Edge, job_of
from lessons.stationary.saddles import ENDINGS, RUNS, tally
from lessons.stationary.width import BAD, LOSSES, stuck
from lessons.stationary.width import STEPS as TRAINED
from lessons.training.settings import Training
from lessons.winner.maps import starts
from lessons.winner.settings import StartsMap, Tournament
from lessons.winner.tournament import paid
from optim import OPTIMIZERS, run
from optim.gradient_descent import GradientDescent
from surfaces import SURFACES

NUMBER = 8  # bytes of a number
COARSE = 61  # starts a side
COUNTED = ("gradient_descent", "newton", "lbfgs")


@cache
def on_wilson() -> str:
    """Who tells new examples of Wilson et al.'s data right."""
    chosen = Construction()
    runs = ends(wilson(chosen.n, chosen.p, chosen.seed), STEPS, ("gradient_descent", "adam"))
    wrong = {slug: percent(float(error_on_new(t.points[-1], chosen.p))) for slug, t in runs.items()}
    return (
        f"On data made for the purpose gradient descent tells {wrong['gradient_descent']} of new examples wrong, Adam "
        f"{wrong['adam']}: another minimum of the same training loss."
    )


@cache
def at_the_edge() -> str:
    """At how many rates gradient descent ends where its step is only just small enough."""
    runs = [CURVATURES[job_of(GradientDescent(lr=lr), Edge().steps)] for lr in RATES]
    there = sum(run.at_edge for run in runs)
    return (
        f"Trained by gradient descent on all examples, a network’s sharpness ends within {percent(NEAR)} of "
        f"2/η at {there} of {counted(len(runs), 'rate')}."
    )


@cache
def caught() -> str:
    """How many runs end in a saddle of a small network."""
    newton, plain = (tally(ENDINGS[slug]) for slug in ("newton", "gradient_descent"))
    ended = plain[:2].sum()
    other = f"gradient descent {plain[1]}" if ended else "of gradient descent’s none had ended when its steps ran out"
    return f"Of {RUNS} runs on a small network Newton’s method ends {newton[1]} in a saddle; {other}."


@cache
def by_width() -> str:
    """How many runs stay above BAD, at the least and at the largest width."""
    widths = cast(Sequence[int], LOSSES.jobs())
    narrow, wide = min(widths), max(widths)
    shares = [percent(stuck(LOSSES[width])) for width in (narrow, wide)]
    return (
        f"On XOR {shares[0]} of the runs of a network with {counted(narrow, 'hidden unit')} are stuck above "
        f"{number(BAD)} after {TRAINED} steps, {shares[1]} with {wide}."
    )


def by_dimension() -> str:
    """How likely a random symmetric matrix is to have only positive eigenvalues."""
    chances = [f"{number(100 * EXACT[n], 2)}%" for n in (1, 2, 4)]
    return (
        f"Of random symmetric matrices, Gaussian and without a preferred direction, all eigenvalues are positive with "
        f"a chance of {chances[0]} in one dimension, {chances[1]} in two, {chances[2]} in four."
    )


def in_bytes_kept() -> str:
    """What the Hessian of a network takes."""
    n = max(NETWORKS)
    size = in_bytes(float(NUMBER * kept(np.array(n), 0)["hessian"]))
    return f"The Hessian of n weights has n² numbers: of {in_words(n)} weights, {size}."


@cache
def other_basin() -> str:
    """How many starts end at another minimum by the map's rule than by gradient descent."""
    chosen = StartsMap()
    own, plain = (
        starts(rule, chosen.rate, chosen.surface, chosen.steps, COARSE) for rule in (chosen.rule, "gradient_descent")
    )
    arrived = (own.basins >= 0) & (plain.basins >= 0)
    edges = np.full(COARSE, 1.0)
    edges[[0, -1]] = 0.5  # half of their cells lie outside the picture
    differ = float(np.average(own.basins != plain.basins, weights=np.outer(edges, edges) * arrived))
    return (
        f"Where a start leads depends on the rule, too: on {SURFACES[chosen.surface].name}, at η = "
        f"{number(chosen.rate)}, {OPTIMIZERS[chosen.rule].name} takes {percent(differ)} of the starts to another "
        "minimum than gradient descent."
    )


@cache
def by_budget() -> str:
    """How many steps a budget of evaluations pays for."""
    budget, surface = Tournament().budget, SURFACES["quadratic"]()
    steps = [int(paid(run(OPTIMIZERS[slug](), surface, None, budget), budget)) for slug in COUNTED]
    return (
        f"Steps are not alike: on a bowl {budget} evaluations pay for {steps[0]} of gradient descent, {steps[1]} of "
        f"Newton’s method, {steps[2]} of L-BFGS."
    )


@cache
def of_a_network() -> str:
    """In how many dimensions the network's weights are a point."""
    n = Training().problem().dims
    return f"The {n} weights of a network are one point in {n} dimensions, which the same rules move."
