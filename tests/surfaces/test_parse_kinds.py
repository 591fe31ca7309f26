"""What a typed function's critical points are called, and where they are told to be: by hand and by the limit."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surfaces import parse
from ui.about import critical_rows


def the_point(text):
    (point,) = parse(text).critical_points()
    return point


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("1e6*(x-1)^2 + y^2", "minimum", (1, 0)),
        ("x^2 + 1e-6*y^2", "minimum", (0, 0)),
        ("1e7x^2 - y^2", "saddle", (0, 0)),
        ("1e8*(x-y-1)^2 + (x+y)^2", "minimum", (0.5, -0.5)),
        ("1e6*(y-x^2)^2 + (1-x)^2", "minimum", (1, 1)),
    ],
)
def test_a_long_narrow_bowl_is_not_degenerate(text, kind, place):
    """The lesser of its eigenvalues is a millionth of the other, and not zero."""
    surface, point = parse(text), the_point(text)
    assert (point.kind, point.degenerate) == (kind, False)
    assert_allclose(point.point, place, atol=1e-9)
    assert critical_rows(surface, [point])[0]["kind"] == kind


@pytest.mark.parametrize(
    ("text", "along"),
    [
        ("(y-x^2)*(y-3x^2)", lambda t: (t, 2 * t**2)),  # Peano: it rises along every straight line
        ("2x^4 - 3x^2*y + y^2", lambda t: (t, 1.5 * t**2)),
        ("y^2 + x^2*y", lambda t: (t, -(t**2) / 2)),
        ("(y-x^2)^2 - x^5", lambda t: (t, t**2)),
        ("x^3*y + y^2", lambda t: (t, -(t**3) / 2)),
        ("x*y^2 + x^2", lambda t: (-(t**2) / 2, t)),
        ("x^2*y + y^2 + x^4/5", lambda t: (t, -(t**2) / 2)),
    ],
)
def test_what_falls_along_a_bent_way_is_a_saddle(text, along):
    surface = parse(text)
    assert surface.value(along(0.01)) < surface.value((0, 0)) < surface.value((0.01, 0.01))
    points = {p.point: p for p in surface.critical_points()}
    assert (points[0.0, 0.0].kind, points[0.0, 0.0].degenerate) == ("saddle", True)
    assert critical_rows(surface, [points[0.0, 0.0]])[0]["kind"] == "degenerate saddle"


@pytest.mark.parametrize(("text", "kind"), [("x^2*y + y^2 + x^4", "minimum"), ("x^2*y - y^2 - x^4", "maximum")])
def test_what_rises_or_falls_along_the_bent_way_as_well_is_none(text, kind):
    assert the_point(text).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sin(x)/x + y^2", "saddle"),  # around its hole 1 − x²/6 + y²
        ("(1-cos(x))/x^2 + y^2", "saddle"),
        ("(exp(x^2)-1)/x^2 + y^2", "minimum"),  # 1 + x²/2 + y²: an eigenvalue of 3.98 was told, at 1.2e−4
        ("(exp(x^2)-1)/x^2 - y^2", "saddle"),
        ("-(1-cos(x))/x^2 + y^2", "minimum"),
        ("sqrt(x^4 + y^2)", "minimum"),
    ],
)
def test_beside_a_hole_the_point_is_the_hole(text, kind):
    """A Hessian close by is all rounding: −1/2 for −1/3 at sin(x)/x."""
    surface, point = parse(text), the_point(text)
    assert (point.kind, point.point) == (kind, (0.0, 0.0))
    assert critical_rows(surface, [point])[0] | {"f": ""} == {
        "kind": kind, "x": "0", "y": "0", "f": "", "eigenvalues of the Hessian": "–"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "eigenvalues"),
    [
        ("(3x-1)^3 + y^2", "0, 2"),
        ("cos(x)^4 + y^2", "0, 2"),
        ("(x^2-2)^3 + y^2", "0, 2"),
        ("x^2 + 1e-8*y^2", "2e−8, 2"),
    ],
)
def test_what_rounding_leaves_of_a_zero_is_told_as_zero(text, eigenvalues):
    surface = parse(text)
    rows = critical_rows(surface, surface.critical_points())
    assert {row["eigenvalues of the Hessian"] for row in rows} >= {eigenvalues}
    for row in rows:
        assert row["kind"].startswith("degenerate") == ("0" in row["eigenvalues of the Hessian"].split(", "))


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [("floor(x) + y^2", (-2.99, 0), "minimum"), ("min(abs(x), 1) + y^2", (-1.01, 0), "minimum")],
)
def test_a_level_beside_a_step_or_a_kink_is_judged_by_the_heights_around(text, place, kind):
    """What lies beyond the edge is not reached on a bent way; nor what lies outside of the domain."""
    found = [p for p in parse(text).critical_points() if np.hypot(p.point[0] - place[0], p.point[1]) < 0.05]
    assert {p.kind for p in found} == {kind}


@pytest.mark.parametrize("text", ["x^2*sin(1/x) + y^2", "x*sin(1/x) + y^2", "x^2*cos(1/x) + y^2"])
def test_short_waves_are_told_by_their_own_curvature(text):
    """x² sin(1/x) + y² at 0.0095: heights a tenth of a unit off belong to other waves."""
    surface = parse(text)
    bent = [p for p in surface.critical_points() if not p.degenerate]
    least = [np.linalg.eigvalsh(surface.hessian(p.point))[0] for p in bent]
    assert len(bent) > 10
    assert [p.kind for p in bent] == ["minimum" if curvature > 0 else "saddle" for curvature in least]


def test_where_every_way_leads_to_another_height_there_is_no_minimum():
    """π/2 from the right and −π/2 from the left."""
    assert parse("atan(1/x) + y^2").critical_points() == ()


def test_holes_along_a_line_are_on_it():
    points = parse("sin(x)/x").critical_points()
    assert {p.kind for p in points} == {"maximum"}
    assert {p.point[0] for p in points} == {0.0}


def test_one_place_is_listed_once():
    """The search comes to it from both sides, and stops a little before it."""
    assert the_point("(x-1)^8 + y^2").point == (1.0, 0.0)


@pytest.mark.parametrize("text", ["x^6-6x^5+15x^4-20x^3+15x^2-6x+1+y^2", "(x^2+y^2-1)^2", "(y-x^2)^2"])
def test_a_flat_direction_is_no_small_curvature(text):
    """Rounding leaves 3e−11 of the zero eigenvalue."""
    points = parse(text).critical_points()
    assert all(p.degenerate for p in points if p.kind == "minimum")
    assert np.ptp([parse(text).value(p.point) for p in points if p.kind == "minimum"]) < 1e-12
