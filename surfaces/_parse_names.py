"""The names a typed function may use, and what each means in NumPy. Nothing outside these tables can be called."""

import math
import operator
from typing import Any

import numpy as np

FUNCTIONS: dict[str, Any] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "exp": np.exp, "log": np.log, "log10": np.log10, "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign,
}  # fmt: skip
PAIRS: dict[str, Any] = {"min": np.minimum, "max": np.maximum}
ALIASES = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
VARIABLES = ("x", "y")
OPERATORS: dict[str, Any] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "neg": operator.neg, "pow": np.power,
}  # fmt: skip


def step(u: Any) -> Any:
    """The derivative of max(u, 0): 1/2 where that has a kink."""
    return np.heaviside(u, 0.5)


DERIVED: dict[str, Any] = {"step": step}  # in derivatives only

NUMPY: dict[str, Any] = {**OPERATORS, **FUNCTIONS, **PAIRS, **DERIVED}
KINKED = ("abs", "sign", "min", "max")  # not differentiable everywhere
