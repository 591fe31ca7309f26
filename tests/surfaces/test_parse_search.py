"""The search for a typed function's critical points: what it finds, and that its work is bounded."""

from types import SimpleNamespace

import numpy as np
import pytest
from hostile import TRAPS
from numpy.testing import assert_allclose

from surfaces import EXAMPLES, SURFACES, parse
from surfaces._parse_kinds import placed
from surfaces._parse_kinks import _rises
from surfaces._parse_problem import WORK, Problem
from surfaces._parse_search import search
from surfaces._parse_work import CALL, Price, Work

KNOWN = {  # text → its critical points in [-3, 3]², (x, y): kind
    "x^2 + y^2": {(0, 0): "minimum"},
    "-x^2 - 3y^2": {(0, 0): "maximum"},
    "x^2 - y^2": {(0, 0): "saddle"},
    "1e-9(x^2 + 5y^2)": {(0, 0): "minimum"},
    "1e9(x^2 + 5y^2)": {(0, 0): "minimum"},
    "x^4/4 - x^2/2 + y^2": {(-1, 0): "minimum", (0, 0): "saddle", (1, 0): "minimum"},
    "sin(x) + y^2": {(-np.pi / 2, 0): "minimum", (np.pi / 2, 0): "saddle"},
    "x^2 + y^2 - log(x + y + 2)/2": {((np.sqrt(6) - 2) / 4,) * 2: "minimum"},  # 4x² + 4x = 1/2
    "-exp(-x^2 - y^2)": {(0, 0): "minimum"},
    "exp(-50(x^2 + y^2))": {(0, 0): "maximum"},
    "x + y": {},
    "x^2 + y": {},
    "exp(x + y)": {},
    "1/(x^2 + y^2)": {},
    "log(x^2 + y^2)": {},
    "5": {},
    "tan(x y)": {(0, 0): "saddle"},
}
DEGENERATE = {
    "x^4 + y^4": {(0, 0): "minimum"},
    "x^6 + y^2": {(0, 0): "minimum"},
    "1 - x^4 - y^4": {(0, 0): "maximum"},
    "x^3 + y^2": {(0, 0): "saddle"},
    "x^3 - 3x y^2": {(0, 0): "saddle"},
}
KINKS = {
    "abs(x) + y^2": {(0, 0): "minimum"},
    "abs(x) + 2abs(y - sin(x))": {(0, 0): "minimum"},
    "abs(x - y) + abs(x + y - 1)/10": {(0.5, 0.5): "minimum"},
    "max(x^2 + y, y^2 - x)": {(0.5, -0.5): "minimum"},
    "sqrt(x^2 + y^2)": {(0, 0): "minimum"},
    "sqrt((x - 1)^2 + (y - 1)^2) + x/2": {(1, 1): "minimum"},
}


@pytest.mark.parametrize("text", [*KNOWN, *DEGENERATE, *KINKS])
def test_known_points_are_found_and_no_others(text):
    known = {**KNOWN, **DEGENERATE, **KINKS}[text]
    found = sorted(parse(text).critical_points())
    assert_allclose([p.point for p in found], sorted(known) if known else np.empty((0,)), atol=1e-6)
    assert [p.kind for p in found] == [known[point] for point in sorted(known)]


@pytest.mark.parametrize("text", DEGENERATE)
def test_points_with_a_flat_direction_are_called_degenerate(text):
    assert all(p.degenerate for p in parse(text).critical_points())


def test_a_degenerate_minimum_is_one_though_it_is_lower_farther_off():
    found = {tuple(np.round(p.point, 3)): (p.kind, p.degenerate) for p in parse("x^4 - 4x^6 + y^2").critical_points()}
    assert found == {(0, 0): ("minimum", True), (0.408, 0): ("saddle", False), (-0.408, 0): ("saddle", False)}


@pytest.mark.parametrize("text", KNOWN)
def test_regular_points_are_exact(text):
    surface = parse(text)
    for p in surface.critical_points():
        assert not p.degenerate
        size = np.abs(surface.hessian(p.point)).max()
        assert_allclose(surface.gradient(p.point) / size, 0.0, atol=1e-11)


@pytest.mark.parametrize("text", ["x^2", "(x + y)^2", "(x^2 + y^2 - 1)^2", "max(0, x^2 + y^2 - 1)"])
def test_of_a_continuum_a_few_are_given_apart(text):
    minima = [p for p in parse(text).critical_points() if p.kind == "minimum"]
    assert 4 <= len(minima) <= 8
    assert all(p.degenerate for p in minima)
    w = np.array([p.point for p in minima])
    distances = np.linalg.norm(w[:, None] - w, axis=-1) + np.eye(len(w)) * 10
    assert distances.min() > 0.3
    assert_allclose(parse(text).value(w), 0.0, atol=1e-12)


def test_minima_come_first_and_each_kind_by_its_height():
    surface = parse("x^4/4 - 2x^2 + x + y^4/4 - 2y^2 + y")
    found = surface.critical_points()
    lows = [p.kind == "minimum" for p in found]
    assert lows == [True] * 4 + [False] * 5
    heights = surface.value(np.array([p.point for p in found]))
    assert (np.diff(heights[:4]) > -1e-9).all()
    assert (np.diff(heights[4:]) > -1e-9).all()
    assert heights[4:].min() < heights[:4].max()


def test_the_lowest_of_many_minima_comes_first():
    surface = parse("20 + x^2 + y^2 - 10cos(2pi x) - 10cos(2pi y)")
    points = surface.critical_points()
    kinds = [p.kind for p in points]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"minimum": 49, "saddle": 84, "maximum": 36}
    assert points[0].point == (0.0, 0.0)
    assert kinds[:49] == ["minimum"] * 49
    assert (np.diff(surface.value(surface.minima())) >= 0).all()


def test_ackleys_minimum_is_a_kink_among_smooth_ones():
    text = "-20exp(-0.2sqrt(0.5(x^2+y^2))) - exp(0.5(cos(2pi x)+cos(2pi y))) + e + 20"
    surface = parse(text, ((-5, 5), (-4, 6)))
    assert_allclose(surface.minima()[0], 0.0, atol=1e-7)
    assert surface.value(surface.minima()[0]) == pytest.approx(0.0, abs=1e-7)


@pytest.mark.parametrize("slug", ["himmelblau", "beale"])
def test_points_of_a_surface_whose_points_are_declared(slug):
    own = SURFACES[slug]()
    texts = {
        "himmelblau": "(x^2+y-11)^2 + (x+y^2-7)^2",
        "beale": "(1.5-x+xy)^2 + (2.25-x+xy^2)^2 + (2.625-x+xy^3)^2",
    }
    found = {(p.kind, tuple(np.round(p.point, 6) + 0.0)) for p in parse(texts[slug], own.domain).critical_points()}
    declared = {(p.kind, tuple(np.round(p.point, 6) + 0.0)) for p in own.critical_points()}
    assert declared <= found


def test_only_the_domain_is_searched():
    assert parse("x^2 + y^2", ((1, 2), (1, 2))).critical_points() == ()
    (far,) = parse("(x - 1000)^2 + (y/1000)^2", ((999, 1002), (-2000, 3000))).critical_points()
    assert_allclose(far.point, (1000, 0), atol=1e-6)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text)
def test_examples_have_points_to_mark(example):
    surface = parse(example.text)
    assert surface.critical_points()
    assert surface.critical_points() is parse(example.text).critical_points()


@pytest.mark.parametrize("text", ["abs(x) + abs(y)", "abs(x) - abs(y)", "abs(y) - abs(x)"])
def test_a_kink_is_a_minimum_only_if_all_ways_lead_up(text):
    problem = SimpleNamespace(value=parse(text).value, width=4.0)
    with np.errstate(all="ignore"):
        assert _rises(problem, np.zeros(2)) == (text == "abs(x) + abs(y)")


def test_where_a_function_jumps_there_is_no_minimum():
    def hole(w):
        away = np.linalg.norm(w, axis=-1)
        return np.where(away > 0, 1.0, 0.0) + away

    assert not _rises(SimpleNamespace(value=hole, width=4.0), np.zeros(2))
    assert _rises(SimpleNamespace(value=lambda w: np.linalg.norm(w, axis=-1), width=4.0), np.zeros(2))


@pytest.mark.parametrize("half", [2.7, 3.0])
@pytest.mark.parametrize(
    "text",
    ["(x^2 - y^2)/(x^2 + y^2)", "x y/(x^2 + y^2)", "0.001 (x^2 - y^2)/(x^2 + y^2)", "x/sqrt(x^2 + y^2)",
     "(x y)^2/(x^2 + y^2)^2"],
)  # fmt: skip
def test_a_hole_to_which_every_way_leads_at_another_height_is_no_critical_point(text, half):
    surface = parse(f"{text} + x^2 + y^2", domain=((-half, half), (-half, half)))
    ways = 1e-7 * np.array([(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0)])
    assert np.ptp(surface.value(ways)) > 1e-4  # as near as one likes
    assert surface.critical_points() == ()


@pytest.mark.parametrize("text", ["-sin(x^2 + y^2)/(x^2 + y^2)", "x^2 y^2/(x^2 + y^2) + x^2 + y^2"])
def test_a_hole_to_which_all_ways_lead_at_one_height_is_one(text):
    first = parse(text).critical_points()[0]
    assert (first.kind, np.abs(first.point).max() < 1e-9) == ("minimum", True)


@pytest.mark.parametrize(
    ("text", "point", "kind"),
    [
        ("x^4 - y^2", (0, 0), "saddle"),
        ("(x - 0.25)^4 + (y + 1)^2", (0.25, -1), "minimum"),
        ("x^4 + y^4", (0, 0), "minimum"),
        ("x^3 + y^2", (0, 0), "saddle"),
        ("(x - 1/3)^4 + (y + 1)^2", (1 / 3, -1), "minimum"),
        ("(x + y/3 - 1/7)^6 + (y - 1/9)^2", (1 / 7 - 1 / 27, 1 / 9), "minimum"),
    ],
)
def test_a_point_without_curvature_along_an_axis_is_where_it_is(text, point, kind):
    """The search comes to rest 2e-5 before it, where the slope is 5e-14."""
    (found,) = parse(text).critical_points()
    assert (found.kind, found.degenerate) == (kind, True)
    assert_allclose(found.point, point, rtol=0, atol=1e-9)


def test_a_run_that_stands_on_such_a_minimum_has_no_way_left():
    surface = parse("(x - 1)^4 + y^2")
    assert surface.minima().tolist() == [[1.0, 0.0]]
    assert surface.value(surface.minima()) == 0


@pytest.mark.parametrize("text", ["sign(x) + x^2 + y^2", "x^2 + x y + y^2 + sign(x + y)/10"])
def test_a_step_is_no_saddle(text):
    """Its formula has a zero gradient and two positive eigenvalues where it jumps."""
    assert parse(text).critical_points() == ()


def test_the_lowest_place_of_a_step_is_a_minimum():
    (point,) = parse("sign(x)^2 + x^2 + y^2").critical_points()
    assert (point.kind, point.point) == ("minimum", (0.0, 0.0))


@pytest.mark.parametrize("text", ["x^2", "5", "x"])
def test_a_place_where_the_rings_are_flat_is_none(text):
    """A singular matrix there stopped the whole search once."""
    assert placed(Problem(parse(text)), np.array([0.3, 0.2])) is None
    assert_allclose(placed(Problem(parse("x^2 + 2y^2")), np.array([0.3, 0.2])), 0.0, atol=1e-9)


@pytest.mark.thorough
def test_the_work_is_counted_and_bounded():
    """It took 2.5 s to look for creases that a smooth function of 36 sines does not have."""
    text = "exp(-(" + "-".join(f"sin({k}x+y)" for k in range(1, 37)) + ")^2)"
    problem = Problem(parse(text))
    assert search(problem) == parse(text).critical_points()  # the same again, whatever else the machine does
    assert 0 <= problem.work.left < 0.8 * WORK


@pytest.mark.parametrize("text", ["(2x)^(xy)", "x^y", TRAPS[0]])
@pytest.mark.thorough
def test_no_search_spends_more_than_it_may(text):
    problem = Problem(parse(text))
    search(problem)
    assert problem.work.left >= 0


@pytest.mark.parametrize("text", ["abs(x) + 2abs(y - sin(x))", "x^2 + y^2 - 10cos(2pi x) - 10cos(2pi y)"])
def test_without_work_to_spend_a_search_ends_after_its_first_look(text):
    """The grids it begins with are laid whatever they take; what follows is another half at least of these searches."""
    whole, problem = Problem(parse(text)), Problem(parse(text), Work(0.0))
    assert search(whole)
    assert len(search(problem)) <= 1
    assert 0 < -problem.work.left < 0.6 * (WORK - whole.work.left)
    assert search(Problem(parse(text)))


def test_what_evaluations_cost_grows_with_points_and_calls():
    short, long, slow = (Price(parse(text).formula.value) for text in ("x y", "x y + x/y - y/x", "sin(x y)"))
    assert short(1) < short(1000) < long(1000) < slow(1000)
    assert long.run - short.run == pytest.approx(4 * CALL)
    assert slow(1000) - slow(0) == pytest.approx(1000 * (4e-4 + 9e-3))


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("abs(sin(x))+y^2", (0.0, 0.0), "minimum"),
        ("abs(sin(x))+y^2", (np.pi / 2, 0.0), "saddle"),
        ("abs(sin(x))+abs(cos(y))", (0.0, 0.0), "saddle"),
        ("abs(sin(x))+abs(cos(y))", (np.pi / 2, 0.0), "maximum"),
        ("abs(sin(x))+abs(cos(y))", (0.0, np.pi / 2), "minimum"),
    ],
)
def test_on_a_kink_the_heights_around_tell_the_kind(text, place, kind):
    (found,) = [c for c in parse(text).critical_points() if np.allclose(c.point, place, atol=1e-6)]
    assert found.kind == kind
