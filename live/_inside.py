"""What a rule believes → a program: the shapes that it goes by at a step, of whatever surface and numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from live._array import nodes_of
from live._graph import Graph, Node, Untraceable, paths
from live._numpy import tracing
from live._trace import Numbers, Program, Stage, _declared, _function, _left, _program, _ways, held
from optim._belief import rows

Key = tuple[str, str]  # a shape's kind and label, of which a rule has each once at a step


@dataclass(frozen=True)
class Inside:
    """`believe(k)` leaves the shapes' rows of two numbers in H, one after another: NaN where there is none."""

    program: Program
    shapes: tuple[tuple[str, str, int], ...]  # kind, label, how many rows


def trace_inside(rule: Any, program: Program, *kind: Any) -> Inside:
    """What a rule whose program this is believes, with the same numbers. Raises Untraceable."""
    try:
        return _inside(rule, program, *kind)
    except (TypeError, ValueError, AttributeError, IndexError, RecursionError) as fault:  # what NumPy made of it
        raise Untraceable(str(fault)) from fault


def _inside(rule: Any, program: Program, *kind: Any) -> Inside:
    g = Graph()
    every = Numbers(g, "P", frozenset())
    every.of(rule)
    numbers = Numbers(g, "P", frozenset(every.names) - frozenset(program.names))
    with tracing(g, type(rule).__module__), np.errstate(all="ignore"):
        stage = Stage(g, numbers.of(rule), *kind)

        def said() -> Any:
            beliefs = stage.rule.believes(stage.surface, stage.w, stage.state, stage.k)
            return [((type(b).__name__, b.label), nodes_of(g, rows(b))) for b in beliefs]

        ways: Any = paths(g, said)
    sizes: dict[Key, int] = {}
    for _, beliefs in ways:
        for key, own in beliefs:
            sizes[key] = max(sizes.get(key, 0), len(own))
    if not sizes:
        raise Untraceable("it believes nothing")
    leaves = [(taken, _placed(g, dict(beliefs), sizes)) for taken, beliefs in ways]
    names = numbers.written | held(leaves) | {stage.k.nodes.item(): "k"}
    text = [_declared({"H": 2 * sum(sizes.values())})]
    text += _function("believe", "k", [_ways(names, leaves, _left("H"))])
    return Inside(_program(text, numbers), tuple((*key, size) for key, size in sizes.items()))


def _placed(g: Graph, beliefs: dict[Key, Any], sizes: dict[Key, int]) -> list[Node]:
    """The numbers of every shape, NaN where it is not among these, or ends earlier."""
    out: list[Node] = []
    for key, size in sizes.items():
        own = list(beliefs[key].flat) if key in beliefs else []
        out += own + [g.const(np.nan)] * (2 * size - len(own))
    return out
