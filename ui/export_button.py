"""The button that opens the export; what draws the files is imported when it is pressed."""

from collections.abc import Sequence
from typing import Any

import streamlit as st


def export_button(source: Any, key: str, panels: Sequence[str] | None = None) -> None:
    """A button that opens the export of what the page shows: a scene, scenes side by side, or a film."""
    if st.button("Export", icon=":material/download:", key=f"{key}-export"):
        from ui.export import dialog

        dialog(source, tuple(panels) if panels else None)
