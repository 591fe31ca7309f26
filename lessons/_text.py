"""Numbers in words and formulas."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np


def number(value: float, digits: int = 3) -> str:
    """So many significant digits, with a proper minus sign; powers of ten where it is very large or small."""
    if not np.isfinite(value):
        return "undefined"
    value = value + 0.0  # no negative zero
    if value and not 1e-3 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    else:
        text = np.format_float_positional(value, precision=digits, fractional=False, trim="-")
    return text.replace("-", "−")


def counted(count: float, noun: str) -> str:
    """A whole number with its noun: 1 step, 2 steps, 12,000 steps."""
    return f"{count:,.0f} {noun}{'' if count == 1 else 's'}"


def latex(value: float, digits: int = 3) -> str:
    """The same for a formula: −1.2·10⁻⁷."""
    if not np.isfinite(value):
        return r"\text{–}"
    mantissa, _, exponent = number(value, digits).replace("−", "-").partition("e")
    return rf"{mantissa}\cdot 10^{{{exponent}}}" if exponent else mantissa


def matrix(rows: Sequence[Sequence[float]], digits: int = 3) -> str:
    """A matrix, or a column of numbers given as rows of one."""
    body = r" \\ ".join(" & ".join(latex(value, digits) for value in row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


RAISED = str.maketrans("0123456789+-*", "₀₁₂₃₄₅₆₇₈₉⁺⁻*")


def letters(symbol: str) -> str:
    r"""A symbol of LaTeX in plain letters, as labels and screen readers want it: \beta_1 → β₁, E^* → E*."""
    plain = re.sub(r"_\{\\(min|max)\}", r" \1", symbol)
    plain = re.sub(r"\\(?:var)?([A-Za-z]+)", lambda m: _greek(m[1]), plain)
    return re.sub(r"[_^]\{?([\d+*-]+)\}?", lambda m: m[1].translate(RAISED), plain)


def _greek(name: str) -> str:
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    return unicodedata.lookup(f"GREEK {case} LETTER {name.lower().replace('lambda', 'lamda')}")
