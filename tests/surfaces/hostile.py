"""Texts that mean harm: generated ones that try to hang or fill whoever parses them, and the known sandbox escapes."""

import numpy as np

from surfaces import ParseError, parse

# Python's own ways out, calls and syntax; letters and signs that look like others; numbers that explode
ESCAPES = (
    "__import__('os').system('id')", "().__class__.__bases__[0].__subclasses__()", "x.__class__.__mro__",
    "x.__init__.__globals__['os']", "f.__globals__", "''.join(chr(i) for i in range(9))", "(lambda: x)()",
    "[c for c in ().__class__.__base__.__subclasses__()]", "{x: y}", "exec('x')", "eval('x + y')",
    "open('/etc/passwd').read()", "getattr(x, 'real')", "sympify('x')", "sin.__call__(x)", "sin(x).diff(x)",
    "x.evalf(1000000)", "Symbol('z')", "Integer(1)", "factorial(100000)", "gamma(1e9)", "x!", "x; y", "x = y",
    "x := y", "x == y", "x if y else x", "x and y", "not x", "~x", "x << 99", "x % y", "x // y", "x @ y", "x | y",
    "x[2]", "`id`", "$(id)", "${x}", "x %s", "x # y", "x \\ y", "'x'", '"x"', "f'{x}'", "b'x'", "1_000", "0x10", "1j",
    "1e5j", "nan", "inf", "-inf", "oo", "zoo", "I", "None", "True", "print(x)", "import os", "х + у",
    "𝑥 + 𝑦", "__ｉmport__('os')", "sın(x)", "ехр(x)", "١ + x",
    "x\u202ey", "x\x00y", "\ud800", "<script>alert(1)</script>", "x<img src=q onerror=alert(1)>",
    "9^9^9^9", "9**9**9**9", "((9^9)^9)^9^9", "x^1e9", "x^99999999999999999999", "1e999", "1e-999 x", "(2x)^99^99",
)  # fmt: skip
# where SymPy's own functions, comparisons or printer are slow or do not come to an end
TRAPS = (
    "tanh((tanh((tanh(y)/y)^2)/(tanh(y)/y)^2)^2)/(tanh((tanh(y)/y)^2)/(tanh(y)/y)^2)^2",
    "x sinh(sqrt(0.26))^100 + y sin(10 + e)^99",
    "cosh(atan(sinh(log10((log((min(e, x + y) + (x + y)^10) x)^(x - log(xy + exp(2x)) - (y/(x + y)^2)^pi) - e)))))",
    "-(-(1)^-1)^-2",
    "(((1 + 1/1000000007)^100)^7 x)^2",
    "abs(sin(1)^2 + cos(1)^2 - 1 - x)",
    "max(max(max(x y, y), sin(x)), max(sqrt(2)sqrt(3) - sqrt(6), x))",
)
FUNCTIONS = (
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "log10", "sqrt", "abs", "sign",
)  # fmt: skip
ALPHABET = "xyxye0123456789.+-*/^(),= fpisncotaglqrmbd\t_[]{}'\"\\|!@#%&:;<>?~`хуπ−·×²√∞\u200b\ud800\x00"
LEAVES = ("x", "y", "x", "y", "xy", "pi", "e", "2x", "(x+y)", "(x-2y)")
PARTS = (
    "sin({k}x+y)", "(x+{k}y)", "(x^{k}+y)", "exp(-(x-{k})^2-y^2)", "x^y", "(x-{k})^{k}", "sqrt(x+{k})", "x/{k}",
    "cos(x^{k}*y)^{k}", "abs(x-{k})", "log(x+{k}y)", "max(x,{k}y)", "tan(x/{k})", "{k}^x", "(x^2+{k}.5)^0.5",
    "({k}+y^-{k})^-2", "asin(x/{k})", "x y", "sin(sin({k}x y))", "exp(exp(x/{k}))",
)  # fmt: skip
AROUND = ("{}", "({})^20", "sin({})", "exp(-({})^2)", "1/({})", "({})^0.3", "({})*({})", "({})^x")
WRAPS = (
    "sin({})", "exp({})", "sqrt(1+{})", "({})^2", "({})^x", "x^({})", "({})^0.5", "1/(1+{})", "x*({})", "({})*({})",
    "-{}", "({})", "abs({})", "max({},y)", "({})^99", "2^({})", "log({})", "atan(tan({}))", "asin(sin({}))",
    "exp(log({}))", "log(exp({}))", "({})^(1/3)", "(2({}))^9", "cosh({})", "min({},{})", "sin({})^2", "sqrt({})^3",
    "tanh({})/({})", "sign({})", "acos({})", "({}-1)^2", "e^({})", "sinh(log({}))",
)  # fmt: skip
UNITS = ("(", "-", "sin(", "x^", "9^", "x", "+x", "*x", "/y", "^2", "(x+", "((((", "1.", "e", "sin", ")", "x y ")
NUMBERS = ("1.000000001", "(1+1/1000000007)", "9", "999999999999999", "sqrt(2)", "sin(1)", "(1/3)", "pi", "e")
GROWING = ("({})^100", "({})^99", "{}*999999999", "sqrt({})", "sin({})", "{}+1/7", "abs({})", "({})^(1/7)")
USES = ("{}", "{}*x", "x^({})", "sin({}x)", "abs({}-x)", "max({},{})", "({}x)^100", "(x+{})^50", "x/({})")


def answer(text):
    """All that a page asks of a text: the surface with its pictures, formulas and critical points, or the error."""
    try:
        surface = parse(text)
    except ParseError as error:
        check_error(error, text)
        return error
    (x0, x1), (y0, y1) = surface.domain
    w = np.stack(np.meshgrid(np.linspace(x0, x1, 161), np.linspace(y0, y1, 161)), axis=-1)
    assert surface.value(w).shape == (161, 161), text
    assert surface.gradient(surface.start).shape == (2,), text
    assert surface.hessian(surface.start).shape == (2, 2), text
    assert all((surface.latex, surface.gradient_latex, surface.hessian_latex)), text
    assert isinstance(surface.critical_points(), tuple), text
    return surface


def check_error(error, text):
    assert 0 <= error.position <= len(text), text
    assert f"at position {error.position}: " in str(error), text
    assert error.expected, text
    shown, caret = error.pointer().split("\n")
    assert caret == " " * caret.index("^") + "^", text
    if error.position < len(text) and text[error.position].isprintable():
        assert shown[caret.index("^")] == text[error.position], text


def hostile_text(rng):
    """One text, drawn with a random.Random."""
    return rng.choice((noise, mutated, escape, grown, grown, swell, swell, nested, nested, constants, repeated))(rng)


def noise(rng):
    return "".join(rng.choices(ALPHABET, k=rng.randint(0, rng.choice((5, 40, 600)))))


def mutated(rng):
    text = list(rng.choice((grown, escape, swell, nested))(rng))
    for _ in range(rng.randint(1, 4)):
        i, j = sorted(rng.choices(range(len(text) + 1), k=2))
        text[i:j] = rng.choice(([], [rng.choice(ALPHABET)], text[i:j] * 2, text[: j - i], list("__class__")))
    return "".join(text)


def escape(rng):
    return rng.choice(ESCAPES)


def number(rng):
    return str(rng.choice((1, 2, 3, 7, 10, 99, rng.randrange(10**6), rng.randrange(10**15), rng.random(), 1e-9)))


def grown(rng, size=None):
    """A well-formed expression of so many leaves."""
    size = rng.choice((2, 5, 10, 20, 40, 80)) if size is None else size
    if size <= 1:
        return rng.choice((*LEAVES, number(rng)))
    kind = rng.random()
    if kind < 0.3:
        return f"{rng.choice(FUNCTIONS)}({grown(rng, size - 1)})"
    if kind < 0.4:
        return f"({grown(rng, size - 1)})^{rng.choice((2, 3, 0.5, -1, -2, 10, 100, '(1/3)', 'x', 'y'))}"
    if kind < 0.44:
        return f"{rng.choice(('min', 'max'))}({grown(rng, size // 2)}, {grown(rng, size - size // 2)})"
    left = rng.randint(1, size - 1)
    return f"({grown(rng, left)}){rng.choice('+-*/^')}({grown(rng, size - left)})"


def swell(rng):
    """Sums, products, quotients and powers of many parts, whose derivatives are long."""
    part, sign = rng.choice(PARTS), rng.choice("+-*/")
    text = sign.join(part.format(k=k) for k in range(1, rng.randint(2, 60)))
    return rng.choice(AROUND).replace("{}", text)


def nested(rng):
    """A few wrappings around one another, deeply."""
    wraps = rng.choices(WRAPS, k=rng.choice((1, 1, 2, 3)))
    text = rng.choice(("x", "y", "x+y", "xy", "1", "x^2+y^2", "x^y"))
    for i in range(rng.randint(2, 60)):
        longer = wraps[i % len(wraps)].replace("{}", text)
        if len(longer) > 520:
            break
        text = longer
    return text


def constants(rng):
    """Numbers that grow when they are worked out exactly, or that are hard to compare."""
    value = rng.choice(NUMBERS)
    for _ in range(rng.randint(1, 12)):
        value = rng.choice(GROWING).replace("{}", value)
    return rng.choice(USES).replace("{}", value)


def repeated(rng):
    unit = rng.choice(UNITS)
    count = rng.randint(1, 600 // len(unit))
    return unit * count + rng.choice(("", "x", "1")) + rng.choice(("", ")" * (count * unit.count("("))))
