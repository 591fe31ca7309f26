"""One function, other sharpness: a ReLU layer multiplied by α and the next one divided by it (Dinh et al. 2017)."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from catalog import param, upward
from figures import Film
from lessons._claims import Settings, said
from lessons._graph import graph, line
from lessons._text import number
from lessons.stability.sharpness import extremes
from networks.perceptron import Perceptron
from optim import run
from optim.adam import Adam

Array = np.ndarray

FACTORS = np.geomspace(0.1, 10, 41)
REACH = np.linspace(-1.5, 1.5, 61)


@dataclass(frozen=True)
class Rescaled(Settings):
    """The factor of the first layer."""

    alpha: float = param(3.0, 0.1, 10.0, "α", log=True, help="First layer times")

    presets = {"As trained": {"alpha": 1.0}, "Sharper": {"alpha": 8.2}, "The other way": {"alpha": 0.2}}


@cache
def network() -> tuple[Perceptron, Array]:
    """A ReLU network that has learnt two moons, and its weights."""
    problem = Perceptron(data="moons", n=100, width=8, depth=1, activation="relu")
    return problem, run(Adam(lr=0.03), problem, steps=400, record_states=False).points[-1]


def rescale(problem: Perceptron, w: Array, alpha: float) -> Array:
    """Weights (n,) of the same function: the hidden layer's weights and biases times α, the output's weights over α."""
    inputs, hidden, outputs = problem.dense.sizes
    first, second = inputs * hidden + hidden, hidden * outputs
    scale = np.ones(len(w))
    scale[:first] = alpha
    scale[first : first + second] = 1 / alpha
    return w * scale


def top(problem: Perceptron, w: Array) -> tuple[float, Array]:
    """The largest eigenvalue of the Hessian, and its direction (n,)."""
    values, vectors = extremes(problem, w)
    return float(values[-1]), vectors[:, -1]


@cache
def sharpnesses() -> Array:
    problem, w = network()
    return np.array([top(problem, rescale(problem, w, alpha))[0] for alpha in FACTORS])


def film(chosen: Rescaled) -> Film:
    """Sharpness over α, with a handle; the loss along the sharpest direction, at α and as trained."""
    problem, w = network()
    curves = []
    for alpha, color, width in ((1.0, "@muted", 1.5), (chosen.alpha, "@accent", 2.5)):
        at = rescale(problem, w, alpha)
        curves.append(line(REACH, problem.value(at + REACH[:, None] * top(problem, at)[1]), color, width))
    sharp, found = sharpnesses(), top(problem, rescale(problem, w, chosen.alpha))[0]
    handle = {"id": "alpha", "x": chosen.alpha, "y": found, "label": "α", "axis": "x", "color": "@accent",
              "within": [[0.1, 10.0], [float(sharp.min()), float(sharp.max())]]}  # fmt: skip
    return Film(
        panels=[
            graph("sharpness", [line(FACTORS, sharp, "@ink", 2)], (0.1, 10), (0.6 * sharp.min(), 1.6 * sharp.max()),
                  ("α", "sharpness"), (True, True), title="Sharpness of one and the same function", subtitle="drag α",
                  handles=[handle], aspect=0.5),
            graph("along", curves, (-1.5, 1.5), (0, 1.05 * max(float(c["y"].max()) for c in curves)),
                  ("distance along the sharpest direction", "training loss"), title="The loss around it",
                  subtitle="grey: as trained", aspect=0.5),
        ],
        tracks=[], racers=[],
    )  # fmt: skip


def verdict(chosen: Rescaled) -> str:
    """By how much the function and its sharpness change."""
    problem, w = network()
    at = rescale(problem, w, chosen.alpha)
    outputs = problem.dense.outputs
    apart = max(float(np.abs(outputs(at, x) - outputs(w, x)).max()) for x in (problem.training.x, problem.testing.x))
    before, after = top(problem, w)[0], top(problem, at)[0]
    if chosen.alpha == 1:
        return f"With α = 1 the network is as it was trained. Its sharpness is {number(before)}."
    changes = f"changes by more than {number(upward(apart, 2), 2)}" if apart else "changes"
    return said(
        f"With α = {number(chosen.alpha)} no output {changes}, so every training and test example is told as before.",
        f"The sharpness is {number(after)}, as trained {number(before)}: **{number(after / before, 3)} times** that.",
        not 0.5 < after / before < 2
        and "A flat minimum and a sharp one can be one function: sharpness says something "
        "of the weights before it says something of the network.",
    )
