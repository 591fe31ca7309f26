"""Sharpness, the Hessian's largest eigenvalue, along full-batch training, and the value at which a rule is unstable.

Cohen et al. 2021, "Gradient descent on neural networks typically occurs at the edge of stability"; for Adam, Cohen et
al. 2022, "Adaptive gradient methods at the edge of stability".
"""

from typing import Any

import numpy as np
from scipy.sparse.linalg import LinearOperator, eigsh

Array = np.ndarray

TOLERANCE = 1e-4
SMALL = 12  # weights up to which the whole Hessian is made instead


def extremes(surface: Any, w: Array, count: int = 1, which: str = "LA", scale: Any = 1.0, first: Any = None) -> Any:
    """Eigenvalues (count,) and eigenvectors (n, count) of S^½ ∇²f(w) S^½ for scales S (n,), by Lanczos on products.

    "LA": the largest, "SA": the smallest, "BE": from both ends. `first` (n,) is a vector to begin with.
    """
    n, root = len(w), np.sqrt(np.broadcast_to(scale, np.shape(w)))
    if n <= SMALL:
        values, vectors = np.linalg.eigh(root[:, None] * surface.hessian(w) * root)
        chosen = slice(-count, None) if which == "LA" else slice(count)
        return values[chosen], vectors[:, chosen]
    product = LinearOperator(
        (n, n), lambda v: root * surface.hessian_vector_product(w, root * np.ravel(v)), dtype=float
    )
    start = np.ones(n) if first is None else first
    return eigsh(product, k=count, which=which, v0=start, tol=TOLERANCE)


def sharpness(surface: Any, points: Array, every: int = 1, scales: Any = None) -> tuple[Array, Array]:
    """The steps (m,) that were looked at, and the largest curvature (m,) at each; NaN where the run has diverged.

    `scales` (steps + 1, n): the curvature as an adaptive rule sees it, S^½ ∇²f S^½.
    """
    steps = np.unique(np.append(np.arange(0, len(points), every), len(points) - 1))
    out, first = np.full(len(steps), np.nan), None
    for i, k in enumerate(steps):
        if np.isfinite(points[k]).all():
            scale = 1.0 if scales is None else scales[k]
            values, vectors = extremes(surface, points[k], scale=scale, first=first)
            out[i], first = values[-1], vectors[:, -1]
    return steps, out


def preconditioned(t: Any, every: int = 1) -> tuple[Array, Array]:
    """The steps and the largest curvature as the rule sees it: each coordinate stretched by its rate over `lr`.

    Of a rule with one rate for all coordinates this is the sharpness itself. Needs a run with recorded states.
    """
    rule = t.optimizer
    states = [type(t.states)(*(field[k] for field in t.states)) for k in range(t.steps + 1)]
    rates = [rule.effective_rate(states[max(k - 1, 0)], states[max(k, 1)], max(k, 1)) for k in range(t.steps + 1)]
    if any(rate is None for rate in rates):
        return sharpness(t.surface, t.points, every)
    scales = [np.broadcast_to(rate, t.points[0].shape) / rule.lr for rate in rates]
    return sharpness(t.surface, t.points, every, scales)
