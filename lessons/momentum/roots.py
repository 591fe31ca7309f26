"""The roots that say how fast momentum and Nesterov's method converge on a quadratic, for every η and β.

On a quadratic both are linear recursions in every coordinate, z² − bz + c: with s = ηλ momentum has b = 1 + β − s and
c = β, Nesterov b = (1 + β)(1 − s) and c = β(1 − s).
"""

from itertools import product
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray

NARROWEST, WIDEST, HIGHEST = 0.01, 4.0, 0.99  # of ηλ and of β in the plane
RULES = ("momentum", "nesterov")


def coefficients(share: Any, beta: Any, rule: str = "momentum") -> tuple[Array, Array]:
    """b and c of z² − bz + c for ηλ = share (...) and β (...)."""
    share, beta = np.asarray(share, dtype=float), np.asarray(beta, dtype=float)
    if rule == "nesterov":
        return (1 + beta) * (1 - share), beta * (1 - share)
    return 1 + beta - share, beta + 0 * share


def spectral_radius(share: Any, beta: Any, rule: str = "momentum") -> Array:
    """The factor by which a coordinate's error shrinks with each step in the end: the larger modulus of the roots."""
    b, c = coefficients(share, beta, rule)
    beneath = b**2 / 4 - c
    return np.where(beneath < 0, np.sqrt(np.maximum(c, 0)), np.abs(b) / 2 + np.sqrt(np.maximum(beneath, 0)))


def rate(share: Any, beta: Any, kappa: float, rule: str = "momentum") -> Array:
    """The spectral radius on a trough, at η = share/κ: that of the slower of its two coordinates."""
    steep, flat = np.asarray(share, dtype=float), np.asarray(share, dtype=float) / kappa
    return np.maximum(spectral_radius(steep, beta, rule), spectral_radius(flat, beta, rule))


def regime(share: float, beta: float, rule: str = "momentum") -> str:
    """What one coordinate does: "divergent", which is not convergent; "monotone", if no root is negative or complex;
    or "oscillating"."""
    if spectral_radius(share, beta, rule) >= 1:
        return "divergent"
    calm = share <= calm_until(beta, rule) or (rule == "nesterov" and share == 1)
    return "monotone" if calm else "oscillating"


def calm_until(beta: Any, rule: str = "momentum") -> Array:
    """The ηλ up to which a coordinate, and every flatter one, comes down without a swing."""
    if rule == "nesterov":
        return ((1 - np.asarray(beta)) / (1 + np.asarray(beta))) ** 2
    return (1 - np.sqrt(beta)) ** 2


def held_until(beta: Any, rule: str = "momentum") -> Array:
    """The ηλ from which on it does not converge: there a root is −1."""
    beta = np.asarray(beta)
    return 2 * (1 + beta) / (1 + 2 * beta) if rule == "nesterov" else 2 * (1 + beta)


class Best(NamedTuple):
    """The tuning of the smallest spectral radius: η times the largest curvature, β, and that radius."""

    share: float
    beta: float
    rate: float


def best(kappa: float, rule: str = "momentum") -> Best:
    """The best tuning on a trough.

    Momentum: Polyak's, at which the roots of both coordinates are about to become complex; β is the rate's square.
    Nesterov: Lessard, Recht & Packard (2016), proposition 1.
    """
    if rule == "nesterov":
        root = np.sqrt(3 * kappa + 1)
        return Best(float(4 * kappa / root**2), float((root - 2) / (root + 2)), float(1 - 2 / root))
    root = np.sqrt(kappa)
    slow = (root - 1) / (root + 1)
    return Best(float(4 * kappa / (root + 1) ** 2), float(slow**2), float(slow))


def best_held(kappa: float, rule: str = "momentum") -> Best:
    """The best place that the sliders can hold: beside the best of all, which for momentum stands at the edge of a
    cliff."""
    top = best(kappa, rule)
    shares = np.clip(round(top.share, 2) + np.arange(-3, 4) / 100, NARROWEST, WIDEST).round(2)
    betas = np.clip(round(top.beta, 3) + np.arange(-20, 21) / 1000, 0.0, HIGHEST).round(3)
    places = ((float(rate(share, beta, kappa, rule)), share, beta) for share, beta in product(shares, betas))
    radius, share, beta = min(places)
    return Best(float(share), float(beta), radius)
