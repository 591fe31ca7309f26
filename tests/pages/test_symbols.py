"""One symbol means one thing over each page: what stands in its formulas and beside its controls is declared once."""

import ast
import contextlib
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import lessons
from catalog import parameters
from lessons._claims import Settings
from lessons._text import letters

PAGES = Path(__file__).parents[2] / "pages"
EVERYWHERE = {"E": "error", "w": "weights", "i": "index", "j": "index", "k": "step"}
WORDS = r"\\(?:text|mathrm|operatorname|begin|end)\*?\{[^}]*\}|\[[\d.]+em\]"


def formulas(page):
    """The LaTeX of a page, joined."""
    tree = ast.parse((PAGES / f"{page}.py").read_text())
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return " ".join(each for each in strings if "\\" in each and "](" not in each)


def written(page):
    """The letters of a page's formulas, Greek ones as such."""
    latex = re.sub(WORDS, " ", formulas(page))
    greek = set()
    for command in re.findall(r"\\[A-Za-z]+", latex):
        with contextlib.suppress(KeyError):  # not a letter
            greek.add(letters(command))
    return (greek - {"π"}) | set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", re.sub(r"\\[A-Za-z]+", " ", latex)))


def controls():
    """(page, letters of a control's symbol, what it is called), of every section's."""
    for module in pkgutil.walk_packages(lessons.__path__, "lessons."):
        importlib.import_module(module.name)
    found, seen = [*Settings.__subclasses__()], []
    while found:
        cls = found.pop()
        found += cls.__subclasses__()
        if cls.__module__.startswith("lessons."):
            for each in parameters(cls):
                symbol = re.sub(r"min|max", "", re.sub(r"_.*|[₀-₉ₐ-ₜ]", "", each.symbol))
                seen.append((cls.__module__.split(".")[1], set(re.findall(r"[^\W\d_]", symbol)), each.help))
    return seen


DECLARED = """
adaptive: d direction; g gradient; m first average; r rate of a coordinate; u second average; v average of squares;
  Δ change; β memory; ε floor; η rate; σ noise
averages: t step; v average; β memory; θ value; σ noise
benchmark: n tasks and seeds; ρ profile; τ factor
decay: H Hessian; I identity; N starts; T steps; d decay; r share; s steps of a level; t step; γ factor; η rate;
  λ eigenvalue; μ damping
ends: I identity; N normal law; S stable law; X examples; c corner; x example; y label; n examples;
  p share of label 1; α tail index; η rate; λ eigenvalue; ξ draw; σ noise
error_surfaces: H Hessian; P probability; a end of a chord; b end of a chord; d distance; n dimension; s seed; t share;
  Δ change; δ offset; η rate; λ eigenvalue
landscape: K steps; P projection; a coordinate; b coordinate; d hidden layers; h units; m batch; n examples; o origin;
  s seed; t share; u direction; v direction; λ weight decay; ρ wrong labels; σ noise
momentum: N directions; d distance; g gradient; z root; Δ change; β memory; η rate; κ condition number; λ curvature;
  ρ rate of convergence
moons: B batch; d decay; e exponential; m batch size; n examples; s seed; t label; u example; Δ change; β memory;
  η rate; σ spread
network: B batch; K steps; d hidden layers; h units; m batch; n examples; s seed; Δ change; λ weight decay;
  ρ wrong labels; σ noise
newton: B estimate; H Hessian; I identity; J Jacobian; b block; c share of an eigenvector; m pairs; n parameters;
  q model; r residual; s step; v eigenvector; y change of the gradient; δ step of the model; η share|rate; λ eigenvalue;
  μ damping
scaling: A matrix; N directions; Q eigenvectors; a entry of A; b slope; c height; α coordinate; η rate; θ angle;
  κ condition number; λ eigenvalue|curvature
sharp: M large batches; W layer; m small batches; x example; z unit; α factor|times; λ eigenvalue; ρ wrong labels
stability: K steps; P scale of the coordinates; v average of squares; β memory; ε floor; η rate; λ eigenvalue
stationary: K steps; M outputs; N examples; W layer; c weight decay; h hidden units; n weights; s seed; t target;
  x example; η rate; λ eigenvalue; σ noise
step_size: a curvature; b slope; c height; δ offset; η rate; κ condition number; λ eigenvalue
winner: B budget; K steps; b evaluations; f value; η rate
"""
MEANS = {
    page: dict(each.strip().split(" ", 1) for each in told.split(";"))
    for page, told in re.findall(r"^(\w+): (.*(?:\n  .*)*)", DECLARED, re.MULTILINE)
}
PAGE_OF = {"training": "network"}


@pytest.fixture(scope="module")
def beside():
    """By page, the letters of its controls with what these are called."""
    found = {}
    for package, symbols, words in controls():
        found.setdefault(PAGE_OF.get(package, package), []).append((symbols - set(EVERYWHERE), words))
    return found


@pytest.mark.parametrize("page", MEANS)
def test_every_symbol_of_a_page_is_declared_with_one_meaning(page, beside):
    symbols = written(page).union(*(symbols for symbols, _ in beside.get(page, [])))
    assert symbols - set(EVERYWHERE) == set(MEANS[page])


@pytest.mark.parametrize("page", MEANS)
def test_a_control_is_called_what_its_symbol_means(page, beside):
    for symbols, words in beside.get(page, []):
        meanings = [meaning for symbol in symbols for meaning in MEANS[page][symbol].split("|")]
        assert not symbols or any(meaning in words.lower() for meaning in meanings), (symbols, words)


def test_every_page_with_formulas_is_declared():
    assert {page.stem for page in PAGES.glob("*.py") if written(page.stem)} == set(MEANS)
