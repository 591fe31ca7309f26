"""Terms as Python that is to be read: NumPy's, PyTorch's or jax.numpy's functions, brackets where they are needed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from live._graph import Node, Untraceable
from live._terms import Round, Term, Terms

ATOM, POWER, SIGN, TIMES, PLUS, AND, OR, COMPARED = 9, 7, 6, 5, 4, 3, 2, 1  # how tightly Python binds
INFIX = {
    "add": ("+", PLUS), "subtract": ("-", PLUS), "multiply": ("*", TIMES), "divide": ("/", TIMES),
    "power": ("**", POWER), "less": ("<", COMPARED), "less_equal": ("<=", COMPARED), "greater": (">", COMPARED),
    "greater_equal": (">=", COMPARED), "equal": ("==", COMPARED), "not_equal": ("!=", COMPARED),
    "logical_and": ("&", AND), "logical_or": ("|", OR), "remainder": ("%", TIMES),
}  # fmt: skip
DEEPEST = 7  # operations in one expression
WIDEST = 70  # characters of what stands within another expression


@dataclass(frozen=True)
class Dialect:
    """Whose functions are called: by what name the module goes, and what it writes in another way."""

    module: str
    instead: dict[str, str]  # of an operation: a template of its arguments

    def call(self, op: str, texts: Sequence[str]) -> str:
        if op in self.instead:
            return self.instead[op].format(*texts)
        return f"{self.module}.{op}({', '.join(texts)})"


NUMPY = Dialect("np", {"absolute": "np.abs({})"})
JAX = Dialect("jnp", {"absolute": "jnp.abs({})"})
TORCH = Dialect(
    "torch",
    {
        "power": "(({}) ** ({}))", "absolute": "torch.abs({})", "rint": "torch.round({})",
        "cbrt": "(torch.sign({0}) * torch.abs({0}) ** (1 / 3))",
        "maximum": "torch.maximum(number({}), number({}))", "minimum": "torch.minimum(number({}), number({}))",
        "floor_divide": "torch.floor(({}) / ({}))", "heaviside": "torch.heaviside({}, number({}))",
    },
)  # fmt: skip
DIALECTS = {"numpy": NUMPY, "torch": TORCH, "jax": JAX}


class Text:
    """Writes the lines that make terms; what is used once stands within what uses it.

    `names` are how terms are written that exist already; `taken` are the names that are in use.
    """

    def __init__(
        self, dialect: Dialect, names: dict[Term, str], taken: set[str], lines: list[str], indent: str = "    "
    ) -> None:
        self.dialect, self.names, self.taken, self.lines, self.indent = dialect, dict(names), taken, lines, indent
        self.uses: Counter[Term] = Counter()
        self.folded: dict[Term, tuple[str, int, int]] = {}

    def line(self, text: str) -> None:
        self.lines.append(self.indent + text)

    def inner(self) -> Text:
        return Text(self.dialect, self.names, self.taken, self.lines, self.indent + "    ")

    def write(self, wanted: Sequence[Term], wishes: Sequence[str] = ()) -> list[str]:
        """Write what makes these terms, under the names wished for where they need one; how each is written."""
        order = _below(wanted, self.names)
        self.uses = Counter(part for term in order for part in term.parts)
        self.uses.update(wanted)
        wish = dict(zip(wanted, wishes, strict=False))
        asked = {part for term in order if term.op == "item" for part in term.parts if part.op == "call"}
        asked |= {term for term in order if term.op == "call" and not term.wide}
        for term in order:
            if term.op == "loop":
                self._loop(term)
            elif term.op not in ("text", "const") and term not in self.names:
                text, binds, depth = self._made(term)
                if term in asked or (self.uses[term] > 1 and term.op not in ("item", "part")) or depth > DEEPEST:
                    self._keep(term, text, wish.get(term, ""))
                else:
                    self.folded[term] = text, binds, depth
        return [self._text(term)[0] for term in wanted]

    def tree(self, leaves: Sequence, terms: Terms, put: Callable[[Text, list[Node]], None], depth: int = 0) -> None:
        """Write the ways of a trace as nested ifs; at the end of each, `put` writes what is to be done."""
        decisions, nodes = leaves[0]
        if len(decisions) == depth:
            put(self, nodes)
            return
        (test,) = self.write([terms.scalar(decisions[depth][0])])
        for answer, line in ((True, f"if {test}:"), (False, "else:")):
            self.line(line)
            chosen = [leaf for leaf in leaves if leaf[0][depth][1] is answer]
            self.inner().tree(chosen, terms, put, depth + 1)

    def _keep(self, term: Term, text: str, wish: str) -> None:
        name = fresh(wish or _wish(term), self.taken)
        self.line(f"{name} = {text}")
        self.names[term] = name

    def _text(self, term: Term) -> tuple[str, int]:
        if term in self.names:
            return self.names[term], ATOM
        if term in self.folded:
            return self.folded[term][:2]
        if term.op == "text":
            return term.args[0], ATOM
        if term.op == "const":
            return constant(term.args[0], self.dialect.module)
        raise Untraceable(f"a term that is not written: {term.op}")

    def _within(self, term: Term, least: int) -> str:
        text, binds = self._text(term)
        return text if binds >= least else f"({text})"

    def _made(self, term: Term) -> tuple[str, int, int]:
        depth = 1 + max((self.folded[part][2] for part in term.parts if part in self.folded), default=0)
        if term.op == "item":
            return f"{self._within(term.args[0], ATOM)}[{term.args[1]}]", ATOM, depth - 1
        if term.op == "part":
            return self._text(term.args[0].args[0].variables[term.args[1]])[0], ATOM, 0
        if term.op == "call":
            return f"{term.args[0]}({self._text(term.args[1])[0]})", ATOM, depth
        if term.op == "array":
            return f"np.array({self._rows(term)})", ATOM, depth
        if term.op == "full":
            return full(*term.args), ATOM, 1
        return *self._operation(term), depth

    def _rows(self, term: Term) -> str:
        rows = (self._rows(part) if part.op == "array" else self._text(part)[0] for part in term.args)
        return f"[{', '.join(rows)}]"

    def _operation(self, term: Term) -> tuple[str, int]:
        if term.op == "negative":
            return f"-{self._within(term.args[0], SIGN)}", SIGN
        if term.op == "power" and not _whole(term.args[1]):
            return self.dialect.call("power", [self._text(part)[0] for part in term.args]), ATOM
        if term.op in INFIX:
            sign, binds = INFIX[term.op]
            left = self._within(term.args[0], binds + (binds in (POWER, COMPARED)))
            right = self._within(term.args[1], binds + 1)
            return (f"{left}**{right}" if sign == "**" else f"{left} {sign} {right}"), binds
        return self.dialect.call(term.op, [self._text(part)[0] for part in term.args]), ATOM

    def _loop(self, term: Term) -> None:
        round_: Round = term.args[0]
        self._fixed(round_)
        held = [variable.args[0] for variable in round_.variables]
        before = [self._text(part)[0] for part in round_.before]
        for name, text in zip(held, before, strict=True):
            self.line(f"{name} = {text}")
        index = held[0].replace("going", "i", 1)
        self.line(f"for {index} in range({round_.most}):")
        inner = self.inner()
        inner.line(f"if not np.any({held[0]}):")
        inner.line("    break")
        after = inner.write(round_.after)
        moved = [(a, b) for a, b in zip(held, after, strict=True) if a != b]
        if len(moved) == 1 or sum(len(a) + len(b) for a, b in moved) < WIDEST:
            inner.line(f"{', '.join(a for a, _ in moved)} = {', '.join(b for _, b in moved)}")
        else:
            inner.line("(")
            inner.line(f"    {', '.join(a for a, _ in moved)},")
            inner.line(") = (")
            for _, b in moved:
                inner.line(f"    {b},")
            inner.line(")")
        self.names[term] = ""

    def _fixed(self, round_: Round) -> None:
        """Write what a loop needs and does not change, before it goes round."""
        inside = _below(round_.after, self.names)
        changing = [each for each in inside if round_.number in each.inside]
        used = {part for each in changing for part in each.parts} | set(round_.after)
        fixed = [each for each in inside if each in used and each not in changing and each.op not in ("text", "const")]
        outer = Text(self.dialect, self.names, self.taken, self.lines, self.indent)
        texts = outer.write(fixed + fixed)
        self.names |= outer.names
        self.names |= {each: text for each, text in zip(fixed, texts, strict=False) if each.op in ("item", "part")}


def _whole(term: Term) -> bool:
    """Whether a term is a whole number that is known, or a step."""
    if term.op == "const":
        return float(term.args[0]).is_integer()
    return term.op == "text" and term.args[0] == "k"


def _wish(term: Term) -> str:
    if term.op == "call":
        return {"gradient": "g", "hessian": "H", "f": "value", "residuals": "r", "jacobian": "J"}[term.args[0]]
    if term.op == "clip" and term.wide:
        return "g"
    return "t" if term.wide else "s"


def fresh(name: str, taken: set[str]) -> str:
    """A name that is not in use, now taken."""
    made, n = name, 1
    while made in taken:
        n += 1
        made = f"{name}{n}" if not name[-1].isdigit() else f"{name}_{n}"
    taken.add(made)
    return made


def constant(text: str, module: str, whole: bool = True) -> tuple[str, int]:
    """A number as it is written, and how tightly it binds; `whole`: 2.0 as 2."""
    if text in ("True", "False"):
        return text, ATOM
    value = float(text)
    if math.isnan(value):
        return f"{module}.nan", ATOM
    if math.isinf(value):
        return f"{'-' if value < 0 else ''}{module}.inf", ATOM if value > 0 else SIGN
    if value == math.pi:
        return f"{module}.pi", ATOM
    if value == math.e:
        return f"{module}.e", ATOM
    short = whole and value.is_integer() and abs(value) < 1e6 and text != "-0.0"
    plain = str(int(value)) if short else repr(value)
    return plain, SIGN if plain.startswith("-") else ATOM


def full(shape: tuple[int, ...], value: str) -> str:
    size = str(shape[0]) if len(shape) == 1 else str(shape)
    return f"np.zeros({size})" if value == "0.0" else f"np.full({size}, {constant(value, 'np', whole=False)[0]})"


def _below(wanted: Iterable[Term], known: dict[Term, str]) -> list[Term]:
    """The terms that make these, each after what it is made of, without those that exist already."""
    order: list[Term] = []
    seen: set[Term] = set()
    stack = [(term, False) for term in reversed(list(wanted))]
    while stack:
        term, ready = stack.pop()
        if ready:
            order.append(term)
        elif term not in seen and term not in known:
            seen.add(term)
            stack.append((term, True))
            stack.extend((part, False) for part in reversed(term.parts))
    return order
