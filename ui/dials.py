"""Dials: numbers of declarations as one component of ranges and fields, which the page answers while they move.

A dial's value stands in the session under its key, and in the address where it is not the default. What the component
says is checked by the declaration before it is taken.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from catalog import Parameter, parameters, slider_digits
from ui._assets import dials_address
from ui.outside import finite
from ui.widgets import bounds, control, log_grid, number, sentence

_DIALS = st.components.v2.component(
    "downhill_dials",
    html="<div class='downhill-dials'></div>",
    js=(Path(__file__).parent / "dials_seat.js").read_text(),
    isolate_styles=False,
)
MOST = 400  # marks of a linear range
KEYS = "_dials"  # in the session: the keys of all dials, which are forgotten with their page

SIGNS = {
    "star": "*",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "varepsilon": "ε", "epsilon": "ε", "eta": "η", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "rho": "ρ", "sigma": "σ", "tau": "τ", "theta": "θ", "omega": "ω", "phi": "φ",
    "Delta": "Δ", "nabla": "∇", "infty": "∞", "mathrm": "", "text": "", "hat": "", "bar": "", "ell": "ℓ",
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


def dials(key: str, asked: Sequence[Dial]) -> dict[str, Any]:
    """Draw the dials as one component: the value of each by its key."""
    values = {dial.key: recalled(dial) for dial in asked}
    known = {dial.key: dial for dial in asked}

    def handle() -> None:
        event = st.session_state[key].set
        if isinstance(event, dict) and event.get("name") in known:
            value = taken(known[event["name"]].parameter, event.get("value"))
            if value is not None:
                st.session_state[event["name"]] = value

    _DIALS(
        key=key,
        data={"script": dials_address(), "dials": [_described(dial, values[dial.key]) for dial in asked]},
        on_set_change=handle,
    )
    for dial in asked:
        _noted(dial, values[dial.key])
    return values


def dialled(declared: Any, prefix: str, defaults: Mapping[str, Any], of: str = "") -> dict[str, Any]:
    """Controls for every parameter of a declaration (a class), each in the address as "prefix.name": dials for numbers,
    Streamlit's own widgets for flags and choices. `defaults` take the place of the declared ones."""
    own = parameters(declared)
    values = {
        p.name: control(p, f"{prefix}.{p.name}", defaults.get(p.name, p.default))
        for p in own
        if p.kind in ("flag", "choice")
    }
    asked = [Dial(f"{prefix}.{p.name}", p, defaults.get(p.name, p.default), of) for p in own if p.name not in values]
    turned = dials(f"_dials {prefix}", asked) if asked else {}
    return in_order(declared, values | {dial.parameter.name: turned[dial.key] for dial in asked})


def in_order(declared: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values with those held that were set against each other, which is said."""
    for lower, upper in getattr(declared, "ordered", ()):
        if values[lower] > values[upper]:
            values[lower] = values[upper]
            held = f"“{sentence(lower)}” is held at {number(values[upper])}: it cannot be above “{sentence(upper)}”."
            st.caption(held)
    return values


def taken(parameter: Parameter, value: Any) -> Any:
    """A number that came from outside, in its canonical type; None where the declaration does not allow it."""
    number = finite(value)
    if number is None:
        return None
    try:
        return parameter.check(number)
    except ValueError:
        return None


def recalled(dial: Dial) -> Any:
    """A dial's value: the session's, else the address's, else its default."""
    st.session_state.setdefault(KEYS, set()).add(dial.key)
    for brought in (st.session_state.get(dial.key), st.query_params.get(dial.key)):
        try:
            value = None if brought is None else taken(dial.parameter, float(brought))
        except (TypeError, ValueError):
            continue
        if value is not None:
            break
    else:
        value = dial.parameter.check(dial.default)
    st.session_state[dial.key] = value
    return value


def _noted(dial: Dial, value: Any) -> None:
    if value == dial.default:
        st.query_params.pop(dial.key, None)
    elif st.query_params.get_all(dial.key) != [repr(value)]:
        st.query_params[dial.key] = repr(value)


def forget() -> None:
    """Another page is shown: dials begin there as its address says."""
    for key in st.session_state.pop(KEYS, ()):
        st.session_state.pop(key, None)


def _described(dial: Dial, value: Any) -> dict[str, Any]:
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
    low, high = min(low, dial.default), max(high, dial.default)
    if p.log:
        marks = log_grid(low, high)
        return sorted({*marks[:: -(-len(marks) // MOST)], low, high, float(dial.default)})
    if p.kind == "integer":
        stride = -(-(int(high) - int(low)) // MOST) or 1
        return [int(v) for v in sorted({*range(int(low), int(high) + 1, stride), int(high), int(dial.default)})]
    digits = slider_digits(low, high, dial.default)
    steps = round((high - low) * 10**digits)
    count = min(steps, MOST)
    return sorted({*(round(float(v), digits) for v in np.linspace(low, high, count + 1)), float(dial.default)})
