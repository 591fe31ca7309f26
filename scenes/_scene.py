"""The scene: all that a race needs, in one value."""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Self

import numpy as np

from catalog import quoted
from optim import Clip, Clipped, Optimizer, Schedule, Scheduled, Trajectory, race
from scenes._check import text, whole
from surfaces import Noisy, SurfaceLike, View

MAX_ENTRANTS = 12
MAX_SCENE_STEPS = 5_000
MAX_NAME = 60
MAX_TITLE = 120
MAX_CAPTION = 1000
FARTHEST = 1e9  # of a start, along each axis
LOOKS = ("quiet", "radford")
PANELS = ("contour", "surface", "loss", "gradient", "multiples", "swarm", "basins", "rates")


@dataclass(frozen=True)
class Entrant:
    """A rule in a race, under a name and a colour of its own; by default the rule's.

    `dark` is its colour on a dark ground, found from the other if left out.
    """

    rule: Optimizer
    name: str
    color: str
    id: str
    dark: str = ""

    @classmethod
    def of(cls, rule: Optimizer, name: str | None = None, color: str | None = None, id: str | None = None) -> Self:
        return cls(rule, name or rule.name, color or rule.color, id or rule.slug)

    def __post_init__(self) -> None:
        text(self.name, "an optimizer's name", MAX_NAME, 1)
        for name, color in (("color", self.color), *([("dark", self.dark)] if self.dark else [])):
            if not (isinstance(color, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", color)):
                raise ValueError(f"{name} must be written #rrggbb, not {quoted(color)}")


@dataclass(frozen=True)
class Scene:
    """All that a race needs: `run()` gives its trajectories.

    Raises ValueError if the name or the caption cannot be shown, the start is not in the domain's dimension, the steps
    are not a whole number in [1, 5000], there are more than 12 entrants, there is no panel or one of them twice, the
    look, a panel or the noise is not known, or a rule asks for what the surface has not.
    """

    name: str
    surface: SurfaceLike
    entrants: tuple[Entrant, ...]
    start: tuple[float, ...]
    steps: int = 200
    sigma: float = 0.0
    seed: int = 0
    noise: str = "normal"
    delay: int = 0
    look: str = "quiet"
    panels: tuple[str, ...] = ("contour", "surface", "loss")
    view: View | None = None
    caption: str = ""

    def __post_init__(self) -> None:
        text(self.name, "name", MAX_TITLE, 1)
        text(self.caption, "caption", MAX_CAPTION)
        if len(self.start) != self.surface.dims or not (np.abs(self.start) <= FARTHEST).all():
            dims, most = self.surface.dims, FARTHEST
            raise ValueError(f"start must be {dims} numbers in [{-most:g}, {most:g}], not {quoted(self.start)}")
        whole(self.steps, "steps", 1, MAX_SCENE_STEPS)
        if len(self.entrants) > MAX_ENTRANTS:
            raise ValueError(f"a race has at most {MAX_ENTRANTS} optimizers, not {len(self.entrants)}")
        if self.look not in LOOKS:
            raise ValueError(f"look must be one of {', '.join(LOOKS)}, not {quoted(self.look)}")
        if not self.panels or len(set(self.panels)) < len(self.panels) or set(self.panels) - set(PANELS):
            raise ValueError(f"panels must be among {', '.join(PANELS)}, each once, not {quoted(self.panels)}")
        Noisy(self.surface, self.sigma, self.seed, self.noise, self.delay)
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
        if not (self.sigma or self.delay):
            return self.surface
        return Noisy(self.surface, self.sigma, self.seed, self.noise, self.delay)

    def _repr_html_(self) -> str | None:
        """The scene as a notebook shows it, played; what draws is above, and is asked for only then."""
        return import_module("export.notebook").html_of(self)

    def run(self) -> list[Trajectory]:
        """The trajectory of each entrant: one start, one noise."""
        return race((entrant.rule for entrant in self.entrants), self.noisy_surface, self.start, self.steps)


def wrapped(rule: Optimizer, schedule: Schedule | None = None, clip: Clip | None = None) -> Optimizer:
    """A rule with what stands around it: gradient clipping, and a schedule if it has a learning rate."""
    if clip is not None:
        rule = Clipped(rule, clip)
    return Scheduled(rule, schedule) if schedule is not None and hasattr(rule, "lr") else rule


def unwrapped(rule: Optimizer) -> tuple[Optimizer, Schedule | None, Clip | None]:
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
