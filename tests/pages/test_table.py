"""Numbers in the tables under a race."""

from fractions import Fraction

import numpy as np
import pytest

from surfaces import SURFACES, parse, turned
from ui.about import critical_rows, story
from ui.table import figure


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.0, "0"), (-1.5, "−1.5"), (1234.5, "1230"), (np.nan, "–"), (np.inf, "–")]
)
def test_figures(value, text):
    assert figure(value) == text


@pytest.mark.parametrize("slug", [slug for slug, surface in SURFACES.items() if surface.dims == 2])
def test_eigenvalues_of_critical_points_have_their_signs(slug):
    """No zero has a sign, and none is rounding error."""
    surface = SURFACES[slug]()
    points = surface.critical_points()
    if not points:
        return
    for row in critical_rows(surface, points):
        eigenvalues = row["eigenvalues of the Hessian"].split(", ")
        assert "−0" not in eigenvalues
        if "minimum" in row["kind"]:
            assert not any(value.startswith("−") and value != "–" for value in eigenvalues)


@pytest.mark.parametrize(
    "slug", ["ackley", "different_powers", "lasso", "sharp_ridge", "nonsmooth_rosenbrock", "attractive_sector"]
)
def test_where_there_is_no_hessian_there_are_no_eigenvalues(slug):
    """Where E rises like the distance itself, or like a power of it below its square."""
    surface = SURFACES[slug]()
    (point, *_) = sorted(surface.critical_points(), key=lambda p: surface.value(p.point))
    (row,) = critical_rows(surface, [point])
    assert row["eigenvalues of the Hessian"] == "–"
    assert not row["kind"].startswith("degenerate")


@pytest.mark.parametrize("slug", ["brown_badly_scaled", "powell_badly_scaled"])
def test_a_small_eigenvalue_beside_a_huge_one_is_told(slug):
    """Their product is the determinant, computed with fractions."""
    surface = SURFACES[slug]()
    for point, row in zip(surface.critical_points(), critical_rows(surface, surface.critical_points()), strict=True):
        (a, b), (_, d) = [[Fraction(float(v)) for v in row] for row in surface.hessian(point.point)]
        small, large = (float(each.replace("−", "-")) for each in row["eigenvalues of the Hessian"].split(", "))
        assert small * large == pytest.approx(float(a * d - b * b), rel=0.02)


def test_a_surface_with_other_numbers_is_told_of_as_by_default():
    """At a low price the lasso's minimum lies on no axis, as its story has it."""
    plain, cheap = SURFACES["lasso"](), SURFACES["lasso"](penalty=0.2)
    assert np.abs(plain.minima()).min() == 0 < np.abs(cheap.minima()).min()
    assert story(plain).startswith("Least squares")
    assert story(cheap).startswith("By default: least squares")
    assert story(turned(cheap, 45.0, 0.0)).startswith("By default: ")
    assert story(turned(plain, 45.0, 0.0)).startswith("By default: least squares")
    assert not story(parse("a*x^2+y^2", a=3.0)).startswith("By default")
