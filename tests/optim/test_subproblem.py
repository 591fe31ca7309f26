"""The models' minimisers, against a search over all of the disc and the conditions that a minimum must fulfil."""

import numpy as np
import pytest

from optim._linalg import dot, matvec, norm
from optim._subproblem import agreement, cubic_step, modelled, next_radius, trust_region_step
from optim.trust_region import dogleg_step


def models(dims, count=300, seed=0):
    """Random symmetric matrices, two thirds of them indefinite, gradients and radii or weights, (count, ...)."""
    rng = np.random.default_rng((seed, dims))
    a = rng.normal(size=(count, dims, dims))
    a = a + np.swapaxes(a, -1, -2)
    a[::3] = np.swapaxes(a[::3], -1, -2) @ a[::3]
    return a, rng.normal(size=(count, dims)), np.exp(rng.uniform(-3, 3, (count, 1)))


def quietly(f, *arguments):
    with np.errstate(all="ignore"):
        return f(*arguments)


@pytest.mark.parametrize("dims", [1, 2, 3, 5])
def test_trust_region_steps_fulfil_the_conditions_of_a_global_minimum(dims):
    a, g, radius = models(dims)
    p = quietly(trust_region_step, a, g, radius)
    assert (norm(p) <= radius * (1 + 1e-12)).all()
    pushed = -dot(p, matvec(a, p) + g) / dot(p, p)  # λ from (B + λI) p = −g
    scale = 1 + np.abs(a).max(axis=(-1, -2))[:, None]
    np.testing.assert_allclose(matvec(a, p) + pushed * p, -g, atol=1e-9 * scale.max())
    assert (pushed >= -1e-9 * scale).all()
    assert (np.linalg.eigvalsh(a)[:, :1] + pushed >= -1e-9 * scale).all()
    assert ((norm(p) > radius * (1 - 1e-9)) | (np.abs(pushed) < 1e-9 * scale)).all()


@pytest.mark.parametrize("dims", [1, 2, 3, 5])
def test_cubic_steps_fulfil_the_conditions_of_a_global_minimum(dims):
    a, g, weight = models(dims)
    p = quietly(cubic_step, a, g, weight)
    shift = weight / 2 * norm(p)
    np.testing.assert_allclose(matvec(a, p) + shift * p, -g, atol=1e-8)
    assert (np.linalg.eigvalsh(a)[:, :1] + shift >= -1e-9 * (1 + np.abs(a).max())).all()


def disc(radius):
    r, angle = np.meshgrid(np.linspace(0, radius, 200), np.linspace(0, 2 * np.pi, 200))
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=-1)


def test_no_point_of_the_disc_is_lower():
    for a, g, radius in zip(*models(2, count=20), strict=True):
        step = quietly(trust_region_step, a, g, radius)
        assert modelled(a, g, step) <= modelled(a, g, disc(radius[0])).min() + 1e-12


@pytest.mark.parametrize("g", [(0.0, 0.3), (0.0, 0.0)])
def test_the_hard_case_goes_along_the_direction_of_negative_curvature(g):
    a, g = np.diag([-1.0, 2.0]), np.array(g)
    p = quietly(trust_region_step, a, g, np.array([1.0]))
    assert norm(p) == pytest.approx(1.0)
    assert modelled(a, g, p)[0] <= modelled(a, g, disc(1.0)).min() + 1e-4
    cubic = quietly(cubic_step, a, g, np.array([2.0]))
    assert abs(cubic[0]) > 0.5
    np.testing.assert_allclose(matvec(a, cubic) + norm(cubic) * cubic, -g, atol=1e-9)


@pytest.mark.parametrize("step", [trust_region_step, cubic_step])
def test_at_rest_on_flat_and_on_bowled_ground(step):
    for a in (np.zeros((2, 2)), np.diag([0.0, 1.0]), np.eye(2)):
        np.testing.assert_array_equal(quietly(step, a, np.zeros(2), np.array([1.0])), 0.0)


@pytest.mark.parametrize("dims", [1, 2, 5])
def test_dogleg_steps_stay_within_and_gain_at_least_what_the_slope_gives(dims):
    a, g, radius = models(dims)
    p = quietly(dogleg_step, a, g, radius)
    assert (norm(p) <= radius * (1 + 1e-9)).all()
    bent = dot(g, matvec(a, g))
    reach = np.where(bent > 0, np.minimum(radius, norm(g) ** 3 / np.where(bent > 0, bent, 1.0)), radius)
    assert (modelled(a, g, p) <= modelled(a, g, -g * reach / norm(g)) + 1e-9).all()
    inside = (np.linalg.eigvalsh(a) > 0).all(axis=-1) & (norm(np.linalg.solve(a, g[..., None])[..., 0]) < radius)[:, 0]
    assert inside.any()
    np.testing.assert_allclose(matvec(a, p)[inside], -g[inside], atol=1e-9)


def test_radius():
    radius, largest = np.full((4, 1), 1.0), 1.5
    share, length = np.array([[0.1], [0.5], [0.9], [np.nan]]), np.array([[0.8], [1.0], [1.0], [1.0]])
    np.testing.assert_allclose(next_radius(share, length, radius, largest), [[0.2], [1.0], [1.5], [0.25]])
    assert next_radius(np.array([0.9]), np.array([0.5]), np.array([1.0]), largest) == 1.0


def test_agreement():
    assert agreement(np.array([2.0]), np.array([1.0]), np.array([-2.0])) == pytest.approx(0.5)
    assert agreement(np.array([1.0]), np.array([1.0]), np.array([-1e-30])) == pytest.approx(1.0)
