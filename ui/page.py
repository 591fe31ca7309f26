"""What every page begins with."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.history import clear
from ui.kept import forget
from ui.streamlit_private import own_page_without_app


def enter() -> None:
    """Before a page's first widget: where a cold server runs the page's script by itself, app.py, which prepares the
    server and checks the address, has yet to run: hand over to it.
    """
    if own_page_without_app():
        st.rerun()


def last_page() -> str:
    """The path of the page that a visitor saw last; "" at first."""
    return str(st.session_state.get("_page", ""))


def opened(path: str) -> None:
    """Before a page runs: what the page before kept is forgotten, so that the address tells."""
    if st.session_state.get("_page") != path:
        st.session_state["_page"] = path
        forget()
        clear()


@cache
def _style() -> str:
    return f"<style>{(Path(__file__).parent / 'page.css').read_text()}</style>"


def dress() -> None:
    """What all pages' looks have beyond the theme."""
    st.html(_style())


def page(title: str, lead: str = "") -> None:
    """The page's heading, and a sentence or two on what it is about."""
    enter()
    st.title(title, anchor=False)
    if lead:
        st.markdown(f":gray[{lead}]" if "$" not in lead else lead)


def try_this(*suggestions: tuple[str, dict[str, Any]]) -> None:
    """A row of buttons that each set some widgets: (label, {key: value})."""
    row = f"_tries {suggestions[0][0]} {min(suggestions[0][1], default='')}" if suggestions else None
    with st.container(horizontal=True, vertical_alignment="center", key=row):
        st.markdown("**Try this**", width="content")
        for label, values in suggestions:
            st.button(
                label, key=f"_try {label} {min(values, default='')}", on_click=st.session_state.update, args=(values,)
            )
