"""The only loop and the only recorder: `run` takes a rule over a surface, one point or thousands at once."""

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

import numpy as np

from optim._optimizer import Optimizer, Stateless
from optim._record import Array, Evaluations, frozen
from optim._trajectory import Trajectory
from surfaces import Around, SurfaceLike, along
from surfaces._noise import Late

ABSURD = 1e12  # a coordinate beyond this has diverged
MAX_STEPS = 1_000_000
FEW = 8


class Counted(Around):
    """A surface that counts what it is asked for, a product with the Hessian as the two gradients it takes.

    A rule may ask at several points at once, (m, ..., dims): each counts. A lane that is asked at NaN is at rest, and
    is not counted.
    """

    def __init__(self, surface: SurfaceLike, lanes: tuple[int, ...]) -> None:
        self.surface = self.base = surface
        self.counts = np.zeros((3, *lanes), dtype=np.int64)

    @property
    def mean(self) -> SurfaceLike:
        return self.base.mean

    def at(self, k: int) -> Self:
        self.surface = self.base.at(k)
        return self

    def late(self, behind: Array) -> None:
        """Until the next step answers are those of a place that is `behind` (..., dims) away."""
        self.surface = Late(self.surface, behind)

    def _count(self, row: int, w: Array, times: int = 1) -> None:
        if w.ndim == 1 and w.size <= FEW:  # for NumPy, such a point is hardly worth the call
            self.counts[row] += times * all(map(math.isfinite, w.tolist()))
            return
        asked = np.isfinite(w).all(axis=-1)
        extra = asked.ndim - (self.counts.ndim - 1)
        self.counts[row] += times * (asked.sum(axis=tuple(range(extra))) if extra > 0 else asked)

    def value(self, w: Array) -> Array:
        self._count(0, w)
        return self.surface.value(w)

    def gradient(self, w: Array) -> Array:
        self._count(1, w)
        return self.surface.gradient(w)

    def hessian(self, w: Array) -> Array:
        self._count(2, w)
        return self.surface.hessian(w)

    def hessian_vector_product(self, w: Array, v: Array) -> Array:
        self._count(1, w, times=2)
        return self.surface.hessian_vector_product(w, v)

    def residual(self, w: Array) -> Array:
        self._count(0, w)
        return self.surface.residual(w)

    def residual_jacobian(self, w: Array) -> Array:
        self._count(1, w)
        return self.surface.residual_jacobian(w)


_watch: ContextVar[Callable[[], None] | None] = ContextVar("watch", default=None)


@contextmanager
def watched(check: Callable[[], None]) -> Iterator[None]:
    """Within it, every run of this thread calls `check` before each step: what that raises ends the run."""
    token = _watch.set(check)
    try:
        yield
    finally:
        _watch.reset(token)


def run(
    rule: Optimizer, surface: SurfaceLike, start: Any = None, steps: int = 200, *, record_states: bool = True
) -> Trajectory:
    """Take `steps` steps of a rule from a start (dims,), or from many at once (..., dims); None: the surface's own.

    Array-valued parameters of the rule and the surface are lanes too: they broadcast with the starts. A lane whose
    point is not finite or beyond 1e12, or whose value is not finite, has diverged: it holds NaN from there on.
    Without `record_states` the trajectory's states are empty: sweeps over thousands of lanes need the memory.

    Raises ValueError if the start is not finite or has the wrong shape, steps is not a whole number ≥ 0, or the rule
    asks for what the surface has not.
    """
    start = _checked_start(surface, start)
    if lacking := rule.lacks(surface.at(1)):
        raise ValueError(f"{rule.name} needs {lacking}, which {surface.name} does not have")
    if not 0 <= steps <= MAX_STEPS or steps != int(steps):
        raise ValueError(f"steps must be a whole number in [0, {MAX_STEPS}], not {steps!r}")
    lanes = np.broadcast_shapes(start.shape[:-1], rule.lanes(), surface.lanes())
    w = np.broadcast_to(start, (*lanes, surface.dims)).copy()
    stepper = rule.expanded()
    counted, check, delay = Counted(surface, lanes), _watch.get(), getattr(surface, "delay", 0)
    with np.errstate(all="ignore"):
        state = stepper.begin(counted, w)
        points, states, counts = [w], [state if record_states else Stateless()], [counted.counts.copy()]
        for k in range(1, int(steps) + 1):
            if check is not None:
                check()
            seen = counted.at(k)
            if delay:
                seen.late(w - points[max(k - 1 - delay, 0)])
            w, state = stepper.step(seen, w, state, k)
            points.append(w)
            states.append(state if record_states else states[0])
            counts.append(counted.counts.copy())
        return _recorded(rule, surface, np.array(points), states, np.array(counts))


def race(rules: Iterable[Optimizer], surface: SurfaceLike, start: Any = None, steps: int = 200) -> list[Trajectory]:
    """Run each rule from one start, under one noise."""
    return [run(rule, surface, start, steps) for rule in rules]


def _checked_start(surface: SurfaceLike, start: Any) -> Array:
    start = np.asarray(surface.start if start is None else start, dtype=float)
    if start.ndim == 0 or start.shape[-1] != surface.dims:
        raise ValueError(f"start must have {surface.dims} coordinates in its last axis, not shape {start.shape}")
    if not np.isfinite(start).all():
        raise ValueError("start must be finite")
    return start


def _recorded(rule: Optimizer, surface: SurfaceLike, points: Array, states: list[Any], counts: Array) -> Trajectory:
    """Hold NaN, and the counts, in every lane from the step at which it diverged."""
    values = np.asarray(along(surface, points), dtype=float)
    bad = ~(np.abs(points) <= ABSURD).all(axis=-1) | ~np.isfinite(values)
    diverged = np.where(bad.any(axis=0), bad.argmax(axis=0), -1)
    fields = [np.array(field) for field in zip(*states, strict=True)] if states[0] else []
    counts = np.moveaxis(counts, 1, 0)
    if bad.any():
        over = np.logical_or.accumulate(bad, axis=0)
        points[over] = values[over] = np.nan
        fields = [np.where(over.reshape(over.shape + (1,) * (f.ndim - over.ndim)), np.nan, f) for f in fields]
        step = np.arange(len(points)).reshape(-1, *(1,) * diverged.ndim)
        held = np.where(diverged < 0, step, np.minimum(step, diverged))
        counts = np.take_along_axis(counts, held[None], axis=1)
    return Trajectory(
        optimizer=rule,
        surface=surface,
        points=frozen(points),
        values=frozen(values),
        states=type(states[0])(*map(frozen, fields)),
        evaluations=Evaluations(*map(frozen, counts)),
        diverged_at=diverged if diverged.ndim else (None if diverged < 0 else int(diverged)),
    )
