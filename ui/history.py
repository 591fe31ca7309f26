"""Undo and redo on a page whose whole state is its address: a pile of addresses, and the browser's Back beside it."""

import time
from typing import Any

import streamlit as st

from ui.kept import KEYS, forget

MOST = 200  # addresses that are kept
PAST, AHEAD, NOTED = "_past", "_ahead", "_noted"  # in the session
FLIGHT = 2.0  # seconds for which a message of the page may still bring the address before the last

Address = dict[str, list[str]]


def address() -> Address:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def begin() -> None:
    """Before the widgets: where only the address has changed (the browser's Back), what is kept begins anew with it."""
    noted = st.session_state.get(NOTED)
    if noted is None or address() == noted["address"] or _values() != noted["values"]:
        return
    past = st.session_state.get(PAST, [])
    late = time.monotonic() - noted["at"] < FLIGHT and len(past) > 1 and address() == past[-2]
    if late:
        st.query_params.from_dict(noted["address"])
    else:
        forget()


def end() -> None:
    """After the widgets: note where the page is."""
    now, past = address(), st.session_state.setdefault(PAST, [])
    if not past or past[-1] != now:
        past.append(now)
        del past[:-MOST]
        st.session_state[AHEAD] = []
    st.session_state[NOTED] = {"address": now, "values": _values(), "at": time.monotonic()}


def _values() -> dict[str, Any]:
    return {key: st.session_state[key] for key in sorted(st.session_state.get(KEYS, ())) if key in st.session_state}


def can_undo() -> bool:
    return len(st.session_state.get(PAST, ())) > 1


def can_redo() -> bool:
    return bool(st.session_state.get(AHEAD))


def undo() -> None:
    """The state before, from a callback."""
    if can_undo():
        st.session_state.setdefault(AHEAD, []).append(st.session_state[PAST].pop())
        go(st.session_state[PAST][-1])


def redo() -> None:
    if can_redo():
        st.session_state[PAST].append(st.session_state[AHEAD].pop())
        go(st.session_state[PAST][-1])


def go(to: Address) -> None:
    """Put the page into the state of an address, from a callback."""
    forget()
    st.query_params.from_dict(to)
    st.session_state.pop(NOTED, None)


def clear() -> None:
    """Another page is shown."""
    for key in (PAST, AHEAD, NOTED):
        st.session_state.pop(key, None)
