"""The tuned learning rate: near the theory's, never worse than the rule's own, and fair on surfaces without a floor."""

from dataclasses import dataclass

import numpy as np
import pytest

from optim import OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled, left_at, run, tune
from optim._measure import ROUNDING
from optim._tune import EDGE, TAIL
from surfaces import SURFACES, Noisy, Surface

DESCENT = OPTIMIZERS["gradient_descent"]
BEALE = SURFACES["beale"]()


@dataclass(frozen=True)
class Nowhere(Surface):
    """A surface that has no value anywhere."""

    name, domain, start = "Nowhere", ((-1.0, 1.0), (-1.0, 1.0)), (0.5, 0.5)

    def f(self, x, y):
        return x * np.nan

    def grad(self, x, y):
        return x, y


def tail(t):
    """The highest of the last values."""
    return t.values[-max(min(t.steps // 10, TAIL), 1) :].max()


def score_of(tuned, lr):
    return tuned.scores[np.flatnonzero(tuned.rates == lr)[0]]


def test_gradient_descent_finds_the_rate_of_the_theory_in_long_runs():
    surface = SURFACES["quadratic"](lambda1=0.2, lambda2=20.0)
    ideal = 2 / (0.2 + 20.0)
    errors = [abs(tune(DESCENT(), surface, (1.0, 0.3), n).rule.lr - ideal) / ideal for n in (50, 200, 600)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.005


def test_a_parabola_s_rate_is_the_inverse_of_its_curvature():
    for a in (1.5, 4.0):
        assert tune(DESCENT(), SURFACES["parabola"](a=a)).rule.lr == pytest.approx(1 / a, rel=0.01)


def test_a_score_is_the_highest_of_the_last_values():
    tuned = tune(DESCENT(lr=0.003), BEALE, steps=120)
    for lr in (0.003, tuned.rule.lr):
        assert score_of(tuned, lr) == pytest.approx(tail(run(DESCENT(lr=lr), BEALE, steps=120)), rel=1e-9)


@pytest.mark.parametrize("steps", [1, 9, 15])
def test_short_runs_are_scored_by_their_end(steps):
    tuned = tune(DESCENT(), BEALE, steps=steps, candidates=16)
    assert tuned.scores.min() == pytest.approx(run(tuned.rule, BEALE, steps=steps).values[-1], rel=1e-9)


def never_worse(rule, surface, steps=80):
    tuned = tune(rule, surface, steps=steps, candidates=12)
    before, after = score_of(tuned, rule.lr), score_of(tuned, tuned.rule.lr)
    t = run(tuned.rule, surface, steps=steps)
    descent = np.abs(t.values[0] - np.min(tuned.scores))
    return after <= before + (ROUNDING if left_at(t) < 0 else EDGE) * descent


RATED = {slug: cls() for slug, cls in OPTIMIZERS.items() if hasattr(cls, "lr")}


@pytest.mark.parametrize("rule", RATED.values(), ids=RATED)
def test_the_tuned_rate_of_every_rule_is_never_worse(rule):
    for slug in ("rosenbrock", "saddle"):
        assert never_worse(rule, SURFACES[slug]())


@pytest.mark.parametrize("slug", SURFACES)
def test_the_tuned_rate_on_every_surface_is_never_worse(slug):
    for rule in ("gradient_descent", "momentum", "adam"):
        assert never_worse(RATED[rule], SURFACES[slug]())


def test_it_saves_a_rule_that_diverges():
    rule = OPTIMIZERS["momentum"](lr=0.01)
    assert run(rule, BEALE).outcome.kind == "diverged"
    assert run(tune(rule, BEALE).rule, BEALE).outcome.kind == "converged"


def test_what_diverges_uphill_is_worst():
    tuned = tune(DESCENT(), SURFACES["quadratic"](), steps=400)
    assert np.isinf(tuned.scores[tuned.rates > 0.25]).all()  # the limit is 0.2
    assert np.isfinite(tuned.scores[tuned.rates < 0.2]).all()


def test_a_lucky_end_of_a_bounce_is_not_rewarded():
    surface = SURFACES["rosenbrock"]()
    t = run(tune(OPTIMIZERS["rmsprop"](), surface).rule, surface)
    assert tail(t) <= tail(run(OPTIMIZERS["rmsprop"](), surface))
    assert t.values[-TAIL:].max() < 20 * t.values[-TAIL:].min()


@pytest.mark.parametrize("slug", ["saddle", "long_valley", "monkey_saddle"])
@pytest.mark.parametrize("rule", ["gradient_descent", "adagrad", "adam"])
def test_a_surface_without_a_floor_does_not_reward_mere_size(slug, rule):
    surface = SURFACES[slug]()
    x, y = (np.linspace(low, high, 201) for low, high in surface.domain)
    lowest = surface.value(np.stack(np.meshgrid(x, y), axis=-1)).min()
    tuned = tune(RATED[rule], surface)
    assert tuned.scores.min() >= lowest - 1e-9 * abs(lowest)
    left = left_at(run(tuned.rule, surface))
    own = left_at(run(RATED[rule], surface))
    assert 0 < left <= (own if own > 0 else 200)  # the sooner the better


def test_the_edge_is_scored_where_the_track_crosses_it():
    tuned = tune(DESCENT(lr=0.5), SURFACES["saddle"](), (0.0, 1.0), steps=1, candidates=2)
    (_, (_, edge)) = SURFACES["saddle"]().domain
    expected = np.minimum((1 + 2 * tuned.rates), edge)  # down the floor -y², one step
    np.testing.assert_allclose(tuned.scores, -(expected**2), rtol=1e-9)


def test_ties_go_to_the_fewest_steps():
    """One step, and any rate whose start is the minimum: of equals, the first is as good as any."""
    tuned = tune(DESCENT(), SURFACES["parabola"](a=1.0), steps=5000, candidates=32)
    t = run(tuned.rule, SURFACES["parabola"](a=1.0), steps=5000)
    ties = tuned.rates[tuned.scores <= ROUNDING * t.values[0]]
    assert ties.min() < 0.1
    assert tuned.rule.lr == ties.max() == 1.0


def test_noise_is_the_same_for_every_rate():
    surface = Noisy(BEALE, 0.5, seed=3)
    tuned = tune(DESCENT(), surface, steps=60, candidates=16)
    assert tuned.scores.min() == pytest.approx(tail(run(tuned.rule, surface, steps=60)), rel=1e-9)


def test_rates_are_sorted_and_hold_the_rule_s_own_and_the_slider_s_range():
    tuned = tune(DESCENT(lr=0.0123), BEALE, candidates=16)
    assert (np.diff(tuned.rates) > 0).all()
    assert {0.0123, 1e-5, 1.0, tuned.rule.lr} <= set(tuned.rates)
    assert tuned.rates.shape == tuned.scores.shape == (16 + 1 + 16,)


@pytest.mark.parametrize("wrap", [
    lambda rule: Scheduled(rule, SCHEDULES["cosine"]()),
    lambda rule: Clipped(rule, Clip(norm=1.0)),
    lambda rule: Clipped(Scheduled(rule, SCHEDULES["step"]()), Clip()),
])  # fmt: skip
def test_a_wrapped_rule_is_tuned_inside_its_wrapping(wrap):
    rule = wrap(OPTIMIZERS["momentum"]())
    tuned = tune(rule, BEALE)
    assert type(tuned.rule) is type(rule)
    assert tuned.rule == wrap(OPTIMIZERS["momentum"](lr=tuned.rule.lr))
    assert tail(run(tuned.rule, BEALE)) == pytest.approx(tuned.scores.min(), rel=1e-9)


def test_a_rule_without_a_rate_comes_back_as_it_is():
    rule = OPTIMIZERS["levenberg_marquardt"](damping=2.0)
    tuned = tune(rule, BEALE)
    assert tuned.rule is rule
    assert tuned.rates.size == tuned.scores.size == 0


def test_where_nothing_can_be_reached_the_rule_comes_back_as_it_is():
    rule = DESCENT()
    tuned = tune(rule, Nowhere(), steps=5)
    assert tuned.rule is rule
    assert np.isinf(tuned.scores).all()


def test_no_steps_leave_the_rate_to_chance_but_raise_nothing():
    assert tune(DESCENT(), BEALE, steps=0).scores == pytest.approx(BEALE.value(BEALE.start))


@pytest.mark.parametrize("arguments", [
    {"start": np.zeros((3, 2))}, {"candidates": 1}, {"candidates": 2.5}, {"candidates": 10**6}, {"steps": -1},
])  # fmt: skip
def test_what_it_refuses(arguments):
    with pytest.raises(ValueError, match=r"one start|candidates must be|steps must be"):
        tune(DESCENT(), BEALE, **arguments)


def test_it_refuses_a_batch_of_rules():
    with pytest.raises(ValueError, match="single numbers"):
        tune(DESCENT(lr=[0.1, 0.2]), BEALE)
