import json

import numpy as np
import pytest

from figures import Track, chart


def tracks(*runs, channel="f", diverged=()):
    return [
        Track(f"r{i}", {channel: np.asarray(run, dtype=float)}, diverged_at=len(run) - 1 if i in diverged else None)
        for i, run in enumerate(runs)
    ]


def axis(panel, name="yaxis"):
    json.dumps(panel.document(), allow_nan=False)
    return panel.base["layout"][name]


def test_positive_values_over_decades_have_a_log_axis():
    y = axis(chart("f", tracks(np.geomspace(100, 1e-3, 50))))
    assert y["type"] == "log"
    assert y["range"] == pytest.approx([-3, 2], abs=0.5)


@pytest.mark.parametrize("values", [np.linspace(5, 4, 20), np.linspace(50, -2, 20), np.zeros(20), [3.0]])
def test_other_values_have_a_linear_axis(values):
    y = axis(chart("f", tracks(values)))
    assert "type" not in y
    assert y["range"][0] < np.min(values) <= np.max(values) < y["range"][1]


def test_a_zero_at_the_end_does_not_forbid_a_log_axis():
    y = axis(chart("f", tracks([*np.geomspace(100, 1e-3, 50), 0.0])))
    assert y["type"] == "log"
    assert np.isfinite(y["range"]).all()


def test_a_log_axis_ends_ten_decades_below_its_top():
    low, high = axis(chart("f", tracks(np.geomspace(1, 1e-30, 50))))["range"]
    assert high - low == pytest.approx(10, abs=1)


@pytest.mark.parametrize("runaway", [np.geomspace(1, 1e30, 60), np.append(np.geomspace(1, 1e300, 60), np.nan)])
@pytest.mark.parametrize("marked", [True, False])
def test_a_run_that_diverges_does_not_stretch_the_axis(runaway, marked):
    calm = np.linspace(2, 1, 60)
    low, high = axis(chart("f", tracks(calm, runaway, diverged=[1] if marked else [])))["range"]
    alone = axis(chart("f", tracks(runaway, diverged=[0] if marked else [])))["range"]
    assert -1 < low < high < 3  # a log axis, so from a tenth to a thousand at most
    assert np.isfinite(alone).all()


def test_a_run_that_falls_for_ever_does_not_stretch_the_axis():
    falling, calm = -np.geomspace(1e-3, 1e30, 60), np.linspace(1, -1, 60)
    low, high = axis(chart("f", tracks(falling, calm), limits=(-5.0, 5.0)))["range"]
    assert -6 < low < high < 6


def test_an_overshoot_from_which_a_run_returns_is_shown():
    run = [10.0, 900.0, 300.0, *np.geomspace(10, 1e-4, 40)]
    assert axis(chart("f", tracks(run)))["range"][1] > np.log10(900)


def test_a_leap_from_which_a_run_returns_does_not_hide_the_rest():
    low, high = axis(chart("f", tracks([10.0, 1e9, *np.geomspace(10, 1e-4, 40)])))["range"]
    assert -5 < low < -4
    assert high < 3.5


def test_charts_run_over_steps_or_evaluations():
    run = Track("r", {"f": np.ones(11), "evals": np.arange(11) * 3.0})
    assert axis(chart("f", [run]), "xaxis")["range"] == [0.0, 10.0]
    panel = chart("f", [run], x="evals")
    assert axis(panel, "xaxis")["range"] == [0.0, 30.0]
    assert panel.axes == {"x": "evals", "y": "f"}
    assert panel.follow
    over = Track("r", {"f": np.ones(3), "evals": np.array([0.0, 7.0, np.nan])})
    assert axis(chart("f", [over], x="evals"), "xaxis")["range"] == [0.0, 7.0]


@pytest.mark.parametrize("runs", [[], [[np.nan, np.nan]], [[]]])
def test_nothing_to_draw_is_an_empty_chart(runs):
    for x in ("step", "evals"):
        panel = chart("f", tracks(*runs), x=x)
        assert np.isfinite(axis(panel)["range"]).all()
        assert axis(panel, "xaxis")["range"][1] > 0


def test_only_the_panel_s_own_racers_and_group_set_the_range():
    two = tracks(np.linspace(0, 1, 9), np.linspace(0, 500, 9))
    assert axis(chart("f", two, racers=["r0"]))["range"][1] < 2
    assert axis(chart("f", two, group="elsewhere"))["range"] == [0.0, 1.0]


def test_a_log_axis_can_be_asked_for_or_refused():
    decades = tracks(np.geomspace(100, 1e-3, 50))
    assert "type" not in axis(chart("f", decades, log=False))
    assert axis(chart("f", tracks(np.linspace(1, 2, 9)), log=True))["type"] == "log"


def test_a_channel_that_grows_from_next_to_nothing_is_shown_whole():
    high = axis(chart("rate", tracks(np.linspace(1e-4, 1, 300), channel="rate")))["range"][1]
    assert 10**high >= 1


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (None, (-3, 2)),
        ((1e-2, 10.0), (-2, 1)),
        ((1e-9, 1e9), (-3, 2)),
        ((0.0, 10.0), (-3, 2)),
        ((0.5, 1e9), (np.log10(0.5), 2)),
    ],
)
def test_limits_bound_a_log_axis_and_do_not_widen_it(limits, expected):
    found = axis(chart("f", tracks(np.geomspace(100, 1e-3, 50)), limits=limits))["range"]
    pad = 0.04 * (expected[1] - expected[0])
    assert found == pytest.approx([expected[0] - pad, expected[1] + pad])


@pytest.mark.parametrize(("limits", "expected"), [(None, (0, 1)), ((0.2, 0.6), (0.2, 0.6)), ((-9.0, 9.0), (0, 1))])
def test_limits_bound_a_linear_axis_and_do_not_widen_it(limits, expected):
    found = axis(chart("f", tracks(np.linspace(0, 1, 50)), limits=limits))["range"]
    pad = 0.05 * (expected[1] - expected[0])
    assert found == pytest.approx([expected[0] - pad, expected[1] + pad])


@pytest.mark.parametrize("way", [1, -1])
def test_a_linear_axis_goes_three_times_the_bulk_beyond_it(way):
    run = way * np.append(np.linspace(-1, 1, 99), 50.0)
    low, high = np.quantile(run, (0.05, 0.95))
    room = 3 * (high - low)
    bounds = (-1.0, high + room) if way > 0 else (low - room, 1.0)
    pad = 0.05 * (bounds[1] - bounds[0])
    assert axis(chart("f", tracks(run), log=False))["range"] == pytest.approx([bounds[0] - pad, bounds[1] + pad])


def test_what_is_a_hundred_times_the_start_is_shown_and_no_more():
    for peak, shown in ((100.0, 100.0), (101.0, 1.0), (199.0, 1.0)):
        high = axis(chart("f", tracks([1.0, peak, *np.geomspace(1, 1e-3, 40)])))["range"][1]
        pad = 0.04 * (np.log10(shown) + 3)
        assert high == pytest.approx(np.log10(shown) + pad)


def test_a_log_axis_has_a_tick_for_every_decade_or_every_second():
    ticks = [axis(chart("f", tracks(np.geomspace(1, 10.0**-n, 50))))["dtick"] for n in (3, 6, 10, 30)]
    assert ticks == [1, 1, 2, 2]


def test_just_two_decades_have_a_linear_axis():
    assert "type" not in axis(chart("f", tracks([100.0, 1.0])))
    assert axis(chart("f", tracks([100.1, 1.0])))["type"] == "log"


def test_few_ticks_and_grid_lines_that_lead_to_them():
    panel = chart("f", tracks([1.0, 2.0]))
    assert [axis(panel, name)["nticks"] for name in ("xaxis", "yaxis")] == [6, 8]
    assert all(axis(panel, name)["showgrid"] for name in ("xaxis", "yaxis"))
