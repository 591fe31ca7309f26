"""Learning-rate schedules: each gives the factor by which a rule's `lr` is multiplied at step k = 1, 2, …"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import NON_NEGATIVE, STEPS, Declaration, param
from optim._belief import Belief
from optim._optimizer import Array
from optim._wrapper import Wrapper
from surfaces import SurfaceLike

UNIT = "(0, 1]"


@dataclass(frozen=True)
class Schedule(Declaration):
    """A sequence of factors: k/(W + 1) in W warm-up steps, then `decayed(t)` with t = k − 1 − W, which starts at 1."""

    warmup: int = param(0, 0, 100, "W", legal="[0, 1000000]", help="Steps before the full rate is reached")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.slug = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def factor(self, k: int) -> Array:
        """η_k/η."""
        t = k - 1 - np.asarray(self.warmup)
        return np.where(t < 0, k / (self.warmup + 1.0), self.decayed(np.maximum(t, 0)))

    def decayed(self, t: Array) -> Any:
        raise TypeError(f"{type(self).__name__} must define decayed")


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate throughout: never settles where gradients are noisy."""

    name = "Constant"
    latex = r"\eta_k = \eta, \quad k > W"

    def decayed(self, t):
        return 1.0


@dataclass(frozen=True)
class Linear(Schedule):
    """A straight line from η to rη over T steps."""

    horizon: int = param(200, 10, 1000, "T", legal=STEPS, help="Steps over which the rate falls")
    final: float = param(0.0, 0.0, 1.0, "r", legal="[0, 1]", help="Share of the rate that is left at the end")

    name = "Linear"
    latex = r"\eta_k = \eta\,\bigl[1 - (1 - r)\min(t/T, 1)\bigr], \quad t = k - 1 - W"

    def decayed(self, t):
        return 1 - (1 - self.final) * np.minimum(t / self.horizon, 1)


@dataclass(frozen=True)
class Inverse(Schedule):
    """1/k: falls slowly enough to reach any minimum and fast enough to settle there (Robbins & Monro, 1951)."""

    decay: float = param(0.05, 0.001, 1.0, "d", log=True, legal=NON_NEGATIVE, help="How soon the rate falls")

    name = "1/k"
    latex = r"\eta_k = \frac{\eta}{1 + d\,t}, \quad t = k - 1 - W"

    def decayed(self, t):
        return 1 / (1 + self.decay * t)


@dataclass(frozen=True)
class InverseSquare(Schedule):
    """1/k²: the rates have a finite sum, so the way that can be gone is limited."""

    decay: float = param(0.05, 0.001, 1.0, "d", log=True, legal=NON_NEGATIVE, help="How soon the rate falls")

    name = "1/k²"
    latex = r"\eta_k = \frac{\eta}{(1 + d\,t)^2}, \quad t = k - 1 - W"

    def decayed(self, t):
        return 1 / np.square(1 + self.decay * t)


@dataclass(frozen=True)
class Exponential(Schedule):
    """The same share is lost at every step."""

    gamma: float = param(0.98, 0.8, 1.0, r"\gamma", legal=UNIT, help="Share of the rate that each step keeps")

    name = "Exponential"
    latex = r"\eta_k = \eta\,\gamma^{\,t}, \quad t = k - 1 - W"

    def decayed(self, t):
        return self.gamma**t


@dataclass(frozen=True)
class Step(Schedule):
    """Constant for s steps at a time, then lower at once."""

    gamma: float = param(0.5, 0.1, 1.0, r"\gamma", legal=UNIT, help="Share of the rate that each drop keeps")
    every: int = param(50, 1, 500, "s", legal=STEPS, help="Steps from one drop to the next")

    name = "Step"
    latex = r"\eta_k = \eta\,\gamma^{\lfloor t/s \rfloor}, \quad t = k - 1 - W"

    def decayed(self, t):
        return self.gamma ** (t // self.every)


@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine from η to rη over T steps: high for long, then gently down (Loshchilov & Hutter, 2017)."""

    horizon: int = param(200, 10, 1000, "T", legal=STEPS, help="Steps over which the rate falls")
    final: float = param(0.0, 0.0, 1.0, "r", legal="[0, 1]", help="Share of the rate that is left at the end")

    name = "Cosine"
    latex = (
        r"\eta_k = \eta\,\Bigl[r + \tfrac{1 - r}{2}\bigl(1 + \cos(\pi \min(t/T, 1))\bigr)\Bigr], \quad t = k - 1 - W"
    )

    def decayed(self, t):
        return self.final + (1 - self.final) / 2 * (1 + np.cos(np.pi * np.minimum(t / self.horizon, 1)))


SCHEDULES: dict[str, type[Schedule]] = {
    schedule.slug: schedule for schedule in (Constant, Linear, Inverse, InverseSquare, Exponential, Step, Cosine)
}


@dataclass(frozen=True)
class Scheduled(Wrapper):
    """A rule whose learning rate follows a schedule. Raises ValueError if the rule has none."""

    schedule: Schedule

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.rule.rate(1) is None:
            raise ValueError(f"{self.rule.name} has no learning rate to schedule")
        object.__setattr__(self, "latex", rf"{self.rule.latex}, \quad {self.schedule.latex}")

    def step(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        return self._at(k).step(surface, w, state, k)

    def believes(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Belief, ...]:
        return self._at(k).believes(surface, w, state, k)

    def effective_rate(self, before: Any, after: Any, k: int) -> Any:
        return self._at(k).effective_rate(before, after, k)

    def rate(self, k: int) -> Any:
        return self._at(k).rate(k)

    def _at(self, k: int) -> Any:
        """The rule with the rate of step k."""
        return self.rule.altered(lr=self.lr * self.schedule.factor(k))
