"""Numbers in words and formulas."""

import numpy as np
import pytest

from lessons._text import counted, latex, letters, matrix, number, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.5, "−1.5"),
        (1234.5, "1230"),
        (2.5e-7, "2.5e−7"),
        (-123456.0, "−1.23e5"),
        (99999.0, "100000"),
        (100000.0, "1e5"),
        (1e-3, "0.001"),
        (9.99e-4, "9.99e−4"),
        (np.nan, "undefined"),
    ],
)
def test_number(value, text):
    assert number(value) == text


def test_a_number_that_is_rounded_to_one_digit_has_no_point():
    assert [number(value, 2) for value in (2.04e-7, 1.96e-5, -1.999e9)] == ["2e−7", "2e−5", "−2e9"]


def test_latex():
    assert latex(-2.5e-7, 2) == r"-2.5\cdot 10^{-7}"
    assert latex(np.inf) == r"\text{–}"
    assert matrix([[1.0, -2.0], [0.5, 0.0]]) == r"\begin{pmatrix} 1 & -2 \\ 0.5 & 0 \end{pmatrix}"
    assert matrix([[10.0, 5.5e-16], [5.5e-16, 1e-3]]) == r"\begin{pmatrix} 10 & 0 \\ 0 & 0.001 \end{pmatrix}"
    assert matrix([[2e-14], [-1e-14]]) == r"\begin{pmatrix} 2\cdot 10^{-14} \\ -1\cdot 10^{-14} \end{pmatrix}"


def test_counted():
    assert [counted(n, "step") for n in (0, 1, 2.0, 12000)] == ["0 steps", "1 step", "2 steps", "12,000 steps"]


@pytest.mark.parametrize(
    ("symbol", "words"),
    [
        (r"\eta", "η"),
        (r"\beta_1", "β₁"),
        (r"\varepsilon", "ε"),
        (r"\lambda", "λ"),
        (r"\eta^+", "η⁺"),
        (r"\Delta_{\max}", "Δ max"),
        ("E^*", "E*"),
        ("", ""),
    ],
)
def test_letters(symbol, words):
    assert letters(symbol) == words


def test_a_visitor_s_words_are_cut_to_the_room_there_is():
    assert [plain(words, 5) for words in ("", "four", "fiver", "sixsix")] == ["", "four", "fiver", "sixs…"]
    assert plain("<b>$x$&%{y}") == "‹b›＄x＄＆% {y}"
