"""What quasi-Newton rules share: the pairs (s, y) they learn curvature from, the choice of direction and of length."""

from typing import Any, NamedTuple

import numpy as np

from optim._linalg import dot, norm
from optim._line_search import step_length
from optim._optimizer import per_lane

Array = np.ndarray

CURVED = 1e-10  # y·s as a share of |y||s| from which a pair is trusted to show positive curvature
SMALLEST = 1e-200  # below this, squares of the pair's numbers underflow


class Estimate(NamedTuple):
    """The inverse Hessian's estimate (..., n, n), the last point and gradient, and how many pairs were learned from."""

    inverse: Array
    point: Array
    gradient: Array
    pairs: Array


def no_estimate(w: Array) -> Estimate:
    identity = np.broadcast_to(np.eye(w.shape[-1]), (*w.shape, w.shape[-1])).copy()
    return Estimate(identity, w, np.zeros_like(w), per_lane(w))


def scaled(state: Estimate, s: Array, y: Array) -> Array:
    """The estimate before the pair (s, y) is put in; before the first pair, scaled to its curvature."""
    scale = np.where(state.pairs == 0, dot(s, y) / dot(y, y), 1.0)
    return state.inverse * scale[..., None]


def curved(s: Array, y: Array) -> Array:
    """Which lanes' pairs show positive curvature, (..., 1): the others would break the estimate's definiteness."""
    return dot(s, y) > np.maximum(CURVED * norm(s) * norm(y), SMALLEST)


def descend(search: str, lr: Any, surface: Any, w: Array, g: Array, d: Array, k: int) -> Array:
    """The next point along d, or along −g where d does not lead downhill.

    The first trial is `lr`, and at step 1, when nothing is known about lengths, min(1, 1/|g|₁) times as much, as in
    PyTorch.
    """
    d = np.where(dot(d, g) < 0, d, -g)
    first = np.minimum(1.0, 1.0 / np.abs(g).sum(axis=-1, keepdims=True)) if k == 1 else 1.0
    trial = np.broadcast_to(first * lr, (*w.shape[:-1], 1))
    return w + step_length(search, surface, w, d, g, trial) * d
