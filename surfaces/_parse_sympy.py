"""Syntax trees as SymPy expressions, by a fixed table: SymPy differentiates and typesets, it never reads the text.

SymPy takes half a second to import, and so is imported by whoever needs this module, not with the package. Its own
Abs, Max and Min look for simplifications at a cost that cannot be bounded, and their derivatives are those of complex
functions: the four classes here stand for the real ones.
"""

from collections.abc import Callable
from typing import Any

import sympy as sp

from surfaces._parse import Node

X, Y = sp.symbols("x y")  # without assumptions: SymPy then makes few simplifications, each of them true for reals
MAX_EXACT = 5  # nodes of a constant that stays exact, such as sqrt(2)/2; larger ones become numbers


class Sign(sp.Function):
    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.S.Zero

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _named(r"\operatorname{sign}", self, printer, exp)


class Step(sp.Function):
    """1 for positive numbers, 0 for negative ones, 1/2 at 0."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.S.Zero

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _named(r"\theta", self, printer, exp)


class Absolute(sp.Function):
    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return Sign(self.args[0])

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return rf"\left|{{{printer.doprint(self.args[0])}}}\right|" + (f"^{{{exp}}}" if exp else "")


class Larger(sp.Function):
    nargs = 2
    name, direction = r"\max", 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        first, second = self.args if argindex == 1 else self.args[::-1]
        return Step(self.direction * (first - second))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _named(self.name, self, printer, exp)


class Smaller(Larger):
    name, direction = r"\min", -1


class Log10(sp.Function):
    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return 1 / (self.args[0] * sp.log(10))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _named(r"\log_{10}", self, printer, exp)


def _named(name: str, function: sp.Function, printer: Any, exp: str | None) -> str:
    arguments = ", ".join(map(printer.doprint, function.args))
    return name + (f"^{{{exp}}}" if exp else "") + rf"{{\left({arguments} \right)}}"


FUNCTIONS: dict[str, Callable[..., sp.Expr]] = {
    "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "asin": sp.asin, "acos": sp.acos, "atan": sp.atan,
    "sinh": sp.sinh, "cosh": sp.cosh, "tanh": sp.tanh, "exp": sp.exp, "log": sp.log, "log10": Log10,
    "sqrt": sp.sqrt, "abs": Absolute, "sign": Sign, "min": Smaller, "max": Larger,
}  # fmt: skip
CONSTANTS = {"pi": sp.pi, "e": sp.E, "x": X, "y": Y}


def expression(node: Node, evaluate: bool = True) -> sp.Expr:
    """The SymPy expression of a tree, simplified as SymPy does by itself; with evaluate=False left as it was typed."""
    if node.op == "number" or (evaluate and node.value is not None and _count(node) > MAX_EXACT):
        return number(node.value)
    if not node.args:
        return CONSTANTS[node.op]
    if node.op in ("add", "sub"):
        return _sum(node, evaluate)
    if node.op in ("mul", "div", "neg"):
        return _product(node, evaluate)
    args = [expression(arg, evaluate) for arg in node.args]
    if node.op == "pow":
        return sp.Pow(*args, evaluate=evaluate)
    return FUNCTIONS[node.op](*args, evaluate=evaluate)


def number(value: Any) -> sp.Expr:
    whole = float(value).is_integer() and abs(value) < 2**53
    return sp.Integer(int(value)) if whole else sp.Float(value)


def _count(node: Node) -> int:
    return 1 + sum(map(_count, node.args))


def _sum(node: Node, evaluate: bool) -> sp.Expr:
    """A whole chain a + b - c at once, as one sum."""
    terms: list[sp.Expr] = []
    pending = [(node, 1)]
    while pending:
        part, sign = pending.pop()
        if part.op in ("add", "sub"):
            left, right = part.args
            pending += [(right, -sign if part.op == "sub" else sign), (left, sign)]
        else:
            terms.append(_product(part, evaluate, sign))
    return sp.Add(*terms, evaluate=evaluate)


def _product(node: Node, evaluate: bool, sign: int = 1) -> sp.Expr:
    """A whole chain a b / c at once, as one fraction: signs and numbers to the front."""
    sides: tuple[list[Node], list[Node]] = ([], [])
    pending = [(node, 0)]
    while pending:
        part, below = pending.pop()
        if part.op in ("mul", "div"):
            left, right = part.args
            pending += [(right, 1 - below if part.op == "div" else below), (left, below)]
        elif part.op == "neg":
            sign = -sign
            pending.append((part.args[0], below))
        else:
            sides[below].append(part)
    above, under = (_factors(side, evaluate) for side in sides)
    if under:
        above.append(sp.Pow(_times(under, evaluate), -1, evaluate=evaluate))
    if sign < 0:
        above[:1] = [-above[0]] if above and above[0].is_Number else [sp.S.NegativeOne, *above[:1]]
    return _times(above, evaluate)


def _factors(nodes: list[Node], evaluate: bool) -> list[sp.Expr]:
    shown = [node for node in nodes if node.op != "number" or node.value != 1]
    return [expression(node, evaluate) for node in sorted(shown, key=lambda node: node.value is None)]


def _times(factors: list[sp.Expr], evaluate: bool) -> sp.Expr:
    return sp.Mul(*factors, evaluate=evaluate) if len(factors) != 1 else factors[0]


def latex(expr: sp.Expr, order: str | None = None) -> str:
    return sp.latex(expr, order=order, ln_notation=True, inv_trig_style="full")
