"""The player as a Streamlit component: base and tracks travel apart, and only what changed is sent again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from figures import Film, packed
from figures.script import component_script
from ui._assets import script_addresses
from ui.ahead import stage_address
from ui.outside import checked_event

_HERE = Path(__file__).parent
_PART = st.components.v2.component(
    "downhill_part", html="<i hidden></i>", js=component_script(_HERE / "part.js"), isolate_styles=False
)
_PLAYER = st.components.v2.component(
    "downhill_player",
    html="<div class='downhill-seat' style='min-height: 12rem'></div>",
    js=component_script(_HERE / "script_seat.js"),
    isolate_styles=False,
)


def player(
    film: Film, key: str, events: Sequence[str] = (), on_event: Callable[[dict[str, Any]], None] | None = None
) -> None:
    """Show a film. Of the player's events (figures/README.md), those named in `events` are handed to `on_event`.

    Under an unchanged key the player goes on where it is while its film changes.
    """
    skeleton, parts = film.packed
    told = {"script": stage_address(), "scripts": script_addresses(), "film": skeleton, "events": list(events)}
    with st.container(gap=None, key=f"{key}-stage"):
        _PLAYER(
            key=key,
            data=packed(told),
            on_event_change=_handler(key, on_event),
        )
        for slot, part in enumerate(parts):
            _PART(key=f"{key}-part-{slot}", data=part)


def _handler(key: str, on_event: Callable[[dict[str, Any]], None] | None) -> Callable[[], None]:
    def handle() -> None:
        event = checked_event(st.session_state[key].event)
        if on_event is not None and event is not None:
            on_event(event)

    return handle
