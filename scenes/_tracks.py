"""Tracks of one's own: a CSV of optimizer, step, x, y, played on a surface beside our rules."""

import csv
import dataclasses
import io
import math
from collections.abc import Iterable, Sequence

import numpy as np

from catalog import quoted
from optim import Recorded
from scenes._colors import farthest
from scenes._scene import FARTHEST, MAX_ENTRANTS, MAX_NAME, MAX_SCENE_STEPS, Entrant, Scene, distinct

LARGEST = 4_000_000  # bytes of a file; twelve tracks of 5,000 steps take 3
COLUMNS = ("optimizer", "step", "x", "y")
SAME = 1e-6  # of their size, by which two starts may differ: that of single precision


def from_csv(data: str | bytes, taken: Sequence[str] = ()) -> tuple[Recorded, ...]:
    """The tracks of a CSV with the columns optimizer, step, x, y; others, and lines that begin with #, are left.

    The steps of each are 0, 1, 2, …; an empty place, nan or inf says that it diverged there. `taken` are colours that
    theirs are told apart from. The CSV that the app exports is one, too.

    Raises ValueError in one line that names the place, with what to do.
    """
    tracks: dict[str, list[tuple[float, ...]]] = {}
    for line, row in _rows(data):
        name = row["optimizer"].strip()
        if not name or len(name) > MAX_NAME or not name.isprintable():
            raise ValueError(f"line {line}: optimizer must be a name of 1 to {MAX_NAME} letters, not {quoted(name)}")
        points = tracks.setdefault(name, [])
        if len(tracks) > MAX_ENTRANTS:
            raise ValueError(f"line {line}: more than {MAX_ENTRANTS} optimizers; a race has no more")
        if row["step"].strip() != str(len(points)):
            raise ValueError(f"line {line}: {name} goes on with step {len(points)}, not {quoted(row['step'])}")
        if len(points) > MAX_SCENE_STEPS:
            raise ValueError(f"line {line}: {name} takes more than {MAX_SCENE_STEPS} steps")
        points.append((_number(row["x"], line, "x"), _number(row["y"], line, "y")))
    if not tracks:
        raise ValueError("there is no track in it: a line is an optimizer, a step and its x and y")
    colors = list(taken)
    for name, points in tracks.items():
        if not np.isfinite(points[0]).all():
            raise ValueError(f"{name} has no start: its step 0 is not a place")
        colors.append(farthest(colors)[0])
    own = colors[len(taken) :]
    return tuple(Recorded(name, hue, tuple(points)) for hue, (name, points) in zip(own, tracks.items(), strict=True))


def _rows(data: str | bytes) -> Iterable[tuple[int, dict[str, str]]]:
    """Each row, and its line in the file."""
    if len(data) > LARGEST:
        raise ValueError(f"too large: {len(data) / 1e6:.1f} MB, of at most {LARGEST / 1e6:.0f}")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise ValueError("not a text: save it as CSV in UTF-8") from None
    lines = [(n, line) for n, line in enumerate(io.StringIO(text), 1) if line.strip() and not line.startswith("#")]
    if not lines:
        raise ValueError("the file is empty")
    names = [name.strip().lower() for name in _cells(*lines[0])]
    if missing := [name for name in COLUMNS if name not in names]:
        raise ValueError(f"there is no column {missing[0]!r}: the first line must be {','.join(COLUMNS)}")
    for n, line in lines[1:]:
        cells = _cells(n, line)
        if len(cells) != len(names):
            raise ValueError(f"line {n}: {len(cells)} cells, where the first line has {len(names)}")
        yield n, dict(zip(names, cells, strict=True))


def _cells(n: int, line: str) -> list[str]:
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise ValueError(f"line {n}: {error}") from None


def _number(text: str, line: int, name: str) -> float:
    try:
        value = float(text) if text.strip() else math.nan
    except ValueError:
        raise ValueError(f"line {line}: {name} must be a number, not {quoted(text)}") from None
    return value if abs(value) < math.inf else math.nan


def with_tracks(scene: Scene, tracks: Sequence[Recorded]) -> Scene:
    """The scene with tracks beside its rules, all from the tracks' start, for as many steps as the longest has.

    Raises ValueError if the tracks do not start at one place, or there are too many.
    """
    if scene.surface.dims != 2:
        raise ValueError(f"tracks have x and y; {scene.surface.name} has {scene.surface.dims} coordinates")
    start = start_of(tracks)
    entrants = (*scene.entrants, *distinct(map(Entrant.of, tracks)))
    steps = max(1, *(track.steps for track in tracks))
    return dataclasses.replace(scene, entrants=entrants, start=start, steps=steps, caption="")


def start_of(tracks: Sequence[Recorded]) -> tuple[float, ...]:
    """The place where all of them begin. Raises ValueError if there is none."""
    start = np.array(tracks[0].points[0])
    for track in tracks[1:]:
        if (np.abs(start - track.points[0]) > SAME * (1 + np.abs(start))).any():
            one, other = (f"({', '.join(f'{c:g}' for c in t.points[0])})" for t in (tracks[0], track))
            raise ValueError(f"one race has one start: {tracks[0].name} begins at {one}, {track.name} at {other}")
    if (np.abs(start) > FARTHEST).any():
        raise ValueError(f"a start is within ±{FARTHEST:g}, not at {start.tolist()}")
    return tuple(start.tolist())
