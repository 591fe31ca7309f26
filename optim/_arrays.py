"""Weights as the arrays that they are made of: what rules for matrices share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from optim._optimizer import Optimizer
from surfaces import SurfaceLike

Array = np.ndarray


@dataclass(frozen=True)
class MatrixRule(Optimizer):
    """The base of rules that are made for weight matrices: a surface must say the shapes of its arrays."""

    needs_matrices = True

    def lacks(self, surface: SurfaceLike) -> str:
        return "" if has_matrices(surface) else "weight matrices"


def has_matrices(surface: SurfaceLike) -> bool:
    """Whether a surface says that its weights make up matrices."""
    return any(len(shape) == 2 for shape in surface.shapes or ())


def product_shapes(shapes: Any) -> tuple[list[Any], list[Any]]:
    """The shapes of GGᵀ for every array G, a vector counting as a column, and of GᵀG for every matrix."""
    rows = [(shape[0], shape[0]) if shape else (1, 1) for shape in shapes]
    return rows, [(shape[1], shape[1]) for shape in shapes if len(shape) == 2]


def as_matrix(shape: Any, array: Array) -> Array:
    """Arrays (..., *shape) as matrices: a vector is a column."""
    return array.reshape(*array.shape[: array.ndim - len(shape)], *shape, *(1,) * (2 - len(shape)))


def parts(w: Array, shapes: Any) -> list[Array]:
    """The arrays (..., *shape) that w (..., n) is made of, as views."""
    out, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        out.append(w[..., at : at + size].reshape((*w.shape[:-1], *shape)))
        at += size
    return out


def joined(arrays: list[Array], shapes: Any) -> Array:
    """The vector (..., n) that arrays (..., *shape) make up."""
    flat = [a.reshape(*a.shape[: a.ndim - len(shape)], -1) for a, shape in zip(arrays, shapes, strict=True)]
    lanes = np.broadcast_shapes(*(a.shape[:-1] for a in flat))
    return np.concatenate([np.broadcast_to(a, (*lanes, a.shape[-1])) for a in flat], axis=-1)


def each(compute: Callable[..., Array], shapes: Any, *vectors: Array) -> Array:
    """`compute(shape, *arrays)` of every array that vectors (..., n) are made of, joined again."""
    split = [parts(v, shapes) for v in vectors]
    return joined([compute(shape, *arrays) for shape, *arrays in zip(shapes, *split, strict=True)], shapes)


def whole(shape: Any, value: Any) -> Any:
    """A number for each lane (..., 1), as it broadcasts against arrays (..., *shape)."""
    value = np.asarray(value)
    return value if not value.ndim else value.reshape(*value.shape[:-1], *(1,) * len(shape))


def size_of(shape: Any, array: Array) -> Array:
    """The root of the sum of squares of arrays (..., *shape), keeping their axes."""
    axes = tuple(range(-len(shape), 0))
    return np.sqrt((array * array).sum(axis=axes, keepdims=True))
