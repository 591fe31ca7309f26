"""Heads, starts, handles and the marks of runs that are over: each shape in its place; boxes and colours."""

import numpy as np
import pytest
from noted import Noted
from numpy.testing import assert_allclose

from export.draw.boxes import area, around, join, meet, shifted
from export.draw.colors import faded, pillow, rgba
from export.draw.lines import Gone, Head
from export.draw.marks import draw_gone, draw_handle, draw_head, draw_start
from export.draw.slots import Rect
from export.draw.words import Lines
from figures.look import LOOK

THEME = {"@panel": "#ffffff", "@ink": "#000000", "@ground": "#eeeeee", "@accent": "#0000ff"}
PLACE = np.array([50.0, 60.0])


@pytest.mark.parametrize("seen", [True, False])
def test_a_head_is_a_dot_on_a_rim_on_a_hairline(seen):
    ink, look = Noted(), LOOK["head"]
    draw_head(ink, Head(PLACE, True, seen), "#ff0000", THEME, 2.0)
    alpha = 1 if seen else look["behind"]
    assert [each[1:] for each in ink.of("disc")] == [
        (2 * (look["radius"] + look["hair"]), "#000000", alpha * look["hairline"]),
        (2 * (look["radius"] + look["rim"]), "#ffffff", alpha),
        (2 * look["radius"], "#ff0000", alpha),
    ]


def test_a_run_that_ended_has_a_cross():
    ink, look = Noted(), LOOK["cross"]
    draw_gone(ink, Gone(PLACE, np.array([3.0, 4.0]), True), "#ff0000", THEME, 2.0)
    arm = 2 * look["arm"]
    (edge, cross) = ink.of("stroke")
    assert_allclose(cross[0], PLACE + arm * np.array([[[-1, -1], [1, 1]], [[-1, 1], [1, -1]]]))
    assert (edge[1:], cross[1:]) == ((2 * look["edge"], "#ffffff"), (2 * look["width"], "#ff0000"))


@pytest.mark.parametrize("way", [(3.0, 4.0), (-1.0, 0.0), (0.0, -2.0)])
def test_a_run_that_left_has_an_arrowhead_the_way_it_went(way):
    ink, look = Noted(), LOOK["wedge"]
    draw_gone(ink, Gone(PLACE, np.array(way), False), "#ff0000", THEME, 2.0)
    along = np.array(way) / np.hypot(*way)
    across = np.array([-along[1], along[0]])
    back = PLACE - 2 * look["length"] * along
    ((corners, color),) = ink.of("polygon")
    assert color == "#ff0000"
    assert_allclose(corners[0], PLACE, atol=1e-9)
    ends = sorted(corners[1:].tolist())
    assert_allclose(ends, sorted([(back + side * 2 * look["half"] * across).tolist() for side in (1, -1)]), atol=1e-9)
    assert {each[1:] for each in ink.of("stroke")} == {(2 * look["edge"], "#ffffff")}


@pytest.mark.parametrize(("left", "side", "align"), [(False, 1, "l"), (True, -1, "r")])
def test_a_handle_has_its_name_beside_it(left, side, align):
    ink, look = Noted(), LOOK["handle"]
    draw_handle(ink, PLACE, {"label": "w", "color": "@accent"}, THEME, 2.0, left)
    radius, rim, hair = look["radius"], look["rim"], look["hair"]
    assert [each[1:] for each in ink.of("disc")] == [
        (2 * (radius + rim + hair), "#000000"), (2 * (radius + rim), "#eeeeee"), (2 * radius, "#0000ff"),
    ]  # fmt: skip
    ((words, place, where, size, *colors),) = ink.of("words")
    assert tuple(place) == (50 + side * 2 * look["beside"], 60)
    assert (words, where, size, colors) == ("w", align, 2 * look["letters"], ["#000000", "#eeeeee"])
    for nameless in ({}, {"label": "w", "quiet": True}):
        draw_handle(mute := Noted(), PLACE, nameless, THEME, 2.0)
        assert not mute.of("words")


def test_names_of_handles_in_one_place_stand_above_one_another():
    names, ink, handles = (Lines(), Rect(0, 0, 400, 300)), Noted(), [{"label": each} for each in ("Adam", "Lion", "w")]
    for handle, x in zip(handles, (0, 3, 200), strict=True):
        draw_handle(ink, PLACE + np.array([x, 2]), handle, THEME, 1.0, names=names)
    heights = [place[1] for _, place, *_ in ink.of("words")]
    assert heights == [62, 62 - LOOK["words"]["line"], 62]


def test_the_start_is_a_star_of_four_points_one_of_them_up():
    ink, look = Noted(), LOOK["start"]
    draw_start(ink, PLACE, THEME, 2.0)
    ((corners, color),) = ink.of("polygon")
    away = corners - PLACE
    assert color == "#000000"
    assert_allclose(away[::2], 2 * look["long"] * np.array([[0, -1], [1, 0], [0, 1], [-1, 0]]), atol=1e-9)
    half = 2 * look["short"] * np.sqrt(0.5)
    assert_allclose(away[1::2], half * np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]]), atol=1e-9)
    ((sides, width, edge),) = ink.of("stroke")
    assert_allclose(sides, np.stack([corners, [*corners[1:], corners[0]]], axis=1))
    assert (width, edge) == (2 * look["edge"], "#ffffff")


def test_boxes():
    assert around(1.2, -0.5, 3.0, 4.1) == (1, -1, 3, 5)
    assert meet((0, 0, 10, 8), (4, -3, 12, 6)) == (4, 0, 10, 6)
    assert meet((0, 0, 10, 8), (10, 0, 12, 6)) is None
    assert meet((0, 0, 10, 8), (0, 8, 12, 9)) is None
    assert join([(0, 4, 2, 6), None, (-1, 5, 1, 9)]) == (-1, 4, 2, 9)
    assert join([None]) is None
    assert shifted((1, 2, 3, 4), 10, -20) == (11, -18, 13, -16)
    assert area((1, 2, 4, 9)) == 21


def test_colours():
    assert rgba("rgb(51, 102, 255)") == (0.2, 0.4, 1, 1)
    assert rgba("rgba(51,102,255, 0.25)") == (0.2, 0.4, 1, 0.25)
    assert rgba("#336699") == (0.2, 0.4, 0.6, 1)
    assert rgba(None) == (0, 0, 0, 0)
    assert faded("#336699", 0.5) == (0.2, 0.4, 0.6, 0.5)
    assert pillow("#336699") == (51, 102, 153)
