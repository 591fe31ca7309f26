"""Typed functions as surfaces: their values, derivatives and facts, alone and in a run."""

import pickle
import subprocess
import sys
import timeit

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from symbolic import differences

from catalog import parameters
from optim import OPTIMIZERS, run
from surfaces import EXAMPLES, SURFACES, Surface, parse
from surfaces._parse_names import FUNCTIONS, PAIRS
from surfaces._typed import spans_decades

TYPICAL = "sin(3x) + (y - x^2)^2/4"
PEAKS = "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"
BUILT_IN = {  # the same functions, written by hand
    "beale": "(1.5-x+xy)^2 + (2.25-x+xy^2)^2 + (2.625-x+xy^3)^2",
    "himmelblau": "(x^2+y-11)^2 + (x+y^2-7)^2",
    "rosenbrock": "(1-x)^2 + 100(y-x^2)^2",
}
INSIDE = [f"{name}(0.3x + 0.1y^2 + {1.2 if name == 'acosh' else 0.2})" for name in FUNCTIONS] + [
    f"{name}(x^2, y + 0.1x)" for name in PAIRS
]
POWERS = [
    "x^-3",
    "(x^2 + y^2)^1.5",
    "(2 + x y)^0.3",
    "(1 + x^2)^y",
    "2^(x y)",
    "e^(-x^2) y",
    "x^7/(1 + y^2)",
    "sqrt(2)x^3",
]


@pytest.mark.parametrize("text", [*INSIDE, *POWERS, PEAKS, *(example.text for example in EXAMPLES)])
def test_derivatives(text):
    surface = parse(text)
    w = np.random.default_rng(5).uniform(0.3, 1.4, (200, 2))
    assert np.isfinite(surface.value(w)).all()
    w = w[~near_a_kink(surface, w)]
    assert len(w) > 100
    close(surface.gradient(w), differences(surface.value, w, h=1e-3))
    close(surface.hessian(w), differences(surface.gradient, w, h=1e-3))


def near_a_kink(surface, w):
    """Where slopes differ nearby by a jump: differences across it measure nothing."""
    if surface.smooth:
        return np.zeros(len(w), dtype=bool)
    around = w[:, None] + 0.01 * np.array([(1, 1), (1, -1), (-1, 1), (-1, -1)])
    return np.ptp(surface.gradient(around), axis=1).max(axis=1) > 0.5


def close(actual, expected):
    assert_allclose(actual, expected, rtol=1e-7, atol=1e-8 * max(1.0, np.abs(expected).max()))


@pytest.mark.parametrize("slug", BUILT_IN)
def test_agrees_with_the_surface_written_by_hand(slug):
    own = SURFACES[slug]()
    typed = parse(BUILT_IN[slug], own.domain, own.start)
    w = np.random.default_rng(1).uniform(*np.array(own.domain).T, (500, 2))
    for name in ("value", "gradient", "hessian"):
        expected = getattr(own, name)(w)
        assert_allclose(getattr(typed, name)(w), expected, rtol=1e-9, atol=1e-12 * np.abs(expected).max())
    assert_allclose(sorted(map(tuple, typed.minima())), sorted(map(tuple, own.minima())), atol=1e-9)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,), (70, 70)])
@pytest.mark.parametrize("text", [TYPICAL, "3", "x", "x^2"])
def test_shapes(text, shape):
    surface = parse(text)
    w = np.random.default_rng(2).uniform(-2, 2, (*shape, 2))
    value = surface.value(w)
    assert value.shape == shape
    assert surface.gradient(w).shape == (*shape, 2)
    assert surface.hessian(w).shape == (*shape, 2, 2)
    one_by_one = np.array([surface.value(point) for point in w.reshape(-1, 2)]).reshape(shape)
    assert_allclose(value, one_by_one, rtol=1e-14)


def test_values_are_computed_as_typed():
    assert parse("x^2").value((1e200, 0.0)) == np.inf
    assert parse("x^2 - x*x").value((0.1, 0.0)) == 0.0
    assert np.isnan(parse("sqrt(x)^2 + y").value((-1.0, 0.0)))
    assert np.isnan(parse("x^0.5").value((-8.0, 0.0)))


def test_settings_make_it_again():
    for surface in (parse(TYPICAL), parse(f"f(x, y) = {TYPICAL}", [(-1, 2), (0, 4)], np.array([1, 2]))):
        again = parse(**surface.settings())
        copied = pickle.loads(pickle.dumps(surface))
        assert again == surface == copied
        assert hash(again) == hash(surface) == hash(copied)
        assert (again.name, again.latex, again.view) == (surface.name, surface.latex, surface.view)
    assert surface.domain == ((-1.0, 2.0), (0.0, 4.0))
    assert surface.start == (1.0, 2.0)
    assert parse(TYPICAL) != parse("x")


def test_facts():
    surface = parse(f"f(x, y) = {TYPICAL}")
    assert isinstance(surface, Surface)
    assert (surface.slug, surface.shows, surface.dims) == ("function", "your own", 2)
    assert surface.name == TYPICAL
    assert surface.domain == ((-3.0, 3.0), (-3.0, 3.0))
    assert surface.paper is None
    assert not surface.least_squares
    assert surface.lanes() == ()
    assert surface.latex == r"f(x, y) = \sin{\left(3 x \right)} + \frac{\left(y - x^{2}\right)^{2}}{4}"
    assert r"\frac{\partial f}{\partial y} &= - \frac{x^{2}}{2} + \frac{y}{2}" in surface.gradient_latex
    assert r"\frac{\partial^2 f}{\partial x\,\partial y} &= - x" in surface.hessian_latex
    assert len(parse("+".join(["x"] * 60)).name) == 48


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("1/2x", r"\frac{x}{2}"),
        ("x - -y", "x + y"),
        ("2*-3x", r"- 2 \cdot 3 x"),
        ("x/(2y)", r"\frac{x}{2 y}"),
        ("-(x + y)", "- (x + y)"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("e^-x", "e^{- x}"),
        ("x^(y + 1)", "x^{y + 1}"),
        ("(x + y)^x", r"\left(x + y\right)^{x}"),
        ("sqrt(x)^3", r"\sqrt{x}^{3}"),
        ("abs(x)", r"\left|{x}\right|"),
        ("log10(x)^2 + ln(y)", r"\log_{10}^{2}{\left(x \right)} + \ln{\left(y \right)}"),
        ("arctan(x)", r"\arctan{\left(x \right)}"),
        ("max(0, x)", r"\max\left(0, x\right)"),
    ],
)
def test_latex_shows_how_the_text_was_read(text, latex):
    assert parse(text).latex == f"f(x, y) = {latex}"


def test_long_derivatives_are_not_written_out():
    surface = parse("*".join(f"sin({k}x + y)" for k in range(1, 9)))
    assert surface.hessian_latex.count(r"\cdots") == 3
    assert len(surface.hessian_latex) < 500


@pytest.mark.parametrize(("text", "smooth"), [(TYPICAL, True), ("abs(x) + y", False), ("max(x, y^2)", False)])
def test_smooth(text, smooth):
    assert parse(text).smooth is smooth


def test_heights_that_span_decades_are_seen_on_a_log_scale():
    assert parse(BUILT_IN["rosenbrock"]).view.scale == "log"
    assert parse("x^2 + y^2").view.scale == "linear"


@pytest.mark.parametrize(
    ("lowest", "spans"),
    [
        ((4, 4), True),
        ((1, 1), True),
        ((7, 7), True),
        ((0, 4), False),
        ((8, 4), False),
        ((4, 0), False),
        ((4, 8), False),
    ],
)
def test_decades_count_above_a_lowest_value_within_the_picture(lowest, spans):
    heights = np.geomspace(1, 1e6, 81).reshape(9, 9)
    heights[lowest] = 0.0
    assert spans_decades(heights) == spans
    assert not spans_decades(np.minimum(heights, 2.0))
    heights[:2] = heights[lowest]  # no tenth of it lies above the lowest
    assert not spans_decades(heights)


@pytest.mark.parametrize(
    "domain", [((-1, 1),), ((1, -1), (0, 1)), ((0, np.nan), (0, 1)), ((0, np.inf), (0, 1)), "here", ((0, 0), (0, 1)), 3]
)
def test_illegal_domains(domain):
    with pytest.raises(ValueError, match="domain must"):
        parse(TYPICAL, domain)


@pytest.mark.parametrize("start", [(1,), (1, 2, 3), (np.nan, 0), (np.inf, 0), "xy", 3])
def test_illegal_starts(start):
    with pytest.raises(ValueError, match="start must"):
        parse(TYPICAL, start=start)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text)
def test_default_start_is_on_a_slope(example):
    surface = parse(example.text)
    (x0, x1), (y0, y1) = surface.domain
    x, y = surface.start
    assert x0 < x < x1
    assert y0 < y < y1
    assert np.isfinite(surface.value(surface.start))
    assert np.linalg.norm(surface.gradient(surface.start)) > 0.01
    assert not any(np.allclose(surface.start, p.point, atol=0.05) for p in surface.critical_points())


def test_a_hole_ends_a_run_cleanly():
    surface = parse("x^2 + y^2 - log(x + 1)")
    rule = OPTIMIZERS["gradient_descent"](lr=0.8)
    track = run(rule, surface, (-0.9, 0.5), steps=20)
    assert track.diverged_at is not None
    assert np.isnan(track.points[track.diverged_at :]).all()
    assert np.isfinite(track.values[: track.diverged_at]).all()
    assert np.isnan(surface.value((-2.0, 0.0)))  # and no warning, though it is not in a run


def test_batch_of_a_run_equals_its_lanes():
    surface = parse("x^2 + y^2 - log(x + y + 2)/2 + abs(x)")
    starts = np.array([(1.5, -1.9), (-1.9, 2.0), (0.3, 0.2)])
    rule = OPTIMIZERS["adam"](lr=0.1)
    batch = run(rule, surface, starts, steps=30)
    for i, start in enumerate(starts):
        assert_array_equal(batch.points[:, i], run(rule, surface, start, steps=30).points)


@pytest.mark.parametrize("text", [TYPICAL, PEAKS, BUILT_IN["beale"]])
def test_a_gradient_takes_microseconds(text):
    surface, point = parse(text), np.array([0.3, 0.7])
    seconds = min(timeit.repeat(lambda: surface.gradient(point), number=100, repeat=20)) / 100
    assert seconds < 50e-6


def test_sympy_and_lark_are_loaded_only_when_a_text_is_parsed():
    code = "import sys, surfaces; print([name for name in ('sympy', 'lark') if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_ten_examples():
    assert len(EXAMPLES) == 10
    assert len({example.text for example in EXAMPLES}) == 10


def test_a_parameter_of_a_typed_function_has_a_control_from_minus_five_to_five():
    (parameter,) = parameters(parse("a x^2 + y^2"))
    assert (parameter.name, parameter.default, parameter.low, parameter.high) == ("a", 1.0, -5.0, 5.0)
