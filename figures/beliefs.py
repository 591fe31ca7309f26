"""What rules go by at each step, as overlays over a plane: an entry a step, NaN where a rule says nothing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from figures.film import arrow, curve, dots, ellipse
from live import Untraceable, program_of_beliefs
from optim import Arrow, Belief, Ellipse, Points
from optim._belief import rows

MOST = 20_000  # bytes of one run's shapes, as they are sent: beyond that only every so many steps have some
MOST_STEPS = 200  # with shapes: each asks a rule anew
FEW = 8  # steps from which the size of all is foretold
BYTES = 4 * 4 / 3  # of a number
NONE = np.empty((0, 2, 2))  # a shape of no step
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


def in_the_page(scene: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """What the page needs to find out itself what the rules of a scene go by, by their entrants' ids, and the programs.

    Each has its program, the one for a surface with noise, and its shapes: overlays without arrays, made of so many
    `rows` of two numbers. A rule of which the page cannot is not among them.
    """
    found: dict[str, Any] = {}
    programs: dict[str, str] = {}
    for entrant in scene.entrants:
        try:
            quiet, noisy = (program_of_beliefs(entrant.rule, scene.surface, noise) for noise in (False, True))
        except Untraceable:
            continue
        if quiet.shapes != noisy.shapes:
            continue
        programs |= {each.program.key: each.program.source for each in (quiet, noisy)}
        shapes = _looks(quiet.shapes, entrant.id)
        found[entrant.id] = {"program": quiet.program.key, "noisy": noisy.program.key, "shapes": shapes}
    return found, programs


def _looks(shapes: Sequence[tuple[str, str, int]], racer: str) -> list[dict[str, Any]]:
    first = next((shape[:2] for shape in shapes if shape[0] == Ellipse.__name__), None)
    look = {"racer": racer, "inside": True}
    drawn = [_drawn(kind, label, NONE, look | {"below": (kind, label) != first}) for kind, label, _ in shapes]
    bare = [{name: value for name, value in each.items() if name not in ("x", "y", "dx", "dy")} for each in drawn]
    return [each | {"rows": count} for each, (_, _, count) in zip(bare, shapes, strict=True)]


def _arranged(said: Sequence[tuple[Belief, ...]]) -> dict[tuple[str, str], np.ndarray]:
    """Arrays (steps + 1, m, 2) by kind and label, of which a rule has each once at a step."""
    found: dict[tuple[str, str], dict[int, np.ndarray]] = {}
    for k, beliefs in enumerate(said):
        for belief in beliefs:
            found.setdefault((type(belief).__name__, belief.label), {})[k] = rows(belief)
    out = {}
    for key, entries in found.items():
        shape = np.full((len(said) + 1, max(map(len, entries.values())), 2), np.nan)
        for k, made in entries.items():
            shape[k, : len(made)] = made
        out[key] = shape
    return out


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
