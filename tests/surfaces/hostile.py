"""Texts that mean harm: generated ones that try to hang or fill whoever parses them, and the known sandbox escapes."""

import random

ESCAPES = (
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__.__mro__",
    "x.__init__.__globals__['os']",
    "f.__globals__",
    "''.join(chr(i) for i in range(9))",
    "(lambda: x)()",
    "[c for c in ().__class__.__base__.__subclasses__()]",
    "{x: y}",
    "exec('x')",
    "eval('x + y')",
    "open('/etc/passwd').read()",
    "getattr(x, 'real')",
    "sympify('x')",
    "sin.__call__(x)",
    "sin(x).diff(x)",
    "x.evalf(1000000)",
    "Symbol('z')",
    "Integer(1)",
    "factorial(100000)",
    "gamma(1e9)",
    "x!",
    "x; y",
    "x = y",
    "x := y",
    "x == y",
    "x if y else x",
    "x and y",
    "not x",
    "~x",
    "x << 99",
    "x % y",
    "x // y",
    "x @ y",
    "x | y",
    "x[0]",
    "`id`",
    "$(id)",
    "${x}",
    "%s" % "x %s",
    "x # y",
    "x \\ y",
    "'x'",
    '"x"',
    "f'{x}'",
    "b'x'",
    "1_000",
    "0x10",
    "1j",
    "1e5j",
    "nan",
    "inf",
    "-inf",
    "oo",
    "zoo",
    "I",
    "None",
    "True",
    "print(x)",
    "import os",
    "х + у",  # Cyrillic
    "ｘ + ｙ",  # full width
    "𝑥 + 𝑦",  # mathematical italics
    "ｓｉｎ(x)",
    "__ｉmport__('os')",
    "sın(x)",  # dotless i
    "ехр(x)",  # Cyrillic е, х, р
    "x＋y",
    "x＾2",
    "x∗y",
    "x⁄y",
    "１+x",
    "١ + x",
    "x²",
    "√x",
    "x\u200by",
    "x\u202ey",
    "x\x00y",
    "\ud800",
    "<script>alert(1)</script>",
    "x<img src=q onerror=alert(1)>",
    "9^9^9^9",
    "9**9**9**9",
    "((9^9)^9)^9^9",
    "x^1e9",
    "x^99999999999999999999",
    "1e999",
    "1e-999 x",
    "(2x)^99^99",
)

FUNCTIONS = "sin cos tan asin acos atan sinh cosh tanh exp log log10 sqrt abs sign arctan ln".split()
SIGNS = "+-*/^"
ALPHABET = "xyxye0123456789.+-*/^(),= fpisncotaglqrmbd\t_[]{}'\"\\|!@#%&:;<>?~`хуπ−·×²√∞\u200b\ud800\x00"


def hostile_text(rng: random.Random) -> str:
    return rng.choice(KINDS)(rng)


def noise(rng: random.Random) -> str:
    return "".join(rng.choices(ALPHABET, k=rng.randint(0, rng.choice((5, 40, 600)))))


def mutated(rng: random.Random) -> str:
    text = list(rng.choice((grown, escape, swell, nested))(rng))
    for _ in range(rng.randint(1, 4)):
        i, j = sorted(rng.choices(range(len(text) + 1), k=2))
        text[i:j] = rng.choice(([], [rng.choice(ALPHABET)], text[i:j] * 2, text[: j - i], list("__class__")))
    return "".join(text)


def escape(rng: random.Random) -> str:
    return rng.choice(ESCAPES)


def leaf(rng: random.Random) -> str:
    return rng.choice(("x", "y", "x", "y", "xy", "pi", "e", "2x", "(x+y)", "(x-2y)", number(rng)))


def number(rng: random.Random) -> str:
    digits = str(rng.choice((1, 2, 3, 7, 10, 99, rng.randrange(10**6), rng.randrange(10**15), rng.random(), 1e-9)))
    return digits


def grown(rng: random.Random, size: int | None = None) -> str:
    """A random expression of about so many leaves, well formed."""
    size = rng.choice((2, 5, 10, 20, 40, 80)) if size is None else size
    if size <= 1:
        return leaf(rng)
    kind = rng.random()
    if kind < 0.3:
        return f"{rng.choice(FUNCTIONS)}({grown(rng, size - 1)})"
    if kind < 0.4:
        return f"({grown(rng, size - 1)})^{rng.choice((2, 3, 0.5, -1, -2, 10, 100, '(1/3)', 'x', 'y'))}"
    if kind < 0.44:
        return f"{rng.choice(('min', 'max'))}({grown(rng, size // 2)}, {grown(rng, size - size // 2)})"
    left = rng.randint(1, size - 1)
    return f"({grown(rng, left)}){rng.choice(SIGNS)}({grown(rng, size - left)})"


def swell(rng: random.Random) -> str:
    """Sums, products, quotients and powers of many parts, whose derivatives are long."""
    count = rng.randint(2, 60)
    part = rng.choice(
        (
            "sin({k}x+y)", "(x+{k}y)", "(x^{k}+y)", "exp(-(x-{k})^2-y^2)", "x^y", "(x-{k})^{k}", "sqrt(x+{k})", "x/{k}",
            "cos(x^{k}*y)^{k}", "abs(x-{k})", "log(x+{k}y)", "max(x,{k}y)", "tan(x/{k})", "{k}^x", "(x^2+{k}.5)^0.5",
            "({k}+y^-{k})^-2", "asin(x/{k})", "x y", "sin(sin({k}x y))", "exp(exp(x/{k}))",
        )
    )  # fmt: skip
    text = rng.choice("+-*/").join(part.format(k=k) for k in range(1, count))
    return rng.choice(("{}", "({})^20", "sin({})", "exp(-({})^2)", "1/({})", "({})^0.3", "({})*({})", "({})^x"))[:].replace(
        "{}", text
    )


def nested(rng: random.Random) -> str:
    """One wrapping around another, deeply."""
    wrap = [
        rng.choice(
            (
                "sin({})", "exp({})", "sqrt(1+{})", "({})^2", "({})^x", "x^({})", "({})^0.5", "1/(1+{})", "x*({})",
                "({})*({})", "-{}", "({})", "abs({})", "max({},y)", "({})^99", "2^({})", "log({})", "atan(tan({}))",
                "asin(sin({}))", "exp(log({}))", "log(exp({}))", "({})^(1/3)", "(2({}))^9", "cosh({})", "min({},{})",
                "sin({})^2", "sqrt({})^3", "tanh({})/({})", "sign({})", "acos({})", "({}-1)^2", "e^({})", "sinh(log({}))",
            )
        )  # fmt: skip
        for _ in range(rng.choice((1, 1, 2, 3)))
    ]
    text = rng.choice(("x", "y", "x+y", "xy", "1", "x^2+y^2", "x^y"))
    for i in range(rng.randint(2, 60)):
        longer = wrap[i % len(wrap)].replace("{}", text)
        if len(longer) > 520:
            break
        text = longer
    return text


def constants(rng: random.Random) -> str:
    """Numbers that grow when they are worked out exactly, or that are hard to compare."""
    value = rng.choice(("1.000000001", "(1+1/1000000007)", "9", "999999999999999", "sqrt(2)", "sin(1)", "(1/3)", "pi", "e"))
    for _ in range(rng.randint(1, 12)):
        shape = rng.choice(("({})^100", "({})^99", "{}*999999999", "sqrt({})", "sin({})", "{}+1/7", "abs({})", "({})^(1/7)"))
        value = shape.replace("{}", value)
    return rng.choice(("{}", "{}*x", "x^({})", "sin({}x)", "abs({}-x)", "max({},{})", "({}x)^100", "(x+{})^50", "x/({})")).replace(
        "{}", value
    )


def repeated(rng: random.Random) -> str:
    unit = rng.choice(("(", "-", "sin(", "x^", "9^", "x", "+x", "*x", "/y", "^2", "(x+", "((((", "1.", "e", "sin", ")", "x y "))
    count = rng.randint(1, 600 // len(unit))
    return unit * count + rng.choice(("", "x", "1")) + rng.choice(("", ")" * (count * unit.count("("))))


KINDS = (noise, mutated, escape, grown, grown, swell, swell, nested, nested, constants, repeated)
