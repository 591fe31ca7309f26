"""What every update rule must do, whichever it is."""

import numpy as np
import pytest
from variants import RULES, WRAPPED, Bowl, still

from catalog import parameters
from optim import ON_VECTORS, OPTIMIZERS, run
from surfaces import SURFACES, Noisy

EVERY = RULES | WRAPPED
NUMBERS = [
    (slug, p.name) for slug, cls in ON_VECTORS.items() for p in parameters(cls) if p.kind in ("number", "integer")
]


def rule_of(name):
    return EVERY[name]


def assert_same_run(lane, single):
    """Equal to the last bit: points, values, states, evaluations, the step of divergence."""
    assert np.array_equal(lane.points, single.points, equal_nan=True)
    assert np.array_equal(lane.values, single.values, equal_nan=True)
    assert lane.diverged_at == single.diverged_at
    for mine, its in zip(lane.states, single.states, strict=True):
        assert np.array_equal(mine, its, equal_nan=True)
    for mine, its in zip(lane.evaluations, single.evaluations, strict=True):
        assert np.array_equal(mine, its)


def random_starts(surface, shape, seed=0):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(seed).uniform(low, high, (*shape, surface.dims))


@pytest.mark.parametrize("slug", ["beale", "wells"])
@pytest.mark.parametrize("name", EVERY)
def test_a_batch_equals_its_lanes(name, slug):
    surface = SURFACES[slug]()
    starts = random_starts(surface, (2, 2))
    starts[0, 0] = surface.critical_points()[0].point
    batch = run(rule_of(name), surface, starts, steps=20)
    for index in np.ndindex(2, 2):
        assert_same_run(batch.lane(*index), run(rule_of(name), surface, starts[index], steps=20))


@pytest.mark.parametrize(("slug", "parameter"), NUMBERS)
def test_a_batch_of_settings_equals_its_lanes(slug, parameter):
    p = next(p for p in parameters(OPTIMIZERS[slug]) if p.name == parameter)
    values = (np.geomspace if p.log else np.linspace)(p.low, p.high, 4)[1:3]
    values = np.append(np.floor(values) if p.kind == "integer" else values, p.default)
    surface = SURFACES["beale"]()
    batch = run(OPTIMIZERS[slug](**{parameter: values}), surface, steps=15)
    assert batch.lanes == (3,)
    for i in range(3):
        single = run(OPTIMIZERS[slug](**{parameter: values[i]}), surface, steps=15)
        assert np.array_equal(batch.lane(i).points, single.points, equal_nan=True)
        assert np.array_equal(batch.evaluations.total[:, i], single.evaluations.total)


@pytest.mark.parametrize("name", EVERY)
def test_ten_thousand_starts(name):
    surface = SURFACES["beale"]()
    starts = random_starts(surface, (10_000,))
    batch = run(rule_of(name), surface, starts, steps=4)
    assert batch.points.shape == (5, 10_000, 2)
    for i in (0, 4321, 9999):
        assert_same_run(batch.lane(i), run(rule_of(name), surface, starts[i], steps=4))


@pytest.mark.parametrize("name", EVERY)
def test_a_step_is_pure(name):
    rule, surface = rule_of(name), SURFACES["beale"]()
    w = np.array([[1.0, 1.6], [2.0, -0.5]])
    w.flags.writeable = False
    with np.errstate(all="ignore"):
        state = rule.init(w)
        for k in (1, 2, 3):
            for field in state:
                field.flags.writeable = False
            first, second = rule.step(surface, w, state, k), rule.step(surface, w, state, k)
            np.testing.assert_array_equal(first[0], second[0])
            for one, other in zip(first[1], second[1], strict=True):
                np.testing.assert_array_equal(one, other)
            w, state = first
            w.flags.writeable = False


@pytest.mark.parametrize("name", EVERY)
def test_states_keep_the_lanes_in_front(name):
    starts = random_starts(SURFACES["beale"](), (3, 2))
    for field in run(rule_of(name), SURFACES["beale"](), starts, steps=2).states:
        assert field.shape[:3] == (3, 3, 2)
        assert field.ndim >= 4


@pytest.mark.parametrize("name", RULES)
def test_still_at_a_minimum(name):
    surface = Bowl((1.0, 3.0))
    t = run(still(RULES[name]), surface, (0.0, 0.0), steps=10)
    np.testing.assert_array_equal(t.points, 0.0)


@pytest.mark.parametrize("dims", [1, 2, 3, 5])
@pytest.mark.parametrize("name", RULES)
def test_any_number_of_dimensions(name, dims):
    surface = Bowl(tuple(np.linspace(1.0, 2.0, dims)))
    t = run(RULES[name], surface, steps=60)
    assert t.diverged_at is None
    assert t.values[-1] < t.values[0]


@pytest.mark.parametrize("name", RULES)
def test_curves(name):
    surface = SURFACES["parabola"]()
    t = run(RULES[name], surface, steps=60)
    assert t.points.shape == (61, 1)
    assert t.values[-1] < t.values[0]


@pytest.mark.parametrize("name", RULES)
def test_lanes_do_not_mix_coordinates_of_larger_problems(name):
    surface = Bowl()
    starts = np.random.default_rng(1).normal(size=(3, 5))
    batch = run(RULES[name], surface, starts, steps=15)
    for i in range(3):
        np.testing.assert_allclose(batch.points[:, i], run(RULES[name], surface, starts[i], 15).points, rtol=1e-9)


@pytest.mark.parametrize("name", EVERY)
def test_noise_and_flat_or_broken_ground_do_not_raise(name):
    flat = SURFACES["long_valley"](a=0.0, b=0.0)
    assert run(rule_of(name), flat, steps=5).steps == 5
    assert run(rule_of(name), Noisy(SURFACES["beale"](), 0.1), steps=5).steps == 5
    assert run(rule_of(name), SURFACES["beale"](), (1e100, -1e100), steps=5).diverged_at == 0


@pytest.mark.parametrize("name", EVERY)
def test_every_evaluation_is_counted(name):
    t = run(rule_of(name), Bowl((1.0, 3.0)), steps=10)
    assert (np.diff(t.evaluations.total) >= 1).all()
    assert (t.evaluations.hessians[-1] > 0) <= rule_of(name).needs_hessian


@pytest.mark.parametrize(("slug", "most"), [("sophia", 1.0), ("adamax", 1.01), ("sign_descent", 1.0)])
def test_steps_that_are_bounded_are_so_along_an_axis(slug, most):
    """By η; along a diagonal of the plane they are √2 times as long."""
    assert "an axis" in OPTIMIZERS[slug].__doc__ or "every axis" in OPTIMIZERS[slug].__doc__
    rule = OPTIMIZERS[slug]()
    moves = [np.diff(run(rule, SURFACES[on](), steps=100).points, axis=0) / rule.lr for on in ("beale", "rosenbrock")]
    along, across = np.abs(moves), np.linalg.norm(moves, axis=-1)
    assert along.max() <= most + 1e-9
    assert across.max() > 1.4
