"""What a network on the pages is set to, and the rules that train it at first."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog import param
from lessons._claims import Settings
from networks import ACTIVATIONS, DATA_SETS, Data, data_set
from networks.perceptron import Perceptron
from optim import Optimizer
from optim.adam import Adam
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from optim.muon import Muon
from optim.rmsprop import RMSprop

DATA_NAMES = {
    "moons": "Moons", "circles": "Circles", "xor": "XOR", "spirals": "Spirals", "digits": "Digits",
    "breast_cancer": "Cancer", "diabetes": "Diabetes",
}  # fmt: skip
ACTIVATION_NAMES = {"tanh": "tanh", "relu": "ReLU", "sigmoid": "Sigmoid", "linear": "Linear"}
LOSS_NAMES = {"cross-entropy": "Log loss", "squared": "Squared"}
LINEUP: tuple[Optimizer, ...] = (
    GradientDescent(lr=0.2), Momentum(lr=0.05), RMSprop(lr=0.005), Adam(lr=0.01), Muon(lr=0.02),
)  # fmt: skip
"""At rates that suit two moons."""


@dataclass(frozen=True)
class Training(Settings):
    """A network, its data, and how long it trains."""

    data: str = param("moons", choices=DATA_SETS, help="Data")
    n: int = param(400, 40, 1000, "n", legal="[40, 1000]", help="Examples")
    noise: float = param(0.2, 0.0, 0.5, "σ", help="Noise")
    label_noise: float = param(0.0, 0.0, 0.5, "ρ", help="Wrong labels")
    width: int = param(16, 1, 64, "h", legal="[1, 64]", help="Units a layer")
    depth: int = param(2, 1, 4, "d", legal="[1, 4]", help="Hidden layers")
    activation: str = param("tanh", choices=tuple(ACTIVATIONS), help="Activation")
    loss: str = param("cross-entropy", choices=("cross-entropy", "squared"), help="Loss")
    batch: int = param(32, 0, 256, "m", legal="[0, 256]", help="Batch (0: all)")
    l2: float = param(0.0, 0.0, 0.1, "λ", help="Weight decay")
    steps: int = param(300, 50, 1000, "K", legal="[50, 1000]", help="Steps")
    seed: int = param(0, 0, 100, "s", legal="[0, 100]", help="Seed")

    names = {"data": DATA_NAMES, "activation": ACTIVATION_NAMES, "loss": LOSS_NAMES}
    presets = {
        "Two moons": {"data": "moons", "width": 16, "depth": 2, "noise": 0.2, "label_noise": 0.0, "batch": 32},
        "Spirals, all examples": {"data": "spirals", "width": 16, "depth": 2, "noise": 0.2, "batch": 0},
        "XOR with two units": {"data": "xor", "width": 2, "depth": 1, "batch": 0},
        "A third of the labels wrong": {"data": "moons", "width": 32, "depth": 2, "label_noise": 0.33, "n": 100},
        "Digits": {"data": "digits", "width": 16, "depth": 1, "label_noise": 0.0, "batch": 32},
    }

    def problem(self, own: Data | None = None) -> Perceptron:
        """The network on its data, or on one's own."""
        return network_of(self, own)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Plain values under which results are kept."""
        return tuple(self.settings().values())


def network_of(chosen: Any, own: Data | None = None) -> Perceptron:
    """The network that some settings tell of, on its data or on one's own. Values, as those of diabetes, have the
    squared loss."""
    examples = own or data_set(chosen.data, chosen.n, chosen.noise, chosen.label_noise, chosen.seed)
    same: dict[str, Any] = {
        name: getattr(chosen, name) for name in ("n", "noise", "label_noise", "width", "depth", "activation", "l2")
    }
    return Perceptron(
        **same, batch=chosen.batch if chosen.batch < len(examples.x) else 0, seed=chosen.seed, examples=own,
        data=chosen.data, loss="squared" if examples.regression else chosen.loss,
    )  # fmt: skip
