"""A track that someone recorded elsewhere, as a rule: its steps go where they went."""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from catalog import Paper
from optim._optimizer import Array, Optimizer
from surfaces import SurfaceLike


@dataclass(frozen=True)
class Recorded(Optimizer):
    """Goes through `points`, (step 0, step 1, …), and stays at the last; where they are NaN it has diverged.

    Each step counts as one gradient: what it took is not recorded.
    """

    title: str
    hue: str
    points: tuple[tuple[float, ...], ...]

    family = "recorded"
    latex = r"w_k \text{ as it was recorded}"
    paper = Paper("you", 0, "a track of your own", "")
    tunable = False

    def __post_init__(self) -> None:
        for name, value in {"name": self.title, "color": self.hue}.items():
            object.__setattr__(self, name, value)

    def settings(self) -> dict[str, Any]:
        """All that it is, with None where it had diverged, as JSON has no NaN."""
        known = [[c if math.isfinite(c) else None for c in map(float, point)] for point in self.points]
        return {"title": self.title, "hue": self.hue, "points": known}

    def lanes(self) -> tuple[int, ...]:
        return ()

    def expanded(self) -> Self:
        return self

    @property
    def steps(self) -> int:
        return len(self.points) - 1

    def step(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        if not isinstance(w, np.ndarray):
            raise TypeError("it is a recorded track: what made it is not known here")
        if k <= self.steps:
            surface.gradient(w)
        place = np.array(self.points[min(k, self.steps)])
        return np.where(np.isfinite(w), place, np.nan), state

    def believes(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple:
        return ()  # nobody recorded it


Recorded.slug = "recorded"
