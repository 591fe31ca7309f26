"""Line searches over a batch: each lane searches on its own; one that is done is asked at NaN, which is not counted.

All take points w and directions d (..., n), f and the slope ∇f·d at w and the first trial, (..., 1), and return step
lengths (..., 1), 0 in lanes whose direction does not lead downhill or where nothing was found.
"""

from typing import Any, NamedTuple, Self

import numpy as np

from optim._linalg import dot, fitted
from optim._loop import loop, some

Array = np.ndarray

ENOUGH_DECREASE = 1e-4  # c₁ and c₂ of the Wolfe conditions, as in Nocedal & Wright and in PyTorch
ENOUGH_FLATTER = 0.9
MOST_HALVINGS = 50
MOST_TRIALS = 25
TOO_FAR = 1e12  # where `run` says that a run has diverged
SHORTEST = 1e-9  # a bracket no coordinate of which is longer is not searched any further
ROUNDING = 8 * np.finfo(float).eps


def downhill(value: Array, slope: Array) -> Array:
    """Which lanes can be searched at all."""
    return np.isfinite(value) & (slope < 0)


def backtracking(surface: Any, w: Array, d: Array, value: Array, slope: Array, trial: Array) -> Array:
    """Halve the trial until f falls by at least c₁ t |∇f·d| (Armijo 1966), but for rounding. NaN fails the test."""
    active = downhill(value, slope)
    t, taken = np.where(active, trial, np.nan), np.zeros(active.shape)
    highest = value + ROUNDING * np.abs(value)

    def halve(_: int, active: Array, t: Array, taken: Array) -> tuple[Array, ...]:
        passed = surface.value(w + t * d)[..., None] <= highest + ENOUGH_DECREASE * t * slope
        taken = np.where(passed, t, taken)
        active = active & ~passed
        return active, np.where(active, t / 2, np.nan), taken

    return loop(MOST_HALVINGS, halve, active, t, taken)[-1]


def strong_wolfe(
    surface: Any, w: Array, d: Array, value: Array, slope: Array, trial: Array, flatter: float = ENOUGH_FLATTER
) -> Array:
    """Bracket, then zoom by cubic interpolation, until f falls and flattens enough (Nocedal & Wright, algorithm 3.5).

    Trial for trial the search of PyTorch's L-BFGS, except that a value which is not a number counts as too high.
    `flatter` is c₂: the share of the first slope that may be left.
    """
    search = _StrongWolfe(surface, w, d, value, slope, flatter)
    return _Found(*loop(MOST_TRIALS + 1, search.ask, *search.begin(trial))).taken


# Where a search has been is kept as an array (..., 3): the step length, f there and the slope there.
T, F, S = (np.s_[..., i : i + 1] for i in range(3))


class _Found(NamedTuple):
    """What a search knows. A lane is active until done, and brackets until it zooms in between low and high."""

    active: Array
    t: Array
    taken: Array
    previous: Array
    low: Array
    high: Array
    zooming: Array
    stuck: Array

    def settled(self, lanes: Array, at: Array) -> Self:
        """These lanes take the step to `at`, and are done."""
        return self._replace(active=self.active & ~lanes, taken=np.where(lanes, at[T], self.taken))


class _StrongWolfe:
    """One search in each lane, from `start` along d."""

    def __init__(self, surface: Any, w: Array, d: Array, value: Array, slope: Array, flatter: float) -> None:
        self.surface, self.w, self.d = surface, w, d
        self.start = np.concatenate([np.zeros_like(value), value, slope], axis=-1)
        self.flat = -flatter * slope
        self.longest = np.abs(d).max(axis=-1, keepdims=True)

    def begin(self, trial: Array) -> _Found:
        active = downhill(self.start[F], self.start[S])
        no, here = np.zeros(active.shape, dtype=bool), self.start
        return _Found(active, np.where(active, trial, np.nan), np.zeros(active.shape), here, here, here, no, no)

    def ask(self, trials: int, *found: Array) -> _Found:
        """Ask every active lane at its trial, judge the answer, and choose the next trial."""
        known = _Found(*found)
        at = self.w + known.t * self.d
        slope = dot(self.surface.gradient(at), self.d)
        new = np.concatenate([known.t, self.surface.value(at)[..., None], slope], axis=-1)
        high = ~(new[F] <= self.start[F] + ENOUGH_DECREASE * new[T] * self.start[S])
        flat = np.abs(slope) <= self.flat
        if some(known.zooming):
            known = _narrowed(known, new, high, flat)
        bracketing = known.active & ~known.zooming
        best = np.where(bracketing, np.where(new[F] < self.start[F], new, self.start), known.low)
        known = known.settled(known.active & (trials == MOST_TRIALS), best)  # the trials are used up
        high = high | ((trials > 1) & ~(new[F] < known.previous[F]))
        known = _bracketed(known, new, high, flat)
        return self._next(known, new) if some(known.active) else known

    def _next(self, known: _Found, new: Array) -> _Found:
        """The next trials: further out, or inside the bracket, unless that is too short to go on."""
        short = np.abs(known.high[T] - known.low[T]) * self.longest < SHORTEST
        known = known.settled(known.active & known.zooming & short, known.low)
        t, stuck = _inside(known) if some(known.zooming) else (known.t, known.stuck)
        onward = known.active & ~known.zooming
        previous = known.previous
        if some(onward):
            ahead = _cubic(previous, new, new[T] + 0.01 * (new[T] - previous[T]), 10 * new[T])
            t, previous = np.where(onward, ahead, t), np.where(onward, new, previous)
        return known._replace(t=np.where(known.active, t, np.nan), previous=previous, stuck=stuck)


def _bracketed(known: _Found, new: Array, high: Array, flat: Array) -> _Found:
    """Lanes that look for a bracket are done, or have found one and begin to zoom, or go further out."""
    bracketing = known.active & ~known.zooming
    known = known.settled(bracketing & flat & ~high, new)
    closed = bracketing & known.active & (high | (new[S] >= 0))
    lower = new[F] < known.previous[F]
    return known._replace(
        low=np.where(closed, np.where(lower, new, known.previous), known.low),
        high=np.where(closed, np.where(lower, known.previous, new), known.high),
        zooming=known.zooming | closed,
    )


def _narrowed(known: _Found, new: Array, high: Array, flat: Array) -> _Found:
    """Put the answer of each zooming lane into its bracket."""
    zooming = known.active & known.zooming
    lower = new[F] < known.low[F]
    high = high | ~lower
    turned = ~high & (new[S] * (known.high[T] - known.low[T]) >= 0)
    narrowed = known._replace(
        low=np.where(zooming & lower, new, known.low),
        high=np.where(zooming & ~lower, new, np.where(zooming & (high | turned), known.low, known.high)),
    )
    return narrowed.settled(zooming & flat & ~high, new)


def _inside(known: _Found) -> tuple[Array, Array]:
    """The next trial inside each bracket, kept off its ends if it keeps landing there; and whether it landed there."""
    first, last = np.minimum(known.low[T], known.high[T]), np.maximum(known.low[T], known.high[T])
    t = _cubic(known.low, known.high, first, last)
    margin = 0.1 * (last - first)
    near = np.minimum(last - t, t - first) < margin
    push = near & (known.stuck | (t >= last) | (t <= first))
    pushed = np.where(np.abs(t - last) < np.abs(t - first), last - margin, first + margin)
    return np.where(push, pushed, t), near & ~push


def _cubic(one: Array, other: Array, first: Array, last: Array) -> Array:
    """The minimum of the cubic through both places, kept in [first, last]; their middle where it has none."""
    swap = one[T] > other[T]
    left, right = np.where(swap, other, one), np.where(swap, one, other)
    bend = left[S] + right[S] - 3 * (left[F] - right[F]) / (left[T] - right[T])
    square = bend * bend - left[S] * right[S]
    root = np.sqrt(square)
    share = (right[S] + root - bend) / (right[S] - left[S] + 2 * root)
    t = np.minimum(np.maximum(right[T] - (right[T] - left[T]) * share, first), last)
    return np.where((square >= 0) & np.isfinite(t), t, (first + last) / 2)


SEARCHES = ("strong Wolfe", "backtracking", "none")


def step_length(search: str, surface: Any, w: Array, d: Array, g: Array, trial: Array) -> Array:
    """How far to go from w along d, by the search of that name; "none": the trial itself. g is ∇f at w."""
    if search == "none":
        return trial
    how = strong_wolfe if search == "strong Wolfe" else backtracking
    d, scale = fitted(d)  # whose slope is finite
    return how(surface, w, d, surface.value(w)[..., None], dot(g, d), _within(trial * scale, d)) / scale


def _within(trial: Array, d: Array) -> Array:
    """The first trial; if that is so far that a run there has diverged, the one that goes 1 far."""
    reach = trial * np.abs(d).max(axis=-1, keepdims=True)
    return np.where(reach > TOO_FAR, trial / reach, trial)
