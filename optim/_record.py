"""What a run leaves behind, as it was recorded."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np

from optim._belief import Belief
from surfaces import SurfaceLike, along

Array = np.ndarray


class Evaluations(NamedTuple):
    """How often a run had asked for what, up to each step: arrays (steps + 1, ...), cumulative."""

    values: Array
    gradients: Array
    hessians: Array

    @property
    def total(self) -> Array:
        return self.values + self.gradients + self.hessians


@dataclass(frozen=True)
class Record:
    """The track of one rule on one surface, from step 0 to `steps`; with a batch, of all its lanes.

    points (steps + 1, ..., dims) and values (steps + 1, ...) are NaN from the step at which a lane diverged;
    states has the fields of the rule's state, each recorded (steps + 1, ...); diverged_at is None, or the step at
    which the run diverged; for a batch an array (...) with -1 where a lane did not.
    """

    optimizer: Any
    surface: SurfaceLike
    points: Array
    values: Array
    states: Any
    evaluations: Evaluations
    diverged_at: Any

    @property
    def steps(self) -> int:
        return len(self.points) - 1

    @property
    def lanes(self) -> tuple[int, ...]:
        """The shape of the batch; () for a single run."""
        return self.points.shape[1:-1]

    @cached_property
    def gradients(self) -> Array:
        """The mean surface's gradient along the track, (steps + 1, ..., dims)."""
        with np.errstate(all="ignore"):
            return frozen(along(self.surface, self.points, "gradient"))

    @cached_property
    def gradient_norms(self) -> Array:
        with np.errstate(all="ignore"):
            return frozen(np.linalg.norm(self.gradients, axis=-1))

    @cached_property
    def rates(self) -> Array:
        """The learning rate of each step (steps + 1,), that of step 0 being the first step's; NaN without one."""
        rates = [self.optimizer.rate(max(k, 1)) for k in range(self.steps + 1)]
        return frozen(np.array([np.nan if rate is None else rate for rate in rates], dtype=float))

    @cached_property
    def effective_rates(self) -> Array:
        """What each step multiplied each coordinate of the gradient (or its average) with, (steps + 1, ..., dims).

        NaN at step 0, which has no step, where a run is over, and everywhere for a rule that is not made that way.
        """
        rates = np.full(self.points.shape, np.nan)
        rule = self.optimizer.expanded()
        with np.errstate(all="ignore"):
            for k in range(1, self.steps + 1):
                rate = rule.effective_rate(self.state(k - 1), self.state(k), k)
                if rate is None:
                    break
                rates[k] = rate
        return frozen(np.where(np.isfinite(rates) & np.isfinite(self.points), rates, np.nan))

    def state(self, k: int) -> Any:
        """The rule's state after step k."""
        return type(self.states)(*(field[k] for field in self.states))

    def beliefs(self, k: int) -> tuple[Belief, ...]:
        """What the rule of a single run went by at step k = 1, 2, …; () where it does not say or the run was over."""
        if not np.isfinite(self.points[k - 1]).all():
            return ()
        with np.errstate(all="ignore"):
            return self.optimizer.believes(self.surface.at(k), self.points[k - 1], self.state(k - 1), k)

    def lane(self, *index: int) -> Self:
        """One run of a batch, as a trajectory of its own."""
        at: Any = (slice(None), *index)
        diverged = int(self.diverged_at[index]) if self.lanes else self.diverged_at
        return type(self)(
            optimizer=self.optimizer.lane(self.lanes, index),
            surface=self.surface.lane(self.lanes, index),
            points=self.points[at],
            values=self.values[at],
            states=type(self.states)(*(field[at] for field in self.states)),
            evaluations=Evaluations(*(count[at] for count in self.evaluations)),
            diverged_at=None if diverged == -1 else diverged,
        )


def frozen(array: Array) -> Array:
    """The array, made read-only."""
    array.flags.writeable = False
    return array
