"""What a surface says holds to its last digits, also where its formula, as it is printed, would cancel."""

import numpy as np
import pytest

from figures.relief import least, relief_of
from optim import OPTIMIZERS, gap, run
from surfaces import SURFACES, lowest, parse
from surfaces.cliff import Cliff

BOTTOMED = ["ackley", "bohachevsky", "griewank", "pseudo_huber", "rastrigin", "ravine", "schaffer"]


@pytest.mark.parametrize("slug", BOTTOMED)
def test_a_value_just_above_the_minimum_has_all_its_digits(slug):
    surface = SURFACES[slug]()
    rng = np.random.default_rng(0)
    for size in (1e-2, 1e-4, 1e-6, 1e-8):
        w = size * rng.normal(size=(20, surface.dims))
        exact = surface.f(*w.astype(np.longdouble).T)
        np.testing.assert_allclose(surface.value(w), exact.astype(float), rtol=1e-12)
        assert (surface.value(w) > 0).all()


def test_the_foot_of_the_cliff_is_as_steep_as_its_formula_says():
    cliff = Cliff(a=1.0, h=10.0, k=20.0)
    for x in (-1.0, 0.0, 0.9, 1.0, 1.3, 3.0):
        e = np.exp(-20 * np.longdouble(x - 1))
        wall = 10 * 20 * e / (1 + e) ** 2
        assert cliff.gradient((x, 0.5))[0] - x == pytest.approx(float(wall), rel=1e-9, abs=4e-16)
    assert cliff.f(0.0, 0.0) == pytest.approx(10 / (1 + np.exp(20.0)), rel=1e-14)
    assert cliff.grad(0.0, 0.0)[0] == pytest.approx(200 * np.exp(-20.0) / (1 + np.exp(-20.0)) ** 2, rel=1e-14)


@pytest.mark.parametrize("k", [2.0, 40.0])
def test_far_from_the_cliff_nothing_overflows(k):
    with np.errstate(all="raise", under="ignore"):
        assert Cliff(k=k).gradient((-1e6, 0.0))[0] == -1e6
        assert Cliff(k=k).value((1e3, 0.0)) == 5e5 + 10


def test_the_lowest_minimum_is_among_those_that_have_a_value():
    assert lowest(parse("-sin(x)/x + y^2")) is None  # its only one is 0/0
    assert lowest(SURFACES["saddle"]()) is None
    point, value = lowest(SURFACES["styblinski_tang"]())
    np.testing.assert_allclose(point, [-2.903534, -2.903534], rtol=1e-6)
    assert value == pytest.approx(2 * -39.166165)


def test_a_minimum_without_a_value_is_no_goal():
    surface = parse("-sin(x)/x + y^2")
    assert len(surface.minima()) == 1
    t = run(OPTIMIZERS["polyak_step"](known=True, target=-1.0), surface, (1.0, 1.0), 30)
    same = run(OPTIMIZERS["polyak_step"](known=False, target=-1.0), surface, (1.0, 1.0), 30)
    np.testing.assert_array_equal(t.points, same.points)
    assert np.isnan(gap(t)).all()
    assert t.values[-1] < t.values[0]
    assert least(surface) is None
    assert np.isfinite(relief_of(surface, resolution=31).height(0.5))
