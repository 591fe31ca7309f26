"""Where the sentences about Radford's three scenes begin and end to hold, on made runs just on either side."""

import dataclasses
from types import SimpleNamespace as Made

import numpy as np
import pytest
from made_cases import Told, case, runs, track

from optim import left_at, run
from scenes import SCENES, _captions_radford, told
from scenes._captions_radford import LEAVING
from surfaces import SURFACES


@pytest.mark.parametrize(
    ("away", "out", "values", "kicked"),
    [
        (0.1, 0.4, [1, 1e-4, 0.015], True),
        (0.1, 0.4, [1, 1e-4, 0.0099], False),
        (0.1, 0.4, [1, 1e-6, 0.0099], False),
        (0.1, 0.4, [1, 0.5, 1e-9], False),
        (0.11, 0.3, [1, 1e-4, 0.015], False),
        (0.1, 0.4, [1, 0.11, 20.0], False),
        (0.1, 0.31, [1, 1e-4, 0.015], True),  # Beale’s picture is 10 wide, a fiftieth of it 0.2
        (0.1, 0.29, [1, 1e-4, 0.015], False),
    ],
)
def test_kicked_is_thrown_up_a_hundred_times_from_near_and_is_seen_to_leave(monkeypatch, away, out, values, kicked):
    monkeypatch.setattr(_captions_radford, "distance", lambda t: np.array([1.0, away, out]))
    (made,) = runs(values)
    made.surface = SURFACES["beale"]()
    assert _captions_radford._kicked(made) == kicked


@pytest.mark.parametrize(
    ("away", "slopes", "thrown"),
    [
        ([1, 1.3, 0.2], [11, 1, 1], True),
        ([1, 1.2, 0.2], [11, 1, 1], False),
        ([1, 1.25, 0.2], [11, 1, 1], False),
        ([1, 1.3, 0.3], [11, 1, 1], False),
        ([1, 1.3, 0.2], [9, 1, 1], False),
        ([1, 1.3, 0.2], [15, 1, np.nan, 1], True),
    ],
)
def test_thrown_is_a_quarter_further_off_by_a_slope_ten_times_the_usual(monkeypatch, away, slopes, thrown):
    monkeypatch.setattr(_captions_radford, "distance", lambda t: np.array(away))
    assert _captions_radford._thrown(Made(gradient_norms=np.array(slopes, dtype=float))) == thrown


@pytest.mark.parametrize(
    ("quick", "slow", "faster"),
    [
        ([5, 1, 1, 1], [5, 2, 2, 1.5], True),
        ([5, 1, 1, 1.6], [5, 2, 2, 1.5], False),
        ([5, 3, 1, 1], [5, 2, 2, 1.5], False),
        ([5, 1, 5, 1], [5, 2, 9, 1.5], True),
        ([5, 1, 5.1, 1], [5, 2, 9, 1.5], False),
        ([5, 1, 1, 1], [5, 2, 2, 2], True),
        ([5, 1, 1, 1], [5, 2, 2, 2.1], False),
        ([1, 0, 0, 0], [1, 2, 2, 1.5], False),
    ],
)
def test_faster_is_lower_halfway_and_in_the_end_and_never_higher_than_it_began(monkeypatch, quick, slow, faster):
    monkeypatch.setattr(_captions_radford, "_moves", lambda t: True)
    assert _captions_radford._faster(*runs(quick, slow)) == faster


@pytest.mark.parametrize(("slow", "quick", "faster"), [(0.021, 0.1, True), (0.019, 0.1, False), (0.001, 0.019, False)])
def test_of_two_that_are_not_seen_to_move_none_is_faster(slow, quick, faster):
    """Shares of the picture, along the slope."""
    bowl = SURFACES["quadratic"]()
    (low, high) = bowl.domain[0]
    ways = [np.linspace(bowl.start, np.array(bowl.start) * (1 - s * (high - low) / abs(bowl.start[0])), 5)
            for s in (quick, slow)]  # fmt: skip
    assert _captions_radford._faster(*(track(bowl, way) for way in ways)) == faster


@pytest.mark.parametrize(
    ("x", "y", "told"),
    [
        ([0.2, -0.2, 0.2, -0.2], [0, 0, 0, 0.09], "SGD stays on the ridge."),
        ([0.2, -0.2, 0.2, -0.2], [0, 0, 0.11, 0.2], "SGD leaves the ridge at step 2."),
        ([0.2, -2.0, 20.0, -200.0], [0, 0, 0, 0.09], "SGD is thrown across the ridge and off the picture at step {}."),
        ([0.2, -2.0, 20.0, -200.0], [0, 0, 0, 9.0], "SGD is thrown across the ridge and off the picture at step {}."),
    ],
)
def test_who_is_thrown_off_the_ridge_does_not_stay_on_it(x, y, told):
    valley = SURFACES["long_valley"]()
    width = valley.domain[0][1]
    sgd = case("radford-long-valley", track(valley, np.stack([x, y], axis=-1)))
    claim = next(claim for claim in _captions_radford.VALLEY if "stays on the ridge" in claim.text)
    assert claim.told(sgd) == told.format(next((k for k, at in enumerate(x) if abs(at) > width), None))


@pytest.mark.parametrize(
    ("lengths", "longest"), [([4, 1, 1, 1], True), ([3, 1, 1, 1], False), ([4, 1], False), ([4], False)]
)
def test_a_first_step_is_the_longest_by_far_of_several(lengths, longest):
    points = np.cumsum([0.0, *lengths])[:, None] * [0.1, 0.0]
    assert _captions_radford._steep_first(track(SURFACES["beale"](), points)) == longest


@pytest.mark.parametrize(("back", "swings"), [(4, True), (3, False)])
def test_four_swings_before_the_ridge_is_left(back, swings):
    x = np.append((-1.0) ** np.arange(back + 1), [1.0] * 8)
    y = np.append(np.zeros(back + 1), [2 * LEAVING] * 8)
    assert _captions_radford._swings(track(SURFACES["long_valley"](), np.column_stack([x, y]))) == swings
    assert not _captions_radford._swings(Made(points=np.column_stack([x, 0 * y])))


@pytest.mark.parametrize(("along", "flat"), [(0.999, True), (1.0, False)])
def test_flat_along_is_below_a_thousandth(along, flat):
    surface = Made(gradient=lambda start: np.array([1000.0, along]))
    assert _captions_radford._flat_along(Made(surface=surface, scene=Made(start=None))) == flat


@pytest.mark.parametrize(("last", "climbs"), [(0.56, True), (0.54, False)])
def test_climbing_is_a_twentieth_of_the_first_value(monkeypatch, last, climbs):
    monkeypatch.setattr(_captions_radford, "left_at", lambda t: t.steps + 1)
    assert _captions_radford._climbs(*runs([1, 0.5, last], kind="left")) == climbs
    assert not _captions_radford._climbs(*runs([1, 0.5, last]))


@pytest.mark.parametrize("lr", [None, 0.75])
def test_who_climbs_only_outside_has_not_climbed_on_the_way_off_the_picture(lr):
    scene = SCENES["radford-saddle"]
    both = ("momentum", "nesterov")
    entrants = tuple(
        dataclasses.replace(e, rule=e.rule.altered(lr=lr)) if lr and e.id in both else e for e in scene.entrants
    )
    made = dataclasses.replace(scene, entrants=entrants)
    runs = {e.id: t for e, t in zip(made.entrants, made.run(), strict=True)}
    falls = all((np.diff(runs[id].values[: int(left_at(runs[id]))]) < 0).all() for id in both)
    assert falls == (lr is not None)
    assert ("climb again" in told("radford-saddle", made, made.run()).caption) != falls


def test_one_runs_off_and_several_run_off():
    slug = "radford-beale"
    tracks = SCENES[slug].run()
    c = case(slug, *tracks)
    does = ("runs off", "run off")
    assert _captions_radford._which(c, lambda t: True, does, "momentum") == "Momentum runs off"
    assert _captions_radford._which(c, lambda t: True, does, "momentum", "nesterov") == "Momentum and NAG run off"
    assert _captions_radford._which(c, lambda t: False, does, "momentum") == ""


@pytest.mark.parametrize(("b", "words"), [(1.0, "SGD stays on the ridge."), (0.0, "")])
def test_a_trough_without_a_fall_along_it_has_no_ridge(b, words):
    shown = SCENES["radford-long-valley"]
    surface = dataclasses.replace(shown.surface, b=b)
    t = run(shown.entrants[0].rule, surface, shown.start, shown.steps)
    assert _captions_radford.VALLEY[1].told(case("radford-long-valley", t, surface=surface)) == words


@pytest.mark.parametrize(("step", "at_once"), [(25, True), (26, False)])
def test_at_once_is_within_25_steps(monkeypatch, step, at_once):
    monkeypatch.setattr(_captions_radford, "_on_ridge", lambda c: True)
    monkeypatch.setattr(_captions_radford, "_leaves", lambda t: step)
    assert _captions_radford.VALLEY[3].holds(Told(dict.fromkeys(("adagrad", "adadelta", "rmsprop")))) == at_once
