"""How large a function and its derivatives would grow in SymPy, from the syntax tree alone: known before it is asked.

SymPy multiplies coefficients out exactly and writes derivatives without sharing, so that a short text can make numbers
of millions of digits, or a Hessian of millions of terms. Both are bounded here by rules that follow the product and
the chain rule, node by node.
"""

import math
from typing import NamedTuple

from surfaces._parse_nodes import Node, Refusal

MAX_BITS = 900.0  # of a coefficient: a float64 holds 1,023
MAX_SIZE = 8000  # nodes of the largest second derivative


class Growth(NamedTuple):
    """Bounds for an expression: bits of its coefficients, nodes of it, of its first and of its second derivatives.

    A constant has derivatives of size 0. towers counts variable exponents inside one another.
    """

    bits: float
    size: int
    first: int = 0
    second: int = 0
    towers: int = 0


def check_growth(tree: Node) -> None:
    """Raises Refusal if SymPy could be made to work too hard on the tree's expression or its derivatives."""
    growth(tree)


def growth(node: Node) -> Growth:
    grown = _growth(node, [growth(arg) for arg in node.args])
    if grown.bits > MAX_BITS:
        raise Refusal(node.position, "its coefficients would grow too large", "smaller numbers or powers")
    if max(grown.size, grown.second) > MAX_SIZE:
        raise Refusal(node.position, "its second derivatives would be too long", "something simpler")
    if grown.towers > 1:
        raise Refusal(node.position, "a variable exponent inside a variable exponent", "an exponent without one")
    return grown


def _growth(node: Node, args: list[Growth]) -> Growth:
    if not args:
        return Growth(_bits(node), 1, first=node.value is None)
    towers = max(arg.towers for arg in args)
    if len(args) == 1:
        (a,) = args
        return _chained(a, a.bits, towers)
    a, b = args
    if node.op in ("add", "sub"):
        return Growth(a.bits + b.bits + 1, a.size + b.size + 1, a.first + b.first, a.second + b.second, towers)
    if node.op == "pow":
        exponent = node.args[1].value
        if exponent is not None:
            return _chained(a, a.bits * max(1.0, abs(exponent)), towers)
        if node.args[0].op == "e":
            return _chained(b, b.bits, towers)
        return _power(a, b, max(a.towers, b.towers + 1))
    return _product(a, b, towers, quotient=node.op == "div")


def _bits(node: Node) -> float:
    return 1 + abs(math.log2(abs(node.value))) if node.value else 1


def _chained(a: Growth, bits: float, towers: int) -> Growth:
    """g(a), with (g(a))' = g'(a) a' and (g(a))'' = g''(a) a' a' + g'(a) a''."""
    outer = a.size + 4
    first = a.first and outer + a.first
    second = (a.first and outer + 2 * a.first) + (a.second and outer + a.second)
    return Growth(bits, a.size + 1, first, second, towers)


def _product(a: Growth, b: Growth, towers: int, quotient: bool) -> Growth:
    """a b, with (a b)' = a' b + a b' and (a b)'' = a'' b + 2 a' b' + a b''; for a/b the last has also a b' b'."""
    first = (a.first and a.first + b.size + 3) + (b.first and a.size + b.first + 3)
    cross = 2 * (a.first + b.first + 3) if a.first and b.first else 0
    twice = a.size + b.size + 2 * b.first if quotient and b.first else 0
    second = (a.second and a.second + b.size + 3) + cross + twice + (b.second and a.size + b.second + 3)
    return Growth(a.bits + b.bits, a.size + b.size + 1, first, second, towers)


def _power(a: Growth, b: Growth, towers: int) -> Growth:
    """p = a^b, with p' = b a^(b-1) a' + ln(a) p b', each of whose terms is a product of three to be derived again."""
    p = a.size + b.size + 3
    in_a, in_b = a.first and b.size + p + a.first, b.first and a.size + p + b.first
    first = in_a + in_b
    second = (a.first and b.first + p + a.first + b.size + first + a.first) + (a.second and b.size + p + a.second)
    second += b.first and a.first + a.size + p + b.first + a.size + first + b.first
    second += b.second and a.size + p + b.second
    return Growth(a.bits + b.bits, p, first, second, towers)
