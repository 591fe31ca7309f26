"""Numbers in words and formulas."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from catalog import number


def counted(count: float, noun: str) -> str:
    """A whole number with its noun: 1 step, 2 steps, 12,000 steps."""
    return f"{count:,.0f} {noun}{'' if count == 1 else 's'}"


def factor(value: float, digits: int = 3) -> str:
    """What a step multiplies by: with as many digits more as it takes to tell it from 1."""
    close = abs(abs(value) - 1)
    more = int(np.ceil(-np.log10(close))) if 0 < close < 1 else 0
    return number(value, max(digits, min(more + 1, 15)))


def latex(value: float, digits: int = 3) -> str:
    """The same for a formula: −1.2·10⁻⁷."""
    if not np.isfinite(value):
        return r"\text{–}"
    mantissa, _, exponent = number(value, digits).replace("−", "-").partition("e")
    return rf"{mantissa}\cdot 10^{{{exponent}}}" if exponent else mantissa


def matrix(rows: Sequence[Sequence[float]], digits: int = 3) -> str:
    """A matrix, or a column of numbers given as rows of one; an entry that is lost beside the largest is 0."""
    given = np.asarray(rows, dtype=float)
    lost = np.abs(given) <= np.finfo(float).eps * np.abs(given).max()
    body = r" \\ ".join(" & ".join(latex(value, digits) for value in row) for row in np.where(lost, 0.0, given))
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def plain(words: str, most: int = 30) -> str:
    """A visitor's words as a picture may show them: short, and without what Plotly reads as markup or a template."""
    short = words if len(words) <= most else words[: most - 1] + "…"
    return short.replace("<", "‹").replace(">", "›").replace("%{", "% {").replace("&", "＆").replace("$", "＄")


RAISED = str.maketrans("0123456789+-*", "₀₁₂₃₄₅₆₇₈₉⁺⁻*")


def letters(symbol: str) -> str:
    r"""A symbol of LaTeX in plain letters, as labels and screen readers want it: \beta_1 → β₁, E^* → E*."""
    plain = re.sub(r"_\{\\(min|max)\}", r" \1", symbol)
    plain = re.sub(r"\\(?:var)?([A-Za-z]+)", lambda m: _greek(m[1]), plain)
    return re.sub(r"[_^]\{?([\d+*-]+)\}?", lambda m: m[1].translate(RAISED), plain)


def _greek(name: str) -> str:
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {case} LETTER {name.lower().replace('lambda', 'lamda')}")
