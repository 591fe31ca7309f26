"""The grammar of typed functions: how texts are read, and what is said of those that cannot be."""

import math
import pickle

import pytest
import sympy
from hostile import ESCAPES, check_error

from surfaces import ParseError, parse
from surfaces._parse import (
    CALLED,
    MAX_LENGTH,
    MOST_LETTERS,
    check_words,
    letters_of,
    syntax_tree,
)
from surfaces._parse_limits import growth
from surfaces._parse_names import ALIASES, FUNCTIONS, PAIRS
from surfaces._parse_nodes import MAX_DEPTH, MAX_HEIGHT

X, Y = 0.7, -0.4


def value(text):
    return float(parse(text).value((X, Y)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(x, y) = sin(3x) + (y - x^2)^2/4", math.sin(3 * X) + (Y - X**2) ** 2 / 4),
        ("f(x,y)=x", X),
        ("  f ( x , y ) = x", X),
        ("-x^2", -(X**2)),
        ("(-x)^2", X**2),
        ("2^-x", 2**-X),
        ("x^2^3", X**8),
        ("x**2", X**2),
        ("x - y - 1", X - Y - 1),
        ("x - (y - 1)", X - (Y - 1)),
        ("x/2/y", X / 2 / Y),
        ("x/2*y", X / 2 * Y),
        ("1/2x", X / 2),
        ("x^2y", X**2 * Y),
        ("2x^2", 2 * X**2),
        ("xy", X * Y),
        ("x y", X * Y),
        ("x(y + 1)", X * (Y + 1)),
        ("(x + 1)(y + 1)", (X + 1) * (Y + 1)),
        ("3(x)", 3 * X),
        ("x sin(y)", X * math.sin(Y)),
        ("xsin(y)", X * math.sin(Y)),
        ("sin(y)x", X * math.sin(Y)),
        ("sin(x)cos(y)", math.sin(X) * math.cos(Y)),
        ("2pi x", 2 * math.pi * X),
        ("2π x", 2 * math.pi * X),
        ("e^x", math.exp(X)),
        ("2e x", 2 * math.e * X),
        ("2ex", 2 * math.e * X),
        ("2e3x", 2000 * X),
        ("2e-3x", 0.002 * X),
        ("2e-x", 2 * math.e - X),
        ("exp(x)", math.exp(X)),
        ("sin^2(x)", math.sin(X) ** 2),
        ("sin(x)^2", math.sin(X) ** 2),
        ("sin(x^2)", math.sin(X**2)),
        (".5x + 2.", 0.5 * X + 2),
        ("--x", X),
        ("x - -y", X + Y),
        ("+x", X),
        ("x·y × 2", X * Y * 2),
        ("x − y", X - Y),
        ("min(x, y) + max(x, y)", X + Y),
        ("x\u00a0+\ty\n", X + Y),
    ],
)
def test_readings(text, expected):
    assert value(text) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", [*FUNCTIONS, *PAIRS, *ALIASES])
def test_every_name_is_understood(name):
    own = ALIASES.get(name, name)
    names = {"abs": abs, "min": min, "max": max, "sign": lambda u: math.copysign(1, u), "mod": math.fmod}
    reference = names.get(own) or getattr(math, own)
    if own in (*PAIRS, "pow"):
        assert value(f"{name}(x, 0.2)") == pytest.approx(reference(X, 0.2), rel=1e-14)
    else:
        inside = X + 2 if own == "acosh" else X
        assert value(f"{name}(x + {inside - X:g})") == pytest.approx(reference(inside), rel=1e-14)


OPERAND = ("a number", "x", "y", "pi", "e", "a function", "+", "-", "(")
NAMES = ("x", "y", "a function", "one letter, as in a*x")
OPERATOR = ("x", "y", "pi", "e", "a function", "+", "-", "*", "/", "^", "(")


@pytest.mark.parametrize(
    ("text", "position", "problem", "expected"),
    [
        ("", 0, "the text ends too early", ("f(x, y) =", *OPERAND)),
        ("x +", 3, "the text ends too early", OPERAND),
        ("(x", 2, "the text ends too early", (*OPERATOR, ")")),
        ("sin", 3, "the text ends too early", ("^", "(")),
        ("sin xy", 4, "unexpected 'x'", ("^", "(")),
        ("sin^-2(x)", 4, "unexpected '-'", ("a number",)),
        ("x)", 1, "unexpected ')'", (*OPERATOR, "the end")),
        ("y2", 1, "unexpected '2'", (*OPERATOR, "the end")),
        ("x * * y", 4, "unexpected '*'", OPERAND),
        ("min(x)", 5, "unexpected ')'", (*OPERATOR, ",")),
        ("sin(x, y)", 5, "unexpected ','", (*OPERATOR, ")")),
        ("x = 1", 2, "unexpected '='", (*OPERATOR, "the end")),
        ("x + foo(y)", 4, "unknown name 'foo'", NAMES),
        ("x + pixel", 4, "unknown name 'pixel'", NAMES),
        ("2 + \u0445", 4, "unexpected '\u0445' (CYRILLIC SMALL LETTER HA)", OPERAND),
        ("x + 1/0", 4, "this has no finite real value", ("a finite real number",)),
        ("x log(-1)", 2, "this has no finite real value", ("a finite real number",)),
        ("x^1000", 2, "the exponent is too large", ("a number up to 100 in size",)),
        ("9^9^9^9", 4, "the exponent is too large", ("a number up to 100 in size",)),
        ("x + 1e101", 4, "the number is too large", ("0 or a number between 1e-100 and 1e+100 in size",)),
        ("1e-999x", 0, "the number is too small", ("0 or a number between 1e-100 and 1e+100 in size",)),
        ("sin^2.5(x)", 4, "the power of sin must be a whole number", ("a whole number",)),
        ("x^x^y", 0, "a variable exponent inside a variable exponent", ("an exponent without one",)),
        ("((((9x)^50)^2)^2)^2", 4, "its coefficients would grow too large", ("smaller numbers or powers",)),
        ("sqrt(-1 - x^2)", 0, "no finite value for x in [-3, 3] and y in [-3, 3]", ("another domain",)),
        ("min(1/(x - x), y)", 0, "a part of this is infinite everywhere", ("a finite function",)),
        ("1/(x - x)", 0, "no finite value for x in [-3, 3] and y in [-3, 3]", ("another domain",)),
    ],
)
def test_errors_point_at_the_place_and_say_what_was_expected(text, position, problem, expected):
    with pytest.raises(ParseError) as caught:
        parse(text)
    error = caught.value
    assert (error.position, error.problem, error.expected) == (position, problem, expected)
    assert isinstance(error, ValueError)
    check_error(error, text)


def test_error_message_and_pointer():
    with pytest.raises(ParseError) as caught:
        parse("x + sin yx")
    error = caught.value
    assert str(error) == "at position 8: unexpected 'y'; expected ^ or ("
    assert error.pointer() == "x + sin yx\n        ^"
    again = ParseError(*error.args)  # a library may have taught pickle to take a raised error's frames along
    assert str(pickle.loads(pickle.dumps(again))) == str(error)


def test_pointer_shows_the_neighbourhood_of_a_far_place():
    with pytest.raises(ParseError) as caught:
        parse("x + " * 30 + "?" + " + x" * 30)
    shown, caret = caught.value.pointer().split("\n")
    assert len(shown) <= 60
    assert shown[len(caret) - 1] == "?"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x" + " + x" * MAX_LENGTH, "longer than"),
        ("sin(" * (MAX_DEPTH + 1) + "x" + ")" * (MAX_DEPTH + 1), "nested more than"),
        ("x" + "+x" * (MAX_HEIGHT + 1), "operations in a row"),
        ("*".join(f"sin({k}x + y)" for k in range(1, 14)), "second derivatives would be too long"),
    ],
)
def test_limits(text, problem):
    with pytest.raises(ParseError, match=problem):
        parse(text)


@pytest.mark.parametrize(
    ("text", "size", "first", "second"),
    [
        ("x+y", 3, 2, 0),
        ("x*y", 3, 10, 10),
        ("x*x*y", 5, 21, 42),
        ("x/y", 3, 10, 14),
        ("1/y", 3, 5, 4),
        ("(x*x)/(y*y)", 7, 32, 104),
        ("sin(x*y)", 4, 17, 44),
        ("(x*y)^3", 4, 17, 44),
        ("e^(x*y)", 4, 17, 44),
        ("x^y", 5, 14, 47),
        ("(x*y)^(x+y)", 9, 36, 157),
    ],
)
def test_growth_is_that_of_the_product_and_the_chain_rule_and_no_less_than_sympy_s(text, size, first, second):
    found = growth(syntax_tree(text))
    assert (found.size, found.first, found.second) == (size, first, second)
    x, y = sympy.symbols("x y", real=True)
    slopes = [sympy.diff(sympy.sympify(text.replace("^", "**"), {"e": sympy.E}), v) for v in (x, y)]
    seconds = [sympy.diff(slope, v) for slope in slopes for v in (x, y)]
    for found, bound in ((slopes, first), (seconds, second)):
        assert max(sum(1 for _ in sympy.preorder_traversal(each)) for each in found) <= max(bound, 1)


def test_limits_leave_room():
    growth(syntax_tree("*".join(f"sin({k}x + y)" for k in range(1, 13))))
    assert syntax_tree("(" * 240 + "x" + ")" * 240).op == "x"
    nested = MAX_DEPTH // 2
    assert parse("sin(" * nested + "x y" + ")" * nested).value((0.0, 1.0)) == 0.0
    assert parse("x" + "+x" * MAX_HEIGHT).value((1.0, 0.0)) == MAX_HEIGHT + 1


@pytest.mark.parametrize("text", ESCAPES)
def test_escapes_are_refused(text):
    with pytest.raises(ParseError) as caught:
        parse(text)
    check_error(caught.value, text)


def test_text_must_be_a_string():
    with pytest.raises(ValueError, match="text must be a string"):
        parse(None)


def test_as_many_letters_as_may_be_and_no_more():
    letters = [letter for letter in "abcdghkmnpqrstuvw" if letter not in CALLED][: MOST_LETTERS + 1]
    assert len(letters_of(syntax_tree("+".join(f"{letter} x" for letter in letters[:-1])))) == MOST_LETTERS
    check_words(" + ".join(f"{letter} x" for letter in letters[:-1]))
    with pytest.raises(ParseError, match="too many letters"):
        check_words(" + ".join(f"{letter} x" for letter in letters))
