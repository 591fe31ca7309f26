"""Lines beside a film: the one that belongs to its step is in full ink, and a click on a line goes to its step."""

import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

_LINES = st.components.v2.component(
    "downhill_lines",
    html="<style></style>",
    js=(Path(__file__).parent / "proof.js").read_text(),
    isolate_styles=False,
)


def lines(key: str, film: str, starts: Sequence[int], words: Sequence[str], formulas: Sequence[str]) -> None:
    """Lines of words and a formula each; `starts` are the film's steps from which each is the one that is shown.

    `film` is the key of the player.
    """
    own = [f"{key}.line{i}" for i in range(len(starts))]
    for name, told, formula in zip(own, words, formulas, strict=True):
        with st.container(key=name):
            st.markdown(f"{told}  \n${formula}$")
    data = {"film": _class(f"{film}-stage"), "lines": [_class(name) for name in own], "starts": list(starts)}
    _LINES(key=f"{key}.lines", data=data)


def _class(key: str) -> str:
    """The class that Streamlit gives to a container with a key."""
    return f"st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key.strip())}"
