"""The button that copies the page's address, and on a phone the one that brings the controls."""

from pathlib import Path

import streamlit as st

_COPY = st.components.v2.component(
    "downhill_copy_link",
    html="<button type='button' class='downhill-copy'>Copy link</button>"
    "<button type='button' class='downhill-copy downhill-sheet'>Controls</button>"
    "<span role='status' style='position: absolute; width: 1px; height: 1px; overflow: hidden'></span>",
    js=(Path(__file__).parent / "copy_link.js").read_text(),
    isolate_styles=False,
)


def copy_link(key: str) -> None:
    """A button that copies the address, for a page whose address holds all of its state; at a phone's width also one
    that opens the sidebar, as a sheet under the picture (page.css)."""
    _COPY(key=key, width="content")
