"""Minima and values as their papers and the surveys print them, to the digits printed there."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from surfaces import SURFACES

# surface, a point, f there, and the last printed digit of the point and of f
PRINTED = [
    ("beale", (3, 0.5), 0, 0, 0),
    ("bukin6", (-10, 1), 0, 0, 0),
    ("cross_in_tray", (1.349406608602084, 1.349406608602084), -2.06261218, 1e-7, 1e-6),
    ("branin", (-3.142, 12.275), 0.397887, 1e-3, 1e-6),
    ("branin", (3.142, 2.275), 0.397887, 1e-3, 1e-6),
    ("branin", (9.425, 2.475), 0.397887, 1e-3, 1e-6),
    ("brown_badly_scaled", (1e6, 2e-6), 0, 0, 0),
    ("dixon_price", (1, 0.70711), 0, 1e-5, 1e-9),
    ("freudenstein_roth", (5, 4), 0, 1e-9, 1e-9),
    ("freudenstein_roth", (11.41, -0.8968), 48.9842, 1e-2, 1e-4),
    ("goldstein_price", (0, -1), 3, 1e-9, 1e-9),
    ("goldstein_price", (-0.6, -0.4), 30, 1e-9, 1e-9),
    ("goldstein_price", (1.8, 0.2), 84, 1e-9, 1e-9),
    ("goldstein_price", (1.2, 0.8), 840, 1e-9, 1e-9),
    ("eggholder", (482.353310, 432.878999), -956.918232, 1e-6, 1e-6),
    ("eggholder", (439.480998, 453.977435), -935.337952, 1e-6, 1e-6),
    ("himmelblau", (3, 2), 0, 1e-9, 1e-9),
    ("himmelblau", (-2.805118, 3.131312), 0, 1e-6, 1e-9),
    ("himmelblau", (-3.779310, -3.283186), 0, 1e-6, 1e-9),
    ("himmelblau", (3.584428, -1.848126), 0, 1e-6, 1e-9),
    ("holder_table", (8.055023472141116, 9.664590028909654), -19.208502567886747, 1e-7, 1e-12),
    ("holder_table", (-8.05502, 9.66459), -19.2085, 1e-5, 1e-4),
    ("langermann", (2.00299219, 1.006096), -5.1621259, 1e-6, 1e-6),
    ("schwefel", (420.968746, 420.968746), 0, 1e-6, 1e-9),
    ("jennrich_sampson", (0.2578, 0.2578), 124.362, 1e-4, 1e-3),
    ("mccormick", (-0.54719, -1.54719), -1.9133, 1e-5, 1e-4),
    ("michalewicz", (2.20, 1.57), -1.8013, 1e-2, 1e-4),
    ("powell_badly_scaled", (1.098e-5, 9.106), 0, 1e-3, 1e-9),
    ("shubert", (-1.42513, -0.80032), -186.7309, 1e-5, 1e-4),
    ("six_hump_camel", (0.0898, -0.7126), -1.0316, 1e-4, 1e-4),
    ("six_hump_camel", (-0.0898, 0.7126), -1.0316, 1e-4, 1e-4),
    ("styblinski_tang", (-2.903534, -2.903534), -78.33233, 1e-6, 1e-5),
    ("three_hump_camel", (0, 0), 0, 1e-9, 1e-9),
]


@pytest.mark.parametrize(("slug", "point", "value", "point_digit", "value_digit"), PRINTED)
def test_a_printed_minimum_is_declared(slug, point, value, point_digit, value_digit):
    surface = SURFACES[slug]()
    minima = surface.minima()
    nearest = minima[np.linalg.norm(minima - point, axis=-1).argmin()]
    assert_allclose(nearest, point, rtol=0, atol=point_digit)
    assert_allclose(surface.value(nearest), value, rtol=0, atol=value_digit)


COUNTS = [
    ("branin", 3, 2, 0),
    ("goldstein_price", 4, 4, 1),
    ("himmelblau", 4, 4, 1),
    ("six_hump_camel", 6, 7, 2),
    ("styblinski_tang", 4, 4, 1),
    ("three_hump_camel", 3, 2, 0),
]


@pytest.mark.parametrize(("slug", "minima", "saddles", "maxima"), COUNTS)
def test_all_critical_points_are_found(slug, minima, saddles, maxima):
    kinds = [point.kind for point in SURFACES[slug]().critical_points()]
    assert (kinds.count("minimum"), kinds.count("saddle"), kinds.count("maximum")) == (minima, saddles, maxima)


STARTS = [
    ("rosenbrock", (-1.2, 1), 24.2),
    ("freudenstein_roth", (0.5, -2), 400.5),
    ("powell_badly_scaled", (0, 1), 1.135262),
    ("brown_badly_scaled", (1, 1), 999998000003.0),
    ("jennrich_sampson", (0.3, 0.4), 4171.31),
]


@pytest.mark.parametrize(("slug", "start", "value"), STARTS)
def test_the_standard_problems_have_their_standard_starts(slug, start, value):
    """Moré, Garbow and Hillstrom's starting points, and f there."""
    surface = SURFACES[slug]()
    assert surface.start == start
    assert_allclose(surface.value(surface.start), value, rtol=2e-6)


def test_eggholders_square_is_lowest_on_its_edge_where_the_literature_has_it():
    surface = SURFACES["eggholder"]()
    edge = minimize_scalar(
        lambda y: surface.value((512.0, y)), bounds=(400, 410), method="bounded", options={"xatol": 1e-9}
    )
    assert edge.x == pytest.approx(404.231805, abs=1e-5)
    assert edge.fun == pytest.approx(-959.6406627208506, abs=1e-9)
    assert edge.fun < surface.value(surface.minima()).min()
    assert surface.gradient((512.0, edge.x))[0] < -1


OWN = ["cross_in_tray", "eggholder", "holder_table", "langermann", "schwefel", "tanh_network"]


@pytest.mark.parametrize("slug", OWN)
def test_minima_hold_to_twelve_digits(slug):
    """A Newton step of more digits than floats have does not move them by more than a rounding."""
    surface = SURFACES[slug]()
    for point in surface.minima():
        step = np.linalg.solve(surface.hessian(point), surface.gradient(point))
        assert np.abs(step).max() <= 1e-12 * (1 + np.abs(point).max())
