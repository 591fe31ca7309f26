"""An array whose entries are nodes of a graph: NumPy's own functions record themselves on it."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from live._complex import Complex, is_complex
from live._graph import ALIASES, OPERATIONS, Graph, Node, Untraceable

REDUCIBLE = frozenset(
    {"add", "multiply", "maximum", "minimum", "logical_and", "logical_or", "bitwise_and", "bitwise_or"}
)
SIMPLE = OPERATIONS | set(ALIASES) | {"positive", "square", "reciprocal", "conjugate"}
FUNCTIONS: dict[str, Callable[..., Any]] = {}  # of NumPy that are no ufuncs, by name: `live._numpy` has them


class Traced(NDArrayOperatorsMixin):
    """An array (NumPy's shape and indexing) of nodes."""

    __array_priority__ = 1e6

    def __init__(self, graph: Graph, nodes: np.ndarray) -> None:
        self.graph, self.nodes = graph, nodes

    shape = property(lambda self: self.nodes.shape)
    ndim = property(lambda self: self.nodes.ndim)
    size = property(lambda self: self.nodes.size)
    T = property(lambda self: self.like(self.nodes.T))
    real = property(lambda self: self)
    dtype = property(lambda self: np.dtype(bool if all(node.truth for node in self.nodes.flat) else float))

    def like(self, nodes: np.ndarray) -> "Traced":
        return Traced(self.graph, nodes)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **how: Any) -> Any:
        name = ufunc.__name__
        if method == "__call__" and len(how.get("out", ())) == 1:  # x += …
            (target,) = how.pop("out")
            target[...] = self.__array_ufunc__(ufunc, method, *inputs, **how)
            return target
        if any(map(is_complex, inputs)):
            return Complex.apply(self.graph, name, inputs)
        if method == "__call__" and not how and name in SIMPLE:
            return lift(self.graph, lambda *nodes: self.graph.apply(name, *nodes), *inputs)
        if method == "reduce" and name in REDUCIBLE:
            return reduced(inputs[0], name, how.get("axis", 0), how.get("keepdims", False))
        if method == "outer" and not np.ndim(inputs[0]):
            return ufunc(*inputs)
        how_ = "" if method == "__call__" else f".{method}"
        raise Untraceable(f"np.{name}{how_}{'(' + ', '.join(how) + ')' if how else ''}")

    def __array_function__(self, function: Any, types: Any, args: Any, how: Any) -> Any:
        if function.__name__ not in FUNCTIONS:
            raise Untraceable(f"np.{function.__name__}")
        return FUNCTIONS[function.__name__](*args, **how)

    def __getitem__(self, index: Any) -> "Traced":
        self._check(index)
        part = self.nodes[index]
        return self.like(cell(part) if isinstance(part, Node) else part)

    def __setitem__(self, index: Any, value: Any) -> None:
        self._check(index)
        nodes = nodes_of(self.graph, value)
        self.nodes[index] = nodes if nodes.ndim else nodes[()]

    def _check(self, index: Any) -> None:
        if any(isinstance(part, Traced) for part in (index if isinstance(index, tuple) else (index,))):
            raise Untraceable("a place in an array that depends on what is traced")

    def __iter__(self) -> Iterator["Traced"]:
        return (self[i] for i in range(len(self)))

    def __len__(self) -> int:
        return len(self.nodes)

    def copy(self) -> "Traced":
        return self.like(self.nodes.copy())

    def astype(self, dtype: Any, **_: Any) -> "Traced":
        return self

    def reshape(self, *shape: Any) -> "Traced":
        return self.like(self.nodes.reshape(*shape))

    def sum(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        return reduced(self, "add", axis, keepdims)

    def prod(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        return reduced(self, "multiply", axis, keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        total = self.sum(axis, keepdims)
        return total / (self.size / max(total.size, 1))

    def any(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        return reduced(self, "logical_or", axis, keepdims)

    def all(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        return reduced(self, "logical_and", axis, keepdims)

    def max(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        return reduced(self, "maximum", axis, keepdims)

    def min(self, axis: Any = None, keepdims: bool = False) -> "Traced":
        return reduced(self, "minimum", axis, keepdims)

    def __bool__(self) -> bool:
        if self.size != 1:
            raise Untraceable("the truth of an array")
        return self.graph.decide(self.graph.truth(self.nodes.flat[0]))

    def _refuse(self, *_: Any, **__: Any) -> Any:
        parameter = None
        for node in self.nodes.flat:
            if self.size == 1 and node.op == "var" and node.roots == {"p"}:
                parameter = node.args[0]
        raise Untraceable("a number in Python that depends on what is traced", parameter)

    __float__ = __int__ = __index__ = __complex__ = __array__ = tolist = item = _refuse


def cell(node: Any) -> np.ndarray:
    """An array () with a node in it."""
    out = np.empty((), object)
    out[()] = node
    return out


def nodes_of(graph: Graph, x: Any) -> np.ndarray:
    """The nodes of whatever is mixed with traced arrays, numbers among it, as an object array."""
    if isinstance(x, Traced):
        return x.nodes
    if isinstance(x, Complex):
        raise Untraceable("a complex number where a real one is needed")
    if isinstance(x, (list, tuple)) and any(isinstance(part, Traced | list | tuple) for part in x):
        return np.stack([nodes_of(graph, part) for part in x])
    plain = np.asarray(x)
    out = np.empty(plain.shape, object)
    for i in np.ndindex(plain.shape):
        out[i] = graph.const(plain[i])
    return out


def lift(graph: Graph, f: Callable[..., Node], *xs: Any) -> Traced:
    """f at every entry of arrays broadcast against one another."""
    parts = np.broadcast_arrays(*(nodes_of(graph, x) for x in xs))
    out = np.empty(parts[0].shape, object)
    for i in np.ndindex(out.shape):
        out[i] = f(*(part[i] for part in parts))
    return Traced(graph, out)


def reduced(x: Traced, name: str, axis: Any = None, keepdims: bool = False) -> Traced:
    """One operation over all entries along some axes, from the first to the last."""
    name = ALIASES.get(name, name)
    axes = tuple(range(x.ndim)) if axis is None else tuple(np.atleast_1d(axis) % x.ndim)
    kept = [a for a in range(x.ndim) if a not in axes]
    rows = x.nodes.transpose(*kept, *axes).reshape(*(x.shape[a] for a in kept), -1)
    out = np.empty(rows.shape[:-1], object)
    for i in np.ndindex(out.shape):
        first, *rest = rows[i]
        total = x.graph.truth(first) if name.startswith("logical") else first
        for node in rest:
            total = x.graph.apply(name, total, node)
        out[i] = total
    if keepdims:
        out = out.reshape(*(1 if a in axes else x.shape[a] for a in range(x.ndim)))
    return x.like(out)
