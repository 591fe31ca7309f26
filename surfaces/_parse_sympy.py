"""Syntax trees as SymPy expressions, by a fixed table: SymPy differentiates and typesets, it never reads the text.

Of SymPy's own there are sums, products, powers with whole exponents, numbers and the two variables. Its functions
are not used: they look for simplifications and for real and imaginary parts at a cost that cannot be bounded (the
derivative of tanh(tanh(y)^2/y)^2/y, nested twice more, takes seconds), and the derivative of its Abs is that of a
complex function. The functions here know their derivatives and nothing else, and bear SymPy's names, by which it
prints them.

SymPy takes a quarter of a second to import, and so this module is imported by whoever first needs it.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from surfaces._parse_names import NUMPY
from surfaces._parse_nodes import Node

X, Y = sp.symbols("x y")
MAX_EXACT = 5  # nodes of a constant that stays exact, such as sqrt(2)/2; larger ones become numbers


class Real(sp.Function):
    """A function that SymPy knows only by its partial derivatives, each a function of the arguments."""

    partials: ClassVar[tuple[Callable[..., Any], ...]] = ()

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return sp.sympify(self.partials[argindex - 1](*self.args))

    def _eval_derivative(self, s: sp.Symbol) -> sp.Expr:
        """The chain rule, as SymPy has it, but without asking at length whether a derivative is zero."""
        inner = [(i, arg.diff(s)) for i, arg in enumerate(self.args, 1) if s in arg.free_symbols]
        return sp.Add(*(self.fdiff(i) * derivative for i, derivative in inner))

    def _eval_evalf(self, prec: int) -> sp.Expr | None:
        """A constant as a number: without it, printing works out powers of it as those of a complex number."""
        args = [arg._evalf(prec) for arg in self.args]
        if not all(arg.is_Number for arg in args):
            return None
        with np.errstate(all="ignore"):
            return sp.Float(float(NUMPY[NAMES[type(self)]](*(np.float64(float(arg)) for arg in args))))


class Exp(Real):
    nargs = 1
    partials = (lambda u: Exp(u),)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return _raised(f"e^{{{printer.doprint(self.args[0])}}}", exp)


class Sqrt(Real):
    nargs = 1
    partials = (lambda u: 1 / (2 * Sqrt(u)),)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return rf"\sqrt{{{printer.doprint(self.args[0])}}}" + ("" if exp is None else f"^{{{exp}}}")


class Power(Real):
    """A power whose exponent is not a whole number, or that is to be left as it was typed."""

    nargs = 2
    partials = (lambda a, b: b * Power(a, b - 1), lambda a, b: FUNCTIONS["log"](a) * Power(a, b))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        base, exponent = self.args[0], printer.doprint(self.args[1])
        if isinstance(base, Real):
            return _raised(printer._print(base, exp=exponent), exp)
        return _raised(f"{printer.parenthesize(base, PRECEDENCE['Pow'])}^{{{exponent}}}", exp)


class Fraction(Real):
    """A quotient that is to be left as it was typed."""

    nargs = 2

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        above, below = map(printer.doprint, self.args)
        return _raised(rf"\frac{{{above}}}{{{below}}}", exp)


class Log10(Real):
    nargs = 1
    partials = (lambda u: 1 / (u * FUNCTIONS["log"](sp.Integer(10))),)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\log_{{10}}{power}{{\left({printer.doprint(self.args[0])} \right)}}"


class Log2(Real):
    nargs = 1
    partials = (lambda u: 1 / (u * FUNCTIONS["log"](sp.Integer(2))),)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\log_{{2}}{power}{{\left({printer.doprint(self.args[0])} \right)}}"


class Cbrt(Real):
    nargs = 1
    partials = (lambda u: 1 / (3 * Cbrt(u) ** 2),)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return rf"\sqrt[3]{{{printer.doprint(self.args[0])}}}" + ("" if exp is None else f"^{{{exp}}}")


def _raised(power: str, exp: str | None) -> str:
    return power if exp is None else rf"\left({power}\right)^{{{exp}}}"


def _real(name: str, *partials: Callable[..., Any]) -> Any:
    return type(name, (Real,), {"nargs": len(partials), "partials": partials})


FUNCTIONS: dict[str, Any] = {
    "sin": _real("sin", lambda u: FUNCTIONS["cos"](u)),
    "cos": _real("cos", lambda u: -FUNCTIONS["sin"](u)),
    "tan": _real("tan", lambda u: 1 + FUNCTIONS["tan"](u) ** 2),
    "asin": _real("asin", lambda u: 1 / Sqrt(1 - u**2)),
    "acos": _real("acos", lambda u: -1 / Sqrt(1 - u**2)),
    "atan": _real("atan", lambda u: 1 / (1 + u**2)),
    "sinh": _real("sinh", lambda u: FUNCTIONS["cosh"](u)),
    "cosh": _real("cosh", lambda u: FUNCTIONS["sinh"](u)),
    "tanh": _real("tanh", lambda u: 1 - FUNCTIONS["tanh"](u) ** 2),
    "asinh": _real("asinh", lambda u: 1 / Sqrt(1 + u**2)),
    "acosh": _real("acosh", lambda u: 1 / (Sqrt(u - 1) * Sqrt(u + 1))),
    "atanh": _real("atanh", lambda u: 1 / (1 - u**2)),
    "exp": Exp,
    "cbrt": Cbrt,
    "erf": _real("erf", lambda u: 2 / Sqrt(sp.pi) * Exp(-(u**2))),
    "floor": _real("floor", lambda u: 0),
    "ceil": _real("ceiling", lambda u: 0),
    "log2": Log2,
    "log": _real("log", lambda u: 1 / u),
    "log10": Log10,
    "sqrt": Sqrt,
    "abs": _real("Abs", lambda u: FUNCTIONS["sign"](u)),
    "sign": _real("sign", lambda u: 0),
    "atan2": _real("atan2", lambda u, v: v / (u**2 + v**2), lambda u, v: -u / (u**2 + v**2)),
    "mod": _real("Mod", lambda u, v: 1, lambda u, v: -FUNCTIONS["floor"](u / v)),
    "step": _real("theta", lambda u: 0),
    "max": _real("Max", lambda u, v: FUNCTIONS["step"](u - v), lambda u, v: FUNCTIONS["step"](v - u)),
    "min": _real("Min", lambda u, v: FUNCTIONS["step"](v - u), lambda u, v: FUNCTIONS["step"](u - v)),
}
NAMES = {function: name for name, function in FUNCTIONS.items()} | {Power: "pow", Fraction: "div"}
CONSTANTS = {"pi": sp.pi, "e": sp.E, "x": X, "y": Y}


def expression(node: Node, evaluate: bool = True) -> sp.Expr:
    """The SymPy expression of a tree, simplified as SymPy does by itself; with evaluate=False left as it was typed."""
    if node.op == "number" or (evaluate and node.value is not None and _count(node) > MAX_EXACT):
        return number(node.value)
    if not node.args:
        return CONSTANTS[node.op] if node.op in CONSTANTS else sp.Symbol(node.op)
    if node.op in ("add", "sub"):
        return _sum(node, evaluate)
    if node.op in ("mul", "div", "neg"):
        return _product(node, evaluate)
    args = [expression(arg, evaluate) for arg in node.args]
    return _power(node, args, evaluate) if node.op == "pow" else FUNCTIONS[node.op](*args)


def _power(node: Node, args: list[sp.Expr], evaluate: bool) -> sp.Expr:
    base, exponent = args
    if node.args[0].op == "e":
        return Exp(exponent)
    whole = node.args[1].value is not None and node.args[1].value.is_integer()
    return base**exponent if evaluate and whole else Power(base, exponent)


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
        part, side = pending.pop()
        if part.op in ("mul", "div"):
            left, right = part.args
            pending += [(right, 1 - side if part.op == "div" else side), (left, side)]
        elif part.op == "neg":
            sign = -sign
            pending.append((part.args[0], side))
        else:
            sides[side].append(part)
    above, below = (_times(_factors(side, evaluate), evaluate) for side in sides)
    product = above if below == 1 else above / below if evaluate else Fraction(above, below)
    if sign > 0:
        return product
    return -product if product.is_Number else sp.Mul(-1, product, evaluate=evaluate)


def _factors(nodes: list[Node], evaluate: bool) -> list[sp.Expr]:
    shown = [node for node in nodes if node.op != "number" or node.value != 1]
    return [expression(node, evaluate) for node in sorted(shown, key=lambda node: node.value is None)]


def _times(factors: list[sp.Expr], evaluate: bool) -> sp.Expr:
    return sp.Mul(*factors, evaluate=evaluate) if len(factors) != 1 else factors[0]


def latex(expr: sp.Expr, order: str | None = None) -> str:
    return sp.latex(expr, order=order, ln_notation=True, inv_trig_style="full")
