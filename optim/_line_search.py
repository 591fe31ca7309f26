"""Line searches over a batch: each lane searches on its own; one that is done is asked at NaN, which is not counted.

All take points w and directions d (..., n), f and the slope ∇f·d at w and the first trial, (..., 1), and return step
lengths (..., 1), 0 in lanes whose direction does not lead downhill or where nothing was found.
"""

from typing import Any

import numpy as np

from optim._linalg import dot

Array = np.ndarray

ENOUGH_DECREASE = 1e-4  # c₁ and c₂ of the Wolfe conditions, as in Nocedal & Wright and in PyTorch
ENOUGH_FLATTER = 0.9
MOST_HALVINGS = 50
MOST_TRIALS = 25
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
    for _ in range(MOST_HALVINGS):
        if not active.any():
            break
        passed = surface.value(w + t * d)[..., None] <= highest + ENOUGH_DECREASE * t * slope
        taken = np.where(passed, t, taken)
        active = active & ~passed
        t = np.where(active, t / 2, np.nan)
    return taken


def strong_wolfe(
    surface: Any, w: Array, d: Array, value: Array, slope: Array, trial: Array, flatter: float = ENOUGH_FLATTER
) -> Array:
    """Bracket, then zoom by cubic interpolation, until f falls and flattens enough (Nocedal & Wright, algorithm 3.5).

    Trial for trial the search of PyTorch's L-BFGS, except that a value which is not a number counts as too high.
    `flatter` is c₂: the share of the first slope that may be left.
    """
    search = _StrongWolfe(surface, w, d, value, slope, trial, flatter)
    for trials in range(MOST_TRIALS + 1):
        if not search.active.any():
            break
        search.ask(trials)
    return search.taken


# Where a search has been is kept as an array (..., 3): the step length, f there and the slope there.
T, F, S = (np.s_[..., i : i + 1] for i in range(3))


class _StrongWolfe:
    """The search's state. A lane is active until done, and brackets until it zooms in between low and high."""

    def __init__(
        self, surface: Any, w: Array, d: Array, value: Array, slope: Array, trial: Array, flatter: float
    ) -> None:
        self.surface, self.w, self.d, self.flat = surface, w, d, -flatter * slope
        self.taken = np.zeros_like(value)
        self.start = self.previous = self.low = self.high = np.concatenate([self.taken, value, slope], axis=-1)
        self.active = downhill(value, slope)
        self.t = np.where(self.active, trial, np.nan)
        self.zooming = self.stuck = np.zeros(value.shape, dtype=bool)

    def ask(self, trials: int) -> None:
        """Ask every active lane at its trial, judge the answer, and choose the next trial."""
        at = self.w + self.t * self.d
        slope = dot(self.surface.gradient(at), self.d)
        new = np.concatenate([self.t, self.surface.value(at)[..., None], slope], axis=-1)
        high = ~(new[F] <= self.start[F] + ENOUGH_DECREASE * new[T] * self.start[S])
        flat = np.abs(slope) <= self.flat
        bracketing = self.active & ~self.zooming
        if self.zooming.any():
            self._narrow(new, high, flat)
        if trials == MOST_TRIALS:
            self._give_up(new, bracketing)
            return
        onward = self._bracket(new, high | ((trials > 1) & ~(new[F] < self.previous[F])), flat, bracketing)
        if self.active.any():
            self._next(new, onward)

    def _bracket(self, new: Array, high: Array, flat: Array, bracketing: Array) -> Array:
        """Lanes that have found a bracket begin to zoom; the others, returned, go further out."""
        done = bracketing & flat & ~high
        self._settle(done, new)
        closed = bracketing & ~done & (high | (new[S] >= 0))
        lower = new[F] < self.previous[F]
        self.low = np.where(closed, np.where(lower, new, self.previous), self.low)
        self.high = np.where(closed, np.where(lower, self.previous, new), self.high)
        self.zooming = self.zooming | closed
        return bracketing & ~done & ~closed

    def _narrow(self, new: Array, high: Array, flat: Array) -> None:
        """Put the answer of each zooming lane into its bracket."""
        zooming = self.active & self.zooming
        lower = new[F] < self.low[F]
        high = high | ~lower
        turned = ~high & (new[S] * (self.high[T] - self.low[T]) >= 0)
        self.high = np.where(zooming & ~lower, new, np.where(zooming & (high | turned), self.low, self.high))
        self.low = np.where(zooming & lower, new, self.low)
        self._settle(zooming & flat & ~high, new)

    def _next(self, new: Array, onward: Array) -> None:
        """The next trials: further out, or inside the bracket, unless that is too short to go on."""
        longest = np.abs(self.d).max(axis=-1, keepdims=True)
        self._settle(self.active & self.zooming & (np.abs(self.high[T] - self.low[T]) * longest < SHORTEST), self.low)
        t = self._zoomed() if self.zooming.any() else self.t
        if onward.any():
            ahead = _cubic(self.previous, new, new[T] + 0.01 * (new[T] - self.previous[T]), 10 * new[T])
            self.previous = np.where(onward, new, self.previous)
            t = np.where(onward, ahead, t)
        self.t = np.where(self.active, t, np.nan)

    def _zoomed(self) -> Array:
        """The next trial inside each bracket, kept off its ends if it keeps landing there."""
        first, last = np.minimum(self.low[T], self.high[T]), np.maximum(self.low[T], self.high[T])
        t = _cubic(self.low, self.high, first, last)
        margin = 0.1 * (last - first)
        near = np.minimum(last - t, t - first) < margin
        push = near & (self.stuck | (t >= last) | (t <= first))
        self.stuck = near & ~push
        pushed = np.where(np.abs(t - last) < np.abs(t - first), last - margin, first + margin)
        return np.where(push, pushed, t)

    def _settle(self, lanes: Array, at: Array) -> None:
        self.taken = np.where(lanes, at[T], self.taken)
        self.active = self.active & ~lanes

    def _give_up(self, new: Array, bracketing: Array) -> None:
        """The trials are used up: the best point known, which without a bracket is the start or the last trial."""
        best = np.where(bracketing, np.where(new[F] < self.start[F], new, self.start), self.low)
        self._settle(self.active, best)


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
    return how(surface, w, d, surface.value(w)[..., None], dot(g, d), trial)
