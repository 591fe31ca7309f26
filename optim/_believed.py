"""Beliefs that several rules share: the reach of their steps, the level lines of a model, the trials of a search."""

from typing import Any

import numpy as np

from optim._belief import Arrow, Belief, Ellipse, Path, Points
from optim._linalg import dot, eigh, matvec, norm, solve
from surfaces import Around

Array = np.ndarray
Beliefs = tuple[Belief, ...]

REACH = "reach of the rates"


def reach(w: Array, ahead: Array, rates: Any, label: str) -> Beliefs:
    """The step from w to `ahead`, and where it would lead if what it was made of, as long as it is, pointed elsewhere.

    `rates` is what each coordinate of that was multiplied with.
    """
    rates = np.broadcast_to(np.asarray(rates, dtype=float), w.shape)
    made_of = np.where(rates > 0, (w - ahead) / rates, 0.0)
    ellipse = Ellipse(w, np.diag(norm(made_of) * rates), label)
    return (*whole(ellipse), *step(w, ahead))


def step(w: Array, ahead: Array, label: str = "step") -> Beliefs:
    return whole(Arrow(w, ahead, label))


def whole(belief: Belief) -> Beliefs:
    """The belief, unless some of its numbers are not finite."""
    arrays = (part for part in belief if isinstance(part, np.ndarray))
    return (belief,) if all(np.isfinite(part).all() for part in arrays) else ()


def box(w: Array, sizes: Any, label: str) -> Beliefs:
    """The rectangle (w₁ ± s₁, w₂ ± s₂) in the plane; elsewhere nothing."""
    if w.shape != (2,):
        return ()
    corners = w + np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * sizes
    return whole(Path(corners, label, closed=True))


def level_line(w: Array, g: Array, matrix: Array, label: str) -> Beliefs:
    """Where the model g·p + ½ pᵀBp is what it is at w, and its minimum; nothing where B is not positive definite."""
    values, vectors = eigh(matrix)
    if not (np.isfinite(values).all() and values[0] > 0):
        return ()
    p = -solve(matrix, g)
    half_axes = vectors * np.sqrt(np.maximum(-dot(g, p), 0.0) / values)
    return whole(Ellipse(w + p, half_axes, label))


def level_line_of_inverse(w: Array, g: Array, inverse: Array, label: str) -> Beliefs:
    """As `level_line`, of the model whose Hessian is the inverse of this matrix."""
    values, vectors = eigh(inverse)
    if not (np.isfinite(values).all() and values[0] > 0):
        return ()
    p = -matvec(inverse, g)
    half_axes = vectors * np.sqrt(np.maximum(-dot(g, p), 0.0) * values)
    return whole(Ellipse(w + p, half_axes, label))


def disc(w: Array, radius: Any, label: str) -> Beliefs:
    return whole(Ellipse(w, float(np.squeeze(radius)) * np.eye(len(w)), label))


class _Asked(Around):
    """A surface that remembers where its value was asked."""

    def __init__(self, surface: Any) -> None:
        self.surface = surface
        self.places: list[Array] = []

    def value(self, w: Any) -> Array:
        self.places.append(np.array(w, dtype=float))
        return self.surface.value(w)


def searched(rule: Any, surface: Any, w: Array, state: Any, k: int) -> Beliefs:
    """The trials of a line search, the nearest on either side of the one that was taken (its bracket), and the step."""
    asked = _Asked(surface)
    ahead, _ = rule.step(asked, w, state, k)
    tried = [p for p in asked.places if np.isfinite(p).all() and not np.array_equal(p, w)]
    if not tried or np.array_equal(ahead, w):
        return step(w, ahead)
    trials = np.array(tried)
    along = (trials - w) @ (ahead - w) / ((ahead - w) @ (ahead - w))
    beyond, before = along > 1 + 1e-9, along < 1 - 1e-9
    bracket: Beliefs = ()
    if beyond.any():
        low = trials[before][along[before].argmax()] if before.any() else w
        bracket = whole(Path(np.array([low, trials[beyond][along[beyond].argmin()]]), "bracket"))
    return (*bracket, *whole(Points(trials, "trials")), *step(w, ahead))
