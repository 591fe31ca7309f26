"""Dials: numbers that a person sets while the page races, described for figures/player/dials.js."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from catalog import Declaration, Interval, Parameter, param, parameters, slider_digits
from scenes import on_dark, unwrapped
from surfaces import Noisy, Turned

MIN_STEPS, MAX_STEPS = 1, 1000
NOISE = {parameter.name: parameter for parameter in parameters(Noisy)}

MOST = 400  # marks of a linear range

# The E24 series of preferred numbers, 24 to a decade: what a slider on a log scale steps through.
E24 = (10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91)

SIGNS = {
    "star": "*",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "varepsilon": "ε", "epsilon": "ε", "eta": "η", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "rho": "ρ", "sigma": "σ", "tau": "τ", "theta": "θ", "omega": "ω", "phi": "φ",
    "psi": "ψ", "Delta": "Δ", "nabla": "∇", "infty": "∞", "mathrm": "", "text": "", "hat": "", "bar": "", "ell": "ℓ",
}  # fmt: skip
LOWERED = str.maketrans("0123456789aehijklmnoprstuvx+-", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋")
RAISED = str.maketrans("0123456789+-*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻*")


class Dial(NamedTuple):
    """A number to set: its key in the address, its declaration, its default, and whose it is ("Adam")."""

    key: str
    parameter: Parameter
    default: float
    of: str = ""


def plain(symbol: str) -> str:
    """A LaTeX symbol in Unicode: \\beta_1 → β₁."""
    text = re.sub(r"\\([A-Za-z]+)", lambda m: SIGNS.get(m[1], m[1]), symbol).replace("{", "").replace("}", "")
    text = re.sub(r"\^([\d+*-]+)", lambda m: m[1].translate(RAISED), text)
    return re.sub(r"_(\w+)", lambda m: m[1].translate(LOWERED), text)


@dataclass(frozen=True)
class Conditions(Declaration):
    """What a race of the page is run under."""

    steps: int = param(200, MIN_STEPS, MAX_STEPS, legal=f"[{MIN_STEPS}, {MAX_STEPS}]", help="Steps")
    sigma: float = param(0.0, 0.0, 2.0, r"\sigma", legal=NOISE["sigma"].legal.text, help="Noise")
    seed: int = param(0, 0, 100, legal=NOISE["seed"].legal.text, help="Seed of the noise")
    delay: int = param(0, 0, 20, legal=NOISE["delay"].legal.text, help="Steps by which gradients are late")


def start_dials(domain: Sequence[tuple[float, float]], start: Sequence[float]) -> list[Dial]:
    """The coordinates of a race's start, at a place in the plane."""
    dials = []
    for name, words, (low, high), value in zip("xy", ("Start w₁", "Start w₂"), domain, start, strict=True):
        legal = Interval(f"[{float(low)!r}, {float(high)!r}]")
        p = Parameter(name, 0.0, float(low), float(high), "", False, (), legal, words)
        dials.append(Dial(name, p, min(max(float(value), float(low)), float(high))))
    return dials


def sections_of(scene: Any, live: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The dials of a scene by whose they are, for a page without a server: those that its `live` can race by itself.

    Each section is {title, color, dark, dials}; colours are null where no run is meant.
    """
    known = {name for part in (live["surface"], *live["rules"]) for name in part["names"]}
    steps, sigma, _, delay = parameters(Conditions)
    race = start_dials(scene.surface.domain, scene.start) if len(scene.start) == 2 else []
    race += [Dial("steps", steps, min(max(scene.steps, MIN_STEPS), MAX_STEPS))] if scene.steps <= MAX_STEPS else []
    race += [Dial("sigma", sigma, scene.sigma)] if scene.steps <= MAX_STEPS else []
    race += [Dial("delay", delay, scene.delay)] if scene.delay else []
    sections = [_section("Race", race), _section(scene.surface.name, list(_dials(scene.surface, scene.surface.slug)))]
    for entrant in scene.entrants:
        rule, schedule, clip = unwrapped(entrant.rule)
        own = list(_dials(rule, entrant.id, entrant.name))
        if schedule:
            own += _dials(schedule, f"{entrant.id}.{schedule.slug}", f"{entrant.name}, schedule")
        if clip:
            own += _dials(clip, f"{entrant.id}.clip", f"{entrant.name}, clipping")
        sections.append(_section(entrant.name, own, entrant.color))
    for section in sections[1:]:
        section["dials"] = [dial for dial in section["dials"] if dial["name"] in known]
    return [section for section in sections if section["dials"]]


def dials_of(declaration: Any, prefix: str, of: str = "") -> list[dict[str, Any]]:
    """The dials of every number of a declaration, as figures/player/dials.js takes them."""
    return _section("", list(_dials(declaration, prefix, of)))["dials"]


def _section(title: str, dials: list[Dial], color: str | None = None) -> dict[str, Any]:
    return {"title": title, "color": color, "dark": color and on_dark(color), "dials": at_default(dials)}


def at_default(dials: Sequence[Dial]) -> list[dict[str, Any]]:
    """Dials as figures/player/dials.js takes them, each at its default."""
    return [described(dial, dial.parameter.check(dial.default)) for dial in dials]


def _dials(declaration: Any, prefix: str, of: str = "") -> Iterator[Dial]:
    """A dial for each number of a declaration, at the value that it has."""
    if not hasattr(type(declaration), "slug"):
        return
    if isinstance(declaration, Turned):
        yield from _dials(declaration.surface, prefix, of)
    for p in parameters(declaration):
        if p.kind in ("number", "integer"):
            yield Dial(f"{prefix}.{p.name}", p, getattr(declaration, p.name), of or declaration.name)


def described(dial: Dial, value: Any) -> dict[str, Any]:
    """A dial as figures/player/dials.js takes it, at a value."""
    p = dial.parameter
    low, high = p.legal.bounds
    return {
        "name": dial.key, "of": dial.of, "words": p.help or sentence(p.name), "symbol": plain(p.symbol), "help": p.help,
        "value": value, "default": p.check(dial.default), "integer": p.kind == "integer", "grid": grid(dial),
        "low": low if np.isfinite(low) else None, "high": high if np.isfinite(high) else None,
        "open": [p.legal.text[0] == "(", p.legal.text[-1] == ")"], "legal": str(p.legal),
    }  # fmt: skip


def grid(dial: Dial) -> list[float]:
    """The values that a dial's range steps through, smallest first: the slider's, and the default."""
    p = dial.parameter
    low, high = bounds(p)
    return list(_marks(min(low, dial.default), max(high, dial.default), dial.default, p.log, p.kind == "integer"))


@lru_cache(maxsize=1024)
def _marks(low: float, high: float, default: float, log: bool, whole: bool) -> tuple[float, ...]:
    if log:
        marks = log_grid(low, high)
        return tuple(sorted({*marks[:: -(-len(marks) // MOST)], low, high, float(default)}))
    if whole:
        stride = -(-(int(high) - int(low)) // MOST) or 1
        return tuple(int(v) for v in sorted({*range(int(low), int(high) + 1, stride), int(high), int(default)}))
    digits = slider_digits(low, high, default)
    count = min(round((high - low) * 10**digits), MOST)
    return tuple(sorted({*(round(float(v), digits) for v in np.linspace(low, high, count + 1)), float(default)}))


@lru_cache(maxsize=1024)
def log_grid(low: float, high: float) -> tuple[float, ...]:
    """The E24 values from low to high, both ends included."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    inside = (float(f"{m}e{d - 1}") for d in decades for m in E24)
    return tuple(sorted({low, high, *(v for v in inside if low < v < high)}))


def sentence(name: str) -> str:
    """A parameter's name in words: bias_correction → Bias correction."""
    return name.replace("_", " ").capitalize()


def bounds(parameter: Parameter) -> tuple[float, float]:
    """The slider's ends. Raises TypeError for a number that was declared without them."""
    if parameter.low is None or parameter.high is None:
        raise TypeError(f"{parameter.name} was declared without a range")
    return parameter.low, parameter.high
