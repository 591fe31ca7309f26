import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from surfaces import SURFACES

noisy_moons = SURFACES["noisy_moons"]


@pytest.fixture
def weights():
    return np.random.default_rng(0).uniform(-5, 5, (40, 2))


@pytest.mark.parametrize("bias", ["centred", "none"])
def test_the_loss_is_the_formulas(weights, bias):
    surface = noisy_moons(bias=bias, n=51)
    points, labels = surface.data()
    t = 2 * labels - 1
    losses = np.log(1 + np.exp(-t * (weights @ points.T)))
    assert_allclose(surface.value(weights), losses.mean(axis=-1), rtol=1e-12)


def test_the_loss_of_huge_weights_neither_overflows_nor_loses_digits():
    surface = noisy_moons(n=1000)
    direction = np.array([1.0, -1.0])
    assert_allclose(surface.value(1e9 * direction), 1e9 * surface.value(1e6 * direction) / 1e6, rtol=1e-6)
    assert np.isfinite(surface.gradient(1e9 * direction)).all()
    assert_allclose(surface.hessian(1e9 * direction), 0.0, atol=1e-12)


def test_mini_batch_gradients_average_to_the_full_one(weights):
    surface = noisy_moons(n=20, batch_size=5)
    steps = 4000
    gradients = np.array([surface.at(k).gradient(weights[:3]) for k in range(1, steps + 1)])
    error = 4 * gradients.std(axis=0) / np.sqrt(steps)
    assert (np.abs(gradients.mean(axis=0) - surface.gradient(weights[:3])) <= error).all()


def test_a_step_sees_one_batch_whose_value_gradient_and_hessian_agree(weights):
    batch = noisy_moons(batch_size=7).at(3)
    h = 1e-5
    for axis, e in enumerate(h * np.eye(2)):
        slope = (batch.value(weights + e) - batch.value(weights - e)) / (2 * h)
        assert_allclose(batch.gradient(weights)[..., axis], slope, atol=1e-9)
        bend = (batch.gradient(weights + e) - batch.gradient(weights - e)) / (2 * h)
        assert_allclose(batch.hessian(weights)[..., axis], bend, atol=1e-8)


def test_batches_repeat_with_the_seed_and_differ_with_step_and_seed(weights):
    def gradient(seed, k):
        return noisy_moons(seed=seed).at(k).gradient(weights)

    assert_array_equal(gradient(1, 2), gradient(1, 2))
    assert (gradient(1, 2) != gradient(1, 3)).any()
    assert (gradient(1, 2) != gradient(2, 2)).any()


def test_a_batch_as_large_as_the_data_is_the_data(weights):
    surface = noisy_moons(n=30, batch_size=1000)
    assert_allclose(surface.at(9).gradient(weights), surface.gradient(weights), rtol=1e-12)


def test_the_data_are_two_half_moons_of_two_labels():
    points, labels = noisy_moons(n=101, noise=0.0, bias="none").data()
    assert points.shape == (101, 2)
    assert np.bincount(labels).tolist() == [50, 51]
    assert_allclose(np.linalg.norm(points[labels == 0], axis=-1), 1.0)
    assert_allclose(np.linalg.norm(points[labels == 1] - (1.0, 0.5), axis=-1), 1.0)
    ends = points[[0, 49, 50, 100]]  # of the upper moon and of the lower
    assert_allclose(ends, [(1, 0), (-1, 0), (0, 0.5), (2, 0.5)], atol=1e-12)
    assert_allclose(noisy_moons().data()[0].mean(axis=0), 0.0, atol=1e-12)


def test_accuracy_counts_examples_on_their_side():
    surface = noisy_moons(noise=0.0, bias="none")
    points, labels = surface.data()
    w = np.array([[0.0, -1.0], [0.0, 1.0]])
    below = (points[:, 1] < 0) == (labels == 1)
    above = (points[:, 1] > 0) == (labels == 1)
    on_the_line = points[:, 1] == 0
    assert_allclose(surface.accuracy(w), [(below & ~on_the_line).mean(), (above & ~on_the_line).mean()])
    assert np.isnan(surface.accuracy((np.nan, 0.0)))


def test_the_minimum_classifies_better_than_the_start():
    surface = noisy_moons()
    (minimum,) = surface.minima()
    assert surface.accuracy(minimum) > 0.8 > surface.accuracy(surface.start)


def test_arrays_of_parameters_are_refused():
    with pytest.raises(ValueError, match="single numbers"):
        noisy_moons(noise=(0.1, 0.2))
