"""What the sections of the page “Adaptive rates” can be set to."""

from dataclasses import dataclass

from catalog import param
from lessons._claims import Settings
from lessons.adaptive.adam_steps import CORRECTED, SMALL
from lessons.adaptive.rates import ARENAS
from surfaces import SURFACES

NAMES = {slug: SURFACES[slug].name for slug in CORRECTED}


@dataclass(frozen=True)
class Rates(Settings):
    """All the rules on one surface, their rates times a factor."""

    surface: str = param("beale", choices=tuple(ARENAS), help="Surface")
    factor: float = param(1.0, 0.1, 10.0, log=True, help="All learning rates times")

    names = {"surface": NAMES}
    presets = {
        "A wall, then a valley": {"surface": "beale", "factor": 1.0},
        "Almost on the ridge": {"surface": "long_valley", "factor": 1.0},
        "A saddle": {"surface": "saddle", "factor": 1.0},
        "Three times the rates": {"factor": 3.0},
    }


@dataclass(frozen=True)
class Noisy(Settings):
    """Adagrad and RMSprop on a bowl whose gradients are noisy."""

    adagrad: float = param(0.3, 0.01, 2.0, "η", log=True, help="Adagrad’s rate")
    rmsprop: float = param(0.1, 0.001, 0.3, "η", log=True, help="RMSprop’s rate")
    sigma: float = param(1.0, 0.0, 3.0, "σ", help="Noise")
    seed: int = param(1, 0, 100, legal="[0, 100]", help="Seed")

    presets = {
        "Small rates": {"adagrad": 0.051, "rmsprop": 0.02, "sigma": 1.0},
        "A large rate": {"adagrad": 0.3, "rmsprop": 0.3, "sigma": 1.0},
        "Without noise": {"sigma": 0.0, "adagrad": 0.3, "rmsprop": 0.1},
    }


@dataclass(frozen=True)
class Correction(Settings):
    """Adam with and without its correction."""

    surface: str = param("jennrich_sampson", choices=tuple(CORRECTED), help="Surface")
    lr: float = param(0.1, 0.005, 1.0, "η", log=True, help="Learning rate")
    beta1: float = param(0.9, 0.0, 0.99, "β₁", help="Memory of gradients")
    beta2: float = param(0.999, 0.5, 0.999, "β₂", help="Memory of squares")

    names = {"surface": NAMES}
    presets = {
        "A cliff beyond the start": {"surface": "jennrich_sampson", "lr": 0.1, "beta1": 0.9, "beta2": 0.999},
        "No cliff": {"surface": "beale", "lr": 0.1, "beta1": 0.9, "beta2": 0.999},
        "No memory of gradients": {"beta1": 0.0, "beta2": 0.99},
        "Equal memories": {"beta1": 0.9, "beta2": 0.9},
    }


@dataclass(frozen=True)
class Epsilon(Settings):
    """RMSprop with an ε."""

    surface: str = param("long_valley", choices=tuple(ARENAS), help="Surface")
    factor: float = param(1.0, 0.1, 10.0, log=True, help="Learning rate times")
    eps: float = param(0.1, SMALL, 100.0, "ε", log=True, help="Floor added to the root")

    names = {"surface": NAMES}
    presets = {
        "Trust every gradient": {"surface": "long_valley", "eps": 1e-6, "factor": 1.0},
        "Between the two": {"surface": "long_valley", "eps": 0.1, "factor": 1.0},
        "Gradient descent": {"surface": "long_valley", "eps": 10.0, "factor": 1.0},
        "Beale: less bouncing": {"surface": "beale", "eps": 2.0, "factor": 1.0},
    }
