import pickle

import numpy as np
import pytest

from optim import OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled, run
from surfaces import SURFACES

K = np.arange(1, 301)


def factors(slug, **settings):
    schedule = SCHEDULES[slug](**settings)
    return np.array([schedule.factor(k) for k in K])


@pytest.mark.parametrize(
    ("slug", "settings", "formula"),
    [
        ("constant", {}, lambda t: np.ones(300)),
        ("linear", {"horizon": 100, "final": 0.2}, lambda t: np.maximum(1 - 0.8 * t / 100, 0.2)),
        ("inverse", {"decay": 0.5}, lambda t: 1 / (1 + 0.5 * t)),
        ("inverse_square", {"decay": 0.5}, lambda t: 1 / (1 + 0.5 * t) ** 2),
        ("exponential", {"gamma": 0.9}, lambda t: 0.9**t),
        ("step", {"gamma": 0.5, "every": 7}, lambda t: 0.5 ** np.floor(t / 7)),
        (
            "cosine",
            {"horizon": 100, "final": 0.2},
            lambda t: np.where(t < 100, 0.2 + 0.4 * (1 + np.cos(np.pi * t / 100)), 0.2),
        ),
        (
            "plateau",
            {"horizon": 100, "share": 0.4, "final": 0.2},
            lambda t: np.interp(t, [0, 60, 100], [1, 1, 0.2]),
        ),
        ("plateau", {"horizon": 100, "share": 0.0, "final": 0.2}, lambda t: np.where(t < 100, 1, 0.2)),
        ("triangular", {"period": 10, "lowest": 0.2}, lambda t: np.interp(t % 20, [0, 10, 20], [0.2, 1, 0.2])),
        (
            "cosine_restarts",
            {"period": 10, "final": 0.2},
            lambda t: 0.2 + 0.4 * (1 + np.cos(np.pi * (t % 10) / 10)),
        ),
    ],
)
def test_formulas(slug, settings, formula):
    np.testing.assert_allclose(factors(slug, **settings), formula(K - 1.0), rtol=1e-12)


def test_totals():
    """The way a schedule allows: finite for the geometric and 1/k² series, half the horizon for straight and cosine."""
    assert factors("exponential", gamma=0.9).sum() == pytest.approx(1 / (1 - 0.9))
    assert factors("inverse_square", decay=1.0).sum() == pytest.approx(np.pi**2 / 6, abs=1 / 300)
    assert factors("inverse", decay=1.0).sum() == pytest.approx(np.log(300) + np.euler_gamma, abs=1 / 300)
    assert factors("linear", horizon=100).sum() == pytest.approx(50.5)
    assert factors("cosine", horizon=100).sum() == pytest.approx(50.5)


CYCLES = {"one_cycle", "triangular", "cosine_restarts"}


def test_one_cycle_rises_to_the_full_rate_and_falls_to_almost_nothing():
    rates = factors("one_cycle", horizon=100, share=0.3, first=0.04)
    assert rates[0] == pytest.approx(0.04)
    assert rates[15] == pytest.approx(0.52)
    assert rates[30] == 1.0
    assert rates[65] == pytest.approx((1 + 4e-6) / 2)
    np.testing.assert_allclose(rates[100:], 4e-6)
    assert (np.diff(rates[:31]) > 0).all()
    assert (np.diff(rates[30:101]) < 0).all()
    assert factors("one_cycle", share=0.0)[0] == 1.0
    assert factors("one_cycle", share=1.0, horizon=100)[99] < 1.0


@pytest.mark.parametrize("slug", sorted(CYCLES))
def test_cycles_stay_between_nothing_and_the_full_rate_and_reach_it(slug):
    rates = factors(slug)
    assert rates.min() >= 0
    assert rates.max() == 1.0


@pytest.mark.parametrize("slug", sorted(SCHEDULES.keys() - CYCLES))
def test_each_starts_at_the_full_rate_and_never_rises(slug):
    all_factors = factors(slug)
    assert all_factors[0] == 1
    assert (np.diff(all_factors) <= 0).all()
    assert (all_factors >= 0).all()


@pytest.mark.parametrize("slug", SCHEDULES)
def test_warm_up_rises_in_equal_steps_and_then_the_schedule_begins(slug):
    warmed = factors(slug, warmup=4)
    np.testing.assert_allclose(warmed[:4], [0.2, 0.4, 0.6, 0.8])
    np.testing.assert_array_equal(warmed[4:], factors(slug)[:-4])


@pytest.mark.parametrize("slug", SCHEDULES)
def test_scheduled_gradient_descent_steps_by_the_scheduled_rate(slug):
    surface, schedule = SURFACES["beale"](), SCHEDULES[slug](warmup=3)
    t = run(Scheduled(OPTIMIZERS["gradient_descent"](lr=0.002), schedule), surface, steps=50)
    steps = -np.diff(t.points, axis=0) / t.gradients[:-1]
    expected = [0.002 * schedule.factor(k) for k in range(1, 51)]
    np.testing.assert_allclose(steps, np.repeat(expected, 2).reshape(50, 2), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(t.rates[1:], expected)


def test_a_scheduled_rule_is_a_rule():
    inner, schedule = OPTIMIZERS["adam"](lr=0.5, beta1=0.8), SCHEDULES["cosine"](horizon=30)
    rule = Scheduled(inner, schedule)
    for fact in ("slug", "name", "color", "family", "paper", "needs_hessian", "lr", "beta1"):
        assert getattr(rule, fact) == getattr(inner, fact)
    assert rule.settings() == inner.settings()
    assert inner.latex in rule.latex
    assert schedule.latex in rule.latex
    assert rule.rate(1) == 0.5
    assert rule == Scheduled(OPTIMIZERS["adam"](lr=0.5, beta1=0.8), SCHEDULES["cosine"](horizon=30))
    assert rule != Scheduled(inner, SCHEDULES["cosine"](horizon=31))
    assert rule.altered(lr=0.25).rate(1) == 0.25
    assert pickle.loads(pickle.dumps(rule)) == rule
    with pytest.raises(AttributeError, match="no_such"):
        _ = rule.no_such


def test_schedules_multiply():
    once = SCHEDULES["exponential"](gamma=0.9)
    twice = Scheduled(Scheduled(OPTIMIZERS["gradient_descent"](lr=0.001), once), once)
    both = Scheduled(OPTIMIZERS["gradient_descent"](lr=0.001), SCHEDULES["exponential"](gamma=0.81))
    assert twice.rate(5) == pytest.approx(both.rate(5))
    points = [run(rule, SURFACES["beale"](), steps=30).points for rule in (twice, both)]
    np.testing.assert_allclose(*points, rtol=1e-12)


@pytest.mark.parametrize("slug", ["momentum", "adam", "newton", "lbfgs"])
def test_a_batch_of_rates_and_schedules_equals_its_lanes(slug):
    surface = SURFACES["beale"]()
    rule = Scheduled(
        OPTIMIZERS[slug](lr=np.array([[1e-4], [1e-3]])),
        SCHEDULES["exponential"](gamma=[0.9, 0.95, 1.0], warmup=[0, 5, 2]),
    )
    batch = run(rule, surface, steps=30)
    assert batch.lanes == rule.lanes() == (2, 3)
    assert batch.rates.shape == (31, 2, 3)
    for index in np.ndindex(2, 3):
        lane = batch.lane(*index)
        single = run(lane.optimizer, surface, steps=30)
        assert lane.optimizer.lanes() == ()
        np.testing.assert_array_equal(lane.points, single.points)
        np.testing.assert_array_equal(batch.rates[:, *index], single.rates)


def test_a_rule_without_a_rate_is_refused():
    with pytest.raises(ValueError, match="Levenberg–Marquardt has no learning rate"):
        Scheduled(OPTIMIZERS["levenberg_marquardt"](), SCHEDULES["linear"]())


def test_wrappers_nest_either_way():
    inner, schedule, clip = OPTIMIZERS["momentum"](lr=0.01), SCHEDULES["linear"](), Clip(norm=1.0)
    one, other = Clipped(Scheduled(inner, schedule), clip), Scheduled(Clipped(inner, clip), schedule)
    points = [run(rule, SURFACES["beale"](), steps=60).points for rule in (one, other)]
    np.testing.assert_array_equal(*points)
