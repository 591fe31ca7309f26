"""A rule of one's own: typed update formulas, `v = b v + g; w = w - lr v`, as an optimizer.

Statements are worked off in order, each a name, = (also +=, -=, *=) and an expression in the grammar of typed functions
(surfaces/_parse.py), coordinate by coordinate. There are w, the weights; g, the gradient at the step's start; H g, the
Hessian times it; k, the step; whatever is assigned besides w is state, which begins at 0; other letters, and names such
as lr, beta, eps, are parameters. No text is ever evaluated as Python.
"""

import dataclasses
import re
from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from keyword import iskeyword
from typing import Any, NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param, quoted
from optim._optimizer import Optimizer, Stateless
from surfaces import ParseError
from surfaces._parse import ALIASES, CONSTANTS, FUNCTIONS, LETTERS, MAX_LENGTH, PAIRS, SHORT, letters_of, parsed
from surfaces._parse_nodes import Node
from surfaces._parse_program import Program, program_of_tree
from surfaces._parse_spelling import GREEK, Spelled, spelled

WEIGHTS, GRADIENT, PRODUCT, STEP = "w", "g", "Hg", "k"
GIVEN = (WEIGHTS, GRADIENT, PRODUCT, STEP)
RATES = ("lr", "eta", "η")  # all one parameter, lr
WORDS = ("beta", "beta1", "beta2", "eps", "epsilon", "gamma", "alpha", "mu", "rho", "delta", "decay", "tau", "kappa")
KNOWN = frozenset([*FUNCTIONS, *PAIRS, *ALIASES, *SHORT, *CONSTANTS])
MOST_STATES, MOST_PARAMETERS, MOST_STATEMENTS = 4, 6, 8
STATEMENT = re.compile(r"\s*([^\W\d_]+\d*)\s*(=|←|:=|\+=|-=|−=|\*=)(?!=)")
WORD = re.compile(rf"[A-Za-z{LETTERS}]+\d*")
POOL = "xy" + LETTERS


class Statement(NamedTuple):
    """name = the program's value, for inputs by these names."""

    name: str
    program: Program
    inputs: tuple[str, ...]
    latex: str
    shaped: bool  # whether its value has the weights' shape by itself


class Formulas(NamedTuple):
    statements: tuple[Statement, ...]
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    asks_product: bool


def parse_rule(text: str, **settings: Any) -> "OwnRule":
    """The rule that a text such as "v = b v + g; w = w - lr v" describes, with its parameters' values.

    Raises ParseError, a ValueError with the place and a remedy, where the text is not understood or assigns no w.
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, not {quoted(text)}")
    known = understood(text).parameters
    if unknown := [name for name in settings if name not in known]:
        raise ValueError(f"the rule has no {quoted(unknown[0])}{', only ' + ', '.join(known) if known else ''}")
    return kind(known)(text=text, **settings)


@dataclass(frozen=True, kw_only=True)
class OwnRule(Optimizer):
    """A rule that someone typed."""

    text: str
    formulas: Formulas = field(init=False, repr=False, compare=False)

    name, color, family = "Your rule", "#7a5cff", "your own"
    paper = Paper("You", 2000, "An update rule of your own", "https://en.wikipedia.org/wiki/Gradient_descent")

    def __post_init__(self) -> None:
        super().__post_init__()
        formulas = understood(self.text)
        latex = r", \quad ".join(statement.latex for statement in formulas.statements)
        for name, value in {"formulas": formulas, "latex": latex}.items():
            object.__setattr__(self, name, value)

    @property
    def lowers(self) -> bool:  # type: ignore[override]
        return self.formulas.asks_product

    def settings(self) -> dict[str, Any]:
        return {"text": self.text} | {name: getattr(self, name) for name in self.formulas.parameters}

    def lanes(self) -> tuple[int, ...]:
        return np.broadcast_shapes(*(np.shape(getattr(self, name)) for name in self.formulas.parameters))

    def __reduce__(self) -> Any:
        return _made_again, (self.settings(),)

    def expanded(self) -> "OwnRule":
        arrays = {name: getattr(self, name) for name in self.formulas.parameters if np.ndim(getattr(self, name))}
        return self.altered(**{name: value[..., None] for name, value in arrays.items()})

    def init(self, w: Any) -> Any:
        states = self.formulas.states
        return _memory(states)(*(np.zeros_like(w) for _ in states)) if states else Stateless()

    def step(self, surface: Any, w: Any, state: Any, k: Any) -> tuple[Any, Any]:
        g = surface.gradient(w)
        values = {WEIGHTS: w, GRADIENT: g, STEP: 1.0 * k}
        if self.formulas.asks_product:
            values[PRODUCT] = surface.hessian_vector_product(w, g)
        values |= {name: getattr(self, name) for name in self.formulas.parameters}
        values |= dict(zip(self.formulas.states, state, strict=True)) if self.formulas.states else {}
        for statement in self.formulas.statements:
            (value,) = statement.program.run([values.get(name) for name in statement.inputs])
            values[statement.name] = value if statement.shaped else np.zeros_like(w) + value
        states = self.formulas.states
        return values[WEIGHTS], _memory(states)(*(values[name] for name in states)) if states else state


OwnRule.slug = "rule"


def _made_again(settings: dict[str, Any]) -> OwnRule:
    return parse_rule(**settings)


@lru_cache(maxsize=256)
def _memory(states: tuple[str, ...]) -> Any:
    return namedtuple("Memory", states)


@lru_cache(maxsize=512)
def kind(parameters: tuple[str, ...]) -> Any:
    """The class of typed rules with these parameters."""
    fields: list[Any] = [(name, float, _declared(name)) for name in parameters]
    made = dataclasses.make_dataclass("OwnRule", fields, bases=(OwnRule,), frozen=True, kw_only=True)
    made.__module__, made.__doc__, made.slug = OwnRule.__module__, OwnRule.__doc__, OwnRule.slug  # type: ignore[attr-defined]
    return made


def _declared(name: str) -> Any:
    if name == "lr":
        return param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    if name in ("eps", "epsilon", "ε"):
        return param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Small number")
    return param(0.9, 0.0, 1.0, _symbol(name), legal="[-1e6, 1e6]", help="Parameter")


def _symbol(name: str) -> str:
    if name in ("eps", "epsilon"):
        return r"\varepsilon"
    word, digits = re.fullmatch(r"(\D+)(\d*)", name).groups()  # type: ignore[union-attr]
    letter = {letter: rf"\{greek}" for greek, letter in GREEK.items()}.get(word)
    base = letter or (rf"\{word}" if word in GREEK else word if len(word) == 1 else rf"\mathrm{{{word}}}")
    return f"{base}_{digits}" if digits else base


@lru_cache(maxsize=256)
def understood(text: str) -> Formulas:
    """What a text says. Raises ParseError."""
    if len(text) > MAX_LENGTH:
        raise ParseError(text, MAX_LENGTH, f"longer than {MAX_LENGTH} characters", ("the end",))
    pieces = [(match.start(), match[0]) for match in re.finditer(r"[^;\n]+", text) if match[0].strip()]
    if not 1 <= len(pieces) <= MOST_STATEMENTS:
        raise ParseError(text, 0, f"1 to {MOST_STATEMENTS} statements are read", ("w = w - lr g",))
    heads = [_head(text, start, piece) for start, piece in pieces]
    assigned = tuple(dict.fromkeys(name for name, _, _ in heads))
    states = tuple(name for name in assigned if name != WEIGHTS)
    if WEIGHTS not in assigned:
        raise ParseError(text, len(text), "nothing is assigned to w", ("w = w - lr g",))
    if len(states) > MOST_STATES:
        raise ParseError(text, 0, "too much state", (f"at most {MOST_STATES} names",))
    found: dict[str, None] = {}
    statements = tuple(_statement(text, head, states, found) for head in heads)
    if len(found) > MOST_PARAMETERS:
        raise ParseError(text, 0, "too many parameters", (f"at most {MOST_PARAMETERS}",))
    asks = any(PRODUCT in statement.inputs for statement in statements)
    return Formulas(statements, states, tuple(found), asks)


def _head(text: str, start: int, piece: str) -> tuple[str, str, int]:
    """The name that a statement assigns, its expression, and where that stands."""
    match = STATEMENT.match(piece)
    if match is None:
        raise ParseError(text, start + len(piece) - len(piece.lstrip()), "this assigns nothing", ("w = …",))
    name, sign = match[1], match[2]
    if name in (GRADIENT, PRODUCT, STEP, *KNOWN, *RATES) or iskeyword(name):
        raise ParseError(
            text, start + match.start(1), f"{quoted(name)} cannot be assigned", ("w", "a name of your own")
        )
    at, rest = start + match.end(), piece[match.end() :]
    if sign in ("+=", "-=", "−=", "*="):
        return name, f"{name} {sign[0]} ({rest})", at - len(name) - 4
    return name, rest, at


def _statement(text: str, head: tuple[str, str, int], states: Sequence[str], found: dict[str, None]) -> Statement:
    name, expression, at = head
    letters: dict[str, str] = {WEIGHTS: "x", GRADIENT: "y"}
    spelling = spelled(expression)

    def letter(meant: str) -> str:
        return letters.setdefault(meant, POOL[len(letters)])

    parts: list[str] = []
    places: list[int] = []
    end = 0
    words = re.sub(r"\bH\s*\*?\s*g\b", lambda m: PRODUCT.ljust(len(m[0])), spelling.text)
    for match in WORD.finditer(words):
        parts.append(words[end : match.start()])
        places += spelling.places[end : match.start()]
        new = _renamed(text, match[0], at + spelling.place(match.start()), states, found, letter)
        parts.append(new)
        places += [spelling.places[match.start()]] * len(new)
        end = match.end()
    rest = Spelled(
        "".join(parts) + words[end:], tuple(min(max(at + p, 0), len(text)) for p in (*places, *spelling.places[end:]))
    )
    tree = parsed(text, rest)
    names = {own: meant for meant, own in letters.items()}
    inputs = tuple(names.get(own, "") for own in ("x", "y", *letters_of(tree)))
    shaped = any(meant in (WEIGHTS, GRADIENT, PRODUCT, *states) for meant in (names.get(own) for own in _used(tree)))
    return Statement(name, program_of_tree(tree), inputs, _latex(name, tree, names), shaped)


def _used(tree: Node) -> set[str]:
    """The variables that stand in a tree."""
    return {tree.op} if not tree.args else set().union(*map(_used, tree.args))


def _renamed(text: str, word: str, at: int, states: Sequence[str], found: dict[str, None], letter: Any) -> str:
    """A word in the grammar's letters. Raises ParseError for one that nobody knows."""
    if word in GIVEN or word in states:
        return f" {letter(word)} "
    if word in RATES or word in WORDS:
        meant = "lr" if word in RATES else word
        found.setdefault(meant)
        return f" {letter(meant)} "
    if word in KNOWN:
        return word
    new = [c for c in word if c not in GIVEN and c not in states and c not in CONSTANTS]
    if len(set(new)) > 1 or any(c not in LETTERS for c in new):
        raise ParseError(
            text, min(at, len(text)), f"unknown name {quoted(word)}", ("w", "g", "k", "one letter", "lr", "a function")
        )
    for c in new:
        found.setdefault("lr" if c in RATES else c)
    return " ".join(f" {c} " if c in CONSTANTS else f" {letter('lr' if c in RATES else c)} " for c in word)


def _latex(name: str, tree: Any, names: dict[str, str]) -> str:
    import sympy as sp

    from surfaces._parse_sympy import expression

    written = {WEIGHTS: "w", GRADIENT: r"\nabla E", PRODUCT: r"H\,\nabla E", STEP: "k", "lr": r"\eta"}
    symbols = {sp.Symbol(own): written.get(meant) or _symbol(meant) for own, meant in names.items()}
    value = sp.latex(expression(tree, evaluate=False), symbol_names=symbols, order="none", ln_notation=True)
    return rf"{_symbol(name)} \leftarrow {value}"
