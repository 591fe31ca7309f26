"""Where rules get the Hessian from."""

from typing import Any

import numpy as np

Array = np.ndarray

HESSIANS = ("analytic", "finite differences")
STEP = np.cbrt(np.finfo(float).eps)  # balances rounding and truncation of a central difference


def hessian(surface: Any, w: Array, how: str) -> Array:
    """The Hessian (..., n, n) at points w (..., n): the surface's own, or from 2n of its gradients."""
    return surface.hessian(w) if how == "analytic" else difference_hessian(surface, w)


def difference_hessian(surface: Any, w: Array) -> Array:
    """Central differences of the gradient, made symmetric."""
    columns = []
    for i in range(w.shape[-1]):
        ahead, behind = w.copy(), w.copy()
        ahead[..., i] += STEP * np.maximum(1.0, np.abs(w[..., i]))
        behind[..., i] -= STEP * np.maximum(1.0, np.abs(w[..., i]))
        width = ahead[..., i] - behind[..., i]
        columns.append((surface.gradient(ahead) - surface.gradient(behind)) / width[..., None])
    estimate = np.stack(columns, axis=-1)
    return (estimate + np.swapaxes(estimate, -1, -2)) / 2
