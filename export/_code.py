"""A race as Python that runs anywhere: with NumPy alone, in torch.optim and in optax.

The surface and the rules are written out from their traced graphs (`live`): no file imports this project.
"""

import re
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

from export._code_templates import CORRELATED, LATE, NOISE, OPTAX, OWN, SCHEDULED, TORCH
from export._source import labels, plain
from live import Untraceable, Written, written_factor, written_rule, written_surface
from live._written import NOW
from optim import Optimizer
from scenes import Entrant, Scene, unwrapped
from surfaces._noise import TAIL

WIDTH = 96  # of a line of text


def own(scene: Scene) -> str:
    """The race with NumPy alone. What cannot be written out is named and left out.

    Raises ValueError if that is the surface, or every rule.
    """
    noisy, left_out, made = scene.sigma != 0, [], []
    asks: set[str] = set()
    bodies: dict[Any, tuple[str, Entrant, Written]] = {}
    for label, entrant in zip(labels(scene), scene.entrants, strict=True):
        try:
            rule = written_rule(entrant.rule, scene.surface, noisy, scene.delay > 0)
        except Untraceable as fault:
            left_out.append(f"{label} ({fault})")
            continue
        asks |= rule.asks
        key = rule.source, tuple(rule.numbers)
        if key not in bodies:
            same = sum(entrant.rule.slug == other.rule.slug for _, other, _ in bodies.values())
            bodies[key] = f"{entrant.rule.slug}_{same + 1}" if same else entrant.rule.slug, entrant, rule
        name, _, first = bodies[key]
        other = {n: value for n, value in rule.numbers.items() if value != first.numbers[n]}
        made.append(f"    {label!r}: {name}({_arguments(other)}),")
    if not made:
        raise ValueError(f"no rule of this race can be written out: {'; '.join(left_out) or 'it has none'}")
    surface = _surface(scene, frozenset(asks))
    return OWN.format(
        about=_about(scene, "with NumPy alone", "Not written out", left_out),
        start=_numbers(scene.start),
        steps=scene.steps,
        numbers="\n".join(_settings(scene, surface)),
        surface=plain(scene.surface.name),
        functions=surface.source + _late(scene, surface),
        noise=_noise(scene),
        globals=_globals(scene),
        moves=_moves(scene),
        behind=f"            behind = w - points[max(k - {1 + scene.delay}, 0)]\n" if scene.delay else "",
        f="mean" if scene.delay else "f",
        rules="\n\n\n".join(_function(*body) for body in bodies.values()),
        made="\n".join(made),
    )


def _calls(
    scene: Scene, library: str, call_of: Callable[[Optimizer], Any]
) -> tuple[list[tuple[str, Any, Any]], list[str]]:
    """Label, call and schedule of each entrant that the library has in this form, and the labels of the others.

    Raises ValueError if it has none of them.
    """
    calls, left_out = [], []
    for label, entrant in zip(labels(scene), scene.entrants, strict=True):
        rule, schedule, clip = unwrapped(entrant.rule)
        call = call_of(rule) if clip is None and not (schedule and rule.remembers_rate) else None
        if call is None:
            left_out.append(label)
        else:
            calls.append((label, call, schedule))
    if not calls:
        raise ValueError(f"{library} has none of these rules: {', '.join(left_out)}")
    return calls, left_out


def torch(scene: Scene) -> str:
    """The race in torch.optim; what PyTorch does not have is named and left out.

    Raises ValueError if it has none of the rules, or the surface cannot be written out.
    """
    factors = _Factors()
    calls, left_out = _calls(scene, "torch.optim", lambda rule: rule.torch())
    made = [
        f"    {label!r}: run(lambda w: torch.optim.{call}{f', {factors.of(schedule)}' if schedule else ''}),"
        for label, call, schedule in calls
    ]
    surface = _surface(scene, dialect="torch")
    return TORCH.format(
        about=_about(scene, "in torch.optim", "Not in torch.optim, or not in this form", left_out),
        start=_numbers(scene.start),
        steps=scene.steps,
        numbers="\n".join(_settings(scene, surface, "torch.tensor({!r})")),
        surface=plain(scene.surface.name),
        functions=surface.source,
        noise=_noise(scene),
        factors=factors.text,
        globals=f"    global {NOW}\n" if scene.surface.drifts else "",
        moves=_moves(scene),
        loss=_loss(scene),
        made="\n".join(made),
    )


def _noise(scene: Scene) -> str:
    if not scene.sigma:
        return ""
    if scene.noise == "correlated":
        return CORRELATED
    return NOISE.format(
        draw={"normal": "standard_normal(len(start))"}.get(scene.noise, f"standard_t({TAIL!r}, len(start))")
    )


def _globals(scene: Scene) -> str:
    """The lines in which a run says what of the file it sets."""
    late = "    global behind\n    behind = 0.0\n" if scene.delay else ""
    return (f"    global {NOW}\n" if scene.surface.drifts else "") + late


def _moves(scene: Scene) -> str:
    """The line that sets a surface that drifts to where it is at a step."""
    return f"        {NOW} = k\n" if scene.surface.drifts else ""


def _late(scene: Scene, surface: Written) -> str:
    """What makes the surface's functions answer late."""
    if not scene.delay:
        return ""
    names = re.findall(r"^def (\w+)\(w\):", surface.source, re.MULTILINE)
    return LATE.format(
        delay=scene.delay, s="s" * (scene.delay > 1), names=", ".join(names),
        wrapped=", ".join(f"late({name})" for name in names),
    ).rstrip("\n")  # fmt: skip


def _loss(scene: Scene) -> str:
    where = f"w - (w.detach() - torch.tensor(points[max(k - {1 + scene.delay}, 0)]))" if scene.delay else "w"
    return f"f({where})" + (f" + torch.tensor(noise(k)) @ ({where})" if scene.sigma else "")


def optax(scene: Scene) -> str:
    """The race in optax; what optax does not have is named and left out.

    Raises ValueError if it has none of the rules, or the surface cannot be written out.
    """
    made, factors = [], _Factors()
    calls, left_out = _calls(scene, "optax", lambda rule: rule.optax())
    for label, call, schedule in calls:
        rate = f"scheduled({call.arguments['learning_rate']!r}, {factors.of(schedule)})" if schedule else ""
        made.append(f"    {label!r}: run({call.written(rate)}),")
    surface = _surface(scene, dialect="jax")
    return OPTAX.format(
        about=_about(scene, "in optax", "Not in optax, or not in this form", left_out),
        start=_numbers(scene.start),
        steps=scene.steps,
        numbers="\n".join(_settings(scene, surface)),
        surface=plain(scene.surface.name),
        functions=surface.source,
        noise=_noise(scene),
        factors=factors.text + SCHEDULED if factors.text else "",
        tilt="noise(k)" if scene.sigma else "[0.0] * len(start)",
        seen=f"jnp.array(points[max(len(points) - {1 + scene.delay}, 0)])" if scene.delay else "w",
        made="\n".join(made),
    )


class _Factors:
    """The schedules of a file, each written once."""

    def __init__(self) -> None:
        self.names: dict[Any, str] = {}
        self.text = ""

    def of(self, schedule: Any) -> str:
        if schedule not in self.names:
            name = f"{schedule.slug}_{len(self.names) + 1}" if self.names else schedule.slug
            written = written_factor(schedule)
            self.names[schedule] = name
            self.text += f"\n\ndef {name}(k, {_arguments(written.numbers)}):\n{written.source}\n"
        return self.names[schedule]


def _surface(scene: Scene, asks: frozenset[str] = frozenset(), dialect: str = "numpy") -> Written:
    try:
        return written_surface(scene.surface, asks, dialect)
    except Untraceable as fault:
        raise ValueError(f"{scene.surface.name} cannot be written out as Python: {fault}") from None


def _settings(scene: Scene, surface: Written, form: str = "{!r}") -> list[str]:
    """The lines that set the noise's and the surface's numbers."""
    noise = [f"sigma = {float(scene.sigma)!r}", f"seed = {int(scene.seed)}"] if scene.sigma else []
    moving = [f"{NOW} = 0  # the step at which the surface stands"] if scene.surface.drifts else []
    return noise + moving + [f"{name} = {form.format(value)}" for name, value in surface.numbers.items()]


def _function(name: str, entrant: Entrant, rule: Written) -> str:
    bare = unwrapped(entrant.rule)[0]
    told = _docstring(f"{bare.name}. {bare.paper}", "    ")
    return f"def {name}({_arguments(rule.numbers)}):\n{told}\n{rule.source}"


def _arguments(numbers: dict[str, float]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in numbers.items())


def _docstring(text: str, indent: str) -> str:
    wrapped = textwrap.fill(_quotable(plain(text)), WIDTH, initial_indent=f'{indent}"""', subsequent_indent=indent)
    return f'{wrapped}"""\n'


def _about(scene: Scene, where: str, without: str, left_out: Iterable[str]) -> str:
    """What stands at a file's head: whose race it is and what is not in it."""
    missing = ", ".join(left_out)
    return _quotable(f"{plain(scene.name)}, {where}.") + (f"\n\n{without}: {_quotable(missing)}.\n" if missing else "")


def _numbers(values: Any) -> str:
    """A place as a tuple of plain numbers."""
    return repr(tuple(float(value) for value in values))


def _quotable(text: str) -> str:
    """A text that can stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"""', "'''").rstrip('"')
