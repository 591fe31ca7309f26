"""The numbers of a race: its trajectories as CSV."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from export._source import labels
from scenes import Scene

COLUMNS = ("optimizer", "step", "x", "y", "f", "gradient_norm", "evaluations", "learning_rate")


def table(scenes: Sequence[Scene]) -> str:
    """A row for each step of each optimizer; a cell is empty where a run has diverged or has no such number.

    Several scenes have a further column, "scene". Numbers are written so that they read back exactly.
    """
    several = len(scenes) > 1
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((("scene",) if several else ()) + COLUMNS)
    for scene in scenes:
        for label, trajectory in zip(labels(scene), scene.run(), strict=True):
            first = ((scene.name,) if several else ()) + (label,)
            writer.writerows((*first, *row) for row in _rows(trajectory))
    return out.getvalue()


def _rows(trajectory: Any) -> list[tuple[Any, ...]]:
    points = trajectory.points
    y = points[:, 1] if points.shape[1] > 1 else np.full(len(points), np.nan)
    numbers = (points[:, 0], y, trajectory.values, trajectory.gradient_norms)
    columns = [[_cell(value) for value in column.tolist()] for column in numbers]
    rates = [_cell(value) for value in trajectory.rates.tolist()]
    return list(zip(range(len(points)), *columns, trajectory.evaluations.total.tolist(), rates, strict=True))


def _cell(value: float) -> str:
    return repr(value) if np.isfinite(value) else ""
