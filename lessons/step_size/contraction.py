"""How fast gradient descent contracts on a bowl: the theory over every step size, and a batched sweep beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, contour, tracks_of
from figures.film import dots
from lessons._claims import Settings, at_most, said
from lessons._graph import graph, line, note, points
from lessons._text import counted, number
from lessons.step_size.parabola import COLORS, does, regime, slowest, steps_to
from optim import run
from optim._measure import convergence_rate, last_true
from optim.gradient_descent import GradientDescent
from surfaces.quadratic import Quadratic

Array = np.ndarray

START = (-1.5, 1.5)
TOLERANCE = 1e-3  # of what a coordinate was at the start
MOST = 1200  # steps of a sweep
LARGEST = 100.0  # condition number
WIDEST = 2.5  # η/η₁,opt up to which the slider goes
RATIOS = np.linspace(0.02, 2.3, 96)  # η/η₁,opt of a sweep
KAPPAS = np.geomspace(1.5, 500.0, 12)


@dataclass(frozen=True)
class BestRate(Settings):
    """A bowl of this condition number, and η in units of the best rate of its steeper coordinate."""

    kappa: float = param(10.0, 1.0, LARGEST, "κ", log=True, help="Condition number")
    ratio: float = param(1.5, 0.0, WIDEST, "η / η₁,ₒₚₜ", help="Learning rate, in units of w₁’s best,")

    presets = {
        "A round bowl": {"kappa": 1.0, "ratio": 1.0},
        "The lecture’s": {"kappa": 3.0, "ratio": 1.5},
        "A trough": {"kappa": 100.0, "ratio": 1.98},
        "Too long for w₁": {"kappa": 10.0, "ratio": 2.04},
    }

    @property
    def ratios(self) -> tuple[float, float]:
        """η/η_opt of both coordinates."""
        return self.ratio, self.ratio / self.kappa


def verdict(chosen: BestRate) -> str:
    """What the chosen η does on the chosen bowl, and what the best would."""
    factor = float(contraction(chosen.ratio / chosen.kappa, (chosen.kappa, 1.0)))
    least = float(best_contraction(chosen.kappa))
    name = slowest(chosen.ratios)
    best = (
        f"a step leaves at most {at_most(least)} of the distance, and {counted(steps_to(least), 'step')} bring both "
        "coordinates down to a thousandth."
        if least
        else "in a round bowl one step leads to the minimum."
    )
    return said(
        f"At κ = {number(chosen.kappa)} the best η is {_times(best_ratio(chosen.kappa))} own: {best}",
        f"The chosen one, {_times(chosen.ratio)},",
        name == "stands still" and "moves nothing.",
        name == "diverges" and f"diverges along w₁{' and w₂' if chosen.ratios[1] > 2 else ''}.",
        name == "bounces for ever" and "never settles: w₁ goes from side to side for ever.",
        name == "one step" and "is the best one.",
        name in ("monotone", "oscillates")
        and f"leaves at most {at_most(factor)} a step, and takes {counted(steps_to(factor), 'step')}.",
    )


def _times(ratio: float) -> str:
    return "w₁’s" if ratio == 1 else f"{number(ratio)} times w₁’s"


def best_ratio(kappa: float) -> float:
    """The best η in units of the steeper coordinate's best."""
    return 2 * kappa / (kappa + 1)


def contraction(rates: Any, eigenvalues: Sequence[float]) -> Array:
    """max |1 − ηλᵢ|, by which the slowest direction's error is multiplied with each step, for rates (...)."""
    return np.abs(1 - np.asarray(rates, dtype=float)[..., None] * np.asarray(eigenvalues)).max(axis=-1)


def best_rate(eigenvalues: Sequence[float]) -> float:
    """The step size of the smallest contraction, 2/(λ_min + λ_max): there both ends contract alike."""
    return 2 / (min(eigenvalues) + max(eigenvalues))


def best_contraction(kappa: Any) -> Array:
    """(κ − 1)/(κ + 1), the contraction at the best step size."""
    kappa = np.asarray(kappa, dtype=float)
    return (kappa - 1) / (kappa + 1)


def steps_needed(factor: Any, tolerance: float = TOLERANCE) -> Array:
    """ln tolerance / ln factor, the steps that this contraction needs; infinite where it does not contract."""
    factor = np.asarray(factor, dtype=float)
    with np.errstate(all="ignore"):
        return np.where(factor < 1, np.log(tolerance) / np.log(factor), np.inf)


class Sweep(NamedTuple):
    """Measured at each of RATIOS (n,): the contraction in the end, and the steps to TOLERANCE, −1 where never."""

    contraction: Array
    steps: Array


def bowl(kappa: Any) -> Quadratic:
    """Curvature κ along w₁, 1 along w₂."""
    return Quadratic(lambda1=kappa, lambda2=1.0, angle=0.0)


def sweep(kappa: float) -> Sweep:
    """Gradient descent at every step size in one batch."""
    rule = GradientDescent(lr=RATIOS / kappa)  # type: ignore[arg-type]
    steps = min(MOST, 30 + int(4 * steps_needed(best_contraction(kappa))))
    t = run(rule, bowl(kappa), START, steps, record_states=False)
    return Sweep(convergence_rate(t), steps_taken(t.points))


def steps_taken(points: Array) -> Array:
    """The step from which both coordinates stay within TOLERANCE of what they were; −1 where they never do."""
    largest = np.abs(points).max(axis=-1)
    reached = last_true(~(largest <= TOLERANCE * largest[0])) + 1
    return np.where(reached < len(points), reached, -1)


def best_measured() -> Array:
    """The contraction measured at the best step size for each of KAPPAS, in one batch."""
    rule = GradientDescent(lr=2 / (KAPPAS + 1))  # type: ignore[arg-type]
    return convergence_rate(run(rule, bowl(KAPPAS), START, 600, record_states=False), by="gradient")


def sweep_film(chosen: BestRate, measured: Sweep, best: Array) -> Film:
    """A run at η = ratio · η₁,opt, beside contraction and steps over every step size, and the best against κ."""
    kappa, ratio = chosen.kappa, chosen.ratio
    color = COLORS[slowest(chosen.ratios)]
    racer = Racer("run", f"η = {number(ratio)} η₁,ₒₚₜ", color)
    t = run(GradientDescent(lr=ratio / kappa), bowl(kappa), START, 40)
    return Film(
        panels=[
            contour(
                bowl(kappa),
                id="bowl",
                title="The run",
                subtitle=_regimes(chosen),
                racers=["run"],
                clickable=False,
                weight=0.75,
            ),
            _contraction_panel(kappa, ratio, measured.contraction, color),
            _steps_panel(kappa, ratio, measured.steps, color),
            _best_panel(kappa, best),
        ],
        tracks=tracks_of(t, racer),
        racers=[racer],
        rate=4.0,
        autoplay=True,
    )


def _regimes(chosen: BestRate) -> str:
    return ", ".join(f"w{'₁₂'[i]} {does(regime(ratio))}" for i, ratio in enumerate(chosen.ratios))


def _contraction_panel(kappa: float, ratio: float, measured: Array, color: str) -> Panel:
    best, least = best_ratio(kappa), float(best_contraction(kappa))
    corners = np.array([0, 1, best, 2, WIDEST])
    data = [
        line([0, WIDEST], [1, 1], "@muted", 1.5, "dash"),
        line(corners, np.abs(1 - corners), "@muted", 1.5, "dot"),
        line(corners, np.abs(1 - corners / kappa), "@muted", 1.5, "dot"),
        line(corners, contraction(corners / kappa, (kappa, 1.0)), "@ink", 2),
        points(RATIOS, measured, "@accent", 5, "%{x:.2f} ηₒₚₜ of w₁: × %{y:.4f}, measured"),
    ]
    height = float(contraction(ratio / kappa, (kappa, 1.0)))
    handle = {"id": "ratio", "x": ratio, "y": height, "label": "η", "color": color, "axis": "x"}
    notes = [note(best, max(least - 0.3, 0.06), f"best: × {number(least)}", "@ink", "center")]
    return graph(
        "contraction", data, (0, WIDEST), (0, 1.6), ("η / η₁,ₒₚₜ", "distance left"), notes=notes, handles=[handle],
        weight=0.75,
        title="max |1 − ηλᵢ|: left by a step", subtitle="drag η; dots: measured; dotted: each λᵢ; above the dashed "
        "line it grows", aspect=1.0,
    )  # fmt: skip


def _steps_panel(kappa: float, ratio: float, measured: Array, color: str) -> Panel:
    r = np.linspace(0.005, 1.995, 400)
    top = max(10.0, 4 * float(steps_needed(best_contraction(kappa))))
    reached = measured > 0
    data = [
        line(r, np.minimum(steps_needed(contraction(r / kappa, (kappa, 1.0))), 2 * top), "@ink", 2),
        points(RATIOS[reached], measured[reached], "@accent", 5, "%{x:.2f} ηₒₚₜ of w₁: %{y} steps, measured"),
    ]
    mark = dots([[ratio]], steps_needed(contraction([[ratio / kappa]], (kappa, 1.0))), color=color, size=12)
    return graph(
        "steps", data, (0, WIDEST), (0, top), ("η / η₁,ₒₚₜ", "steps"), weight=0.75, aspect=1.0,
        title="Steps to a thousandth", subtitle="of both coordinates; line: theory; dots: measured", overlays=[mark],
    )  # fmt: skip


def _best_panel(kappa: float, measured: Array) -> Panel:
    wide = np.geomspace(1.02, 1000, 200)
    data = [
        line(wide, 1 - best_contraction(wide), "@ink", 2),
        points(KAPPAS, 1 - measured, "@accent", 6, "κ = %{x:.3g}: %{y:.3%} removed, measured"),
    ]
    mark = dots([[kappa]], [[float(1 - best_contraction(kappa))]], color="@accent", size=12)
    return graph(
        "best", data, (1, 1000), (1e-3, 1.3), ("condition number κ", "share"), (True, True), overlays=[mark],
        title="Share that a step removes", subtitle="at the best η; line: theory; dots: measured", weight=0.75,
        aspect=1.0,
    )  # fmt: skip
