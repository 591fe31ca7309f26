"""While a trace lasts, `optim` and `surfaces` see another `np`, `float` and `loop`: what they make can hold nodes.

What stands in for them does so only where nodes are at hand and in the thread that traces; elsewhere, as in another
viewer's run at the same moment, it is NumPy, `float` and `optim._loop` themselves.
"""

import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from live._array import FUNCTIONS, Traced, lift, nodes_of, reduced
from live._complex import Complex
from live._graph import Graph, Loop, Untraceable
from optim import _loop
from surfaces import _tables

_tracing = threading.local()
_one_at_a_time = threading.RLock()


def graph() -> Graph | None:
    """The graph that this thread is recording, if any."""
    return getattr(_tracing, "graph", None)


def _fresh(shape: Any, value: Any) -> Traced:
    g = graph()
    assert g is not None
    out = np.empty(shape, object)
    out[...] = g.const(value)
    return Traced(g, out)


def _where(condition: Any, yes: Any, no: Any) -> Traced:
    g = graph()
    assert g is not None
    return lift(g, g.select, condition, yes, no)


def _stack(parts: Any, axis: int = 0) -> Traced:
    g = graph()
    assert g is not None
    return Traced(g, np.stack([nodes_of(g, part) for part in parts], axis=axis))


def _concatenate(parts: Any, axis: int = 0) -> Traced:
    g = graph()
    assert g is not None
    return Traced(g, np.concatenate([nodes_of(g, part) for part in parts], axis=axis))


def _diagonal(x: Traced) -> Traced:
    """A matrix with these on its diagonal."""
    out = _fresh((len(x), len(x)), 0.0)
    for i, node in enumerate(x.nodes):
        out.nodes[i, i] = node
    return out


def _like(value: Any) -> Any:
    return lambda x, dtype=None: _fresh(x.shape, bool(value) if dtype is bool else value)


FUNCTIONS |= {
    "where": _where,
    "stack": _stack,
    "concatenate": _concatenate,
    "zeros_like": _like(0.0),
    "ones_like": _like(1.0),
    "empty_like": _like(0.0),
    "full_like": lambda x, value, dtype=None: lift(x.graph, lambda _, v: v, x, value),
    "broadcast_to": lambda x, shape: x.like(np.broadcast_to(x.nodes, shape).copy()),
    "swapaxes": lambda x, a, b: x.like(np.swapaxes(x.nodes, a, b)),
    "moveaxis": lambda x, a, b: x.like(np.moveaxis(x.nodes, a, b)),
    "diag": lambda x: _diagonal(x),
    "squeeze": lambda x: x.like(np.asarray(np.squeeze(x.nodes), object)),
    "diagonal": lambda x, **axes: x.like(np.diagonal(x.nodes, **axes)),
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "ndim": lambda x: x.ndim,
    "shape": lambda x: x.shape,
    "copy": lambda x: x.copy(),
    "real": lambda x: x,
    "sum": lambda x, axis=None, keepdims=False: reduced(x, "add", axis, keepdims),
    "prod": lambda x, axis=None, keepdims=False: reduced(x, "multiply", axis, keepdims),
    "mean": lambda x, axis=None, keepdims=False: x.mean(axis, keepdims),
    "any": lambda x, axis=None, keepdims=False: reduced(x, "logical_or", axis, keepdims),
    "all": lambda x, axis=None, keepdims=False: reduced(x, "logical_and", axis, keepdims),
    "max": lambda x, axis=None, keepdims=False: reduced(x, "maximum", axis, keepdims),
    "min": lambda x, axis=None, keepdims=False: reduced(x, "minimum", axis, keepdims),
    "amax": lambda x, axis=None, keepdims=False: reduced(x, "maximum", axis, keepdims),
    "amin": lambda x, axis=None, keepdims=False: reduced(x, "minimum", axis, keepdims),
}


def _holds_nodes(x: Any) -> bool:
    return isinstance(x, Traced) or (isinstance(x, list | tuple) and any(map(_holds_nodes, x)))


class _NumPy:
    """np, except where it would make an array that nodes are to be put into."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def _made(self, name: str, value: Any, shape: Any, dtype: Any, **how: Any) -> Any:
        if graph() is None:
            return getattr(np, name)(shape, dtype=dtype, **how)
        return _fresh(shape, bool(value) if dtype is bool else value)

    def empty(self, shape: Any, dtype: Any = float, **how: Any) -> Any:
        return self._made("empty", 0.0, shape, dtype, **how)

    def zeros(self, shape: Any, dtype: Any = float, **how: Any) -> Any:
        return self._made("zeros", 0.0, shape, dtype, **how)

    def ones(self, shape: Any, dtype: Any = float, **how: Any) -> Any:
        return self._made("ones", 1.0, shape, dtype, **how)

    def full(self, shape: Any, value: Any, dtype: Any = None, **how: Any) -> Any:
        if graph() is None:
            return np.full(shape, value, dtype=dtype, **how)
        return lift(graph(), lambda _, v: v, _fresh(shape, 0.0), value)  # type: ignore[arg-type]

    def asarray(self, x: Any, dtype: Any = None, **how: Any) -> Any:
        g = graph()
        if g is None or not _holds_nodes(x):
            return np.asarray(x, dtype=dtype, **how)
        return Traced(g, nodes_of(g, x))

    def array(self, x: Any, dtype: Any = None, **how: Any) -> Any:
        g = graph()
        if g is None or not _holds_nodes(x):
            return np.array(x, dtype=dtype, **how)
        return Traced(g, nodes_of(g, x).copy())

    def radians(self, x: Any) -> Any:
        return x * (np.pi / 180) if isinstance(x, Traced) else np.radians(x)

    def exp(self, x: Any, *args: Any, **how: Any) -> Any:
        return x.exp() if isinstance(x, Complex) else np.exp(x, *args, **how)


class _IsFloat(type):
    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, float)


class _Float(float, metaclass=_IsFloat):
    """float, which leaves nodes as they are; NumPy takes it as a dtype, also in a thread that has np already."""

    dtype = np.dtype(float)

    def __new__(cls, x: Any = 0.0) -> Any:
        return x if isinstance(x, Traced) else float(x)


def _traced_loop(most: int, body: Any, active: Any, *state: Any) -> tuple:
    """The body is traced once, on variables of its own; how often the surface was asked goes round with the rest."""
    g = graph()
    if g is None:
        return _loop.loop(most, body, active, *state)
    g.loops += 1
    number, decided = g.loops, len(g.taken)
    before = [nodes_of(g, part) for part in (active, *state)]
    flat = [*(node for part in before for node in part.flat), *g.counts]
    names = [g.var(f"L{number}_{i}", number, truth=node.truth) for i, node in enumerate(flat)]
    counter = g.var(f"L{number}", number)
    g.counts = names[len(flat) - len(g.counts) :]
    after = [
        np.broadcast_to(nodes_of(g, part), old.shape)
        for part, old in zip(body(Traced(g, np.array(counter)), *_shaped(g, names, before)), before, strict=True)
    ]
    if len(g.taken) > decided:
        raise Untraceable("a branch in a loop")
    out = [*(node for part in after for node in part.flat), *g.counts]
    if any(old.truth and not new.truth for old, new in zip(flat, out, strict=True)):
        raise Untraceable("a truth that a loop makes a number of")
    shapes = tuple(part.shape for part in before)
    results = g.results(Loop(number, int(most), before[0].size, counter, tuple(names), tuple(flat), tuple(out), shapes))
    g.counts = results[len(flat) - len(g.counts) :]
    return tuple(_shaped(g, results, before))


def _shaped(g: Graph, flat: list[Any], like: list[np.ndarray]) -> Iterator[Traced]:
    first = 0
    for part in like:
        out = np.empty(part.shape, object)
        for i, index in enumerate(np.ndindex(part.shape)):
            out[index] = flat[first + i]
        first += part.size
        yield Traced(g, out)


def _traced_read(table: str, values: np.ndarray, place: Any) -> Any:
    """A program knows a table by its number among the surface's; what is in it, the page is told beside the program."""
    g = graph()
    if g is None or not isinstance(place, Traced):
        return _tables.read(table, values, place)
    return lift(g, lambda node: g.read(table, node), place)


def _some(lanes: Any) -> bool:
    return True if isinstance(lanes, Traced) else _loop.some(lanes)


NUMPY = _NumPy()
_INSTEAD = ((np, NUMPY), (_loop.loop, _traced_loop), (_loop.some, _some), (_tables.read, _traced_read))


@contextlib.contextmanager
def tracing(g: Graph, *modules: str) -> Iterator[None]:
    """Record in g what `optim`, `surfaces` and further modules, by name, do with traced arrays."""
    with _one_at_a_time:
        undo: list[tuple[Any, str, Any]] = []
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] not in ("optim", "surfaces") and name not in modules:
                continue
            for key, value in list(vars(module).items()):
                for known, instead in _INSTEAD:
                    if value is known and module not in (_loop, _tables):
                        undo.append((module, key, value))
                        setattr(module, key, instead)
            if "float" not in vars(module):
                undo.append((module, "float", None))
                module.float = _Float  # type: ignore[attr-defined]
        before, _tracing.graph = graph(), g
        try:
            yield
        finally:
            _tracing.graph = before
            for module, key, value in undo:
                if value is None:
                    delattr(module, key)
                else:
                    setattr(module, key, value)
