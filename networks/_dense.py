"""Fully connected networks as functions of one weight vector: outputs, loss, gradient, curvature, for many at once.

Weights w (..., p) hold, layer after layer, the matrix (inputs, outputs) row by row and the biases. Leading axes are
lanes: one call trains eight rules, or two hundred starts. Work is cut into pieces of lanes that fit the memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from surfaces._surface import Array

PIECE = 1 << 21  # activations held at once for a layer


class Activation(NamedTuple):
    """A function of z, and its first two derivatives written in z and in the function's own value h."""

    value: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    bend: Callable[[Array, Array], Array]


def _sigmoid(z: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * z))


ACTIVATIONS = {
    "tanh": Activation(np.tanh, lambda z, h: 1 - h * h, lambda z, h: -2 * h * (1 - h * h)),
    "relu": Activation(lambda z: np.maximum(z, 0.0), lambda z, h: (z > 0).astype(float), lambda z, h: np.zeros_like(z)),
    "sigmoid": Activation(_sigmoid, lambda z, h: h * (1 - h), lambda z, h: h * (1 - h) * (1 - 2 * h)),
    "linear": Activation(lambda z: z, lambda z, h: np.ones_like(z), lambda z, h: np.zeros_like(z)),
}


@dataclass(frozen=True)
class Dense:
    """The architecture: sizes (inputs, hidden, …, outputs), the hidden layers' activation, biases or none."""

    sizes: tuple[int, ...]
    activation: str = "tanh"
    bias: bool = True

    @cached_property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The arrays that w is made of, in order."""
        pairs = zip(self.sizes, self.sizes[1:], strict=False)
        return tuple(shape for a, b in pairs for shape in (((a, b), (b,)) if self.bias else ((a, b),)))

    @cached_property
    def dims(self) -> int:
        return sum(int(np.prod(shape)) for shape in self.shapes)

    def layers(self, w: Array) -> list[tuple[Array, Array | float]]:
        """The matrices (..., inputs, outputs) and biases (..., 1, outputs) in w (..., p)."""
        out: list[tuple[Array, Array | float]] = []
        at = 0
        for a, b in zip(self.sizes, self.sizes[1:], strict=False):
            matrix = w[..., at : at + a * b].reshape(*w.shape[:-1], a, b)
            at += a * b
            out.append((matrix, w[..., None, at : at + b] if self.bias else 0.0))
            at += b * self.bias
        return out

    def forward(self, w: Array, x: Array) -> tuple[list[Array], list[Array]]:
        """What enters each layer, [x, h₁, …], and each layer's sums z, (..., n, size) each; z[-1] is the output."""
        entering, sums = [x], []
        act = ACTIVATIONS[self.activation].value
        layers = self.layers(w)
        for i, (matrix, bias) in enumerate(layers):
            z = entering[-1] @ matrix
            z += bias
            sums.append(z)
            if i + 1 < len(layers):
                entering.append(act(z))
        return entering, sums

    def outputs(self, w: Array, x: Array) -> Array:
        """The outputs (..., n, outputs) for examples x (n, inputs)."""
        return self.pieces(w, len(x), lambda part: self.forward(part, x)[1][-1])

    def pack(self, grads: list[tuple[Array, Array]]) -> Array:
        """Gradients of matrices and biases as one array (..., p)."""
        lanes = grads[0][0].shape[:-2]
        parts = [
            part
            for matrix, bias in grads
            for part in ((matrix.reshape(*lanes, -1), bias) if self.bias else (matrix.reshape(*lanes, -1),))
        ]
        return np.concatenate(parts, axis=-1)

    def backward(self, w: Array, entering: list[Array], sums: list[Array], delta: Array) -> Array:
        """∇ of Σ delta · output with respect to w, for delta (..., n, outputs)."""
        act = ACTIVATIONS[self.activation]
        layers = self.layers(w)
        grads = []
        for i in range(len(layers) - 1, -1, -1):
            grads.append((np.swapaxes(entering[i], -1, -2) @ delta, delta.sum(axis=-2)))
            if i:
                delta = (delta @ np.swapaxes(layers[i][0], -1, -2)) * act.slope(sums[i - 1], entering[i])
        return self.pack(grads[::-1])

    def pieces(self, w: Array, n: int, compute: Callable[[Array], Array]) -> Array:
        """`compute` on w (..., p), a piece of its lanes after the other where all at once would be too many."""
        lanes = w.shape[:-1]
        room = max(1, PIECE // max(1, n * max(self.sizes)))
        if w.ndim == 1 or int(np.prod(lanes)) <= room:
            return compute(w)
        flat = w.reshape(-1, w.shape[-1])
        done = np.concatenate([compute(flat[i : i + room]) for i in range(0, len(flat), room)])
        return done.reshape(*lanes, *done.shape[1:])
