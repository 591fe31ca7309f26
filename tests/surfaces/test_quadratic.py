import numpy as np
import pytest
from numpy.testing import assert_allclose

from surfaces import SURFACES

quadratic = SURFACES["quadratic"]


def test_the_hessian_has_the_chosen_eigenvalues_and_axes():
    hessian = quadratic(lambda1=2.0, lambda2=7.0, angle=25.0).hessian((0.3, 0.4))
    assert_allclose(np.linalg.eigvalsh(hessian), [2.0, 7.0])
    axis = np.array([np.cos(np.radians(25)), np.sin(np.radians(25))])
    assert_allclose(hessian @ axis, 2.0 * axis)


@pytest.mark.parametrize(
    ("lambda1", "lambda2", "kind", "degenerate"),
    [
        (1, 2, "minimum", False),
        (-1, -2, "maximum", False),
        (-1, 2, "saddle", False),
        (0, 2, "minimum", True),
        (0, -2, "maximum", True),
    ],
)
def test_the_signs_name_the_centre(lambda1, lambda2, kind, degenerate):
    (centre,) = quadratic(lambda1=lambda1, lambda2=lambda2, angle=40.0).critical_points()
    assert (centre.kind, centre.degenerate) == (kind, degenerate)


def test_a_tilted_bowl_has_its_centre_where_the_slope_is_zero():
    surface = quadratic(b1=3.0, b2=-2.0)
    (centre,) = surface.critical_points()
    assert_allclose(surface.gradient(centre.point), 0.0, atol=1e-12)


def test_a_trough_has_a_centre_only_if_its_floor_is_level():
    assert quadratic(lambda1=0.0, angle=0.0, b1=1.0).critical_points() == ()
    (centre,) = quadratic(lambda1=0.0, angle=0.0, b2=1.0).critical_points()
    assert_allclose(centre.point, (0.0, -0.1))
