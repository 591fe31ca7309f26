from dataclasses import dataclass
from functools import cached_property

from catalog import Paper, param
from networks._dense import ACTIVATIONS, Dense
from networks._loss import LOSSES
from networks._network import Network


@dataclass(frozen=True)
class Perceptron(Network):
    """A multilayer perceptron: hidden layers of equal width, trained on classes or values."""

    width: int = param(16, 1, 64, "h", legal="[1, 256]", help="Units in each hidden layer")
    depth: int = param(2, 1, 4, "d", legal="[1, 8]", help="Hidden layers")
    activation: str = param("tanh", choices=tuple(ACTIVATIONS), help="What each hidden unit does to its sum")
    loss: str = param("cross-entropy", choices=LOSSES, help="What training makes small")

    name, shows = "Multilayer perceptron", "network"
    latex = (
        r"E(w) = \frac{1}{n} \sum_{i=1}^{n} \ell\bigl(W_{d+1}\,\phi(\cdots \phi(W_1 x_i + b_1) \cdots) + b_{d+1},\,"
        r" t_i\bigr) + \tfrac{\lambda}{2} \lVert w \rVert^2"
    )
    paper = Paper(
        "Rumelhart, Hinton & Williams", 1986, "Learning representations by back-propagating errors",
        "https://doi.org/10.1038/323533a0",
    )  # fmt: skip

    @property
    def loss_kind(self) -> str:
        return self.loss

    @cached_property
    def dense(self) -> Dense:
        data = self.examples_used
        return Dense((data.x.shape[1], *[self.width] * self.depth, data.outputs), self.activation)
