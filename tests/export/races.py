"""Races that the tests of exports share."""

from optim import OPTIMIZERS, SCHEDULES, Clip
from scenes import scene, wrapped
from surfaces import parse


def everything():
    """A race with all that a snippet must be able to say."""
    adam = OPTIMIZERS["adam"]
    rules = (
        (adam(lr=0.1), "Adam"),
        (adam(lr=0.2, bias_correction=False), "Adam"),
        (wrapped(OPTIMIZERS["momentum"](lr=0.01), SCHEDULES["cosine"](horizon=30), Clip(norm=2.5)), 'Quo"ted \\ """'),
        wrapped(OPTIMIZERS["gradient_descent"](lr=0.02), SCHEDULES["exponential"]()),
        OPTIMIZERS["lbfgs"](),
    )
    surface = parse("sin(3x) + (y - x^2)^2/4", domain=((-2, 2), (-1, 3)))
    return scene('Every """thing""" \\', surface, *rules, steps=40, sigma=0.1, seed=3)
