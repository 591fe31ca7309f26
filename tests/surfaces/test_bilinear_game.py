"""A game of two: what each sees as its slope, which rules can play, and what is said of how they do."""

import dataclasses
import re

import numpy as np
import pytest
import sympy as sp
from numpy.testing import assert_allclose

from optim import OPTIMIZERS, SCHEDULES, Scheduled, parse_rule, run, sensitivity, tune
from optim._outcome_game import away, spirals
from scenes import SCENES, told
from surfaces import SURFACES, Noisy, goal, turned

GAME = SURFACES["bilinear_game"]
DESCENT, EXTRA, OPTIMIST = (OPTIMIZERS[s] for s in ("gradient_descent", "extragradient", "optimistic_descent"))


def test_one_goes_down_and_the_other_up():
    x, y, a, mu = sp.symbols("x y a mu")
    f = a * x * y + mu / 2 * (x**2 - y**2)
    surface, at = GAME(strength=1.7, cost=0.3), {x: 0.4, y: -1.1, a: 1.7, mu: 0.3}
    slopes = [float(f.diff(v).subs(at)) for v in (x, y)]
    w = np.array([0.4, -1.1])
    assert_allclose(surface.value(w), float(f.subs(at)))
    assert_allclose(surface.grad(*w), slopes)
    assert_allclose(surface.gradient(w), slopes)
    assert_allclose(surface.at(1).gradient(w), np.multiply(slopes, (1, -1)))
    both = np.stack([w, 2 * w])
    assert_allclose(Noisy(surface, sigma=0.0).at(3).gradient(both), surface.at(3).gradient(both))


def test_what_is_to_be_small_is_the_distance_from_the_equilibrium():
    w = np.array([[3.0, -4.0], [0.0, 0.0]])
    assert_allclose(goal(GAME(), w), [5.0, 0.0])
    assert_allclose(goal(SURFACES["beale"](), w), SURFACES["beale"]().value(w))


@pytest.mark.parametrize(("lr", "cost"), [(0.1, 0.0), (0.3, 0.5), (0.9, 2.0)])
def test_a_step_of_descent_multiplies_the_distance_with_what_the_surface_says(lr, cost):
    surface = GAME(strength=1.3, cost=cost)
    t = run(DESCENT(lr=lr), surface, steps=12)
    far = np.linalg.norm(t.points, axis=-1)
    assert_allclose(far[1:] / far[:-1], surface.growth(lr))


def test_looking_ahead_and_optimism_shrink_it_by_the_factors_of_their_theory():
    lr = 0.3
    far = np.linalg.norm(run(EXTRA(lr=lr), GAME(), steps=20).points, axis=-1)
    assert_allclose(far[1:] / far[:-1], abs(1 - lr**2 + 1j * lr))  # of 1 − ηλ + (ηλ)² at λ = i
    roots = np.roots([1, -(1 - 2j * lr), -1j * lr])
    t = run(OPTIMIST(lr=lr), GAME(), steps=400)
    far = np.linalg.norm(t.points, axis=-1)
    assert_allclose((far[400] / far[300]) ** 0.01, abs(roots).max(), rtol=1e-6)


@pytest.mark.parametrize(
    ("rule", "steps", "words"),
    [
        (DESCENT(lr=0.1), 100, "Spirals away from the equilibrium: 44% of the picture from it"),
        (DESCENT(lr=0.1), 40, "Spirals away from the equilibrium: 33% of the picture from it"),
        (DESCENT(lr=0.1), 20, "Moves away from the equilibrium: 30% of the picture from it"),
        (OPTIMIST(lr=0.1), 30, "Moves in to the equilibrium: 23% of the picture from it"),
        (DESCENT(lr=0.1), 200, "Spirals out of the picture, which it left at step 179"),
        (DESCENT(lr=0.0001), 200, "Stays away from the equilibrium, 27% of the picture from it"),
        (DESCENT(lr=0.02), 300, "Circles the equilibrium, 29% of the picture from it"),
        (EXTRA(lr=0.1), 100, "Spirals in to the equilibrium: 16% of the picture from it"),
        (EXTRA(lr=0.5), 200, "At the equilibrium since step 77"),
        (OPTIMIST(lr=0.1), 100, "Spirals in to the equilibrium: 16% of the picture from it"),
        (EXTRA(lr=1.0), 1, "Stays away from the equilibrium, 27% of the picture from it"),
        (EXTRA(lr=1.0), 4, "Circles the equilibrium, 27% of the picture from it"),
        (OPTIMIST(lr=1.1), 100, "Diverged at step 38"),
        (OPTIMIZERS["momentum"](lr=0.1), 4, "Moves away from the equilibrium: 34% of the picture from it"),
    ],
)
def test_outcomes_tell_of_the_equilibrium(rule, steps, words):
    t = run(rule, GAME(), steps=steps)
    assert str(t.outcome) == words
    if told_share := re.search(r"(\d+)% of the picture", words):
        assert round(100 * np.hypot(*(t.points[-1] / 4))) == int(told_share[1])
    if at := re.search(r"step (\d+)$", words):
        k, reached = int(at[1]), away(t)
        assert "At" not in words or (reached[k] <= 1e-4 < reached[k - 1])


def test_rules_that_lower_one_value_say_so_and_do_not_run():
    asked = {}
    for slug, declared in OPTIMIZERS.items():
        rule = declared()
        if rule.needs_matrices:
            continue
        t = run(rule, SURFACES["quadratic"](), steps=4)
        asks = bool(t.evaluations.values[-1] + t.evaluations.hessians[-1])
        asked[slug] = asks, rule.lacks(GAME())
        if asks:
            assert rule.lacks(GAME()) == "one value that all its coordinates lower", slug
    playing = {slug for slug, (_, lacking) in asked.items() if not lacking}
    assert {"gradient_descent", "adam", "extragradient", "optimistic_descent", "lookahead"} <= playing
    assert not {"newton", "lbfgs", "barzilai_borwein", "polyak_step", "cma_es", "sharpness_aware"} & playing
    assert not OPTIMIZERS["newton"](hessian="finite differences").lacks(SURFACES["beale"]())
    assert OPTIMIZERS["newton"](hessian="finite differences").lacks(GAME())
    assert parse_rule("w -= 0.1 H g").lacks(GAME())
    assert not parse_rule("w -= 0.1 g").lacks(GAME())
    with pytest.raises(ValueError, match="L-BFGS needs one value that all its coordinates lower, which Bilinear game"):
        run(OPTIMIZERS["lbfgs"](), GAME())


def test_a_rate_is_tuned_by_the_distance():
    found = tune(EXTRA(), GAME(), steps=100).rule
    grid = np.geomspace(1e-3, 0.99, 400)
    best = grid[np.hypot(1 - grid**2, grid).argmin()]
    assert found.lr == pytest.approx(best, rel=0.02)  # 1/√2
    s = sensitivity(EXTRA(), GAME(), steps=100)
    assert s.best == pytest.approx(best, rel=0.1)
    assert s.left.min() == pytest.approx(np.hypot(1.0, 0.4) * np.hypot(1 - s.best**2, s.best) ** 91, rel=1e-6)


def test_a_rule_that_comes_no_nearer_keeps_its_rate():
    assert tune(DESCENT(lr=0.1), GAME(), steps=100).rule.lr == 0.1


def test_what_makes_no_sense_in_a_game_is_refused():
    with pytest.raises(ValueError, match="is a game, whose coordinates are its players"):
        turned(GAME(), 30.0)


@pytest.mark.parametrize(
    ("change", "steps", "said", "unsaid"),
    [
        ({}, 160, "farther off with every step", "spiral in."),
        ({"cost": 1.0}, 160, "Gradient descent and ascent at once spiral in", "farther"),
        ({"cost": 2.0, "strength": 0.1}, 50, "y goes up", "spiral"),
    ],
)
def test_the_caption_is_true_of_what_is_run(change, steps, said, unsaid):
    scene = dataclasses.replace(SCENES["game"], surface=GAME(**change), steps=steps)
    caption = told("game", scene, scene.run()).caption
    assert said in caption
    assert unsaid not in caption
    assert told("game", SCENES["game"], SCENES["game"].run()).caption == SCENES["game"].caption


@pytest.mark.parametrize(
    ("rule", "cost", "start", "steps", "nearer"),
    [
        (OPTIMIZERS["adopt"](lr=0.32), 1.6, (-0.964, -1.771), 200, True),
        (OPTIMIZERS["adopt"](lr=0.16), 1.265, (-0.246, -0.262), 100, True),
        (OPTIMIZERS["averaged_descent"](lr=0.234), 0.0, (-0.654, -1.588), 100, False),
    ],
    ids=str,
)
def test_away_and_in_are_said_of_where_the_last_quarters_went(rule, cost, start, steps, nearer):
    surface = SURFACES["bilinear_game"](cost=cost) if cost else SURFACES["bilinear_game"]()
    t = run(rule, surface, start, steps)
    before, after = away(t)[steps // 2 : 3 * steps // 4].max(), away(t)[3 * steps // 4 :].max()
    assert (after < before / 1.1) == nearer
    assert (" in to the equilibrium" in t.outcome.text) == nearer
    assert (" away from the equilibrium" in t.outcome.text) != nearer


def test_in_is_not_said_of_one_that_comes_out_again():
    t = run(OPTIMIZERS["adan"](), SURFACES["bilinear_game"](cost=1.5), None, 160)
    assert (np.diff(away(t)[-20:]) > 0).all()
    assert " in to the equilibrium" not in t.outcome.text


def test_who_is_within_a_hundredth_of_the_picture_is_near_and_does_not_stay_away():
    t = run(OPTIMIZERS["adam"](lr=0.109), SURFACES["bilinear_game"](cost=2.0), (1.93, 0.572), 107)
    assert away(t)[-27:].max() < 0.01
    assert t.outcome.text == "Near the equilibrium: 0.22% of the picture from it"
    assert t.outcome.kind == "near"


@pytest.mark.parametrize(
    ("rule", "cost", "steps"), [("adan", 2.0, 100), ("adan", 2.0, 160), ("signum", 2.0, 160), ("adan", 1.9, 160)]
)
def test_who_came_in_and_went_out_again_was_nearer(rule, cost, steps):
    t = run(OPTIMIZERS[rule](), GAME(cost=cost), (1.0, 0.4), steps)
    nearest = int(away(t).argmin())
    assert steps // 2 <= nearest < 0.9 * steps
    assert away(t)[-1] > 2 * away(t)[nearest]
    percent, words = t.outcome.text.split("% ")
    assert float(percent) == pytest.approx(100 * away(t)[-1], rel=0.05)
    assert words == f"of the picture from the equilibrium, was nearer at step {nearest}"


@pytest.mark.parametrize(
    ("rule", "lr", "cost"), [("normalized_descent", 1.0, 1.12), ("sign_descent", 0.2, 0.68), ("adam", 0.2, 1.6)]
)
def test_who_circled_and_then_came_in_spirals_in(rule, lr, cost):
    """The rate is held for most of the race, and falls at its end."""
    rule = Scheduled(OPTIMIZERS[rule](lr=lr), SCHEDULES["plateau"](horizon=1000))
    t = run(rule, GAME(cost=cost), (1.0, 0.4), 1000)
    assert away(t)[-1] < away(t)[500:800].min() / 3
    assert t.outcome.text.startswith("Spirals in to the equilibrium: ")


def test_turns_within_a_thousandth_of_the_picture_are_not_seen():
    """Descent at a large cost: nearly straight in, and then round the equilibrium at 1e-10 of the picture."""
    t = run(DESCENT(lr=0.1), GAME(cost=2.0, strength=0.2), (1.0, 0.4), 160)
    shown = t.points[away(t) > 1e-3]
    angles = np.unwrap(np.arctan2(*shown.T[::-1]))
    assert np.ptp(angles) < np.pi / 4
    assert not spirals(t)
    assert spirals(run(DESCENT(lr=0.1), GAME(), (1.0, 0.4), 160))


def test_who_stands_still_for_a_tenth_of_the_steps_neither_circles_nor_moves():
    """A schedule that ends at 0: who was going round, or away, has stopped."""
    for stop, steps in ((172, 200), (181, 200), (185, 200), (95, 100), (97, 100)):
        rule = Scheduled(DESCENT(lr=0.03), SCHEDULES["plateau"](horizon=stop, share=0.0, final=0.0))
        t = run(rule, GAME(), steps=steps)
        still = steps - int(np.flatnonzero((np.diff(t.points, axis=0) != 0).any(axis=1))[-1]) - 1
        assert (t.outcome.kind == "stopped") == (still >= steps // 10)
        if t.outcome.kind == "stopped":
            assert t.outcome.text.startswith(f"Stopped at step {steps - still}: ")
