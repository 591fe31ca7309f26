"""The names a typed function may use, and what each means in NumPy. Nothing outside these tables can be called."""

import math
import operator
from typing import Any

import numpy as np


def erf(u: Any) -> Any:
    """The error function; SciPy's, which is imported by whoever first needs it."""
    from scipy.special import erf as value

    return value(u)


FUNCTIONS: dict[str, Any] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
    "exp": np.exp, "log": np.log, "log2": np.log2, "log10": np.log10, "sqrt": np.sqrt, "cbrt": np.cbrt,
    "abs": np.abs, "sign": np.sign, "floor": np.floor, "ceil": np.ceil, "erf": erf,
}  # fmt: skip
PAIRS: dict[str, Any] = {"min": np.minimum, "max": np.maximum, "atan2": np.arctan2, "mod": np.mod}
ALIASES = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "arctan2": "atan2", "minimum": "min", "maximum": "max", "fabs": "abs", "absolute": "abs",
    "sgn": "sign", "ceiling": "ceil", "power": "pow", "tg": "tan",
}  # fmt: skip
SHORT = ("sec", "csc", "cot", "square", "pow")  # written out in other functions and signs
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
VARIABLES = ("x", "y")
LETTERS = "abcdghklmnopqrstuvwABCDEFGHKLMNOPQRSTUVWαβγδεζηθκλμνρστφχψω"  # may be parameters: not f, i, j, z
OPERATORS: dict[str, Any] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "neg": operator.neg, "pow": np.power,
}  # fmt: skip


def step(u: Any) -> Any:
    """The derivative of max(u, 0): 1/2 where that has a kink."""
    return np.heaviside(u, 0.5)


DERIVED: dict[str, Any] = {"step": step}  # in derivatives only

NUMPY: dict[str, Any] = {**OPERATORS, **FUNCTIONS, **PAIRS, **DERIVED}
KINKED = ("abs", "sign", "min", "max", "cbrt", "floor", "ceil", "mod", "atan2")  # not differentiable everywhere
