"""A scene as the page's engine takes it: programs by key, and the numbers that go into them, by the address's names."""

from functools import lru_cache
from typing import Any

from catalog import Declaration, parameters
from live._graph import Untraceable
from live._inside import Inside, trace_inside
from live._trace import Program, trace_rule, trace_surface
from optim._wrapper import Wrapper
from surfaces import Turned, lowest
from surfaces._noise import draw

EXCEPTIONS: dict[str, str] = {
    "noisy_moons": "its data are drawn anew for other numbers, and its mini-batches at every step, by NumPy",
}  # slugs of rules and surfaces that are raced in Python only, and why: a test holds the list to what does not trace
ROWS = 250  # the draws of noise come in tables of a multiple of so many steps: a longer race needs no new one at once
KEPT = 4096  # programs
MOST_MINIMA = 16  # that the page follows when the surface's numbers move
MOST_DIMS = 2  # what the engine's loops are written for; a network's weights would make programs of megabytes


class _By:
    """A declaration, equal to another if a trace cannot tell them apart: by all that is not a variable in it."""

    def __init__(self, declaration: Any) -> None:
        self.declaration = declaration
        self._known = _signature(declaration)

    def __hash__(self) -> int:
        return hash(self._known)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _By) and self._known == other._known


def _signature(declaration: Any) -> tuple[Any, ...]:
    settings = declaration.settings() if not isinstance(declaration, Wrapper | Turned) else {}
    free = {p.name for p in parameters(declaration) if p.kind == "number"}
    known = tuple((name, repr(value)) for name, value in settings.items() if name not in free)
    inner = tuple(_signature(value) for value in vars(declaration).values() if isinstance(value, Declaration))
    return type(declaration), known, inner


def program_of_surface(surface: Any) -> Program:
    """The program of a surface's f, gradient and Hessian, and of its residuals. Raises Untraceable."""
    return _answer(_surface_program(_By(surface)))


def program_of_rule(rule: Any, surface: Any, noisy: bool = False) -> Program:
    """The program of a rule on a surface, the same on all of its kind. Raises Untraceable."""
    if lacking := rule.lacks(surface):
        raise Untraceable(f"{rule.name} needs {lacking}, which {surface.name} does not have")
    return _answer(_rule_program(_By(rule), *_kind(surface), noisy))


@lru_cache(maxsize=256)
def _kind(surface: Any) -> tuple[int, int | None, bool]:
    """What a rule's program depends on: the dimensions, the number of residuals, and whether a minimum is known."""
    residuals = surface.residual(surface.start).shape[-1] if surface.least_squares else None
    return surface.dims, residuals, lowest(surface) is not None


def program_of_beliefs(rule: Any, surface: Any, noisy: bool = False) -> Inside:
    """The program of what a rule goes by at each step, beside `program_of_rule`. Raises Untraceable."""
    return _answer(_beliefs_program(_By(rule), *_kind(surface), noisy))


def _answer(made: Any) -> Any:
    if isinstance(made, str):
        raise Untraceable(made)
    return made


@lru_cache(maxsize=KEPT)
def _surface_program(by: _By) -> Program | str:
    try:
        return trace_surface(by.declaration)
    except Untraceable as fault:
        return str(fault)


@lru_cache(maxsize=KEPT)
def _rule_program(by: _By, *kind: Any) -> Program | str:
    try:
        return trace_rule(by.declaration, *kind)
    except Untraceable as fault:
        return str(fault)


@lru_cache(maxsize=KEPT)
def _beliefs_program(by: _By, *kind: Any) -> Inside | str:
    try:
        return trace_inside(by.declaration, _answer(_rule_program(by, *kind)), *kind)
    except Untraceable as fault:
        return str(fault)


def programs_of(scene: Any) -> dict[str, str]:
    """The programs of a scene's surface and rules, by their keys; none if the surface cannot be traced."""
    return _read(scene)[1]


def spec_of(scene: Any, room: int = 0) -> dict[str, Any] | None:
    """What `race` of figures/player/engine.js is asked for, as JSON's own types; None if the page cannot run it.

    `surface` and each of `rules` have a `program`, its `numbers` and their `names`: those of the address, "adam.lr".
    `noisy` is the rule's program on a noisy surface. `fallback` says of the entrants that are not among them why.
    `noise` has the draws of each step, one after another, for `room` steps if the race has fewer. `minimum` is where
    the lowest known minimum lies, `bottom` the value there, null where none is known; from `minima` the page finds the
    lowest anew when a number of the surface moves. `goal` is a game's equilibrium, `moving` the minimum of a surface
    that drifts, before the first step. `tables` are what the surface reads by place, and `sampled` says that its steps
    see a sample of it.
    """
    return _read(scene, room)[0]


def _read(scene: Any, room: int = 0) -> tuple[dict[str, Any] | None, dict[str, str]]:
    surface = scene.surface
    if surface.dims > MOST_DIMS:
        return None, {}
    try:
        plane = program_of_surface(surface)
    except Untraceable:
        return None, {}
    programs, rules, fallback = {plane.key: plane.source}, [], {}
    for entrant in scene.entrants:
        try:
            quiet, noisy = (program_of_rule(entrant.rule, surface, noise) for noise in (False, True))
        except Untraceable as fault:
            fallback[entrant.id] = str(fault)
            continue
        programs |= {program.key: program.source for program in (quiet, noisy)}
        own = entrant.id.partition("-")[0]  # adam-1, adam-2: values of one sweep, under one set of controls
        rules.append({"id": entrant.id, "program": quiet.key, "noisy": noisy.key} | _numbers(quiet, entrant.rule, own))
    minimum, bottom = _lowest(surface)
    steps = int(scene.steps)
    spec = {
        "surface": {"program": plane.key} | _numbers(plane, surface, surface.slug),
        "rules": rules,
        "fallback": fallback,
        "start": [float(c) for c in scene.start],
        "domain": [[float(low), float(high)] for low, high in surface.domain],
        "steps": steps,
        "sigma": float(scene.sigma),
        "seed": int(scene.seed),
        "noise": _draws(int(scene.seed), -(-max(steps, room) // ROWS) * ROWS, surface.dims, scene.noise),
        "delay": int(scene.delay),
        "minima": [[float(c) for c in point] for point in surface.minima()[:MOST_MINIMA] if surface.smooth],
        "minimum": None if minimum is None else list(minimum),
        "bottom": bottom,
        "goal": [float(c) for c in surface.critical_points()[0].point] if surface.game else None,
        "moving": [float(c) for c in surface.at(0).minima()[0]] if surface.drifts else None,
    }
    if surface.tables:
        spec |= {"tables": [table.tolist() for table in surface.tables.values()], "sampled": surface.sampled}
    return spec, programs


@lru_cache(maxsize=16)
def _draws(seed: int, steps: int, dims: int, kind: str) -> list[float]:
    return [float(x) for k in range(1, steps + 1) for x in draw(seed, k, dims, kind)]


@lru_cache(maxsize=256)
def _lowest(surface: Any) -> tuple[tuple[float, ...] | None, float | None]:
    found = lowest(surface)
    return (None, None) if found is None else (tuple(float(c) for c in found[0]), found[1])


def _numbers(program: Program, declaration: Any, prefix: str) -> dict[str, Any]:
    """The numbers of a program, and what the address calls them."""
    found = [_number(declaration, name.split(".")) for name in program.names]
    return {"numbers": [value for value, _ in found], "names": [f"{prefix}.{name}" for _, name in found]}


def _number(declaration: Any, path: list[str]) -> tuple[float, str]:
    """A number in a declaration by its path, and its name, in which only what is around a rule is named."""
    head, *rest = path
    part = getattr(declaration, head)
    if not rest:
        return float(part), head
    value, name = _number(part, rest)
    own = {"rule": "", "surface": "", "schedule": f"{part.slug}."}.get(head, f"{head}.")
    return value, own + name
