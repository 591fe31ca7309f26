"""What a surface says holds to its last digits, also where its formula, as it is printed, would cancel."""

import numpy as np
import pytest

from figures.relief import least
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
    assert lowest(SURFACES["saddle"]()) is None
    point, value = lowest(SURFACES["styblinski_tang"]())
    np.testing.assert_allclose(point, [-2.903534, -2.903534], rtol=1e-6)
    assert value == pytest.approx(2 * -39.166165)


LIMITS = {  # of functions at their minimum, where they are 0/0
    "-sin(x)/x + y^2": -1.0,
    "-sin(sqrt(x^2+y^2))/sqrt(x^2+y^2)": -1.0,
    "(exp(x^2+y^2)-1)/(x^2+y^2)": 1.0,
    "-sin(x)/x-sin(y)/y": -2.0,
    "-log(1+x^2+y^2)/(x^2+y^2)": -1.0,
    "-tanh(x^2+y^2)/(x^2+y^2)": -1.0,
    "-sin(x*y)/(x*y)+x^2+y^2": -1.0,
    "(cos(x)-1)/x^2+y^2": -0.5,
}


@pytest.mark.parametrize("width", [2.0, 10.0, 60.0])
@pytest.mark.parametrize("text", LIMITS)
def test_a_minimum_at_a_hole_has_the_value_that_its_surroundings_come_close_to(text, width):
    half = width / 2
    point, value = lowest(parse(text, ((-half, half), (-half, half))))
    np.testing.assert_allclose(point, 0.0, atol=1e-4 * width)
    assert value == pytest.approx(LIMITS[text], abs=2e-9)


@pytest.mark.parametrize("text", ["(x^2-y^2)/(x^2+y^2)+x^2+y^2", "(x^2-y^2)/(x^2+y^2)+100x^2+100y^2"])
def test_where_the_way_decides_what_is_come_close_to_no_value_is_told(text):
    assert lowest(parse(text)) is None  # along another way its values are lower


def test_a_run_towards_a_hole_knows_what_is_left():
    surface = parse("-sin(x)/x + y^2")
    t = run(OPTIMIZERS["gradient_descent"](lr=0.2), surface, (1.0, 1.0), 30)
    np.testing.assert_allclose(gap(t), 1 - np.sin(t.points[:, 0]) / t.points[:, 0] + t.points[:, 1] ** 2, atol=1e-9)
    assert least(surface) == pytest.approx(-1.0, abs=1e-9)
