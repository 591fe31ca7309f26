"""Maps: every pixel is the run it stands for."""

import numpy as np
import pytest

from optim import (
    OPTIMIZERS,
    SCHEDULES,
    Scheduled,
    final_point,
    final_value,
    hyperparameter_map,
    map_of_starts,
    nearest_minimum,
    run,
)
from optim import _maps as maps
from surfaces import SURFACES, Noisy

HIMMELBLAU = SURFACES["himmelblau"]()
MOMENTUM = OPTIMIZERS["momentum"](lr=0.005)


def arrived(t, basin):
    """The first step after the last one at which a run was over a thousandth of its way from its minimum's height."""
    if basin < 0:
        return -1
    away = abs(t.values - t.surface.value(t.surface.minima()[basin]))
    far = [k for k in range(t.steps + 1) if not away[k] <= 1e-3 * away[0]]
    return -1 if t.steps in far else max(far, default=-1) + 1


def assert_pixel(made, at, t):
    assert made.values[at] == pytest.approx(final_value(t), rel=1e-9)
    assert made.diverged[at] == (t.diverged_at is not None)
    assert made.basins[at] == (-1 if made.diverged[at] else nearest_minimum(t.surface, final_point(t)))
    assert made.steps[at] == arrived(t, made.basins[at])


@pytest.fixture(params=[2048, 7])
def parts(request, monkeypatch):
    """In one part and in many that do not come out even."""
    monkeypatch.setattr(maps, "LANES", request.param)


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize("surface", [HIMMELBLAU, Noisy(HIMMELBLAU, 2.0)], ids=["plain", "noisy"])
def test_a_pixel_is_the_run_from_its_start(surface):
    rule = OPTIMIZERS["momentum"](lr=0.012)
    made = map_of_starts(rule, surface, resolution=6, steps=90)
    assert made.values.shape == made.basins.shape == made.steps.shape == (6, 6)
    assert 0 < made.diverged.sum() < 36
    for row, column in np.ndindex(6, 6):
        assert_pixel(made, (row, column), run(rule, surface, (made.x[column], made.y[row]), 90))


def test_its_axes_are_the_domain_s_or_what_is_asked_for():
    made = map_of_starts(MOMENTUM, HIMMELBLAU, ((-1.0, 1.0), (2.0, 4.0)), resolution=3, steps=1)
    np.testing.assert_allclose(made.x, [-1, 0, 1])
    np.testing.assert_allclose(made.y, [2, 3, 4])
    own = map_of_starts(MOMENTUM, HIMMELBLAU, resolution=2, steps=1)
    assert (tuple(own.x), tuple(own.y)) == HIMMELBLAU.domain


def test_starts_fall_into_the_basin_they_lie_in():
    made = map_of_starts(OPTIMIZERS["gradient_descent"](lr=0.005), HIMMELBLAU, resolution=16, steps=300)
    assert set(np.unique(made.basins)) == {0, 1, 2, 3}
    assert (made.steps[made.basins >= 0] > 0).all()


def test_who_ends_in_a_higher_minimum_arrives_as_well():
    surface = SURFACES["styblinski_tang"]()
    rule = OPTIMIZERS["gradient_descent"](lr=0.01)
    made = map_of_starts(rule, surface, resolution=16, steps=150)
    heights = surface.value(surface.minima()).round(6)
    assert len(set(heights)) == 3
    for basin in range(len(heights)):
        own = made.steps[made.basins == basin]
        assert (own > 0).all() & (own < 60).all()
    for at in ((1, 2), (2, 13), (12, 3), (13, 12)):
        assert_pixel(made, at, run(rule, surface, (made.x[at[1]], made.y[at[0]]), 150))


def test_who_climbs_to_its_minimum_arrives_from_below():
    surface, rule = SURFACES["six_hump_camel"](), OPTIMIZERS["newton"]()
    made = map_of_starts(rule, surface, resolution=40, steps=60)
    starts = np.stack(np.meshgrid(made.x, made.y), axis=-1)
    below = (made.basins >= 0) & (surface.value(starts) < surface.value(surface.minima())[made.basins] - 0.1)
    assert below.sum() > 100
    assert (made.steps[below] > 0).mean() > 0.9
    for at in np.argwhere(below)[::20]:
        assert_pixel(made, tuple(at), run(rule, surface, starts[tuple(at)], 60))


@pytest.mark.usefixtures("parts")
def test_a_pixel_is_the_run_with_its_parameters():
    surface = SURFACES["beale"]()
    made = hyperparameter_map(
        OPTIMIZERS["momentum"](), surface, ("beta", [0.0, 0.5, 0.9]), ("lr", np.geomspace(1e-4, 0.1, 5)), steps=50
    )
    assert made.values.shape == (5, 3)
    assert 0 < made.diverged.sum() < 15
    for row, column in np.ndindex(5, 3):
        rule = OPTIMIZERS["momentum"](lr=made.y[row], beta=made.x[column])
        assert_pixel(made, (row, column), run(rule, surface, steps=50))


@pytest.mark.parametrize(("x", "y"), [
    (("memory", [1, 3, 7]), ("lr", [0.1, 0.5])),
    (("lr", [0.1, 0.5]), ("memory", [1, 3, 7])),
    (("memory", [1, 3]), ("search", ["strong Wolfe", "backtracking"])),
])  # fmt: skip
def test_parameters_that_are_not_numbers_take_their_values_one_by_one(x, y):
    surface = SURFACES["rosenbrock"]()
    made = hyperparameter_map(OPTIMIZERS["lbfgs"](), surface, x, y, steps=8)
    for row, column in np.ndindex(len(y[1]), len(x[1])):
        rule = OPTIMIZERS["lbfgs"](**{x[0]: x[1][column], y[0]: y[1][row]})
        assert_pixel(made, (row, column), run(rule, surface, steps=8))


def test_a_wrapped_rule_keeps_its_wrapping():
    rule = Scheduled(MOMENTUM, SCHEDULES["exponential"](gamma=0.9))
    made = hyperparameter_map(rule, HIMMELBLAU, ("lr", [0.001]), ("beta", [0.5]), start=(1.0, 1.0), steps=30)
    alone = Scheduled(OPTIMIZERS["momentum"](lr=0.001, beta=0.5), SCHEDULES["exponential"](gamma=0.9))
    assert_pixel(made, (0, 0), run(alone, HIMMELBLAU, (1.0, 1.0), 30))


@pytest.mark.parametrize(("x", "y", "reason"), [
    (("lr", [0.1]), ("lr", [0.2]), "two different"),
    (("lr", [0.1]), ("speed", [0.2]), "'speed' is not a parameter: choose from lr, beta"),
    (("lr", [0.1]), ("beta", [0.5, 1.0]), "beta must be"),
    (("lr", [np.nan]), ("beta", [0.5]), "lr must be"),
])  # fmt: skip
def test_what_a_hyperparameter_map_refuses(x, y, reason):
    with pytest.raises(ValueError, match=reason):
        hyperparameter_map(MOMENTUM, HIMMELBLAU, x, y)


def test_what_a_map_of_starts_refuses():
    with pytest.raises(ValueError, match="over a plane"):
        map_of_starts(MOMENTUM, SURFACES["parabola"]())
    with pytest.raises(ValueError, match="single numbers"):
        map_of_starts(OPTIMIZERS["momentum"](lr=[0.1, 0.2]), HIMMELBLAU)
    with pytest.raises(ValueError, match="one start"):
        hyperparameter_map(MOMENTUM, HIMMELBLAU, ("lr", [0.1]), ("beta", [0.5]), start=np.zeros((3, 2)))


def test_memory_is_bounded_in_long_runs(monkeypatch):
    parts = []
    monkeypatch.setattr(maps, "run", lambda *args, **kw: parts.append(len(args[2])) or run(*args, **kw))
    monkeypatch.setattr(maps, "POINTS", 1000)
    map_of_starts(MOMENTUM, HIMMELBLAU, resolution=5, steps=99)
    assert parts == [10, 10, 5]
