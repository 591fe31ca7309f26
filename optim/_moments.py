"""What the rules of Adam's family share."""

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray


class Moments(NamedTuple):
    """Running averages of the gradients and of their squares."""

    m: Array
    v: Array


def no_moments(w: Array) -> Moments:
    return Moments(np.zeros_like(w), np.zeros_like(w))


def like_adam(rule: Any) -> dict[str, Any]:
    """The arguments that PyTorch's rules of this family share."""
    return {"lr": rule.lr, "betas": (rule.beta1, rule.beta2), "eps": rule.eps}


def optax_adam(rule: Any) -> dict[str, Any]:
    """The arguments that optax's rules of this family share."""
    return {"learning_rate": rule.lr, "b1": rule.beta1, "b2": rule.beta2, "eps": rule.eps}


def optax_decay(rule: Any) -> tuple[str, ...]:
    """What adds λw to the gradient before it comes to a rule of optax; nothing where λ = 0."""
    return (f"optax.add_decayed_weights({rule.weight_decay!r})",) if rule.weight_decay else ()


MOST = 1e150  # the square of what is larger may overflow


def squarable(g: Array) -> Array:
    """A gradient, cut off where its square would overflow.

    Rules that divide by a root of squares then step as they do for any large gradient, and do not stand still.
    """
    return np.clip(g, -MOST, MOST)


def over(a: Array, root: Array) -> Array:
    """a / root; 0 where the root is 0: without ε, a coordinate that has had no gradient stays (the limit ε → 0⁺)."""
    return np.where(root == 0, 0.0, a / root)


def penalised(g: Array, w: Array, weight_decay: Any) -> Array:
    """The gradient of E + λ|w|²/2: that of E to the last bit where λ = 0."""
    return g + weight_decay * w


def decay_of(rule: Any) -> dict[str, Any]:
    """The argument of PyTorch's rules that adds λw to the gradient; none where λ = 0."""
    return {"weight_decay": rule.weight_decay} if rule.weight_decay else {}


def average(beta: Any, old: Array, new: Array) -> Array:
    """β old + (1 − β) new."""
    return beta * old + (1 - beta) * new


def bias(beta: Any, k: Any) -> Any:
    """1 − βᵏ: how much of the weight of a running average started from 0 is in its k samples.

    One power function for numbers and arrays, so that a batch of β gives what each of them gives alone.
    """
    return 1 - np.power(beta, float(k))
