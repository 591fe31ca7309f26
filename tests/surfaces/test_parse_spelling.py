"""Functions as people write them: from forums, papers, notebooks and keyboards, read right or refused with a remedy."""

import math
import pickle

import numpy as np
import pytest
from public_texts import READ as PUBLIC
from public_texts import REFUSED as PUBLIC_REFUSED

from catalog import parameters
from optim import OPTIMIZERS, run
from scenes import from_dict, scene, to_dict
from surfaces import ParseError, parse
from surfaces._parse_spelling import spelled

X, Y = 0.7, -0.4
E = math.e
pi, sin, cos, tan, exp, log, sqrt, tanh = (
    math.pi,
    math.sin,
    math.cos,
    math.tan,
    math.exp,
    math.log,
    math.sqrt,
    math.tanh,
)

ACKLEY = -20 * exp(-0.2 * sqrt(0.5 * (X**2 + Y**2))) - exp(0.5 * (cos(2 * pi * X) + cos(2 * pi * Y))) + E + 20
ROSENBROCK = 100 * (Y - X**2) ** 2 + (1 - X) ** 2
HIMMELBLAU = (X**2 + Y - 11) ** 2 + (X + Y**2 - 7) ** 2
RASTRIGIN = 20 + X**2 - 10 * cos(2 * pi * X) + Y**2 - 10 * cos(2 * pi * Y)

READ = {
    # signs
    "x²+y²": X**2 + Y**2,
    "x³ − 3xy²": X**3 - 3 * X * Y**2,
    "2x²y³": 2 * X**2 * Y**3,
    "x⁻²": X**-2,
    "x⁻¹⁰ + y": X**-10 + Y,
    "e⁻ˣ": exp(-X),
    "√x": sqrt(X),
    "√(x²+y²)": math.hypot(X, Y),
    "2√x": 2 * sqrt(X),
    "∛y": -(0.4 ** (1 / 3)),
    "|x|+|y|": 1.1,
    "|x| |y|": 0.28,
    "2|x − 1|": 0.6,
    "||x|-|y||": 0.3,
    "|x·y|²": 0.28**2,
    "x·y": X * Y,
    "x × y": X * Y,
    "x∙y + x⋅y": 2 * X * Y,
    "x ÷ 2": X / 2,
    "x⁄y": X / Y,
    "x – y": X - Y,
    "x — y": X - Y,
    "x−y": X - Y,
    "x‐1": X - 1,
    "ｘ＋ｙ": X + Y,
    "３x": 3 * X,
    "x∗y": X * Y,
    "x\u200b + y": X + Y,
    "x\u2062y": X * Y,
    "x ˆ 2": X**2,
    "π x": pi * X,
    # names
    "Sin(X)+COS(Y)": sin(X) + cos(Y),
    "SIN(x)": sin(X),
    "PI*x": pi * X,
    "Pi x": pi * X,
    "Exp(-X^2)": exp(-(X**2)),
    "LN(x)": log(X),
    "ln(x)": log(X),
    "log(x)": log(X),
    "log10(x)": math.log10(X),
    "log2(x)": math.log2(X),
    "np.sin(x)*np.exp(-y**2)": sin(X) * exp(-(Y**2)),
    "numpy.cos(x)": cos(X),
    "math.sqrt(x**2)": X,
    "torch.tanh(x)": tanh(X),
    "jnp.log(x)": log(X),
    "np.pi * x": pi * X,
    "np.abs(y)": 0.4,
    "np.power(x, 3)": X**3,
    "pow(x, 2)": X**2,
    "pow(y, 1/3)": -(0.4 ** (1 / 3)),
    "np.maximum(x, y)": X,
    "fabs(y)": 0.4,
    "atan2(y, x)": math.atan2(Y, X),
    "np.arctan2(y, x)": math.atan2(Y, X),
    "mod(x, 0.5)": 0.2,
    "floor(3x)": 2.0,
    "ceil(3x)": 3.0,
    "sgn(y)": -1.0,
    "sec(x)": 1 / cos(X),
    "csc(x)": 1 / sin(X),
    "cot(x)": 1 / tan(X),
    "cbrt(y)": -(0.4 ** (1 / 3)),
    "erf(x)": math.erf(X),
    "np.square(x)": X**2,
    "asinh(x)": math.asinh(X),
    "arcsinh(x)": math.asinh(X),
    "acosh(x + 1)": math.acosh(X + 1),
    "atanh(y)": math.atanh(Y),
    # variables
    "x1^2 + x2^2": X**2 + Y**2,
    "x_1^2 + 10x_2^2": X**2 + 10 * Y**2,
    "x₁² + x₂²": X**2 + Y**2,
    "x[0]**2 + x[1]**2": X**2 + Y**2,
    "w1^2 + w2^2": X**2 + Y**2,
    "w₁w₂": X * Y,
    "100*(x2 - x1**2)**2 + (1 - x1)**2": ROSENBROCK,
    "100*(x[1]-x[0]**2)**2+(1-x[0])**2": ROSENBROCK,
    "X^2 + Y^2": X**2 + Y**2,
    # definitions
    "f(x, y) = x^2 + y": X**2 + Y,
    "f(x,y)=x": X,
    "f(x) = x^2": X**2,
    "f(x1, x2) = x1 + x2": X + Y,
    "f(x,y) := x y": X * Y,
    "g(x, y) = x": X,
    "E(w) = w1^2 + w2^2": X**2 + Y**2,
    "E(w₁, w₂) = w₁² + w₂²": X**2 + Y**2,
    "z = x^2 - y^2": X**2 - Y**2,
    "f = x + y": X + Y,
    "lambda x, y: x**2 + y**2": X**2 + Y**2,
    "(x, y) => x*y": X * Y,
    "x, y -> x + y": X + Y,
    "x^2 + y^2;": X**2 + Y**2,
    # without brackets
    "sin x": sin(X),
    "sin x + cos y": sin(X) + cos(Y),
    "sin x cos y": sin(X) * cos(Y),
    "cos 2x": cos(2 * X),
    "sin 3x + y": sin(3 * X) + Y,
    "ln x": log(X),
    "sin x^2": sin(X**2),
    "2 sin x": 2 * sin(X),
    "sin² (x)": sin(X) ** 2,
    "sin^2(x) + cos^2(y)": sin(X) ** 2 + cos(Y) ** 2,
    # roots of negative numbers
    "y^(1/3)": -(0.4 ** (1 / 3)),
    "y^(2/3)": 0.4 ** (2 / 3),
    "y^(3/5)": -(0.4 ** (3 / 5)),
    "y^(-1/3)": -(0.4 ** (-1 / 3)),
    "y^(2/6)": -(0.4 ** (1 / 3)),
    # LaTeX
    r"\frac{x^2}{2} + \sqrt{y^2+1}": X**2 / 2 + sqrt(Y**2 + 1),
    r"\frac{1}{2}\left(x^{2}+y^{2}\right)": (X**2 + Y**2) / 2,
    r"\frac12 x^2": X**2 / 2,
    r"\dfrac{x}{y+1}": X / (Y + 1),
    r"\sin\left(x\right)^{2}": sin(X) ** 2,
    r"\sin(x)\cos(y)": sin(X) * cos(Y),
    r"\sin x \cdot \cos y": sin(X) * cos(Y),
    r"$e^{-x^2}\cdot y$": exp(-(X**2)) * Y,
    r"$$x^2 + y^2$$": X**2 + Y**2,
    r"\exp\left(-\frac{x^2+y^2}{2}\right)": exp(-(X**2 + Y**2) / 2),
    r"\left|x\right| + \lvert y \rvert": 1.1,
    r"\sqrt[3]{y}": -(0.4 ** (1 / 3)),
    r"\pi x": pi * X,
    r"x_{1}^{2} + x_{2}^{2}": X**2 + Y**2,
    r"x_1^2 \times x_2": X**2 * Y,
    r"f(x, y) = \ln(x^2 + 1)": log(X**2 + 1),
    r"\operatorname{arctan}(x)": math.atan(X),
    r"\tanh x\,y": tanh(X) * Y,
    r"-20\exp\left(-0.2\sqrt{0.5\left(x^{2}+y^{2}\right)}\right)": -20 * exp(-0.2 * sqrt(0.5 * (X**2 + Y**2))),
    # whole functions
    "-20*exp(-0.2*sqrt(0.5*(x**2+y**2)))-exp(0.5*(cos(2*pi*x)+cos(2*pi*y)))+e+20": ACKLEY,
    "-20*np.exp(-0.2*np.sqrt((x**2+y**2)/2)) - np.exp((np.cos(2*np.pi*x)+np.cos(2*np.pi*y))/2) + np.e + 20": ACKLEY,
    "(x²+y−11)²+(x+y²−7)²": HIMMELBLAU,
    "(x**2 + y - 11)**2 + (x + y**2 - 7)**2": HIMMELBLAU,
    "20 + (x² − 10cos(2πx)) + (y² − 10cos(2πy))": RASTRIGIN,
    "20 + x^2 - 10*Cos(2*Pi*x) + y^2 - 10*Cos(2*Pi*y)": RASTRIGIN,
    "(1.5 - x + x*y)**2": (1.5 - X + X * Y) ** 2,
    "0.26(x²+y²) − 0.48xy": 0.26 * (X**2 + Y**2) - 0.48 * X * Y,
    "sin(x + y) + (x − y)² − 1.5x + 2.5y + 1": sin(X + Y) + (X - Y) ** 2 - 1.5 * X + 2.5 * Y + 1,
    "1/(1+e^(-x))": 1 / (1 + exp(-X)),
    "tanh(x)·tanh(y)": tanh(X) * tanh(Y),
    "max(0, x) + max(0, −y)": 1.1,
}

REFUSED = {
    "sin xy": ("unexpected 'x'", 4),
    "sin": ("ends too early", 3),
    "x^2 + y^2 = 1": ("unexpected '='", 10),
    "x +": ("ends too early", 3),
    "(x + y": ("ends too early", 6),
    "x + y)": ("unexpected ')'", 5),
    "|x + y": ("unexpected '|'", 0),
    "x³ + z²": ("unknown name 'z'", 5),
    "x² + foo(y)": ("unknown name 'foo'", 5),
    r"\sum x": ("unexpected", 0),
    r"\frac{x}": ("unexpected", 0),
    "√": ("unexpected", 0),
    "x % 2": ("unexpected '%'", 2),
    "x if x > 0 else y": ("unknown name 'if'", 2),
    "x == y": ("unexpected '='", 2),
    "": ("ends too early", 0),
    "np.random.rand()": ("unknown name", 0),
}

READ |= PUBLIC
REFUSED |= PUBLIC_REFUSED


def test_two_hundred_texts_and_more():
    assert len(READ) + len(REFUSED) >= 200


@pytest.mark.parametrize("text", READ)
def test_texts_as_people_write_them(text):
    assert float(parse(text).value((X, Y))) == pytest.approx(READ[text], rel=1e-12)


LETTERS = {
    "a x^2 + b y^2": (("a", "b"), 2 * X**2 + 3 * Y**2),
    "ax²+by²": (("a", "b"), 2 * X**2 + 3 * Y**2),
    "A exp(-x^2)": (("A",), 2 * exp(-(X**2))),
    "k sin(3x) + λ y²": (("k", "λ"), 2 * sin(3 * X) + 3 * Y**2),
    r"\lambda x^2 + \mu y^2": (("λ", "μ"), 2 * X**2 + 3 * Y**2),
    "x^a": (("a",), X**2),
    "(x - a)^2 + (y - b)^2": (("a", "b"), (X - 2) ** 2 + (Y - 3) ** 2),
}


@pytest.mark.parametrize("text", LETTERS)
def test_letters_are_parameters(text):
    letters, expected = LETTERS[text]
    surface = parse(text, **dict(zip(letters, (2.0, 3.0), strict=False)))
    assert tuple(surface.letters) == letters
    assert [p.name for p in parameters(surface)] == list(letters)
    assert float(surface.value((X, Y))) == pytest.approx(expected)
    assert parse(**surface.settings()) == surface
    assert pickle.loads(pickle.dumps(surface)) == surface
    assert from_dict(to_dict(scene("own", surface, OPTIMIZERS["adam"]()))).surface == surface


def test_a_letters_derivatives_and_minima_follow_its_value():
    surface = parse("(x - a)^2 + b y^2", a=2.0, b=3.0)
    assert surface.gradient((1.0, 1.0)).tolist() == [-2.0, 6.0]
    assert surface.hessian((1.0, 1.0)).tolist() == [[2.0, 0.0], [0.0, 6.0]]
    assert surface.minima() == pytest.approx(np.array([[2.0, 0.0]]))


def test_letters_may_be_lanes():
    surface = parse("a x^2 + y^2", a=np.array([1.0, 2.0]))
    t = run(OPTIMIZERS["gradient_descent"](lr=0.1), surface, (1.0, 1.0), 3)
    assert t.points[-1, :, 0] == pytest.approx([0.8**3, 0.6**3])
    assert t.lane(1).surface == parse("a x^2 + y^2", a=2.0)


@pytest.mark.parametrize("text", ["foo(x)", "ab x", "f(x)", "g(x) + 1", "z + x", "i x", "mu x", "a+b+c+d+g+h+k"])
def test_what_is_no_letter_is_refused(text):
    with pytest.raises(ParseError, match=r"unknown name|too many letters"):
        parse(text)


def test_values_of_letters_are_checked():
    for letters in ({"c": 1.0}, {"a": math.inf}, {"a": "1"}, {"a": 1e9}):
        with pytest.raises(ValueError, match=r"no 'c'|a must be"):
            parse("a x^2", **letters)


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_refused_at_its_place_with_a_remedy(text):
    problem, position = REFUSED[text]
    with pytest.raises(ParseError) as refusal:
        parse(text)
    assert problem in str(refusal.value)
    assert refusal.value.expected
    assert abs(refusal.value.position - position) <= 3
    assert refusal.value.text == text


@pytest.mark.parametrize("text", [*READ, *REFUSED])
def test_every_character_has_a_place_in_the_text(text):
    made = spelled(text)
    assert len(made.places) == len(made.text)
    assert all(0 <= place < len(text) for place in made.places)
    assert list(made.places) == sorted(made.places)


@pytest.mark.parametrize("text", READ)
def test_what_is_read_is_written_as_the_grammar_has_it(text):
    assert spelled(spelled(text).text).text == spelled(text).text


@pytest.mark.parametrize("text", ["x^(1/3)", "x^(2/3)", "y^(3/5)", "cbrt(x) + y"])
def test_real_roots_have_real_slopes_on_both_sides(text):
    surface = parse(text)
    for w in ((-0.8, -0.3), (0.8, 0.3)):
        for i in range(2):
            h = 1e-6
            step = [h * (i == 0), h * (i == 1)]
            ahead, behind = (float(surface.value([w[0] + s * step[0], w[1] + s * step[1]])) for s in (1, -1))
            assert float(surface.gradient(w)[i]) == pytest.approx((ahead - behind) / (2 * h), abs=1e-6)
