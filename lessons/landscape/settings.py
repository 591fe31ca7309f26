"""What the page “Its landscape” is set to."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog import param
from lessons._claims import Settings
from lessons.training.settings import ACTIVATION_NAMES, DATA_NAMES
from networks import ACTIVATIONS
from networks.perceptron import Perceptron

PLANES = {
    "principal": "Most moved", "random": "Random", "through": "Two ends",
}  # fmt: skip


@dataclass(frozen=True)
class Landscape(Settings):
    """A network on points of a plane, how long it trains, and the plane of its weights that is shown."""

    data: str = param("moons", choices=("moons", "circles", "xor", "spirals"), help="Data")
    width: int = param(16, 1, 16, "h", legal="[1, 16]", help="Units a layer")
    depth: int = param(2, 1, 2, "d", legal="[1, 2]", help="Hidden layers")
    activation: str = param("tanh", choices=tuple(ACTIVATIONS), help="Activation")
    batch: int = param(0, 0, 100, "m", legal="[0, 100]", help="Batch (0: all)")
    steps: int = param(200, 50, 300, "K", legal="[50, 300]", help="Steps")
    seed: int = param(0, 0, 100, "s", legal="[0, 100]", help="Seed")
    plane: str = param("principal", choices=tuple(PLANES), help="Plane")

    names = {"data": {slug: DATA_NAMES[slug] for slug in ("moons", "circles", "xor", "spirals")},
             "activation": ACTIVATION_NAMES, "plane": PLANES}  # fmt: skip
    presets = {
        "The plane of most movement": {"plane": "principal"},
        "Random directions": {"plane": "random"},
        "Through the start and two ends": {"plane": "through"},
        "Two units, XOR": {"data": "xor", "width": 2, "depth": 1},
    }

    @cached_property
    def problem(self) -> Perceptron:
        return Perceptron(data=self.data, n=200, width=self.width, depth=self.depth, activation=self.activation,
                          batch=self.batch, seed=self.seed)  # fmt: skip

    @property
    def network(self) -> tuple[Any, ...]:
        """Plain values: what the runs depend on, which the plane is not."""
        return (self.data, self.width, self.depth, self.activation, self.batch, self.steps, self.seed)
