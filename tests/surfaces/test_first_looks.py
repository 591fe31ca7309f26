"""How a typed function is looked at first: where its grid lies, what it spans, how its lowest places are closed in."""

import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose

from surfaces import SURFACES, ParseError, Surface, from_grid, parse
from surfaces._parse import syntax_tree
from surfaces._parse_formula import size
from surfaces._parse_kinks import _section
from surfaces._parse_limits import growth
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


def test_errors_list_what_could_stand_there():
    said = [str(ParseError("text", 3, "no", expected)) for expected in ((), ("x",), ("x", "y"), ("x", "y", "a number"))]
    assert said == [
        "at position 3: no", "at position 3: no; expected x", "at position 3: no; expected x or y",
        "at position 3: no; expected x, y or a number",
    ]  # fmt: skip


def test_bits_of_coefficients_add_up_in_sums_and_products():
    """A bit for x; 1 + log₂ 8 for 8; a sum has one more, and a power as many times as many."""
    bits = {text: growth(syntax_tree(text)).bits for text in ("x", "8", "8 + x", "8*x", "x - y", "(8 + x)^3", "sin(8)")}
    assert bits == {"x": 1, "8": 4, "8 + x": 6, "8*x": 5, "x - y": 3, "(8 + x)^3": 18, "sin(8)": 4}


def test_the_size_of_an_expression_counts_its_nodes():
    x, y = sympy.symbols("x y")
    assert [size(each) for each in (x, x + y, sympy.sin(x) * y)] == [1, 3, 4]


def test_a_typed_function_takes_coordinates_that_broadcast():
    program = parse("x^2 + 3*y")
    assert_allclose(program.f(2.0, np.array([1.0, 2.0])), [7, 10])
    assert_allclose(program.f(np.array([[1.0], [2.0]]), np.array([1.0, 2.0])), [[4, 7], [7, 10]])


def test_a_parabola_is_raised_by_its_last_parameter():
    assert SURFACES["parabola"](a=3.0, b=-2.0, c=1.5).value((2.0,)) == pytest.approx(0.5 * 3 * 4 - 4 + 1.5)


def test_without_a_hessian_its_product_is_a_central_difference():
    class Cubic(Surface):
        def f(self, x, y):
            return x**3 + x * y * y

        def grad(self, x, y):
            return 3 * x * x + y * y, 2 * x * y

    w, v = np.array([0.7, -0.4]), np.array([0.3, 1.1])
    hessian = np.array([[6 * 0.7, -0.8], [-0.8, 1.4]])
    assert_allclose(Cubic().hessian_vector_product(w, v), hessian @ v, rtol=1e-6)


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (3.2, -1.1), (0.04, 0.01), (-2.7, 0.4), (0.7, 0.2), (1e-3, 4.4)])
def test_the_stairs_of_the_step_ellipsoid(x, y):
    """BBOB's f7 without its turns: z₁ = x, z₂ = √10 y, to whole numbers beyond ½ and to tenths within."""

    def stair(z):
        return np.floor(0.5 + z) if abs(z) > 0.5 else np.floor(0.5 + 10 * z) / 10

    u, v = stair(x), stair(np.sqrt(10) * y)
    surface = SURFACES["step_ellipsoid"]()
    assert surface.value((x, y)) == pytest.approx(0.1 * max(abs(x) / 1e4, u * u + 100 * v * v))
    lowest = abs(x) / 1e4 > u * u + 100 * v * v
    assert_allclose(surface.gradient((x, y)), (1e-5 * np.sign(x) if lowest else 0.0, 0.0))


def test_at_ackley_s_tip_the_hessian_is_that_of_the_pits():
    surface = SURFACES["ackley"]()
    pits = 0.25 * surface.c**2 * np.e * 2
    assert_allclose(surface.hessian((0.0, 0.0)), [[pits, 0], [0, pits]], rtol=1e-9)


@pytest.mark.parametrize(("top", "scale"), [(1.0, "linear"), (1e4, "log")])
def test_a_grid_is_seen_on_a_log_scale_where_its_top_is_a_hundred_times_its_middle(top, scale):
    rows = [f"{x},{y},{top if (x, y) == (2, 2) else 0.01 * (x + y)}" for x in range(5) for y in range(5)]
    made = from_grid("x,y,f\n" + "\n".join(rows), "Own")
    assert made.view.scale == scale
    assert made.value((2.0, 2.0)) == pytest.approx(top)
    assert made.start == (2.0, 2.0)


@pytest.mark.parametrize(("b", "w"), [(0.0, 1.0), (1.1, 0.4), (-0.6, -1.3), (-2.5, 2.0)])
def test_the_rectified_unit_learns_eight_examples(b, w):
    inputs = (-1.8, -1.3, -0.7, -0.2, 0.4, 0.9, 1.5, 2.0)
    error = sum((w * max(u + b, 0) - max(u, 0)) ** 2 for u in inputs) / 16
    assert SURFACES["relu_network"]().value((b, w)) == pytest.approx(error)


@pytest.mark.parametrize(("x", "y"), [(2.5, 2.5), (-4.1, -3.7), (-5.0, -2.0), (1.0, -6.0)])
def test_both_funnels_of_lunacek_are_as_wide_as_published(x, y):
    """Lunacek, Whitley & Sutton (2008): μ₁ = 2.5, s = 1 − 1/(2√(n + 20) − 8.2), μ₂ = −√((μ₁² − 1)/s), d = 1, n = 2."""
    s = 1 - 1 / (2 * np.sqrt(22) - 8.2)
    other = -np.sqrt((2.5**2 - 1) / s)
    one, two = ((x - 2.5) ** 2 + (y - 2.5) ** 2), 2 + s * ((x - other) ** 2 + (y - other) ** 2)
    waves = 10 * (2 - np.cos(2 * np.pi * (x - 2.5)) - np.cos(2 * np.pi * (y - 2.5)))
    assert SURFACES["lunacek"]().value((x, y)) == pytest.approx(min(one, two) + waves)
