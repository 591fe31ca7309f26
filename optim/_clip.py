"""Gradient clipping by norm, around any rule."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import POSITIVE, Declaration, Paper, param
from optim._belief import Belief
from optim._linalg import dot, fitted
from optim._optimizer import Array
from optim._wrapper import Wrapper
from surfaces import Around, SurfaceLike


@dataclass(frozen=True)
class Clip(Declaration):
    """A gradient longer than c is shortened to c, its direction kept: a cliff no longer throws the point far away."""

    norm: float = param(1.0, 0.01, 100.0, "c", log=True, legal=POSITIVE, help="The longest gradient")

    name = "Clipping by norm"
    latex = r"g = \nabla E \cdot \min\!\left(1, \frac{c}{\lVert \nabla E \rVert}\right)"
    paper = Paper(
        "Pascanu, Mikolov & Bengio", 2013, "On the difficulty of training recurrent neural networks",
        "https://arxiv.org/abs/1211.5063",
    )  # fmt: skip


class ClippedSurface(Around):
    """A surface whose gradient is clipped."""

    least_squares = False  # rules that would use residuals ask for the gradient instead, and find it clipped

    def __init__(self, surface: SurfaceLike, longest: Any) -> None:
        self.surface, self.longest = surface, longest

    def gradient(self, w: Array) -> Array:
        g = self.surface.gradient(w)
        part, scale = fitted(g)
        length = np.sqrt(dot(part, part))
        return np.where(length > self.longest / scale, part * (self.longest / length), g)


@dataclass(frozen=True)
class Clipped(Wrapper):
    """A rule that sees clipped gradients."""

    clip: Clip

    def lacks(self, surface: SurfaceLike) -> str:
        return self.rule.lacks(ClippedSurface(surface, self.clip.norm))

    def believes(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Belief, ...]:
        return self.rule.believes(ClippedSurface(surface, self.clip.norm), w, state, k)

    def step(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        return self.rule.step(ClippedSurface(surface, self.clip.norm), w, state, k)
