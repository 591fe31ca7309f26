"""The rules that a rule around another can have inside: named by a choice, at their defaults but for the rate."""

from typing import Any, NamedTuple

import numpy as np

from optim._moments import Moments
from optim._optimizer import Optimizer, Stateless
from optim.adam import Adam
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum, Velocity
from optim.nesterov import Nesterov

RULES: dict[str, Optimizer] = {rule.name: rule for rule in (GradientDescent(), Momentum(), Nesterov(), Adam())}
INNER = tuple(RULES)


class Slow(NamedTuple):
    slow: np.ndarray


class SlowVelocity(NamedTuple):
    delta: np.ndarray
    slow: np.ndarray


class SlowMoments(NamedTuple):
    m: np.ndarray
    v: np.ndarray
    slow: np.ndarray


# States are recorded field by field, so an inner state is not nested: the outer one has its fields and one more.
OUTER: dict[type, type] = {Stateless: Slow, Velocity: SlowVelocity, Moments: SlowMoments}
WITHOUT: dict[type, type] = {outer: inner for inner, outer in OUTER.items()}


def inner_rule(name: str, lr: Any) -> Optimizer:
    """The inner rule of that name, with this learning rate."""
    return RULES[name].altered(lr=lr)


def with_slow(state: Any, slow: np.ndarray) -> Any:
    """An inner rule's state with slow weights beside it."""
    return OUTER[type(state)](*state, slow)


def without_slow(state: Any) -> Any:
    """The inner rule's state in a state with slow weights."""
    return WITHOUT[type(state)](*state[:-1])
