"""Dials: numbers of declarations as one component of ranges and fields, which the page answers while they move.

A dial's value stands in the session under its key, and in the address where it is not the default. What the component
says is checked by the declaration before it is taken.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from catalog import Parameter, parameters
from figures import packed
from figures.dials import Dial, described, sentence
from figures.script import component_script
from ui._assets import dials_address
from ui.kept import choice, flag, kept, widget
from ui.outside import finite
from ui.widgets import setting

_DIALS = st.components.v2.component(
    "downhill_dials",
    html="<div class='downhill-dials'></div>",
    js=component_script(Path(__file__).parent / "script_seat.js"),
    isolate_styles=False,
)


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
        data=packed({"script": dials_address(), "dials": [described(dial, values[dial.key]) for dial in asked]}),
        on_set_change=handle,
    )
    return values


def settings_kept(declared: Any, prefix: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every parameter of a declaration (a class), each kept under "prefix.name"; nothing is drawn.

    `defaults` take the place of the declared ones. Values set against each other are held.
    """
    values = as_set(declared, prefix, defaults)
    for lower, upper in held(declared, values):
        values[lower] = values[upper]
    return values


def as_set(declared: Any, prefix: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """`settings_kept`, before values are held against each other."""
    return {p.name: _kept(p, f"{prefix}.{p.name}", defaults.get(p.name, p.default)) for p in parameters(declared)}


def _kept(p: Parameter, key: str, default: Any) -> Any:
    if p.kind == "flag":
        return flag(key, default)
    if p.kind == "choice":
        return choice(key, default, p.choices)
    return recalled(Dial(key, p, default))


def dialled(
    declared: Any, prefix: str, defaults: Mapping[str, Any], of: str = "", without: Collection[str] = ()
) -> dict[str, Any]:
    """Controls for every parameter of a declaration, and what they are set to (`settings_kept`): dials for numbers,
    Streamlit's own widgets for flags and choices. Those in `without` are not drawn."""
    values = settings_kept(declared, prefix, defaults)
    own = [p for p in parameters(declared) if p.name not in without]
    numbers = [p for p in own if p.kind in ("number", "integer")]
    asked = [Dial(f"{prefix}.{p.name}", p, defaults.get(p.name, p.default), of) for p in numbers]
    if asked:
        dials(f"_dials {prefix}", asked)
    for p in own:
        if p.kind == "flag":
            st.toggle(sentence(p.name), help=p.help or None, **widget(f"{prefix}.{p.name}", values[p.name]))
        elif p.kind == "choice":
            st.selectbox(
                sentence(p.name), p.choices, help=p.help or None, **widget(f"{prefix}.{p.name}", values[p.name])
            )
    return values


def held(declared: Any, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pairs of parameters that are set against each other."""
    return [(low, high) for low, high in getattr(declared, "ordered", ()) if values[low] > values[high]]


def say_held(declared: Any, prefix: str, defaults: Mapping[str, Any]) -> None:
    """Say which values are held, as others say otherwise."""
    if not getattr(declared, "ordered", ()):
        return
    shown = as_set(declared, prefix, defaults)
    for lower, upper in held(declared, shown):
        words = f"“{sentence(lower)}” is held at {setting(shown[upper])}: it cannot be above “{sentence(upper)}”."
        st.caption(words)


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

    def read(brought: Any) -> Any:
        try:
            return taken(dial.parameter, float(brought))
        except (TypeError, ValueError, OverflowError):
            return None

    return kept(dial.key, dial.parameter.check(dial.default), read)
