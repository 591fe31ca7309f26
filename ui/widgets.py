"""Declarations → Streamlit’s widgets, each in the address as "prefix.parameter"; a race’s numbers are dials."""

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from catalog import Parameter, slider_digits
from figures.dials import bounds, log_grid, sentence
from ui.kept import remember

BOUND: Any = {"bind": "query-params"}  # a widget with these arguments and a key is in the address


def setting(value: float) -> str:
    """What a control is set to, as it stands in the control and in an address: 0.038, 12, 1e-06."""
    return f"{value:.4g}"


def round_to(value: float, digits: int = 2) -> float:
    """The value rounded to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def recall(key: str, default: Any, legal: Callable[[Any], bool]) -> None:
    """Give a widget its first value: the address's where that is legal, otherwise the default; keep it legal.

    For widgets of named options: a bound one would put the names into the address, where slugs belong; so these are
    not bound, but recalled from the address before they are drawn and noted there afterwards.
    """
    remember(key)
    many = isinstance(default, list)
    if key in st.session_state:
        value = st.session_state[key]  # a message may have brought anything
        if many:
            st.session_state[key] = list(dict.fromkeys(slug for slug in value if legal(slug)))
        elif value is not None and not legal(value):
            st.session_state[key] = default
    elif key in st.query_params:
        found = list(dict.fromkeys(slug for slug in st.query_params.get_all(key) if legal(slug)))
        st.session_state[key] = found if many else found[0] if found else default
    else:
        st.session_state[key] = list(default) if many else default


NONE = "none"  # how an empty list stands in the address


def note(key: str, default: Any) -> None:
    """Put a widget's value into the address; the default is left out."""
    value = st.session_state[key]
    if value == default:
        st.query_params.pop(key, None)
    elif st.query_params.get_all(key) != (noted := (value or [NONE]) if isinstance(value, list) else [value]):
        st.query_params[key] = noted


def control(parameter: Parameter, key: str, default: Any, label: str = "") -> Any:
    """The widget that fits a parameter, at `default` until the address, a person or a program says otherwise.

    A `label` takes the place of the parameter's symbol and of its help. What a message brings is checked like the rest.
    """
    try:
        return parameter.check(_drawn(parameter, key, default, label))
    except ValueError:
        return default


def _drawn(parameter: Parameter, key: str, default: Any, label: str) -> Any:
    bound: dict[str, Any] = {"key": key, **BOUND, "help": None if label else parameter.help or None}
    if parameter.kind == "flag":
        return st.toggle(sentence(parameter.name), value=default, **bound)
    if parameter.kind == "choice":
        index = parameter.choices.index(default)
        return st.selectbox(sentence(parameter.name), parameter.choices, index=index, **bound)
    label = label or (f"${parameter.symbol}$" if parameter.symbol else sentence(parameter.name))
    slider = _log_slider if parameter.log else _linear_slider
    return slider(parameter, label, default, bound)


def _log_slider(parameter: Parameter, label: str, default: float, bound: dict[str, Any]) -> float:
    low, high = bounds(parameter)
    options = {*log_grid(low, high), default, *_met(parameter, bound["key"])}
    return st.select_slider(label, sorted(options), value=default, format_func=setting, **bound)


def _met(parameter: Parameter, key: str, address: bool = True) -> set[float]:
    """Legal values off the slider that the address or a program brought; kept, so that the slider stays the same."""
    met: set[float] = st.session_state.setdefault(f"_met {key}", set())
    for candidate in (st.query_params.get(key) if address else None, st.session_state.get(key)):
        try:
            met.add(parameter.check(float(candidate)))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            continue
    return met


def _linear_slider(parameter: Parameter, label: str, default: float, bound: dict[str, Any]) -> Any:
    low, high = bounds(parameter)
    met = _met(parameter, bound["key"], address=False)
    low, high = min(low, default, *met), max(high, default, *met)
    if parameter.kind == "integer":
        return st.slider(label, int(low), int(high), int(default), step=1, **bound)
    digits = slider_digits(low, high, default)
    step = 10.0**-digits
    return st.slider(label, float(low), float(high), float(default), step=step, format=f"%.{digits}f", **bound)


def clamped(value: float, low: float, high: float) -> float:
    """Widget bounds hold in the browser only: this holds them in Python too."""
    return float(np.clip(value, low, high))
