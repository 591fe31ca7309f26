"""How an outcome's numbers are written."""

import numpy as np

from optim import _measure as measure
from optim._record import Record

Array = np.ndarray


def number(value: float) -> str:
    """Two significant digits, with a proper minus sign."""
    if value and not 1e-3 <= abs(value) < 1e5:
        text = f"{value:.1e}"
    else:
        text = np.format_float_positional(value, precision=2, fractional=False, trim="-")
    return text.replace("-", "−")


def share(value: float) -> str:
    return f"{number(100 * value)}%" if value >= 1e-4 else "under 0.01%"


def length(t: Record, value: float) -> str:
    """A length in the picture, in words."""
    return number(value) if t.surface.domain is None else f"{share(value)} of the picture"


def signs(eigenvalues: Array) -> str:
    """The Hessian's eigenvalues at a saddle, those that are rounding error as 0."""
    if not len(eigenvalues):
        return ""
    rounding = measure.ROUNDING * np.abs(eigenvalues).max()
    words = [number(float(value) if abs(value) > rounding else 0.0) for value in eigenvalues]
    if len(words) > 3:
        return f": eigenvalues from {words[0]} to {words[-1]}"
    return f": eigenvalue{'s' * (len(words) > 1)} {' and '.join(words)}"
