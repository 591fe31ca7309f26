"""Rules and surfaces → programs: JavaScript functions of numbers, under the hash of what they say."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import Declaration, parameters
from live._array import Traced, cell, nodes_of
from live._emit import HEAVY, Leaf, Writer, parts, reachable
from live._graph import OPERATIONS, Graph, Node, Untraceable, paths
from live._numpy import tracing
from live._oracle import Counting, Leaning, Plain, variables

PLACES = {"w": "W", "s": "S", "t": "T", "m": "M", "c": "N", "d": "D"}  # the arrays in which a step finds its variables
LARGEST = 60_000  # characters of a program: beyond, an engine does not make fast code of it any more


@dataclass(frozen=True)
class Program:
    """Code, and the names of the numbers that it takes, in their order; `size`: how many numbers its state has."""

    source: str
    names: tuple[str, ...]
    size: int = 0

    @property
    def key(self) -> str:
        return hashlib.blake2b(self.source.encode(), digest_size=8).hexdigest()


class Numbers:
    """The parameters of a declaration that are numbers, as variables; `fixed` are left as they are."""

    def __init__(self, graph: Graph, letter: str, fixed: frozenset[str]) -> None:
        self.graph, self.letter, self.fixed = graph, letter, fixed
        self.names: list[str] = []
        self.nodes: list[Node] = []

    def of(self, declaration: Declaration, prefix: str = "") -> Any:
        """The declaration with variables in place of its numbers, and in place of those of the declarations in it."""
        changed: dict[str, Any] = {}
        for p in parameters(declaration):
            name = prefix + p.name
            if p.kind in ("number", "integer") and name not in self.fixed:
                node = self.graph.var(name, "p")
                self.names.append(name)
                self.nodes.append(node)
                changed[p.name] = Traced(self.graph, cell(node))
        for name, value in vars(declaration).items():
            if isinstance(value, Declaration):
                changed[name] = self.of(value, f"{prefix}{name}.")
        return Declaration.altered(declaration, **changed)

    @property
    def written(self) -> dict[Node, str]:
        return {node: f"{self.letter}[{i}]" for i, node in enumerate(self.nodes)}


def tried(trace: Callable[[frozenset[str]], Program]) -> Program:
    """A trace in which every number stays a variable but those that turn out to have to be known."""
    fixed: frozenset[str] = frozenset()
    while True:
        try:
            return trace(fixed)
        except Untraceable as fault:
            if fault.parameter is None or fault.parameter in fixed:
                raise
            fixed |= {fault.parameter}
        except (TypeError, ValueError, AttributeError, RecursionError) as fault:  # what NumPy or Python made of it
            raise Untraceable(str(fault)) from fault


def trace_surface(surface: Any) -> Program:
    """f, grad, hess and, of a sum of squares, res and jac of a surface as step k sees it; `stand` says which step.

    Raises Untraceable.
    """
    return tried(lambda fixed: _surface(surface, fixed))


def _surface(surface: Any, fixed: frozenset[str]) -> Program:
    g = Graph()
    numbers = Numbers(g, "Q", fixed)
    traced: dict[str, list] = {}
    with tracing(g, type(surface).__module__), np.errstate(all="ignore"):
        now, w = variables(g, "now", "k", ()), variables(g, "w", "w", (surface.dims,))
        g.tables = list(surface.tables)
        s = numbers.of(surface).at(now)
        asked = {"f": s.value, "grad": s.gradient, "hess": _triangle(s)}
        if surface.least_squares:
            asked |= {"res": s.residual, "jac": s.residual_jacobian}
        for name, ask in asked.items():
            traced[name] = paths(g, lambda ask=ask: list(nodes_of(g, ask(w)).flat))
    nodes = [node for leaves in traced.values() for leaf in leaves for node in leaf[1]]
    constants = _outside(nodes, frozenset("p"))
    moments = [node for node in _outside(nodes, frozenset("kp")) if "k" in node.roots]
    known = numbers.written | {node: f"C[{i}]" for i, node in enumerate(constants)} | {now.nodes.item(): "B[0]"}
    names = known | {node: f"B[{i}]" for i, node in enumerate(moments, 1)}
    names |= {node: node.args[0] for node in w.nodes}
    place = ", ".join(node.args[0] for node in w.nodes)
    changes = surface.drifts or surface.sampled
    arrays = {"Q": len(numbers.nodes), "C": len(constants)} | ({"B": 1 + len(moments)} if changes else {})
    text = [_declared(arrays)]
    if tables := [f"E{i}" for i in range(len(surface.tables))]:
        text += [f"let {', '.join(tables)};", *_function("feed", "tables", [[f"[{', '.join(tables)}] = tables;"]])]
    text += _function("shape", "", [_block(numbers.written, constants, "C")])
    text += _function("stand", "k", [["B[0] = k;"], _block(known, moments, "B", "1 + ")] if changes else [])
    for name, leaves in traced.items():
        text += _function(name, place, [_ways(names, leaves, _returned if name == "f" else _left("A"))])
    return _program(text, numbers)


def _triangle(surface: Any) -> Callable[[Any], Any]:
    def upper(w: Any) -> Any:
        hessian = surface.hessian(w)
        return [hessian[i, j] for i in range(surface.dims) for j in range(i, surface.dims)]

    return upper


def trace_rule(
    rule: Any, dims: int, residuals: int | None = None, minimum: bool = False, noisy: bool = False
) -> Program:
    """init, step and rate of a rule on surfaces of `dims` coordinates. Raises Untraceable.

    The surface is left open, but for whether it is a sum of so many squares, has a known minimum and is noisy.
    """
    return tried(lambda fixed: _rule(rule, fixed, dims, residuals, minimum, noisy))


def _rule(rule: Any, fixed: frozenset[str], *kind: Any) -> Program:
    g = Graph()
    numbers = Numbers(g, "P", fixed)
    with tracing(g, type(rule).__module__), np.errstate(all="ignore"):
        stage = Stage(g, numbers.of(rule), *kind)
        asked = g.counts
        counts = variables(g, "c", "w", (3,))

        def step() -> list[Node]:
            g.counts = list(counts.nodes)
            point, after = stage.rule.step(stage.surface, stage.w, stage.state, stage.k)
            fields = [np.broadcast_to(nodes_of(g, a), s) for a, s in zip(after, stage.shapes, strict=True)]
            return [*nodes_of(g, point).flat, *(node for field in fields for node in field.flat), *g.counts]

        begin: list[Leaf] = [([], [*(node for field in stage.start for node in nodes_of(g, field).flat), *asked])]
        steps = paths(g, step)
        rates = paths(g, lambda: list(nodes_of(g, _rate(stage.rule, stage.k)).flat))
    return _rule_program(numbers, stage.k, stage.dims, stage.size, begin, steps, rates)


class Stage:
    """What a traced rule's functions are called with: the surface, w, the state, k."""

    def __init__(self, graph: Graph, rule: Any, dims: int, residuals: int | None, minimum: bool, noisy: bool) -> None:
        base: Any = Plain(graph, dims, residuals, minimum)
        tilt, behind = (variables(graph, letter, letter, (dims,)) for letter in "td")
        self.rule, self.dims = rule, dims
        self.surface = Counting(graph, Leaning(base, tilt, behind) if noisy else base, base)
        self.k, self.w = variables(graph, "k", "k", ()), variables(graph, "w", "w", (dims,))
        graph.counts = [graph.const(0.0)] * 3
        self.start = rule.begin(self.surface, self.w)
        self.shapes = [nodes_of(graph, field).shape for field in self.start]
        firsts = np.cumsum([0, *(int(np.prod(shape)) for shape in self.shapes)])
        places = zip(self.shapes, firsts, strict=False)
        self.state = type(self.start)(*(variables(graph, "s", "w", shape, int(i)) for shape, i in places))
        self.size = int(firsts[-1])


def _rate(rule: Any, k: Any) -> Any:
    rate = rule.rate(k)
    return np.nan if rate is None else rate


def _rule_program(numbers: Numbers, k: Traced, dims: int, size: int, begin: Any, steps: Any, rates: Any) -> Program:
    names = held(begin, steps)
    counter: dict[Node, str] = {k.nodes.item(): "k"}
    ticks = _outside([node for leaf in steps for node in leaf[1]], frozenset("kp"))
    known = numbers.written | counter
    after = names | known | {node: f"K[at + {i}]" for i, node in enumerate(ticks)}
    arrays = {"P": len(numbers.nodes), "W": dims, "S": size, "N": 3, "T": dims, "M": dims}
    text = [_declared(arrays), f"const ticks = {len(ticks)};"]
    text += _function("begin", "", [_ways(numbers.written | names, begin, _left("S", size, "N", 3))])
    text += _function("tick", "k, at", [_block(known, ticks, "K", "at + ")])
    text += _function("step", "k, at", [_ways(after, steps, _left("W", dims, "S", size, "N", 3))])
    text += _function("rate", "k", [_ways(known, rates, _returned)])
    return _program(text, numbers, size)


def held(*ways: Any) -> dict[Node, str]:
    """The variables of some traces that stand in one of the arrays of a step, and where."""
    every = {node for leaves in ways for leaf in leaves for node in _all(leaf[1] + [n for n, _ in leaf[0]])}
    found = [(node, re.fullmatch(r"([wstmcd])(\d+)", node.args[0])) for node in every if _is_held(node)]
    return {node: f"{PLACES[match[1]]}[{match[2]}]" for node, match in found if match}


def _is_held(node: Node) -> bool:
    """Whether a node is a variable that stands in one of the arrays of a step."""
    return node.op == "var" and not node.roots & {"p", "k"}


def _program(text: list[str], numbers: Numbers, size: int = 0) -> Program:
    source = "\n".join(text) + "\n"
    if len(source) > LARGEST:
        raise Untraceable(f"a program of {len(source)} characters")
    return Program(source, tuple(numbers.names), size)


def _declared(arrays: dict[str, int]) -> str:
    return "const " + ", ".join(f"{name} = new Float64Array({n})" for name, n in arrays.items()) + ";"


def _function(name: str, arguments: str, bodies: Sequence[list[str]]) -> list[str]:
    return [f"function {name}({arguments}) {{", *(line for body in bodies for line in body), "}"]


def _all(nodes: Sequence[Node]) -> set[Node]:
    """Every node behind these, what goes round in loops among them."""
    seen: set[Node] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo.extend(parts(node))
            if node.op == "loop":
                todo.extend(node.args[0].after)
    return seen


def _outside(nodes: Sequence[Node], roots: frozenset[Any]) -> list[Node]:
    """The largest costly parts that depend on these roots alone: made once for all that share them."""
    every = _all(nodes)
    inner = {node for node in every if node.roots <= roots and node.op in OPERATIONS}
    used = {part for node in every - inner for part in parts(node)}
    used |= {part for node in every if node.op == "loop" for part in node.args[0].after}
    costly = [node for node in inner if node in used | set(nodes) and any(n.op in HEAVY for n in reachable([node]))]
    return sorted(costly, key=lambda node: node.id)


def _block(names: dict[Node, str], nodes: Sequence[Node], array: str, offset: str = "") -> list[str]:
    writer = Writer(names)
    for i, text in enumerate(writer.write(nodes)):
        writer.lines.append(f"{array}[{offset}{i}] = {text};")
    return writer.lines


def _ways(names: dict[Node, str], leaves: Any, put: Callable[[Writer, list[Node]], None]) -> list[str]:
    writer = Writer(names)
    writer.tree(leaves, put)
    return writer.lines


def _returned(writer: Writer, nodes: list[Node]) -> None:
    (text,) = writer.write(nodes)
    writer.lines.append(f"return {text};")


def _left(*places: Any) -> Callable[[Writer, list[Node]], None]:
    """Leave the nodes in arrays, given by name and length, the last to its end; all are made before the first is."""

    def put(writer: Writer, nodes: list[Node]) -> None:
        names, sizes = places[::2], places[1::2] or (len(nodes),)
        targets = [f"{name}[{i}]" for name, size in zip(names, sizes, strict=True) for i in range(size)]
        moved = [
            (target, node) for target, node in zip(targets, nodes, strict=True) if writer.names.get(node) != target
        ]
        texts = writer.write([node for _, node in moved])
        taken = set(targets)
        for i, text in enumerate(texts):
            if any(target in text for target in taken):  # it would be overwritten before it is read
                writer.lines.append(f"const o{i} = {text};")
                texts[i] = f"o{i}"
        writer.lines.extend(f"{target} = {text};" for text, (target, _) in zip(texts, moved, strict=True))

    return put
