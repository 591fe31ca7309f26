"""A run of a rule on a network, and what is read off it at about a hundred moments."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lessons.training.boundary import boundaries
from lessons.training.views import View, view_of
from networks import Network
from optim import Optimizer, run

Array = np.ndarray

MOMENTS = 100  # at which a run is looked at, besides its start
REACH, BINS = 3.0, 41  # of the weights' histogram: what lies beyond ± REACH counts in the outermost bins


@dataclass(frozen=True, eq=False)
class Measured:
    """What is shown of a run: the training loss (steps + 1,) at each step, all else at `moments` (m,).

    `fit` (m,) is the training loss without weight decay. `shown` depends on the view: for a plane of examples the
    boundary (m, p, 2) as lines with NaN between them; for values the outputs (m, examples); otherwise nothing. `wrong`
    (m, tests) tells which test examples are told wrong, none once the weights are no numbers.
    """

    loss: Array
    moments: Array
    fit: Array
    test: Array
    right: Array
    test_right: Array
    slope: Array
    weights: Array  # (m, BINS): shares of them
    shown: Array | None
    wrong: Array
    end: Array
    evaluations: int
    diverged_at: int | None

    @property
    def steps(self) -> int:
        return len(self.loss) - 1

    @property
    def best(self) -> int:
        """The moment at which the test loss was lowest: its place in `moments`."""
        return int(np.nanargmin(self.test))

    def along(self, values: Array) -> Array:
        """Values (m,) at the moments as a channel (steps + 1,): straight between them, NaN after the last that is a
        number."""
        known = np.isfinite(values)
        return np.interp(np.arange(self.steps + 1), self.moments[known], values[known], right=np.nan)


def moments(steps: int) -> Array:
    """The steps at which a run is looked at: both ends, and evenly between."""
    return np.unique(np.linspace(0, steps, min(steps, MOMENTS) + 1).round().astype(int))


def trained(problem: Network, rule: Optimizer, steps: int) -> Measured:
    """Run a rule from the network's start and look at it. ValueError where the rule lacks something."""
    t = run(rule, problem, steps=steps, record_states=False)
    at = moments(steps)
    w = t.points[at]
    with np.errstate(all="ignore"):
        seen = {
            "fit": replace(problem.training, l2=0.0).value(w) if problem.l2 else t.values[at],
            "test": problem.testing.value(w),
            "right": problem.accuracy(w),
            "test_right": problem.accuracy(w, test=True),
            "slope": np.linalg.norm(problem.gradient(w), axis=-1),
        }
        shown = _shown(problem, view_of(problem), w)
        wrong = _wrong(problem, w)
    over = ~np.isfinite(w).all(axis=-1)
    seen = {name: np.where(over, np.nan, values) for name, values in seen.items()}
    return Measured(
        loss=t.values, moments=at, **seen, weights=histograms(w), shown=shown, wrong=wrong,
        end=t.points[-1], evaluations=int(t.evaluations.total[-1]), diverged_at=t.diverged_at,
    )  # fmt: skip


def _shown(problem: Network, view: View, w: Array) -> Array | None:
    if view.kind == "plane":
        return boundaries(problem, view, w)
    if view.kind == "values":
        return problem.dense.outputs(w, problem.testing.x[: view.count])[..., 0]
    return None


def _wrong(problem: Network, w: Array) -> Array:
    data = problem.examples_used
    if data.regression:
        return np.zeros((len(w), 0), dtype=bool)
    over = ~np.isfinite(w).all(axis=-1, keepdims=True)
    return (problem.decided(problem.dense.outputs(w, data.x_test)) != data.y_test) & ~over


def histograms(w: Array) -> Array:
    """The share of the weights (m, n) in each of BINS bins from −REACH to REACH, (m, BINS); NaN after a run's end."""
    edges = np.linspace(-REACH, REACH, BINS + 1)
    kept = np.clip(np.nan_to_num(w), -REACH, REACH)
    counts = np.array([np.histogram(row, edges)[0] for row in kept]) / w.shape[-1]
    return np.where(np.isfinite(w).all(axis=-1, keepdims=True), counts, np.nan)


def bin_middles() -> Any:
    edges = np.linspace(-REACH, REACH, BINS + 1)
    return (edges[1:] + edges[:-1]) / 2
