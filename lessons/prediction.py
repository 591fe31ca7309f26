"""Predict, then reveal: a race whose end is guessed before it is run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from figures import Film, contour, film_of
from figures.film import dots
from lessons._graph import MODEL
from lessons._text import number
from optim import OPTIMIZERS, Optimizer, Trajectory, run
from scenes import Scene, scene
from surfaces import SURFACES, Surface

NEAR = 0.05  # of the picture's diagonal: a guess as near as this is a hit


@dataclass(frozen=True)
class Round:
    """A rule at a rate on a surface, from a start, for so many steps."""

    rule: str
    lr: float
    ground: str
    start: tuple[float, float]
    steps: int

    @cached_property
    def optimizer(self) -> Optimizer:
        rule: Any = OPTIMIZERS[self.rule]
        made: Optimizer = rule(lr=self.lr)
        return made

    @cached_property
    def surface(self) -> Surface:
        return SURFACES[self.ground]()

    @cached_property
    def run(self) -> Trajectory:
        return run(self.optimizer, self.surface, self.start, self.steps)

    @property
    def domain(self) -> Sequence[tuple[float, float]]:
        """What is seen of the surface: two sides."""
        sides = self.surface.domain
        if sides is None or len(sides) != 2:
            raise ValueError(f"{self.ground} is not over a plane")
        return sides

    @property
    def end(self) -> np.ndarray:
        return np.asarray(self.run.points[-1])

    @property
    def scene(self) -> Scene:
        return scene(self.surface.name, self.surface, self.optimizer, steps=self.steps, start=self.start)

    def question(self) -> str:
        """What is asked before the race."""
        return (
            f"**{self.optimizer.name}** at η = {number(self.lr)} starts at the four-pointed mark and takes "
            f"{self.steps} steps on {self.surface.name}. **Click where it will end.**"
        )

    def miss(self, guess: Sequence[float]) -> float:
        """How far a guess is from the end, as a share of the picture's diagonal."""
        sides = np.ptp(np.asarray(self.domain, dtype=float), axis=1)
        return float(np.linalg.norm(np.asarray(guess) - self.end) / np.linalg.norm(sides))

    def answer(self, guess: Sequence[float]) -> str:
        """What is said after it."""
        miss = self.miss(guess)
        place = ", ".join(number(c) for c in self.end)
        judged = "A hit" if near(miss) else "Not there"
        return (
            f"**{judged}**: it ends at ({place}), {100 * miss:.1f}% of the picture’s diagonal from your guess. "
            f"{self.run.outcome}."
        )


ROUNDS = {
    "newton": (
        Round("newton", 1.0, "himmelblau", (-1.0, 2.0), 10),
        Round("newton", 1.0, "beale", (0.5, 1.5), 10),
        Round("saddle_free_newton", 1.0, "himmelblau", (-1.0, 2.0), 20),
        Round("gradient_descent", 0.01, "himmelblau", (-1.0, 2.0), 60),
    ),
    "momentum": (
        Round("gradient_descent", 0.01, "himmelblau", (-0.5, -1.0), 60),
        Round("momentum", 0.01, "himmelblau", (-0.5, -1.0), 60),
        Round("momentum", 0.01, "quadratic", (-1.8, 0.6), 20),
        Round("nesterov", 0.002, "himmelblau", (4.5, 0.2), 80),
    ),
    "adaptive": (
        Round("adagrad", 0.1, "beale", (1.0, 1.6), 80),
        Round("rmsprop", 0.05, "ravine", (-4.6, 2.2), 60),
        Round("adam", 0.05, "himmelblau", (0.2, -3.5), 60),
        Round("adam", 0.3, "himmelblau", (0.2, -3.5), 60),
    ),
}


def near(miss: float) -> bool:
    """Whether a guess is a hit: by the number that is said, of one digit in percent."""
    return float(f"{100 * miss:.1f}") <= 100 * NEAR


def standing(misses: Sequence[float]) -> str:
    """How the reader has done so far."""
    if not misses:
        return "No guess so far; the count is kept for this visit."
    hits = sum(map(near, misses))
    return (
        f"{hits} of {len(misses)} within {100 * NEAR:g}% of the diagonal; "
        f"on average {100 * float(np.mean(misses)):.1f}% off."
    )


def asked_film(asked: Round) -> Film:
    """The surface and the start, and nothing of the run."""
    panel = contour(asked.surface, title=asked.surface.name, subtitle="click where it will end", start=asked.start,
                    racers=[], aspect=0.54)  # fmt: skip
    return Film(panels=[panel], tracks=[], racers=[])


def revealed_film(asked: Round, guess: Sequence[float]) -> Film:
    """The run, and the guess beside its end."""
    film = film_of(asked.scene, panels=("contour",), trajectories=[asked.run], autoplay=True)
    mark = dots(np.array([[guess[0]]]), np.array([[guess[1]]]), color=MODEL, size=13, label="your guess")
    shown = contour(asked.surface, title=asked.surface.name, start=asked.start,
                    clickable=False, overlays=[mark], aspect=0.54)  # fmt: skip
    return replace(film, panels=[shown], readout={"group": "main", "channel": "f", "label": "E"})
