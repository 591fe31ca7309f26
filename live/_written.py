"""Surfaces and rules written out as Python that needs no import of this project."""

import builtins
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import Declaration
from live._array import Traced, cell, nodes_of
from live._graph import Graph, Node, Untraceable, paths
from live._numpy import tracing
from live._oracle import Leaning, Plain, variables
from live._python import DIALECTS, NUMPY, Text, fresh
from live._spec import _kind, _lowest, _number
from live._terms import ANSWERS, Terms
from live._trace import Numbers, tried
from surfaces._noise import Tilted

NOW = "now"  # the step at which a surface that drifts stands, which whoever runs it sets
RESERVED = {
    "np",
    "torch",
    "jax",
    "jnp",
    "optax",
    "w",
    "k",
    "state",
    "init",
    "step",
    "tilt",
    "behind",
    "minimum",
    "number",
}
RESERVED |= {*ANSWERS.values(), *keyword.kwlist, *dir(builtins), "noise", "run", "rules", "tracks", "start", "steps"}
RESERVED |= {NOW}
LONGEST = 100_000  # characters: what is longer is no longer code to take along


@dataclass(frozen=True)
class Written:
    """Functions as text, the numbers that they take by name, and which of a surface's functions they ask for."""

    source: str
    numbers: dict[str, float]
    asks: frozenset[str] = frozenset()  # "f", "gradient", "hessian", "residuals", "jacobian", "minimum", "noise"


class Numbered(Numbers):
    """Parameters as variables, under names that Python can have."""

    def __init__(self, graph: Graph, terms: Terms, fixed: frozenset[str], taken: set[str]) -> None:
        super().__init__(graph, "", fixed)
        self.terms, self.taken = terms, taken
        self.called: dict[Node, str] = {}

    def of(self, declaration: Declaration, prefix: str = "") -> Any:
        made = super().of(declaration, prefix)
        for node, name in zip(self.nodes, self.names, strict=True):
            if node not in self.called:
                short = name.removeprefix("rule.").replace("rule.", "").replace(".", "_")
                self.called[node] = fresh(short if short not in RESERVED else short + "_", self.taken)
                self.terms.name(cell(node), self.terms.text(self.called[node]))
        return made

    def values(self, declaration: Declaration) -> dict[str, float]:
        pairs = zip(self.nodes, self.names, strict=True)
        return {self.called[node]: _number(declaration, name.split("."))[0] for node, name in pairs}


def written_surface(surface: Any, asks: frozenset[str] = frozenset(), dialect: str = "numpy") -> Written:
    """f of a surface as a function of w and, in NumPy, its gradient and what else is asked for. Raises Untraceable.

    `asks` is what rules ask for (`Written.asks`). Of a surface that drifts they are as it is at the step `now`.
    """
    if surface.game and dialect != "numpy":
        raise Untraceable("in a game some go up, which the slope of f alone does not tell")
    if surface.drifts and dialect == "jax":
        raise Untraceable("it moves with the steps, which a compiled f does not")
    wanted = ("f",) if dialect != "numpy" else tuple(a for a in ANSWERS.values() if a in {"f", "gradient"} | asks)
    return tried(lambda fixed: _surface(surface, fixed, wanted, asks, dialect))  # type: ignore[arg-type, return-value]


def _surface(surface: Any, fixed: frozenset[str], wanted: Sequence[str], asks: frozenset[str], dialect: str) -> Written:
    g = Graph()
    terms = Terms(g, surface.dims, sums=False)
    taken = set(RESERVED)
    coordinates = [fresh(name, taken) for name in ("x", "y", "z")[: surface.dims]]
    numbers = Numbered(g, terms, fixed, taken)
    lines: list[str] = []
    with tracing(g, type(surface).__module__), np.errstate(all="ignore"):
        s = numbers.of(surface)
        if surface.drifts:
            now = variables(g, NOW, "k", ())
            terms.name(now.nodes, terms.text(NOW))
            s = s.at(now)
        if surface.game:
            s = s.at(1)
        w = variables(g, "w", "w", (surface.dims,))
        for node, name in zip(w.nodes, coordinates, strict=True):
            terms.name(cell(node), terms.text(name))
        ask = {"f": s.value, "gradient": s.gradient, "hessian": s.hessian}
        ask |= {"residuals": s.residual, "jacobian": s.residual_jacobian}
        for name in wanted:
            shape: list[tuple[int, ...]] = []

            def answer(ask: Any = ask[name], shape: list = shape) -> list[Node]:
                nodes = nodes_of(g, ask(w))
                shape[:] = [nodes.shape]
                return list(nodes.flat)

            leaves = paths(g, answer)
            lines += ["", "", f"def {name}(w):", f"    {', '.join(coordinates)}{',' * (len(coordinates) == 1)} = w"]
            text = Text(DIALECTS[dialect], {}, set(taken), lines)
            text.tree(leaves, terms, _returned(terms, *shape))
    if "minimum" in asks:
        lines += ["", "", f"minimum = np.array({_lowest(surface)[0]!r})"]
    return _short(Written("\n".join(lines[2:]), numbers.values(surface)))


def _returned(terms: Terms, shape: tuple[int, ...]) -> Any:
    def put(text: Text, nodes: list[Node]) -> None:
        out = np.empty(len(nodes), object)
        out[:] = nodes
        term = terms.scalar(nodes[0]) if shape == () else terms.array(out.reshape(shape), exact=True)
        text.line(f"return {text.write([term])[0]}")

    return put


def written_rule(rule: Any, surface: Any, noisy: bool = False, late: bool = False) -> Written:
    """The body of a function of the rule's numbers, which gives its init(w) and step(w, state, k). Raises Untraceable.

    It asks f(w), gradient(w), …, which stand around it; with `noisy`, also noise(k), the tilt of step k, and
    if answers are `late` too, `behind`, how far away they come from.
    """
    if lacking := rule.lacks(surface):
        raise Untraceable(f"{rule.name} needs {lacking}, which {surface.name} does not have")
    return tried(lambda fixed: _rule(rule, fixed, surface, noisy, late))  # type: ignore[arg-type, return-value]


class Asked(Plain):
    """A surface that is not counted, and says what it has been asked for."""

    def at(self, k: Any) -> "Asked":
        return self


def _rule(rule: Any, fixed: frozenset[str], surface: Any, noisy: bool, late: bool) -> Written:
    g, dims = Graph(), surface.dims
    terms, taken = Terms(g, dims), set(RESERVED)
    numbers = Numbered(g, terms, fixed, taken)
    _, residuals, minimum = _kind(surface)
    with tracing(g, type(rule).__module__), np.errstate(all="ignore"):
        r = numbers.of(rule)
        base: Any = Asked(g, dims, residuals, minimum)
        tilt, behind = variables(g, "t", "t", (dims,)), variables(g, "d", "d", (dims,))
        leaning: Any = Leaning(base, tilt, behind) if late else Tilted(base, tilt)  # type: ignore[arg-type]
        k, w = variables(g, "k", "k", ()), variables(g, "w", "w", (dims,))
        seen: Any = leaning if noisy else base
        terms.name(k.nodes, terms.text("k"))
        for array, word in ((w, "w"), (tilt, "tilt"), (behind, "behind"), (variables(g, "m", "q", (dims,)), "minimum")):
            terms.name(array.nodes, terms.text(word, wide=True))
        begun = r.begin(base, w)
        fields = [fresh(_own(field), taken) for field in begun._fields]
        state = type(begun)(*(_state(g, terms, i, name, nodes_of(g, part).shape)
                              for i, (name, part) in enumerate(zip(fields, begun, strict=True))))  # fmt: skip
        shapes = [nodes_of(g, part).shape for part in begun]

        def step() -> list[Node]:
            point, after = r.step(seen, w, state, k)
            parts = [np.broadcast_to(nodes_of(g, a), s) for a, s in zip(after, shapes, strict=True)]
            return [*np.broadcast_to(nodes_of(g, point), (dims,)).flat, *(node for part in parts for node in part.flat)]

        leaves = paths(g, step)
    lines: list[str] = []
    start = Text(NUMPY, {}, set(taken), lines, " " * 8)
    start.line(f"return {_tuple(start.write([terms.array(nodes_of(g, part)) for part in begun]))}")
    begin, lines = lines, []
    if fields:
        lines.append(f"        {', '.join(fields)}{',' * (len(fields) == 1)} = state")
    body = Text(NUMPY, {}, taken, lines, " " * 8)
    body.tree(leaves, terms, _stepped(terms, dims, fields, shapes))
    if any("tilt" in line for line in lines):
        lines.insert(0, "        tilt = noise(k)")
    values = numbers.values(rule)
    source = "\n".join(
        ["    def init(w):", *begin, "", "    def step(w, state, k):", *lines, "", "    return init, step"]
    )
    return _short(Written(source, values, frozenset(_asked(source))))


def _asked(source: str) -> set[str]:
    """Which of a scene's names a rule uses: no other name in it is one of them."""
    return set(re.findall(r"\w+", source)) & {*ANSWERS.values(), "minimum", "noise"}


def _own(field: str) -> str:
    return field if field not in RESERVED else field + "_"


def _state(g: Graph, terms: Terms, i: int, name: str, shape: tuple[int, ...]) -> Traced:
    """A field of the state as variables."""
    array = variables(g, f"s{i}_", "w", shape)
    terms.name(array.nodes, terms.text(name, wide=array.size > 1))
    return array


def _stepped(terms: Terms, dims: int, fields: list[str], shapes: list[tuple[int, ...]]) -> Any:
    def put(text: Text, nodes: list[Node]) -> None:
        arrays, first = [], 0
        for shape in [(dims,), *shapes]:
            size = int(np.prod(shape))
            part = np.empty(size, object)
            part[:] = nodes[first : first + size]
            arrays.append(terms.array(part.reshape(shape)))
            first += size
        point, *after = text.write(arrays, ["new_w", *(f"new_{field}" for field in fields)])
        text.line(f"return {point}, {_tuple(after)}")

    return put


def _tuple(texts: Sequence[str]) -> str:
    return f"({', '.join(texts)}{',' * (len(texts) == 1)})"


def _short(written: Written) -> Written:
    if len(written.source) > LONGEST:
        raise Untraceable(f"it would be {len(written.source)} characters long")
    return written


def written_factor(schedule: Any) -> Written:
    """The body of a function of k and a schedule's numbers: the factor of step k. Raises Untraceable."""
    return tried(lambda fixed: _factor(schedule, fixed))  # type: ignore[arg-type, return-value]


def _factor(schedule: Any, fixed: frozenset[str]) -> Written:
    g = Graph()
    terms, taken = Terms(g, 1), set(RESERVED)
    numbers = Numbered(g, terms, fixed, taken)
    with tracing(g), np.errstate(all="ignore"):
        k = variables(g, "k", "k", ())
        terms.name(k.nodes, terms.text("k"))
        node = nodes_of(g, numbers.of(schedule).factor(k)).reshape(-1)[0]
    lines: list[str] = []
    text = Text(NUMPY, {}, taken, lines)
    text.line(f"return {text.write([terms.scalar(node)])[0]}")
    return _short(Written("\n".join(lines), numbers.values(schedule)))
