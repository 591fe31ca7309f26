"""Forms of one rule: the rate outside the velocity, decay added to the gradient, masks and averages around a rule."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from optim import OPTIMIZERS, SCHEDULES, Schedule, Scheduled, run
from surfaces import SURFACES, parse

BEALE = SURFACES["beale"]()


class Falling(Schedule):
    """0.1, then 0.01 of it."""

    name = "Falling"
    latex = ""

    def decayed(self, t):
        return np.where(t == 0, 1.0, 0.1)


@pytest.mark.parametrize(("outside", "second"), [(False, -0.2), (True, -0.119)])
def test_a_velocity_remembers_the_rates_of_old_steps_or_not(outside, second):
    slope = parse("x + 0*y")
    rule = Scheduled(OPTIMIZERS["momentum"](lr=0.1, beta=0.9, outside=outside), Falling())
    assert_allclose(run(rule, slope, (0.0, 0.0), 2).points[:, 0], [0.0, -0.1, second], rtol=1e-12)


@pytest.mark.parametrize("slug", ["momentum", "nesterov"])
@pytest.mark.parametrize("more", [{}, {"weight_decay": 0.3}])
def test_at_one_rate_both_forms_are_one_rule(slug, more):
    inside, outside = (run(OPTIMIZERS[slug](outside=form, **more), BEALE, steps=40).points for form in (False, True))
    assert_allclose(inside, outside, rtol=1e-11)


def test_scheduled_nesterov_outside_is_pytorch_s_formula():
    rule = Scheduled(OPTIMIZERS["nesterov"](lr=0.002, beta=0.8, outside=True), SCHEDULES["cosine"](horizon=20))
    t, w, v = run(rule, BEALE, (1.0, 1.6), 15), np.array([1.0, 1.6]), 0.0
    for k in range(1, 16):
        g = BEALE.gradient(w)
        v = 0.8 * v + g
        w = w - t.rates[k] * (g + 0.8 * v)
    assert_allclose(t.points[-1], w, rtol=1e-11)


@pytest.mark.parametrize("slug", ["gradient_descent", "momentum", "nesterov", "adam"])
def test_l2_is_the_plain_rule_on_the_surface_with_the_penalty(slug):
    plain = parse("(x - 1)^2 + 3*(y + x)^2")
    penalised = parse("(x - 1)^2 + 3*(y + x)^2 + 0.25*(x^2 + y^2)")
    ours = run(OPTIMIZERS[slug](weight_decay=0.5), plain, (1.5, 1.0), 40).points
    assert_allclose(ours, run(OPTIMIZERS[slug](), penalised, (1.5, 1.0), 40).points, rtol=1e-9)
    assert OPTIMIZERS[slug](weight_decay=0.5).torch().arguments["weight_decay"] == 0.5
    assert "weight_decay" not in OPTIMIZERS[slug]().torch().arguments


def test_decay_in_the_gradient_is_scaled_by_adam_and_beside_it_is_not():
    slope = parse("100*x + 0.01*y", domain=((-9.0, 9.0), (-9.0, 9.0)))
    coupled = run(OPTIMIZERS["adam"](lr=0.01, weight_decay=0.1), slope, (5.0, 5.0), 1).points
    beside = run(OPTIMIZERS["adamw"](lr=0.01, weight_decay=0.1), slope, (5.0, 5.0), 1).points
    assert_allclose(coupled[1] - coupled[0], [-0.01, -0.01], rtol=1e-6)
    assert_allclose(beside[1] - beside[0], [-0.015, -0.015], rtol=1e-5)


def test_cautious_takes_only_what_goes_down_and_enlarges_it():
    cautious, adam = OPTIMIZERS["cautious"](lr=0.1), OPTIMIZERS["adam"](lr=0.1)
    w, state, both = np.array([1.0, 1.6]), adam.init(np.zeros(2)), set()
    for k in range(1, 40):
        g, (inner, _), (ours, after) = (BEALE.gradient(w), adam.step(BEALE, w, state, k),
                                        cautious.step(BEALE, w, state, k))  # fmt: skip
        agree = (w - inner) * g > 0
        both.add(int(agree.sum()))
        assert_allclose(w - ours, (w - inner) * agree * 2 / (agree.sum() + 1), atol=1e-15)
        assert (w - ours) @ g >= 0
        w, state = ours, after
    assert len(both) > 1


def test_a_weight_average_follows_the_inner_rule_s_own_run():
    average, inner = (
        run(OPTIMIZERS["weight_average"](beta=0.8), BEALE, steps=30),
        run(OPTIMIZERS["adam"](), BEALE, steps=30),
    )
    w = inner.points[0]
    for k in range(1, 31):
        w = 0.8 * w + 0.2 * inner.points[k]
        assert_allclose(average.points[k], w, rtol=1e-12)
