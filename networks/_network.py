"""What the networks share: their data, weights at the start, mini-batches, and how well they answer."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from catalog import param
from networks._data import DATA_SETS, Data, data_set
from networks._loss import Loss
from networks._trained import OfLoss, Trained
from surfaces._protocol import Around
from surfaces._surface import Array

INITS = ("glorot", "he", "lecun")


@dataclass(frozen=True, eq=False)
class Batch(OfLoss, Around):
    """A network's loss on one mini-batch: value, gradient and curvature agree with one another."""

    surface: Any
    training: Loss

    def hessian(self, w: Any) -> Array:
        return self.surface.full_hessian(self, w)


@dataclass(frozen=True)
class Network(Trained):
    """A network on data. A subclass says its `dense` architecture and the `loss_kind`.

    `examples` are data of one's own, in place of the named ones.
    """

    data: str = param("moons", choices=DATA_SETS, help="The examples to learn from")
    n: int = param(400, 20, 1000, "n", legal="[20, 2000]", help="Examples to train on; at most what there is")
    noise: float = param(0.2, 0.0, 0.5, r"\sigma", legal="[0, 10]", help="How far drawn examples stray")
    label_noise: float = param(0.0, 0.0, 0.5, r"\rho", legal="[0, 0.9]", help="Share of training labels that are wrong")
    batch: int = param(0, 0, 256, "m", legal="[0, 2000]", help="Examples a step sees; 0: all")
    replace: bool = param(False, help="Draw each batch anew; otherwise every epoch sees each example once")
    l2: float = param(0.0, 0.0, 0.1, r"\lambda", legal="[0, 1e6]", help="Weight decay: adds λ‖w‖²/2")
    init: str = param("glorot", choices=INITS, help="How wide the weights are drawn at the start")
    seed: int = param(0, 0, 100, "s", legal="[0, 1000000]", help="Chooses examples, weights at the start and batches")
    examples: Data | None = None

    kind = "network"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.loss_kind == "cross-entropy" and self.examples_used.regression:
            raise ValueError(f"cross-entropy needs classes, and {self.examples_used.name} has values: use squared")

    @property
    def loss_kind(self) -> str:
        return "cross-entropy"

    @cached_property
    def examples_used(self) -> Data:
        """The data: one's own, or those that are named."""
        if self.examples is not None:
            return self.examples
        return data_set(self.data, self.n, self.noise, self.label_noise, self.seed)

    def starts(self, count: int) -> Array:
        """Weights (count, p) drawn at random; the first is `start`. Biases begin at 0."""
        return np.array([self._drawn(np.random.default_rng((self.seed, i, 1))) for i in range(count)])

    def _drawn(self, rng: np.random.Generator) -> Array:
        parts = []
        for shape in self.shapes:
            if len(shape) == 1:
                parts.append(np.zeros(shape[0]))
                continue
            a, b = shape
            variance = {"glorot": 2 / (a + b), "he": 2 / a, "lecun": 1 / a}[self.init]
            parts.append(np.sqrt(variance) * rng.standard_normal(a * b))
        return np.concatenate(parts)

    def targets(self, y: Array) -> Array:
        """What the outputs (n, outputs) are compared with."""
        data = self.examples_used
        if data.regression or data.outputs == 1:
            return np.asarray(y, dtype=float).reshape(len(y), data.outputs)
        return np.eye(data.outputs)[y]

    @cached_property
    def training(self) -> Loss:
        """The loss on the training examples."""
        data = self.examples_used
        return Loss(self.dense, data.x, self.targets(data.y), self.loss_kind, self.l2)

    @cached_property
    def testing(self) -> Loss:
        """The loss on examples that training never sees, without weight decay."""
        data = self.examples_used
        return Loss(self.dense, data.x_test, self.targets(data.y_test), self.loss_kind)

    @property
    def least_squares(self) -> bool:
        return self.loss_kind == "squared"

    def accuracy(self, w: Any, test: bool = False) -> Array:
        """The share of examples (...) told right by weights w (..., p); for values, R², the share of variance."""
        data = self.examples_used
        x, y = (data.x_test, data.y_test) if test else (data.x, data.y)
        w = np.asarray(w, dtype=float)
        return self.dense.pieces(w, len(x), lambda part: self._right(self.dense.forward(part, x)[1][-1], y))

    def _right(self, out: Array, y: Array) -> Array:
        if self.examples_used.regression:
            true = self.targets(y)
            return 1 - ((out - true) ** 2).mean(axis=(-2, -1)) / ((true - true.mean(axis=0)) ** 2).mean()
        return (self.decided(out) == y).mean(axis=-1)

    def decided(self, out: Array) -> Array:
        """The class (..., n) that outputs (..., n, outputs) stand for."""
        if out.shape[-1] > 1:
            return out.argmax(axis=-1)
        return (out[..., 0] > (0.0 if self.loss_kind == "cross-entropy" else 0.5)).astype(int)

    def batch_of(self, k: int) -> Array:
        """The training examples that step k sees, the same for every rule."""
        n = len(self.examples_used.x)
        if self.replace:
            return np.random.default_rng((self.seed, k, 2)).integers(0, n, self.batch)
        per_epoch = -(-n // self.batch)
        epoch, i = divmod(k - 1, per_epoch)
        return self._order(epoch)[i * self.batch : (i + 1) * self.batch]

    def _order(self, epoch: int) -> Array:
        orders: dict[int, Array] = self.__dict__.setdefault("_orders", {})
        if epoch not in orders:
            orders.clear()
            n = len(self.examples_used.x)
            orders[epoch] = np.random.default_rng((self.seed, epoch, 3)).permutation(n)
        return orders[epoch]

    def at(self, k: int) -> Any:
        if not 0 < self.batch < len(self.examples_used.x):
            return self
        chosen = self.batch_of(k)
        return Batch(self, Loss(self.dense, self.training.x[chosen], self.training.t[chosen], self.loss_kind, self.l2))
