from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._arrays import MatrixRule, as_matrix, joined, parts, product_shapes, whole


class Products(NamedTuple):
    """Of every array GGᵀ summed, and of every matrix GᵀG as well, one after the other."""

    rows: np.ndarray
    columns: np.ndarray


@dataclass(frozen=True)
class Shampoo(MatrixRule):
    """Full-matrix Adagrad taken apart: one matrix for a layer's rows and one for its columns, each to the power −1/4.

    A vector of biases has one matrix, to the power −1/2.
    """

    lr: float = param(0.1, 1e-3, 2.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    eps: float = param(1e-4, 1e-12, 1e-1, r"\varepsilon", log=True, legal="(0, inf)", help="What the sums begin with")

    name, color, family = "Shampoo", "#bb5544", "matrices"
    latex = (
        r"L_k = L_{k-1} + G G^\top, \quad R_k = R_{k-1} + G^\top G, \quad L_0 = R_0 = \varepsilon I, \quad"
        r" W_k = W_{k-1} - \eta\,L_k^{-1/4}\,G\,R_k^{-1/4}, \quad G = \nabla E(W_{k-1})"
    )
    paper = Paper(
        "Gupta, Koren & Singer", 2018, "Shampoo: Preconditioned stochastic tensor optimization",
        "https://arxiv.org/abs/1802.09568",
    )  # fmt: skip

    def init(self, w):
        raise ValueError("Shampoo's memory has the shapes of a surface's arrays: begin it on one")

    def begin(self, surface, w):
        rows, columns = product_shapes(surface.shapes)
        lanes = w.shape[:-1]
        return Products(*(self._start(shapes, lanes) for shapes in (rows, columns)))

    def _start(self, shapes, lanes):
        eyes = [whole(shape, self.eps) * np.broadcast_to(np.eye(shape[0]), (*lanes, *shape)) for shape in shapes]
        return joined(eyes, shapes)

    def step(self, surface, w, state, k):
        shapes = surface.shapes
        row_shapes, column_shapes = product_shapes(shapes)
        rows, columns = parts(state.rows, row_shapes), iter(parts(state.columns, column_shapes))
        left, right, steps = [], [], []
        for shape, own, g in zip(shapes, rows, parts(surface.gradient(w), shapes), strict=True):
            tall = as_matrix(shape, g)
            left.append(own + tall @ np.swapaxes(tall, -1, -2))
            if len(shape) == 2:
                right.append(next(columns) + np.swapaxes(g, -1, -2) @ g)
                steps.append(power(left[-1], -0.25) @ g @ power(right[-1], -0.25))
            else:
                steps.append((power(left[-1], -0.5) @ tall).reshape(g.shape))
        change = joined(steps, shapes)
        return w - self.lr * change, Products(joined(left, row_shapes), joined(right, column_shapes))


def power(matrix, exponent):
    """A positive definite matrix to a power; NaN where it is not finite."""
    finite = np.isfinite(matrix).all(axis=(-2, -1), keepdims=True)
    values, axes = np.linalg.eigh(np.where(finite, matrix, np.eye(matrix.shape[-1])))
    values = np.maximum(values, np.finfo(float).tiny) ** exponent
    return np.where(finite, (axes * values[..., None, :]) @ np.swapaxes(axes, -1, -2), np.nan)
