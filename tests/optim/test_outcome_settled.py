"""The two borders of a test of an outcome, and the part of a run that is looked at."""

import numpy as np

from optim._outcome_settled import BAND, LOOK, later, settled


def test_on_a_border_it_is_clear_and_between_them_it_is_what_it_was():
    history = {1: BAND, 2: 1 / BAND, 3: 1.01, 4: 0.99}
    assert settled(history.__getitem__, 1)
    assert not settled(history.__getitem__, 3)  # 1/BAND itself is clearly no, and beyond 1 is not yet yes again
    assert settled({1: BAND, 2: 0.99}.__getitem__, 2)
    assert not settled({1: np.nan}.__getitem__, 1)


def test_the_later_half_ends_with_the_last_point():
    points = np.arange(31)
    assert points[later(20)].tolist() == list(range(10, 21))
    assert points[later(8)].tolist() == list(range(2, 9))


def test_what_was_long_ago_decides_nothing():
    assert settled(lambda n: BAND if n == 1 else 0.99, 1 + LOOK)
    assert not settled(lambda n: BAND if n == 1 else 0.99, 2 + LOOK)
