"""Pictures of the lecture that the page races by itself (live/README.md): handles that set its numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog import SIGNIFICANT, parameters, slider_digits
from lessons._claims import Settings


def driving(
    chosen: Settings, id: str, label: str, axes: Sequence[str | None], sets: Sequence[Mapping[str, Any]], **facts: Any
) -> dict[str, Any]:
    """A handle at those of a section's settings that are named for its axes, which it holds as their controls do.

    `sets` is what it sets of the race in the page (figures/README.md); what has no setting's name among the `axes`
    is given by `facts`, which has its place and what else a handle has.
    """
    known = {p.name: p for p in parameters(type(chosen))}
    own = [None if name is None else known[name] for name in axes]
    at = {axis: getattr(chosen, name) for axis, name in zip("xy", axes, strict=True) if name is not None}
    within = [[-1e9, 1e9] if p is None else [p.low, p.high] for p in own]
    decimals = [
        None if p is None or p.log or p.low is None or p.high is None else slider_digits(p.low, p.high, p.default)
        for p in own
    ]
    held = {"within": within, "decimals": decimals, "digits": SIGNIFICANT}
    return {"id": id, "label": label, **at, **held, "sets": [dict(each) for each in sets], **facts}


def sets(
    axis: str, *names: str, over: float = 1.0, less: float = 0.0, decimals: int | None = None
) -> list[dict[str, Any]]:
    """What a handle sets along an axis: these numbers of the race, to its place less `less`, divided by `over`.

    `decimals`: of a number whose control holds so many where the place itself is not held to any.
    """
    moved = {"less": less} if less else {}
    held = {} if decimals is None else {"decimals": decimals}
    return [{"name": name, "axis": axis, "over": over, **moved, **held} for name in names]


def called(live: Mapping[str, Any] | None, names: Mapping[str, str]) -> dict[str, Any] | None:
    """The `live` of a film in which these numbers go under other names: those of a section's own controls."""
    if live is None:
        return None

    def own(part: Mapping[str, Any]) -> dict[str, Any]:
        return {**part, "names": [names.get(name, name) for name in part["names"]]}

    whole = {other: name for name, other in names.items() if name in ("steps", "sigma", "x", "y")}
    return {**live, "surface": own(live["surface"]), "rules": [own(rule) for rule in live["rules"]], "called": whole}
