"""Random numbers that are pinned to a seed, a step and a place, by exact arithmetic: Python and the page draw the same.

All lanes share the draws. A number is a hash: two rounds of x → x³ + c modulo a prime below 2²⁶, by which no product
leaves the whole numbers that a float holds; as gcd(3, p − 1) = 1 each round is a permutation.
"""

from typing import Any

import numpy as np

Array = np.ndarray

PRIME = 67108859.0


def _remainder(x: Any) -> Any:
    return x - PRIME * np.floor(x / PRIME)


def _scrambled(x: Any) -> Any:
    return _remainder(_remainder(_remainder(x * x) * x) + 12345701.0)


def uniform(seed: Any, k: Any, place: int) -> Any:
    """A number in (0, 1)."""
    x = _scrambled(_remainder(_remainder(seed) + 1.0))
    x = _scrambled(_remainder(x + float(place) + 1.0))
    x = _scrambled(_remainder(x + k))
    return (_scrambled(x) + 0.5) / PRIME


def normal(seed: Any, k: Any, place: int) -> Any:
    """A standard normal number (Box & Muller 1958)."""
    u, v = uniform(seed, k, 2 * place), uniform(seed, k, 2 * place + 1)
    return np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)


def normals(seed: Any, k: Any, w: Array, first: int = 0) -> Array:
    """A standard normal vector like w (..., n), from the places `first`, `first` + 1, …"""
    columns = [normal(seed, k, first + i) * np.ones_like(w[..., :1]) for i in range(w.shape[-1])]
    return np.concatenate(columns, axis=-1)
