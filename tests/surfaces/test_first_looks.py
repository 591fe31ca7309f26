"""How a typed function is looked at first: where its grid lies, what it spans, how its lowest places are closed in."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surfaces import ParseError, parse
from surfaces._parse_kinks import _section
from surfaces._typed import DECADES, GRID, layout, spans_decades

DOMAIN = ((-3.0, 5.0), (-2.0, 2.0))


@pytest.mark.parametrize("at", [0, 17, GRID - 1])
def test_the_grid_s_places_are_the_middles_of_its_cells(at):
    """√(10⁻⁶ − (x − a)²) is a number near a alone."""
    side = (DOMAIN[0][1] - DOMAIN[0][0]) / GRID
    middle, corner = (DOMAIN[0][0] + (at + share) * side for share in (0.5, 0.25))
    layout(f"sqrt(0.000001 - (x - {middle:.12f})^2)", DOMAIN)
    with pytest.raises(ParseError, match="no finite value"):
        layout(f"sqrt(0.000001 - (x - {corner:.12f})^2)", DOMAIN)


@pytest.mark.parametrize(("top", "spans"), [(DECADES, False), (DECADES * 1.01, True)])
def test_more_than_fifty_times_is_decades(top, spans):
    """A tenth lies at 1 or below, nine tenths at the top or below."""
    heights = np.full((5, 4), 1.0)
    heights[3:] = heights[2, 2:] = top
    heights[1, 1] = 0.0
    assert spans_decades(heights) == spans


def test_a_floor_wider_than_a_tenth_tells_no_decades():
    heights = np.full((5, 4), 1e6)
    heights[1:4, 1:3] = 0.0
    assert not spans_decades(heights)


@pytest.mark.parametrize("where", [(0, 2), (4, 2), (2, 0), (2, 3)])
def test_what_falls_beyond_the_rim_tells_no_decades(where):
    heights = np.geomspace(1, 1e6, 20).reshape(5, 4)
    heights[where] = 0.0
    assert not spans_decades(heights)


@pytest.mark.parametrize("lowest", [-0.9, -0.31, 0.0, 0.7317, 0.99])
def test_rounds_close_in_on_the_lowest_place(lowest):
    low, high = np.array([-1.0, -1.0]), np.array([1.0, 3.0])
    where, height = _section(lambda w: np.abs(w - lowest), low, high, 14)
    assert_allclose(where, lowest, atol=1e-8)
    assert_allclose(height, 0.0, atol=1e-8)


def test_what_is_no_number_is_nowhere_lowest():
    where, height = _section(lambda w: np.where(w < 0.2, np.nan, w), np.array([-1.0]), np.array([1.0]), 12)
    assert_allclose(where, 0.2, atol=1e-6)
    assert_allclose(height, 0.2, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\frac{\frac{\frac{x}{2}}{3}}{5}", 0.3 / 30),
        (r"\sqrt{\frac{x}{\sqrt{\frac{y}{2}}}}", np.sqrt(0.3 / np.sqrt(0.35))),
        (r"\frac{x^{2^{3}}}{\sqrt[3]{\frac{x}{y}}}", 0.3**8 / np.cbrt(0.3 / 0.7)),
    ],
)
def test_latex_within_latex_within_latex(text, value):
    assert parse(text).value((0.3, 0.7)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "at", "value"), [("x^(2/6)", -8.0, -2.0), ("x^(4/6)", -8.0, 4.0), ("x^(3/1)", -2.0, -8.0)]
)
def test_a_fraction_is_taken_in_lowest_terms_for_its_root(text, at, value):
    assert parse(text).value((at, 0.0)) == pytest.approx(value)
