"""Surfaces with kinks: what they answer on the kink itself."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surfaces import SURFACES


@pytest.mark.parametrize("slug", [slug for slug, cls in SURFACES.items() if not cls.smooth])
def test_at_the_minimum_the_subgradient_is_zero_and_the_hessian_finite(slug):
    surface = SURFACES[slug]()
    for point in surface.minima():
        beside = np.abs(surface.gradient(point + 1e-3 * np.ptp(surface.domain, axis=-1))).max()
        assert_allclose(surface.gradient(point), 0.0, atol=1e-12 * beside)
        assert np.isfinite(surface.hessian(point)).all()


@pytest.mark.parametrize("penalty", [0.0, 0.3, 1.0, 2.5])
def test_lassos_subgradients_support_it_from_below(penalty):
    surface = SURFACES["lasso"](penalty=penalty)
    axis = np.linspace(-3, 3, 7)  # holds 0: points on both axes
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    planes = surface.value(grid)[:, None] + np.einsum("ki,kli->kl", surface.gradient(grid), grid - grid[:, None])
    assert (planes <= surface.value(grid) + 1e-12).all()


def test_lassos_minimum_lies_on_an_axis():
    assert_allclose(SURFACES["lasso"]().minima(), [(1.0, 0.0)])
    assert_allclose(SURFACES["lasso"](penalty=0.25).minima(), [(1.75, 0.25)])
    assert_allclose(SURFACES["lasso"](penalty=3.0).minima(), [(0.0, 0.0)])


def test_ackleys_slope_does_not_fade_towards_the_tip():
    surface = SURFACES["ackley"]()
    steepness = np.linalg.norm(surface.gradient([[1e-3, 0.0], [0.0, -1e-6], [1e-9, 1e-9]]), axis=-1)
    assert_allclose(steepness, 20 * 0.2 / np.sqrt(2), rtol=2e-2)


def test_drop_waves_centre_is_as_smooth_as_its_surroundings():
    surface = SURFACES["drop_wave"]()
    assert_allclose(surface.hessian((0.0, 0.0)), surface.hessian((1e-6, -1e-6)), rtol=1e-6, atol=1e-6)


def test_nonsmooth_rosenbrock_pushes_towards_the_crease_from_both_sides():
    surface = SURFACES["nonsmooth_rosenbrock"]()
    on_the_crease = np.array([0.5, -0.5])
    up = np.array([0.0, 1e-9])
    assert surface.gradient(on_the_crease + up)[1] == 1
    assert surface.gradient(on_the_crease - up)[1] == -1
    assert_allclose(surface.gradient(on_the_crease), (-0.25, 0.0))
