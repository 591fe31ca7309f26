"""The lecture's table of five steps: what dividing by a mean does, and what by a root mean square."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from figures import Film, Panel, Racer, Track
from figures.film import arrow
from lessons._graph import graph, line
from lessons._text import number

Array = np.ndarray

TABLE = {"x": (1.0, 1.0, 3.0, 1.0, 2.0), "y": (2.5, -3.0, 2.5, -2.0, 1.5)}
LARGEST = 100.0  # a step that can be entered
CANCEL = 0.5  # steps that come no farther than this share of what they move in all mostly cancel
ROUNDING = 1e-12
WAYS = {  # what the steps are divided by: its name and colour
    "nothing": ("as they are", "#7a8090"),
    "mean": ("divided by |mean|", "#e2483d"),
    "rms": ("divided by the root mean square", "#2f80d8"),
}


class Summary(NamedTuple):
    """By component (2,): the mean, the root mean square, and their ratio, which is Adam's step at η = 1."""

    mean: Array
    rms: Array
    ratio: Array


def summary(steps: Array) -> Summary:
    """Of steps (n, 2); a ratio 0/0 is 0, and so is a mean that is rounding error: 0.1 + 0.2 − 0.3."""
    mean, rms = steps.mean(axis=0), np.sqrt((steps**2).mean(axis=0))
    mean = np.where(np.abs(mean) > ROUNDING * rms, mean, 0.0)
    return Summary(mean, rms, _over(mean, rms))


def normalised(steps: Array) -> dict[str, Array]:
    """The steps (n, 2) divided, by component, as WAYS names it; infinite where they are divided by 0."""
    of = summary(steps)
    return {"nothing": steps, "mean": _over(steps, np.abs(of.mean)), "rms": _over(steps, of.rms)}


def _over(a: Array, b: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.where(a == 0, 0.0, a / b)


def words(steps: Array) -> str:
    """What the steps (n, 2) do in each direction, and what either way of dividing makes of it."""
    of, total = summary(steps), np.abs(steps).sum(axis=0)
    ended = len(steps) * np.abs(of.mean)
    told = [
        f"They move **{number(total[0])}** in all along w₁ and **{number(total[1])}** along w₂, "
        f"and end {number(ended[0])} and {number(ended[1])} from where they began."
    ]
    for i, along in enumerate(("w₁", "w₂")):
        kept = ended[i] / total[i] if total[i] else 1.0
        if kept == 0:
            told.append(f"Along {along} they cancel entirely: their mean is 0, and nothing can be divided by it.")
        elif kept <= CANCEL * (1 + ROUNDING):
            blown = of.rms[i] / abs(of.mean[i])
            told.append(
                f"Along {along} they mostly cancel: divided by their mean they are {number(blown)} times as long as "
                "divided by their root mean square."
            )
    if of.rms.any():
        x, y = np.abs(of.ratio)
        told.append(
            f"Adam’s step, the mean over the root mean square, is {number(x)} η along w₁ and {number(y)} η along w₂."
        )
    return " ".join(told)


def complete(x: Any, y: Any) -> Array:
    """The rows of an edited table (n, 2) in which both cells hold a number, none larger than LARGEST."""
    rows = np.array([x, y], dtype=float).T.reshape(-1, 2)
    return np.clip(rows[np.isfinite(rows).all(axis=1)], -LARGEST, LARGEST)


def paths_film(steps: Array) -> Film:
    """The steps, tip to tail: as they are, and normalised in both ways."""
    ways = normalised(steps)
    with np.errstate(invalid="ignore"):  # there and back by infinite steps
        paths = {name: np.concatenate([np.zeros((1, 2)), np.cumsum(way, axis=0)]) for name, way in ways.items()}
    sides = _sides(list(paths.values()))
    return Film(
        panels=[_panel(name, paths[name], sides) for name in ways],
        tracks=[Track(name, {"x": path[:, 0], "y": path[:, 1]}) for name, path in paths.items()],
        racers=[Racer(name, way.capitalize(), color) for name, (way, color) in WAYS.items()],
        rate=1.2,
        autoplay=True,
        trail="none",
    )


def _sides(paths: list[Array]) -> list[tuple[float, float]]:
    """The ranges of x and y that show all paths, but of those far larger than the steps themselves only a part."""
    pooled = np.concatenate(paths)
    largest = 4 * np.abs(paths[0]).max() or 1.0
    pooled = np.clip(pooled[np.isfinite(pooled).all(axis=1)], -largest, largest)
    low, high = pooled.min(axis=0), pooled.max(axis=0)
    pad = 0.1 * np.maximum(high - low, 0.1 * largest)
    return list(zip((low - pad).tolist(), (high + pad).tolist(), strict=True))


def _panel(name: str, path: Array, sides: list[tuple[float, float]]) -> Panel:
    way_words, color = WAYS[name]
    arrows = [
        arrow([foot[0]], [foot[1]], *(np.where(np.arange(len(path)) > k, way, 0.0) for way in tip - foot), color=color)
        for k, (foot, tip) in enumerate(pairwise(path))
    ]
    axes = [line(sides[0], [0, 0], "@muted", 1), line([0, 0], sides[1], "@muted", 1)]
    data = [*axes, line(path[:, 0], path[:, 1], "@line", 2)]
    return graph(name, data, sides[0], sides[1], ("w₁", "w₂"), title=way_words.capitalize(), racers=[name],
                 overlays=arrows, aspect=0.85)  # fmt: skip
