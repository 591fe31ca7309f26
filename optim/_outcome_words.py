"""How an outcome's numbers are written."""

import numpy as np

from catalog import number
from optim import _measure as measure
from optim._record import Record

Array = np.ndarray
DIGITS = 2


def share(value: float) -> str:
    return f"{number(100 * value, DIGITS)}%" if value >= 1e-4 else "under 0.01%"


def length(t: Record, value: float) -> str:
    """A length in the picture, in words."""
    return number(value, DIGITS) if t.surface.domain is None else f"{share(value)} of the picture"


def signs(eigenvalues: Array) -> str:
    """The Hessian's eigenvalues at a saddle, those that are rounding error as 0."""
    if not len(eigenvalues):
        return ""
    rounding = measure.ROUNDING * np.abs(eigenvalues).max()
    words = [number(float(value) if abs(value) > rounding else 0.0, DIGITS) for value in eigenvalues]
    if len(words) > 3:
        return f": eigenvalues from {words[0]} to {words[-1]}"
    return f": eigenvalue{'s' * (len(words) > 1)} {' and '.join(words)}"
