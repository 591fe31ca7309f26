"""A surface whose minimum moves: each step sees it where it is then, and what is measured is measured there."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optim import OPTIMIZERS, parse_rule, run, tune
from optim._outcome_following import behind
from scenes import SCENES
from surfaces import SURFACES, Noisy, along, lowest, turned

DRIFTING = SURFACES["drifting_bowl"]
DESCENT = OPTIMIZERS["gradient_descent"]


def middle(surface, k):
    return surface.radius * np.array([np.cos(2 * np.pi * k / surface.period), np.sin(2 * np.pi * k / surface.period)])


@pytest.mark.parametrize("k", [0, 1, 37, 300])
def test_a_step_sees_the_minimum_where_it_is_then(k):
    surface = DRIFTING(lambda1=2.0, lambda2=5.0, radius=0.7, period=90.0)
    seen = surface.at(k)
    assert_allclose(seen.minima(), [middle(surface, k)], atol=1e-15)
    assert_allclose(seen.value(seen.minima()[0]), 0.0, atol=1e-30)
    w = np.array([0.3, -1.1])
    assert_allclose(seen.gradient(w), (2.0, 5.0) * (w - middle(surface, k)))
    assert_allclose(Noisy(surface, sigma=0.3).mean.at(k).value(w), seen.value(w))


def test_asked_directly_it_is_as_before_the_first_step_and_knows_no_minimum():
    surface = DRIFTING()
    assert surface.value((1.0, 0.0)) == 0
    assert surface.critical_points() == ()
    assert lowest(surface) is None


def test_values_and_slopes_of_a_run_are_those_of_each_step():
    surface = DRIFTING(lambda2=4.0)
    t = run(DESCENT(lr=0.1), Noisy(surface, sigma=0.2, seed=3), steps=30)
    for k in (0, 1, 17, 30):
        off = t.points[k] - middle(surface, k)
        assert_allclose(t.values[k], 0.5 * (off[0] ** 2 + 4 * off[1] ** 2))
        assert_allclose(t.gradients[k], (1, 4) * off)
    assert_allclose(along(SURFACES["beale"](), t.points), SURFACES["beale"]().value(t.points))


@pytest.mark.parametrize(("lr", "shape"), [(0.1, (1.0, 1.0)), (0.7, (1.0, 1.0)), (0.15, (0.5, 9.0)), (1.9, (1.0, 1.0))])
def test_gradient_descent_comes_to_trail_as_far_behind_as_the_theorem_says(lr, shape):
    surface = DRIFTING(lambda1=shape[0], lambda2=shape[1], period=77.0)
    t = run(DESCENT(lr=lr), surface, steps=1200)
    gaps = np.abs(t.points - [middle(surface, k) for k in range(1201)])[-700:]
    assert_allclose(gaps.max(axis=0), surface.lag(lr), rtol=2e-3)  # a step may pass the very top of a swing
    assert (gaps.max(axis=0) <= np.multiply(surface.lag(lr), 1 + 1e-9)).all()
    if shape[0] == shape[1]:
        assert_allclose(np.linalg.norm(gaps, axis=-1), surface.lag(lr)[0], rtol=1e-9)


def test_where_the_rate_is_too_high_nothing_is_promised():
    surface = DRIFTING(lambda2=4.0)
    assert surface.lag(0.5) is None
    assert surface.lag(0.49) is not None


def told(rule, surface, steps=300):
    return run(rule, surface, steps=steps).outcome


def test_outcomes_say_how_far_from_the_moving_minimum():
    surface = DRIFTING()
    near, even = told(DESCENT(lr=0.5), surface), told(DESCENT(lr=0.1), surface)
    assert near.kind == "near"
    assert near.text == "Follows the minimum, 1.3% of the picture away"
    assert surface.lag(0.5)[0] / 4 == pytest.approx(0.013, abs=5e-4)
    assert even == ("crawling", 300, "Trails the minimum: 11% of the picture away")
    assert surface.lag(0.1)[0] / 4 == pytest.approx(0.11, abs=5e-3)
    behind_most = told(OPTIMIZERS["adagrad"](lr=0.5), surface)
    assert behind_most.text.startswith("Does not keep up with the minimum: ")
    assert told(DESCENT(lr=0.02), DRIFTING(period=1000.0), 80).text.startswith("Closing in on the minimum, which moves")
    assert told(DESCENT(lr=0.02), DRIFTING(period=1000.0), 60).text.startswith("Closing in on the minimum: ")
    assert told(DESCENT(lr=2.1), surface).kind == "diverged"
    assert told(DESCENT(lr=0.1, weight_decay=0.0), surface, 0).kind == "stopped"
    batch = run(DESCENT(lr=0.5), surface, start=np.full((3, 2), 0.5), steps=100)
    assert {o.kind for o in batch.outcome} == {"near"}


def test_distances_are_to_where_the_minimum_is():
    t = run(OPTIMIZERS["newton"](), DRIFTING(), steps=20)
    assert behind(t)[0] == pytest.approx(np.hypot(2.6, 0.8) / 4)
    assert_allclose(behind(t)[1:], 0.0, atol=1e-12)


def test_a_rate_is_tuned_to_keep_up():
    found = tune(DESCENT(), DRIFTING(), steps=150).rule
    assert DRIFTING().lag(found.lr)[0] < DRIFTING().lag(0.3)[0]


def test_what_would_have_to_stand_still_is_refused():
    with pytest.raises(ValueError, match="stands still"):
        turned(DRIFTING(), 30.0)


def test_a_run_that_comes_hardly_nearer_is_not_closing_in():
    rule = OPTIMIZERS["gradient_descent"](lr=0.0005)
    t = run(rule, SURFACES["drifting_bowl"](period=1e5), steps=60)
    away = np.array([np.linalg.norm(w - t.surface.at(k).minima()[0]) for k, w in enumerate(t.points)])
    assert (np.diff(away) < 0).all()
    assert away[-1] > 0.96 * away[0]
    assert str(t.outcome).startswith("Away from the minimum, which hardly moves: ")


def test_a_run_that_stays_where_it_is_does_not_trail():
    """Turning about the bowl's middle, from where its start is, the minimum stays as far away."""
    still, led = (
        run(DESCENT(lr=lr), DRIFTING(radius=1.5, period=77.0), start=(0.0, 0.0), steps=300) for lr in (2e-5, 0.1)
    )
    turned = 2 * 1.5 * np.sin(np.pi / 77.0)
    ways = [np.linalg.norm(np.diff(t.points[150:], axis=0), axis=-1).mean() / turned for t in (still, led)]
    assert ways[0] < 1e-3
    assert ways[1] > 0.5
    assert str(still.outcome).startswith("Hardly moves: 37% to 38% of the picture from the minimum")
    assert str(led.outcome).startswith("Trails the minimum")


def test_the_distances_that_are_told_are_the_least_and_the_largest():
    t = run(OPTIMIZERS["gradient_descent"](lr=0.19), SURFACES["drifting_bowl"](lambda1=10.0, lambda2=0.1), steps=600)
    least, most = (float(told) for told in re.search(r"([\d.]+)% to ([\d.]+)% of the picture", str(t.outcome)).groups())
    assert least < most


def test_a_run_that_goes_round_with_the_minimum_at_distances_that_recur_trails_it():
    surface = DRIFTING(lambda2=0.56, radius=1.42)
    t = run(OPTIMIZERS["momentum"](lr=0.05, beta=0.9), surface, steps=1000)
    away = np.linalg.norm(t.points - [middle(surface, k) for k in range(1001)], axis=-1)
    turns = [away[k : k + 120].max() for k in range(520, 880, 120)]  # each of three turns
    assert max(turns) < 1.01 * min(turns) < 1.42 / 2
    assert max(turns) > 1.3 * away[520:].min()
    assert str(t.outcome).startswith("Trails the minimum: ")


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_who_is_on_the_minimum_after_every_step_follows_it_from_the_first_on(steps):
    t = run(OPTIMIZERS["newton"](), DRIFTING(), steps=steps)
    places = [middle(DRIFTING(), k) for k in range(1, steps + 1)]
    assert_allclose(t.points[1:], places, atol=1e-12)
    assert t.outcome.text.startswith("Follows the minimum, ")


@pytest.mark.parametrize(
    ("rule", "radius", "start", "steps"),
    [
        (OPTIMIZERS["prodigy"](lr=13.6), 1.28, None, 400),
        (OPTIMIZERS["nadam"](lr=0.559), 0.2, (-0.343, 1.788), 200),
    ],
    ids=str,
)
def test_who_has_caught_up_is_said_to_follow_since_then(rule, radius, start, steps):
    """It strays within the later half of its steps, but its last quarter is within a twentieth of the picture."""
    surface = DRIFTING(radius=radius)
    t = run(rule, surface, start, steps)
    places = np.stack([surface.at(k).minima()[0] for k in range(steps + 1)])
    far = np.linalg.norm((t.points - places) / np.ptp(np.array(surface.domain), axis=1), axis=1)
    since = int(np.flatnonzero(far > 0.05)[-1]) + 1
    assert steps // 4 < since <= steps * 3 // 4
    assert t.outcome.text.startswith(f"Follows the minimum since step {since}, ")
    assert t.outcome.kind == "near"


@pytest.mark.parametrize(
    ("rule", "start", "radius"), [("w = w + 0 g", (0.0, 0.0), 0.1), ("w = w - 1e-5 g", (0.03, -0.02), 0.1)]
)
def test_who_stands_within_a_small_circle_does_not_follow_it(rule, start, radius):
    surface = DRIFTING(radius=radius)
    t = run(parse_rule(rule), surface, start, 300)
    assert np.ptp(t.points, axis=0).max() < 1e-3
    assert t.outcome.text.startswith("Stays near the minimum, ")
    assert told(DESCENT(lr=0.5), surface).text.startswith("Follows the minimum, ")


@pytest.mark.parametrize(
    ("lr", "word"), [(0.01, "Stays near"), (0.02, "Stays near"), (0.03, "Follows"), (0.3, "Follows")]
)
def test_who_goes_less_than_half_of_the_minimum_s_way_does_not_follow_it(lr, word):
    """On a round bowl gradient descent goes round on a circle of lr / |1 − (1 − lr) exp(−iω)| of the minimum's."""
    surface = DRIFTING(radius=0.1)
    t = run(DESCENT(lr=lr), surface, (0.0, 0.0), 600)
    ratio = lr / abs(1 - (1 - lr) * np.exp(-2j * np.pi / surface.period))
    assert (ratio < 0.5) == (word == "Stays near")
    assert np.ptp(t.points[300:, 0]) / (2 * surface.radius) == pytest.approx(ratio, rel=0.05)
    assert t.outcome.text.startswith(f"{word} the minimum, ")


@pytest.mark.parametrize("steps", [1, 2, 40, 120])
def test_all_say_the_same_of_how_the_minimum_moves(steps):
    """Of a circle of radius 1, 120 steps round, in a picture four wide: a step is 1.3% of it."""
    rules = [("gradient_descent", 1e-5), ("adagrad", 1e-4), ("gradient_descent", 0.02), ("adagrad", 0.5), ("adam", 0.3)]
    texts = [told(OPTIMIZERS[slug](lr=lr), DRIFTING(), steps).text for slug, lr in rules]
    moves = np.pi / 2 / 120 * (steps - steps // 2) > 0.05
    for text in texts:
        assert ("which moves" in text or "which does" in text) <= moves, texts
        assert ("which hardly moves" in text) <= (not moves), texts


@pytest.mark.parametrize("steps", [5, 8])
def test_of_a_few_steps_two_show_that_it_is_followed(steps):
    t = run(OPTIMIZERS["trust_region"](), DRIFTING(), None, steps)
    assert t.values[3:].max() < 1e-30
    assert t.outcome.text == "Follows the minimum since step 3, under 0.01% of the picture away"


def test_who_hardly_moves_is_not_said_to_close_in_as_the_minimum_comes_by():
    shown = SCENES["drifting"]
    t = run(DESCENT(lr=1e-5), shown.surface, shown.start, 60)
    assert np.ptp(t.points, axis=0).max() < 1e-3 * np.ptp(shown.surface.domain)
    assert t.outcome.text.startswith("Hardly moves: ")
