import numpy as np
from numpy.testing import assert_allclose

from surfaces import SURFACES


def test_distance_is_the_one_a_fine_walk_along_the_hyperbola_finds():
    surface = SURFACES["linear_network"]()
    w = np.random.default_rng(1).uniform(-4, 4, (50, 2))
    t = np.geomspace(1e-2, 1e2, 200_001)
    branch = np.stack([t, 1 / t], axis=-1)
    hyperbola = np.concatenate([branch, -branch])
    walked = [np.linalg.norm(point - hyperbola, axis=-1).min() for point in w]
    assert_allclose(surface.distance_to_minimum(w), walked, atol=1e-6)


def test_distance_from_the_saddle_and_of_a_run_that_is_over():
    distance = SURFACES["linear_network"]().distance_to_minimum([[0.0, 0.0], [np.nan, np.nan], [1e6, 1e-6]])
    assert_allclose(distance[0], np.sqrt(2))
    assert np.isnan(distance[1])
    assert_allclose(distance[2], 0.0, atol=1e-9)
