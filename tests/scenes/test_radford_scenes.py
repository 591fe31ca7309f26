"""Radford's scenes end where his animations do: values recovered from the pictures, good to 0.005."""

import numpy as np
import pytest

from scenes import SCENES

GOLDEN = [
    ("radford-beale", "gradient_descent", 198, (1.700, 0.097)),
    ("radford-beale", "momentum", 198, (3.272, 0.560)),
    ("radford-beale", "adagrad", 198, (2.819, 0.450)),
    ("radford-long-valley", "gradient_descent", 198, (0.0, -5e-5)),
    ("radford-long-valley", "adagrad", 50, (0.0007, -0.920)),
    ("radford-saddle", "gradient_descent", 174, (0.0745, -0.342)),
]


@pytest.fixture(scope="module")
def tracks():
    return {slug: {t.optimizer.slug: t for t in SCENES[slug].run()} for slug in SCENES if slug.startswith("radford")}


@pytest.mark.parametrize(("slug", "rule", "step", "place"), GOLDEN)
def test_golden_values(tracks, slug, rule, step, place):
    np.testing.assert_allclose(tracks[slug][rule].points[step], place, atol=0.005)


def test_every_scene_has_his_six(tracks):
    for slug in tracks:
        assert list(tracks[slug]) == ["gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop"]


def test_momentum_and_nag_leave_the_monkey_saddle_for_infinity(tracks):
    assert tracks["radford-saddle"]["momentum"].diverged_at < 174
    assert tracks["radford-saddle"]["nesterov"].diverged_at < 174


def test_the_wrong_values_would_be_noticed(tracks):
    """The valley's run of SGD is still on the ridge: it is not simply near everything."""
    assert np.abs(tracks["radford-long-valley"]["adagrad"].points[198] - (0.0007, -0.920)).max() > 0.5
