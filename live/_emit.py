"""Graphs as JavaScript: numbers, variables and the operations of `_graph`, each with its one way of being written."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence

from live._graph import COMPARE, Loop, Node, Untraceable, number

INFIX = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "less": "<", "less_equal": "<=", "greater": ">",
    "greater_equal": ">=", "equal": "===", "not_equal": "!==", "logical_and": "&&", "logical_or": "||",
}  # fmt: skip
CALLS = {
    "sqrt": "Math.sqrt", "exp": "Math.exp", "log": "Math.log", "log1p": "Math.log1p", "expm1": "Math.expm1",
    "log2": "Math.log2", "log10": "Math.log10", "sin": "Math.sin", "cos": "Math.cos", "tan": "Math.tan",
    "arcsin": "Math.asin", "arccos": "Math.acos", "arctan": "Math.atan", "sinh": "Math.sinh", "cosh": "Math.cosh",
    "tanh": "Math.tanh", "absolute": "Math.abs", "sign": "Math.sign", "cbrt": "Math.cbrt", "floor": "Math.floor",
    "ceil": "Math.ceil", "maximum": "Math.max", "minimum": "Math.min", "arctan2": "Math.atan2",
    "isfinite": "Number.isFinite", "isnan": "Number.isNaN",
    # those in which JavaScript differs from NumPy, or has none: figures/player/engine-numbers.js
    "power": "power", "hypot": "hypotenuse", "rint": "nearest", "copysign": "copySign", "remainder": "remainder",
    "floor_divide": "floorDivide", "fmax": "fmax", "fmin": "fmin", "heaviside": "heaviside",
}  # fmt: skip
HEAVY = frozenset(CALLS) - {"absolute", "maximum", "minimum", "isfinite", "isnan", "sign", "floor"}
DEEPEST = 12  # operations in one expression
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
Leaf = tuple[list[tuple[Node, bool]], list[Node]]  # the decisions on the way, and what it leads to


def literal(node: Node) -> str:
    value = number(node)
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "(-Infinity)"
    text = repr(value)
    if not _NUMBER.fullmatch(text):
        raise Untraceable(f"not a number: {text}")
    return f"({text})" if text.startswith("-") else text


def parts(node: Node) -> Sequence[Node]:
    """The nodes that a node is made of."""
    if node.op == "call":
        return node.args[2]
    if node.op == "loop":
        return node.args[0].before
    if node.op == "answer":
        return node.args[:1]
    if node.op == "read":
        return node.args[1:]
    return () if node.op in ("const", "var") else node.args


def reachable(nodes: Iterable[Node], known: Container[Node] = ()) -> list[Node]:
    """The nodes that make these, each after what it is made of; without those known, constants and variables.

    What goes round inside a loop is not among them.
    """
    order, seen = [], set()
    stack = [(node, False) for node in nodes]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen and node not in known and node.op not in ("const", "var"):
            seen.add(node)
            stack.append((node, True))
            stack.extend((part, False) for part in parts(node))
    return order


class Writer:
    """Writes the statements that make nodes: each node once, what is used once within the expression that uses it.

    `names` says how variables, and nodes that exist already, are written.
    """

    def __init__(self, names: dict[Node, str] | None = None, lines: list[str] | None = None) -> None:
        self.names = dict(names or {})
        self.lines: list[str] = [] if lines is None else lines
        self.folded: dict[Node, tuple[str, int]] = {}

    def write(self, wanted: Sequence[Node], keep: bool = False) -> list[str]:
        """Write what makes these nodes, to keep them under names of their own if so asked; how each is written."""
        order = reachable(wanted, self.names)
        uses = Counter(part for node in order for part in parts(node))
        uses.update(wanted)
        if keep:
            uses.update(wanted)
        self.folded = {}
        for node in order:
            if node in self.names:  # a loop has needed it
                continue
            if node.op in ("call", "loop"):
                self._call(node) if node.op == "call" else self._loop(node.args[0])
                self.names[node] = ""  # it has answers only
            elif node.op != "answer":
                text, depth = self._expression(node)
                if uses[node] == 1 and depth < DEEPEST:
                    self.folded[node] = f"({text})", depth
                else:
                    self._keep(node, text)
        return [self._name(node) for node in wanted]

    def tree(self, leaves: Sequence[Leaf], put: Callable[[Writer, list[Node]], None], depth: int = 0) -> None:
        """Write the ways of a trace (`paths`) as nested ifs; at the end of each, `put` writes what is to be done."""
        decisions, nodes = leaves[0]
        if len(decisions) == depth:
            put(self, nodes)
            return
        (test,) = self.write([decisions[depth][0]])
        for answer, line in ((True, f"if ({test}) {{"), (False, "} else {")):
            self.lines.append(line)
            chosen = [leaf for leaf in leaves if leaf[0][depth][1] is answer]
            Writer(self.names, self.lines).tree(chosen, put, depth + 1)
        self.lines.append("}")

    def _keep(self, node: Node, text: str) -> None:
        self.lines.append(f"const n{node.id} = {text};")
        self.names[node] = f"n{node.id}"

    def _name(self, node: Node) -> str:
        if node.op == "const":
            return literal(node)
        if node in self.folded:
            return self.folded[node][0]
        if node in self.names:
            return self.names[node]
        if node.op == "answer":
            source, i = node.args
            if source.op == "loop":
                return f"L{source.args[0].number}_{i}"
            return f"n{source.id}_{i}"
        raise Untraceable(f"a variable from outside: {node.args}")

    def _expression(self, node: Node) -> tuple[str, int]:
        if node.op == "read":
            return f"E{node.args[0]}[{self._name(node.args[1])}]", 1
        texts = [self._name(arg) for arg in node.args]
        depth = 1 + max(self.folded[arg][1] if arg in self.folded else 0 for arg in node.args)
        numbers = [f"+{text}" if arg.truth else text for arg, text in zip(node.args, texts, strict=True)]
        if node.op in COMPARE and len({arg.truth for arg in node.args}) > 1:
            texts = numbers
        if node.op in INFIX:
            return f"{texts[0]} {INFIX[node.op]} {texts[1]}", depth
        if node.op == "negative":
            return f"-{texts[0]}", depth
        if node.op == "logical_not":
            return f"!{texts[0]}", depth
        if node.op == "where":
            yes, no = texts[1:] if node.truth else numbers[1:]
            return f"{texts[0]} ? {yes} : {no}", depth
        if node.op in CALLS:
            return f"{CALLS[node.op]}({', '.join(texts)})", depth
        raise Untraceable(f"no JavaScript for {node.op}")

    def _call(self, node: Node) -> None:
        """Ask the surface: f gives its answer back, the others leave theirs in A, from where they are taken at once."""
        what, count, place = node.args
        asked = f"{what}({', '.join(map(self._name, place))})"
        if what == "f":
            self.lines.append(f"const n{node.id}_0 = {asked};")
            return
        taken = ", ".join(f"n{node.id}_{i} = A[{i}]" for i in range(count))
        self.lines.append(f"{asked}; const {taken};")

    def _loop(self, loop: Loop) -> None:
        inside = reachable(loop.after, self.names)
        fixed = {part for node in inside if loop.number in node.roots for part in parts(node)} | set(loop.after)
        before = [self._name(node) for node in loop.before]
        outer = Writer(self.names, self.lines)
        outer.write([node for node in inside if node in fixed and loop.number not in node.roots], keep=True)
        self.names |= outer.names
        name = f"L{loop.number}"
        held = [f"{name}_{i}" for i in range(len(before))]
        self.lines.append(f"let {', '.join(f'{a} = {b}' for a, b in zip(held, before, strict=True))};")
        going = " || ".join(held[: loop.flags])
        self.lines.append(f"for (let {name} = 0; {name} < {loop.most} && ({going}); {name}++) {{")
        inner = Writer(outer.names | dict(zip(loop.variables, held, strict=True)) | {loop.counter: name}, self.lines)
        after = inner.write(loop.after)
        self.lines.append(f"const {', '.join(f'{name}a{i} = {text}' for i, text in enumerate(after))};")
        self.lines.append(" ".join(f"{a} = {name}a{i};" for i, a in enumerate(held)))
        self.lines.append("}")
