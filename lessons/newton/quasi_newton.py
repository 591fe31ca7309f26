"""BFGS and L-BFGS learn the Hessian from the gradients they meet: their estimate as an ellipse, beside the true one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour, tracks_of
from figures.assemble import SMALLEST
from figures.film import curve
from lessons._claims import Settings, said
from lessons._graph import graph
from lessons._text import number
from lessons.newton.models import conic
from optim import Trajectory, run
from optim._linalg import dot, eigh, inverse, outer
from optim.bfgs import BFGS
from optim.lbfgs import LBFGS
from surfaces.beale import Beale
from surfaces.himmelblau import Himmelblau
from surfaces.quadratic import Quadratic
from surfaces.rosenbrock import Rosenbrock
from surfaces.six_hump_camel import SixHumpCamel

Array = np.ndarray

STEPS = 16
SHOWN: dict[str, Any] = {
    surface.slug: surface
    for surface in (Quadratic(lambda1=1.0, lambda2=15.0), SixHumpCamel(), Himmelblau(), Rosenbrock(), Beale())
}
MEMORY = (1, 10)  # between which the slider goes
ASPECT = 1.0
REST = 1e-11  # of the first gradient: from here on the pairs are rounding errors, and the last estimate is kept


def _from(slug: str, memory: int, x: float, y: float) -> dict[str, Any]:
    """A preset: a surface, L-BFGS's memory and a start."""
    return {"surface": slug, "m": memory, "x": x, "y": y}


@dataclass(frozen=True)
class Learning(Settings):
    """The surface, and how many pairs L-BFGS keeps; the start is a point."""

    surface: str = param("quadratic", choices=tuple(SHOWN), help="Surface")
    m: int = param(5, *MEMORY, legal="[1, 10]", symbol="m", help="Pairs that L-BFGS keeps,")

    names = {"surface": {slug: surface.name for slug, surface in SHOWN.items()}}
    presets = {
        "Two pairs": _from("quadratic", 2, *SHOWN["quadratic"].start),
        "A single pair": _from("quadratic", 1, *SHOWN["quadratic"].start),
        "A Hessian that changes": _from("rosenbrock", 5, -1.2, 1.0),
    }


def verdict(surface: Any, start: Sequence[float], memory: int) -> str:
    """How far off each estimate is at first, at worst and at the end."""
    return said(*(
        _progress(rule.name, error(*learning(rule, surface, start)[1:])) for rule in (BFGS(), LBFGS(memory=memory))
    ))  # fmt: skip


def _progress(name: str, wrong: Array) -> str:
    wrong = wrong[np.isfinite(wrong)]
    if not wrong.size:
        return f"{name} makes no estimate here."
    first, worst, last = (_percent(share) for share in (wrong[0], wrong.max(), wrong[-1]))
    rises = wrong.max() > 1.05 * max(wrong[0], wrong[-1])
    return (
        f"{name}’s estimate is off by {first} at first, {f'at worst by {worst}, ' if rises else ''}by {last} at last."
    )


def _percent(share: float) -> str:
    return f"{number(100 * share, 2)}%" if share >= 1e-4 else "under 0.01%"


def updated(inverse: Array, s: Array, y: Array) -> Array:
    """BFGS: the estimates B (..., n, n) of the inverse Hessian after pairs s, y (..., n); without sᵀy > 0 unchanged."""
    sy = dot(s, y)[..., None]
    with np.errstate(all="ignore"):
        left = np.eye(s.shape[-1]) - outer(s, y) / sy
        after = left @ inverse @ np.swapaxes(left, -1, -2) + outer(s, s) / sy
    return np.where(sy > 0, after, inverse)


def estimates(t: Trajectory) -> Array:
    """The Hessian (steps, n, n) as BFGS or L-BFGS estimates it at each point from which it takes a step."""
    states = type(t.states)(*(field[1:] for field in t.states))  # step k records what it used at point k − 1
    if isinstance(t.optimizer, BFGS):
        return inverse(states.inverse)
    newest, sy = states.y[:, -1], states.sy[:, -1:]
    with np.errstate(all="ignore"):
        scale = np.where(sy > 0, sy / dot(newest, newest), 1.0)
    made = scale[..., None] * np.eye(newest.shape[-1])
    for i in range(states.sy.shape[1]):
        made = updated(made, states.s[:, i], states.y[:, i])
    return inverse(made)


def learning(rule: Any, surface: Any, start: Sequence[float]) -> tuple[Trajectory, Array, Array]:
    """A run of STEPS + 1 steps, the estimate (STEPS + 1, 2, 2) at each point but the last, and the Hessian there."""
    t = run(rule, surface, start, STEPS + 1)
    norms = t.gradient_norms[:-1]
    moving = np.append(norms > REST * norms[0], False)
    kept = np.minimum(np.arange(STEPS + 1), max(int(moving.argmin()) - 1, 0))
    with np.errstate(all="ignore"):
        return t, estimates(t)[kept], surface.hessian(t.points[kept])


def error(estimate: Array, hessian: Array) -> Array:
    """‖B⁻¹ − H‖/‖H‖ (steps + 1,) in the Frobenius norm."""
    return np.linalg.norm(estimate - hessian, axis=(-1, -2)) / np.linalg.norm(hessian, axis=(-1, -2))


def learning_film(surface: Any, start: Sequence[float], memory: int) -> Film:
    """Both rules on a surface, and how the ellipse of each one's estimate comes to that of the Hessian."""
    panels, tracks, racers = [], [], []
    for rule in (BFGS(), LBFGS(memory=memory)):
        name = rule.name if isinstance(rule, BFGS) else f"{rule.name}, m = {memory}"
        racer = Racer(rule.slug, name, rule.color)
        t, estimate, hessian = learning(rule, surface, start)
        tracks += [
            *tracks_of(t, racer),
            Track(racer.id, {"error": np.maximum(error(estimate, hessian), SMALLEST)}, diverged_at=t.diverged_at),
        ]
        panels.append(_ellipse_panel(racer, estimate, hessian))
        racers.append(racer)
    return Film(
        panels=[
            contour(surface, title=surface.name, start=start, id="learning", aspect=ASPECT, weight=0.75),
            *panels,
            chart(
                "error",
                tracks,
                title="Error of the estimate",
                y="error",
                subtitle="‖B⁻¹ − H‖ / ‖H‖",
                log=True,
                limits=(1e-7, 1e2),
                aspect=ASPECT,
                weight=0.75,
            ),
        ],
        tracks=tracks,
        racers=racers,
        rate=1.5,
        autoplay=True,
        length=STEPS,
    )


def _ellipse_panel(racer: Racer, estimate: Array, hessian: Array) -> Panel:
    """Both ellipses, in units of the longer half-axis of the true one."""
    with np.errstate(all="ignore"):
        unit = np.abs(eigh(hessian)[0]).min(axis=-1)
    true, guess = (np.moveaxis(conic(matrix, unit), -1, 0) for matrix in (hessian, estimate))
    overlays = [
        curve(*guess, racer=racer.id, width=2.5, fill=True),
        curve(*true, color="@ink", width=2, dash=True),
    ]
    panel = graph(
        racer.id, [], (-1.3, 1.3), (-1.3, 1.3), ("w₁", "w₂"), overlays=overlays, aspect=ASPECT, weight=0.75,
        title=f"The Hessian, as {racer.name.partition(',')[0]} sees it", subtitle="dashed: as it is",
    )  # fmt: skip
    panel.figure["layout"]["yaxis"] |= {"scaleanchor": "x", "constrain": "domain"}
    panel.figure["layout"]["xaxis"] |= {"constrain": "domain"}
    return panel
