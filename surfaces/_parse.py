"""From the text of a function of x and y to its syntax tree; no part of the text is ever evaluated as Python.

The grammar is lark's (pure Python, well kept): its LALR(1) parser takes time linear in the text, does not recurse, so
that a thousand brackets cannot overflow a stack, and knows at every character which tokens could follow, which a
message of ours says. Readings that are matters of taste:

- `-x^2` is −(x²); `2^3^2` is 2^(3²); `**` is `^`; `−` (U+2212), `·` and `×` are read as `-` and `*`.
- Implicit multiplication binds as `*` does, from left to right: `1/2x` is x/2. Variables, constants, functions and
  brackets may follow a factor (`3x`, `xy`, `2(x + 1)`, `x sin(y)`); a number may not (`x2` is refused, not read as 2x).
- A function's argument stands in brackets: `sin x` is refused. `sin^2(x)` is sin(x)², for whole powers only.
- `log` and `ln` are both natural; `2e3` is 2000, `2e` and `2e^x` have Euler's number.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from catalog import quoted
from surfaces._parse_names import ALIASES, CONSTANTS, FUNCTIONS, LETTERS, PAIRS, SHORT, VARIABLES
from surfaces._parse_nodes import (
    NUMBERS,
    Node,
    ParseError,
    Refusal,
    called,
    in_range,
    odd_root,
    operation,
    rooted,
)
from surfaces._parse_spelling import Spelled, spelled

CALLED = ("g", "h")  # letters that, before a bracket, are functions that nobody has defined
MOST_LETTERS = 6
MAX_LENGTH = 500
GRAMMAR = r"""
    start: HEAD? sum
    ?sum: product | sum (PLUS | MINUS) product -> binary
    ?product: unary | product (TIMES | OVER) unary -> binary | product implicit -> times
    ?unary: power | MINUS unary -> negative | PLUS unary -> positive
    ?power: atom | atom POWER unary -> binary
    ?implicit: primary | primary POWER unary -> binary
    ?atom: NUMBER -> number | primary
    ?primary: VARIABLE -> variable
        | LETTER -> variable
        | CONSTANT -> constant
        | "(" sum ")"
        | FUNCTION "(" sum ")" -> call
        | FUNCTION POWER NUMBER "(" sum ")" -> call_power
        | PAIR "(" sum "," sum ")" -> pair

    HEAD: /f[ \t]*\([ \t]*x[ \t]*,[ \t]*y[ \t]*\)[ \t]*=/
    NUMBER: /([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?/
    FUNCTION.2: /%(functions)s/
    PAIR.3: /%(pairs)s/
    CONSTANT.1: /%(constants)s/
    VARIABLE: /%(variables)s/
    LETTER.-1: /%(letters)s/
    PLUS: "+"
    MINUS: "-" | "−"
    TIMES: "*" | "·" | "×"
    OVER: "/"
    POWER: "^" | "**"
    %%ignore /[ \t\r\n\u00a0]+/
"""

SIGNS = {"+": "add", "-": "sub", "−": "sub", "*": "mul", "·": "mul", "×": "mul", "/": "div", "^": "pow", "**": "pow"}
EXPECTED = {
    "HEAD": ("f(x, y) =",),
    "NUMBER": ("a number",),
    "VARIABLE": VARIABLES,
    "LETTER": (),
    "CONSTANT": ("pi", "e"),
    "FUNCTION": ("a function",),
    "PAIR": ("a function",),
    "PLUS": ("+",),
    "MINUS": ("-",),
    "TIMES": ("*",),
    "OVER": ("/",),
    "POWER": ("^",),
    "LPAR": ("(",),
    "RPAR": (")",),
    "COMMA": (",",),
    "$END": ("the end",),
}  # terminal → how it is named to a person, in the order in which a message lists them


_WORDS = sorted([*FUNCTIONS, *PAIRS, *ALIASES, *SHORT, *(c for c in CONSTANTS if len(c) > 1)], key=len, reverse=True)


class Builder:
    """What the parser calls as it recognises each rule: the tree grows from the leaves."""

    def start(self, children: list[Any]) -> Node:
        return children[-1]

    def number(self, children: list[Any]) -> Node:
        (token,) = children
        value = float(token)
        if value == 0 and any(digit in token.lower().partition("e")[0] for digit in "123456789"):
            raise Refusal(token.start_pos, "the number is too small", NUMBERS)
        return Node("number", (), in_range(value, token.start_pos), token.start_pos)

    def variable(self, children: list[Any]) -> Node:
        return Node(str(children[0]), (), None, children[0].start_pos)

    def constant(self, children: list[Any]) -> Node:
        (token,) = children
        return Node("e" if token == "e" else "pi", (), CONSTANTS[token], token.start_pos)

    def binary(self, children: list[Any]) -> Node:
        left, sign, right = children
        if SIGNS[sign] == "pow" and (root := odd_root(right)):
            return rooted(left, *root)
        return operation(SIGNS[sign], (left, right), left.position)

    def times(self, children: list[Any]) -> Node:
        left, right = children
        return operation("mul", (left, right), left.position)

    def negative(self, children: list[Any]) -> Node:
        sign, argument = children
        return operation("neg", (argument,), sign.start_pos)

    def positive(self, children: list[Any]) -> Node:
        return children[1]

    def call(self, children: list[Any]) -> Node:
        name, argument = children
        return called(ALIASES.get(name, str(name)), argument, name.start_pos)

    def call_power(self, children: list[Any]) -> Node:
        name, _, exponent, argument = children
        if not exponent.isdigit():
            raise Refusal(exponent.start_pos, f"the power of {name} must be a whole number", "a whole number")
        return operation("pow", (self.call([name, argument]), self.number([exponent])), name.start_pos)

    def pair(self, children: list[Any]) -> Node:
        name, first, second = children
        op = ALIASES.get(name, str(name))
        if op == "pow" and (root := odd_root(second)):
            return rooted(first, *root)
        return operation(op, (first, second), name.start_pos)


def syntax_tree(text: str) -> Node:
    """The syntax tree of a text such as "f(x, y) = sin(3x) + (y - x^2)^2/4", the part up to `=` being optional.

    Raises ParseError if the text is not in the grammar, too long, too deep, or has a constant without a real value.
    """
    if len(text) > MAX_LENGTH:
        raise ParseError(text, MAX_LENGTH, f"longer than {MAX_LENGTH} characters", ("the end",))
    check_words(text)
    return parsed(text, spelled(text))


def parsed(text: str, spelling: Spelled) -> Node:
    """The syntax tree of a text in the grammar's spelling. Raises ParseError with places in the text itself."""
    from lark import Token, UnexpectedCharacters, UnexpectedToken

    parser = lark_parser().parse_interactive(spelling.text)
    tokens: list[Token] = []
    try:
        for token in parser.iter_parse():
            tokens.append(token)
        return parser.feed_eof(tokens[-1] if tokens else None)
    except Refusal as refusal:
        raise ParseError(text, spelling.place(refusal.position), refusal.problem, refusal.expected) from None
    except UnexpectedCharacters as error:
        place: Any = error.pos_in_stream
        start, word = word_at(spelling.text, place)
        problem = f"unknown name {quoted(word)}" if word else f"unexpected {described(spelling.text[start])}"
        raise ParseError(text, spelling.place(start), problem, expected_at(start, tokens)) from None
    except UnexpectedToken as error:
        if error.token.type == "$END":
            expected = expected_at(len(spelling.text), tokens)
            raise ParseError(text, len(text), "the text ends too early", expected) from None
        start = error.token.start_pos
        problem = f"unexpected {quoted(str(error.token))}"
        raise ParseError(text, spelling.place(start), problem, expected_at(start, tokens)) from None


def letters_of(node: Node) -> tuple[str, ...]:
    """The letters besides x and y that stand in a tree, in the order of the alphabet: its parameters."""
    found, pending = set(), [node]
    while pending:
        part = pending.pop()
        pending += part.args
        if not part.args and part.op in LETTERS:
            found.add(part.op)
    return tuple(sorted(found))


def check_words(text: str) -> None:
    """Raises ParseError for a word that is no name, before its letters could be taken for parameters.

    A parameter is one letter, alone or beside x and y, as in `a x` and `ax`; so `foo`, `ab` and `f(x)` are refused.
    """
    spelling = spelled(text)
    found: set[str] = set()
    for word in re.finditer(rf"(?<![\\A-Za-z])[A-Za-z{LETTERS}]+", spelling.text):
        left = re.sub("|".join(map(re.escape, _WORDS)), " ", word[0])
        unknown = [c for c in left if c.isalpha() and c not in VARIABLES and c not in CONSTANTS]
        alone = re.fullmatch(rf"[xy]*([{LETTERS}])[xy]*", word[0])
        found.update(unknown)
        called = word[0] in CALLED and re.match(r"\s*\(", spelling.text[word.end() :])
        if not unknown or (alone and not called and len(found) <= MOST_LETTERS):
            continue
        if len(found) > MOST_LETTERS:
            raise ParseError(text, spelling.place(word.start()), "too many letters", (f"at most {MOST_LETTERS}",))
        problem = f"unknown name {quoted(word[0])}"
        raise ParseError(text, spelling.place(word.start()), problem, ("x", "y", "a function", "one letter, as in a*x"))


@lru_cache(maxsize=1)
def lark_parser() -> Any:
    from lark import Lark

    def any_of(names: Any) -> str:
        return "|".join(sorted(names, key=len, reverse=True))

    def known(*names: str) -> list[str]:
        return [*names, *(alias for alias, name in ALIASES.items() if name in names)]

    names = {
        "functions": any_of(known(*FUNCTIONS, *(name for name in SHORT if name != "pow"))),
        "pairs": any_of(known(*PAIRS, "pow")),
        "constants": any_of(CONSTANTS),
        "variables": any_of(VARIABLES),
        "letters": f"[{LETTERS}]",
    }
    return Lark(GRAMMAR % names, parser="lalr", lexer="contextual", transformer=Builder())


def expected_at(position: int, tokens: list[Any]) -> tuple[str, ...]:
    """What could stand at a position, after those of the tokens that come before it."""
    parser = lark_parser().parse_interactive("")
    for token in tokens:
        if token.start_pos < position:
            parser.feed_token(token)
    accepted = parser.accepts()
    return tuple(dict.fromkeys(name for terminal, names in EXPECTED.items() if terminal in accepted for name in names))


def word_at(text: str, position: int) -> tuple[int, str]:
    """Where the run of letters around a position starts, and the run; the position and "" if it is not in one."""
    start = stop = position
    while stop < len(text) and text[stop].isascii() and text[stop].isalpha():
        stop += 1
    while start < stop and start > 0 and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    return start, text[start:stop]


def described(character: str) -> str:
    """A character for a message: one that could be mistaken for another is named."""
    if character.isascii():
        return repr(character)
    return f"{character!r} ({unicodedata.name(character, f'U+{ord(character):04X}')})"
