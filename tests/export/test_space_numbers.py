"""Numbers on which a picture in space turns: its cells, their order, what is hidden, how steps are cut."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from export import Options, estimate, film_for
from export.draw.lines import line_of
from export.draw.raster import ROUGH, Raster, Shapes
from export.draw.sheet import Sheet, _nodes
from export.draw.slots import Rect
from export.draw.space import Bounds, Camera, SpaceView
from figures import Track, surface3d
from figures._color import resolve
from figures.look import LOOK
from scenes import SCENES
from surfaces import SURFACES

UP = (0.0, 0.0, 1.0)
CENTER = (0.0, 0.0, 0.0)


def test_a_small_picture_has_few_cells_and_none_has_more_than_it_may():
    sizes = (400, 120), (90, 300), (5000, 900), (1, 1)
    views = [SimpleNamespace(rect=Rect(0, 0, *size)) for size in sizes]
    assert [Raster(4, 108).cells_in(view) for view in views] == [30, 22, 108, 1]


def test_a_picture_in_space_is_as_large_as_its_place():
    figure = resolve(surface3d(SURFACES["saddle"]()).figure, "light")
    view = SpaceView.of(figure, Rect(7.0, 31.0, 60.0, 48.0), Camera((1.5, -1.0, 0.8), CENTER, UP))
    image = ROUGH(Sheet.of(figure, 10), figure["layout"]["scene"], view, 1.0, "#102030")
    assert image.size == (60, 48)
    assert image.getpixel((0, 47)) == (16, 32, 48)


def test_colours_of_lines_keep_their_channels():
    assert Raster._lines(None, np.zeros((2, 2, 2)), (1, 2, 3)).inks.tolist() == [1 | 2 << 8 | 3 << 16] * 2


def test_the_nodes_of_a_mesh_that_does_not_divide_the_cells():
    assert len(_nodes(np.linspace(-2.0, 6.0, 101), {"show": True, "size": 2.0}, 10)) == 4 * 2 + 1
    assert len(_nodes(np.linspace(-2.0, 6.0, 101), {"show": True, "size": 100.0}, 10)) == 10 + 1


def sheet(n=8):
    axis = np.linspace(0.0, 1.0, n + 1)
    bounds = Bounds(np.array([0.0, 0.0, 0.0]), np.ones(3), np.array([1.0, 1.0, 0.5]))
    x = bounds.along(0, axis)
    heights = 0.2 + 0.3 * axis[:, None] + 0 * axis
    trace = {"contours": {}, "colorscale": [[0, "#000000"], [1, "#ffffff"]], "cmin": 0, "cmax": 1}
    return Sheet(x, x.copy(), bounds.along(2, heights), bounds, trace)


@pytest.mark.parametrize("eye", [(2.0, 0.3, 1.0), (-0.7, -1.9, 0.4), (0.9, 1.1, 2.0)])
def test_faces_are_drawn_exactly_in_the_order_of_their_middles(eye):
    pieces = sheet().pieces(Camera(eye, CENTER, UP))
    assert (pieces.counts == 4).all()
    middles = (pieces.corners[:, 0, :2] + pieces.corners[:, 2, :2]) / 2
    assert (np.diff(np.linalg.norm(middles - eye[:2], axis=-1)) < 1e-12).all()


def test_lines_lie_on_the_nearest_cell_beside_them():
    """A line between two cells is drawn after both: as near as the nearer one."""
    one = sheet()
    eye = np.array([2.0, 0.3])
    middles = np.array([[one.x[3], (one.y[2] + one.y[3]) / 2], [(one.x[0] + one.x[1]) / 2, one.y[0]]])
    near = one._nearest(middles, eye)
    side = one.x[1] - one.x[0]
    cells = [
        [middles[0] + (side / 2, 0), middles[0] - (side / 2, 0)],
        [middles[1] + (0, side / 2), middles[1] + (0, side / 2)],
    ]
    assert near == pytest.approx([min(np.linalg.norm(cell - eye) for cell in pair) for pair in cells])


def test_a_mesh_line_just_beyond_the_rim_is_drawn_on_it():
    """Its last value may be a rounding error over the end of the axis."""
    how = {"show": True, "start": 0.5, "end": 1 + 1e-7, "size": 0.5 + 5e-8, "color": "#00ff00"}
    one = sheet()
    for axis, i in (("x", 0), ("y", 1)):
        ends = one._mesh(axis, how)
        assert sorted(set(ends[..., i].ravel())) == pytest.approx([one.x[4], one.x[8]])
        assert ends[..., i].max() == one.x[8]


def test_the_rim_of_the_floor_hides_as_well():
    """Along the wall x = 0 a ridge over y = 0.5 stands between the far end and the eye."""
    y = np.linspace(0.0, 1.0, 41)
    heights = np.repeat(np.exp(-(((y - 0.5) / 0.1) ** 2))[:, None], 41, axis=1) * 0.8
    bounds = Bounds(np.zeros(3), np.ones(3), np.ones(3))
    view = SpaceView(bounds, Camera((-0.5, -3.0, -0.3), CENTER, UP), Rect(0, 0, 100, 100), heights)
    points = np.array([[0.0, 0.9, 0.25], [0.0, 0.1, 0.25], [0.5, 0.9, 0.25]])
    assert view.hides(points).tolist() == [True, False, True]
    assert view._height(np.array([0.3, 0.5])) == pytest.approx(0.8)
    assert view._height(np.array([0.3, 0.0])) == pytest.approx(heights[0, 0])


@pytest.mark.parametrize("places", [[-2.0, 0.2, 0.3], [0.1, 0.3, 5.0]])
def test_a_step_cut_on_one_side_keeps_the_time_of_its_steps(places):
    bounds = Bounds(np.zeros(3), np.ones(3), np.ones(3))
    view = SpaceView(bounds, Camera((0.0, -3.0, 1.0), CENTER, UP), Rect(0, 0, 300, 300), np.full((5, 5), 0.1))
    channels = {"x": np.array(places), "y": np.full(3, 0.5), "f": np.full(3, 0.6)}
    line = line_of(Track("a", channels), {"x": "x", "y": "y", "z": "f"}, view)
    low, high = (2.0 / 2.2, 2.0) if places[0] < 0 else (0.0, 1 + 0.7 / 4.7)
    assert (line.at[0], line.at[-1]) == pytest.approx((low, high))
    assert (np.diff(line.at) >= 0).all()
    expected = np.interp(line.at, np.arange(3), places)
    along = view.pixels(
        bounds.normal(np.column_stack([expected, np.full(len(expected), 0.5), np.full(len(expected), 0.6)]))
    )
    assert_allclose(line.pixels, along, atol=1e-6)


def test_a_film_that_turns_is_estimated_to_take_longer():
    """0.06 s a frame and million pixels, as measured."""
    still, turning = (Options(size=(1000, 500), seconds=4, fps=10, hold=0, orbit=degrees) for degrees in (0.0, 90.0))
    for suffix, more in ((".gif", 0.06), (".mp4", 0.06)):
        times = [estimate(SCENES["radford-saddle"], suffix, options)[1] for options in (still, turning)]
        assert times[1] - times[0] == pytest.approx(40 * 0.5 * more)


def test_left_open_a_camera_stands_still():
    assert Options().orbit == 0
    assert len(Options(fps=10, seconds=1).positions(film_for(SCENES["rotated"], Options()))) == 10


@pytest.mark.parametrize("end", [0.05, 0.6, 0.95])
def test_a_long_step_in_space_is_cut_into_pieces_of_equal_length(end):
    bounds = Bounds(np.zeros(3), np.ones(3), np.ones(3))
    view = SpaceView(bounds, Camera((0.0, -3.0, 1.0), CENTER, UP), Rect(0, 0, 900, 900), np.full((5, 5), 0.1))
    line = line_of(
        Track("a", {"x": np.array([0.0, end]), "y": np.full(2, 0.5), "f": np.full(2, 0.6)}),
        {"x": "x", "y": "y", "z": "f"},
        view,
    )
    length = np.linalg.norm(line.pixels[-1] - line.pixels[0])
    pieces = min(int(np.ceil(length / LOOK["space"]["piece"])), LOOK["space"]["pieces"])
    assert_allclose(line.at, np.linspace(0, 1, pieces + 1))


@pytest.mark.parametrize(
    ("unit", "times", "wall", "line"), [(1.0, 4, 3, 3), (2.0, 4, 6, 7), (4.0, 2, 6, 7), (0.1, 2, 1, 1)]
)
def test_lines_in_space_are_as_thick_as_they_are_shown(monkeypatch, unit, times, wall, line):
    """0.7 pixels on the walls and 0.85 on the surface, times the unit, drawn so many times enlarged; 1 at least."""
    figure = resolve(surface3d(SURFACES["saddle"]()).figure, "light")
    view = SpaceView.of(figure, Rect(0.0, 0.0, 40.0, 30.0), Camera((1.5, -1.0, 0.8), CENTER, UP))
    thick = []
    monkeypatch.setattr(Raster, "_draw", lambda self, draw, shapes, first, last, own: thick.append(own))
    Raster(times, 8)(Sheet.of(figure, 8), figure["layout"]["scene"], view, unit, "#102030")
    assert thick == [wall, line]


def test_a_shape_is_drawn_enlarged_from_its_strip_s_first_row_on():
    noted = []
    draw = SimpleNamespace(
        polygon=lambda corners, fill: noted.append((corners, fill)),
        line=lambda ends, fill, width: noted.append((ends, fill, width)),
    )
    places = np.array(
        [[[1.0, 5.0], [2.6, 5.0], [2.6, 7.3], [1.0, 7.3]], [[3.0, 6.0], [4.0, 6.0], [4.0, 6.0], [4.0, 6.0]]]
    )
    shapes = Shapes(places, np.array([4, 2]), np.array([7, 9]))
    Raster(2, 8)._draw(draw, shapes, 5, 9, 1)
    assert noted == [([2, 0, 5, 0, 5, 4, 2, 4], 7), ([6, 2, 8, 2], 9, 1)]
    noted.clear()
    Raster(2, 8)._draw(draw, shapes, 8, 12, 1)
    assert [each[0] for each in noted] == [[2, -6, 5, -6, 5, -2, 2, -2]], "within a line's reach of the strip"
    noted.clear()
    Raster(2, 8)._draw(draw, shapes, 9, 12, 1)
    assert not noted


def test_a_face_has_the_colour_of_its_height_between_the_scale_s_ends():
    one = dataclasses.replace(sheet(), trace={"colorscale": [[0, "#000000"], [1, "#ffffff"]], "cmin": 0.2, "cmax": 0.6})
    heights = one.bounds.along(2, [0.1, 0.2, 0.3, 0.4, 0.6, 0.9])
    assert_allclose(one._colors(heights)[:, 0], [0, 0, 0.25, 0.5, 1, 1], atol=2e-3)


def test_a_sheet_fills_its_box_along_each_axis():
    figure = resolve(surface3d(SURFACES["booth"](), ((-3.0, 1.0), (2.0, 7.0))).figure, "light")
    one = Sheet.of(figure, 10)
    x, y, z = one.bounds.aspect / 2
    assert_allclose([one.x[0], one.x[-1], one.y[0], one.y[-1]], [-x, x, -y, y])
    assert np.ptp(one.z) <= 2 * z + 1e-9
    point = np.array([[one.bounds.data(0, one.x[3]), one.bounds.data(1, one.y[7])]])
    view = SpaceView.of(figure, Rect(0, 0, 100, 100), Camera((1.5, -1.0, 0.8), CENTER, UP))
    assert one.z[7, 3] == pytest.approx(one.bounds.along(2, view.lifted(point)[0, 2]), abs=1e-3)
