"""The base of every update rule."""

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from catalog import Declaration, Paper
from surfaces import SurfaceLike

Array = np.ndarray


class Stateless(NamedTuple):
    """The state of a rule that remembers nothing."""


@dataclass(frozen=True)
class Optimizer(Declaration):
    """An update rule: `step` takes the surface, so that a rule asks it for gradients, Hessians or values as it likes.

    One `step` serves a point w (dims,) and a batch (..., dims). State is a NamedTuple of arrays whose leading axes are
    those of w; a number for each lane keeps a last axis of length 1, as array-valued parameters do inside `run`.
    Inputs are never changed in place.
    """

    color: ClassVar[str]
    family: ClassVar[str]
    latex: ClassVar[str]
    paper: ClassVar[Paper]
    needs_hessian: ClassVar[bool] = False

    def init(self, w: Array) -> Any:
        """The state before the first step, from the start w (..., dims)."""
        return Stateless()

    def step(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        """Step k = 1, 2, …: the next points (..., dims) and the next state."""
        raise TypeError(f"{type(self).__name__} must define step")

    def lacks(self, surface: SurfaceLike) -> str:
        """What the rule asks for and a surface has not, in words ("a Hessian"); "" where it can run."""
        return "a Hessian" if self.needs_hessian and not surface.has_hessian else ""

    def rate(self, k: int) -> Any:
        """The learning rate of step k; None for a rule without one."""
        return getattr(self, "lr", None)


def per_lane(w: Array, value: Any = 0.0) -> Array:
    """One number for each lane of points w (..., dims), as an array (..., 1)."""
    return np.full((*w.shape[:-1], 1), value, dtype=float)
