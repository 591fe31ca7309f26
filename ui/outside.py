"""What comes from outside is checked before it is used, and shown as it stands: addresses, messages, texts."""

import math
import re
import unicodedata
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from scenes import can_be_shown

WHOLE, LONGEST_WHOLE = "with", 12_000  # a scene that the address brings whole, and its characters
LONGEST = 600  # characters of a value in the address; a typed function has 500
MOST = 64  # values of one key
FARTHEST = 1e12

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# What Streamlit's Markdown reads after the escapes are gone: shortcodes, bare addresses, arrows and dashes.
READ_LATE = re.compile(r"(:(?=\S)|@(?=\S)|www(?=\.)|(?<!\S)(?:<-|->|--|~|>=|<=|<->)(?!\S))", re.IGNORECASE)
JOINER = "\u2060"  # has no width and breaks no line


def literal(text: str) -> str:
    """A text, as it stands, as Markdown in one line: for what a visitor wrote, wherever Streamlit reads Markdown."""
    line = "".join("�" if unicodedata.category(c) == "Cs" else c for c in " ".join(text.split()))
    line = "".join(filter(can_be_shown, line))
    joined = READ_LATE.sub(lambda match: match[0][0] + JOINER + match[0][1:], line)
    return PUNCTUATION.sub(r"\\\1", joined)


def finite(value: Any) -> float | None:
    """The number that a message brought, or None where it is none, or not one of this world."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -FARTHEST <= value <= FARTHEST else None


def checked_event(event: Any) -> dict[str, Any] | None:
    """What a component says has happened, or None where a number is not finite, or a text long, or it is nested."""
    if not isinstance(event, dict) or len(event) > MOST:
        return None
    checked = {}
    for name, value in event.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = finite(value)
            if value is None:
                return None
        elif not (value is None or isinstance(value, bool) or (isinstance(value, str) and len(value) <= LONGEST)):
            return None
        checked[name] = value
    return checked


def clean_address() -> None:
    """Drop from the address what no widget could hold: infinite numbers, endless or unprintable texts."""
    for key in list(st.query_params):
        values = st.query_params.get_all(key)
        kept = [value for value in values if _usable(value, LONGEST_WHOLE if key == WHOLE else LONGEST)][:MOST]
        if kept == values:
            continue
        try:
            st.query_params.pop(key)
            if kept:
                st.query_params[key] = kept
        except StreamlitAPIException:  # a widget has it: it has checked it
            continue


def _usable(value: str, longest: int) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return len(value) <= longest and all(map(can_be_shown, value))
