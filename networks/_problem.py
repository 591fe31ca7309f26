"""The base of every problem of n weights: what it shares with a surface of the plane is all that a race asks for."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from surfaces._surface import Array, Surface

HESSIAN_LIMIT = 500  # weights up to which the whole Hessian is made


@dataclass(frozen=True)
class Problem(Surface):
    """A differentiable function of n weights. It has no picture box; `dims`, `start` and `shapes` depend on its size.

    A problem writes `value`, `gradient` and `hessian_vector_product` on points w (..., n).
    """

    kind: ClassVar[str]  # "network" or "matrix"
    domain = None

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        """∇²f(w) v, without the Hessian."""
        raise TypeError(f"{type(self).__name__} must define hessian_vector")

    @property
    def has_hessian(self) -> bool:
        return self.dims <= HESSIAN_LIMIT

    def hessian(self, w: Any) -> Array:
        return self.full_hessian(self, w)

    def full_hessian(self, surface: Any, w: Any) -> Array:
        """∇²f (..., n, n) of this problem or of one of its batches; ValueError beyond 500 weights."""
        if not self.has_hessian:
            raise ValueError(f"the Hessian of {self.dims} weights is not made; the limit is {HESSIAN_LIMIT}")
        w = np.asarray(w, dtype=float)
        columns = surface.hessian_vector_product(w[..., None, :], np.eye(self.dims))
        return 0.5 * (columns + np.swapaxes(columns, -1, -2))
