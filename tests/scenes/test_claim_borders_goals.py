"""Where the sentences about a moving minimum and a game begin and end to hold, on made runs just on either side."""

import dataclasses

import numpy as np
import pytest
from made_cases import case, track

from optim import run
from scenes import SCENES, told
from scenes._captions_goals import DRIFTING, GAME, game_title


@pytest.mark.parametrize(("period", "trails"), [(120.0, True), (20.0, False)])
def test_who_stays_about_the_middle_of_its_circle_does_not_trail_a_minimum(period, trails):
    """At 20 steps a turn descent goes a circle of radius 0.32 inside the minimum's of 1: one distance, no chase."""
    shown = SCENES["drifting"]
    surface = dataclasses.replace(shown.surface, period=period)
    t = run(shown.entrants[0].rule, surface, shown.start, shown.steps)
    assert (DRIFTING[1].told(case("drifting", t, surface=surface)) != "") == trails
    assert (np.linalg.norm(t.points[-20:], axis=-1).max() > 0.8) == trails


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
