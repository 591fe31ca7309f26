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


@dataclass(frozen=True, eq=False)  # what is made of data is equal to nothing else; who declares fields compares them
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


@dataclass(frozen=True)
class Plateau(Schedule):
    """Warm-up, stable, decay: η until a share of T is left, then a straight line down to rη; ends when one likes."""

    horizon: int = param(200, 10, 1000, "T", legal=STEPS, help="Steps until the lowest rate")
    share: float = param(0.2, 0.0, 1.0, "a", legal="[0, 1]", help="Share of these steps in which the rate falls")
    final: float = param(0.0, 0.0, 1.0, "r", legal="[0, 1]", help="Share of the rate that is left at the end")

    name = "Stable, then decay"
    latex = (
        r"\eta_k = \eta\,\bigl[1 - (1 - r)\min\!\left(\max\!\left(\tfrac{t/T - (1 - a)}{a}, 0\right), 1\right)\bigr],"
        r" \quad t = k - 1 - W"
    )

    def decayed(self, t):
        left = np.asarray(self.share, dtype=float)
        gone = (t / self.horizon - (1 - left)) / np.where(left > 0, left, 1.0)
        gone = np.where(left > 0, gone, np.where(t >= self.horizon, 1.0, 0.0))
        return 1 - (1 - self.final) * np.minimum(np.maximum(gone, 0.0), 1.0)


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Half a cosine up from rη to η in a share a of T steps, then one down to almost 0 (Smith & Topin, 2018)."""

    horizon: int = param(200, 10, 1000, "T", legal=STEPS, help="Steps of the cycle")
    share: float = param(0.3, 0.0, 1.0, "a", legal="[0, 1]", help="Share of these steps in which the rate rises")
    first: float = param(0.04, 0.001, 1.0, "r", log=True, legal=UNIT, help="Share of the rate with which it begins")

    name = "One cycle"
    latex = (
        r"\eta_k: \; r\eta \to \eta \text{ in } a T \text{ steps, then } \eta \to 10^{-4} r\eta \text{ up to step } T,"
        r" \text{ by half cosines}, \quad t = k - 1 - W"
    )

    def decayed(self, t):
        top = np.asarray(self.share, dtype=float)
        at = np.minimum(t / self.horizon, 1.0)
        up = np.where(top > 0, at / np.where(top > 0, top, 1.0), 1.0)
        down = np.where(top < 1, (at - top) / np.where(top < 1, 1 - top, 1.0), 0.0)
        rising = _between(self.first, 1.0, np.minimum(up, 1.0))
        falling = _between(1.0, self.first * LAST, np.maximum(down, 0.0))
        return np.where(at < top, rising, falling)


LAST = 1e-4  # of the first rate: how much one cycle leaves, as in PyTorch


def _between(a: Any, b: Any, share: Any) -> Any:
    """From a to b along half a cosine."""
    return b + (a - b) / 2 * (1 + np.cos(np.pi * share))


@dataclass(frozen=True)
class Triangular(Schedule):
    """Straight up from rη to η and down again, every 2s steps: each rise shakes a rule loose (Smith, 2017)."""

    period: int = param(50, 1, 500, "s", legal=STEPS, help="Steps from the lowest rate to the highest")
    lowest: float = param(0.1, 0.0, 1.0, "r", legal="[0, 1]", help="Share of the rate at the lowest")

    name = "Triangular cycles"
    latex = r"\eta_k = \eta\,\bigl[r + (1 - r)\,(1 - |t/s \bmod 2 - 1|)\bigr], \quad t = k - 1 - W"

    def decayed(self, t):
        around = t / self.period - 2 * np.floor(t / self.period / 2)
        return self.lowest + (1 - self.lowest) * (1 - np.abs(around - 1))


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    """Half a cosine from η to rη, again and again every s steps: each start is a chance (Loshchilov & Hutter, 2017)."""

    period: int = param(50, 1, 500, "s", legal=STEPS, help="Steps from one start to the next")
    final: float = param(0.0, 0.0, 1.0, "r", legal="[0, 1]", help="Share of the rate at the end of each")

    name = "Cosine with restarts"
    latex = (
        r"\eta_k = \eta\,\Bigl[r + \tfrac{1 - r}{2}\bigl(1 + \cos(\pi\,(t \bmod s)/s)\bigr)\Bigr], \quad t = k - 1 - W"
    )

    def decayed(self, t):
        return _between(1.0, self.final, t / self.period - np.floor(t / self.period))


def _knot(i: int, share: float, when: str) -> float:
    number: float = param(share, 1e-4, 1.0, f"p_{i}", log=True, legal=UNIT, help=f"Share of the rate {when}")
    return number


@dataclass(frozen=True)
class Drawn(Schedule):
    """A rate drawn by hand: shares of η at six evenly spaced points of T steps, straight on a log scale from each to
    the next."""

    horizon: int = param(200, 10, 1000, "T", legal=STEPS, help="Steps from the first point to the last")
    p0: float = _knot(0, 1.0, "at the first point")
    p1: float = _knot(1, 1.0, "after a fifth of the steps")
    p2: float = _knot(2, 0.7, "after two fifths")
    p3: float = _knot(3, 0.3, "after three fifths")
    p4: float = _knot(4, 0.1, "after four fifths")
    p5: float = _knot(5, 0.03, "at the last point")

    name = "Drawn"
    latex = (
        r"\ln \eta_k = \ln \eta + \sum_{i=0}^{5} \ln p_i \, \max\bigl(0, 1 - |5 \min(t/T, 1) - i|\bigr),"
        r" \quad t = k - 1 - W, \quad p = (p_0, p_1, p_2, p_3, p_4, p_5)"
    )

    def decayed(self, t):
        at = 5 * np.minimum(t / self.horizon, 1.0)
        knots = (self.p0, self.p1, self.p2, self.p3, self.p4, self.p5)
        return np.exp(sum(np.log(p) * np.maximum(0.0, 1 - np.abs(at - i)) for i, p in enumerate(knots)))


SCHEDULES: dict[str, type[Schedule]] = {
    schedule.slug: schedule
    for schedule in (
        Constant,
        Linear,
        Inverse,
        InverseSquare,
        Exponential,
        Step,
        Cosine,
        Plateau,
        OneCycle,
        Triangular,
        CosineRestarts,
        Drawn,
    )
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
