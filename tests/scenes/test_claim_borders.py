"""Where the sentences of captions begin and end to hold, on made runs just on either side."""

import dataclasses
from types import SimpleNamespace as Made

import numpy as np
import pytest

from optim import OPTIMIZERS, Evaluations, Trajectory, left_at, run
from scenes import SCENES, _captions, _captions_radford, _captions_titles, told
from scenes._captions import FIRST_STEPS
from scenes._captions_goals import DRIFTING, GAME, game_title
from scenes._captions_radford import LEAVING
from scenes._claims import Case, basins, first, flips, jitter, listed
from surfaces import SURFACES


def track(surface, points):
    """A trajectory through given points."""
    points = np.asarray(points, dtype=float)
    counts = np.zeros(len(points), dtype=int)
    return Trajectory(
        OPTIMIZERS["gradient_descent"](), surface, points, surface.value(points), (), Evaluations(*[counts] * 3), None
    )


def case(slug, *runs, **changes):
    """The first entrants of a named scene with these runs."""
    scene = dataclasses.replace(SCENES[slug], entrants=SCENES[slug].entrants[: len(runs)], **changes)
    return Case(scene, runs)


class Told(dict):
    """Made runs by entrant's id."""

    every = Case.every


def runs(*values, kind="descending"):
    return [Made(values=np.array(v), steps=len(v) - 1, outcome=Made(kind=kind)) for v in values]


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


@pytest.mark.parametrize("tilt", [0.0, 2.0])
def test_a_run_unturned_is_the_same_run_along_the_axes(tilt):
    """Of a rule that knows no axes: turned by the bowl's angle it is what it was, on a tilted bowl, too."""
    scene = SCENES["rotated"]
    entrant = next(e for e in scene.entrants if e.id == "gradient_descent")
    tilted = dataclasses.replace(scene.surface, b1=tilt)
    scene = dataclasses.replace(scene, surface=tilted, entrants=(entrant,), steps=10)
    (t,) = scene.run()
    straight = _captions._unturned(Case(scene, [t]), "gradient_descent")
    angle = np.radians(scene.surface.angle)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    np.testing.assert_allclose(straight.points @ turn.T, t.points, atol=1e-12)
    assert straight.surface.angle == 0


def test_a_noisy_race_is_compared_with_one_under_the_same_noise():
    """Noise keeps both from arriving: it is not the turning that takes a rate for each coordinate longer."""
    noisy = dataclasses.replace(SCENES["rotated"], sigma=1.0)
    assert "takes several times" not in told("rotated", noisy, noisy.run()).caption


@pytest.mark.parametrize(("lr", "said"), [(0.2, True), (0.6, False)])
def test_nothing_to_settle_from_is_said_where_the_constant_rate_settles(lr, said):
    """Of a bowl whose steepest curvature is 4 a rate of 0.6 is beyond 2/4: without noise, too, it does not settle."""
    scene = SCENES["decaying-rate"]
    first = dataclasses.replace(scene.entrants[0], rule=scene.entrants[0].rule.altered(lr=lr))
    calm = dataclasses.replace(scene, sigma=0.0, entrants=(first, *scene.entrants[1:]))
    assert ("nothing to settle" in told("decaying-rate", calm, calm.run()).caption) is said


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


@pytest.mark.parametrize(("count", "zigzags"), [(11, True), (10, False)])
def test_a_zigzag_crosses_with_most_of_its_first_twenty_steps(count, zigzags):
    across = (-1.0) ** np.minimum(np.arange(21), count)
    later = np.append(across, [-1.0, 1.0] * 9)
    t = track(SCENES["ill-conditioned"].surface, np.column_stack([np.ones(39), later]))
    assert _captions._zigzags(case("ill-conditioned", t), "gradient_descent") == zigzags


@pytest.mark.parametrize(("arrives", "creeps"), [(21, True), (20, False)])
def test_creeping_is_to_have_a_tenth_of_the_way_left_after_twenty_steps(arrives, creeps):
    along = np.where(np.arange(30) < arrives, 0.6, 0.099)
    along[0] = 1.0
    t = track(SCENES["ill-conditioned"].surface, np.column_stack([along, np.zeros(30)]))
    assert _captions._creeps(case("ill-conditioned", t), "gradient_descent") == creeps


@pytest.mark.parametrize(("left", "lands"), [(0.9e-9, True), (1.5e-9, False)])
def test_landing_in_one_step_leaves_a_billionth(left, lands):
    t = track(SCENES["ill-conditioned"].surface, [(1.0, 0.0), (left, 0.0), (0.0, 0.0)])
    assert _captions._one_step(case("ill-conditioned", t), "gradient_descent") == lands


@pytest.mark.parametrize(
    ("turned", "straight", "steps", "hurts"),
    [
        (30, 10, 99, True),
        (29, 10, 99, False),
        (-1, 10, 30, True),
        (-1, 10, 29, False),
        (0, 0, 99, True),
        (5, -1, 99, False),
    ],
)
def test_turning_hurts_if_it_takes_three_times_as_long(monkeypatch, turned, straight, steps, hurts):
    own, other = runs([2, 1], [2, 1])
    monkeypatch.setattr(_captions, "_unturned", lambda c, id: other)
    monkeypatch.setattr(_captions, "steps_to_reach", lambda t: turned if t is own else straight)
    c = Told(coordinatewise=own)
    c.scene = Made(steps=steps)
    assert _captions._turning_hurts(c) == hurts
    own.values = own.values[::-1]
    assert not _captions._turning_hurts(c)


@pytest.mark.parametrize(
    ("off", "floor", "star", "found"),
    [
        (0.09, 5, 15, True),
        (0.09, 5, 14, False),
        (0.09, 6, 99, False),
        (0.15, 5, 99, False),
        (0.09, 1, 3, True),
        (0.09, 1, 2, False),
        (0.09, 0, 3, False),
        (0.09, 2, -1, True),
    ],
)
def test_the_floor_is_found_within_five_steps_and_the_star_in_three_times_as_many(monkeypatch, off, floor, star, found):
    monkeypatch.setattr(_captions, "steps_to_reach", lambda t, tolerance: star if tolerance == 1e-2 else 0)
    points = [(1.0, 2.0)] * floor + [(1.0, 1.0 + off)] * 20
    t = Made(points=np.array(points), surface=SURFACES["rosenbrock"](), outcome=Made(kind="descending"))
    assert _captions._floor_first(t) == found


def test_an_adam_that_is_corrected_and_only_faster_is_not_called_uncorrected():
    adam, other = (e for e in SCENES["bias-correction"].entrants if e.id.startswith("adam"))
    faster = dataclasses.replace(other, rule=adam.rule.altered(lr=3 * adam.rule.lr))
    scene = dataclasses.replace(SCENES["bias-correction"], entrants=(adam, faster))
    assert "bias correction" not in told("bias-correction", scene, scene.run()).caption


def test_longer_steps_end_lower_is_said_of_the_last_values(monkeypatch):
    monkeypatch.setattr(_captions, "_correction_alone", lambda c: True)
    adam, other = runs([9, 1, 5], [9, 9, 2])
    adam.points, other.points = np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[0.0, 0.0], [3.0, 0.0]])
    assert FIRST_STEPS[1].holds(Told({"adam": adam, "adam~2": other}))
    assert not FIRST_STEPS[1].holds(Told({"adam": other, "adam~2": adam}))


def test_what_ends_nowhere_has_found_no_minimum():
    surface = SURFACES["himmelblau"]()
    ends = [Made(points=np.array([end])) for end in (surface.minima()[2], surface.minima()[0], (np.nan, np.nan))]
    case = Told(zip("abc", ends, strict=True))
    case.surface = surface
    assert basins(case) == {0, 2}


def test_one_runs_off_and_several_run_off():
    slug = "radford-beale"
    tracks = SCENES[slug].run()
    c = case(slug, *tracks)
    does = ("runs off", "run off")
    assert _captions_radford._which(c, lambda t: True, does, "momentum") == "Momentum runs off"
    assert _captions_radford._which(c, lambda t: True, does, "momentum", "nesterov") == "Momentum and NAG run off"
    assert _captions_radford._which(c, lambda t: False, does, "momentum") == ""


@pytest.mark.parametrize(("lambda2", "title"), [(1.08, "A round bowl"), (1.13, "A bowl 1.1 times longer than wide")])
def test_a_bowl_is_round_up_to_a_twentieth(lambda2, title):
    surface = dataclasses.replace(SCENES["ill-conditioned"].surface, lambda2=lambda2)
    scene = dataclasses.replace(SCENES["ill-conditioned"], surface=surface, entrants=())
    assert told("ill-conditioned", scene, []).name == title


def test_along_the_axes_is_said_to_be_enough_where_the_run_arrived():
    scene = SCENES["rotated"]
    (own,) = (e for e in scene.entrants if e.id == "coordinatewise")
    straight = dataclasses.replace(scene, surface=dataclasses.replace(scene.surface, angle=90.0), entrants=(own,))
    words = "Along the axes a rate for each coordinate is enough."
    assert words in told("rotated", straight, straight.run()).caption
    short = dataclasses.replace(straight, steps=3)
    assert words not in told("rotated", short, short.run()).caption


def test_within_twenty_steps_is_not_said_of_a_run_that_arrives_later():
    rules = [e for e in SCENES["rotated"].entrants if e.id in ("newton", "bfgs")]
    slowed = [dataclasses.replace(e, rule=e.rule.altered(lr=0.2)) if e.id == "newton" else e for e in rules]
    scene = dataclasses.replace(SCENES["rotated"], entrants=tuple(slowed))
    tracks = scene.run()
    newton = next(t for e, t in zip(slowed, tracks, strict=True) if e.id == "newton")
    assert newton.outcome.kind == "converged"
    assert newton.outcome.step > 20
    assert "within 20 steps" not in told("rotated", scene, tracks).caption


def test_words_of_counting():
    assert [listed(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert first(np.array([False, True, True])) == 1
    assert first(np.array([False])) == np.inf
    assert flips(np.array([1.0, 0.0, 2.0, -1.0, np.nan, -2.0, 3.0])) == 2


def test_a_run_is_lower_by_its_last_value():
    up, down = runs([5.0, 1.0, 7.0], [5.0, 9.0, 2.0])
    assert (_captions._lower(up), _captions._lower(down)) == (False, True)


def test_jitter_is_that_of_the_last_tenth():
    """40 steps: of the last four points, which stray by 1 along x about their mean."""
    points = np.zeros((41, 2))
    points[-5] = 100
    points[-4:, 0] = (1, 3, 1, 3)
    assert jitter(track(SURFACES["himmelblau"](), points)) == pytest.approx(1)
    assert jitter(track(SURFACES["himmelblau"](), points[-5:])) == pytest.approx(1), "two points of a short run"


@pytest.mark.parametrize(("x", "settles"), [((0.9,) * 4, True), ((1.1,) * 4, False), ((0, 0, 1.8, 1.8), True)])
def test_a_constant_rate_is_about_the_minimum_over_its_last_tenth(x, settles):
    """Its last four points stray by 1 or more, and lie so far from it on average; those before do not matter."""
    bowl = SURFACES["quadratic"](lambda1=1.0, lambda2=1.0, angle=0.0)
    constant, decaying = np.full((41, 2), 50.0), np.full((41, 2), 0.01)
    constant[0], constant[-4:] = 0.0, np.column_stack([x, (1, -1, 1, -1)])
    assert _captions._settles(track(bowl, constant), track(bowl, decaying)) == settles


@pytest.mark.parametrize(
    ("slug", "kept", "title"),
    [
        ("rosenbrock-five", 1, "Rosenbrock’s valley, one way"), ("rosenbrock-five", 2, "Rosenbrock’s valley, two ways"),
        ("rosenbrock-five", 0, "Rosenbrock’s valley"), ("bias-correction", 1, "Adam’s first steps"),
        ("bias-correction", 2, "Adam’s first steps"), ("bias-correction", 0, SCENES["bias-correction"].surface.name),
    ],
)  # fmt: skip
def test_titles_count_who_is_there(slug, kept, title):
    scene = dataclasses.replace(SCENES[slug], entrants=SCENES[slug].entrants[:kept], steps=5)
    assert told(slug, scene, scene.run()).name == title


def test_the_other_of_two_adams_takes_its_first_steps_as_well():
    scene = dataclasses.replace(SCENES["bias-correction"], steps=5)
    tracks = scene.run()
    only = [(e, t) for e, t in zip(scene.entrants, tracks, strict=True) if e.id == "adam~2"]
    scene = dataclasses.replace(scene, entrants=tuple(e for e, _ in only))
    assert told("bias-correction", scene, [t for _, t in only]).name == "Adam’s first steps"


def test_four_minima_are_counted():
    scene = dataclasses.replace(SCENES["four-minima"], entrants=SCENES["four-minima"].entrants[:1])
    assert told("four-minima", scene, scene.run()).caption == (
        "Four minima of the same depth. From this start every run that arrives finds the same one."
    )


def test_exactly_a_twentieth_longer_is_round(monkeypatch):
    monkeypatch.setattr(_captions_titles, "ROUND", 1.5)
    surface = SURFACES["quadratic"](lambda1=4.0, lambda2=9.0, angle=30.0)
    assert _captions_titles._stretched(Made(surface=surface)) == "A round bowl"
    assert _captions_titles._turned(Made(surface=surface)) == "A round bowl"
    longer = SURFACES["quadratic"](lambda1=4.0, lambda2=9.1, angle=30.0)
    assert _captions_titles._turned(Made(surface=longer)) == "A bowl turned by 30°"


@pytest.mark.parametrize(
    ("runs_of", "first", "holds"), [("", True, False), ("a", True, True), ("ab", True, True), ("a", False, False)]
)
def test_everyone_is_someone(monkeypatch, runs_of, first, holds):
    monkeypatch.setattr(_captions, "_floor_first", lambda t: first)
    assert bool(_captions.VALLEY_FLOOR[0].holds(Told(zip(runs_of, runs_of, strict=True)))) == holds


@pytest.mark.parametrize(("change", "follows"), [({}, True), ({"weight_decay": 1.0}, False), ({"beta": 0.999}, False)])
def test_who_ends_elsewhere_or_swings_about_does_not_follow_the_floor(change, follows):
    """Its weights drawn to 0 a run rests 0.8 from the star; with a memory so long it is mostly off the floor."""
    shown = SCENES["rosenbrock-five"]
    rule = dataclasses.replace(shown.entrants[1].rule, **change)
    t = run(rule, shown.surface, shown.start, shown.steps)
    assert _captions._floor_first(t) == follows
    assert (np.linalg.norm(t.points[-1] - (1, 1)) < 0.1) == follows


@pytest.mark.parametrize(("b", "words"), [(1.0, "SGD stays on the ridge."), (0.0, "")])
def test_a_trough_without_a_fall_along_it_has_no_ridge(b, words):
    shown = SCENES["radford-long-valley"]
    surface = dataclasses.replace(shown.surface, b=b)
    t = run(shown.entrants[0].rule, surface, shown.start, shown.steps)
    assert _captions_radford.VALLEY[1].told(case("radford-long-valley", t, surface=surface)) == words


@pytest.mark.parametrize(("period", "trails"), [(120.0, True), (20.0, False)])
def test_who_stays_about_the_middle_of_its_circle_does_not_trail_a_minimum(period, trails):
    """At 20 steps a turn descent goes a circle of radius 0.32 inside the minimum's of 1: one distance, no chase."""
    shown = SCENES["drifting"]
    surface = dataclasses.replace(shown.surface, period=period)
    t = run(shown.entrants[0].rule, surface, shown.start, shown.steps)
    assert (DRIFTING[1].told(case("drifting", t, surface=surface)) != "") == trails
    assert (np.linalg.norm(t.points[-20:], axis=-1).max() > 0.8) == trails


@pytest.mark.parametrize("missing", [None, "_zigzags", "_creeps", "_lower"])
def test_plain_descent_zigzags_creeps_and_gets_lower(monkeypatch, missing):
    for name in ("_zigzags", "_creeps", "_lower"):
        monkeypatch.setattr(_captions, name, lambda *given, name=name: name != missing)
    assert _captions.BOWL[0].holds(Told({"gradient_descent": None})) == (missing is None)


@pytest.mark.parametrize(("length", "averages"), [(0.99, True), (1.0, False), (1.9, False)])
def test_momentum_crosses_less_if_its_way_is_less_than_half_as_long(monkeypatch, length, averages):
    monkeypatch.setattr(_captions, "_adds_up", lambda c: True)
    monkeypatch.setattr(_captions, "length", lambda t: {"momentum": length, "gradient_descent": 2.0}[t])
    monkeypatch.setattr(_captions, "_zigzags", lambda c, id: True)
    monkeypatch.setattr(_captions, "_lower", lambda t: True)
    assert _captions.BOWL[1].holds(Told({id: id for id in ("momentum", "gradient_descent")})) == averages


@pytest.mark.parametrize(
    ("lr", "beta", "adds_up"), [(0.03, 0.75, True), (0.03, 0.0, False), (0.038, 0.75, False), (1e-3, 0.75, False)]
)
def test_steps_add_up_where_a_smaller_rate_comes_sooner_by_its_memory(lr, beta, adds_up):
    shown = SCENES["ill-conditioned"]
    rules = {"gradient_descent": OPTIMIZERS["gradient_descent"](lr=0.038), "momentum": OPTIMIZERS["momentum"](lr, beta)}
    runs = {id: run(rule, shown.surface, shown.start, 120) for id, rule in rules.items()}
    told = Told(runs)
    told.surface, told.scene = shown.surface, shown
    assert _captions._adds_up(told) == adds_up
    soon, late = (int(np.argmax(np.abs(runs[id].points[:, 0]) < 0.18)) for id in ("momentum", "gradient_descent"))
    assert not adds_up or 0 < soon < late


@pytest.mark.parametrize(("excess", "long"), [(2.0, False), (2.01, True)])
def test_first_steps_are_too_long_from_more_than_twice_on(monkeypatch, excess, long):
    monkeypatch.setattr(_captions, "_correction_alone", lambda c: True)
    monkeypatch.setattr(_captions, "_excess", lambda c: excess)
    assert FIRST_STEPS[0].holds(Told({"adam": None, "adam~2": None})) == long


@pytest.mark.parametrize(("step", "at_once"), [(25, True), (26, False)])
def test_at_once_is_within_25_steps(monkeypatch, step, at_once):
    monkeypatch.setattr(_captions_radford, "_on_ridge", lambda c: True)
    monkeypatch.setattr(_captions_radford, "_leaves", lambda t: step)
    assert _captions_radford.VALLEY[3].holds(Told(dict.fromkeys(("adagrad", "adadelta", "rmsprop")))) == at_once


@pytest.mark.parametrize(
    ("radius", "period", "seen"),
    [(1.0, 120.0, True), (0.003, 120.0, True), (0.0015, 120.0, False), (1.0, 360_000.0, True), (1.0, 1e6, False)],
)
def test_a_minimum_is_said_to_move_where_it_moves_by_a_pixel(radius, period, seen):
    """The farthest places of the minimum within the race, against the picture's side of 4."""
    scene = SCENES["drifting"]
    scene = dataclasses.replace(scene, surface=scene.surface.altered(radius=radius, period=period))
    places = np.array([scene.surface.at(k).critical_points()[0].point for k in range(scene.steps + 1)])
    apart = np.linalg.norm(places[:, None] - places, axis=-1).max()
    assert (apart > 1e-3 * 4) == seen
    assert ("nothing ever comes to rest" in told("drifting", scene, scene.run()).caption) == seen
    assert ("by less than can be seen" in told("drifting", scene, scene.run()).caption) != seen


STEPS = 40


def trailing(far):
    """A run so far, in shares of the picture, from a minimum that moves, at each step."""
    surface = SCENES["drifting"].surface
    middles = np.array([surface.at(k).critical_points()[0].point for k in range(STEPS + 1)])
    return track(surface, middles + 4.0 * np.broadcast_to(far, STEPS + 1)[:, None] * [1.0, 0.0])


def says(claim, slug, *runs):
    return claim.told(case(slug, *runs, steps=STEPS)) == claim.text


@pytest.mark.parametrize(
    ("low", "high", "even"), [(0.1, 0.1, True), (0.1, 0.104, True), (0.1, 0.106, False), (0.99e-6, 1.02e-6, False)]
)
def test_a_distance_stays_the_same_within_a_twentieth(low, high, even):
    run = trailing(np.where(np.arange(STEPS + 1) % 2, low, high))
    assert says(DRIFTING[1], "drifting", run) == even


@pytest.mark.parametrize(("momentum", "words"), [(0.09, "Momentum at the same rate stays closer."), (0.11, "")])
def test_momentum_is_closer_where_all_of_it_is(momentum, words):
    runs = trailing(0.1), trailing(np.where(np.arange(STEPS + 1) == STEPS, momentum, 0.05))
    assert DRIFTING[2].told(case("drifting", *runs, steps=STEPS)) == words


@pytest.mark.parametrize(
    ("half", "last", "falls"),
    [
        ((0.1, 0.12), (0.13, 0.15), True),
        ((0.1, 0.12), (0.09, 0.15), False),
        ((0.1, 0.16), (0.11, 0.15), False),
        ((0.001, 0.0012), (0.0013, 0.0015), False),
    ],
)
def test_adagrad_falls_behind_where_its_least_and_largest_gap_grow(half, last, falls):
    far = np.full(STEPS + 1, 0.1)
    early, late = np.array_split(np.arange(STEPS // 2, STEPS + 1), 2)
    far[early], far[late] = np.resize(half, len(early)), np.resize(last, len(late))
    runs = trailing(0.1), trailing(0.1), trailing(far)
    assert says(DRIFTING[3], "drifting", *runs) == falls


def test_newton_is_on_the_minimum_after_every_step_and_not_after_most():
    far = np.where(np.arange(STEPS + 1) > 0, 0.0, 0.3)
    others = [trailing(0.1)] * 3
    assert says(DRIFTING[4], "drifting", *others, trailing(far))
    assert not says(DRIFTING[4], "drifting", *others, trailing(np.where(np.arange(STEPS + 1) == 7, 1e-5, far)))


def round_(radii, turns=1.0):
    """A run round the equilibrium of the game, at these distances."""
    angle = 2 * np.pi * turns * np.linspace(0, 1, STEPS + 1)
    radii = np.interp(np.linspace(0, 1, STEPS + 1), np.linspace(0, 1, len(radii)), radii)
    return track(SCENES["game"].surface, radii[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


@pytest.mark.parametrize(
    ("radii", "turns", "out", "inward"),
    [
        ((0.5, 1.0), 1.0, True, False), ((0.5, 1.0), 0.2, False, False), ((0.5, 1.0, 0.9), 1.0, False, False),
        ((1.0, 0.4), 1.0, False, True), ((1.0, 0.6), 1.0, False, False), ((1.0, 0.3, 0.4), 1.0, False, False),
        ((1.0, 0.4), 0.2, False, False),
    ],
)  # fmt: skip
def test_runs_spiral_out_or_in_where_they_turn_and_keep_to_it(radii, turns, out, inward):
    run = round_(radii, turns)
    told_of_descent = GAME[1].told(case("game", run, steps=STEPS))
    assert (told_of_descent == GAME[1].text) == out
    assert ("spiral in" in told_of_descent) == inward
    assert says(GAME[2], "game", run, run) == inward
    assert says(GAME[3], "game", run, run, run) == inward
    lost = game_title(case("game", run, steps=STEPS))
    assert (lost == "A game that descent loses") == out


@pytest.mark.parametrize(("strays", "kind"), [(None, "converged"), (38, "descending"), (20, "converged")])
def test_a_run_at_the_equilibrium_has_stayed_there_for_the_last_tenth(strays, kind):
    """Its distance at each step: half a picture, then nothing but where it strays."""
    far = np.where(np.arange(STEPS + 1) < 12, 2.0, 0.0)
    if strays is not None:
        far[strays] = 0.3
    run = round_(far)
    assert run.outcome.kind == kind
    if kind == "converged":
        assert run.outcome.step == (12 if strays is None else strays + 1)
