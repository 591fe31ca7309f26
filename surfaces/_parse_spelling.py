"""A function as people write it → the one spelling that the grammar reads, with a way back to every place in the text.

Text in, text out, one pass for each kind of spelling; nothing is evaluated. What is read:

- signs: ² ³ ⁻¹ and the like, √ ∛, |x|, · × ÷ and their look-alikes, every dash as a minus, fullwidth forms;
- names in any case (`Sin`, `PI`, `X`), after `np.`, `math.` and their kind; `x1, x2`, `x_1`, `x₁`, `x[0]`, `w₁`;
- a definition in front: `f(x, y) =`, `z =`, `lambda x, y:`;
- a function without brackets before a lone variable: `sin x`, `cos 2y`, `ln x^2`;
- simple LaTeX: `\\frac{}{}`, `\\sqrt{}`, `\\sqrt[n]{}`, `\\sin`, `^{}`, `\\left(`, `\\cdot`, `\\pi`, `$…$`.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from surfaces._parse_names import ALIASES, CONSTANTS, FUNCTIONS, LETTERS, PAIRS, SHORT

NAMES = frozenset([*FUNCTIONS, *PAIRS, *ALIASES, *SHORT])
MODULES = r"(?:numpy|jnp|np|[mM]ath|torch|tf|sp|sympy|jax\.numpy|scipy\.special)\."
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣʸ", "0123456789+-()xy", strict=True))
SIGNS = {
    **dict.fromkeys("–—‒―−﹣－‐‑", "-"), **dict.fromkeys("·×∙⋅∗✕•", "*"), **dict.fromkeys("÷∕⁄／", "/"),
    **dict.fromkeys("（［", "("), **dict.fromkeys("）］", ")"), "＋": "+", "＝": "=", "，": ",", "∣": "|", "│": "|",
    "\u2061": "", "\u2062": "*", "\u200b": "", "\ufeff": "", "ˆ": "^", "˄": "^",
}  # fmt: skip
GREEK = {unicodedata.name(c).split()[-1].lower(): c for c in LETTERS if not c.isascii()}
GREEK |= {"lambda": "λ", "varepsilon": "ε", "varphi": "φ"}  # Unicode has "lamda"
LATEX_WORDS = {
    "cdot": "*", "times": "*", "div": "/", "left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "",
    "pi": "pi", "lvert": "|", "rvert": "|", "vert": "|", "lbrace": "(", "rbrace": ")", "quad": " ", "qquad": " ",
    **GREEK, "operatorname": "", "mathrm": "", "text": "", "displaystyle": "", "limits": "",
}  # fmt: skip
FRACTION = r"\\[dt]?frac\s*(\{[^{}]*\}|\w)\s*(\{[^{}]*\}|\w)"
HEADS = (
    r"\s*\$*\s*(?:[A-Za-z]\w*\s*\(\s*[\w\s,;\[\]₀₁₂]*\)|[zfEJL])\s*:?=(?!=)",
    r"\s*lambda\s+\w+\s*,\s*\w+\s*:",
    r"\s*(?:[A-Za-z]\s*:\s*)?\(?\s*[a-z]\s*,\s*[a-z]\s*\)?\s*(?:=>|->|↦|→)",
    r"\s*(?:@|function\s*)\(\s*\w+\s*,\s*\w+\s*\)",
    r"\s*def\s+\w+\s*\(\s*\w+\s*,\s*\w+\s*\)\s*:",
    r"\s*return\b",
)
FEW = 4  # heads, one after the other: z = f(x, y) =
NAMED = r"\b([A-Za-zα-ω])\s*[,;]\s*([A-Za-zα-ω])\s*(?=\)|:|=>|->|↦|→)"  # the variables of a head
PARTS = {"½": "(1/2)", "⅓": "(1/3)", "⅔": "(2/3)", "¼": "(1/4)", "¾": "(3/4)", "⅛": "(1/8)"}
ARCS = r"(?<![A-Za-z])(sin|cos|tan|sinh|cosh|tanh)\s*\^\s*(?:\(\s*-\s*1\s*\)|-\s*1)(?=\s*\()"


class Spelled(NamedTuple):
    """The text as the grammar reads it, and for each of its characters the place in the original."""

    text: str
    places: tuple[int, ...]

    def place(self, position: int) -> int:
        """Where a position of the text stands in the original."""
        if position < len(self.places):
            return self.places[position]
        return self.places[-1] + 1 if self.places else 0


Spelling = tuple[str, list[int]]


@lru_cache(maxsize=512)
def spelled(text: str) -> Spelled:
    """The spelling that the grammar reads. A text that it reads already comes back as it is."""
    made: Spelling = text, list(range(len(text)))
    for step in (_heads, _signs, _latex, _brackets, _names, _raised, _bars, _roots, _indices, _bare):
        made = step(made)
    return Spelled(made[0], tuple(made[1]))


def replaced(made: Spelling, pattern: str, new: str | Callable[[re.Match[str]], str], flags: int = 0) -> Spelling:
    """Every match replaced; what is new stands where the match began."""
    text, places = made
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for match in re.finditer(pattern, text, flags):
        fresh = match.expand(new) if isinstance(new, str) else new(match)
        parts += [text[at : match.start()], fresh]
        kept += places[at : match.start()] + [places[match.start()]] * len(fresh) if match.end() > match.start() else []
        at = match.end()
    return "".join(parts) + text[at:], kept + places[at:]


def _heads(made: Spelling) -> Spelling:
    """Without what stands in front; the variables that it names become x and y."""
    for _ in range(FEW):
        match = next(filter(None, (re.match(head, made[0]) for head in HEADS)), None)
        if match is None:
            break
        named = re.search(NAMED, match[0])
        made = made[0][match.end() :], made[1][match.end() :]
        if named and not {named[1], named[2]} & {"x", "y", "X", "Y", "e"}:
            made = _renamed(made, {named[1]: "x", named[2]: "y"})
    return made


def _renamed(made: Spelling, letters: dict[str, str]) -> Spelling:
    def word(match: re.Match[str]) -> str:
        low = match[0].lower()
        return match[0] if low in NAMES or low in CONSTANTS else "".join(letters.get(c, c) for c in match[0])

    return replaced(made, r"(?<!\\)[A-Za-zα-ω]+", word)


def _signs(made: Spelling) -> Spelling:
    made = replaced(made, "[" + re.escape("".join(SIGNS)) + "]", lambda m: SIGNS[m[0]])
    made = replaced(made, r"[\uff01-\uff5e]", lambda m: unicodedata.normalize("NFKC", m[0]))
    if made[0].count("$") % 2 == 0 or re.search(r"[^$]\$+[\s.;]*$", made[0]):
        made = replaced(made, r"\$", " ")
    made = replaced(made, "[" + "".join(PARTS) + "]", lambda m: PARTS[m[0]])
    made = replaced(made, r"\.(?=[*/^])", "")  # as in MATLAB: x.^2
    made = replaced(made, r"^\s*\{(.*)\}\s*$", lambda m: f" {m[1]} ") if _is_body(made[0]) else made
    return replaced(made, r";\s*$", " ")


def _is_body(text: str) -> bool:
    """Whether one pair of braces stands around all of a text, as in `function(x, y) { x + y }`."""
    return bool(re.fullmatch(r"\s*\{[^{}]*\}\s*;?\s*", text))


def _latex(made: Spelling) -> Spelling:
    if "\\" not in made[0] and "{" not in made[0]:
        return made
    if re.search(r"\\[A-Za-z]", made[0]):
        made = replaced(made, r"\\[,;:! ]|~", " ")
    made = replaced(made, r"\\log_\{?10\}?", "log10 ")
    for _ in range(1 + made[0].count("{")):
        before = made[0]
        made = replaced(made, FRACTION, lambda m: f"(({_in(m[1])})/({_in(m[2])}))")
        made = replaced(made, r"\\sqrt\s*\[3\]\s*\{([^{}]*)\}", lambda m: f"cbrt({m[1]})")
        made = replaced(made, r"\\sqrt\s*\[(\d+)\]\s*\{([^{}]*)\}", lambda m: f"(({m[2]})^(1/{m[1]}))")
        made = replaced(made, r"\\sqrt\s*\{([^{}]*)\}", lambda m: f"sqrt({m[1]})")
        made = replaced(made, r"(\^|_)\s*\{([^{}]*)\}", lambda m: f"{m[1]}({m[2]})")
        made = replaced(made, r"\\(?:operatorname|mathrm|text)\s*\{([^{}]*)\}", lambda m: f" {m[1]} ")
        if made[0] == before:
            break
    made = replaced(made, r"_\((\w)\)", lambda m: f"_{m[1]}")
    made = replaced(made, r"\\([A-Za-z]+)", lambda m: LATEX_WORDS.get(m[1], f" {m[1]} " if m[1] in NAMES else m[0]))
    return replaced(made, r"[{}]", lambda m: "()"["{}".index(m[0])])


def _in(part: str) -> str:
    return part[1:-1] if part.startswith("{") else part


def _brackets(made: Spelling) -> Spelling:
    """Sin[x] and [x + y]² with round brackets; x[0] stays."""
    if "[" not in made[0]:
        return made
    text = list(made[0])
    stack: list[int] = []
    for i, c in enumerate(text):
        if c == "[":
            stack.append(-1 if re.search(r"(?<![A-Za-z])[xwθ]\s*$", made[0][:i]) else i)
        elif c == "]" and stack and (begun := stack.pop()) >= 0:
            text[begun], text[i] = "(", ")"
    return "".join(text), made[1]


def _names(made: Spelling) -> Spelling:
    made = replaced(made, MODULES + r"(?=[A-Za-z])", "")
    made = replaced(made, r"(?<![A-Za-z])(log)_(10|2)(?!\d)", lambda m: f"log{m[2]} ")

    def lowered(match: re.Match[str]) -> str:
        word = match[0]
        low = word.lower()
        return low if word != low and (low in NAMES or low in CONSTANTS or low in ("x", "y")) else word

    return replaced(made, r"[A-Za-z]+", lowered)


def _raised(made: Spelling) -> Spelling:
    signs = "".join(SUPERSCRIPTS)
    made = replaced(
        made,
        f"[{signs}]+",
        lambda m: f"^({''.join(SUPERSCRIPTS[c] for c in m[0])})" if len(m[0]) > 1 else f"^{SUPERSCRIPTS[m[0]]}",
    )
    return replaced(made, ARCS, lambda m: f"a{m[1]}")


def _bars(made: Spelling) -> Spelling:
    """|…| → abs(…): a bar closes where one is open and a value has just ended, and opens elsewhere."""
    text, places = made
    if "|" not in text or text.count("|") % 2:
        return made
    parts: list[str] = []
    kept: list[int] = []
    depth, last = 0, "("
    open_: list[str] = []  # what closes each
    for i, (c, place) in enumerate(zip(text, places, strict=True)):
        if c == "|":
            if not depth or last in "+-*/^(,=":
                called = re.search(r"(?<![A-Za-z])([A-Za-z]+)\s*$", text[:i])
                of = bool(called and called[1] in NAMES)  # ln|x|
                c, depth = "(abs(" if of else "abs(", depth + 1
                open_.append("))" if of else ")")
            else:
                c, depth = open_.pop(), depth - 1
        parts.append(c)
        kept += [place] * len(c)
        last = last if c.isspace() else c[-1]
    return "".join(parts), kept


def _roots(made: Spelling) -> Spelling:
    atom = r"\s*(\d+(?:\.\d+)?|[A-Za-z]\w*(?:\([^()]*\))?)"
    for sign, name in (("√", "sqrt"), ("∛", "cbrt")):
        made = replaced(made, sign + r"\s*(?=\()", name)
        made = replaced(made, sign + atom, rf"{name}(\1)")
    return made


def _indices(made: Spelling) -> Spelling:
    made = replaced(made, r"\b[xwθ]\s*\[\s*([01])\s*\]", lambda m: "xy"[int(m[1])])
    if re.search(r"\bx\(\s*1\s*\)", made[0]) and re.search(r"\bx\(\s*2\s*\)", made[0]) and "y" not in made[0]:
        made = replaced(made, r"\bx\(\s*([12])\s*\)", lambda m: " xy"[int(m[1])])  # as in MATLAB
    if re.search(r"(?<![A-Za-z])[xwθ](?:_?0|₀)(?![\d.])", made[0]):  # counted from 0
        made = replaced(made, r"(?<![A-Za-z])[xwθ](?:_?([01])|([₀₁]))(?![\d.])", lambda m: "yx"[(m[1] or m[2]) in "0₀"])
    return replaced(made, r"(?<![A-Za-z])[xwθ](?:_?([12])|([₁₂]))(?![\d.])", lambda m: "xy"[m[1] == "2" or m[2] == "₂"])


def _bare(made: Spelling) -> Spelling:
    """sin x → sin(x), cos 2y → cos(2y), ln x^2 → ln(x^2): a lone variable, with a space or a sign behind it."""
    names = "|".join(sorted((name for name in NAMES if name not in PAIRS), key=len, reverse=True))
    argument = r"((?:\d+(?:\.\d+)?\s*\*?\s*)?(?:(?:π|pi)\s*\*?\s*)?[xy](?:\^(?:\d+|\(\d+\)))?)"
    power = r"(?:\s*(\^(?:\d|\(\d\))))?"
    return replaced(
        made, rf"(?<![A-Za-z])({names}){power}\s+{argument}(?![\w(^.])", lambda m: f"{m[1]}{m[2] or ''}({m[3]})"
    )  # fmt: skip
