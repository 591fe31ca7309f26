"""The button that opens the export; what draws the files is imported when it is pressed."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from figures import Film


def export_button(film: Film, key: str, scenes: Sequence[Any] = (), runs: Sequence[Sequence[Any]] = ()) -> None:
    """A button that opens the export of what the page shows: the film of the player `key`, as the person has left it.

    scenes: what the film was made of, for data and code; runs: the trajectories of each of them.
    """
    if st.button("Export", icon=":material/download:", key=f"{key}-export"):
        from export import Shown
        from ui.export import dialog

        dialog(Shown(film, tuple(scenes), tuple(runs)), key)
