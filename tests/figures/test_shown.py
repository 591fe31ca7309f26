"""What a base shows: which colour is low, where lines and limits lie, which side is up, what is marked how large."""

import numpy as np
import pytest

from figures import Track, animation, chart, contour, curve1d, surface3d
from figures._color import colorscale, quiet, resolve
from figures._encode import decode
from figures._outlines import outlines
from figures.plane import MARKS, STAR, plane_layout
from figures.relief import Relief, limits, line_count, relief_of, visible, widened
from figures.space import BELOW, camera, vertical
from scenes import SCENES
from surfaces import SURFACES, View
from tests.figures.strange import Logarithmic, Strange


def values(track, channel="f"):
    return [Track("r", {channel: np.asarray(track, dtype=float)})]


def y_range(panel):
    return panel.base["layout"]["yaxis"]["range"]


# --- contours ----------------------------------------------------------------------------------------------------


def bands_of(panel):
    (bands,) = (trace for trace in resolve(panel.figure, "light")["data"] if trace["type"] == "contour")
    return bands


def rgb(color):
    return [int(part) for part in color[4:-1].split(",")]


def test_outlines_go_from_the_lowest_colour_to_the_highest():
    traces = outlines(bands_of(contour(SURFACES["monkey_saddle"]())))
    stops = [[int(color[i : i + 2], 16) for i in (1, 3, 5)] for _, color in quiet("light")]
    assert rgb(traces[0]["fillcolor"]) == pytest.approx(stops[0], abs=1)
    assert rgb(traces[-1]["fillcolor"]) == pytest.approx(stops[-1], abs=1)
    assert len(traces) == 23
    assert {trace["fill"] for trace in traces} == {"toself"}


def test_radford_s_outlines_are_blue_in_the_valley_and_red_on_the_heights():
    traces = outlines(bands_of(contour(SURFACES["beale"](), look="radford")))
    low, high = rgb(traces[0]["line"]["color"]), rgb(traces[-1]["line"]["color"])
    assert low[2] > 200 > low[0] + 100
    assert high[0] > 100 > high[2] + 50
    assert not any("fill" in trace for trace in traces)


def test_the_areas_of_outlines_shrink_towards_the_heights():
    traces = outlines(bands_of(contour(SURFACES["monkey_saddle"](), resolution=41)))
    assert np.nanmin(traces[0]["x"]) == -1
    assert np.nanmax(traces[0]["x"]) == 1
    surface, last = SURFACES["monkey_saddle"](), traces[-1]
    assert surface.value(np.stack([last["x"], last["y"]], axis=-1))[np.isfinite(last["x"])].min() > 1.5


@pytest.mark.parametrize(("slug", "look", "count"), [("monkey_saddle", "quiet", 22), ("beale", "radford", 60)])
def test_lines_lie_in_the_middle_of_equal_bands(slug, look, count):
    trace = contour(SURFACES[slug](), look=look).figure["data"][0]
    low, high, lines = trace["zmin"], trace["zmax"], trace["contours"]
    assert lines["size"] == pytest.approx((high - low) / count)
    assert lines["start"] - low == pytest.approx(lines["size"] / 2)
    assert high - lines["end"] == pytest.approx(lines["size"] / 2)


def test_radford_s_lowest_line_leaves_a_hundredth_of_the_picture_below():
    surface = SURFACES["beale"]()
    trace = contour(surface, look="radford").figure["data"][0]
    assert np.mean(trace["z"] < trace["zmin"]) == pytest.approx(0.01, abs=0.002)
    assert trace["colorscale"] == colorscale("jet")


@pytest.mark.parametrize(("ratio", "square"), [(1.9, True), (2.0, True), (2.1, False), (0.6, True), (0.4, False)])
def test_units_are_equal_up_to_twice_as_long_sides(ratio, square):
    panel = contour(SURFACES["monkey_saddle"](), ((0, 1), (0, ratio)))
    assert ("scaleanchor" in panel.base["layout"]["yaxis"]) is square
    assert panel.aspect == (min(ratio, 1.0) if square else 1.0)
    assert contour(SURFACES["monkey_saddle"](), ((0, 2), (0, 1.1))).aspect == 0.6


class Wells(Strange):
    """So many equal minima in a row."""

    count = 4
    kinds = ("minimum",)

    def critical_points(self):
        from surfaces import CriticalPoint

        return [CriticalPoint((-1.5 + i / 2, 0.0), "minimum") for i in range(self.count)]


class FiveWells(Wells):
    count = 5


@pytest.mark.parametrize(("surface", "mark"), [(Wells(), "minimum"), (FiveWells(), "local")])
def test_many_minima_are_marked_small(surface, mark):
    (stars,) = contour(surface).figure["data"][1:]
    assert stars["marker"] == MARKS[mark]
    assert len(stars["x"]) == surface.count
    assert MARKS["local"]["size"] < MARKS["minimum"]["size"] < STAR["size"]


def test_each_kind_of_critical_point_has_its_sign_where_it_is():
    traces = contour(SURFACES["three_hump_camel"]()).figure["data"][1:]
    found = {trace["marker"]["symbol"] + str(trace["marker"]["size"]): (trace["x"], trace["y"]) for trace in traces}
    assert found["star13"] == ([0.0], [0.0])
    assert sorted(found["star9"][0]) == pytest.approx([-1.7476, 1.7476], abs=1e-3)
    assert sorted(found["x-thin7"][0]) == pytest.approx([-1.0705, 1.0705], abs=1e-3)
    marked = contour(SURFACES["three_hump_camel"](), look="radford").figure["data"][1:]
    assert [trace["marker"] for trace in marked] == [MARKS["local"], STAR]
    assert [trace["x"] for trace in traces if trace["marker"]["symbol"] == "star"][-1] == [0.0]


def test_points_on_the_edge_of_the_picture_are_marked():
    xs = contour(SURFACES["beale"](), ((3, 5), (0.5, 2))).figure["data"][1]["x"]
    assert xs == [3.0]


# --- curves and charts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", [slug for slug, cls in SURFACES.items() if cls.dims == 1])
def test_a_curve_has_six_hundredths_of_room_above_and_below(slug):
    panel = curve1d(SURFACES[slug]())
    line = decode(panel.base["data"][0]["y"])
    assert len(line) == 401
    low, high = np.nanmin(line), np.nanmax(line)
    assert y_range(panel) == pytest.approx([low - 0.06 * (high - low), high + 0.06 * (high - low)], rel=1e-4)


def test_a_level_curve_has_half_a_unit_of_room():
    class Level(SURFACES["parabola"]):
        def f(self, x):
            return 3.0 + 0 * x

    assert y_range(curve1d(Level())) == [2.5, 3.5]


def test_a_click_on_a_curve_may_set_the_start():
    surface = next(cls() for cls in SURFACES.values() if cls.dims == 1)
    assert curve1d(surface).clickable
    assert curve1d(surface).base["layout"]["hovermode"] == "closest"
    assert curve1d(surface, clickable=False).base["layout"]["hovermode"] is False


def test_limits_bound_a_log_axis_on_both_sides():
    low, high = y_range(chart("f", values(np.geomspace(100, 1e-3, 50)), limits=(1e-2, 10.0)))
    assert (low, high) == pytest.approx((-2 - 0.04 * 3, 1 + 0.04 * 3))


def test_limits_of_zero_leave_a_log_axis_as_it_is():
    free = chart("f", values(np.geomspace(100, 1e-3, 50)))
    assert y_range(chart("f", values(np.geomspace(100, 1e-3, 50)), limits=(0.0, 10.0))) == y_range(free)
    assert y_range(free) == pytest.approx([-3 - 0.04 * 5, 2 + 0.04 * 5])


def test_limits_bound_a_linear_axis_on_both_sides():
    assert y_range(chart("f", values(np.linspace(5, -5, 50)), limits=(-2.0, 3.0))) == pytest.approx([-2.25, 3.25])


def test_a_linear_axis_shows_three_times_what_runs_mostly_are():
    run = np.append(np.linspace(-1, 1, 400), [40.0, -30.0])
    inner = np.quantile(run, (0.05, 0.95))
    room = 3 * (inner[1] - inner[0])
    low, high = inner[0] - room, inner[1] + room
    assert y_range(chart("f", values(run))) == pytest.approx([low - 0.05 * (high - low), high + 0.05 * (high - low)])


def test_two_decades_are_still_linear():
    assert "type" not in chart("f", values([1.0, 50.0, 99.0])).base["layout"]["yaxis"]
    axis = chart("f", values([1.0, 50.0, 101.0])).base["layout"]["yaxis"]
    assert (axis["type"], axis["dtick"]) == ("log", 1)
    assert chart("f", values(np.geomspace(1e9, 1, 9))).base["layout"]["yaxis"]["dtick"] == 2


def test_a_chart_counts_evaluations_up_to_the_run_that_needs_most():
    runs = [Track(f"r{k}", {"f": np.ones(5), "evals": k * np.arange(5.0)}) for k in (1, 7, 3)]
    assert chart("f", runs, x="evals").base["layout"]["xaxis"]["range"] == [0.0, 28.0]
    assert chart("f", runs, x="evals").title == "f(w) against evaluations"
    assert chart("gap", values(np.ones(3), "gap")).title == "f(w) − f* against step"


def test_axes_are_written_as_they_are_given():
    layout = plane_layout((1, 2), (3, 5))
    assert (layout["xaxis"]["range"], layout["yaxis"]["range"]) == ([1.0, 2.0], [3.0, 5.0])


# --- heights -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["beale", "rosenbrock", "goldstein_price"])
def test_heights_are_counted_from_the_least_value_that_is_known(slug):
    surface = SURFACES[slug]()
    relief = relief_of(surface)
    assert relief.height.scale is not None
    assert relief.height.center == pytest.approx(float(surface.value(surface.minima()).min()), abs=1e-12)
    assert relief.height.center < np.nanmin(relief.values)


def test_without_a_known_minimum_heights_are_counted_from_the_lowest_node():
    relief = relief_of(Logarithmic("holes"))
    assert relief.height.center == np.nanmin(relief.values)


@pytest.mark.parametrize(("look", "share"), [("height", 0.06), ("sharp", 0.01)])
def test_a_compressed_height_is_linear_below_its_share_of_the_picture(look, share):
    relief = relief_of(SURFACES["beale"]())
    above = relief.values - relief.height.center
    assert np.mean(above < getattr(relief, look).scale) == pytest.approx(share, abs=0.002)


def test_lines_are_thinned_to_a_quarter_at_most():
    waves = np.sin(np.arange(200) * 2.0) + np.zeros((200, 1))
    assert line_count(waves, 20, 50) == 5
    swell = np.sin(np.linspace(0, 12, 200)) + np.zeros((200, 1))
    crossings = np.abs(np.diff(swell[0])).sum() / np.ptp(swell[0])
    assert line_count(swell, 20, 50) == int(50 / crossings) == 13


def test_a_range_that_is_empty_is_widened_evenly():
    assert widened(3.0, 3.0) == (2.5, 3.5)
    assert widened(2.0, 3.0) == (2.0, 3.0)
    assert widened(1e9, 1e9) == (1e9 - 1e3, 1e9 + 1e3)
    assert limits(np.array([1.0, 2.0, np.nan, 4.0])) == (1.0, 4.0)


def test_peaks_are_cut_only_where_they_more_than_double_the_range():
    bowl = np.linspace(0, 1, 97)
    assert visible(np.append(bowl, [1.9, 1.95, 1.9])) == (0.0, 1.95)
    assert visible(np.append(bowl, [3.0, 3.0]))[1] == pytest.approx(1.0, abs=0.05)


# --- in space ----------------------------------------------------------------------------------------------------


def test_the_lowest_line_on_a_surface_lies_one_step_above_its_floor():
    surface = SURFACES["monkey_saddle"]()
    panel = surface3d(surface)
    lines = panel.base["data"][0]["contours"]["z"]
    low, high = panel.base["layout"]["scene"]["zaxis"]["range"]
    assert lines["size"] == pytest.approx((high - low) / 18)
    assert (lines["start"], lines["end"]) == pytest.approx((low + lines["size"], high))


def test_a_box_has_room_below_the_nodes_and_none_above():
    surface = SURFACES["monkey_saddle"]()
    heights = relief_of(surface).heights
    low, high = surface3d(surface).base["layout"]["scene"]["zaxis"]["range"]
    assert high == pytest.approx(heights.max())
    assert heights.min() - low == pytest.approx(BELOW * np.ptp(heights))


def test_a_view_s_limits_bound_the_box_of_either_look():
    relief = relief_of(SURFACES["monkey_saddle"]())
    view = View(z=(-1.0, 1.5))
    assert vertical(relief, view) == (-1.0, 1.5)
    assert vertical(relief, View(z=(-9.0, 9.0)))[1] == pytest.approx(2.0, abs=0.01)
    assert vertical(relief, View(z=(-9.0, 9.0)), "radford") == (-9.0, 9.0)
    assert vertical(relief, View(z=(5.0, 9.0))) == (5.0, 9.0)


def test_the_camera_looks_a_little_below_the_middle_from_where_it_is_told():
    seen = camera(View(azimuth=30.0, elevation=60.0), 2.0)
    eye = np.array([seen["eye"][axis] for axis in "xyz"])
    assert eye == pytest.approx([np.cos(np.pi / 3) * np.cos(np.pi / 6) * 2, 0.5, np.sqrt(3)])
    assert -0.2 < seen["center"]["z"] < -0.05
    assert (seen["center"]["x"], seen["center"]["y"], seen["up"]) == (0, 0, {"x": 0, "y": 0, "z": 1})


def test_a_surface_in_space_is_the_grid_seen_from_above():
    surface = SURFACES["three_hump_camel"]()
    trace = surface3d(surface, ((0, 1), (0, 2))).base["data"][0]
    x, y, z = (decode(trace[axis]) for axis in "xyz")
    assert (x[0], x[-1], y[-1], z.shape) == (0, 1, 2, (76, 76))
    height = relief_of(surface, ((0, 1), (0, 2))).height
    np.testing.assert_allclose(z, height(surface.value(np.stack(np.meshgrid(x, y), -1))), rtol=1e-4, atol=1e-5)


def test_radford_s_mesh_has_36_lines_and_his_blue_is_low():
    panel = surface3d(SURFACES["long_valley"](), look="radford")
    trace = panel.figure["data"][0]
    for axis in "xy":
        lines = trace["contours"][axis]
        assert (lines["end"] - lines["start"]) / lines["size"] == pytest.approx(36)
    assert trace["colorscale"][0][1] == "#3b4cc0"
    assert panel.base["layout"]["scene"]["zaxis"]["showticklabels"]


# --- figures with frames -----------------------------------------------------------------------------------------


def test_trails_in_space_run_a_little_above_the_surface():
    scene = SCENES["radford-long-valley"]
    figure = animation(scene)
    low, high = figure.layout.scene.zaxis.range
    trail = figure.frames[-1].data[0]
    x, y, z = (np.asarray(trail[axis], dtype=float) for axis in "xyz")
    lifted = z - scene.surface.value(np.stack([x, y], axis=-1))
    assert lifted == pytest.approx(np.full(len(z), 0.03 * (high - low)), abs=1e-3)


def test_a_trail_in_space_is_thicker_and_its_head_has_a_rim():
    flat, space = animation(SCENES["radford-beale"]), animation(SCENES["radford-long-valley"])
    assert flat.data[-2].line.width < space.data[-2].line.width
    assert flat.data[-1].marker.line.color == "#ffffff"
    assert flat.data[-1].marker.color == flat.data[-2].line.color == SCENES["radford-beale"].entrants[-1].color


def test_relief_is_what_a_contour_draws():
    relief = relief_of(SURFACES["beale"]())
    assert isinstance(relief, Relief)
    np.testing.assert_array_equal(contour(SURFACES["beale"]()).figure["data"][0]["z"], relief.heights)
