"""What rules go by at each step, as overlays over a plane: an entry a step, NaN where a rule says nothing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from figures.film import arrow, curve, dots, ellipse
from optim import Arrow, Belief, Ellipse, Path, Points

MOST = 20_000  # bytes of one run's shapes, as they are sent: beyond that only every so many steps have some
MOST_STEPS = 200  # with shapes: each asks a rule anew
FEW = 8  # steps from which the size of all is foretold
BYTES = 4 * 4 / 3  # of a number
LINE = 1.5  # pixels
POINT = 7.0


def insides(trajectories: Sequence[Any], racers: Sequence[Any]) -> list[dict[str, Any]]:
    """The overlays of runs in the plane: what each rule went by, in its colour, marked `inside`.

    Entry k is what the step from point k is made of; the last one, from which no step was taken, is empty. Of a run
    whose shapes would be much to send, every so many steps are shown, and held until the next.
    """
    return [shape for t, racer in zip(trajectories, racers, strict=True) for shape in _of(t, racer.id)]


def _of(trajectory: Any, racer: str) -> list[dict[str, Any]]:
    steps = trajectory.steps
    few = [trajectory.beliefs(k) for k in range(1, steps + 1, max(1, steps // FEW))]
    numbers = sum(shape.size for shape in _arranged(few).values()) / (len(few) + 1) * steps
    every = int(np.ceil(max(numbers * BYTES / MOST, steps / MOST_STEPS)))
    said = [trajectory.beliefs(k) for k in range(1, steps + 1, every)]
    look = {"racer": racer, "inside": True} | ({"every": every, "hold": True} if every > 1 else {})
    arranged = _arranged(said)
    first = next((key for key in arranged if key[0] == Ellipse.__name__), None)
    return [_drawn(*key, shape, look | {"below": key != first}) for key, shape in arranged.items()]


def _arranged(said: Sequence[tuple[Belief, ...]]) -> dict[tuple[str, str], np.ndarray]:
    """Arrays (steps + 1, m, 2) by kind and label, of which a rule has each once at a step."""
    found: dict[tuple[str, str], dict[int, np.ndarray]] = {}
    for k, beliefs in enumerate(said):
        for belief in beliefs:
            found.setdefault((type(belief).__name__, belief.label), {})[k] = _rows(belief)
    out = {}
    for key, entries in found.items():
        shape = np.full((len(said) + 1, max(map(len, entries.values())), 2), np.nan)
        for k, rows in entries.items():
            shape[k, : len(rows)] = rows
        out[key] = shape
    return out


def _rows(belief: Belief) -> np.ndarray:
    """What a shape is made of, (m, 2)."""
    if isinstance(belief, Arrow):
        return np.array([belief.tail, belief.tip - belief.tail])
    if isinstance(belief, Ellipse):
        return np.vstack([belief.centre, belief.axes.T])
    if isinstance(belief, Path) and belief.closed:
        return np.vstack([belief.points, belief.points[:1]])
    return belief.points


def _drawn(kind: str, label: str, shape: np.ndarray, look: dict[str, Any]) -> dict[str, Any]:
    x, y = shape[..., 0], shape[..., 1]
    look = look | {"label": label}
    below = look.pop("below")
    if kind == Arrow.__name__:
        return arrow(x[:, 0], y[:, 0], x[:, 1], y[:, 1], **look)
    if kind == Ellipse.__name__:
        return ellipse(x, y, width=LINE, below=below, **look)
    if kind == Points.__name__:
        return dots(x, y, size=POINT, **look)
    return curve(x, y, width=LINE, **look)
