"""The engine against its budgets: a race, its outcomes, tuning and maps."""

import importlib.util
import timeit
from operator import call

import numpy as np
import pytest

from optim import OPTIMIZERS, hyperparameter_map, map_of_starts, race, run, tune
from surfaces import SURFACES

BEALE = SURFACES["beale"]()
STEPS = 300
TORCH = {
    "gradient_descent": ("SGD", {"lr": 1e-3}),
    "momentum": ("SGD", {"lr": 1e-3, "momentum": 0.9}),
    "nesterov": ("SGD", {"lr": 1e-3, "momentum": 0.9, "nesterov": True}),
    "adagrad": ("Adagrad", {"lr": 0.1}),
    "rmsprop": ("RMSprop", {"lr": 0.01}),
    "adadelta": ("Adadelta", {"lr": 1.0}),
    "adam": ("Adam", {"lr": 0.01}),
    "adamax": ("Adamax", {"lr": 0.02}),
}
RULES = [OPTIMIZERS[slug](lr=settings["lr"]) for slug, (_, settings) in TORCH.items()]


def least_ms(benchmark, function, rounds=20):
    """The shortest of some rounds: what the code takes when nothing else runs."""
    benchmark.pedantic(function, rounds=rounds, warmup_rounds=1)
    return 1e3 * benchmark.stats.stats.min


def torch_race():
    """The same race as a loop around `torch.optim`, in words."""
    if importlib.util.find_spec("torch") is None:
        return "a torch.optim loop (torch is not installed: not measured)"
    import torch

    torch.set_num_threads(1)

    def loop():
        for name, settings in TORCH.values():
            w = torch.tensor(BEALE.start, dtype=torch.float64, requires_grad=True)
            optimizer = getattr(torch.optim, name)([w], **settings)
            track = [w.detach().clone()]
            for _ in range(STEPS):
                optimizer.zero_grad()
                BEALE.f(*w).backward()
                optimizer.step()
                track.append(w.detach().clone())

    loop()
    return f"a torch.optim loop: {1e3 * min(timeit.repeat(loop, number=1, repeat=5)):.0f} ms"


def test_a_race_of_eight_rules(benchmark, budget):
    measured = least_ms(benchmark, lambda: race(RULES, BEALE, steps=STEPS))
    budget("8 rules × 300 steps on Beale, simulated", measured, 60, "ms", instead=torch_race())


@pytest.mark.parametrize("surfaces", [(BEALE,), tuple(s for s in map(call, SURFACES.values()) if s.dims == 2)],
                         ids=["beale", "every plane surface"])  # fmt: skip
def test_outcomes(benchmark, budget, surfaces):
    runs = [t for surface in surfaces for t in race(RULES, surface, steps=STEPS)]

    def outcomes():
        for t in runs:
            for made in ("outcome", "gradients", "gradient_norms"):
                t.__dict__.pop(made, None)
            assert t.outcome

    where = "Beale" if len(surfaces) == 1 else f"{len(surfaces)} surfaces"
    budget(f"the outcome of a run in words, mean over {where}", least_ms(benchmark, outcomes) / len(runs), 1, "ms")


@pytest.mark.parametrize("slug", ["gradient_descent", "adam", "lbfgs"])
def test_tuning(benchmark, budget, slug):
    measured = least_ms(benchmark, lambda: tune(OPTIMIZERS[slug](), BEALE), rounds=5)
    one_by_one = f"128 single runs: {128 * _single(OPTIMIZERS[slug]()):.0f} ms, reckoned from one"
    budget(f"tuning {slug}, 200 steps", measured, 400, "ms", instead=one_by_one)


def _single(rule):
    return 1e3 * min(timeit.repeat(lambda: run(rule, BEALE), number=1, repeat=5))


def test_a_map_of_starts(benchmark, budget):
    measured = least_ms(benchmark, lambda: map_of_starts(OPTIMIZERS["adam"](), BEALE), rounds=3)
    one_by_one = f"16384 single runs: {16.384 * _single(OPTIMIZERS['adam']()):.0f} s, reckoned from one"
    budget("128 × 128 starts × 200 steps of Adam, mapped", measured / 1e3, 1, "s", instead=one_by_one)


def test_a_hyperparameter_map(benchmark, budget):
    axes = ("lr", np.geomspace(1e-5, 1.0, 128)), ("beta1", np.linspace(0.0, 0.99, 128))
    measured = least_ms(benchmark, lambda: hyperparameter_map(OPTIMIZERS["adam"](), BEALE, *axes), rounds=3)
    budget("128 × 128 pairs of hyperparameters × 200 steps of Adam, mapped", measured / 1e3, 1, "s")


def test_loss_of_noisy_moons_over_a_picture(benchmark, budget):
    surface, grid = SURFACES["noisy_moons"](), np.random.default_rng(0).uniform(-8, 8, (160, 160, 2))
    budget("loss of noisy moons at 160² places", least_ms(benchmark, lambda: surface.value(grid), 5), 100, "ms")
