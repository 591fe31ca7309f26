"""What each adaptive rule, and each rule around another, is for, shown."""

from dataclasses import dataclass

import numpy as np
import pytest
from variants import Bowl

from optim import OPTIMIZERS, run
from surfaces import SURFACES, Surface

BEALE = SURFACES["beale"]()


@dataclass(frozen=True)
class Ramp(Surface):
    """A plane with a slope of its own along each axis."""

    name, dims, start = "Ramp", 2, (0.0, 0.0)

    def f(self, x, y):
        return 0.01 * x + 100 * y

    def grad(self, x, y):
        return 0.01, 100.0


def test_adamw_is_adam_with_the_origin_pulling():
    adam, adamw = OPTIMIZERS["adam"], OPTIMIZERS["adamw"]
    np.testing.assert_allclose(
        run(adamw(weight_decay=0.0), BEALE, steps=50).points, run(adam(), BEALE, steps=50).points, rtol=1e-9
    )
    held = run(adamw(lr=0.05, weight_decay=0.5), SURFACES["himmelblau"](), (3.0, 2.0), steps=600).points[-1]
    assert np.linalg.norm(held) < np.linalg.norm((3.0, 2.0)) - 0.01


def test_amsgrads_divisor_never_falls_and_adams_does():
    start = (2.0, 3.0)
    t = run(OPTIMIZERS["amsgrad"](beta2=0.9), BEALE, start, steps=200)
    assert (np.diff(t.states.highest, axis=0) >= 0).all()
    assert (np.diff(run(OPTIMIZERS["adam"](beta2=0.9), BEALE, start, steps=200).states.v, axis=0) < 0).any()


def test_adabelief_trusts_an_even_slope():
    ramp = Ramp()
    adam, belief = (run(OPTIMIZERS[slug](beta2=0.9), ramp, steps=60).points[-1] for slug in ("adam", "adabelief"))
    assert (np.abs(belief) > 2 * np.abs(adam)).all()


def test_yogis_v_moves_by_steps_of_the_squared_gradient():
    t = run(OPTIMIZERS["yogi"](), BEALE, steps=100)
    moved = np.abs(np.diff(t.states.v, axis=0))
    np.testing.assert_allclose(moved, (1 - 0.999) * t.gradients[:-1] ** 2, rtol=1e-6)


def test_lion_walks_at_one_speed_on_every_axis():
    t = run(OPTIMIZERS["lion"](lr=0.01), SURFACES["plateau"](), steps=100)
    np.testing.assert_allclose(np.abs(np.diff(t.points, axis=0)), 0.01)


def test_novograd_on_an_even_slope_settles_at_rate_over_one_minus_beta():
    t = run(OPTIMIZERS["novograd"](lr=0.01, beta1=0.5), Ramp(), steps=60)
    assert np.linalg.norm(t.points[-1] - t.points[-2]) == pytest.approx(0.01 / (1 - 0.5))


@pytest.mark.parametrize("first", [1e-6, 1e-3, 1e-1])
def test_prodigy_finds_its_rate_from_any_first_estimate(first):
    t = run(OPTIMIZERS["prodigy"](distance=first), BEALE, steps=400)
    assert (np.diff(t.states.distance, axis=0) >= 0).all()
    assert BEALE.distance_to_minimum(t.points[-1]) < 0.01


@pytest.mark.parametrize("form", ["SGD", "AdamW"])
def test_schedule_free_follows_the_mean_of_its_moving_points(form):
    rule = OPTIMIZERS["schedule_free"]
    t = run(rule(lr=0.005, form=form), BEALE, steps=60)
    means = np.cumsum(t.states.z[1:], axis=0) / np.arange(1, 61)[:, None]
    np.testing.assert_allclose(t.points[1:], means, rtol=1e-9)
    between = run(rule(lr=0.005, form=form, averaged=False), BEALE, steps=60)
    np.testing.assert_allclose(between.points, 0.1 * t.states.z + 0.9 * t.points, rtol=1e-9)


def turned(track, angle):
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return track @ np.array([[c, s], [-s, c]])


@pytest.mark.parametrize("slug", ["full_matrix_adagrad", "soap", "gradient_descent", "newton"])
def test_rules_that_do_not_care_how_the_axes_are_turned(slug):
    assert np.allclose(*_turned_and_straight(slug), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("slug", ["adagrad", "adam", "rmsprop", "coordinatewise", "sign_descent", "adahessian"])
def test_rules_that_do(slug):
    assert not np.allclose(*_turned_and_straight(slug), rtol=1e-2, atol=1e-2)


def _turned_and_straight(slug):
    bowl, start = SURFACES["quadratic"], np.array([1.5, -0.5])
    straight = run(OPTIMIZERS[slug](), bowl(lambda1=1.0, lambda2=10.0, angle=0.0), start, steps=40).points
    tilted = run(OPTIMIZERS[slug](), bowl(lambda1=1.0, lambda2=10.0, angle=35.0), turned(start, 35.0), steps=40).points
    return tilted, turned(straight, 35.0)


def test_sophia_takes_no_long_step_and_asks_for_few_hessians():
    t = run(OPTIMIZERS["sophia"](lr=0.02, interval=10), BEALE, steps=95)
    assert np.abs(np.diff(t.points, axis=0)).max() <= 0.02 * (1 + 1e-9)
    np.testing.assert_array_equal(t.evaluations.hessians, (np.arange(96) + 9) // 10)


def test_sophias_first_steps_by_hand():
    bowl, start = Bowl((1.0, 4.0)), np.array([0.02, -3.0])
    t = run(OPTIMIZERS["sophia"](lr=0.1, beta1=0.5, beta2=0.5, gamma=1.0, interval=2), bowl, start, steps=2)
    h = 0.5 * np.diagonal(bowl.matrix)
    m1 = 0.5 * bowl.gradient(start)
    w1 = start - 0.1 * np.clip(m1 / h, -1, 1)
    np.testing.assert_allclose(t.points[1], w1)
    np.testing.assert_allclose(t.points[2], w1 - 0.1 * np.clip((0.5 * m1 + 0.5 * bowl.gradient(w1)) / h, -1, 1))


def test_adahessian_does_not_see_the_scale_of_an_axis():
    t = run(
        OPTIMIZERS["adahessian"](eps=0.0), SURFACES["quadratic"](lambda1=1.0, lambda2=20.0, angle=0.0), (1.0, 1.0), 40
    )
    np.testing.assert_allclose(t.points[:, 0], t.points[:, 1], rtol=1e-9)


@pytest.mark.parametrize(("inner", "slug"), [("Adam", "adam"), ("Momentum", "momentum"), ("Nesterov", "nesterov")])
def test_wrappers_that_do_nothing_are_the_inner_rule(inner, slug):
    plain = run(OPTIMIZERS[slug](lr=0.0005), BEALE, steps=40).points
    same = OPTIMIZERS["lookahead"](lr=0.0005, inner=inner, alpha=1.0, period=3)
    np.testing.assert_allclose(run(same, BEALE, steps=40).points, plain, rtol=1e-12)
    same = OPTIMIZERS["sharpness_aware"](lr=0.0005, inner=inner, rho=0.0)
    np.testing.assert_array_equal(run(same, BEALE, steps=40).points, plain)


def test_lookahead_goes_part_of_the_inner_rules_way():
    t = run(OPTIMIZERS["lookahead"](lr=0.01, inner="Gradient descent", alpha=0.3, period=4), Bowl((1.0, 4.0)), steps=8)
    fast = run(OPTIMIZERS["gradient_descent"](lr=0.01), Bowl((1.0, 4.0)), steps=4).points
    np.testing.assert_allclose(t.points[4], fast[0] + 0.3 * (fast[4] - fast[0]))
    np.testing.assert_array_equal(t.points[4], t.states.slow[4])


def test_sharpness_aware_drifts_along_a_valley_of_minima_to_where_it_is_widest():
    network, start = SURFACES["linear_network"](), (3.0, 0.6)
    plain = run(OPTIMIZERS["gradient_descent"](lr=0.05), network, start, steps=1500)
    sam = run(OPTIMIZERS["sharpness_aware"](lr=0.05, rho=0.1), network, start, steps=1500)

    def sharpness(w):
        return np.linalg.eigvalsh(network.hessian(w))[-1]

    assert plain.values[-1] < 1e-20
    assert sam.values[-1] < 1e-3
    assert sharpness(plain.points[-1]) > 8
    assert sharpness(sam.points[-1]) < 3  # the least on the valley w₁w₂ = 1 is 2, at (1, 1)
    np.testing.assert_array_equal(sam.evaluations.gradients, 2 * plain.evaluations.gradients)
