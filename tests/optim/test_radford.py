"""Radford's animations, measured from his pictures: our rules fall on his tracks (his Adagrad: ε inside the root)."""

import pytest

from optim import OPTIMIZERS, run
from surfaces import SURFACES

PLACES = {
    "beale": (1.0, 1.6),
    "long_valley": (0.25, -1e-6),
    "monkey_saddle": (-0.245, -0.5),
}


def track(surface, optimizer, steps, **settings):
    return run(OPTIMIZERS[optimizer](**settings), SURFACES[surface](), PLACES[surface], steps)


@pytest.mark.parametrize(
    ("surface", "optimizer", "settings", "steps", "place"),
    [
        ("beale", "gradient_descent", {"lr": 0.001}, 198, (1.700, 0.097)),
        ("beale", "momentum", {"lr": 0.001, "beta": 0.95}, 198, (3.272, 0.560)),
        ("beale", "adagrad", {"lr": 1.0}, 198, (2.819, 0.450)),
        ("long_valley", "gradient_descent", {"lr": 0.01}, 198, (0.0, -5e-5)),
        ("long_valley", "adagrad", {"lr": 0.05, "eps": 1e-6, "eps_inside": True}, 50, (0.0007, -0.920)),
        ("monkey_saddle", "gradient_descent", {"lr": 0.005}, 174, (0.0745, -0.342)),
    ],
)
def test_golden_values(surface, optimizer, settings, steps, place):
    assert track(surface, optimizer, steps, **settings).points[-1] == pytest.approx(place, abs=0.005)


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_momentum_runs_off_the_monkey_saddle(optimizer):
    assert 0 < track("monkey_saddle", optimizer, 174, lr=0.005, beta=0.95).diverged_at < 174
