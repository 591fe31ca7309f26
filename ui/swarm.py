"""Whose swarm Race shows, and how many starts it has."""

from collections.abc import Sequence

import streamlit as st

from scenes import Entrant
from ui.widgets import note, recall

SIDES = ("20", "32", "50", "71", "100")


def swarm_of(entrants: Sequence[Entrant], panels: Sequence[str]) -> tuple[str, int]:
    """The id of whose swarm is shown, and its starts along a side; both in the address."""
    names = {entrant.id: entrant.name for entrant in entrants}
    if "swarm" not in panels or not names:
        return "", int(SIDES[0])
    first = next(iter(names))
    recall("swarm", first, names.__contains__)
    id = st.selectbox("Swarm of", list(names), key="swarm", format_func=names.__getitem__)
    note("swarm", first)
    recall("swarm.side", SIDES[0], SIDES.__contains__)
    side = st.segmented_control(
        "Starts",
        SIDES,
        key="swarm.side",
        required=True,
        format_func=lambda n: f"{n}²",
        help="Of its grid: 400 to 10,000",
    )
    note("swarm.side", SIDES[0])
    return id, int(side or SIDES[0])
