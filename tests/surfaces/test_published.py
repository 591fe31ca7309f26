"""Published functions, at their published domains: the search finds the published minimum to 1e-6, and what it is."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from published import PUBLISHED, found_lowest

from surfaces import SURFACES, parse

# each for a difficulty of its own; the others are tried in a thorough run
QUICK = (
    "ackley", "bukin 6", "chichinadze", "cross in tray", "damavandi", "drop wave", "easom", "eggholder", "griewank",
    "price 4", "salomon", "schaffer 1", "schwefel 2.26", "trefethen", "wayburn-seader 2",
)  # fmt: skip


def test_there_are_sixty():
    assert len(PUBLISHED) >= 60
    assert set(QUICK) <= set(PUBLISHED)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.thorough) for name in PUBLISHED]
)
@pytest.mark.thorough
def test_the_published_minimum_is_found(name):
    assert found_lowest(PUBLISHED[name]) == pytest.approx(PUBLISHED[name].lowest, abs=1e-6)


R = "sqrt(x^2+y^2)"
HOLES = {  # text → the kind of the point at its 0/0
    f"sin({R})/{R}": "maximum",
    f"(1-cos({R}))/(x^2+y^2)": "maximum",
    f"-sin({R})/{R}": "minimum",
    "sin(x)/x+y^2": "saddle",
    "-sin(x)/x-sin(y)/y": "minimum",
    "sin(x)sin(y)/(x y)": "maximum",
}
DOMAINS = (((-8, 8), (-8, 8)), ((-8, 8.37), (-7.3, 8)), ((-3, 5), (-1, 1)))


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("text", HOLES)
def test_a_removable_singularity_is_one_regular_point(text, domain):
    near = [p for p in parse(text, domain).critical_points() if np.hypot(*p.point) < 0.1]
    assert [p.kind for p in near] == [HOLES[text]]
    assert_allclose(near[0].point, 0.0, atol=1e-6)
    assert not near[0].degenerate


def test_beside_a_hole_points_stand_where_their_equations_say():
    x = 4.493409457909064  # tan(x) = x
    found = [p.point for p in parse("-sin(x)/x-sin(y)/y", ((-6, 6), (-6, 6))).critical_points()]
    places = sorted(found, key=lambda place: tuple(np.round(place, 3) + 0.0))
    assert_allclose(places, [(a, b) for a in (-x, 0, x) for b in (-x, 0, x)], atol=1e-7)


@pytest.mark.parametrize(
    ("text", "domain", "places"),
    [
        ("abs(x^2-y)+y^2", ((-3, 3), (-3, 3)), [(0.0, 0.0)]),
        ("abs(x^2-y)+y^2", ((-3, 3.37), (-2.73, 3)), [(0.0, 0.0)]),
        ("100sqrt(abs(y-0.01x^2))+0.01abs(x+10)", ((-15, -5), (-3, 3)), [(-10.0, 1.0)]),
        ("100sqrt(abs(y-0.01x^2))+0.01abs(x+10)", ((-14, -7), (0, 4)), [(-10.0, 1.0)]),
        ("exp(-60x)+x^2+y^2", ((-3, 3), (-3, 3)), [(0.09578068, 0.0)]),
    ],
)
@pytest.mark.thorough
def test_creases_and_cliffs_have_the_minima_that_they_have(text, domain, places):
    minima = parse(text, domain).minima()
    assert_allclose(minima, places, atol=1e-6)


@pytest.mark.parametrize("settings", [{"s2": 0.1}, {"s1": 0.1, "s2": 2.0}, {"s1": 0.05}, {}])
def test_narrow_wells_are_found(settings):
    surface = SURFACES["sharp_and_flat"](**settings)
    for x in (-1.5, 1.5):
        assert np.abs(surface.minima() - (x, 0)).max(axis=1).min() < 0.5
    fine = np.stack(np.meshgrid(np.linspace(-4, 4, 2001), np.linspace(-1, 1, 501)), axis=-1)
    assert surface.value(surface.minima()).min() <= surface.value(fine).min()
