"""A race as data: its trajectories as CSV, its scene as JSON, a Plotly figure of its own."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from export._options import Options
from export._source import Source, labels, one_scene, plain, runs_of, scenes_of
from export.formats._format import text_format
from figures.animation import animation
from scenes import Scene, to_json, unwrapped

PLACE = ("x", "y")
COLUMNS = ("f", "gradient_norm", "evaluations", "learning_rate")


def settings_of(scene: Scene) -> list[str]:
    """What a race was run with, a line for each of its parts."""
    surface = scene.surface
    noise = f"sigma={scene.sigma!r}, seed={scene.seed!r}" if scene.sigma else "none"
    noise += f", {scene.noise}" if scene.sigma and scene.noise != "normal" else ""
    noise += f"; the surface is seen {scene.delay} step{'s' * (scene.delay > 1)} late" if scene.delay else ""
    lines = [
        f"scene: {scene.name}",
        f"surface: {surface.name} ({_written(surface)})",
        f"start: {', '.join(repr(float(value)) for value in scene.start)}",
        f"steps: {scene.steps}",
        f"noise: {noise}",
    ]
    for label, entrant in zip(labels(scene), scene.entrants, strict=True):
        rule, schedule, clip = unwrapped(entrant.rule)
        parts = [part for part in (rule, schedule, clip) if part is not None]
        lines.append(f"{label}: {'; '.join(_written(part) for part in parts)}")
    return [plain(line) for line in lines]


def _written(declaration: Any) -> str:
    """A declaration's slug and all of its settings."""
    settings = ", ".join(f"{name}={value!r}" for name, value in declaration.settings().items() if value is not None)
    return f"{declaration.slug.lstrip('_')}: {settings or 'no settings'}"


def table(scenes: Sequence[Scene], runs: Sequence[Sequence[Any]]) -> str:
    """A row for each step of each optimizer; a cell is empty where a run has diverged or has no such number.

    Several scenes have a further column, "scene". The place is x and y, or w1, w2, … where there are more weights.
    Numbers are written so that they read back exactly. Lines that begin with # say first what was run.
    """
    several = len(scenes) > 1
    most = max(scene.surface.dims for scene in scenes)
    place = PLACE if most <= len(PLACE) else tuple(f"w{i + 1}" for i in range(most))
    out = io.StringIO()
    out.writelines(f"# {line}\n" for scene in scenes for line in settings_of(scene))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*(("scene",) if several else ()), "optimizer", "step", *place, *COLUMNS))
    for scene, trajectories in zip(scenes, runs, strict=True):
        for label, trajectory in zip(labels(scene), trajectories, strict=True):
            first = ((scene.name,) if several else ()) + (label,)
            writer.writerows((*first, *row) for row in _rows(trajectory, len(place)))
    return out.getvalue()


def _rows(trajectory: Any, dims: int) -> list[tuple[Any, ...]]:
    points = trajectory.points
    place = np.full((dims, len(points)), np.nan)
    place[: points.shape[1]] = points.T
    numbers = (*place, trajectory.values, trajectory.gradient_norms)
    columns = [[_cell(value) for value in column.tolist()] for column in numbers]
    rates = [_cell(value) for value in trajectory.rates.tolist()]
    return list(zip(range(len(points)), *columns, trajectory.evaluations.total.tolist(), rates, strict=True))


def _cell(value: float) -> str:
    return repr(value) if np.isfinite(value) else ""


def _csv(source: Source, options: Options) -> str:
    if not scenes_of(source):
        raise ValueError("CSV is made of scenes, not of a film")
    return table(scenes_of(source), runs_of(source))


def _json(source: Source, options: Options) -> str:
    return to_json(one_scene(source, "JSON"))


def _plotly(source: Source, options: Options) -> str:
    scene = one_scene(source, "a Plotly figure")
    return str(animation(scene, theme="dark" if options.dark else "light").to_json())


FORMATS = (
    text_format(".csv", "CSV of the trajectories", "text/csv", "data", _csv),
    text_format(".json", "Scene as JSON", "application/json", "data", _json),
    text_format(".plotly.json", "Plotly figure", "application/json", "data", _plotly, "dark"),
)
