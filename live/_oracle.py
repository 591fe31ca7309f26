"""The surface as a traced rule sees it: every question is a call, answered in the page by the surface's own program."""

import functools
from typing import Any

import numpy as np

from live._array import Traced, cell, nodes_of
from live._graph import Graph, Untraceable
from surfaces._noise import Tilted


class Plain:
    """A surface of `dims` coordinates that is asked without being counted; `residuals`: how many it is the sum of.

    `minimum` says whether a lowest minimum is known: its coordinates are variables.
    """

    def __init__(self, graph: Graph, dims: int, residuals: int | None, minimum: bool) -> None:
        self.graph, self.dims, self.residuals, self.minimum = graph, dims, residuals, minimum

    @property
    def least_squares(self) -> bool:
        return self.residuals is not None

    has_hessian = True
    shapes = None

    @property
    def mean(self) -> "Plain":
        return self

    def _ask(self, what: str, w: Any, *shape: int) -> Traced:
        places = nodes_of(self.graph, w)
        count = int(np.prod(shape))
        lanes = [self.graph.call(what, count, tuple(place)) for place in places.reshape(-1, self.dims)]
        answers = np.empty(len(lanes) * count, object)
        answers[:] = [node for lane in lanes for node in lane]
        return Traced(self.graph, answers.reshape((*places.shape[:-1], *shape)))

    def value(self, w: Any) -> Traced:
        return self._ask("f", w)

    def gradient(self, w: Any) -> Traced:
        return self._ask("grad", w, self.dims)

    def hessian(self, w: Any) -> Traced:
        upper = self._ask("hess", w, self.dims * (self.dims + 1) // 2).nodes
        out = np.empty((*upper.shape[:-1], self.dims, self.dims), object)
        for n, (i, j) in enumerate(zip(*np.triu_indices(self.dims), strict=True)):
            out[..., i, j] = out[..., j, i] = upper[..., n]
        return Traced(self.graph, out)

    def hessian_vector_product(self, w: Any, v: Any) -> Traced:
        return (self.hessian(w) * v[..., None, :]).sum(axis=-1)

    def residual(self, w: Any) -> Traced:
        return self._ask("res", w, self._residuals())

    def residual_jacobian(self, w: Any) -> Traced:
        return self._ask("jac", w, self._residuals(), self.dims)

    def _residuals(self) -> int:
        if self.residuals is None:
            raise Untraceable("residuals of a surface that is not a sum of squares")
        return self.residuals

    def lanes(self) -> tuple[int, ...]:
        return ()

    def minima(self) -> Any:
        if not self.minimum:
            return np.empty((0, self.dims))
        nodes = [self.graph.var(f"m{i}", "q") for i in range(self.dims)]
        return Traced(self.graph, np.array([nodes], object))


class Leaning(Tilted):
    """f(w) + tilt · (w − behind): the tilt of a surface whose answers, f's among them, come from so far away."""

    def __init__(self, surface: Any, tilt: Any, behind: Any) -> None:
        super().__init__(surface, tilt)
        object.__setattr__(self, "behind", behind)

    def value(self, w: Any) -> Any:
        return self.surface.value(w) + ((w - self.behind) * self.tilt).sum(axis=-1)  # type: ignore[attr-defined]


class Counting:
    """A surface that counts what it is asked for, at points that are finite: `optim.run`'s, in a trace."""

    def __init__(self, graph: Graph, surface: Any, mean: Plain) -> None:
        self.graph, self.surface, self.mean = graph, surface, mean

    def at(self, k: Any) -> "Counting":
        return self

    def _count(self, row: int, w: Any, times: int = 1) -> None:
        g, counts = self.graph, list(self.graph.counts)
        for place in nodes_of(g, w).reshape(-1, self.mean.dims):
            finite = functools.reduce(
                functools.partial(g.apply, "logical_and"), [g.apply("isfinite", c) for c in place]
            )
            counts[row] = g.apply("add", counts[row], g.select(finite, g.const(float(times)), g.const(0.0)))
        g.counts = counts

    def value(self, w: Any) -> Any:
        self._count(0, w)
        return self.surface.value(w)

    def gradient(self, w: Any) -> Any:
        self._count(1, w)
        return self.surface.gradient(w)

    def hessian(self, w: Any) -> Any:
        self._count(2, w)
        return self.surface.hessian(w)

    def hessian_vector_product(self, w: Any, v: Any) -> Any:
        self._count(1, w, times=2)
        return self.surface.hessian_vector_product(w, v)

    def residual(self, w: Any) -> Any:
        self._count(0, w)
        return self.surface.residual(w)

    def residual_jacobian(self, w: Any) -> Any:
        self._count(1, w)
        return self.surface.residual_jacobian(w)

    def __getattr__(self, name: str) -> Any:
        if name in ("dims", "least_squares", "has_hessian", "shapes"):
            return getattr(self.surface, name)
        raise Untraceable(f"a question to the surface that the page cannot answer: {name}")


def variables(graph: Graph, letter: str, root: Any, shape: tuple[int, ...], first: int = 0) -> Traced:
    """An array of variables that are named one after another."""
    size = int(np.prod(shape))
    nodes = [graph.var(f"{letter}{first + i}", root) for i in range(size)]
    if not shape:
        return Traced(graph, cell(nodes[0]))
    out = np.empty(size, object)
    out[:] = nodes
    return Traced(graph, out.reshape(shape))
