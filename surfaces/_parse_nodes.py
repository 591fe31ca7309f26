"""The nodes of a typed function's syntax tree, what is refused of them, and the errors that say where."""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from surfaces._parse_names import NUMPY
from surfaces._parse_spelling import spelled

MAX_DEPTH = 24  # of operations inside one another; a sum or product of many terms counts once
MAX_HEIGHT = 150  # of operations inside one another or in a row: what recursion over the tree must stand
MAX_EXPONENT = 100.0
MAX_CONSTANT = 1e100
NUMBERS = f"0 or a number between {1 / MAX_CONSTANT:g} and {MAX_CONSTANT:g} in size"
RECIPROCAL = {"sec": "cos", "csc": "sin", "cot": "tan"}


class ParseError(ValueError):
    """A text that is not a function of x and y: `position` (from 0) is where, `expected` what could stand there."""

    def __init__(self, text: str, position: int, problem: str, expected: tuple[str, ...] = ()) -> None:
        super().__init__(text, position, problem, expected)
        self.text, self.position, self.problem, self.expected = text, position, problem, expected

    def __str__(self) -> str:
        wanted = f"; expected {', '.join(self.expected[:-1])}" if len(self.expected) > 1 else ""
        last = self.expected[-1] if self.expected else ""
        wanted += f" or {last}" if wanted else f"; expected {last}" if last else ""
        return f"at position {self.position}: {self.problem}{wanted}"

    def pointer(self, width: int = 60) -> str:
        """Two lines: the text near the position, and a caret below the place."""
        first = max(0, self.position - width // 2)
        shown = "".join(c if c.isprintable() else " " for c in self.text[first : first + width])
        return f"{shown}\n{' ' * (self.position - first)}^"


class Node(NamedTuple):
    """A part of a function: an operation (a key of NUMPY, or a variable's name, "number", "pi", "e") on its arguments.

    value is what it is worth if it has no variable in it, else None; position is where it starts in the text.
    """

    op: str
    args: tuple["Node", ...]
    value: float | None
    position: int
    depth: int = 0
    height: int = 0


class Refusal(Exception):
    """A part that is grammatical but beyond a limit or without a real value; `syntax_tree` adds the text."""

    def __init__(self, position: int, problem: str, *expected: str) -> None:
        super().__init__(position, problem, expected)
        self.position, self.problem, self.expected = position, problem, expected

    def of(self, text: str) -> ParseError:
        """The error, with the place in the text as it was typed."""
        return ParseError(text, spelled(text).place(self.position), self.problem, self.expected)


def operation(op: str, args: tuple[Node, ...], position: int) -> Node:
    """A node, and its value if it is constant. Raises Refusal if it is too deep or has no real value."""
    if op == "pow" and (exponent := args[1].value) is not None and abs(exponent) > MAX_EXPONENT:
        raise Refusal(args[1].position, "the exponent is too large", f"a number up to {MAX_EXPONENT:g} in size")
    # chains as in a + b + c grow on the left: they are not nested
    chain = op in ("add", "sub", "mul", "div")
    depth = max(args[0].depth, args[1].depth + 1) if chain else 1 + max(arg.depth for arg in args)
    if depth > MAX_DEPTH:
        raise Refusal(position, f"nested more than {MAX_DEPTH} operations deep", "something simpler")
    height = 1 + max(arg.height for arg in args)
    if height > MAX_HEIGHT:
        raise Refusal(position, f"more than {MAX_HEIGHT} operations in a row", "something shorter")
    values = [arg.value for arg in args]
    value = None if None in values else constant_value(op, values, position)
    return Node(op, args, value, position, depth, height)


def constant_value(op: str, values: list[Any], position: int) -> float:
    with np.errstate(all="ignore"):
        value = float(NUMPY[op](*map(np.float64, values)))
    if not math.isfinite(value):
        raise Refusal(position, "this has no finite real value", "a finite real number")
    return in_range(value, position)


def in_range(value: float, position: int) -> float:
    if value and not 1 / MAX_CONSTANT <= abs(value) <= MAX_CONSTANT:
        size = "large" if abs(value) > 1 else "small"
        raise Refusal(position, f"the number is too {size}", NUMBERS)
    return value


def number(value: float, position: int) -> Node:
    return Node("number", (), value, position)


def called(op: str, argument: Node, position: int) -> Node:
    """A function of an argument; sec, csc, cot and square written out."""
    if op in RECIPROCAL:
        return operation("div", (number(1.0, position), operation(RECIPROCAL[op], (argument,), position)), position)
    if op == "square":
        return operation("pow", (argument, number(2.0, position)), position)
    return operation(op, (argument,), position)


def odd_root(exponent: Node) -> tuple[int, int] | None:
    """p and q of an exponent written as a fraction p/q with odd q > 1, whose power is real below 0 too; else None."""
    if exponent.op == "neg":
        inner = odd_root(exponent.args[0])
        return inner and (-inner[0], inner[1])
    if exponent.op != "div" or not all(_written(arg) for arg in exponent.args):
        return None
    above, below = (arg.value or 0.0 for arg in exponent.args)
    if not (above.is_integer() and below.is_integer() and 0 < below <= MAX_EXPONENT and abs(above) <= MAX_EXPONENT):
        return None
    fraction = Fraction(int(above), int(below))
    return (fraction.numerator, fraction.denominator) if fraction.denominator > 1 and fraction.denominator % 2 else None


def _written(node: Node) -> bool:
    """Whether a number stands there, with a sign or without."""
    return node.op == "number" or (node.op == "neg" and node.args[0].op == "number")


def rooted(base: Node, above: int, below: int) -> Node:
    """The real power base^(above/below), which negative numbers have as well."""
    at = base.position
    if below == 3:
        root = operation("cbrt", (base,), at)
        return root if above == 1 else operation("pow", (root, number(float(above), at)), at)
    size = operation("pow", (operation("abs", (base,), at), number(above / below, at)), at)
    return operation("mul", (operation("sign", (base,), at), size), at) if above % 2 else size
