"""Expressions as lists of NumPy calls, run one after another: no code is generated, and nothing is computed twice."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from surfaces._parse import letters_of
from surfaces._parse_names import NUMPY
from surfaces._parse_nodes import Node

Array = np.ndarray
BLOCK = 4096  # points taken at once: the intermediate results then stay in the processor's cache
LARGEST_SQUARED = 1024  # whole powers up to this are products


class Program:
    """Functions of x and y that share their intermediate results; grown from the leaves by `constant` and `apply`.

    A register is a place for a result: 0 is x, 1 is y, then come the letters, then constants and calls as they were
    added. A program
    runs on arrays of one shape, in which every output comes back, and is silent where a result is not finite.
    """

    def __init__(self, letters: int = 0) -> None:
        self.inputs = 2 + letters
        self.registers: list[float | None] = [None] * self.inputs
        self.calls: list[tuple[int, Callable[..., Any], int, int | None]] = []
        self.outputs: list[int] = []
        self._known: dict[tuple[Any, ...], int] = {}

    def constant(self, value: float) -> int:
        return self._register(("constant", value), np.float64(value))

    def apply(self, op: str, *args: int) -> int:
        """The register of an operation (a key of NUMPY) on registers: a new one only if it is not known yet."""
        values = [self.registers[i] for i in args]
        if None not in values:
            with np.errstate(all="ignore"):
                return self.constant(float(NUMPY[op](*map(np.float64, values))))
        if op == "pow":
            if values[0] == math.e:
                return self.apply("exp", args[1])
            if values[1] is not None and (2 * values[1]).is_integer() and abs(values[1]) <= LARGEST_SQUARED:
                return self._power(args[0], values[1])
        known = len(self._known)
        register = self._register((op, *args), None)
        if len(self._known) > known:
            self.calls.append((register, NUMPY[op], args[0], args[1] if len(args) > 1 else None))
        return register

    def _register(self, key: tuple[Any, ...], value: float | None) -> int:
        if key not in self._known:
            self._known[key] = len(self.registers)
            self.registers.append(value)
        return self._known[key]

    def _power(self, base: int, exponent: float) -> int:
        """base^exponent for a multiple of 1/2, by squaring: faster than a power, and x^2 is exactly x x."""
        if exponent < 0:
            return self.apply("div", self.constant(1.0), self._power(base, -exponent))
        if not exponent.is_integer():
            root = self.apply("sqrt", base)
            return root if exponent == 0.5 else self.apply("mul", self._power(base, exponent - 0.5), root)
        if exponent == 0:
            return self.constant(1.0)
        if exponent == 1:
            return base
        half = self._power(base, exponent // 2)
        square = self.apply("mul", half, half)
        return self.apply("mul", square, base) if exponent % 2 else square

    def __call__(self, x: Any, y: Any, *letters: Any) -> tuple[Any, ...]:
        given = [np.asarray(value, dtype=float) for value in (x, y, *letters)]
        if any(value.shape != given[0].shape for value in given[1:2]) or any(value.ndim for value in given[2:]):
            given = list(np.broadcast_arrays(*given))
        shape = given[0].shape
        with np.errstate(all="ignore"):
            if not shape:
                return self._run([value[()] for value in given])
            out = np.empty((len(self.outputs), given[0].size))
            flat = [value.ravel() if value.ndim else value[()] for value in given]
            for first in range(0, out.shape[1], BLOCK):
                block = slice(first, first + BLOCK)
                part = [value[block] if np.ndim(value) else value for value in flat]
                for row, result in zip(out, self._run(part), strict=True):
                    row[block] = result
        return tuple(out.reshape(len(out), *shape))

    def run(self, given: list[Any]) -> tuple[Any, ...]:
        """The outputs for inputs of any shapes that broadcast, all at once."""
        return self._run(given)

    def _run(self, given: list[Any]) -> tuple[Any, ...]:
        registers: list[Any] = self.registers.copy()
        registers[: self.inputs] = given
        for out, call, a, b in self.calls:
            registers[out] = call(registers[a]) if b is None else call(registers[a], registers[b])
        return tuple(registers[i] for i in self.outputs)


def program_of_tree(tree: Node) -> Program:
    """The program whose one output is the tree's value, operation by operation as it was typed."""
    inputs = ("x", "y", *letters_of(tree))
    program = Program(len(inputs) - 2)

    def register(node: Node) -> int:
        if node.value is not None:
            return program.constant(node.value)
        if not node.args:
            return inputs.index(node.op)
        return program.apply(node.op, *map(register, node.args))

    program.outputs.append(register(tree))
    return program
