"""Any text at all is either a surface or a ParseError, and what is well formed is worth what Python says it is."""

import math
import random
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from hostile import ALPHABET, TRAPS, answer, hostile_text
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surfaces import ParseError, parse
from surfaces._parse_names import FUNCTIONS, PAIRS

PIECES = ["x", "y", "f(x, y) =", "pi", "e", "2", "0.5", "(", ")", "+", "-", "*", "/", "^", ",", " ", *FUNCTIONS, *PAIRS]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.text(ALPHABET, max_size=60) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_a_surface_or_an_error(text):
    answer(text)


@pytest.mark.thorough
def test_hostile_texts_are_answered():
    rng = random.Random(11)
    answers = [answer(hostile_text(rng)) for _ in range(50)]
    refused = sum(isinstance(a, ParseError) for a in answers)
    assert 10 < refused < 45  # both happen


@pytest.mark.parametrize("text", TRAPS)
def test_traps_of_sympy_are_avoided(text):
    """In one of them this test would not end; how long each takes is a benchmark's."""
    answer(text)


@dataclass(frozen=True)
class Rough:
    """A float each of whose operations errs by some rounding: how far two of them differ is what can be asked for."""

    value: float
    error: ClassVar[float] = 0.0

    def _done(self, function, *args):
        result = function(self.value, *(a.value if isinstance(a, Rough) else a for a in args))
        if isinstance(result, complex):
            raise ValueError("not real")
        return Rough(result * (1 + Rough.error))

    def __add__(self, other):
        return self._done(lambda a, b: a + b, other)

    def __sub__(self, other):
        return self._done(lambda a, b: a - b, other)

    def __mul__(self, other):
        return self._done(lambda a, b: a * b, other)

    def __truediv__(self, other):
        return self._done(lambda a, b: a / b, other)

    def __pow__(self, other):
        return self._done(lambda a, b: a**b, other)

    def __neg__(self):
        return Rough(-self.value)


def reference(function):
    return lambda u: u._done(function)


def at_a_pole(logarithm):
    return lambda u: logarithm(u) if u else 1 / u  # the math module's ValueError at 0 is not that of a negative number


OTHERS = {
    "abs": abs,
    "sign": lambda u: float(np.sign(u)),
    "log": at_a_pole(math.log),
    "log10": at_a_pole(math.log10),
    "log2": at_a_pole(math.log2),
    "atanh": lambda u: math.atanh(u) if abs(u) != 1 else u / 0,
}
REFERENCE = {name: reference(OTHERS.get(name) or getattr(math, name)) for name in FUNCTIONS} | {
    "min": lambda u, v: u._done(min, v),
    "max": lambda u, v: u._done(max, v),
    "atan2": lambda u, v: u._done(math.atan2, v),
    "mod": lambda u, v: u._done(lambda a, b: a % b, v),
    "pi": Rough(math.pi),
    "e": Rough(math.e),
    "N": Rough,
}


def bracketed(texts):
    return tuple(f"({text})" for text in texts)


def combined(parts):
    """Larger expressions from smaller ones: pairs (our text, the same for Python).

    Nothing is put in brackets but the arguments of functions and, sometimes, a part: precedence has to sort it out.
    """
    some = parts | parts.map(bracketed)
    chain = st.tuples(some, st.sampled_from("+-*/"), some).map(
        lambda p: (f"{p[0][0]} {p[1]} {p[2][0]}", f"{p[0][1]} {p[1]} {p[2][1]}")
    )
    implicit = st.tuples(parts, parts).map(lambda p: (f"({p[0][0]})({p[1][0]})", f"({p[0][1]}) * ({p[1][1]})"))
    power = st.tuples(parts, st.sampled_from([2, 3, 5, -1, -2, 0.5])).map(
        lambda p: (f"-({p[0][0]})^{p[1]}", f"-({p[0][1]})**N({p[1]})")
    )
    call = st.tuples(st.sampled_from(list(FUNCTIONS)), parts).map(lambda p: tuple(f"{p[0]}({t})" for t in p[1]))
    pair = st.tuples(st.sampled_from(list(PAIRS)), parts, parts).map(
        lambda p: (f"{p[0]}({p[1][0]}, {p[2][0]})", f"{p[0]}({p[1][1]}, {p[2][1]})")
    )
    return chain | implicit | power | call | pair


NUMBERS = st.integers(0, 20).map(str) | st.floats(0.001, 50).map(lambda v: f"{v:.4g}")
LEAVES = st.sampled_from(["x", "y", "pi", "e"]).map(lambda t: (t, t)) | NUMBERS.map(lambda t: (t, f"N({t})"))
EXPRESSIONS = st.recursive(LEAVES, combined, max_leaves=10)


def rough(python, point, error):
    """What Python makes of our own generated expression at a point; NaN where it has no real value."""
    Rough.error = error
    names = REFERENCE | {"x": Rough(point[0]), "y": Rough(point[1])}
    try:
        return eval(python, {"__builtins__": {}}, names).value
    except ValueError:
        return math.nan


@settings(max_examples=60, deadline=None)
@given(EXPRESSIONS, st.tuples(st.floats(-3, 3), st.floats(-3, 3)))
def test_values_are_pythons(texts, point):
    text, python = texts
    try:
        surface = parse(text)
    except ParseError as error:
        assume("unexpected" not in error.problem and "unknown" not in error.problem)
        return
    try:
        exact, *others = (rough(python, point, e) for e in (0.0, 1e-15, -1e-15, 3e-15))
    except (ZeroDivisionError, OverflowError):
        assume(False)  # NumPy goes on with infinities where Python stops
    assume(len({math.isnan(value) for value in (exact, *others)}) == 1)  # not at the very edge of a domain
    tolerance = max(1e-300, *(10 * abs(other - exact) for other in others))
    assert surface.value(point) == pytest.approx(exact, rel=1e-13, abs=tolerance, nan_ok=True), text
