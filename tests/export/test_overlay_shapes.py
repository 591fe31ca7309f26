"""What each kind of overlay draws, shape by shape, on a plane whose units are pixels."""

from types import SimpleNamespace

import numpy as np
import pytest
from noted import Noted
from numpy.testing import assert_allclose
from small_films import film, panel

from export import Options, Picture
from export.draw.overlays import Overlay, _rounded, _runs, dashed
from export.draw.slots import Rect, axes_of, caption_lines, key_lines
from export.draw.words import inwards
from figures.film import curve
from figures.look import LOOK

THEME = {"@panel": "#ffffff", "@ink": "#000000", "@accent": "#0000ff"}
VIEW = SimpleNamespace(project=lambda points: points, rect=Rect(0, 0, 400, 300))


def drawn(t=0.0, unit=2.0, view=VIEW, **film):
    ink = Noted()
    Overlay(film, {}, THEME, False, unit).draw(ink, view, t)
    return ink


def test_an_ellipse_is_its_centre_and_two_half_axes_around():
    corners = LOOK["ellipse"]["corners"]
    x, y = _rounded(np.array([[10.0, 3.0, 0.0]])), _rounded(np.array([[20.0, 0.0, 5.0]]))
    angle = np.linspace(0, 2 * np.pi, corners + 1)
    assert_allclose(x[0], 10 + 3 * np.cos(angle), atol=1e-12)
    assert_allclose(y[0], 20 + 5 * np.sin(angle), atol=1e-12)
    assert (x[0, 0], y[0, 0]) == (x[0, -1], y[0, -1])


def test_dots_have_a_rim_from_a_size_on_and_words_beside_the_first():
    places = {"x": [[50.0, 80.0, np.nan]], "y": [[60.0, 90.0, 10.0]]}
    ink = drawn(type="dots", size=6, label="two", color="#ff0000", **places)
    assert [(tuple(at), radius, color) for at, radius, color in ink.of("disc")] == [
        ((50, 60), 6, "#ff0000"), ((80, 90), 6, "#ff0000"),
    ]  # fmt: skip
    look = LOOK["dots"]
    assert [ring[1:] for ring in ink.of("ring")] == [(6, 2 * look["rim"], "#ffffff", look["shade"])] * 2
    ((text, place, align, size, color, halo),) = ink.of("words")
    assert (text, align, color, halo) == ("two", "l", "#000000", "#ffffff")
    assert place == (50 + 6 + 2 * look["beside"], 60)
    assert size == 2 * LOOK["words"]["letters"]
    assert not drawn(type="dots", size=3, **places).of("ring")
    assert len(drawn(type="dots", size=look["rimmed"], **places).of("ring")) == 2
    assert not drawn(type="dots", size=0, **places).done


def test_dots_of_several_colours_keep_theirs():
    ink = drawn(type="dots", size=3, colors=["#ff0000", "@accent", "#ff0000"], x=[[1.0, 2.0, 3.0]], y=[[5.0, 5.0, 5.0]])
    assert sorted((at[0], color) for at, _, color in ink.of("disc")) == [
        (1, "#ff0000"), (2, "#0000ff"), (3, "#ff0000"),
    ]  # fmt: skip


def test_dots_half_beyond_the_edge_are_drawn_and_those_beyond_are_not():
    ink = drawn(type="dots", size=6, x=[[-11.0, -13.0, 411.0, 413.0]], y=[[50.0] * 4])
    assert [at[0] for at, *_ in ink.of("disc")] == [-11, 411]


def test_bars_stand_on_0_and_are_as_wide_as_their_share():
    view = SimpleNamespace(project=lambda p: np.asarray(p) * (1, -1) + (0, 200), rect=Rect(0, 0, 400, 300))
    look = LOOK["bars"]
    ink = drawn(view=view, type="bars", x=[100.0, 140.0, 180.0], y=[[50.0, -20.0, np.nan]], color="#ff0000")
    half = look["share"] * 40 / 2
    shapes = [corners.tolist() for corners, _ in ink.of("polygon")]
    assert shapes == [
        [[100 - half, 150], [100 + half, 150], [100 + half, 200], [100 - half, 200]],
        [[140 - half, 220], [140 + half, 220], [140 + half, 200], [140 - half, 200]],
    ]
    (only,) = drawn(view=view, type="bars", x=[100.0], y=[[50.0]]).of("polygon")
    assert np.ptp(only[0][:, 0]) == pytest.approx(max(look["share"] * look["alone"], look["thinnest"]) * 2)
    thin = drawn(view=view, type="bars", x=[100.0, 100.1], y=[[50.0, 50.0]]).of("polygon")
    assert np.ptp(thin[0][0][:, 0]) == pytest.approx(look["thinnest"] * 2)


def test_bars_on_a_log_axis_stand_on_the_floor():
    view = SimpleNamespace(
        project=lambda p: np.stack([p[..., 0], np.where(p[..., 1] > 0, 100.0, np.nan)], -1), rect=Rect(0, 20, 400, 300)
    )
    ((corners, _),) = drawn(view=view, type="bars", x=[100.0], y=[[3.0]]).of("polygon")
    assert corners[:, 1].tolist() == [100, 100, 320, 320]


def test_a_raster_s_cells_meet_and_those_of_one_colour_are_one():
    ink = drawn(
        type="raster", x=[100.0, 130.0], y=[200.0, 220.0], colors=["#ff0000", "@accent"],
        codes=[[0, 0, 1, 1], [1, -1, -1, 0], [0, 0, 0, 0]],
    )  # fmt: skip
    at, up = [95, 105, 115, 125, 135], [195, 205, 215, 225]
    found = [(corners[0].tolist(), corners[2].tolist(), color) for corners, color, _ in ink.of("polygon")]
    red, blue = "#ff0000", "#0000ff"
    assert found == [
        ([at[0], up[0]], [at[2], up[1]], red), ([at[2], up[0]], [at[4], up[1]], blue),
        ([at[0], up[1]], [at[1], up[2]], blue), ([at[3], up[1]], [at[4], up[2]], red),
        ([at[0], up[2]], [at[4], up[3]], red),
    ]  # fmt: skip
    assert {alpha for *_, alpha in ink.of("polygon")} == {LOOK["raster"]["opacity"]}
    assert [corners[:, 0].min() for corners, *_ in drawn(
        type="raster", x=[0.0, 30.0], y=[200.0, 220.0], colors=["#ff0000"], codes=[[0] * 4] * 3
    ).of("polygon")] == [0, 0, 0], "cut at the edge"  # fmt: skip


@pytest.mark.parametrize(
    ("t", "hold", "places"),
    [
        (0.0, False, [10]), (0.5, False, [20]), (1.0, False, [30]), (1.5, False, [30]), (2.0, False, []),
        (2.5, False, []), (3.0, False, [50]), (9.0, False, [50]), (0.5, True, [10]), (1.9, True, [30]),
    ],
)  # fmt: skip
def test_between_its_entries_an_overlay_moves_unless_it_is_held(t, hold, places):
    """Entries 10, 30, none, 50: before a gap it stays."""
    ink = drawn(t, type="dots", size=6, hold=hold, x=[[10.0], [30.0], [np.nan], [50.0]], y=[[5.0]] * 4)
    assert [at[0] for at, *_ in ink.of("disc")] == places


def test_every_so_many_steps_an_overlay_has_an_entry():
    places = [p[0] for p, *_ in drawn(5.0, type="dots", size=6, every=5, x=[[10.0], [30.0]], y=[[5.0]] * 2).of("disc")]
    assert places == [30]


def test_words_stand_where_they_are_and_are_those_of_the_step():
    words = [
        drawn(t, type="text", x=[[50.0]], y=[[60.0]], texts=["one", "two"]).of("words")[0] for t in (0.9, 1.0, 7.0)
    ]
    assert [each[0] for each in words] == ["one", "two", "two"]
    assert words[0][1:3] == ((50, 60), "m")
    assert not drawn(type="text", x=[[np.nan]], y=[[60.0]], texts=["one"]).done


@pytest.mark.parametrize(
    ("x", "align", "gap", "by"),
    [
        (10.0, "l", 0.0, 0.0), (70.0, "l", 0.0, -10.0), (5.0, "m", 0.0, 15.0), (95.0, "m", 0.0, -15.0),
        (30.0, "r", 0.0, 10.0), (90.0, "r", 0.0, 0.0), (80.0, "l", 3.0, -46.0), (61.0, "l", 3.0, -46.0),
        (30.0, "l", 3.0, 0.0), (-1.0, "l", 0.0, 0.0), (101.0, "l", 0.0, 0.0), (60.0, "l", 0.0, 0.0),
        (100.0, "r", 0.0, 0.0),
    ],
)  # fmt: skip
def test_words_of_40_move_into_a_picture_of_100(x, align, gap, by):
    assert inwards(40.0, x, align, Rect(0, 0, 100, 50), gap) == by


@pytest.mark.parametrize(("x", "by"), [(46.0, -46.0), (45.0, -5.0), (40.0, 0.0)])
def test_words_go_to_the_other_side_where_they_just_fit(x, by):
    assert inwards(40.0, x, "l", Rect(0, 0, 80, 50), 3.0) == by


def test_words_wider_than_the_picture_stay():
    assert inwards(101.0, 50.0, "m", Rect(0, 0, 100, 50), 0.0) == 0
    assert inwards(100.0, 40.0, "m", Rect(0, 0, 100, 50), 0.0) == 10


def test_dashes_go_on_around_corners_and_begin_again_behind_a_gap():
    way = np.array([[[0.0, 0], [7, 0]], [[7, 0], [7, 6]], [[np.nan, 0], [0, 0]], [[0, 50], [3, 50]]])
    assert dashed(way, [4.0, 2.0]).tolist() == [
        [[0, 0], [4, 0]], [[6, 0], [7, 0]], [[7, 0], [7, 3]], [[7, 5], [7, 6]], [[0, 50], [3, 50]],
    ]  # fmt: skip
    assert dashed(way[:1], [3.0]).tolist() == [[[0, 0], [3, 0]], [[6, 0], [7, 0]]]
    assert dashed(way[:1], [0.0, 0.0]).tolist() == way[:1].tolist()


def test_runs_of_a_line_are_its_stretches_between_gaps():
    points = np.array([[1.0, 1], [2, 2], [np.nan, 0], [3, 3], [np.nan, np.nan], [2e6, -2e6], [4, 4]])
    assert [run.tolist() for run in _runs(points)] == [[[1, 1], [2, 2]], [[3, 3]], [[1e5, -1e5], [4, 4]]]


def test_a_filled_curve_is_filled_lightly_or_wholly():
    square = {"x": [[10.0, 50.0, 50.0, 10.0, 10.0]], "y": [[10.0, 10.0, 50.0, 50.0, 10.0]]}
    ((_, color, alpha),) = drawn(type="curve", color="#ff0000", fill=True, width=0, **square).of("polygon")
    assert (color, alpha) == ("#ff0000", LOOK["curve"]["fill"])
    ((_, color, alpha),) = drawn(type="curve", color="#ff0000", fill="@accent", width=0, **square).of("polygon")
    assert (color, alpha) == ("#0000ff", 1)
    ((segments, width, color),) = drawn(type="curve", color="#ff0000", width=3, **square).of("stroke")
    assert (width, color, segments.shape) == (6, "#ff0000", (4, 2, 2))
    ((dashes, width, _),) = drawn(type="curve", dash="dot", **square).of("stroke")
    assert width == 2 * LOOK["curve"]["width"]
    first, gap = (2 * length for length in LOOK["curve"]["dashes"]["dot"])
    assert_allclose(dashes[:2, :, 0], [[10, 10 + first], [10 + first + gap, 10 + 2 * first + gap]])


def test_what_colours_mean_stands_in_lines_that_fit(monkeypatch):
    monkeypatch.setattr("export.draw.slots.width", lambda text, size, bold=False: 10.0 * len(text))
    legend = [{"color": c, "label": "x" * n} for c, n in (("#ff0000", 3), ("", 4), ("@ink", 2), ("#00ff00", 9))]
    own = panel(legend=legend)
    assert key_lines(own, 178.0, 2.0) == [
        [(0, "#ff0000", "xxx"), (84, "", "xxxx")], [(0, "@ink", "xx")], [(0, "#00ff00", "x" * 9)],
    ]  # fmt: skip
    assert [len(line) for line in key_lines(own, 124.0, 2.0)] == [2, 1, 1]
    assert [len(line) for line in key_lines(own, 123.0, 2.0)] == [1, 2, 1]
    assert [len(line) for line in key_lines(own, 194.0, 2.0)] == [2, 2]


def test_a_caption_is_broken_where_it_no_longer_fits(monkeypatch):
    monkeypatch.setattr("export.draw.slots.width", lambda text, size, bold=False: 10.0 * len(text))
    own = panel(caption="one two three immeasurable end")
    assert caption_lines(own, 70.0, 1.0) == ["one two", "three", "immeasurable", "end"]
    assert caption_lines(own, 69.0, 1.0)[:2] == ["one", "two"]


def test_axes_of_equal_units_stand_in_the_middle_of_their_room():
    own = panel()
    own.figure["layout"] |= {"margin": {"l": 40, "r": 8, "t": 6, "b": 30}}
    own.figure["layout"]["yaxis"] = own.figure["layout"]["yaxis"] | {"scaleanchor": "x"}
    assert axes_of(own, Rect(100, 50, 400, 300), 2.0) == (
        pytest.approx(180 + 304 / 2 - 228 / 2), pytest.approx(62), pytest.approx(228), pytest.approx(228),
    )  # fmt: skip
    own.figure["layout"]["yaxis"]["scaleanchor"] = ""
    assert axes_of(own, Rect(100, 50, 400, 300), 2.0) == (180, 62, 304, 228)
    own.figure["layout"].pop("margin")
    assert axes_of(own, Rect(100, 50, 400, 300), 2.0) == (100, 50, 400, 300)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_inside_a_rule_has_words_where_it_is_alone(count):
    one, words = film(), "what it goes by"
    inside = curve([[0.0, 4.0]], [[1.0, 2.0]], racer="a", label=words) | {"inside": True}
    source = film(panels=[panel(overlays=[inside])], racers=one.racers[:count], tracks=one.tracks[:count], readout=None)
    (shown,) = Picture(source, Options(size=(300, 240))).plots[0].overlays
    assert (shown.full, shown.film["label"]) == ((True, words) if count == 1 else (False, ""))
