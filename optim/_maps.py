"""Maps: a pixel for every start, or for every pair of hyperparameters, each coloured by where its run ended."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from catalog import Parameter
from optim._measure import final_point, final_value, last_true, nearest_minimum
from optim._optimizer import Optimizer
from optim._record import Array
from optim._run import run
from optim._trajectory import Trajectory
from optim._tune import declared_parameters

LANES = 2048  # enough at once to hide the loop's overhead, few enough to stay in the processor's cache
POINTS = 2**20  # recorded at once, so that memory does not grow with the map or with the steps
TOLERANCE = 1e-3


class Map(NamedTuple):
    """What became of each run of a grid: its axes, and arrays (len(y), len(x)).

    values: the last finite value; diverged: whether the run diverged; basins: the index in `surface.minima()` of the
    minimum at which it ended, -1 for none; steps: the step from which its value stayed as near to that minimum's as
    `tolerance` times its distance at first, -1 for never; points (len(y), len(x), dims): the last
    finite point.
    """

    x: Array
    y: Array
    values: Array
    diverged: Array
    basins: Array
    steps: Array
    points: Array


def map_of_starts(
    rule: Optimizer,
    surface: Any,
    domain: Any = None,
    resolution: int = 128,
    steps: int = 200,
    tolerance: float = TOLERANCE,
) -> Map:
    """Run a rule from every point of a grid over a domain ((x0, x1), (y0, y1)); None: the surface's own.

    Raises ValueError if the surface is not over a plane, or the rule's parameters are arrays.
    """
    if surface.dims != 2 or rule.lanes():
        raise ValueError("a map of starts takes a surface over a plane, and a rule whose parameters are single numbers")
    x, y = (np.linspace(low, high, resolution) for low, high in domain or surface.domain)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    runs = (
        (part, run(rule, surface, starts[part], steps, record_states=False))
        for part in _parts(np.arange(len(starts)), steps)
    )
    return _map(x, y, surface.dims, runs, tolerance)


def hyperparameter_map(
    rule: Optimizer,
    surface: Any,
    x: tuple[str, Sequence[Any]],
    y: tuple[str, Sequence[Any]],
    start: Any = None,
    steps: int = 200,
    tolerance: float = TOLERANCE,
) -> Map:
    """Run a rule from one start with every pair of values of two of its parameters, x and y each (name, values).

    Numbers run side by side; a parameter of another kind (a memory, a choice, a flag) takes its values one by one.

    Raises ValueError if the rule has no such parameter, both are the same, a value is not legal, or start is not a
    point.
    """
    if x[0] == y[0]:
        raise ValueError(f"a map needs two different parameters, not {x[0]} twice")
    if np.ndim(surface.start if start is None else start) != 1 or rule.lanes():
        raise ValueError("a hyperparameter map takes one start, and a rule whose parameters are single numbers")
    declared = declared_parameters(rule)
    axes = {name: _legal(declared, name, values) for name, values in (x, y)}
    columns, rows = (index.ravel() for index in np.meshgrid(*(np.arange(len(axis)) for axis in axes.values())))
    pixel = dict(zip(axes, (columns, rows), strict=True))
    apart = [index for name, index in pixel.items() if declared[name].kind != "number"]
    groups = np.unique(np.stack([0 * columns, *apart]), axis=1, return_inverse=True)[1].ravel()

    def altered(part: Array) -> Optimizer:
        first = {name: axis[pixel[name][part[0]]] for name, axis in axes.items()}
        lanes = {name: axis[pixel[name][part]] for name, axis in axes.items() if isinstance(axis, np.ndarray)}
        return rule.altered(**(first | lanes))

    runs = (
        (part, run(altered(part), surface, start, steps, record_states=False))
        for group in range(groups.max(initial=-1) + 1)
        for part in _parts(np.flatnonzero(groups == group), steps)
    )
    return _map(axes[x[0]], axes[y[0]], surface.dims, runs, tolerance)


def _legal(declared: dict[str, Parameter], name: str, values: Sequence[Any]) -> Any:
    """The values, checked: numbers as an array, which a batch can take, others as a list."""
    if name not in declared:
        raise ValueError(f"{name!r} is not a parameter: choose from {', '.join(declared)}")
    if declared[name].kind == "number":
        return declared[name].check(np.ravel(values))
    return [declared[name].check(value) for value in values]


def _parts(lanes: Array, steps: int) -> Iterator[Array]:
    """The lanes in parts that are run at once."""
    size = max(min(LANES, POINTS // (int(steps) + 1)), 1)
    return (lanes[i : i + size] for i in range(0, len(lanes), size))


def _map(x: Any, y: Any, dims: int, runs: Iterable[tuple[Array, Trajectory]], tolerance: float) -> Map:
    """Read off each part of the runs what the map shows, and let go of the rest."""
    shape = (len(y), len(x))
    values, diverged = np.empty(shape), np.empty(shape, dtype=bool)
    basins, steps = np.empty(shape, dtype=int), np.empty(shape, dtype=int)
    points = np.empty((*shape, dims))
    for part, t in runs:
        values.flat[part] = final_value(t)
        diverged.flat[part] = np.isnan(t.values[-1])
        basins.flat[part] = nearest_minimum(t.surface, t.points[-1])
        steps.flat[part] = _arrived(t, basins.flat[part], tolerance)
        points.reshape(-1, dims)[part] = final_point(t)
    return Map(np.asarray(x), np.asarray(y), values, diverged, basins, steps, points)


def _arrived(t: Trajectory, basins: Array, tolerance: float) -> Array:
    """The step from which each lane's value stays near that of the minimum where it ended; -1: never, or none."""
    heights = np.append(t.surface.value(t.surface.minima()), np.nan)
    away = np.abs(t.values - heights[basins])
    reached = last_true(~(away <= tolerance * away[0])) + 1
    return np.where(reached > t.steps, -1, reached)
