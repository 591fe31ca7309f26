"""Tracks as lines of pixels, with the step at which each vertex is reached: what player/flat.js and space.js do."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from export.draw.flat import FlatView, inside
from export.draw.paint import clipped
from export.draw.space import SpaceView
from figures import Track
from figures.look import LOOK

MOVE, SEEN, HIDDEN = 0, 1, 2
PIECE = LOOK["space"]["piece"]  # pixels: longer steps in space are cut: perspective and hiding are right along them
MOST = LOOK["space"]["pieces"]  # of one step
SLACK = LOOK["head"]["slack"]  # pixels

View = FlatView | SpaceView


class Head(NamedTuple):
    """Where a run stands: in the picture or beyond it, in sight or behind the surface."""

    place: np.ndarray
    inside: bool
    seen: bool


class Gone(NamedTuple):
    """Where a run was last seen: it ended there, or left the picture in this direction."""

    place: np.ndarray
    way: np.ndarray
    ended: bool


@dataclass(frozen=True)
class Line:
    """pixels (n, 2) reached at the steps `at` (n,); pen (n,): move here, draw here, draw here hidden.

    data (steps + 1, 2 or 3) is the track itself; exits (n,) marks where the line leaves a box in space.
    """

    pixels: np.ndarray
    at: np.ndarray
    pen: np.ndarray
    exits: np.ndarray
    data: np.ndarray
    view: View

    def between(self, start: float, end: float) -> tuple[np.ndarray, np.ndarray]:
        """The segments (m, 2, 2) travelled from position `start` to `end`, and which of them are hidden (m,)."""
        first = max(int(np.searchsorted(self.at, start, side="right")), 1)
        last = min(int(np.searchsorted(self.at, end, side="left")), len(self.at) - 1)
        chosen = np.arange(first, last + 1)
        chosen = chosen[self.pen[chosen] != MOVE]
        if not len(chosen):
            return np.empty((0, 2, 2)), np.empty(0, dtype=bool)
        low, high = self.at[chosen - 1], self.at[chosen]
        a, b = self.pixels[chosen - 1], self.pixels[chosen]
        from_, to = (np.clip((t - low) / (high - low), 0, 1)[:, None] for t in (start, end))
        return np.stack([a + (b - a) * from_, a + (b - a) * to], axis=1), self.pen[chosen] == HIDDEN

    def head(self, t: float) -> Head | None:
        """The head at position t, between steps on a straight line; a run that ends stays where it is until then. None
        where there is none."""
        k = min(int(t), len(self.data) - 1)
        share = t - k if k + 1 < len(self.data) else 0.0
        ends = self.data[k : k + 2]
        if isinstance(self.view, SpaceView):
            own = self.view.bounds.normal(ends)
            point = _between(own, share)
            place = self.view.pixels(point)
            if not np.isfinite(place).all():
                return None
            inside_box = bool((np.abs(point) <= self.view.bounds.aspect * (0.5 + 1e-6)).all())
            return Head(place, inside_box, not bool(self.view.hidden(point[None])[0]))
        place = _between(self.view.project(ends), share)
        return Head(place, bool(self._within(place)), True) if np.isfinite(place).all() else None

    def gone(self, t: float) -> Gone | None:
        """Where the run was last seen before position t; None if it never was."""
        last = int(np.searchsorted(self.at, t, side="right")) - 1
        within = np.flatnonzero(self._within(self.pixels[: last + 1]))
        if not len(within):
            return None
        i = int(within[-1])
        here = self.pixels[i]
        onward = i + 1 < len(self.at) and self.pen[i + 1] != MOVE and self.at[i] < t
        if onward and not self._within(self.pixels[i + 1]):
            x, y, w, h = self.view.rect
            part = clipped(np.stack([here, self.pixels[i + 1]])[None], (x, y), (x + w, y + h)).parts
            edge = part[0, 1] if len(part) else here
            return Gone(edge, self.pixels[i + 1] - here, ended=False)
        before = self.pixels[i - 1] if self.pen[i] != MOVE else here
        return Gone(here, here - before, ended=not self.exits[i])

    def _within(self, pixels: np.ndarray) -> np.ndarray:
        """Whether pixels (..., 2) are in the picture; a line in space is cut at its box."""
        if isinstance(self.view, SpaceView):
            return np.isfinite(pixels).all(axis=-1)
        return inside(pixels, self.view.rect, SLACK)


def _between(ends: np.ndarray, share: float) -> np.ndarray:
    """A place on the way from the first to the second of two; the first where the second is none."""
    if share == 0 or not np.isfinite(ends[1]).all():
        return ends[0]
    return ends[0] + (ends[1] - ends[0]) * share


def line_of(track: Track, axes: Mapping[str, str], view: View, until: float = math.inf) -> Line:
    """A track's line in a panel, as far as it is needed for positions up to `until`."""
    names = [axes[name] for name in ("x", "y", "z") if name in axes]
    steps = max(len(track.channels[name]) for name in names if name != "step")
    columns: list[Any] = [np.arange(steps) if name == "step" else track.channels[name] for name in names]
    last = min(steps, until + 2)
    data = np.column_stack([np.asarray(column, dtype=float)[: math.ceil(last)] for column in columns])
    back = np.zeros(len(data), dtype=bool)
    if "faint" in axes:
        back = np.asarray(track.channels[axes["faint"]][: len(data)]) > 0
    return _spatial(data, back, view) if isinstance(view, SpaceView) else _flat(data, back, view)


def _flat(data: np.ndarray, back: np.ndarray, view: FlatView) -> Line:
    pixels = view.project(data)
    finite = np.isfinite(pixels).all(axis=1)
    pen = np.where(finite & np.concatenate([[False], finite[:-1]]), np.where(back, HIDDEN, SEEN), MOVE)
    at = np.arange(len(data), dtype=float)
    return Line(pixels, at, pen, np.zeros(len(data), dtype=bool), data, view)


def _spatial(data: np.ndarray, back: np.ndarray, view: SpaceView) -> Line:
    box = view.bounds.normal(data)
    half = view.bounds.aspect / 2 + 1e-9
    parts, keep, shares = clipped(np.stack([box[:-1], box[1:]], axis=1), -half, half)
    steps = np.flatnonzero(keep)
    lengths = np.linalg.norm(np.diff(view.pixels(parts), axis=1)[:, 0], axis=-1)
    counts = np.clip(np.ceil(np.nan_to_num(lengths) / PIECE), 1, MOST).astype(int)
    owner = np.repeat(np.arange(len(parts)), counts + 1)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts + 1) - counts - 1, counts + 1)
    share = place / counts[owner]
    points = parts[owner, 0] + (parts[owner, 1] - parts[owner, 0]) * share[:, None]
    at = steps[owner] + shares[owner, 0] + (shares[owner, 1] - shares[owner, 0]) * share
    pen = np.where(place == 0, MOVE, SEEN)
    pen[place > 0] += view.hidden(points[place > 0]) | back[steps[owner[place > 0]] + 1]
    exits = (place == counts[owner]) & (shares[owner, 1] < 1)
    return Line(view.pixels(points), at, pen, exits, data, view)
