"""What the page “A network’s landscape” is set to."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog import param, parameters
from lessons._claims import Settings
from lessons.training.settings import ACTIVATION_NAMES, DATA_NAMES, LOSS_NAMES, Training, network_of
from networks import ACTIVATIONS, DATA_SETS
from networks.perceptron import Perceptron

PLANES = {
    "principal": "PCA", "random": "Random", "through": "Two ends",
}  # fmt: skip


@dataclass(frozen=True)
class Landscape(Settings):
    """The plane that is shown of a network's weights, and the network: one that trains and is drawn in a moment."""

    plane: str = param("principal", choices=tuple(PLANES), help="Plane")
    data: str = param("moons", choices=DATA_SETS, help="Data")
    n: int = param(200, 40, 400, "n", legal="[40, 400]", help="Examples")
    noise: float = param(0.2, 0.0, 0.5, "σ", help="Noise")
    label_noise: float = param(0.0, 0.0, 0.5, "ρ", help="Wrong labels")
    width: int = param(16, 1, 16, "h", legal="[1, 16]", help="Units a layer")
    depth: int = param(2, 1, 2, "d", legal="[1, 2]", help="Hidden layers")
    activation: str = param("tanh", choices=tuple(ACTIVATIONS), help="Activation")
    loss: str = param("cross-entropy", choices=("cross-entropy", "squared"), help="Loss")
    batch: int = param(0, 0, 256, "m", legal="[0, 256]", help="Batch (0: all)")
    l2: float = param(0.0, 0.0, 0.1, "λ", help="Weight decay")
    steps: int = param(200, 50, 300, "K", legal="[50, 300]", help="Steps")
    seed: int = param(0, 0, 100, "s", legal="[0, 100]", help="Seed")

    names = {"data": DATA_NAMES, "activation": ACTIVATION_NAMES, "plane": PLANES, "loss": LOSS_NAMES}
    presets = {
        "The plane of most movement": {"plane": "principal"},
        "Random directions": {"plane": "random"},
        "Through the start and two ends": {"plane": "through"},
        "Two units, XOR": {"data": "xor", "width": 2, "depth": 1},
    }

    @cached_property
    def problem(self) -> Perceptron:
        return network_of(self)

    @property
    def network(self) -> tuple[Any, ...]:
        """Plain values: what the runs depend on, which the plane is not."""
        return tuple(value for name, value in self.settings().items() if name != "plane")


def landscape_of(chosen: Training) -> dict[str, Any] | None:
    """The settings at which this page shows the network of “Train a network”; None where it is too large to be."""
    ranges = {p.name: p for p in parameters(Landscape) if p.name != "plane"}
    own = {name: getattr(chosen, name) for name in ranges}
    over = [name for name, p in ranges.items() if p.high is not None and not (p.low or 0) <= own[name] <= p.high]
    return None if over else own
