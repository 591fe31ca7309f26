"""Newton's method on surfaces: at each step the contours of its quadratic model, which are conic sections."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, chart, contour, tracks_of
from figures.film import bars, curve, dots
from lessons._claims import Settings
from lessons._graph import DOWN, MODEL, UP, graph, line
from lessons.error_surfaces.probe import PLANE
from optim import Points, Trajectory, run
from optim._linalg import dot, eigh
from optim.newton import Newton

Array = np.ndarray

STEPS = 14
AROUND = 64  # pieces of an ellipse, or of both branches of a hyperbola
SHARES = (1.0, 2 / 3, 1 / 3)  # of the outermost ring, which goes through the point
KINDS = {"minimum": UP, "saddle": MODEL, "maximum": DOWN}
_T, _S = np.linspace(0, 2 * np.pi, AROUND + 1), np.linspace(-4, 4, AROUND // 2)
_BRANCH = np.stack([np.cosh(_S), np.sinh(_S)])
ELLIPSE = np.stack([np.cos(_T), np.sin(_T)])
HYPERBOLA = np.concatenate([_BRANCH, np.full((2, 1), np.nan), -_BRANCH], axis=1)


def _from(slug: str, x: float, y: float) -> dict[str, Any]:
    """A preset: η = 1, a surface and a start on it."""
    return {"lr": 1.0, "surface": slug, "x": x, "y": y}


@dataclass(frozen=True)
class Plane(Settings):
    """The surface and Newton's η; the start is a point."""

    surface: str = param("himmelblau", choices=tuple(PLANE), help="Surface")
    lr: float = param(1.0, 0.0, 2.5, "η", help="Share of the step,")

    names = {"surface": PLANE}
    presets = {
        "To a minimum": _from("himmelblau", 4.8, 4.6),
        "To a saddle": _from("himmelblau", 0.4, 4.4),
        "To a maximum": _from("himmelblau", 1.2, -1.2),
        "Along a valley": _from("rosenbrock", -0.8, 0.7),
        "One step": _from("quadratic", -1.5, 1.5),
    }


def conic(matrix: Array, level: Array) -> Array:
    """The points u with uᵀHu = level, for matrices H (..., 2, 2) and levels (...), as lines (..., AROUND + 1, 2).

    An ellipse where both eigenvalues have the level's sign, both branches of a hyperbola, with NaN between, where one
    has it; NaN where none has.
    """
    values, vectors = eigh(matrix)
    with np.errstate(all="ignore"):
        squares = np.asarray(level)[..., None] / values
    squares = np.where(np.isfinite(squares), squares, np.nan)
    first, second = np.moveaxis(squares > 0, -1, 0)[..., None, None]
    radii = np.sqrt(np.abs(squares))[..., None]
    along = np.where(first & second, radii * ELLIPSE, np.nan)
    along = np.where(first & ~second, radii * HYPERBOLA, along)
    along = np.where(~first & second, radii * HYPERBOLA[::-1], along)
    return np.einsum("...ij,...jk->...ki", vectors, along)


class Models(NamedTuple):
    """The quadratic models along a run: stationary points (steps + 1, 2), rings (steps + 1, m, 2), kinds (steps + 1,).

    The outermost ring is the model's contour through the point itself. A kind is a key of KINDS.
    """

    centres: Array
    rings: Array
    kinds: Array
    eigenvalues: Array


def models(t: Trajectory) -> Models:
    """What Newton's method goes by at each step, as it says itself (`Optimizer.believes`)."""
    centres, kinds = np.full(t.points.shape, np.nan), np.full(len(t.points), "", dtype="<U8")
    for k in range(len(t.points)):
        for belief in t.beliefs(k + 1):
            if isinstance(belief, Points):
                kind, (centres[k],) = belief.label.partition(" ")[0], belief.points
                kinds[k] = kind if kind in KINDS else ""  # a zero eigenvalue makes none of these
    seen = [(t.surface.at(k + 1), w) for k, w in enumerate(t.points)]  # a batch of examples, where it is of those
    with np.errstate(all="ignore"):
        hessian = np.stack([surface.hessian(w) for surface, w in seen])
        level = dot(np.stack([surface.gradient(w) for surface, w in seen]), t.points - centres)[..., 0]
    gap = np.full((len(centres), 1, 2), np.nan)
    rings = [part for share in SHARES for part in (conic(hessian, share**2 * level), gap)]
    return Models(centres, centres[:, None] + np.concatenate(rings, axis=1), kinds, eigh(hessian)[0])


def model_film(surface: Any, start: Sequence[float], lr: float) -> Film:
    """Newton's method on a surface with the contours of its model at each step, and the eigenvalues it meets."""
    t = run(Newton(lr=lr), surface, start, STEPS)
    seen, racer = models(t), Racer("newton", Newton.name, Newton.color)
    tracks = tracks_of(t, racer, channels=("x", "y", "f", "g"))
    overlays = []
    for kind, color in KINDS.items():
        here = (seen.kinds == kind)[:, None]
        if here.any():
            x, y = np.moveaxis(np.where(here[..., None], seen.rings, np.nan), -1, 0)
            overlays.append(curve(x, y, color=color, width=1.75, hold=True))
            overlays.append(dots(*np.where(here, seen.centres, np.nan).T[..., None], color=color, size=8, hold=True))
    return Film(
        panels=[
            contour(surface, title="The model’s contours at each step", subtitle=f"{t.outcome}; click to start "
                    "elsewhere", start=start, overlays=overlays, id="model", weight=1.3),
            _spectrum(seen.eigenvalues),
            chart("g", tracks, title="Gradient norm", y="‖∇E‖", log=True, limits=(1e-9, 1e9), weight=1.0, aspect=0.9),
        ],
        tracks=tracks,
        racers=[racer],
        rate=1.0,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
    )  # fmt: skip


def _spectrum(eigenvalues: Array) -> Panel:
    """Both eigenvalues as bars, on a scale that is linear around 0 and logarithmic further out."""
    heights = np.sign(eigenvalues) * np.log10(1 + np.abs(eigenvalues))
    highest = max(float(np.nanmax(np.abs(heights), initial=1.0)), 1.0)
    drawn = [
        bars([1, 2], np.where(chosen, heights, np.nan), color=color, hold=True)
        for color, chosen in ((UP, heights > 0), (DOWN, heights < 0))
    ]
    panel = graph(
        "spectrum", [line([0.4, 2.6], [0, 0], "@ink", 1.5)], (0.4, 2.6), (-1.1 * highest, 1.1 * highest),
        ("", "eigenvalue"), title="Eigenvalues here", weight=0.6, overlays=drawn,
    )  # fmt: skip
    powers = range(int(highest) + 1)
    marks = [-(10**p) for p in reversed(powers)] + [0] + [10**p for p in powers]
    places = [np.sign(m) * np.log10(1 + abs(m)) for m in marks]
    panel.figure["layout"]["yaxis"] |= {"tickvals": places, "ticktext": [f"{m:,}".replace("-", "−") for m in marks]}
    panel.figure["layout"]["xaxis"] |= {"tickvals": [1, 2], "ticktext": ["λ₁", "λ₂"]}
    return dataclasses.replace(panel, kind="chart")  # which grows with its row
