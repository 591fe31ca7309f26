"""One example and two weights: which of a line of solutions each rule ends at; the page runs it under the finger."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Racer, Track, chart, contour
from figures.film import curve, dots, ellipse
from figures.live import live_of
from lessons._claims import listed, said
from lessons._graph import named
from lessons._live import called
from lessons._sketch import Sketch, beside
from optim import OPTIMIZERS, Trajectory, run
from optim._schedule import Cosine, Scheduled
from optim._wrapper import Wrapper
from scenes import Entrant, Scene
from surfaces import Around, Surface

Array = np.ndarray

KEY = "ends"  # of the section, by which its picture knows the example's coordinates
LINEUP = ("gradient_descent", "momentum", "adagrad", "rmsprop", "adam")
ADAPTIVE = ("adagrad", "rmsprop", "adam")
STEPS = 120
# The rates at the start, slow, to be watched; those that are not of adaptive rules in units of 1/|x|².
RATES = {"gradient_descent": 0.15, "momentum": 0.04, "adagrad": 0.3, "rmsprop": 0.03, "adam": 0.04}
LOW, HIGH = 0.35, 1.6  # where the example may be dragged
ROUND, VIOLET = "@muted", "#8a4fd3"  # the circle has no rule's colour
FLOOR = 1e-16  # below it a loss is drawn as that
TALLEST = 2.2  # of the norms that are drawn: where the example is shortest, its solutions are 2.02 away
REACH = 6.0  # how far the line of solutions is drawn, on both sides of the one of least norm
CLOSE = 0.02  # of the least norm: as good as there
FIT = 1e-3  # a training loss below it is as good as zero
CHANNELS = ("x", "y", "f", "away")
SQUARE = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]], dtype=float)


@dataclass(frozen=True)
class OneExample(Surface):
    """E(w) = ½ (xᵀw − 1)²: one example x with the label 1, and a line of solutions."""

    x_1: float = param(0.4, LOW, HIGH, "x_1", help="The example’s first feature")
    x_2: float = param(1.2, LOW, HIGH, "x_2", help="The example’s second feature")

    name, shows = "One example", "valley"
    latex = r"E(w) = \tfrac{1}{2}\, (x^\top w - 1)^2"
    domain = ((-0.35, 1.85), (-0.35, 1.85))
    start = (0.0, 0.0)

    def f(self, u, v):
        return 0.5 * (self.x_1 * u + self.x_2 * v - 1) ** 2

    def grad(self, u, v):
        error = self.x_1 * u + self.x_2 * v - 1
        return error * self.x_1, error * self.x_2

    def hess(self, u, v):
        flat = 0 * (u + v)
        return flat + self.x_1**2, flat + self.x_1 * self.x_2, flat + self.x_2**2

    @property
    def example(self) -> Array:
        return np.array([self.x_1, self.x_2], dtype=float)

    @property
    def minimum_norm(self) -> Array:
        """The solution (2,) of least norm, x/|x|²."""
        return self.example / (self.example @ self.example)

    @property
    def corner(self) -> Array:
        """Where the smallest square about 0 reaches the line: sign(x)/|x|₁ (2,)."""
        return np.sign(self.example) / np.abs(self.example).sum()


@dataclass(frozen=True, eq=False)
class Shallower(Around):
    """A surface whose slope is divided by a number."""

    surface: Any
    by: Any

    def gradient(self, w: Any) -> Array:
        return self.surface.gradient(w) / self.by


@dataclass(frozen=True)
class PerCurvature(Wrapper):
    """A rule at its rate divided by the trace of the Hessian, which is |x|² for one example: in units of 1/λ_max."""

    def step(self, surface: Any, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        h = surface.hessian(w)
        return self.rule.step(Shallower(surface, (h[..., 0, 0] + h[..., 1, 1])[..., None]), w, state, k)


@dataclass(frozen=True)
class Marks(Sketch):
    """What lies about the valley: the example, its solutions, and the circle and the square that reach them."""

    def draw(self, surface: Any) -> dict[str, Array]:
        x = -surface.gradient(np.zeros(2))
        square, ones = x[0] * x[0] + x[1] * x[1], np.abs(x).sum()
        nearest, corner = x / square, np.sign(x) / ones
        radius = 1 / np.sqrt(square)
        away = REACH * radius * np.stack([-x[1], x[0]])
        return {
            "x_1": np.stack([0 * x[0], x[0]]), "x_2": np.stack([0 * x[1], x[1]]),
            "line_1": np.stack([nearest[0] - away[0], nearest[0] + away[0]]),
            "line_2": np.stack([nearest[1] - away[1], nearest[1] + away[1]]),
            "circle_1": radius * np.array([0.0, 1.0, 0.0]), "circle_2": radius * np.array([0.0, 0.0, 1.0]),
            "square_1": SQUARE[:, 0] / ones, "square_2": SQUARE[:, 1] / ones,
            "nearest_1": nearest[:1], "nearest_2": nearest[1:], "corner_1": corner[:1], "corner_2": corner[1:],
            "least": np.stack([radius, radius]),
        }  # fmt: skip


def rule_of(slug: str) -> Scheduled:
    """A rule at its rate, which falls to zero along half a cosine so that the run comes to rest."""
    declared: Any = OPTIMIZERS[slug]
    rule = declared(lr=RATES[slug])
    return Scheduled(rule if slug in ADAPTIVE else PerCurvature(rule), Cosine(horizon=STEPS))


def problem(x: Sequence[float]) -> OneExample:
    return OneExample(float(x[0]), float(x[1]))


@lru_cache(maxsize=32)
def _ends(surface: OneExample) -> dict[str, Trajectory]:
    return {slug: run(rule_of(slug), surface, None, STEPS, record_states=False) for slug in LINEUP}


def ends(x: Sequence[float]) -> dict[str, Trajectory]:
    """The runs from w = 0, by rule."""
    return _ends(problem(x))


def solutions(x: Sequence[float]) -> Array:
    """The ends, as columns of a matrix (2, 2), of a piece of the line xᵀw = 1."""
    w = np.array(x) / np.dot(x, x)
    return w[:, None] + REACH * np.outer((-w[1], w[0]), (-1.0, 1.0)) / np.linalg.norm(w)


def valley_film(x: Sequence[float]) -> Film:
    """A valley of solutions, and to which of them each rule leads; the norm that it has there."""
    surface = problem(x)
    tracks = [
        Track(slug, {"x": t.points[:, 0], "y": t.points[:, 1], "f": np.maximum(t.values, FLOOR),
                     "away": np.linalg.norm(t.points, axis=-1)}, diverged_at=t.diverged_at)
        for slug, t in ends(x).items()
    ]  # fmt: skip
    racers = [Racer(slug, OPTIMIZERS[slug].name, OPTIMIZERS[slug].color) for slug in LINEUP]
    drawn, marks = Marks(), Marks().draw(surface)

    def places(name: str) -> dict[str, Any]:
        """The arrays of a mark, and which they are."""
        names = {"x": f"{name}_1", "y": f"{name}_2"}
        return {axis: marks[own][None] for axis, own in names.items()} | {"drawn": names}

    overlays = [
        ellipse(**places("circle"), color=ROUND, width=1.75, dash=True),
        curve(**places("square"), color=VIOLET, width=1.75, dash=True),
        curve(**places("x"), color="@ink", width=1.25),
        curve(**places("line"), color="@ink", width=2.5),
        dots(**places("nearest"), color=ROUND, size=13, label="least norm"),
        dots(**places("corner"), color=VIOLET, size=13, label="corner"),
    ]
    sets = [{"name": f"{KEY}.x_{i}", "axis": axis} for i, axis in ((1, "x"), (2, "y"))]
    handle = {"id": "x", "x": x[0], "y": x[1], "label": "x", "color": "@ink", "within": [[LOW, HIGH]] * 2,
              "decimals": [3, 3], "sets": sets}  # fmt: skip
    valley = named(contour(
        surface, id="valley", title="One example, two weights", clickable=False,
        subtitle="drag the example x; dashed: the smallest circle and square that reach the line",
        start=surface.start, overlays=overlays, weight=1.2, handles=[handle],
    ))  # fmt: skip
    least = curve(
        np.array([[0.0, STEPS]]), marks["least"][None], color=ROUND, width=2.0, dash=True, drawn={"y": "least"}
    )
    norm = chart("away", tracks, title="Norm of the weights", y="‖w‖", subtitle="dashed: the least of all solutions",
                 log=False, aspect=0.8,
                 overlays=[least], id="norm")  # fmt: skip
    norm.figure["layout"]["yaxis"]["range"] = [0.0, TALLEST]
    loss = chart("f", tracks, title="Training loss", y="loss", subtitle="every rate falls to 0",
                 log=True, limits=(1e-12, 10.0), aspect=0.8)  # fmt: skip
    entrants = tuple(Entrant(rule_of(slug), OPTIMIZERS[slug].name, OPTIMIZERS[slug].color, slug) for slug in LINEUP)
    live = live_of(Scene("One example", surface, entrants, surface.start, STEPS), CHANNELS)
    names = {f"{surface.slug}.{name}": f"{KEY}.{name}" for name in ("x_1", "x_2")}
    return Film(panels=[valley, norm, loss], tracks=tracks, racers=racers, rate=15.0, autoplay=True,
                live=called(live and beside({**live, "goal": [0.0, 0.0]}, drawn, surface), names))  # fmt: skip


def valley_words(x: Sequence[float]) -> str:
    """Which rules end at the point of least norm and which at the corner, of the runs that are shown, and whether the
    training loss can tell which is better."""
    surface, runs = problem(x), ends(x)
    found = {OPTIMIZERS[slug].name: t.points[-1] for slug, t in runs.items()}
    nearest, corner = surface.minimum_norm, surface.corner
    fitted = all(t.values[-1] < FIT for t in runs.values()) and "All fit the example."
    if np.linalg.norm(nearest - corner) < CLOSE * np.linalg.norm(nearest):
        how, what = ("no", "is") if x[0] == x[1] else ("hardly any", "almost is")
        return said(fitted, f"This example has {how} tilt: the point of least norm **{what}** the corner.")
    there: dict[str, list[str]] = {"least norm": [], "the corner": [], "neither": []}
    for name, w in found.items():
        away = [float(np.linalg.norm(w - point)) for point in (nearest, corner)]
        near = min(away) < CLOSE * np.linalg.norm(nearest)
        there[("least norm", "the corner")[int(np.argmin(away))] if near else "neither"].append(name)
    return said(
        fitted,
        there["least norm"] and f"At the solution **nearest to 0** (least norm): {listed(there['least norm'])}.",
        there["the corner"] and f"At the **corner** of a square, weights of one size: {listed(there['the corner'])}.",
        there["neither"] and f"At neither, after these {STEPS} steps: {listed(there['neither'])}.",
        "Both points have zero training loss: that cannot tell which is better, **new examples** can (next section).",
    )
