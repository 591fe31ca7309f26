"""What every problem shares that is a network's loss on examples, whole or of a mini-batch."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from networks._dense import Dense
from networks._loss import Loss
from networks._problem import Problem
from surfaces._surface import Array


class OfLoss:
    """Value, derivatives and residuals are those of a loss, `training`."""

    training: Any  # a Loss

    def value(self, w: Any) -> Array:
        return self.training.value(np.asarray(w, dtype=float))

    def gradient(self, w: Any) -> Array:
        return self.training.gradient(np.asarray(w, dtype=float))

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        return self.training.hessian_vector_product(np.asarray(w, dtype=float), np.asarray(v, dtype=float))

    def residual(self, w: Any) -> Array:
        return self._squares.residual(np.asarray(w, dtype=float))

    def residual_jacobian(self, w: Any) -> Array:
        return self._squares.residual_jacobian(np.asarray(w, dtype=float))

    @property
    def _squares(self: Any) -> Loss:
        if self.training.kind != "squared":
            raise ValueError(f"{self.name} with cross-entropy is not a sum of squares")
        loss: Loss = self.training
        return loss


@dataclass(frozen=True)
class Trained(OfLoss, Problem):
    """A network of n weights in training. A subclass says its `dense` architecture, `training` and `starts`."""

    @property
    def dense(self) -> Dense:
        raise TypeError(f"{type(self).__name__} must define dense")

    @property
    def dims(self) -> int:
        return self.dense.dims

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        return self.dense.shapes

    @cached_property
    def start(self) -> tuple[float, ...]:
        return tuple(self.starts(1)[0])

    def starts(self, count: int) -> Array:
        """Weights (count, p) drawn at random; the first is `start`."""
        raise TypeError(f"{type(self).__name__} must define starts")
