"""Stationary points are stationary, distinct up to symmetry, and their spectra are their Hessians'."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from lessons.stationary.search import Stationary, canonical, correlation, search
from networks import NETWORKS

PROBLEM = NETWORKS["perceptron"](data="xor", n=30, width=2, depth=1, loss="squared", l2=0.003)


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(0)
    return search(PROBLEM, PROBLEM.starts(60) * np.exp(rng.uniform(-2, 1.5, (60, 1))))


def test_every_point_is_confirmed(found):
    assert len(found.points) >= 3
    assert np.linalg.norm(PROBLEM.gradient(found.points), axis=1).max() <= 1e-9
    np.testing.assert_allclose(found.errors, PROBLEM.value(found.points))
    for w, eigenvalues in zip(found.points, found.eigenvalues, strict=True):
        np.testing.assert_allclose(np.linalg.eigvalsh(PROBLEM.hessian(w)), eigenvalues, atol=1e-10)


def shuffled(w, order, signs):
    (first, bias), (second, last) = PROBLEM.dense.layers(w)
    parts = [(first[:, order] * signs).ravel(), bias.ravel()[order] * signs, (second[order] * signs[:, None]).ravel()]
    return np.concatenate([*parts, last.ravel()])


def test_mirror_images_and_permutations_are_one_point(found):
    for w in found.points:
        for order in ([0, 1], [1, 0]):
            for signs in ([1, 1], [1, -1], [-1, 1], [-1, -1]):
                twin = shuffled(w, order, np.array(signs))
                assert PROBLEM.value(twin) == pytest.approx(float(PROBLEM.value(w)))
                np.testing.assert_allclose(canonical(PROBLEM.dense, twin[None])[0], w, atol=1e-9)


def test_no_point_is_counted_twice(found):
    gaps = np.linalg.norm(found.points[:, None] - found.points, axis=-1) + np.eye(len(found.points))
    assert gaps.min() > 1e-5


def test_a_canonical_point_is_the_same_network(found):
    w = PROBLEM.starts(5)
    np.testing.assert_allclose(PROBLEM.value(canonical(PROBLEM.dense, w)), PROBLEM.value(w), rtol=1e-12)
    with pytest.raises(ValueError, match="one hidden layer"):
        canonical(NETWORKS["perceptron"](width=2, depth=2).dense, np.zeros((1, 15)))


def test_the_index_counts_negative_eigenvalues():
    spectra = np.array([[-1.0, 1.0, 2.0, 3.0], [-2.0, -1.0, 1e-9, 3.0], [1e-9, 1.0, 1.0, 1.0]])
    points = Stationary(np.zeros((3, 4)), np.array([1.0, 2.0, 0.5]), np.zeros(3), spectra)
    assert points.index.tolist() == [0.25, 0.5, 0.0]
    assert points.minima.tolist() == [False, False, True]
    assert correlation(points, 100)[0] == pytest.approx(1.0)


def test_the_interval_is_that_of_scipy_s_correlations_of_points_drawn_again():
    rng = np.random.default_rng(5)
    spectra = np.sort(rng.normal(size=(40, 4)), axis=1)
    points = Stationary(np.zeros((40, 4)), rng.normal(size=40) + (spectra < 0).sum(axis=1), np.zeros(40), spectra)
    again = np.random.default_rng(0)
    drawn = [again.integers(0, 40, 40) for _ in range(50)]
    each = [spearmanr(points.errors[chosen], points.index[chosen]).statistic for chosen in drawn]
    whole = spearmanr(points.errors, points.index).statistic
    assert correlation(points, 50, 0.8) == pytest.approx((whole, *np.quantile(each, [0.1, 0.9])), rel=1e-12)


def test_one_point_apart_tells_nothing_as_a_resample_may_be_without_it():
    """Of ten points nine have the same index: every third resample shows no correlation, and the interval holds 0."""
    spectra = np.tile([-1.0, 1.0, 2.0, 3.0], (10, 1))
    spectra[3] = [-2.0, -1.0, 2.0, 3.0]
    points = Stationary(np.zeros((10, 4)), np.r_[1.0, 2.0, 0.5, 5.0, 4.0, 3.0:3.6:0.1][:10], np.zeros(10), spectra)
    rank, low, high = correlation(points, 400)
    assert rank == pytest.approx(spearmanr(points.errors, points.index).statistic)
    assert low == 0 < rank < high


def test_what_does_not_vary_has_no_correlation():
    spectra = np.tile([-1.0, 1.0, 2.0, 3.0], (3, 1))
    points = Stationary(np.zeros((3, 4)), np.array([1.0, 2.0, 0.5]), np.zeros(3), spectra)
    assert np.isnan(correlation(points, 10)).all()
