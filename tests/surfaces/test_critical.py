"""Declared critical points, and the search that finds them."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surfaces import SURFACES, Surface
from surfaces._critical import classified, kind, polished, searched


def in_units_of_curvature(hessian):
    """D H D with the diagonal ±1 where H's is not zero: its eigenvalues have the signs of H's (Sylvester)."""
    d = np.array([1 / np.sqrt(abs(entry)) if entry else 1.0 for entry in np.diagonal(hessian)])
    return d[:, None] * hessian * d


def bent(surface, w, reach=1e-6):
    """Whether the slope changes at a point: at random directions, by more than a curvature could in so short a way."""
    step = reach * np.ptp(surface.domain, axis=-1) * np.random.default_rng(1).standard_normal((50, surface.dims))
    change = np.abs(surface.value(w + step) + surface.value(w - step) - 2 * surface.value(w)).max() / reach
    return change > 1e-3 * np.abs(surface.gradient(w + 1e3 * step) * step).sum(axis=-1).max() / reach


def test_declared_points_are_stationary(variant, random_points):
    steep = np.median(np.abs(variant.gradient(random_points(variant))).max(axis=-1))
    for point in variant.critical_points():
        assert_allclose(variant.gradient(point.point), 0.0, atol=1e-9 * (1 + steep), err_msg=str(point))


def test_declared_kinds_are_the_signs_of_the_eigenvalues(variant):
    for point in variant.critical_points():
        if not variant.smooth and bent(variant, np.array(point.point)):
            continue  # at a kink there is no Hessian
        eigenvalues = np.linalg.eigvalsh(in_units_of_curvature(variant.hessian(point.point)))
        zero = np.abs(eigenvalues) <= 1e-9
        assert zero.any() == point.degenerate, point
        signs = set(np.sign(eigenvalues[~zero]))
        allowed = {"minimum": [{1.0}], "maximum": [{-1.0}], "saddle": [{1.0, -1.0}]}[point.kind]
        assert signs in allowed or (point.degenerate and signs < {1.0, -1.0}), point


def test_minima_are_lower_than_their_surroundings(variant):
    directions = np.random.default_rng(0).standard_normal((200, variant.dims))
    directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
    size = np.ptp(variant.domain, axis=-1)
    for point in variant.minima():
        around = variant.value(point + 1e-4 * size * directions)
        lowest = variant.value(point)
        assert (around >= lowest - 1e-12 * (1 + abs(lowest))).all(), point


def test_lowest_declared_minimum_has_the_literatures_value_and_nothing_lies_below(surface, random_points):
    if surface.best_value is None:
        return
    lowest = surface.value(surface.minima()).min()
    assert_allclose(lowest, surface.best_value, rtol=1e-6, atol=1e-8)
    assert (surface.value(random_points(surface, 20_000)) >= lowest).all()


def test_distance_is_to_the_nearest_declared_minimum(surface, random_points):
    minima = surface.minima()
    w = random_points(surface, 6).reshape(2, 3, surface.dims)
    distance = surface.distance_to_minimum(w)
    assert distance.shape == (2, 3)
    if not len(minima):
        assert np.isnan(distance).all()
        return
    # A surface with a continuum of minima may know of nearer ones than the few it declares.
    assert (distance <= np.linalg.norm(w[..., None, :] - minima, axis=-1).min(axis=-1) + 1e-12).all()
    assert_allclose(surface.distance_to_minimum(minima), 0.0, atol=1e-8)


@pytest.mark.parametrize(
    ("eigenvalues", "expected"),
    [
        ((1.0, 2.0), ("minimum", False)),
        ((-1.0, -2.0), ("maximum", False)),
        ((-1.0, 2.0), ("saddle", False)),
        ((0.0, 2.0), ("minimum", True)),
        ((0.0, -2.0), ("maximum", True)),
        ((0.0, -1.0, 2.0), ("saddle", True)),
        ((1e-12, 1.0), ("minimum", True)),
        ((1e-6, 1.0), ("minimum", False)),
        ((-1e-6, 1.0), ("saddle", False)),
        ((3.0,), ("minimum", False)),
    ],
)
def test_kind_is_named_by_the_eigenvalues(eigenvalues, expected):
    assert kind(eigenvalues) == expected


@pytest.mark.parametrize(("bend", "expected"), [(-1.0, "saddle"), (1.0, "minimum")])
def test_a_sign_is_seen_beside_a_curvature_that_is_far_larger(bend, expected):
    """In units in which both coordinates curve alike: an eigenvalue of −1 beside one of 1e12 is no zero."""
    surface = SimpleNamespace(hessian=lambda w: np.diag([1e12, bend]))
    (point,) = classified(surface, [(0.0, 0.0)])
    assert (point.kind, point.degenerate) == (expected, False)


def test_search_finds_himmelblaus_nine_points():
    kinds = [point.kind for point in searched(SURFACES["himmelblau"]())]
    assert sorted(kinds) == ["maximum"] + ["minimum"] * 4 + ["saddle"] * 4


def test_search_finds_all_of_a_curve():
    kinds = [point.kind for point in sorted(searched(SURFACES["wells"]()))]
    assert kinds == ["minimum", "maximum"] * 4 + ["minimum"]


def test_polishing_keeps_the_order_and_drops_what_repeats_or_escapes():
    found = polished(SURFACES["himmelblau"](), ((-3.7, -3.2), (3.1, 2.1), (3.0, 1.9)))
    assert_allclose([p.point for p in found], [(-3.77931025, -3.28318599), (3.0, 2.0)], atol=1e-8)


@dataclass(frozen=True)
class Slope(Surface):
    """A surface without any critical point."""

    domain = ((-1.0, 1.0), (-1.0, 1.0))
    start = (0.0, 0.0)

    def f(self, x, y):
        return np.exp(x) + y

    def grad(self, x, y):
        return np.exp(x), 1.0

    def hess(self, x, y):
        return np.exp(x), 0.0, 0.0


def test_search_of_a_surface_without_critical_points_finds_none():
    assert searched(Slope()) == ()
    assert polished(Slope(), ((0.0, 0.0),)) == ()
