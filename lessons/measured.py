"""Sentences of the story so far that are measurements: each is made of the runs that its slide shows as it opens."""

from collections.abc import Sequence
from functools import cache
from typing import cast

from lessons._claims import percent
from lessons._text import counted, number
from lessons.ends.least_squares import Construction, error_on_new, wilson
from lessons.ends.wilson import STEPS, ends
from lessons.stability.edge import CURVATURES, NEAR, RATES, Edge, job_of
from lessons.stationary.saddles import ENDINGS, RUNS, tally
from lessons.stationary.width import BAD, LOSSES, stuck
from lessons.stationary.width import STEPS as TRAINED
from optim.gradient_descent import GradientDescent


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
        f"Trained by gradient descent on all examples, this network’s sharpness ends within {percent(NEAR)} of "
        f"2/η at {there} of {counted(len(runs), 'rate')}."
    )


@cache
def caught() -> str:
    """How many runs end in a saddle of a small network."""
    newton, plain = (int(tally(ENDINGS[slug])[1]) for slug in ("newton", "gradient_descent"))
    return f"Of {RUNS} runs on a small network Newton’s method ends {newton} in a saddle, gradient descent {plain}."


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
