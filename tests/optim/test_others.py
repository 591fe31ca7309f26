"""Other people's optimizers run as rules: stand-ins for torch and optax here, the libraries where they are."""

import sys
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from optim import OPTIMIZERS, from_optax, from_torch, race, run
from scenes import scene
from surfaces import SURFACES, Noisy

BEALE = SURFACES["beale"]()
STARTS = np.array([[1.0, 1.5], [0.5, 0.5], [-1.0, 0.4]])


class Tensor:
    def __init__(self, data):
        self.data = np.array(data, dtype=float)
        self.grad = None

    def tolist(self):
        return self.data.tolist()


class SGD:
    """torch.optim.SGD, as far as one sees."""

    def __init__(self, parameters, lr=0.001, momentum=0.0):
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        self.parameters, self.lr, self.momentum, self.velocity = parameters, lr, momentum, None

    def step(self, closure=None):
        for w in self.parameters:
            g = w.grad.data
            self.velocity = g if self.velocity is None else self.momentum * self.velocity + g
            w.data = w.data - self.lr * self.velocity


class Searching(SGD):
    """Takes no step without asking: halves it until f falls."""

    def step(self, closure):
        (w,) = self.parameters
        value, at, rate = closure().data, w.data, self.lr
        g = w.grad.data
        while True:
            w.data = at - rate * g
            if closure().data < value:
                return
            rate /= 2


@pytest.fixture
def torch(monkeypatch):
    made = SimpleNamespace(float64="float64", tensor=lambda data, dtype=None, requires_grad=False: Tensor(data))
    monkeypatch.setitem(sys.modules, "torch", made)
    return made


class Transformation(NamedTuple):
    init: object
    update: object


def trace(lr, beta):
    """optax.sgd(lr, momentum=beta), as far as one sees."""

    def update(g, state, w=None):
        state = g + beta * state
        return -lr * state, state

    return Transformation(np.zeros_like, update)


OURS = OPTIMIZERS["momentum"](lr=0.004, beta=0.8)


def test_a_torch_optimizer_goes_where_ours_goes(torch):
    theirs, ours = race([from_torch(SGD, lr=0.004, momentum=0.8), OURS], BEALE, steps=60)
    np.testing.assert_allclose(theirs.points, ours.points, rtol=1e-12)
    assert theirs.evaluations.gradients.tolist() == ours.evaluations.gradients.tolist()
    assert theirs.optimizer.name == "SGD (torch)"
    assert theirs.rates[0] == 0.004


def test_an_optax_optimizer_goes_where_ours_goes():
    theirs, ours = race([from_optax(trace(0.004, 0.8)), OURS], Noisy(BEALE, 0.3, 4), steps=60)
    np.testing.assert_allclose(theirs.points, ours.points, rtol=1e-12)


@pytest.mark.parametrize("kind", ["torch", "optax"])
def test_lanes_are_runs_of_their_own(kind, torch):
    rule = from_torch(SGD, lr=0.004, momentum=0.8) if kind == "torch" else from_optax(trace(0.004, 0.8))
    together = run(rule, BEALE, STARTS, 30)
    for i, start in enumerate(STARTS):
        alone = run(rule, BEALE, start, 30)
        np.testing.assert_allclose(together.points[:, i], alone.points, rtol=1e-12)
        assert together.evaluations.total[:, i].tolist() == alone.evaluations.total.tolist()
    again = run(rule, BEALE, STARTS, 30)
    np.testing.assert_array_equal(again.points, together.points)


def test_one_that_asks_for_itself_is_counted_lane_by_lane(torch):
    rule = from_torch(Searching, lr=0.1)
    together = run(rule, BEALE, STARTS, 5)
    assert (np.diff(together.values, axis=0) < 0).all()
    asked = together.evaluations
    np.testing.assert_array_equal(asked.values, asked.gradients)
    assert len(set(asked.values[-1].tolist())) > 1
    for i, start in enumerate(STARTS):
        assert run(rule, BEALE, start, 5).evaluations.values[-1] == asked.values[-1, i]


def test_a_run_that_diverges_holds_nan(torch):
    t = run(from_torch(SGD, lr=10.0), BEALE, (4.0, 4.0), 50)
    assert t.diverged_at is not None
    assert np.isnan(t.points[-1]).all()
    assert t.outcome.kind == run(OPTIMIZERS["gradient_descent"](lr=10.0), BEALE, (4.0, 4.0), 50).outcome.kind


def test_only_those_that_ask_are_told_the_value():
    def update(g, state, w=None, *, value, **more):
        return -value * g / (g @ g), state

    def greedy(g, state, w=None, *, value_fn, **more):
        return g, state

    theirs = run(from_optax(Transformation(lambda w: None, update)), BEALE, steps=9)
    assert theirs.evaluations.values[-1] == 9
    assert run(from_optax(trace(0.01, 0.5)), BEALE, steps=9).evaluations.values[-1] == 0
    with pytest.raises(TypeError, match=r"zoom takes no step from a gradient and a value: .*value_fn"):
        from_optax(Transformation(lambda w: None, greedy), name="zoom")


def test_they_stand_in_scenes(torch):
    race_ = scene("Theirs and ours", BEALE, from_torch(SGD, lr=0.004), OURS, steps=5)
    assert [t.steps for t in race_.run()] == [5, 5]


def test_bad_ones_are_refused_before_they_run(torch):
    with pytest.raises(ValueError, match="Invalid learning rate"):
        from_torch(SGD, lr=-1)
    with pytest.raises(TypeError, match="has init and update"):
        from_optax(SGD)


def test_real_torch_and_ours():
    """Where torch is installed, which the project does not need."""
    torch = pytest.importorskip("torch")
    rules = [from_torch(torch.optim.AdamW, lr=0.01), from_torch(torch.optim.LBFGS, lr=1.0)]
    ours = [OPTIMIZERS["adamw"](lr=0.01), None]
    for theirs, rule in zip(race(rules, BEALE, steps=40), ours, strict=True):
        assert theirs.values[-1] < theirs.values[0]
        if rule is not None:
            np.testing.assert_allclose(theirs.points, run(rule, BEALE, steps=40).points, rtol=1e-9)


def test_real_optax_and_ours():
    """Where optax is installed, which the project does not need."""
    optax = pytest.importorskip("optax")
    theirs, ours = race([from_optax(optax.adam(0.01)), OPTIMIZERS["adam"](lr=0.01)], BEALE, steps=40)
    np.testing.assert_allclose(theirs.points, ours.points, rtol=1e-9)
    polyak = run(from_optax(optax.polyak_sgd(f_min=0.0)), BEALE, steps=40)
    assert polyak.evaluations.values[-1] == 40
