"""Plotly's camera, what a surface hides, and the order in which its pieces are drawn."""

import numpy as np
import pytest

from export.draw.lines import line_of
from export.draw.paint import clipped
from export.draw.sheet import CORNERS, Sheet
from export.draw.slots import Rect
from export.draw.space import Camera, SpaceView
from export.draw.walls import grid, labels
from figures import Track, surface3d
from figures._color import resolve
from surfaces import SURFACES

RECT = Rect(10, 20, 400, 300)
CAMERA = Camera((1.5, -1.0, 0.8), (0, 0, 0), (0, 0, 1))


def view_of(slug="monkey_saddle", camera=CAMERA, look="radford"):
    figure = resolve(surface3d(SURFACES[slug](), look=look).figure, "light")
    return SpaceView.of(figure, RECT, camera), figure


def test_the_camera_looks_at_the_middle():
    view, _ = view_of()
    assert view.pixels(np.zeros((1, 3)))[0] == pytest.approx((210, 170))


def test_the_camera_is_a_pinhole_with_plotlys_field_of_view():
    """At distance d, half a picture's height is d·tan(π/8) high."""
    view, _ = view_of(camera=Camera((0, -2.0, 0), (0, 0, 0), (0, 0, 1)))
    top = view.pixels(np.array([[0, 0, 2.0 * np.tan(np.pi / 8)]]))[0]
    assert top == pytest.approx((210, 20))
    right = view.pixels(np.array([[2.0 * np.tan(np.pi / 8), 0, 0]]))[0]
    assert right == pytest.approx((210 + 150, 170))


def test_what_is_behind_the_eye_has_no_place():
    view, _ = view_of(camera=Camera((0.2, 0, 0), (0, 0, 0), (0, 0, 1)))
    assert np.isnan(view.pixels(np.array([[0.4, 0.0, 0.0]]))).all()


@pytest.mark.parametrize("azimuth", [-170.0, -60.0, 35.0, 120.0])
@pytest.mark.parametrize("elevation", [5.0, 45.0, 80.0])
def test_turning_keeps_the_distance(azimuth, elevation):
    turned = CAMERA.turned(azimuth, elevation)
    assert (turned.azimuth, turned.elevation) == pytest.approx((azimuth, elevation))
    assert turned.distance == pytest.approx(CAMERA.distance)


def test_points_on_the_surface_are_seen_where_they_face_the_eye():
    view, _ = view_of("long_valley", Camera((0.3, -0.2, 2.0), (0, 0, 0), (0, 0, 1)))
    x, y = np.meshgrid(np.linspace(-0.9, 0.9, 15), np.linspace(-1.9, 0.9, 15))
    surface = SURFACES["long_valley"]()
    points = np.stack([x, y, surface.f(x, y)], axis=-1).reshape(-1, 3)
    assert not view.hides(points).any()


def test_a_ridge_hides_what_lies_behind_it():
    """5x² − y² seen low along x: the far slope stands behind the near wall, of which the outside is seen."""
    view, _ = view_of("long_valley", Camera((2.0, 0.0, 0.15), (0, 0, 0), (0, 0, 1)))
    x = np.array([-0.9, 0.0, 0.97])
    points = np.stack([x, np.full(3, -0.5), 5 * x**2 - 0.25], axis=-1)
    assert view.hides(points).tolist() == [True, False, False]


@pytest.mark.parametrize("look", ["quiet", "radford"])
@pytest.mark.parametrize("azimuth", [-120.0, -20.0, 70.0, 160.0])
def test_no_piece_is_drawn_before_one_that_it_hides(look, azimuth):
    """Along rays from the eye over the floor, the cells come nearer from first to last."""
    camera = CAMERA.turned(azimuth, 30.0)
    _, figure = view_of("rosenbrock", camera, look)
    sheet = Sheet.of(figure, 24)
    pieces = sheet.pieces(camera)
    cells = pieces.corners[pieces.counts > 2][:, :4, :2].mean(axis=1)
    eye = np.array(camera.eye[:2])
    rng = np.random.default_rng(0)
    for _ in range(200):
        i, j = sorted(rng.integers(0, len(cells), 2))
        near, far = cells[j], cells[i]
        along = (far - eye) / np.linalg.norm(far - eye)
        off = np.abs(np.cross(np.append(near - eye, 0), np.append(along, 0))[2])
        if off < 0.5 / 24:  # one stands in the other's way
            assert (near - eye) @ along <= (far - eye) @ along + 1e-9


def test_pieces_are_cut_at_the_floor_and_the_ceiling():
    surface = SURFACES["rosenbrock"]()
    panel = surface3d(surface)
    figure = resolve(panel.figure, "light")
    scene = figure["layout"]["scene"]
    low, high = scene["zaxis"]["range"]
    scene["zaxis"] = scene["zaxis"] | {"range": [low, low + 0.6 * (high - low)]}
    pieces = Sheet.of(figure, 30).pieces(CAMERA)
    half = scene["aspectratio"]["z"] / 2
    assert pieces.corners.shape[1:] == (CORNERS, 3)
    assert np.abs(pieces.corners[..., 2]).max() == pytest.approx(half)


def test_holes_in_a_surface_stay_holes():
    figure = resolve(surface3d(SURFACES["saddle"]()).figure, "light")
    trace = figure["data"][0]
    z = np.array(trace["z"])
    z[10:40, 10:40] = np.nan
    whole, holed = (Sheet.of({**figure, "data": [trace | {"z": heights}]}, 40) for heights in (trace["z"], z))
    counts = [(sheet.pieces(CAMERA).counts > 2).sum() for sheet in (whole, holed)]
    assert 0 < counts[1] < counts[0] - 100


def test_a_step_through_the_box_is_cut_where_it_leaves():
    view, _ = view_of()
    track = Track("a", {"x": np.array([0.0, 0.5, 5.0]), "y": np.zeros(3), "f": np.zeros(3)})
    line = line_of(track, {"x": "x", "y": "y", "z": "f"}, view)
    assert line.at[-1] == pytest.approx(1 + 0.5 / 4.5)
    assert line.exits[-1]
    assert line.head(0.5).place == pytest.approx(view.project(np.array([[0.25, 0.0, 0.0]]))[0])
    assert not line.head(1.9).inside
    assert not line.gone(1.9).ended


def test_a_step_into_the_box_begins_where_it_enters():
    view, _ = view_of()
    track = Track("a", {"x": np.array([5.0, 0.5, 0.0]), "y": np.zeros(3), "f": np.zeros(3)})
    line = line_of(track, {"x": "x", "y": "y", "z": "f"}, view)
    assert line.at[0] == pytest.approx(4 / 4.5)
    assert (np.diff(line.at) >= 0).all()
    assert line.at[-1] == 2


def test_the_box_shows_its_far_walls_and_its_ticks():
    view, figure = view_of()
    lines = grid(figure["layout"]["scene"], view)
    assert {tuple(np.sign(point)) for point in np.round(lines.reshape(-1, 3), 9)}
    near = np.sign(view.camera.eye)
    on_near_wall = (np.abs(lines - near * 0.5) < 1e-9).all(axis=1)  # both ends of a line on one of the near walls
    inner = ((np.abs(lines) < 0.5 - 1e-9).any(axis=1)).any(axis=1)
    assert not (on_near_wall.any(axis=1) & inner).any()
    texts = [text for _, text in labels(figure["layout"]["scene"], view)]
    assert {"−0.5", "0", "0.5", "5"} <= set(texts)
    assert not {"−1", "1"} & set(texts)  # two axes would write there


def test_segments_are_cut_to_a_box():
    segments = np.array([[[-1, 0.5], [3, 0.5]], [[0.2, 0.2], [0.4, 0.4]], [[2, 2], [3, 3]], [[0.5, np.nan], [1, 1]]])
    parts, keep, shares = clipped(segments, (0, 0), (1, 1))
    assert keep.tolist() == [True, True, False, False]
    assert parts.tolist() == [[[0, 0.5], [1, 0.5]], [[0.2, 0.2], [0.4, 0.4]]]
    assert shares.tolist() == [[0.25, 0.5], [0, 1]]
