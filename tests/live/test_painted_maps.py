"""Basins and rates, the page's and Python's, are maps of single runs, in the same words and colours."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from py_mini_racer import MiniRacer

from figures import film_of
from figures._encode import decode
from figures.live import live_of
from figures.maps import LEFT, STEP, axis_of, numbers_of, pair_of, step_rows
from figures.script import bundle
from figures.swarm import GONE, NONE
from live import program_of_surface, spec_of
from live._spec import _numbers
from optim import OPTIMIZERS, SCHEDULES, run
from scenes import scene, wrapped
from surfaces import SURFACES
from surfaces._noise import draw

HIMMELBLAU = SURFACES["himmelblau"]()


@cache
def page():
    context = MiniRacer()
    context.eval(bundle(Path(__file__).parent / "many.js"))
    return context


def in_page(s, kind, moved=None, **facts):
    """What the page makes of a panel of many runs, on the surface as it was or `moved` to other numbers."""
    live = live_of(s, ("x", "y", "f"))
    live["noise"] = [float(x) for k in range(1, s.steps + 1) for x in draw(s.seed, k, 2)]
    if moved:
        live["surface"] |= _numbers(program_of_surface(moved), moved, moved.slug)
    (panel,) = (p for p in film_of(s, (kind,), live=True, **facts).panels if p.id == kind)
    asked = json.dumps([live, {"map": panel.map, "swarm": panel.swarm}, moved is not None])
    return json.loads(page().call("answer", asked))


def in_python(s, kind, **facts):
    (panel,) = (p for p in film_of(s, (kind,), **facts).panels if p.id == kind)
    return panel


def codes_of(overlay):
    return decode(overlay["codes"]).ravel()


def corners(overlay):
    """Where a raster's outermost cells have their middles: in x, and in y."""
    ends = (overlay[name] if isinstance(overlay[name], list) else decode(overlay[name]).ravel() for name in "xy")
    return [float(end) for pair in ends for end in pair]


def race(*rules, surface=HIMMELBLAU, **facts):
    return scene("Maps", surface, *rules, **facts)


CASES = {
    "descent": (race(OPTIMIZERS["gradient_descent"](lr=0.02), steps=40), ("lr", STEP)),
    "adam": (race(OPTIMIZERS["adam"](lr=0.1), steps=60), ("lr", "beta1")),
    "noise": (race(OPTIMIZERS["momentum"](lr=0.003), steps=30, sigma=2.0, seed=3), ("beta", "lr")),
    "schedule": (race(wrapped(OPTIMIZERS["momentum"](lr=0.005), SCHEDULES["cosine"](horizon=50)), steps=40), ("", "")),
    "no minimum": (race(OPTIMIZERS["gradient_descent"](lr=0.1), surface=SURFACES["saddle"](), steps=20), ("lr", "")),
}


@pytest.mark.parametrize("name", CASES)
def test_basins_of_the_page_are_python_s(name):
    s, _ = CASES[name]
    found, want = in_page(s, "basins"), in_python(s, "basins")
    cells, painted = found["overlays"][0], want.overlays[0]
    assert np.mean(cells["codes"] == codes_of(painted)) > 0.998  # at a border a rounding decides
    assert found["caption"] == want.caption == f"After {s.steps} steps from each of 96 × 96 starts."
    assert [each["color"] for each in found["legend"]] == [each["color"] for each in want.legend]
    assert cells["colors"] == painted["colors"] == [*want.map["colors"], NONE, GONE]
    assert corners(cells) == pytest.approx(corners(painted))
    assert found["turns"] > 50


def test_a_cell_is_the_run_from_its_middle():
    s, _ = CASES["descent"]
    painted = in_python(s, "basins").overlays[0]
    codes = codes_of(painted).reshape(96, 96)
    ends = corners(painted)
    assert ends == pytest.approx([-5 + 10 / 192, 5 - 10 / 192] * 2)
    middles = [np.linspace(*ends[:2], 96), np.linspace(*ends[2:], 96)]
    for i, j in ((3, 80), (50, 50), (95, 0), (0, 0)):
        t = run(s.entrants[0].rule, HIMMELBLAU, (middles[0][i], middles[1][j]), s.steps)
        near = np.hypot(*((HIMMELBLAU.minima() - t.points[-1]) / 10).T)
        want = 5 if t.diverged_at is not None else int(near.argmin()) if near.min() <= 0.02 else 4
        assert codes[j, i] == want
    assert {0, 1, 2} <= set(codes.ravel())


@pytest.mark.parametrize("name", CASES)
def test_rates_of_the_page_are_python_s(name):
    s, pair = CASES[name]
    found, want = in_page(s, "rates", pair=pair), in_python(s, "rates", pair=pair)
    (cells,), (painted,) = found["overlays"], want.overlays
    assert np.mean(np.abs(np.subtract(cells["codes"], codes_of(painted))) <= 1) > 0.995
    assert len(set(codes_of(painted))) > 3
    assert found["caption"] == want.caption
    assert found["legend"] == [dict(each) for each in want.legend]
    assert corners(cells) == pytest.approx(corners(painted))
    assert cells["colors"] == painted["colors"]


def test_a_colour_is_what_is_left_of_the_start_s():
    s, pair = CASES["descent"]
    panel = in_python(s, "rates", pair=pair)
    (painted,) = panel.overlays
    codes = codes_of(painted).reshape(-1, 64)
    rates = np.geomspace(*corners(painted)[:2], 64)
    for i in (5, 30, 45):
        values = run(OPTIMIZERS["gradient_descent"](lr=float(rates[i])), HIMMELBLAU, s.start, s.steps).values
        for row, k in enumerate(step_rows(s.steps, 64)):
            share = np.log10(values[k] / values[0]) / 8
            want = round(float(np.clip(1 + share, 0, 1)) * 32) if np.isfinite(values[k]) else len(LEFT)
            assert abs(codes[row, i] - want) <= 1
    labels = [each["label"] for each in panel.legend]
    assert labels == ["all or more", "10⁻²", "10⁻⁴", "10⁻⁶", "10⁻⁸ or less", "diverged"]
    assert [each["color"] for each in panel.legend] == [LEFT[-1], LEFT[24], LEFT[16], LEFT[8], LEFT[0], GONE]


def test_colours_follow_the_minima_of_a_surface_that_moves():
    """The page names minima where they are now; each keeps its colour."""
    was, is_ = SURFACES["rosenbrock"](), SURFACES["rosenbrock"](a=0.5)
    rule = OPTIMIZERS["newton"]()
    found = in_page(race(rule, surface=was, steps=40), "basins", moved=is_)
    want = in_python(race(rule, surface=is_, steps=40), "basins")
    assert found["legend"][0]["label"].rpartition(" ")[0] == "(0.5, 0.25)"
    assert np.mean(codes_of(want.overlays[0]) == found["overlays"][0]["codes"]) > 0.99
    swarm = in_page(race(rule, surface=was, steps=40), "swarm", moved=is_)
    assert swarm["overlays"][0]["colors"].count(want.map["colors"][0]) > 300


@pytest.mark.parametrize("slug", sorted(OPTIMIZERS))
def test_every_rule_has_axes_that_are_legal(slug):
    rule = OPTIMIZERS[slug]()
    pair = pair_of(rule)
    assert (pair is None) == (not numbers_of(rule))
    for name in (name for name in pair or () if name != STEP):
        axis = axis_of(rule, name, slug, 50)
        for end in ("low", "high", "value"):
            rule.altered(**{name: axis[end]})
        assert axis["low"] <= axis["value"] <= axis["high"]
        assert not axis["log"] or axis["low"] > 0


def test_numbers_that_bound_each_other_have_axes_that_keep_to_it():
    rule = OPTIMIZERS["sr1"](radius=0.5, largest=2.0)
    across, up = (axis_of(rule, name, "sr1", 50) for name in ("radius", "largest"))
    assert across["high"] <= 2.0
    assert up["low"] >= 0.5


def test_on_a_surface_that_moves_every_run_of_many_sees_it_move():
    """Rates and a swarm, each lane from the first step on, whichever lane was run before it."""
    bowl = SURFACES["drifting_bowl"](period=50.0, lambda2=3.0)
    s = race(OPTIMIZERS["momentum"](lr=0.1), surface=bowl, steps=37)
    found, want = in_page(s, "rates", pair=("lr", "beta")), in_python(s, "rates", pair=("lr", "beta"))
    painted = codes_of(want.overlays[0])
    assert np.mean(np.abs(np.subtract(found["overlays"][0]["codes"], painted)) <= 1) > 0.995
    assert len(set(painted)) > 3
    (dots,) = in_page(s, "swarm", swarm=("momentum", 20))["overlays"]
    x, y = (np.array(dots[name], dtype=float).reshape(38, 400) for name in "xy")
    starts = np.stack([x[0], y[0]], axis=-1)
    points = run(s.entrants[0].rule, bowl, starts, s.steps).points
    np.testing.assert_allclose(np.stack([x, y], axis=-1), points, atol=1e-5)


def test_what_the_page_cannot_run_is_painted_by_python():
    from surfaces import EXAMPLES, parse

    s = race(OPTIMIZERS["adam"](), surface=SURFACES["noisy_moons"](), steps=5)
    assert spec_of(s) is None
    panels = {p.id: p for p in film_of(s, ("basins", "rates", "swarm"), live=True).panels}
    assert [panels[id].overlays[0]["type"] for id in ("basins", "rates", "swarm")] == ["raster", "raster", "dots"]
    assert all(p.legend for p in panels.values())
    typed = race(OPTIMIZERS["adam"](), surface=parse(EXAMPLES[0][0]), steps=5)
    assert film_of(typed, ("basins",), live=True).panels[0].legend == ()
