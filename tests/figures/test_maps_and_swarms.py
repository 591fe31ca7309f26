"""The numbers of maps and swarms: where their cells lie, which numbers they are of, what each colour stands for."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures import contour
from figures.animation import BEYOND, LIFT, _path
from figures.assemble import raced_in, rate_of
from figures.dials import sections_of
from figures.live import live_of
from figures.maps import FLOOR, LEFT, axis_of, centres, left_legend, levels_of, pair_of, rates_panel, step_rows, wells
from figures.maps import _half_in as half_in
from figures.relief import relief_of
from figures.swarm import GONE, SIDES, ends_legend, filled, grid_of, kinds_of, nearest_place, swarm_panel
from figures.thumbnail import _shares
from optim import OPTIMIZERS
from scenes import scene
from surfaces import SURFACES, parse

HIMMELBLAU = SURFACES["himmelblau"]()


def race(*rules, surface=HIMMELBLAU, **settings):
    return scene("Race", surface, *rules, **{"steps": 20} | settings)


def test_cells_middles_lie_evenly_or_evenly_in_decades():
    assert_allclose(centres(2.0, 6.0, 4), [2.5, 3.5, 4.5, 5.5])
    assert_allclose(centres(0.01, 100.0, 4, log=True), [10**-1.5, 10**-0.5, 10**0.5, 10**1.5])
    assert_allclose(half_in((-1.0, 5.0), 3), (0.0, 4.0))


@pytest.mark.parametrize(("steps", "side", "rows"), [(4, 9, [1, 2, 3, 4]), (9, 3, [3, 6, 9]), (10, 4, [3, 5, 8, 10])])
def test_rows_are_steps_that_end_with_the_last(steps, side, rows):
    assert step_rows(steps, side).tolist() == rows


def test_what_is_left_has_its_colour_by_decades():
    """From 8 at first down to the lowest, 3: all, more, a hundredth, 10⁻⁸ and less, the lowest itself, no number."""
    top = len(LEFT) - 1
    values = 3 + 5 * np.array([1, 7, 1e-2, 1e-4, 1e-8, 1e-12, 0, -1, np.nan, np.inf])
    levels = levels_of(values, np.zeros(10, bool), 8.0, 3.0)
    hundredth, quarter = (int(np.floor((1 - at / FLOOR) * top + 0.5)) for at in (2, 4))
    assert levels.tolist() == [top, top, hundredth, quarter, 0, 0, 0, 0, top, top]
    assert levels_of(values, np.ones(10, bool), 8.0, 3.0).tolist() == [top + 1] * 10
    named = left_legend(True)
    assert [item["label"] for item in named] == ["all or more", "10⁻²", "10⁻⁴", "10⁻⁶", "10⁻⁸ or less", "diverged"]
    assert [item["color"] for item in named[:5]] == [LEFT[top], LEFT[hundredth], LEFT[quarter], *named_rest(top)]
    assert named[5]["color"] == GONE
    assert len(left_legend(False)) == 5


def named_rest(top):
    return LEFT[round(top * 0.25)], LEFT[0]


def test_the_plane_of_a_rule_s_numbers():
    adam = OPTIMIZERS["adam"]()
    assert pair_of(adam, ("beta1", "lr")) == ("beta1", "lr")
    assert pair_of(adam, ("nothing", "beta2")) == ("lr", "beta2")
    assert pair_of(adam, ("beta1", "beta1"))[1] != "beta1"
    assert pair_of(adam, ("lr", "step")) == ("lr", "step")
    assert pair_of(OPTIMIZERS["gradient_descent"]())[0] == "lr"
    own = axis_of(OPTIMIZERS["adam"](lr=0.3), "lr", "adam", 50)
    assert (own["key"], own["log"], own["value"]) == ("adam.lr", True, 0.3)
    assert own["low"] < 0.3 <= own["high"]
    wide = axis_of(OPTIMIZERS["adam"](lr=77.0), "lr", "adam", 50)
    assert wide["high"] == 77
    assert axis_of(adam, "step", "adam", 50) == {
        "name": "step", "key": None, "low": 0.5, "high": 50.5, "log": False, "words": "Step", "value": 25,
    }  # fmt: skip


def test_the_panel_of_rates_has_its_handle_where_the_rule_stands():
    chosen = race(OPTIMIZERS["adam"](lr=0.2, beta1=0.7))
    panel = rates_panel(chosen, chosen.entrants[0], ("lr", "beta1"))
    (handle,) = panel.handles
    assert (handle["x"], handle["y"]) == (0.2, 0.7)
    assert handle["sets"] == [{"name": "adam.lr", "axis": "x"}, {"name": "adam.beta1", "axis": "y"}]
    assert [tuple(ends) for ends in handle["within"]] == [(a["low"], a["high"]) for a in panel.map["axes"]]
    assert panel.aspect == 1
    assert "axis" not in handle
    stepped = rates_panel(chosen, chosen.entrants[0], ("lr", "step"))
    assert stepped.handles[0]["axis"] == "x"
    assert len(stepped.handles[0]["sets"]) == 1
    margin = stepped.figure["layout"]["margin"]
    assert (margin["l"], margin["b"]) == (58, 42)


def test_starts_of_a_swarm_go_row_by_row_from_below():
    assert grid_of(2, ((0.0, 1.0), (5.0, 7.0))).tolist() == [[0, 5], [1, 5], [0, 7], [1, 7]]


def test_which_place_a_point_lies_at():
    points = np.array([[3.0, 2.0], [-2.8, 3.1], [0.0, 0.0], [np.nan, 1.0]])
    places = [(3.0, 2.0), (-2.805118, 3.131312)]
    assert nearest_place(HIMMELBLAU, points, places).tolist() == [0, 1, -1, -1]
    assert nearest_place(HIMMELBLAU, points, []).tolist() == [-1] * 4
    assert kinds_of([0, 1, -1, 0], np.array([False, False, False, True]), 2).tolist() == [0, 1, 2, 3]


def test_a_legend_tells_the_share_of_each_end():
    kinds = np.array([0, 0, 0, 1, 2, 2, 2, 3])
    told = ends_legend([(1.0, -2.0), (0.004, 3.25)], ["#111111", "#222222"], kinds)
    assert [item["label"] for item in told] == [
        "(1, −2) 38%", "(0, 3.25) 12%", "at none of these 38%", "diverged 12%",
    ]  # fmt: skip
    assert len(ends_legend([(1.0, -2.0)], ["#111111"], np.array([0, 1]))) == 2
    unmarked = ends_legend([], [], np.array([0, 0, 0, 1]))  # on a moving bowl every run may be at the minimum
    assert [item["label"] for item in unmarked] == ["not diverged 75%", "diverged 25%"]
    thirds = ends_legend([(1.0, -2.0), (0.004, 3.25)], ["#111111", "#222222"], np.array([0, 1, 2]))
    assert [item["label"].split()[-1] for item in thirds] == ["33.3%"] * 3


@pytest.mark.parametrize("side", [SIDES[0], SIDES[1]])
def test_a_swarm_is_as_large_as_it_may_be(side):
    chosen = race(OPTIMIZERS["adam"]())
    panel = swarm_panel(contour(HIMMELBLAU, resolution=8), chosen, chosen.entrants[0], side)
    assert panel.swarm["side"] == side
    for wrong in (SIDES[0] - 1, SIDES[1] + 1, SIDES[0] + 0.5):
        with pytest.raises(ValueError, match="a swarm has 20 to 100 starts a side"):
            swarm_panel(contour(HIMMELBLAU, resolution=8), chosen, chosen.entrants[0], wrong)


def test_only_a_swarm_of_a_rule_in_the_race_is_filled_and_only_once():
    chosen = race(OPTIMIZERS["adam"](), steps=3)
    base = contour(HIMMELBLAU, resolution=8)
    empty = swarm_panel(base, chosen, chosen.entrants[0], 20)
    full = filled(empty, chosen)
    assert len(full.overlays) == len(empty.overlays) + 1
    assert filled(full, chosen) is full
    assert filled(base, chosen) is base
    other = race(OPTIMIZERS["momentum"](), steps=3)
    assert filled(empty, other) is empty


def test_wells_are_dots_at_the_minima():
    made = wells([(1.0, 2.0), (3.0, 4.0)], ["#111111", "#222222"])
    assert made["size"] == 8
    assert made["colors"] == ["#111111", "#222222"]


def test_a_trail_goes_at_an_even_pace():
    assert _shares(np.array([[0.0, 0], [3, 4], [3, 4], [3, 9]])).tolist() == [0, 0.5, 0.5, 1]
    assert _shares(np.array([[1.0, 1], [1, 1], [1, 1]])).tolist() == [0, 0.5, 1]


def test_a_surface_s_dials_are_only_those_that_the_page_can_race_by():
    chosen = race(OPTIMIZERS["adam"](), surface=SURFACES["rosenbrock"]())
    live = live_of(chosen, ("x", "y", "f"))
    known = {name for part in (live["surface"], *live["rules"]) for name in part["names"]}
    sections = sections_of(chosen, live)
    assert [section["title"] for section in sections][1:] == ["Rosenbrock", "Adam"]
    for section in sections[1:]:
        assert {dial["name"] for dial in section["dials"]} <= known
    live["surface"]["names"] = []
    assert [section["title"] for section in sections_of(chosen, live)][1:] == ["Adam"]


def test_an_axis_in_decades_goes_down_to_where_the_rule_stands():
    tiny = axis_of(OPTIMIZERS["adam"](lr=1e-9), "lr", "adam", 50)
    assert tiny["low"] == 1e-9


def test_a_trail_that_moves_at_last_has_all_of_its_way_there():
    assert _shares(np.array([[0.0, 0], [0, 0], [3, 4]])).tolist() == [0, 0, 1]


@pytest.mark.parametrize(("steps", "rate"), [(10, 1.5), (10_000, 30)])
def test_a_race_is_neither_too_slow_nor_too_fast_to_watch(steps, rate):
    assert rate_of("quiet", steps) == rate


def test_a_crowd_is_raced_in_the_page_by_its_own_rule_s_numbers():
    chosen = race(OPTIMIZERS["gradient_descent"](lr=0.01), OPTIMIZERS["adam"](lr=0.1))
    live = live_of(chosen, ("x", "y", "f"))
    for entrant, names in zip(chosen.entrants, (("lr", "step"), ("beta1", "beta2")), strict=True):
        assert raced_in(live, rates_panel(chosen, entrant, names))
        assert not raced_in(None, rates_panel(chosen, entrant, names))
    (rule,) = (rule for rule in live["rules"] if rule["id"] == "adam")
    rule["names"] = []
    assert not raced_in(live, rates_panel(chosen, chosen.entrants[1], ("beta1", "beta2")))
    assert raced_in(live, rates_panel(chosen, chosen.entrants[0], ("lr", "step")))
    assert raced_in(live, contour(HIMMELBLAU, resolution=8))


def test_an_animation_in_space_leaves_out_what_is_far_outside_its_box():
    """The box reaches from 10 to 20 along x: four of its lengths from the middle is too far."""
    ranges = {"xaxis": {"range": [10.0, 20.0]}, "yaxis": {"range": [-1.0, 1.0]}, "zaxis": {"range": [0.0, 2.0]}}
    panel = SimpleNamespace(axes={"x": "x", "y": "y", "z": "f"}, kind="space", figure={"layout": {"scene": ranges}})
    edge = 15 + 10 * BEYOND
    track = SimpleNamespace(channels={"x": np.array([15.0, edge - 0.1, edge + 0.1]), "y": np.zeros(3), "f": np.ones(3)})
    path = _path(track, panel)
    assert np.isfinite(path["x"]).tolist() == [True, True, False]
    assert path["z"][:2] == pytest.approx(1 + 2 * LIFT)


def test_heights_of_a_level_surface_with_a_corner_are_drawn_as_they_are():
    """Half of it lies at the median itself."""
    corner = parse("max(x - 1.2, 0) + 0*y", domain=((-2, 2), (-2, 2)), start=(1.5, 0))
    assert relief_of(corner, resolution=21).height.scale is None


def test_heights_about_a_median_are_compressed_by_their_own_median():
    pole = parse("1/(x - 0.001)", domain=((-1, 1), (-1, 1)), start=(0.5, 0.5))
    relief = relief_of(pole, resolution=41)
    finite = relief.values[np.isfinite(relief.values)]
    away = np.abs(finite - np.median(finite))
    assert relief.height.center == np.median(finite)
    assert relief.height.scale == pytest.approx(np.quantile(away[away > 0], 0.5))
