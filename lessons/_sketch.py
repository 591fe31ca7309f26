"""Pictures that the page draws anew by itself: a function of the surface and of some numbers, traced as a rule is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from figures.live import live_of
from optim import Optimizer
from scenes import Entrant, Scene

Array = np.ndarray
ID = "sketch"  # before the name of a number, where a handle sets it


class Drawn(NamedTuple):
    """All arrays of a picture, one after another."""

    parts: Array


@dataclass(frozen=True)
class Sketch(Optimizer):
    """What a picture is drawn of, with its numbers as parameters. It takes no steps: its state is the picture."""

    def draw(self, surface: Any) -> dict[str, Array]:
        """The arrays, by name: of the surface's answers and of the numbers, with what a trace understands (live/)."""
        raise TypeError(f"{type(self).__name__} must define draw")

    def begin(self, surface: Any, w: Array) -> Drawn:
        return Drawn(np.concatenate([part.reshape(-1) for part in self.draw(surface).values()]))

    def step(self, surface: Any, w: Array, state: Drawn, k: int) -> tuple[Array, Drawn]:
        return w, state


class Each(NamedTuple):
    """One of a sketch's numbers that goes through these values, one a step, and the arrays that go with it."""

    number: str
    values: Array
    arrays: Sequence[str]


def _places(sketch: Sketch, surface: Any) -> dict[str, list[int]]:
    """Where each of a sketch's arrays stands in its state: (first, count)."""
    arrays, first = {}, 0
    for name, part in sketch.draw(surface).items():
        arrays[name] = [first, part.size]
        first += part.size
    return arrays


def _drawn(sketch: Sketch, surface: Any) -> dict[str, Any] | None:
    """The `live` of a scene in which a sketch is what runs."""
    shown = Scene("Sketch", surface, (Entrant(sketch, "Sketch", "#000000", ID),), tuple(surface.start), 1)
    return live_of(shown, ())


def beside(live: dict[str, Any], sketch: Sketch, surface: Any) -> dict[str, Any] | None:
    """The `live` of a race with overlays that are drawn of its surface; None where the page cannot trace them."""
    made = _drawn(sketch, surface)
    if made is None:
        return None
    (rule,) = made["rules"]
    programs = live["programs"] | made["programs"]
    return {**live, "programs": programs, "drawn": {"arrays": _places(sketch, surface), "rule": rule}}


def sketched(
    sketch: Sketch,
    surface: Any,
    tracks: Mapping[str, Mapping[str, str]],
    ranges: Mapping[str, Sequence[str]],
    each: Each | None = None,
) -> dict[str, Any] | None:
    """The `live` of a film that is drawn of a sketch; None where the page cannot trace it.

    `tracks` says by racer which array is which channel, `ranges` of which arrays a panel's vertical axis is made.
    Overlays say it of themselves: `drawn={"y": "heights"}`, and of numbers in their words: `told`.
    """
    live = _drawn(sketch, surface)
    reach = {id: list(names) for id, names in ranges.items()}
    facts: dict[str, Any] = {"arrays": _places(sketch, surface), "tracks": dict(tracks), "ranges": reach}
    if each:
        facts["each"] = {"name": f"{ID}.{each.number}", "values": each.values.tolist(), "arrays": list(each.arrays)}
    return live and {**live, "sketch": facts}
