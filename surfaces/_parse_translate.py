"""SymPy expressions, whose sums, products and powers are its own, as programs of NumPy calls."""

from collections.abc import Iterable, Sequence

import sympy as sp

from surfaces._parse_program import Program
from surfaces._parse_sympy import NAMES, X, Y

CALLS = NAMES | {sp.exp: "exp"}  # SymPy itself makes sp.exp of a power of e, as in e e
UNREAL = (sp.I, sp.zoo, sp.oo, sp.nan)


class Translator:
    """SymPy expressions into one program, each a new output."""

    def __init__(self, letters: Sequence[str]) -> None:
        self.program = Program(len(letters))
        inputs = [X, Y, *(sp.Symbol(letter) for letter in letters)]
        self._registers: dict[sp.Expr, int] = {symbol: i for i, symbol in enumerate(inputs)}

    def add(self, expr: sp.Expr) -> None:
        unreal = expr.has(*UNREAL)
        self.program.outputs.append(self.program.constant(float("nan")) if unreal else self.register(expr))

    def register(self, expr: sp.Expr) -> int:
        if expr not in self._registers:
            self._registers[expr] = self._translated(expr)
        return self._registers[expr]

    def _translated(self, expr: sp.Expr) -> int:
        if expr.is_Number or expr.is_NumberSymbol:
            return self.program.constant(float(expr))
        if expr.is_Add:
            return self._sum(expr.args)
        if expr.is_Mul:
            return self._scaled(*expr.as_coeff_Mul())
        if expr.is_Pow:
            return self.program.apply("pow", *map(self.register, expr.args))
        return self.program.apply(CALLS[expr.func], *map(self.register, expr.args))

    def _sum(self, terms: Iterable[sp.Expr]) -> int:
        parts = [term.as_coeff_Mul() for term in terms]
        parts.sort(key=lambda part: bool(part[0].is_negative))  # what is subtracted comes last
        total = self._scaled(*parts[0])
        for coefficient, rest in parts[1:]:
            sign = "sub" if coefficient.is_negative else "add"
            total = self.program.apply(sign, total, self._scaled(abs(coefficient), rest))
        return total

    def _scaled(self, coefficient: sp.Expr, rest: sp.Expr) -> int:
        product = self._product(rest)
        if coefficient == 1:
            return product
        if coefficient == -1:
            return self.program.apply("neg", product)
        return self.program.apply("mul", self.program.constant(float(coefficient)), product)

    def _product(self, expr: sp.Expr) -> int:
        if not expr.is_Mul:
            return self.register(expr)
        sides: tuple[list[int], list[int]] = ([], [])
        for factor in expr.args:
            if factor.is_Pow and factor.exp.is_Number and factor.exp < 0:
                exponent = self.program.constant(-float(factor.exp))
                sides[1].append(self.program.apply("pow", self.register(factor.base), exponent))
            else:
                sides[0].append(self.register(factor))
        above, below = (self._chain(side) for side in sides)
        return self.program.apply("div", above, below) if sides[1] else above

    def _chain(self, registers: list[int]) -> int:
        total = registers[0] if registers else self.program.constant(1.0)
        for register in registers[1:]:
            total = self.program.apply("mul", total, register)
        return total


def translated(expressions: Iterable[sp.Expr], letters: Sequence[str] = ()) -> Program:
    """One program of x, y and the letters for all expressions, an output each."""
    translator = Translator(letters)
    for expr in expressions:
        translator.add(expr)
    return translator.program
