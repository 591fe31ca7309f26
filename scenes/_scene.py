"""The scene: all that a race needs, in one value."""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from optim import Clipped, Scheduled, Trajectory, race
from surfaces import Noisy, SurfaceLike, View

MAX_ENTRANTS = 12
MAX_SCENE_STEPS = 5_000
MAX_NAME = 60
LOOKS = ("quiet", "radford")
PANELS = ("contour", "surface", "loss", "gradient", "multiples")


@dataclass(frozen=True)
class Entrant:
    """A rule in a race, under a name and a colour of its own; by default the rule's."""

    rule: Any
    name: str
    color: str
    id: str

    @classmethod
    def of(cls, rule: Any, name: str | None = None, color: str | None = None, id: str | None = None) -> Self:
        return cls(rule, name or rule.name, color or rule.color, id or rule.slug)

    def __post_init__(self) -> None:
        if not (isinstance(self.name, str) and 0 < len(self.name) <= MAX_NAME):
            raise ValueError(f"a name must be a text of 1 to {MAX_NAME} characters, not {self.name!r}")
        if not (isinstance(self.color, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", self.color)):
            raise ValueError(f"a color must be written #rrggbb, not {self.color!r}")


@dataclass(frozen=True)
class Scene:
    """All that a race needs: `run()` gives its trajectories.

    Raises ValueError if the start is not in the domain's dimension, the steps are not a whole number in [1, 5000],
    there are more than 12 entrants, the look, a panel or the noise is not known, or a rule asks for what the surface
    has not.
    """

    name: str
    surface: SurfaceLike
    entrants: tuple[Entrant, ...]
    start: tuple[float, ...]
    steps: int = 200
    sigma: float = 0.0
    seed: int = 0
    look: str = "quiet"
    panels: tuple[str, ...] = ("contour", "surface", "loss")
    view: View | None = None
    caption: str = ""

    def __post_init__(self) -> None:
        if len(self.start) != self.surface.dims or not np.isfinite(self.start).all():
            raise ValueError(f"start must be {self.surface.dims} finite numbers, not {self.start!r}")
        if self.steps != int(self.steps) or not 1 <= self.steps <= MAX_SCENE_STEPS:
            raise ValueError(f"steps must be a whole number in [1, {MAX_SCENE_STEPS}], not {self.steps!r}")
        if len(self.entrants) > MAX_ENTRANTS:
            raise ValueError(f"a race has at most {MAX_ENTRANTS} optimizers, not {len(self.entrants)}")
        if self.look not in LOOKS:
            raise ValueError(f"look must be one of {', '.join(LOOKS)}, not {self.look!r}")
        if unknown := set(self.panels) - set(PANELS):
            raise ValueError(f"panels must be among {', '.join(PANELS)}, not {', '.join(sorted(unknown))}")
        Noisy(self.surface, self.sigma, self.seed)
        seen = self.noisy_surface.at(1)
        for rule in (entrant.rule for entrant in self.entrants):
            if lacking := rule.lacks(seen):
                raise ValueError(f"{rule.name} needs {lacking}, which {self.surface.name} does not have")

    @property
    def camera(self) -> View:
        """How to look at it: the scene's own view, or else the surface's."""
        return self.view or self.surface.view

    @property
    def noisy_surface(self) -> SurfaceLike:
        """The surface as the rules see it."""
        return Noisy(self.surface, self.sigma, self.seed) if self.sigma else self.surface

    def run(self) -> list[Trajectory]:
        """The trajectory of each entrant: one start, one noise."""
        return race((entrant.rule for entrant in self.entrants), self.noisy_surface, self.start, self.steps)


def wrapped(rule: Any, schedule: Any = None, clip: Any = None) -> Any:
    """A rule with what stands around it: gradient clipping, and a schedule if it has a learning rate."""
    if clip is not None:
        rule = Clipped(rule, clip)
    return Scheduled(rule, schedule) if schedule is not None and hasattr(rule, "lr") else rule


def unwrapped(rule: Any) -> tuple[Any, Any, Any]:
    """The bare rule, its schedule and its clipping, None for what it does not have."""
    around: dict[type, Any] = {}
    while isinstance(rule, Scheduled | Clipped):
        around[type(rule)] = rule
        rule = rule.rule
    schedule, clip = around.get(Scheduled), around.get(Clipped)
    return rule, schedule and schedule.schedule, clip and clip.clip


def distinct(entrants: Iterable[Entrant]) -> tuple[Entrant, ...]:
    """The entrants, each with an id of its own: the second Adam is adam~2."""
    seen: dict[str, int] = {}
    out = []
    for entrant in entrants:
        slug = entrant.rule.slug
        seen[slug] = seen.get(slug, 0) + 1
        out.append(dataclasses.replace(entrant, id=slug if seen[slug] == 1 else f"{slug}~{seen[slug]}"))
    return tuple(out)


def scene(name: str, surface: SurfaceLike, *rules: Any, start: Any = None, **facts: Any) -> Scene:
    """A scene from rules, or (rule, name, color) where a rule goes under another name."""
    entrants = (Entrant.of(*rule) if isinstance(rule, tuple) else Entrant.of(rule) for rule in rules)
    return Scene(name, surface, distinct(entrants), tuple(start or surface.start), **facts)
