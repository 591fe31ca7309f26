"""What pages say whatever they are set to: each number in such a text is computed here, and each law tried."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from lessons.decay import drawn
from lessons.ends import hundred
from lessons.error_surfaces import random_hessians, saddles
from lessons.stability import edge
from lessons.stationary import width
from lessons.stationary.saddles import RUNS, Hunt
from lessons.step_size.bowl import LECTURE
from lessons.winner import tournament
from optim import OPTIMIZERS, run
from surfaces import SURFACES

PAGES = Path(__file__).parents[2] / "pages"


def texts(page):
    """The texts of a page in which nothing is filled in, without docstrings and formulas."""
    tree = ast.parse((PAGES / f"{page}.py").read_text(encoding="utf-8"))
    filled = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in filled]
    about = ast.get_docstring(tree, clean=False)
    return [
        text
        for text in found
        if isinstance(text, str) and text != about and len(text) > 38 and not text.startswith("\\")
    ]


def lowest_error():
    """Of the spherical spin glass with p = 3 for n → ∞, in units of its threshold: where the complexity of minima is 0
    (Auffinger, Ben Arous & Černý 2013, theorem 2.8)."""
    p = 3
    edge = 2 * np.sqrt((p - 1) / p)

    def complexity(e):
        root = np.sqrt(e * e - edge * edge)
        return 0.5 * np.log(p - 1) - (p - 2) / (4 * (p - 1)) * e * e - (
            e / edge**2 * root - np.log(e + root) + np.log(edge)
        )  # fmt: skip

    return brentq(complexity, edge * (1 + 1e-9), 1.1 * edge) / edge


def solving():
    """Multiplications and divisions of an LU factorisation of n = 10⁵, counted step by step."""
    k = np.arange(1, 10**5)[::-1].astype(float)
    return (k + k * k).sum()


NUMBERS = [
    ("step_size", "best step sizes {} and {}", lambda: LECTURE),
    ("step_size", "sets the limit, {}:", lambda: (2 * min(LECTURE),)),
    ("decay", "and {} starts run under it", lambda: (len(drawn.STARTS),)),
    ("stability", "a network of {} weights", lambda: (edge.network().dims,)),
    ("stationary", "five units, c = {}", lambda: (Hunt().l2,)),
    ("error_surfaces", "the lowest error of all is −{}", lambda: (round(lowest_error(), 3),)),
    ("error_surfaces", "{} times nearer costs the same", lambda: (saddles.DISTANCES[0] / saddles.DISTANCES[1],)),
    ("newton", "10¹⁰ of them for 10⁵ parameters, which is {} GB", lambda: (8 * 10**10 // 10**9,)),
    ("newton", "about n³/3 operations, {}·10¹⁴", lambda: (round(solving() / 1e14),)),
    ("moons", "a hundred times the work for a tenth", lambda: ()),
    ("winner", "as a power of ten, rounded to {}.", lambda: (10.0**-tournament.DIGITS,)),
]


@pytest.mark.parametrize(("page", "words", "computed"), NUMBERS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_number_that_stands_in_a_text_is_what_is_computed(page, words, computed):
    assert any(words.format(*(f"{value:g}" for value in computed())) in text for text in texts(page))


def test_numbers_in_words():
    assert (hundred.COUNT, RUNS, width.RUNS, Hunt().width) == (100, 100, 200, 5)
    assert any("A hundred runs" in text for text in texts("ends"))
    assert any("A hundred runs of each" in text for text in texts("stationary"))
    assert any("two hundred starts" in text for text in texts("stationary"))
    assert drawn.POINTS == 6
    assert any("the six points" in text for text in texts("decay"))


def test_every_number_of_a_text_is_held():
    """So that a new one is not forgotten. Typical values of networks, and of others' papers, are facts."""
    facts = {"45", "0.001", "0.9", "0.999", "10", "95", "2014", "3.3"}
    held = {number for _, words, computed in NUMBERS for number in (f"{value:g}" for value in computed())}
    for page in (path.stem for path in PAGES.glob("*.py")):
        for text in texts(page):
            bare = re.sub(r"\[[^\]]*\]\(\S+\)|\$[^$]*\$|\[\w+\]|#\w+", "", text)
            found = set(re.findall(r"(?<![\w.·⁻:/-])\d+\.?\d+(?![\w·]|\.\d)", bare))
            assert found <= held | facts, (page, text)


def roots(rule, x, beta):
    """The largest root of the recursion of momentum or Nesterov on a parabola, at ηλ = x."""
    share = x if rule == "momentum" else x * (1 + beta)
    keeps = beta if rule == "momentum" else beta * (1 - x)
    return np.abs(np.roots([1, -(1 + beta - share), keeps])).max()


def test_nesterovs_swings_die_out_sooner_away_from_its_lower_limit():
    for beta in (0.3, 0.6, 0.9, 0.99):
        limits = {
            rule: max(x for x in np.arange(0.01, 4, 0.01) if roots(rule, x, beta) < 1) for rule in ("momentum", "")
        }
        assert limits[""] < limits["momentum"]
        both = [x for x in np.linspace(0.01, 0.99, 50) if 4 * beta > (1 + beta) ** 2 * (1 - x)]
        assert both  # where both swing
        for x in both:
            assert roots("", x, beta) < roots("momentum", x, beta) + 1e-12


def test_at_45_degrees_rates_of_its_own_are_no_better_than_a_single_rate():
    bowl = SURFACES["quadratic"](lambda1=7.0, lambda2=1.0, angle=45.0)
    own, single = (run(OPTIMIZERS[slug](lr=lr), bowl, (1.0, 0.4), 20)
                   for slug, lr in (("coordinatewise", 1.0), ("gradient_descent", 2 / 8)))  # fmt: skip
    np.testing.assert_allclose(own.points, single.points, atol=1e-12)


def test_along_the_axes_one_step_is_enough():
    bowl = SURFACES["quadratic"](lambda1=7.0, lambda2=1.0, angle=0.0)
    assert np.allclose(run(OPTIMIZERS["coordinatewise"](lr=1.0), bowl, (1.0, 0.4), 1).points[1], 0)


def test_uncorrected_adams_first_step_is_too_long_just_if_the_root_comes_up_more_slowly():
    surface = SURFACES["parabola"](a=1.0)
    for beta1, beta2 in ((0.9, 0.999), (0.9, 0.98), (0.5, 0.9), (0.5, 0.7), (0.0, 0.5)):
        rule = OPTIMIZERS["adam"](lr=0.1, beta1=beta1, beta2=beta2, eps=0.0, bias_correction=False)
        step = abs(np.diff(run(rule, surface, (2.0,), 1).points[:, 0])[0])
        assert step == pytest.approx(0.1 * (1 - beta1) / np.sqrt(1 - beta2))
        assert (step > 0.1) == (1 - beta2 < (1 - beta1) ** 2)


def test_adaptive_rules_leave_along_the_diagonal_with_one_example():
    valley = SURFACES["quadratic"](lambda1=5.0, lambda2=0.0, angle=20.0)
    for slug in ("adagrad", "rmsprop", "adam"):
        points = run(OPTIMIZERS[slug](lr=0.05, eps=0.0), valley, (0.6, 0.9), 15).points - (0.6, 0.9)
        np.testing.assert_allclose(np.abs(points[:, 0]), np.abs(points[:, 1]), atol=1e-9)


def test_probabilities_of_a_minimum_in_one_and_two_dimensions():
    assert random_hessians.EXACT[1] == 0.5
    rng = np.random.default_rng(0)
    a, c, b = rng.standard_normal((3, 400_000)) * np.sqrt([[2.0], [2.0], [1.0]])
    share = ((a > 0) & (a * c > b * b)).mean()
    assert share == pytest.approx(random_hessians.EXACT[2], abs=0.003)
    assert share < 1 / 4
