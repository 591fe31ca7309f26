from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from catalog import NON_NEGATIVE, POSITIVE, Paper, param
from surfaces._protocol import Around
from surfaces._surface import CriticalPoint, Surface, View


class Played(Around):
    """A surface whose first coordinate goes down it, and whose second up: the gradient that a rule is given."""

    def __init__(self, surface):
        self.surface = surface

    def gradient(self, w):
        return self.surface.gradient(w) * np.array([1.0, -1.0])


@dataclass(frozen=True)
class BilinearGame(Surface):
    """A game of two on one function: x goes down it, y goes up, and each step turns about the point that both look for.

    What a step is given to go against is (∂f/∂x, −∂f/∂y), the slope as each of the two sees it: no function
    has these as its gradient. Nothing is a minimum here; the goal is the equilibrium (0, 0), from where neither gains
    by moving alone. With μ above 0 each pays for being far from it, which makes it easier.
    """

    strength: float = param(1.0, 0.1, 5.0, "a", log=True, legal=POSITIVE, help="How strongly the two are coupled")
    cost: float = param(0.0, 0.0, 2.0, r"\mu", legal=NON_NEGATIVE, help="What each pays for its own distance from 0")

    name, shows = "Bilinear game", "game"
    game: ClassVar[bool] = True
    latex = r"\min_x \max_y \; f(x, y) = a\,x\,y + \tfrac{\mu}{2}\,(x^2 - y^2)"
    paper = Paper(
        "Daskalakis, Ilyas, Syrgkanis & Zeng", 2018, "Training GANs with optimism", "https://arxiv.org/abs/1711.00141",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.0, 0.4)
    view = View(azimuth=-120.0, elevation=40.0)

    def f(self, x, y):
        return self.strength * x * y + 0.5 * self.cost * (x**2 - y**2)

    def grad(self, x, y):
        return self.strength * y + self.cost * x, self.strength * x - self.cost * y

    def hess(self, x, y):
        return self.cost, self.strength, -self.cost

    def at(self, k):
        """The game as its players see it, at every step."""
        return Played(self)

    def growth(self, lr: float) -> float:
        """What a step of gradient descent of this rate multiplies the distance from the equilibrium with, on whichever
        way: √((1 − ημ)² + η²a²)."""
        return float(np.hypot(1 - lr * self.cost, lr * self.strength))

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "saddle"),)
