import json

import numpy as np
import pytest

from figures import contour, curve1d, surface3d
from figures._color import resolve
from figures._encode import decode
from figures.relief import line_count, relief_of
from figures.space import BELOW, CROSSED, LINES, camera, vertical
from surfaces import SURFACES, View
from tests.figures.strange import STRANGE, Strange

PLANES = [cls() for cls in SURFACES.values() if cls.dims == 2]
CURVES = [cls() for cls in SURFACES.values() if cls.dims == 1]
LOOKS = ("quiet", "radford")


def written(panel):
    """The panel as the browser gets it: fails if it is not JSON."""
    return json.loads(json.dumps(panel.document(), allow_nan=False))


def numbers(value):
    """Every plain number in a nest."""
    if isinstance(value, dict):
        return [n for item in value.values() for n in numbers(item)]
    if isinstance(value, list):
        return [n for item in value for n in numbers(item)]
    return [value] if isinstance(value, float) else []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("surface", PLANES + STRANGE, ids=repr)
def test_every_surface_has_both_bases_in_both_looks(surface, look):
    flat, high = written(contour(surface, look=look)), written(surface3d(surface, look=look))
    assert (flat["kind"], high["kind"]) == ("plane", "space")
    lines = flat["figure"]["data"][0]["contours"]
    assert 1 <= (lines["end"] - lines["start"]) / lines["size"] <= 70
    assert lines["size"] > 0
    low, top = high["figure"]["layout"]["scene"]["zaxis"]["range"]
    assert low < top
    for document in (flat, high):
        assert np.isfinite(numbers(document)).all()


@pytest.mark.parametrize("surface", PLANES, ids=repr)
def test_the_bases_of_a_surface_stay_small(surface):
    bases = [contour(surface), surface3d(surface)]
    assert sum(len(json.dumps(panel.base)) for panel in bases) <= 300_000


@pytest.mark.parametrize("surface", CURVES, ids=repr)
def test_a_curve_is_drawn_over_its_axis(surface):
    panel = written(curve1d(surface, start=surface.start))
    assert panel["kind"] == "plane"
    assert panel["axes"] == {"x": "x", "y": "f"}
    line = panel["figure"]["data"][0]
    np.testing.assert_allclose(decode(line["y"]), surface.value(decode(line["x"])[:, None]), rtol=1e-4, atol=1e-4)
    assert panel["start"] == pytest.approx([surface.start[0], float(surface.value(surface.start))])


def test_each_base_refuses_what_it_cannot_draw():
    for base in (contour, surface3d):
        with pytest.raises(ValueError, match="curve1d"):
            base(CURVES[0])
    with pytest.raises(ValueError, match="contour"):
        curve1d(PLANES[0])
    for base in (contour, surface3d):
        with pytest.raises(ValueError, match="look"):
            base(PLANES[0], look="loud")


def test_a_contour_s_grid_is_the_surface():
    surface = SURFACES["monkey_saddle"]()
    trace = contour(surface, resolution=21).base["data"][0]
    x, y = decode(trace["x"]), decode(trace["y"])
    np.testing.assert_allclose(decode(trace["z"]), surface.value(np.stack(np.meshgrid(x, y), -1)), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("look", LOOKS)
def test_levels_of_beale_are_spaced_in_log_f(look):
    trace = contour(SURFACES["beale"](), look=look).base["data"][0]
    heights = decode(trace["z"])
    values = SURFACES["beale"]().value(np.stack(np.meshgrid(decode(trace["x"]), decode(trace["y"])), -1))
    high = values > np.quantile(values, 0.5)
    slope = np.polyfit(np.log10(values[high]), heights[high], 1)[0]
    assert slope == pytest.approx(1, abs=0.01)


def test_the_minimum_has_a_star_and_other_points_lesser_marks():
    stars = {trace["marker"]["symbol"]: trace for trace in contour(SURFACES["beale"]()).base["data"][1:]}
    assert stars["star"]["x"] == pytest.approx([3.0])
    assert stars["star"]["y"] == pytest.approx([0.5])
    assert stars["star"]["marker"]["size"] > stars["x-thin"]["marker"]["size"]


def test_radford_s_beale_is_jet_lines_with_one_grey_star():
    panel = contour(SURFACES["beale"](), look="radford")
    lines, star = panel.base["data"]
    assert lines["contours"]["coloring"] == "lines"
    assert panel.base["layout"]["plot_bgcolor"] == "@ground"
    assert (star["x"], star["y"], star["marker"]["symbol"]) == ([3.0], [0.5], "star")
    assert panel.base["layout"]["xaxis"]["range"] == panel.base["layout"]["yaxis"]["range"] == [-5.0, 5.0]


def test_lower_minima_are_marked_larger():
    surface = SURFACES["three_hump_camel"]()
    sizes = {trace["x"][0]: trace["marker"]["size"] for trace in contour(surface).base["data"][1:]
             if trace["marker"]["symbol"] == "star"}  # fmt: skip
    assert len(sizes) == 2
    assert sizes.pop(0.0) > max(sizes.values())


def test_points_outside_the_picture_are_not_marked():
    assert len(contour(SURFACES["beale"](), ((-5, -4), (-5, -4))).base["data"]) == 1


def test_nearly_square_domains_have_equal_units_and_others_fill_the_panel():
    square = contour(SURFACES["beale"]()).base["layout"]
    wide = contour(SURFACES["beale"](), ((-5, 5), (0, 1))).base["layout"]
    assert square["yaxis"]["scaleanchor"] == "x"
    assert "scaleanchor" not in wide["yaxis"]


def test_a_click_sets_the_start_only_where_it_may():
    assert contour(PLANES[0]).base["layout"]["clickanywhere"] is True
    still = contour(PLANES[0], clickable=False)
    assert still.base["layout"]["clickanywhere"] is False
    assert not still.document()["clickable"]


def test_radford_s_mesh_has_his_camera_his_range_and_his_lines():
    surface = SURFACES["long_valley"]()
    panel = surface3d(surface, look="radford")
    scene, trace = panel.base["layout"]["scene"], panel.base["data"][0]
    eye = np.array([scene["camera"]["eye"][axis] for axis in "xyz"])
    assert np.degrees(np.arctan2(eye[1], eye[0])) == pytest.approx(-135)
    assert np.degrees(np.arcsin(eye[2] / np.linalg.norm(eye))) == pytest.approx(45)
    assert scene["aspectmode"] == "cube"
    assert scene["zaxis"]["range"] == [-5.0, 5.0]
    assert (trace["cmin"], trace["cmax"]) == (-5.0, 5.0)
    for axis, (low, high) in zip("xy", surface.domain, strict=True):
        lines = trace["contours"][axis]
        assert lines["show"]
        assert 30 <= (high - low) / lines["size"] <= 40
    assert panel.axes == {"x": "x", "y": "y", "z": "f"}


def test_the_quiet_surface_fills_its_box():
    low, high = surface3d(SURFACES["monkey_saddle"]()).base["layout"]["scene"]["zaxis"]["range"]
    assert (low, high) == pytest.approx((-2, 2), abs=0.1)


def test_compressed_heights_have_a_channel_of_their_own():
    assert surface3d(SURFACES["beale"]()).axes["z"] == "z"
    assert surface3d(SURFACES["saddle"]()).axes["z"] == "f"


def test_a_view_of_one_s_own_turns_the_camera():
    eyes = [surface3d(PLANES[0], view=View(azimuth=a)).base["layout"]["scene"]["camera"]["eye"] for a in (0, 90)]
    assert eyes[0]["x"] == pytest.approx(eyes[1]["y"])


def test_holes_stay_holes():
    trace = contour(Strange("holes")).base["data"][0]
    x, z = decode(trace["x"]), decode(trace["z"])
    assert np.isnan(z[:, x <= 0]).all()
    assert np.isfinite(z[:, x > 0.01]).all()


def test_colours_of_the_page_are_tokens():
    for panel in (contour(PLANES[0]), surface3d(PLANES[0]), curve1d(CURVES[0])):
        assert resolve(panel.base, "light") != resolve(panel.base, "dark")


def test_a_camera_stands_at_matplotlib_s_azimuth_and_elevation():
    made = camera(View(azimuth=20, elevation=30), 2.0)
    assert list(made["eye"].values()) == pytest.approx([3**0.5 * np.cos(np.pi / 9), 3**0.5 * np.sin(np.pi / 9), 1.0])
    assert (made["up"], made["center"]) == ({"x": 0, "y": 0, "z": 1}, {"x": 0, "y": 0, "z": -0.12})


def test_axes_in_space_span_the_domain_and_leave_no_margin():
    surface = SURFACES["beale"]()
    for look in LOOKS:
        layout = surface3d(surface, ((-1, 2), (0, 4)), look).base["layout"]
        axes = [layout["scene"][f"{axis}axis"] for axis in "xyz"]
        assert [axis["range"] for axis in axes[:2]] == [[-1.0, 2.0], [0.0, 4.0]]
        assert [axis["nticks"] for axis in axes] == [5, 5, 5]
        assert layout["margin"] == dict.fromkeys("lrtb", 0)


@pytest.mark.parametrize(
    ("domain", "texts"),
    [
        ((-5, 5), ["−4", "−2", "0", "2", "4"]),
        ((-1, 1), ["−0.5", "0", "0.5"]),
        ((0, np.pi), ["1", "2"]),
        ((-32.768, 32.768), ["−20", "0", "20"]),
        ((1e6, 1e6 + 1), ["1.0000002e6", "1.0000004e6", "1.0000006e6", "1.0000008e6"]),
    ],
)
def test_axes_in_space_have_round_level_ticks_away_from_the_corners(domain, texts):
    scene = surface3d(SURFACES["booth"](), (domain, (-1, 2))).base["layout"]["scene"]
    assert scene["xaxis"]["ticktext"] == texts
    np.testing.assert_allclose(
        scene["xaxis"]["tickvals"], [float(text.replace("−", "-")) for text in texts], rtol=1e-12
    )
    assert scene["yaxis"]["ticktext"] == ["−0.5", "0", "0.5", "1", "1.5"]
    assert [scene[f"{axis}axis"]["tickangle"] for axis in "xyz"] == [0, 0, 0]


def test_lines_on_the_quiet_surface_divide_its_height_evenly_and_light_falls_from_the_left_in_front():
    relief = relief_of(SURFACES["beale"]())
    low, high = vertical(relief, View())
    trace = surface3d(SURFACES["beale"]()).base["data"][0]
    lines, count = trace["contours"]["z"], line_count(relief.heights, LINES, CROSSED)
    assert lines["size"] == pytest.approx((high - low) / count)
    assert (lines["start"], lines["end"]) == pytest.approx((low + lines["size"], high))
    assert trace["lightposition"] == {"x": -1000, "y": -2000, "z": 3000}
    mesh = surface3d(SURFACES["beale"](), look="radford").base["data"][0]["contours"]["x"]
    assert (mesh["start"], mesh["end"], mesh["width"]) == (-5.0, 5.0, 1)


def test_the_vertical_axis_is_what_the_view_shows_of_what_is_there():
    relief = relief_of(SURFACES["monkey_saddle"]())
    low, high = vertical(relief, View())
    assert low == pytest.approx(relief.heights.min() - BELOW * np.ptp(relief.heights))
    assert vertical(relief, View(z=(-1.0, 9.0))) == (-1.0, high)
    assert vertical(relief, View(z=(-9.0, 0.5))) == (low, 0.5)
    assert vertical(relief, View(z=(-9.0, 0.5)), "radford") == (-9.0, 0.5)
    assert vertical(relief, View(z=(50.0, 60.0))) == (50.0, 60.0)  # nothing of it is there


@pytest.mark.parametrize("domain", [((3, 5), (0, 1)), ((1, 3), (0, 1)), ((2, 4), (0.5, 1)), ((2, 4), (0, 0.5))])
def test_a_point_on_the_edge_of_the_picture_is_marked(domain):
    stars = [
        trace for trace in contour(SURFACES["beale"](), domain).base["data"][1:] if trace["marker"]["symbol"] == "star"
    ]
    assert [(star["x"], star["y"]) for star in stars] == [([3.0], [0.5])]


def test_a_panel_is_as_tall_as_its_domain_within_bounds_if_that_is_nearly_square():
    sizes = [(10, 10), (10, 7), (10, 5), (7, 10), (5, 10), (10, 4)]
    found = [contour(SURFACES["beale"](), ((0, width), (0, height))) for width, height in sizes]
    assert [panel.document()["aspect"] for panel in found] == [1.0, 0.7, 0.6, 1.0, 1.0, 1.0]
    assert ["scaleanchor" in panel.base["layout"]["yaxis"] for panel in found] == [True] * 5 + [False]


def test_a_curve_s_axes_span_its_domain_and_its_values():
    layout = curve1d(SURFACES["parabola"](a=1.0, b=0.0, c=0.0), ((-2, 4),)).base["layout"]
    assert layout["xaxis"]["range"] == [-2.0, 4.0]
    assert layout["yaxis"]["range"] == pytest.approx([-0.06 * 8, 8 + 0.06 * 8], abs=1e-3)
