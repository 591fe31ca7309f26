"""Where the sentences of captions begin and end to hold, on made runs just on either side."""

import dataclasses
from types import SimpleNamespace as Made

import numpy as np
import pytest
from made_cases import Told, case, runs, track

from optim import OPTIMIZERS, SCHEDULES, Scheduled, run
from scenes import SCENES, _captions, _captions_titles, told
from scenes._captions import FIRST_STEPS
from scenes._claims import Case, basins, first, flips, jitter, listed
from surfaces import SURFACES


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
    rule = OPTIMIZERS["gradient_descent"]()
    t = Made(points=np.array(points), surface=SURFACES["rosenbrock"](), outcome=Made(kind="descending"), optimizer=rule)
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


@pytest.mark.parametrize(
    ("change", "follows"),
    [({}, True), ({"weight_decay": 1.0}, False), ({"weight_decay": 0.3}, False), ({"beta": 0.999}, False)],
)
def test_who_ends_elsewhere_or_swings_about_does_not_follow_the_floor(change, follows):
    """Its weights drawn to 0 a run rests 0.8 from the star, or 0.5; with a long memory it is mostly off the floor."""
    shown = SCENES["rosenbrock-five"]
    rule = dataclasses.replace(shown.entrants[1].rule, **change)
    t = run(rule, shown.surface, shown.start, shown.steps)
    assert _captions._floor_first(t) == follows
    assert (np.linalg.norm(t.points[-1] - (1, 1)) < 0.1) == follows


def test_whose_weights_are_drawn_to_0_is_not_on_its_way_to_the_star_though_it_still_falls():
    shown = SCENES["rosenbrock-five"]
    rule = dataclasses.replace(shown.entrants[0].rule, weight_decay=1.0)
    t = run(rule, shown.surface, shown.start, 1000)
    assert t.outcome.kind == "descending"
    assert np.linalg.norm(run(rule, shown.surface, shown.start, 20_000).points[-1] - (1, 1)) > 0.5
    assert not _captions._floor_first(t)


@pytest.mark.parametrize("schedule", ["step", "exponential"])
def test_whose_rate_dies_on_the_way_does_not_follow_the_floor_to_the_star(schedule):
    shown = SCENES["rosenbrock-five"]
    rule = Scheduled(shown.entrants[1].rule, SCHEDULES[schedule]())
    t = run(rule, shown.surface, shown.start, 5000)
    assert np.linalg.norm(t.points[-1] - (1, 1)) > 0.4
    for steps in (300, 1000):
        assert not _captions._floor_first(run(rule, shown.surface, shown.start, steps))


@pytest.mark.parametrize(("a", "seen"), [(1.0, True), (1.6, True), (1.8, False), (-1.9, False), (2.0, False)])
def test_a_star_is_spoken_of_where_it_is_in_the_picture(a, seen):
    """It stands at (a, a²), and the picture ends at 3."""
    shown = SCENES["rosenbrock-five"]
    surface = SURFACES["rosenbrock"](a=a)
    t = run(shown.entrants[1].rule, surface, (-1.2, 0.8), 100)
    (low,) = surface.minima()
    assert (low[1] <= surface.domain[1][1]) == seen
    assert _captions._floor_first(t) <= seen
    scene = dataclasses.replace(shown, surface=surface, start=(-1.2, 0.8), steps=100)
    assert ("star" in told("rosenbrock-five", scene, scene.run()).caption) <= seen


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
