"""A typed function as a search for its critical points sees it: what it is asked is paid for."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from surfaces._critical import CIRCLE, limit
from surfaces._parse_work import Price, Work
from surfaces._surface import Array

WORK = 6e5  # that may be done in all
GRID = (161, 641)  # nodes a side, at least and at most, of the grid on which low and high places are looked for
NODES = 2e7  # nodes × calls


@dataclass(frozen=True)
class Problem:
    """A typed function of points (..., 2), with its derivatives and its domain (2, 2): what it is asked is paid for."""

    surface: Any
    work: Work = field(default_factory=lambda: Work(WORK))

    def value(self, w: Array) -> Array:
        self.work.spend(self.prices[0](w.size // 2))
        return self.surface.value(w)

    def gradient(self, w: Array) -> Array:
        self.work.spend(self.prices[1](w.size // 2))
        return self.surface.gradient(w)

    def hessian(self, w: Array) -> Array:
        self.work.spend(self.prices[2](w.size // 2))
        return self.surface.hessian(w)

    @cached_property
    def prices(self) -> tuple[Price, Price, Price]:
        """Of values, gradients and Hessians."""
        formula = self.surface.formula
        return Price(formula.value), Price(formula.gradient), Price(formula.hessian)

    @cached_property
    def calls(self) -> int:
        """NumPy calls that a Newton step takes."""
        return len(self.surface.formula.gradient.calls) + len(self.surface.formula.hessian.calls)

    @cached_property
    def domain(self) -> Array:
        return np.array(self.surface.domain)

    @property
    def width(self) -> float:
        return float((self.domain[:, 1] - self.domain[:, 0]).min())

    @cached_property
    def cell(self) -> Array:
        """The sides (2,) of the grid's cells."""
        return (self.domain[:, 1] - self.domain[:, 0]) / (len(self.nodes) - 1)

    @cached_property
    def nodes(self) -> Array:
        side = int(np.clip(np.sqrt(NODES / max(self.calls, 1)), *GRID))
        return self.lattice(side + 1 - side % 2, offset=0.0)

    @cached_property
    def heights(self) -> Array:
        return self.value(self.nodes)

    @cached_property
    def rounding(self) -> float:
        """Differences in height up to this are none, where heights are of the usual size."""
        finite = self.heights[np.isfinite(self.heights)]
        return 1e-14 * float(np.median(np.abs(finite - finite.min()))) if finite.size else 0.0

    def height(self, w: Array) -> Array:
        """The value at points (n, 2); beside a point without one, such as 0/0, what it is close by."""
        found = self.value(w)
        if (holes := ~np.isfinite(found)).any():
            found[holes] = limit(self.value, w[holes], self.width)
        return found

    def inside(self, w: Array) -> Array:
        slack = 1e-9 * self.width
        return np.all((w >= self.domain[:, 0] - slack) & (w <= self.domain[:, 1] + slack), axis=-1)

    def lattice(self, side: int, offset: float = 0.5) -> Array:
        """Points evenly over the domain, (side, side, 2): the centres of side² cells, or with offset 0 the nodes."""
        fractions = (np.arange(side) + offset) / (side - 1 + 2 * offset)
        axes = (low + (high - low) * fractions for low, high in self.domain)
        return np.stack(np.meshgrid(*axes), axis=-1)


def around(problem: Problem, w: Array, radius: float) -> Array:
    """Points (n, 16, 2) on rings around points (n, 2); the radius is in widths."""
    return w[:, None] + radius * problem.width * CIRCLE


def norm(g: Array) -> Array:
    return np.hypot(g[..., 0], g[..., 1])
