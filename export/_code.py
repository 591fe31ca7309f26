"""A race as Python: with this project's own `race`, and in torch.optim where PyTorch has the rule."""

from typing import Any

from catalog import parameters
from export._source import labels
from scenes import Entrant, Scene, unwrapped

OWN = '''"""{name}"""

{imports}

surface = {surface}
rules = {{
{rules}
}}
trajectories = dict(zip(rules, race(rules.values(), surface, start={start}, steps={steps})))

for name, t in trajectories.items():
    print(f"{{name}}: f = {{t.values[-1]:.6g}} at {{t.points[-1]}}; {{t.outcome}}")
'''

TORCH = '''"""{name}: the same race in torch.optim, on the same surface and with the same noise.{left_out}"""

{imports}

torch.set_default_dtype(torch.float64)
np.seterr(all="ignore")  # a run may diverge
surface = {surface}


def follow(make, factor=lambda k: 1.0, start={start}, steps={steps}):
    """The points that an optimizer goes through."""
    w = torch.tensor(start, requires_grad=True)
    optimizer = make([w])
    lr = optimizer.param_groups[0]["lr"]
    points = [w.tolist()]
    for k in range(1, steps + 1):
        seen = surface.at(k)

        def closure():
            w.grad = torch.from_numpy(seen.gradient(w.detach().numpy()))
            return torch.tensor(float(seen.value(w.detach().numpy())))

        optimizer.param_groups[0]["lr"] = lr * float(factor(k))
        optimizer.step(closure)
        points.append(w.tolist())
    return points


tracks = {{
{tracks}
}}

for name, points in tracks.items():
    print(f"{{name}}: f = {{surface.value(points[-1]):.6g}} at {{points[-1]}}")
'''


def own(scene: Scene) -> str:
    """The race with this project's `race`."""
    parts = [unwrapped(entrant.rule) for entrant in scene.entrants]
    names = {"OPTIMIZERS", "race"}
    names |= {"SCHEDULES", "Scheduled"} if any(schedule for _, schedule, _ in parts) else set()
    names |= {"Clip", "Clipped"} if any(clip for *_, clip in parts) else set()
    return OWN.format(
        name=_plain(scene.name),
        imports=f"from optim import {', '.join(sorted(names))}\n{_surface_import(scene)}",
        surface=_surface(scene),
        rules="\n".join(f"    {label!r}: {_rule(e)}," for label, e in zip(labels(scene), scene.entrants, strict=True)),
        start=_numbers(scene.start),
        steps=scene.steps,
    )


def torch(scene: Scene) -> str:
    """The race in torch.optim; what PyTorch does not have is named and left out.

    Raises ValueError if it has none of the rules.
    """
    tracks, left_out, scheduled = [], [], False
    for label, entrant in zip(labels(scene), scene.entrants, strict=True):
        rule, schedule, clip = unwrapped(entrant.rule)
        made = rule.torch() if clip is None and not (schedule and rule.remembers_rate) else None
        if made is None:
            left_out.append(label)
            continue
        scheduled = scheduled or schedule is not None
        factor = f", {_declared('SCHEDULES', schedule)}.factor" if schedule else ""
        tracks.append(f"    {label!r}: follow(lambda w: torch.optim.{made}{factor}),")
    if not tracks:
        raise ValueError(f"torch.optim has none of these rules: {', '.join(left_out)}")
    without = f"\n\nNot in torch.optim, or not in this form: {', '.join(left_out)}.\n" if left_out else ""
    own_imports = ("from optim import SCHEDULES\n" if scheduled else "") + _surface_import(scene)
    return TORCH.format(
        name=_plain(scene.name),
        left_out=_plain(without),
        imports=f"import numpy as np\nimport torch\n\n{own_imports}",
        surface=_surface(scene),
        tracks="\n".join(tracks),
        start=_numbers(scene.start),
        steps=scene.steps,
    )


def _rule(entrant: Entrant) -> str:
    rule, schedule, clip = unwrapped(entrant.rule)
    text = _declared("OPTIMIZERS", rule)
    if clip is not None:
        text = f"Clipped({text}, Clip(norm={clip.norm!r}))"
    return f"Scheduled({text}, {_declared('SCHEDULES', schedule)})" if schedule is not None else text


def _declared(registry: str, declaration: Any) -> str:
    """A declaration as it is made from its registry: its rate, and what is not at its default."""
    defaults = {parameter.name: parameter.default for parameter in parameters(declaration)}
    said = [
        f"{name}={value!r}"
        for name, value in declaration.settings().items()
        if name == "lr" or value != defaults.get(name)
    ]
    return f'{registry}["{declaration.slug}"]({", ".join(said)})'


def _surface_import(scene: Scene) -> str:
    names = {"parse" if scene.surface.slug == "function" else "SURFACES"} | ({"Noisy"} if scene.sigma else set())
    return f"from surfaces import {', '.join(sorted(names))}"


def _surface(scene: Scene) -> str:
    surface = scene.surface
    if surface.slug == "function":
        given = {name: value for name, value in surface.settings().items() if value is not None}
        text = f"parse({', '.join(f'{name}={value!r}' for name, value in given.items())})"
    else:
        text = _declared("SURFACES", surface)
    return f"Noisy({text}, sigma={scene.sigma!r}, seed={scene.seed!r})" if scene.sigma else text


def _numbers(values: Any) -> str:
    """A start as a tuple of plain numbers."""
    return repr(tuple(float(value) for value in values))


def _plain(text: str) -> str:
    """A text that can stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"""', "'''")
