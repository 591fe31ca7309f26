"""The expression graph: numbers, variables, and a closed list of operations on them. Nothing else becomes code."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

LOGIC = frozenset({"logical_and", "logical_or", "logical_not"})
COMPARE = frozenset({"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"})
TESTS = frozenset({"isfinite", "isnan"})
TRUTHS = LOGIC | COMPARE | TESTS
UNARY = frozenset({
    "negative", "sqrt", "exp", "log", "log1p", "expm1", "log2", "log10", "sin", "cos", "tan", "arcsin", "arccos",
    "arctan", "sinh", "cosh", "tanh", "absolute", "sign", "cbrt", "floor", "ceil", "rint",
})  # fmt: skip
BINARY = frozenset({
    "add", "subtract", "multiply", "divide", "power", "remainder", "floor_divide", "maximum", "minimum", "fmax", "fmin",
    "hypot", "copysign", "arctan2", "heaviside",
})  # fmt: skip
OPERATIONS = TRUTHS | UNARY | BINARY | {"where"}
ALIASES = {
    "true_divide": "divide", "bitwise_and": "logical_and", "bitwise_or": "logical_or", "invert": "logical_not",
    "fabs": "absolute",
}  # fmt: skip


class Untraceable(Exception):
    """What cannot be recorded as a graph, and why; `parameter` names one that would have to be a plain number."""

    def __init__(self, reason: str, parameter: str | None = None) -> None:
        super().__init__(reason)
        self.parameter = parameter


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A value. `roots` are the variables that it depends on: k, a parameter ("p"), a point ("w"), a loop (its number).

    op is "const", "var" or an operation; "call" asks the surface (args: what, how many numbers it answers, the place),
    "loop" goes round (args: a Loop), and "answer" is one of the numbers that either has (args: whose, which). "read" is
    a number of a table (args: which, the place in it).
    """

    id: int
    op: str
    args: tuple[Any, ...]
    truth: bool
    roots: frozenset[Any]


@dataclass(frozen=True, eq=False, slots=True)
class Loop:
    """At most `most` rounds of `after` from `before`, while any of the first `flags` of its variables is true.

    `shapes` are those of the arrays that the variables make up, one after another; what is beyond are counts.
    """

    number: int
    most: int
    flags: int
    counter: Node
    variables: tuple[Node, ...]
    before: tuple[Node, ...]
    after: tuple[Node, ...]
    shapes: tuple[tuple[int, ...], ...]


class Graph:
    """Nodes, each made once. `counts` are how often the surface has been asked for a value, a gradient, a Hessian."""

    def __init__(self) -> None:
        self._made: dict[Any, Node] = {}
        self.loops = 0
        self.taken: list[tuple[Node, bool]] = []
        self.prefix: list[bool] = []
        self.counts: list[Node] = []
        self.tables: list[str] = []  # of the surface, in their order

    def _node(self, op: str, args: tuple[Any, ...], truth: bool, roots: frozenset[Any]) -> Node:
        key = (op, *args)
        if key not in self._made:
            self._made[key] = Node(len(self._made), op, args, truth, roots)
        return self._made[key]

    def const(self, value: Any) -> Node:
        if isinstance(value, (bool, np.bool_)):
            return self._node("const", (bool(value),), True, frozenset())
        if isinstance(value, complex) or not np.isreal(value):
            raise Untraceable("a complex number")
        return self._node("const", ("nan" if math.isnan(value) else float(value).hex(),), False, frozenset())

    def var(self, name: str, root: Any, truth: bool = False) -> Node:
        return self._node("var", (name,), truth, frozenset([root]))

    def call(self, what: str, count: int, place: tuple[Node, ...]) -> list[Node]:
        """What the surface answers at a place, so many numbers."""
        asked = self._node("call", (what, count, place), False, frozenset(["w"]).union(*(a.roots for a in place)))
        return [self._node("answer", (asked, i), False, asked.roots) for i in range(count)]

    def read(self, table: str, place: Node) -> Node:
        """The number at a place of a table."""
        return self._node("read", (self.tables.index(table), place), False, place.roots)

    def results(self, loop: Loop) -> list[Node]:
        """What a loop's variables are after it."""
        roots = frozenset().union(*(node.roots for node in (*loop.before, *loop.after))) - {loop.number}
        round_ = self._node("loop", (loop,), False, roots)
        return [self._node("answer", (round_, i), node.truth, roots) for i, node in enumerate(loop.variables)]

    def apply(self, name: str, *args: Node) -> Node:
        """The node of an operation; folded by NumPy itself if it is one on constants."""
        name = ALIASES.get(name, name)
        if name in LOGIC:
            args = tuple(map(self.truth, args))
        if all(arg.op == "const" for arg in args) and name in OPERATIONS - {"where"}:
            with np.errstate(all="ignore"):
                return self.const(getattr(np, name)(*map(number, args)))
        if name == "positive":
            return args[0]
        if name == "square" or (name == "power" and args[1].op == "const" and number(args[1]) == 2):
            return self.apply("multiply", args[0], args[0])
        if name == "reciprocal":
            return self.apply("divide", self.const(1.0), args[0])
        if name == "conjugate" or (name == "divide" and _is_one(args[1])):
            return args[0]
        if name == "multiply" and any(map(_is_one, args)):
            return args[1] if _is_one(args[0]) else args[0]
        if name not in OPERATIONS:
            raise Untraceable(f"np.{name}")
        return self._node(name, args, name in TRUTHS, frozenset().union(*(arg.roots for arg in args)))

    def truth(self, node: Node) -> Node:
        """The node as true or false: a number is true unless it is 0."""
        return node if node.truth else self.apply("not_equal", node, self.const(0.0))

    def select(self, condition: Node, yes: Node, no: Node) -> Node:
        condition = self.truth(condition)
        if condition.op == "const":
            return yes if number(condition) else no
        if yes is no:
            return yes
        truth = yes.truth and no.truth
        return self._node("where", (condition, yes, no), truth, condition.roots | yes.roots | no.roots)

    def decide(self, node: Node) -> bool:
        """The answer to a branch: a trace is made again for every way through them (`paths`)."""
        if node.op == "const":
            return bool(number(node))
        for known, answer in self.taken:
            if known is node:
                return answer
        answer = self.prefix[len(self.taken)] if len(self.taken) < len(self.prefix) else True
        self.taken.append((node, answer))
        if len(self.taken) > MOST_DEEP:
            raise Untraceable(f"a branch in a loop (more than {MOST_DEEP} decisions, one after another)")
        return answer


MOST_DEEP = 24
MOST_WAYS = 64


def _is_one(node: Node) -> bool:
    return node.op == "const" and not node.truth and number(node) == 1


def number(node: Node) -> Any:
    """The value of a constant."""
    value = node.args[0]
    return value if isinstance(value, bool) else math.nan if value == "nan" else float.fromhex(value)


def paths(graph: Graph, make: Any) -> list[tuple[list[tuple[Node, bool]], list[Node]]]:
    """What `make` gives along every way through its branches: [(decisions, nodes)].

    Raises Untraceable if there are too many.
    """
    todo: list[list[bool]] = [[]]
    leaves = []
    while todo:
        graph.prefix, graph.taken = todo.pop(), []
        nodes = make()
        taken = graph.taken
        leaves.append((taken, nodes))
        if len(leaves) > MOST_WAYS:
            raise Untraceable(f"more than {MOST_WAYS} ways through its branches")
        for i in range(len(graph.prefix), len(taken)):
            todo.append([answer for _, answer in taken[:i]] + [not taken[i][1]])
    return leaves
