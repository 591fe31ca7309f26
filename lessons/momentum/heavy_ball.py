"""The plane of η and β: how fast momentum and Nesterov's method converge on a quadratic, in theory and measured."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour, tracks_of
from figures.film import curve
from figures.live import live_of
from lessons._claims import Settings, said
from lessons._graph import CELLS, graph, line, note, points, veil
from lessons._live import driving, sets
from lessons._text import factor, number
from lessons.momentum.roots import (
    HIGHEST,
    NARROWEST,
    RULES,
    WIDEST,
    best,
    calm_until,
    held_until,
    rate,
    regime,
)
from lessons.momentum.steps import DOMAIN, START, trough
from lessons.step_size.contraction import best_contraction, best_rate
from optim import OPTIMIZERS, Optimizer, convergence_rate, run
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
from optim.nesterov import Nesterov
from scenes import Scene, scene

Array = np.ndarray

SHARES, BETAS = np.linspace(NARROWEST, WIDEST, 161), np.linspace(0.0, HIGHEST, 100)
COARSE = np.linspace(0.05, WIDEST, 50), np.linspace(0.0, HIGHEST, 44)  # of the sweep
SWEPT, SHOWN = 300, 80  # steps of each of its runs, and of the run that is drawn
BORDERS = "star: best; it swings across beyond the solid line, along beyond the dotted; red: ρ = 1"
CALLED = {"momentum": "momentum", "nesterov": "Nesterov"}
COLORS = {"monotone": "#2f80d8", "oscillating": "#c87d00", "divergent": "#e2483d"}
CHANNELS = ("x", "y", "f", "gap")
LEAST, MOST = 1e-9, 1e3  # of the error, in its chart


@dataclass(frozen=True)
class Plane(Settings):
    """A place of the plane of η and β, on a trough."""

    kappa: float = param(24.0, 1.0, 1000.0, "κ", log=True, help="Condition number")
    share: float = param(1.0, NARROWEST, WIDEST, "ηλ", help="Rate times the larger curvature")
    beta: float = param(0.6, 0.0, HIGHEST, "β", help="Memory")
    rule: str = param("momentum", choices=RULES, help="Plane of")
    shown: str = param("theory", choices=("theory", "measured"), help="Colours")

    names = {
        "rule": {slug: OPTIMIZERS[slug].name for slug in RULES},
        "shown": {"theory": "The theory", "measured": "Measured on runs"},
    }
    presets = {
        "Monotone": {"share": 0.3, "beta": 0.15},
        "It swings and swings": {"share": 0.3, "beta": 0.97},
        "Over the edge": {"share": 3.3, "beta": 0.6},
    }


def does(share: float, beta: float, kappa: float, rule: str) -> str:
    """What a rule does on a trough at this place of the plane."""
    across, along = regime(share, beta, rule), regime(share / kappa, beta, rule)
    if "divergent" in (across, along):
        return "does not converge"
    if across == along:
        return "comes down without a swing" if across == "monotone" else "swings"
    return "swings across the trough, not along it" if across == "oscillating" else "swings along the trough only"


def words(chosen: Plane) -> str:
    """What both rules do at the chosen place, how fast, and what the best would be."""
    share, beta, kappa = chosen.share, chosen.beta, chosen.kappa
    plain, tops = float(best_contraction(kappa)), {rule: best(kappa, rule) for rule in RULES}
    now = " and ".join(
        f"**{CALLED[rule]} {does(share, beta, kappa, rule)}** (in the end × "
        f"{factor(float(rate(share, beta, kappa, rule)), 4)} a step)"
        for rule in RULES
    )
    bests = ", ".join(
        f"{CALLED[rule]} × {factor(top.rate)} at ηλ = {number(top.share, 4)}, β = {number(top.beta)}"
        for rule, top in tops.items()
    )
    return said(
        f"At ηλ = {number(share)}, β = {number(beta)} {now}.",
        f"At their best: {bests},",
        f"gradient descent × {factor(plain)}" + (", the same." if plain == tops["momentum"].rate else "."),
    )


def rule_at(rule: str, lr: Any, beta: Any) -> Optimizer:
    """Momentum or Nesterov's method, the latter's track being that of the textbook's base points."""
    return Nesterov(lr=lr, beta=beta, shifted=False) if rule == "nesterov" else Momentum(lr=lr, beta=beta)


def measured(kappa: float, rule: str = "momentum") -> Array:
    """The rate of convergence at every β (rows) and ηλ (columns) of COARSE, from one batch of runs; NaN: undefined."""
    share, beta = np.meshgrid(*COARSE)
    made = rule_at(rule, share.ravel() / kappa, beta.ravel())
    t = run(made, trough(kappa), START, SWEPT, record_states=False)
    return convergence_rate(t).reshape(share.shape)


def raced(chosen: Plane) -> Scene:
    """Gradient descent at its best, momentum and Nesterov at the chosen place, on the trough."""
    kappa = chosen.kappa
    plain = GradientDescent(lr=best_rate((1.0, kappa)))
    both = (rule_at(rule, chosen.share / kappa, chosen.beta) for rule in RULES)
    return scene("The trough", trough(kappa), plain, *both, start=START, steps=SHOWN)


def plane_film(chosen: Plane, sweep: Array | None = None) -> Film:
    """Rate against ηλ and β, in theory or as measured by a sweep, and the runs at one place of the plane, live."""
    shown = raced(chosen)
    racers = [Racer(e.id, e.name, e.color, e.dark) for e in shown.entrants]
    racers[0] = Racer("gradient_descent", "Gradient descent at its best", GradientDescent.color)
    tracks = [
        track for t, racer in zip(shown.run(), racers, strict=True) for track in tracks_of(t, racer, channels=CHANNELS)
    ]
    return Film(
        panels=[
            _theory_panel(chosen) if sweep is None else _measured_panel(chosen, sweep),
            _run_panel(shown),
            _error_panel(tracks, chosen),
        ],
        tracks=tracks,
        racers=racers,
        rate=12.0,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        live=live_of(shown, CHANNELS),
    )


def _run_panel(shown: Scene) -> Panel:
    return contour(shown.surface, DOMAIN, title="The runs", start=START, clickable=False, id="run", weight=1.2,
                   aspect=0.72)  # fmt: skip


def _error_panel(tracks: list[Track], chosen: Plane) -> Panel:
    """The errors over the steps, and the law of the rule whose plane is shown."""
    radius = float(rate(chosen.share, chosen.beta, chosen.kappa, chosen.rule))
    steps = np.arange(SHOWN + 1)
    with np.errstate(over="ignore", under="ignore"):
        law = np.clip(tracks[0].channels["f"][0] * radius ** (2 * steps), 1e-12, 1e12)
    color = OPTIMIZERS[chosen.rule].color
    overlay = curve(steps[None], law[None], color=color, width=1.5, dash=True, settled=True)
    panel = chart("gap", tracks, title="Error", y="E", log=True, limits=(LEAST, MOST), id="error", overlays=[overlay],
                  subtitle=f"dashed: ρ²ᵏ, {CALLED[chosen.rule]}’s law", weight=0.75, aspect=1.14)  # fmt: skip
    panel.figure["layout"]["yaxis"]["range"] = [np.log10(LEAST), np.log10(MOST)]
    return panel


def _plane(chosen: Plane, id: str, data: list[Any], **facts: Any) -> Panel:
    """A panel over ηλ and β: the borders of its regions, the best place and the chosen one, to be dragged."""
    kappa, rule = chosen.kappa, chosen.rule
    top = best(kappa, rule)
    borders = [
        line(calm_until(BETAS, rule), BETAS, "@ink", 1.5),
        line(held_until(BETAS, rule), BETAS, COLORS["divergent"], 2),
        line(kappa * calm_until(BETAS, rule), BETAS, "@ink", 1, "dot"),
    ]
    told = f"best: ηλ = {top.share:.3f}, β = {top.beta:.3f}, ρ = {top.rate:.3f}"
    star = points([top.share], [top.beta], "@ink", 13, told, symbol="star")
    numbers = [
        *sets("x", *(f"{each}.lr" for each in RULES), over=kappa),
        *sets("y", *(f"{each}.beta" for each in RULES)),
    ]
    handle = driving(chosen, "tuning", "η, β", ("share", "beta"), numbers, color="@accent")
    return graph(
        id, [*data, *borders, star], (0, WIDEST), (0, HIGHEST), ("rate times the larger curvature, ηλ", "memory β"),
        clickable=True, handles=[handle], weight=1.05, aspect=0.82, group="plane", **facts,
    )  # fmt: skip


def _theory_panel(chosen: Plane) -> Panel:
    kappa, rule = chosen.kappa, chosen.rule
    radius = rate(SHARES, BETAS[:, None], kappa, rule)
    low = best(kappa, rule).rate
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
        "hovertemplate": "ηλ = %{x:.2f}, β = %{y:.2f}: ρ = %{z:.5~f}<extra></extra>",
    }
    notes = [
        note(0.04, 0.05, "monotone", "@ink"),
        note(2.2 if rule == "momentum" else 0.8, 0.8 if rule == "momentum" else 0.6, "oscillating", "@ink", "center"),
        note(3.3, 0.25, "divergent", "@ink", "center"),
    ]
    return _plane(chosen, "theory", [filled, veil(SHARES, BETAS, radius >= 1)], notes=notes,
                  title=f"{OPTIMIZERS[rule].name}’s spectral radius ρ", subtitle=BORDERS)  # fmt: skip


def _measured_panel(chosen: Plane, sweep: Array) -> Panel:
    cells = {
        **CELLS,
        "x": COARSE[0],
        "y": COARSE[1],
        "z": np.where(np.isfinite(sweep), sweep, np.nan),
        "zmin": best(chosen.kappa, chosen.rule).rate,
        "zmax": 1.0,
        "showscale": False,
        "colorscale": "@quiet",
        "hovertemplate": "ηλ = %{x:.2f}, β = %{y:.2f}: × %{z:.5~f}, measured<extra></extra>",
    }
    told = f"each cell a run of {SWEPT} steps; {BORDERS}"
    return _plane(chosen, "measured", [cells, veil(*COARSE, sweep >= 1)], subtitle=told,
                  title=f"{OPTIMIZERS[chosen.rule].name}’s measured rate of convergence")  # fmt: skip
