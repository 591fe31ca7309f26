"""What two sections of the page “Noisy moons” can be set to."""

from dataclasses import dataclass

from catalog import param
from lessons._claims import Settings


@dataclass(frozen=True)
class Sizes(Settings):
    """One rate for mini-batches of every size."""

    lr: float = param(5.1, 0.1, 10.0, "η", log=True, help="Learning rate")
    seed: int = param(0, 0, 100, "s", legal="[0, 100]", help="Seed")

    presets = {
        "They arrive": {"lr": 5.1},
        "A small rate: on the way": {"lr": 0.3},
        "A large rate": {"lr": 10.0},
    }


@dataclass(frozen=True)
class Smooth(Settings):
    """Gradient descent, momentum, and a rate that decays, on mini-batches."""

    size: int = param(5, 1, 100, "m", legal="[1, 100]", help="Batch size")
    lr: float = param(3.9, 0.1, 10.0, "η", log=True, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.99, "β", help="Memory")
    decay: float = param(0.02, 0.001, 1.0, "d", log=True, help="Decay")

    presets = {
        "A long memory": {"beta": 0.97},
        "A rate that decays fast": {"decay": 0.3},
        "Single examples, large steps": {"size": 1, "lr": 6.2},
    }
