"""The tasks: each makes a problem from a seed (its data, start and mini-batches), and says how a run is scored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from networks import NETWORKS, Network, data_set, reconstruction
from networks.perceptron import Perceptron
from networks.spectrum import Spectrum
from optim._measure import lowest_value
from surfaces import Noisy


@dataclass(frozen=True)
class Task:
    """A problem to train on. `seen` says what is scored: "test loss", or where there is nothing to test on the value
    above the known minimum."""

    slug: str
    name: str
    make: Callable[[int], Any]
    steps: int

    @property
    def seen(self) -> str:
        return "test loss" if isinstance(self.make(0), Network) else "value above the minimum"

    def scores(self, problem: Any, points: Any) -> Any:
        """The score (...) of weights (..., n), less is better."""
        mean = problem.mean
        if isinstance(mean, Network):
            return mean.testing.value(points)
        return np.maximum(mean.value(points) - lowest_value(mean), 0.0)


def _network(slug: str, **settings: Any) -> Callable[[int], Any]:
    return lambda seed: NETWORKS[slug](**settings, **{"seed": seed})


def _autoencoder(seed: int) -> Any:
    examples = reconstruction(data_set("digits", 500, seed=seed))
    return Perceptron(examples=examples, loss="squared", width=12, depth=1, batch=32, seed=seed)


def _noisy_quadratic(seed: int) -> Any:
    return Noisy(Spectrum(n=50, condition=1000.0, seed=seed), sigma=0.02, seed=seed)


def _logistic(data: str) -> Callable[[int], Any]:
    return _network("logistic_regression", data=data, n=400, l2=1e-3, batch=32)


TASKS: dict[str, Task] = {
    task.slug: task
    for task in (
        Task("noisy_quadratic", "Noisy quadratic", _noisy_quadratic, 400),
        Task("logistic_cancer", "Logistic regression, breast cancer", _logistic("breast_cancer"), 300),
        Task("logistic_digits", "Logistic regression, digits", _logistic("digits"), 300),
        Task("moons", "Network, moons", _network("perceptron", data="moons", width=16, batch=32), 400),
        Task("spirals", "Network, spirals", _network("perceptron", data="spirals", width=16, batch=32), 600),
        Task("digits", "Network, digits", _network("perceptron", data="digits", n=800, depth=1, batch=32), 300),
        Task("autoencoder", "Autoencoder, digits", _autoencoder, 300),
        Task("factorisation", "Matrix factorisation", _network("matrix_factorisation", rows=12, columns=10), 400),
        Task("diabetes", "Network, diabetes", _network("perceptron", data="diabetes", loss="squared", batch=32), 300),
    )
}  # fmt: skip


def settled(tail: Any) -> float:
    """The score of a run from those of its last steps: their mean, so that one lucky step does not win; inf where it
    diverged."""
    return float(np.mean(tail)) if np.isfinite(tail).all() else float("inf")
