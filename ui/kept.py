"""Values that a page keeps in the session and in the address, whether or not their widget is drawn just now.

The address tells where the session has none. Both hold only what is not the default.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from scenes import can_be_shown

KEYS = "_kept"  # in the session: the keys of all such values, which are forgotten with their page


def kept(key: str, default: Any, read: Callable[[Any], Any]) -> Any:
    """A value: the session's, else the address's, else the default. `read` makes it of what was brought, or gives None
    where it is not legal."""
    remember(key)
    session, query = st.session_state, st.query_params
    if key not in session and key not in query:  # as nearly all are, and a page keeps hundreds
        return default
    value = None
    for brought in (session.pop(key, None), query.get(key)):
        value = None if brought is None else read(brought)
        if value is not None:
            break
    if value is None:
        value = default
    if value != default:
        st.session_state[key] = value
    written(key, value, default)
    return value


def written(key: str, value: Any, default: Any) -> None:
    """Put a value into the address, or take it away where it is the default."""
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)
    if value == default:
        st.query_params.pop(key, None)
    elif st.query_params.get_all(key) != [text]:
        st.query_params[key] = text


def remember(key: str) -> None:
    st.session_state.setdefault(KEYS, set()).add(key)


def forget() -> None:
    """What is kept begins anew, as the address says."""
    for key in st.session_state.pop(KEYS, ()):
        st.session_state.pop(key, None)


def flag(key: str, default: bool) -> bool:
    """Whether something is on."""
    words = {"true": True, "false": False}
    value: bool = kept(key, default, lambda b: b if isinstance(b, bool) else words.get(str(b).lower()))
    return value


def choice(key: str, default: str, options: Sequence[str] | Mapping[str, Any]) -> str:
    """One of some named options."""
    made: str = kept(key, default, lambda brought: brought if brought in options else None)
    return made


def text(key: str, default: str, most: int) -> str:
    """A line of at most so many characters, all of which can be shown; the default where it is empty."""

    def read(brought: Any) -> str | None:
        line = "".join(filter(can_be_shown, " ".join(brought.split()))) if isinstance(brought, str) else ""
        return line[:most].strip() or None

    made: str = kept(key, default, read)
    return made


def widget(key: str, value: Any) -> dict[str, Any]:
    """What a widget is given so that it shows a kept value and sets it."""
    own = f"_set {key}"
    st.session_state[own] = value
    return {"key": own, "on_change": _taken, "args": (key,)}


def _taken(key: str) -> None:
    st.session_state[key] = st.session_state[f"_set {key}"]
