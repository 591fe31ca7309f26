"""The button that opens the export; what draws the files is imported when it is pressed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from figures import Film

_SEEN = st.components.v2.component(
    "downhill_seen", html="<i hidden></i>", js=(Path(__file__).parent / "seen.js").read_text(), isolate_styles=False
)


def export_button(film: Film, key: str, scenes: Sequence[Any] = (), runs: Sequence[Sequence[Any]] = ()) -> None:
    """A button that opens the export of what the page shows: the film of the player `key`, as the person has left it.

    scenes: what the film was made of, for data and code; runs: the trajectories of each of them.
    """
    if st.button("Export", icon=":material/download:", key=f"{key}-export"):
        from export import Shown
        from ui.export import dialog

        dialog(Shown(film, tuple(scenes), tuple(runs)), key)


def player_state(key: str) -> dict[str, Any]:
    """How a person has left the player `key`: its `state()`; nothing until the browser has told it."""
    told = _SEEN(key=f"{key}-seen", data={"of": key}, on_state_change=lambda: None).state
    return told if isinstance(told, dict) else {}
