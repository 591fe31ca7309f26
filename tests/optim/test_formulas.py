"""Places in the rules' formulas that no track passes through: each is held by a case made for it."""

import numpy as np
import pytest

from optim import OPTIMIZERS, SCHEDULES, Evaluations, Scheduled, Trajectory, nearest_minimum, run, steps_to_reach, tune
from optim._line_search import MOST_TRIALS, strong_wolfe
from optim._subproblem import next_radius
from optim.conjugate_gradient import Direction
from surfaces import SURFACES, parse


class Scripted:
    """Along a line: the answers (f, slope) come from a list, whatever is asked, and the places asked at are kept."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def gradient(self, w):
        self.asked.append(float(w[0]))
        return np.array([self.answers[min(len(self.asked), len(self.answers)) - 1][1]])

    def value(self, w):
        return np.array(self.answers[min(len(self.asked), len(self.answers)) - 1][0])


def searched(answers):
    surface = Scripted(answers)
    one = np.ones(1)
    with np.errstate(all="ignore"):
        t = strong_wolfe(surface, np.zeros(1), one, np.zeros(1), -one, one)
    return float(t[0]), surface.asked


def test_a_value_above_the_last_trial_s_closes_the_bracket_from_the_third_trial_on():
    """As in PyTorch's search: the second trial is not compared with the first."""
    _, asked = searched([(-0.5, -1.0), (-0.4, -1.0), (-9.0, 0.0)])
    assert asked[0] == 1.0
    assert asked[2] > asked[1] > asked[0]
    _, asked = searched([(-0.5, -1.0), (-5.0, -1.0), (-4.0, -1.0), (-9.0, 0.0)])
    assert asked[1] < asked[3] < asked[2]


def test_when_the_trials_are_used_up_a_last_one_above_the_start_is_not_taken():
    falling = [(-1e3 * 10.0**k, -1.0) for k in range(MOST_TRIALS)]
    taken, asked = searched([*falling, (1.0, -1.0)])
    assert len(asked) == MOST_TRIALS + 1
    assert taken == 0.0
    taken, asked = searched([*falling, (-1e40, -1.0)])
    assert taken == asked[-1]


def test_a_minimum_exactly_within_reach_counts():
    surface = SURFACES["parabola"](a=1.0, b=0.0, c=0.0)  # six wide, its minimum in the middle
    assert nearest_minimum(surface, (1.5,), within=0.25) == 0
    assert nearest_minimum(surface, (1.6,), within=0.25) == -1


def test_a_run_from_below_its_goal_reaches_it_only_by_not_being_above():
    surface = parse("x^3-3*x+y^2", domain=((-4.0, 4.0), (-4.0, 4.0)))
    points = np.array([(-3.0, 0.0), (1.1, 0.0), (1.1, 0.0)])
    counts = Evaluations(*[np.zeros(3, dtype=int)] * 3)
    t = Trajectory(OPTIMIZERS["gradient_descent"](), surface, points, surface.value(points), (), counts, None)
    assert len(surface.minima()) == 1
    assert t.values[0] < surface.value(surface.minima()[0]) < t.values[1]
    assert steps_to_reach(t, 0.1) == -1


def test_a_radius_grows_only_after_a_step_to_the_boundary():
    one = np.ones(1)
    for share, length, radius in ((0.9, 0.7, 1.0), (0.9, 1.0, 2.0), (0.5, 1.0, 1.0), (0.1, 0.8, 0.2)):
        assert next_radius(share * one, length * one, one, 5 * one) == pytest.approx(radius)


def test_a_score_looks_at_ten_steps():
    rule, surface = OPTIMIZERS["gradient_descent"](lr=0.195), SURFACES["quadratic"]()
    tuned = tune(rule, surface, steps=200, candidates=2)
    t = run(rule, surface, steps=200)
    assert tuned.scores[tuned.rates == 0.195] == pytest.approx(t.values[-10:].max(), rel=1e-9)
    assert t.values[-10] > 1.1 * t.values[-1]


def test_a_run_that_was_never_inside_is_scored_by_its_start():
    surface = SURFACES["saddle"]()
    start = (0.5, surface.domain[1][1] + 1.0)
    tuned = tune(OPTIMIZERS["gradient_descent"](), surface, start, 20, 4)
    np.testing.assert_allclose(tuned.scores, surface.value(start))


def test_without_a_curved_pair_barzilai_and_borwein_take_the_first_rate():
    surface = parse("cos(x)+y^2", domain=((-4.0, 4.0), (-4.0, 4.0)))
    rule = OPTIMIZERS["barzilai_borwein"](lr=0.01)
    state = rule.init(np.array([0.1, 0.0]))._replace(gradient=surface.gradient((0.1, 0.0)), rate=np.array([7.0]))
    _, state = rule.step(surface, np.array([0.3, 0.0]), state, 5)  # where cos is concave
    assert state.rate == 0.01


def conjugate(slope, length):
    """Where the first trial is, from a made memory, on f = x²/2 from x = 1 with the slope −1 there."""
    asked = []

    class Asked(type(SURFACES["parabola"]())):
        def f(self, x):
            asked.append(float(x))
            return super().f(x)

    surface = Asked(a=1.0, b=0.0, c=0.0)
    memory = Direction(np.zeros(1), np.ones(1), np.array([slope]), np.array([length]))
    w = np.array([1.0]) / np.abs(surface.gradient(np.array([1.0])))
    with np.errstate(all="ignore"):
        OPTIMIZERS["conjugate_gradient"]().step(surface, w, memory, 3)
    return (asked[0] - asked[1]) / float(np.abs(surface.gradient(w))[0]), float(surface.gradient(w)[0]) ** 2


def test_the_first_trial_has_the_last_step_s_first_order_change():
    trial, now = conjugate(-2.0, 0.1)
    assert trial == pytest.approx(0.1 * 2.0 / now)
    trial, now = conjugate(-1e9, 0.1)
    assert trial == pytest.approx(0.1 * 10.0)


@pytest.mark.parametrize("slug", ["bfgs", "dfp"])
def test_pairs_that_were_not_learned_from_do_not_count(slug):
    surface = parse("cos(x)+y^2", domain=((-4.0, 4.0), (-4.0, 4.0)))
    rule = OPTIMIZERS[slug](search="none", lr=0.01)
    w = np.array([0.1, 0.0])
    state = rule.init(w)
    with np.errstate(all="ignore"):
        for k in (1, 2, 3):
            w, state = rule.step(surface, w, state, k)
    assert state.pairs == 0
    np.testing.assert_array_equal(state.inverse, np.eye(2))


def test_gauss_newton_leaves_out_only_what_is_flat_to_rounding():
    surface = SURFACES["quadratic"](lambda1=1e-6, lambda2=10.0, angle=0.0)
    t = run(OPTIMIZERS["gauss_newton"](lr=1.0), surface, (1.0, 1.0), 1)
    np.testing.assert_allclose(t.points[1], 0.0, atol=1e-9)


def test_levenberg_marquardt_counts_a_step_of_length_0_as_good():
    rule = OPTIMIZERS["levenberg_marquardt"](damping=1.0, factor=4.0)
    t = run(rule, SURFACES["beale"](), (3.0, 0.5), 2)
    np.testing.assert_allclose(t.states.damping[:, 0], [1.0, 0.25, 0.0625])


def test_the_average_of_schedule_free_weighs_by_squared_rates():
    rule = Scheduled(OPTIMIZERS["schedule_free"](lr=0.1), SCHEDULES["step"](gamma=0.5, every=1))
    t = run(rule, SURFACES["quadratic"](), (1.0, 1.0), 3)
    squares = t.rates[1:] ** 2
    assert len(set(squares)) > 1
    np.testing.assert_allclose(t.points[3], (squares[:, None] * t.states.z[1:]).sum(axis=0) / squares.sum(), rtol=1e-12)
