"""Dials: numbers of declarations as one component of ranges and fields, which the page answers while they move.

A dial's value stands in the session under its key, and in the address where it is not the default. What the component
says is checked by the declaration before it is taken.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from catalog import Parameter, parameters
from figures.dials import Dial, described, sentence
from ui._assets import dials_address
from ui.outside import finite
from ui.widgets import control, number

_DIALS = st.components.v2.component(
    "downhill_dials",
    html="<div class='downhill-dials'></div>",
    js=(Path(__file__).parent / "dials_seat.js").read_text(),
    isolate_styles=False,
)
KEYS = "_dials"  # in the session: the keys of all dials, which are forgotten with their page


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
        data={"script": dials_address(), "dials": [described(dial, values[dial.key]) for dial in asked]},
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
