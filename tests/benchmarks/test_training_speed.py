"""Networks against their budgets: six rules in training, beside torch's loop on the same work; a landscape."""

import importlib.util
import timeit

import numpy as np
import pytest

from lessons.landscape.section import GRID, plane_of, section
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, race

STEPS = 300
TORCH = {
    "gradient_descent": ("SGD", {"lr": 0.2}),
    "momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "nesterov": ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {"lr": 0.005}),
    "adam": ("Adam", {"lr": 0.01}),
    "adamw": ("AdamW", {"lr": 0.01}),
}
RULES = [OPTIMIZERS[slug](lr=settings["lr"]) for slug, (_, settings) in TORCH.items()]


def network(batch):
    """2-16-16-1, 337 weights, on 400 examples."""
    return Perceptron(data="moons", n=400, batch=batch)


def torch_loop(problem):
    """The same training as a loop around `torch.optim`, in words."""
    if importlib.util.find_spec("torch") is None:
        return "a torch.optim loop (torch is not installed: not measured)"
    import torch

    torch.set_num_threads(1)
    x, t = torch.tensor(problem.training.x), torch.tensor(problem.training.t)
    loss = torch.nn.BCEWithLogitsLoss()

    def loop():
        for name, settings in TORCH.values():
            layers = [torch.nn.Linear(a, b, dtype=torch.float64) for a, b in ((2, 16), (16, 16), (16, 1))]
            net = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1], torch.nn.Tanh(), layers[2])
            optimizer = getattr(torch.optim, name)(net.parameters(), **settings)
            track = [torch.nn.utils.parameters_to_vector(net.parameters()).detach().clone()]
            for k in range(1, STEPS + 1):
                chosen = problem.batch_of(k) if problem.batch else slice(None)
                optimizer.zero_grad()
                loss(net(x[chosen]), t[chosen]).backward()
                optimizer.step()
                track.append(torch.nn.utils.parameters_to_vector(net.parameters()).detach().clone())

    loop()
    return f"a torch.optim loop: {min(timeit.repeat(loop, number=1, repeat=3)):.2f} s"


@pytest.mark.parametrize(("batch", "limit"), [(0, 1.5), (32, 0.6)])
def test_six_rules_train(benchmark, budget, batch, limit):
    problem = network(batch)
    runs = race(RULES, problem, steps=STEPS)
    assert all(t.values[-1] < 0.5 * t.values[0] for t in runs)
    benchmark.pedantic(lambda: race(RULES, problem, steps=STEPS), rounds=5, warmup_rounds=1)
    name = f"6 rules × 300 steps, 337 weights, 400 examples, {f'batches of {batch}' if batch else 'full batch'}"
    budget(name, benchmark.stats.stats.min, limit, "s", instead=torch_loop(problem))


@pytest.mark.parametrize("kind", ["principal", "random", "through"])
def test_a_landscape(benchmark, budget, kind):
    problem = network(0)
    tracks = [t.points for t in race(RULES[:2], problem, steps=50)]

    def landscape():
        plane = plane_of(kind, tracks, problem)
        return section(plane, tracks, problem)

    made = landscape()
    assert made.losses.shape == (GRID, GRID) == (61, 61)
    assert np.isfinite(made.losses).all()
    benchmark.pedantic(landscape, rounds=5, warmup_rounds=1)
    budget(f"a landscape of 61 × 61, plane {kind}, 400 examples", benchmark.stats.stats.min, 1.0, "s")
