"""How a person has left a player: what seen.js reads off it."""

from pathlib import Path
from typing import Any

import streamlit as st

_SEEN = st.components.v2.component(
    "downhill_seen", html="<i hidden></i>", js=(Path(__file__).parent / "seen.js").read_text(), isolate_styles=False
)


def player_state(key: str) -> dict[str, Any]:
    """How a person has left the player `key`: its `state()`; nothing until the browser has told it."""
    told = _SEEN(key=f"{key}-seen", data={"of": key}, on_state_change=lambda: None).state
    return told if isinstance(told, dict) else {}
