"""Graphs as terms on vectors: what is done to each coordinate alike becomes one operation on all of them.

A graph has a node for each coordinate. Code that is to be read says `beta * m + (1 - beta) * g` once: where the nodes
of all coordinates are made alike, of parts that are vectors themselves or the same for all, they are one term.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from live._graph import OPERATIONS, Graph, Loop, Node, Untraceable, number

OVER = {"add": "sum", "maximum": "max", "minimum": "min", "logical_and": "all", "logical_or": "any"}
ANSWERS = {"f": "f", "grad": "gradient", "hess": "hessian", "res": "residuals", "jac": "jacobian"}
NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """A number, or a vector if `wide`; `inside` are the loops on whose variables it depends.

    op is "text" (args: how it is written), "const" (a value), "item" (an array and how the place is written), "array"
    (rows), "call" (what is asked, where), "loop" (a Round), "part" (a loop's term, which), or an operation.
    """

    op: str
    args: tuple[Any, ...]
    wide: bool = False
    inside: frozenset[int] = NONE

    @property
    def parts(self) -> tuple[Term, ...]:
        """The terms that it is made of, but for what goes round in a loop."""
        if self.op == "loop":
            return self.args[0].before
        return tuple(arg for arg in self.args if isinstance(arg, Term))


@dataclass(eq=False)
class Round:
    """A loop, array by array; `after` and what is asked while any of the first, the lanes' flags, is true."""

    number: int
    most: int
    before: tuple[Term, ...]
    variables: tuple[Term, ...]
    after: tuple[Term, ...] = ()


class Terms:
    """Makes terms of nodes, each once. `names` says how variables are written."""

    def __init__(self, graph: Graph, dims: int, sums: bool = True) -> None:
        """`sums`: whether the sum over all coordinates is one operation, too."""
        self.graph, self.dims, self.sums = graph, dims, sums
        self._entries: dict[Node, Term] = {}
        self._rows: dict[tuple[Node, ...], Term] = {}
        self._made: dict[Any, Term] = {}
        self._alike: dict[tuple[Node, ...], Term | None] = {}

    def name(self, nodes: Any, term: Term, exact: bool = False) -> None:
        """The array of nodes, variables or answers, is this term, its entries and its rows are parts of it.

        A last axis of length 1, of a number for each lane, is not kept, unless `exact`.
        """
        nodes = self._shaped(nodes, exact)
        if nodes.ndim == 0:
            self._entries[nodes.item()] = term
            return
        for index in np.ndindex(nodes.shape):
            self._entries.setdefault(nodes[index], self._item(term, index))
        if nodes.shape[-1] > 1 or nodes.ndim == self.dims == 1:
            for index in np.ndindex(nodes.shape[:-1]):
                row = self._item(term, index, wide=True) if index else term
                self._rows[tuple(nodes[index])] = row
        if nodes.ndim > 1 and nodes.size > 1:
            self._rows[tuple(nodes.flat)] = term

    def text(self, text: str, wide: bool = False, inside: frozenset[int] = NONE) -> Term:
        return self._term("text", (text,), wide, inside)

    def _term(self, op: str, args: tuple[Any, ...], wide: bool = False, inside: frozenset[int] = NONE) -> Term:
        key = (op, wide, *args)
        if key not in self._made:
            parts = (arg.inside for arg in args if isinstance(arg, Term))
            self._made[key] = Term(op, args, wide, inside.union(*parts))
        return self._made[key]

    def _item(self, array: Term, index: tuple[int, ...], wide: bool = False) -> Term:
        return self._term("item", (array, ", ".join(map(str, index))), wide)

    def _shaped(self, nodes: Any, exact: bool) -> np.ndarray:
        nodes = np.asarray(nodes, dtype=object)
        lanes = nodes.ndim and nodes.shape[-1] == 1 and (nodes.ndim > 1 or self.dims > 1)
        return nodes[..., 0] if lanes and not exact else nodes

    def array(self, nodes: Any, exact: bool = False) -> Term:
        """An array of nodes as a term: a number (), a vector, or rows of them."""
        nodes = self._shaped(nodes, exact)
        if nodes.ndim == 0:
            return self.scalar(nodes.item())
        if (known := self._rows.get(tuple(nodes.flat))) is not None:
            return known
        if len({*nodes.flat}) == 1 and nodes.flat[0].op == "const":
            return self._term("full", (nodes.shape, repr(number(nodes.flat[0]))), wide=True)
        if nodes.ndim == 1:
            if len(nodes) == self.dims and (alike := self.alike(tuple(nodes))) is not None and alike.wide:
                return alike
            return self._term("array", tuple(map(self.scalar, nodes)), wide=True)
        return self._term("array", tuple(self.array(row, exact) for row in nodes), wide=True)

    def alike(self, nodes: tuple[Node, ...]) -> Term | None:
        """The one term that all coordinates' nodes are, or a number if they are all the same; None if neither."""
        if nodes not in self._alike:
            self._alike[nodes] = self._of_alike(nodes)
        return self._alike[nodes]

    def _of_alike(self, nodes: tuple[Node, ...]) -> Term | None:
        self._meet(nodes[0])
        if (known := self._rows.get(nodes)) is not None:
            return known
        first = nodes[0]
        same = all(node is first for node in nodes)
        if same and (len(nodes) > 1 or first.op not in OPERATIONS):
            return self.scalar(first)
        if first.op not in OPERATIONS or any(node.op != first.op for node in nodes):
            return None
        parts = [self.alike(column) for column in zip(*(node.args for node in nodes), strict=True)]
        if any(part is None for part in parts):
            return None
        return self._operation(first.op, tuple(part for part in parts if part is not None))

    def scalar(self, node: Node) -> Term:
        """The number that a node is."""
        for each in _made_of(node, self._entries):
            if each not in self._entries:
                self._meet(each)
                if each not in self._entries:
                    self._entries[each] = self._of(each)
        return self._entries[node]

    def _of(self, node: Node) -> Term:
        if node.op == "const":
            return self._term("const", (repr(number(node)),))
        if node.op not in OPERATIONS:
            raise Untraceable(f"a variable from outside: {node.op} {node.args}")
        if self.sums and node.op in OVER and len({*node.args}) == self.dims == 2:
            whole = self.alike(node.args)
            if whole is not None and whole.wide:
                return self._term(OVER[node.op], (whole,))
        return self._operation(node.op, tuple(self._entries[arg] for arg in node.args))

    def _operation(self, op: str, args: tuple[Term, ...]) -> Term:
        wide = any(arg.wide for arg in args)
        if op == "multiply" and args[0] is args[1]:
            return self._term("power", (args[0], self._term("const", ("2.0",))), wide)
        if op == "add" and args[1].op == "negative":
            return self._operation("subtract", (args[0], args[1].args[0]))
        if op == "minimum" and args[0].op == "maximum" and args[1].op == args[0].args[1].op == "const":
            return self._term("clip", (*args[0].args, args[1]), wide)
        return self._term(op, args, wide)

    def _meet(self, node: Node) -> None:
        """Know the answers of the call or the loop that a node belongs to."""
        if node.op != "answer" or node in self._entries:
            return
        source = node.args[0]
        self._meet_call(source) if source.op == "call" else self._meet_loop(source)

    def _meet_call(self, source: Node) -> None:
        what, count, place = source.args
        asked = self._term("call", (ANSWERS[what], self.array(list(place))), what != "f")
        answers = np.empty(count, object)
        answers[:] = [self._answer(source, i) for i in range(count)]
        if what == "hess":
            rows, columns = np.triu_indices(self.dims)
            full = np.empty((self.dims, self.dims), object)
            full[rows, columns] = full[columns, rows] = answers
            answers = full
        elif what == "jac":
            answers = answers.reshape(-1, self.dims)
        elif what == "f":
            answers = answers.reshape(())
        self.name(answers, asked, exact=True)

    def _answer(self, source: Node, i: int) -> Node:
        truth = source.op == "loop" and source.args[0].variables[i].truth
        return self.graph._node("answer", (source, i), truth, source.roots)

    def _meet_loop(self, source: Node) -> None:
        loop: Loop = source.args[0]
        at = frozenset([loop.number])
        counter = self.text(_named("i", loop.number), inside=at)
        self._entries[loop.counter] = counter
        firsts = np.cumsum([0, *(math.prod(shape) for shape in loop.shapes)])
        arrays = [
            lambda nodes, first=first, shape=shape: _shaped(nodes[first : first + math.prod(shape)], shape)
            for first, shape in zip(firsts, loop.shapes, strict=False)
        ]
        variables = []
        for i, part in enumerate(arrays):
            nodes = part(loop.variables)
            name = _named("going" if i == 0 else f"a{i}", loop.number)
            variables.append(self.text(name, wide=nodes.size > 1, inside=at))
            self.name(nodes, variables[-1])
        before = tuple(self.array(part(loop.before)) for part in arrays)
        round_ = Round(loop.number, loop.most, before, tuple(variables))
        round_.after = tuple(self.array(part(loop.after)) for part in arrays)
        inside = frozenset().union(*(term.inside for term in (*before, *round_.after))) - at
        term = self._term("loop", (round_,), inside=inside)
        for i, part in enumerate(arrays):
            nodes = part([self._answer(source, j) for j in range(len(loop.variables))])
            self.name(nodes, self._term("part", (term, i), wide=nodes.size > 1))


def _named(name: str, loop: int) -> str:
    return name if loop == 1 else f"{name}_{loop}"


def _shaped(nodes: Sequence[Node], shape: tuple[int, ...]) -> np.ndarray:
    out = np.empty(len(nodes), object)
    out[:] = nodes
    return out.reshape(shape)


def _made_of(node: Node, known: Any) -> Iterator[Node]:
    """The nodes of operations that a node is made of, each after its own parts."""
    order, seen, stack = [], set(), [(node, False)]
    while stack:
        each, ready = stack.pop()
        if ready:
            order.append(each)
        elif each not in seen and each not in known:
            seen.add(each)
            stack.append((each, True))
            if each.op in OPERATIONS:
                stack.extend((arg, False) for arg in each.args)
    return iter(order)
