"""Stochastic surfaces."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from optim import OPTIMIZERS, run
from surfaces import SURFACES, Noisy
from surfaces._noise import draw


@pytest.fixture
def noisy(surface):
    return Noisy(surface, sigma=0.3, seed=5)


def test_value_gradient_and_hessian_of_a_step_agree(noisy):
    w = np.array(noisy.start)
    for k in (1, 2, 50):
        step, mean = noisy.at(k), noisy.surface.at(k)
        tilt = step.gradient(w) - mean.gradient(w)
        moved = w + 0.1
        rise = step.value(moved) - mean.value(moved) - (step.value(w) - mean.value(w))
        assert_allclose(rise, 0.1 * tilt.sum(), rtol=1e-6, atol=1e-9 * (1 + abs(mean.value(moved))))
        assert_allclose(step.hessian(w), mean.hessian(w), rtol=0)
        assert not step.least_squares


def test_every_lane_sees_the_same_draw():
    surface = SURFACES["saddle"]()
    w = np.random.default_rng(0).uniform(-1, 1, (4, 3, 2))
    tilt = Noisy(surface, 0.3, 5).at(7).gradient(w) - surface.gradient(w)
    assert_allclose(tilt, np.broadcast_to(tilt[0, 0], tilt.shape), rtol=1e-12)


def test_draws_repeat_with_the_seed_and_differ_with_step_and_seed():
    surface, w = SURFACES["saddle"](), np.zeros(2)

    def gradient(seed, k):
        return Noisy(surface, 1.0, seed).at(k).gradient(w)

    assert_array_equal(gradient(1, 3), gradient(1, 3))
    assert (gradient(1, 3) != gradient(1, 4)).all()
    assert (gradient(1, 3) != gradient(2, 3)).all()


def test_noise_has_mean_zero_and_the_stated_deviation():
    surface = SURFACES["saddle"]()
    draws = np.array([Noisy(surface, 0.5, 3).at(k).gradient(np.zeros(2)) for k in range(1, 4001)])
    assert_allclose(draws.mean(axis=0), 0.0, atol=4 * 0.5 / np.sqrt(4000))
    assert_allclose(draws.std(axis=0), 0.5, rtol=0.05)


def test_asked_directly_it_is_its_mean(noisy):
    w = np.array(noisy.start)
    assert_array_equal(noisy.value(w), noisy.surface.value(w))
    assert_array_equal(noisy.gradient(w), noisy.surface.gradient(w))
    assert noisy.name == noisy.surface.name


def test_no_noise_changes_nothing(surface):
    w = np.array(surface.start)
    assert_array_equal(Noisy(surface, 0.0, 1).at(3).gradient(w), surface.at(3).gradient(w))


@pytest.mark.parametrize("sigma", [-0.1, np.nan, np.inf])
def test_a_bad_sigma_is_refused(sigma):
    with pytest.raises(ValueError, match=r"sigma .*\[0, 1000000\]"):
        Noisy(SURFACES["saddle"](), sigma)


def test_an_array_of_sigmas_is_a_lane_each_with_one_draw():
    both = Noisy(SURFACES["rosenbrock"](), sigma=(0.0, 2.0), seed=4)
    assert both.lanes() == (2,)
    w = np.array([[0.3, 0.4], [0.3, 0.4]])
    for lane, sigma in enumerate((0.0, 2.0)):
        single = Noisy(SURFACES["rosenbrock"](), sigma, seed=4)
        assert_allclose(both.at(3).gradient(w)[lane], single.at(3).gradient(w[lane]))
        assert_allclose(both.at(3).value(w)[lane], single.at(3).value(w[lane]))


@pytest.mark.parametrize("seed", [-1, 0.5, np.nan, np.inf, (1, 2)])
def test_a_bad_seed_is_refused(seed):
    with pytest.raises(ValueError, match=r"seed .*\[0, 4294967295\]"):
        Noisy(SURFACES["saddle"](), 0.1, seed)


def test_a_lane_of_an_array_of_noise_is_that_noise():
    noisy = Noisy(SURFACES["beale"](), sigma=np.array([0.1, 0.4, 2.0]), seed=3)
    lane = noisy.lane((2, 3), (1, 2))
    assert lane == Noisy(SURFACES["beale"](), 2.0, 3)
    assert lane.lanes() == ()
    w = np.array([1.0, 1.5])
    assert_allclose(lane.at(4).gradient(w), noisy.at(4).gradient(w)[2], rtol=1e-12)


@pytest.mark.thorough
def test_heavy_tails_have_no_variance_and_correlated_draws_have_one_and_a_memory():
    heavy = np.array([draw(0, k, 2, "heavy tails") for k in range(1, 4001)]).ravel()
    assert np.abs(heavy).max() > 15  # a normal draw never is
    assert np.median(np.abs(heavy)) == pytest.approx(0.816, abs=0.04)  # Student's t with 2 degrees: √(2/3)
    lasting = np.array([draw(1, k, 2, "correlated") for k in range(1, 3001)])
    assert lasting.std() == pytest.approx(1.0, abs=0.1)
    before, after = lasting[:-1].ravel(), lasting[1:].ravel()
    assert np.corrcoef(before, after)[0, 1] == pytest.approx(0.9, abs=0.02)


def test_correlated_draws_are_one_sequence_wherever_it_is_asked_from():
    steps = [draw(2, k, 2, "correlated") for k in (1, 2, 3)]
    want = draw(2, 1, 2)
    for k, found in enumerate(steps, 1):
        want = want if k == 1 else 0.9 * want + np.sqrt(1 - 0.81) * draw(2, k, 2)
        np.testing.assert_allclose(found, want, rtol=1e-14)


@pytest.mark.parametrize("delay", [1, 3])
def test_late_gradients_are_those_of_some_steps_before(delay):
    """Gradient descent by hand: w_k = w_{k−1} − η ∇f(w_{k−1−d}); before there are so many, from the start."""
    surface = SURFACES["beale"]()
    t = run(OPTIMIZERS["gradient_descent"](lr=0.005), Noisy(surface, 0.0, delay=delay), (1.0, 1.5), 30)
    points = [np.array([1.0, 1.5])]
    for k in range(1, 31):
        points.append(points[-1] - 0.005 * surface.gradient(points[max(k - 1 - delay, 0)]))
    np.testing.assert_allclose(t.points, points, rtol=1e-12)
    many = run(OPTIMIZERS["gradient_descent"](lr=0.005), Noisy(surface, 0.0, delay=delay), [(1.0, 1.5), (0.5, 1.0)], 30)
    np.testing.assert_array_equal(many.points[:, 0], t.points)


def test_delay_shakes_what_was_stable():
    """On ½λx² gradients that are one step late are stable up to ηλ < 1, not 2 (the roots of z² − z + ηλ)."""
    surface = SURFACES["quadratic"](lambda1=1.0, lambda2=1.0)
    calm, shaken = (
        run(OPTIMIZERS["gradient_descent"](lr=1.3), Noisy(surface, 0.0, delay=d), (1.0, 0.5), 60) for d in (0, 1)
    )
    assert calm.values[-1] < 1e-9
    assert shaken.values[-1] > 1e3


@pytest.mark.parametrize(
    ("bad", "words"), [({"kind": "loud"}, "kind"), ({"delay": -1}, "delay"), ({"delay": 0.5}, "delay")]
)
def test_unknown_kinds_and_delays_are_refused(bad, words):
    with pytest.raises(ValueError, match=words):
        Noisy(SURFACES["beale"](), 0.1, **bad)
