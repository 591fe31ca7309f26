"""The plane of η and β: how fast momentum, the heavy ball, converges on a quadratic, in theory and measured."""

from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour
from figures.film import curve
from lessons._claims import Settings, said
from lessons._graph import graph, line, named, note, points, veil
from lessons._text import number
from lessons.momentum.steps import DOMAIN, START, trough
from lessons.step_size.contraction import best_contraction, best_rate
from optim import Trajectory, convergence_rate, run
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum

Array = np.ndarray

NARROWEST, WIDEST, HIGHEST = 0.01, 4.0, 0.99  # of ηλ and of β in the plane
SHARES, BETAS = np.linspace(NARROWEST, WIDEST, 161), np.linspace(0.0, HIGHEST, 100)
COARSE = np.linspace(0.05, WIDEST, 50), np.linspace(0.0, HIGHEST, 44)  # of the sweep
SWEPT, SHOWN = 300, 80  # steps of each of its runs, and of the run that is drawn
BORDERS = "star: the best; dotted: roots turn complex; red: ρ = 1"
COLORS = {"monotone": "#2f80d8", "oscillating": "#d98a00", "divergent": "#e2483d"}


@dataclass(frozen=True)
class Plane(Settings):
    """A place of the plane of η and β, on a trough."""

    kappa: float = param(24.0, 1.0, 1000.0, "κ", log=True, help="Condition number")
    share: float = param(1.0, NARROWEST, WIDEST, "ηλ", help="Rate times the larger curvature")
    beta: float = param(0.6, 0.0, HIGHEST, "β", help="Memory")
    shown: str = param("theory", choices=("theory", "measured"), help="Colours")

    names = {"shown": {"theory": "The theory", "measured": "Measured on runs"}}
    presets = {
        "Monotone": {"share": 0.3, "beta": 0.15},
        "It swings and swings": {"share": 0.3, "beta": 0.97},
        "Over the edge": {"share": 3.3, "beta": 0.6},
    }


def spectral_radius(share: Any, beta: Any) -> Array:
    """The factor by which a coordinate's error shrinks with each step in the end, for ηλ = share (...) and β (...).

    On a quadratic w_{k+1} = (1 + β − ηλ) w_k − β w_{k−1}: it is the larger modulus of the roots of
    z² − (1 + β − ηλ) z + β, which for complex roots is √β whatever the rate.
    """
    half = (1 + np.asarray(beta, dtype=float) - share) / 2
    root = np.sqrt(np.maximum(half**2 - beta, 0))
    return np.where(half**2 < beta, np.sqrt(beta), np.abs(half) + root)


def rate(share: Any, beta: Any, kappa: float) -> Array:
    """The spectral radius on a trough, at η = share/κ: that of the slower of its two coordinates."""
    return np.maximum(spectral_radius(share, beta), spectral_radius(np.asarray(share) / kappa, beta))


def regime(share: float, beta: float) -> str:
    """What momentum does where η times the largest curvature is `share`: a key of COLORS.

    Divergent: not convergent. Monotone: both roots are positive, in flatter coordinates too.
    """
    if spectral_radius(share, beta) >= 1:
        return "divergent"
    return "monotone" if share <= (1 - np.sqrt(beta)) ** 2 else "oscillating"


class Best(NamedTuple):
    """The tuning of the smallest spectral radius: η times the largest curvature, β, and that radius."""

    share: float
    beta: float
    rate: float


def best(kappa: float) -> Best:
    """Polyak's tuning, at which the roots of both coordinates are about to become complex; β is the rate's square."""
    root = np.sqrt(kappa)
    slow = (root - 1) / (root + 1)
    return Best(float(4 * kappa / (root + 1) ** 2), float(slow**2), float(slow))


def best_held(kappa: float) -> Best:
    """The best place that the sliders can hold: beside Polyak's, which stands at the edge of a cliff."""
    top = best(kappa)
    shares = np.clip(round(top.share, 2) + np.arange(-3, 4) / 100, NARROWEST, WIDEST).round(2)
    betas = np.clip(round(top.beta, 3) + np.arange(-20, 21) / 1000, 0.0, HIGHEST).round(3)
    places = ((float(rate(share, beta, kappa)), share, beta) for share, beta in product(shares, betas))
    radius, share, beta = min(places)
    return Best(float(share), float(beta), radius)


def words(chosen: Plane) -> str:
    """What momentum does at the chosen place, how fast, and what the best would be."""
    radius, top, name = float(rate(chosen.share, chosen.beta, chosen.kappa)), best(chosen.kappa), regime(
        chosen.share, chosen.beta
    )  # fmt: skip
    does = {"monotone": "comes down without a swing", "oscillating": "swings", "divergent": "does not converge"}[name]
    calm = name == "oscillating" and regime(chosen.share / chosen.kappa, chosen.beta) == "monotone"
    only = " across the trough, not along it" if calm else ""
    plain = float(best_contraction(chosen.kappa))
    return said(
        f"At ηλ = {number(chosen.share)} and β = {number(chosen.beta)} momentum **{does}**{only}: in the end a "
        f"step multiplies the distance by {number(radius, 4)}.",
        f"The best that it can do here is {number(top.rate)}, at ηλ = {number(top.share, 4)} and "
        f"β = {number(top.beta)};",
        "gradient descent’s best is the same." if plain == top.rate else f"gradient descent’s best is {number(plain)}.",
    )


def measured(kappa: float) -> Array:
    """The rate of convergence at every β (rows) and ηλ (columns) of COARSE, from one batch of runs; NaN: undefined."""
    share, beta = np.meshgrid(*COARSE)
    rule = Momentum(lr=share.ravel() / kappa, beta=beta.ravel())  # type: ignore[arg-type]
    t = run(rule, trough(kappa), START, SWEPT, record_states=False)
    return convergence_rate(t).reshape(share.shape)


def plane_film(chosen: Plane, sweep: Array | None = None) -> Film:
    """Rate against ηλ and β, in theory or as measured by a sweep, and the run at one place of the plane."""
    kappa, share, beta = chosen.kappa, chosen.share, chosen.beta
    t = run(Momentum(lr=share / kappa, beta=beta), trough(kappa), START, SHOWN)
    plain = run(GradientDescent(lr=best_rate((1.0, kappa))), trough(kappa), START, SHOWN)
    tracks = [_track(plain, "descent"), _track(t, "momentum")]
    places = (_theory_panel if sweep is None else partial(_measured_panel, sweep=sweep))(kappa, share, beta)
    return Film(
        panels=[
            places,
            named(
                contour(
                    t.surface, DOMAIN, title="The run", start=START, clickable=False, id="run", weight=0.9, aspect=1.22
                )
            ),
            _distance_panel(tracks, float(rate(share, beta, kappa))),
        ],
        tracks=tracks,
        racers=[
            Racer("descent", "Gradient descent at its best", GradientDescent.color),
            Racer("momentum", f"Momentum: {regime(share, beta)}", Momentum.color),
        ],
        rate=12.0,
        autoplay=True,
        readout={"group": "main", "channel": "distance", "label": "distance"},
    )


def _track(t: Trajectory, racer: str) -> Track:
    distance = np.linalg.norm(t.points, axis=-1)
    channels = {"x": t.points[:, 0], "y": t.points[:, 1], "distance": np.maximum(distance, 1e-12)}
    return Track(racer, channels, diverged_at=t.diverged_at)


def _distance_panel(tracks: list[Track], radius: float) -> Panel:
    start = tracks[0].channels["distance"][0]
    steps = np.arange(SHOWN + 1)
    with np.errstate(over="ignore"):
        law = np.clip(start * radius**steps, 1e-12, 1e12)
    overlay = curve(steps[None], law[None], color="@muted", width=1.5, dash=True)
    told = f"dashed: {number(radius)} to the power of k"
    return chart("distance", tracks, title="Distance from the minimum", log=True, limits=(1e-9, 1e3), id="distance",
                 subtitle=told, overlays=[overlay], weight=0.9, aspect=1.22)  # fmt: skip


def _plane(kappa: float, share: float, beta: float, id: str, data: list[Any], **facts: Any) -> Panel:
    """A panel over ηλ and β: the borders of its regions, the best place and the chosen one."""
    root = np.sqrt(BETAS)
    top = best(kappa)
    borders = [
        line((1 - root) ** 2, BETAS, "@ink", 1.5),
        line(2 * (1 + BETAS), BETAS, COLORS["divergent"], 2),
        line((1 + root) ** 2, BETAS, "@ink", 1, "dot"),
        line(kappa * (1 - root) ** 2, BETAS, "@ink", 1, "dot"),
    ]
    told = f"best: ηλ = {top.share:.3f}, β = {top.beta:.3f}, ρ = {top.rate:.3f}"
    star = points([top.share], [top.beta], "@ink", 13, told, symbol="star")
    handle = {"id": "tuning", "x": share, "y": beta, "label": "η, β", "color": COLORS[regime(share, beta)]}
    return graph(
        id, [*data, *borders, star], (0, WIDEST), (0, HIGHEST), ("rate times the larger curvature, ηλ", "memory β"),
        clickable=True, handles=[handle], weight=1.2, aspect=0.92, **facts,
    )  # fmt: skip


def _theory_panel(kappa: float, share: float, beta: float) -> Panel:
    radius = rate(SHARES, BETAS[:, None], kappa)
    low = best(kappa).rate
    step = max((1 - low) / 10, 1e-3)
    filled = {
        "type": "contour",
        "x": SHARES,
        "y": BETAS,
        "z": radius,
        "zmin": low,
        "zmax": 1.0,
        "showscale": False,
        "colorscale": "@quiet",
        "line": {"width": 0.5, "color": "@muted"},
        "contours": {"start": low + step, "end": 1.0, "size": step, "coloring": "fill"},
        "hovertemplate": "ηλ = %{x:.2f}, β = %{y:.2f}: ρ = %{z:.3f}<extra></extra>",
    }
    notes = [
        note(0.04, 0.05, "monotone", "@ink"),
        note(2.2, 0.8, "oscillating", "@ink", "center"),
        note(3.3, 0.25, "divergent", "@ink", "center"),
    ]
    return _plane(kappa, share, beta, "theory", [filled, veil(SHARES, BETAS, radius >= 1)], notes=notes,
                  title="Spectral radius ρ", subtitle=BORDERS)  # fmt: skip


def _measured_panel(kappa: float, share: float, beta: float, sweep: Array) -> Panel:
    cells = {
        "type": "heatmap",
        "x": COARSE[0],
        "y": COARSE[1],
        "z": np.where(np.isfinite(sweep), sweep, np.nan),
        "zmin": best(kappa).rate,
        "zmax": 1.0,
        "showscale": False,
        "colorscale": "@quiet",
        "hovertemplate": "ηλ = %{x:.2f}, β = %{y:.2f}: × %{z:.3f}, measured<extra></extra>",
    }
    told = f"each cell a run of {SWEPT} steps; {BORDERS}"
    return _plane(kappa, share, beta, "measured", [cells, veil(*COARSE, sweep >= 1)],
                  title="Measured rate of convergence", subtitle=told)  # fmt: skip
