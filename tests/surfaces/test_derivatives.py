"""Each surface's gradient, Hessian, residuals and Jacobian at 1,000 random points of its domain."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from symbolic import derivatives

from catalog import parameters
from surfaces import SURFACES


def close(actual, expected, rtol=1e-9):
    """Equal to nine digits, or to eleven digits of the largest component: where terms cancel, no more is there."""
    for component in np.ndindex(expected.shape[1:]):
        at = (slice(None), *component)
        assert_allclose(actual[at], expected[at], rtol=rtol, atol=1e-11 * np.abs(expected).max())


def test_gradient_and_hessian_are_those_of_f(variant, random_points, monkeypatch):
    w = random_points(variant)
    value, gradient, hessian = derivatives(variant, monkeypatch)(w)
    close(variant.value(w), value)
    close(variant.gradient(w), gradient)
    close(variant.hessian(w), hessian)


def test_residuals_sum_to_f_and_jacobian_gives_its_gradient(variant, random_points):
    if not variant.least_squares:
        with pytest.raises(ValueError, match="not a sum of squares"):
            variant.residual(variant.start)
        return
    w = random_points(variant)
    residual, jacobian = variant.residual(w), variant.residual_jacobian(w)
    assert jacobian.shape == (*residual.shape, variant.dims)
    close((residual**2).sum(axis=-1), variant.value(w))
    close(2 * np.einsum("kmi,km->ki", jacobian, residual), variant.gradient(w))


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_every_shape_of_lanes_gives_what_its_points_give(variant, random_points, shape):
    w = random_points(variant, 6)[: max(int(np.prod(shape)), 1)].reshape(*shape, variant.dims)
    before = w.copy()
    queries = [(variant.value, ()), (variant.gradient, (variant.dims,)), (variant.hessian, (variant.dims,) * 2)]
    if variant.least_squares:
        count = len(variant.residuals(*np.ones(variant.dims)))
        queries += [(variant.residual, (count,)), (variant.residual_jacobian, (count, variant.dims))]
    for query, trailing in queries:
        answer = query(w)
        assert np.shape(answer) == (*shape, *trailing)
        for index in np.ndindex(shape):
            assert_allclose(answer[index], query(w[index]), rtol=1e-12, atol=1e-12 * np.abs(answer).max())
    assert_allclose(w, before, rtol=0)


def test_hessian_is_symmetric(variant, random_points):
    hessian = variant.hessian(random_points(variant, 10))
    assert_allclose(hessian, np.swapaxes(hessian, -1, -2), rtol=0)


LANED = [(slug, p) for slug, cls in SURFACES.items() if slug != "noisy_moons" for p in parameters(cls)]


@pytest.mark.parametrize(("slug", "p"), LANED, ids=[f"{slug}-{p.name}" for slug, p in LANED])
def test_a_parameter_can_be_an_array_of_lanes(slug, p, random_points):
    cls, settings = SURFACES[slug], (p.low, p.high)
    both = cls(**{p.name: settings})
    w = random_points(both, 2)
    for lane, setting in enumerate(settings):
        single = cls(**{p.name: setting})
        for query in ("value", "gradient", "hessian"):
            assert_allclose(getattr(both, query)(w)[lane], getattr(single, query)(w[lane]), rtol=1e-12, atol=1e-12)


def test_where_a_run_is_over_everything_is_nan(surface):
    over = np.full((3, surface.dims), np.nan)
    with np.errstate(invalid="ignore"):
        assert np.isnan(surface.value(over)).all()
        assert np.isnan(surface.gradient(over)).any(axis=-1).all()
        assert surface.hessian(over).shape == (3, surface.dims, surface.dims)
    assert np.isnan(surface.distance_to_minimum(over)).all()
