"""Whose swarm and maps Race shows, how many starts the swarm has, and which numbers the rates' plane is of."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from catalog import Parameter
from figures.dials import sentence
from figures.maps import STEP, numbers_of, pair_of
from scenes import Entrant
from ui.dials import taken
from ui.widgets import note, recall

SIDES = ("20", "32", "50", "71", "100")
MANY = ("swarm", "basins", "rates")


class Crowd(NamedTuple):
    """Whose runs are shown, by an entrant's id; starts along a side; the numbers across and up."""

    id: str = ""
    side: int = 20
    pair: tuple[str, str] = ("", "")


def crowd_of(entrants: Sequence[Entrant], panels: Sequence[str]) -> Crowd:
    """What the pictures of many runs show; all of it is in the address."""
    shown = [name for name in MANY if name in panels]
    names = {entrant.id: entrant.name for entrant in entrants}
    if not shown or not names:
        return Crowd()
    first = next(iter(names))
    recall("swarm", first, names.__contains__)
    id = st.selectbox("Many runs of", list(names), key="swarm", format_func=names.__getitem__)
    note("swarm", first)
    side = _side() if "swarm" in shown else int(SIDES[0])
    rule = next(entrant.rule for entrant in entrants if entrant.id == id)
    return Crowd(id, side, _pair(rule) if "rates" in shown else ("", ""))


def _side() -> int:
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
    return int(side or SIDES[0])


def _pair(rule: Any) -> tuple[str, str]:
    """The numbers across and up the plane of a rule."""
    numbers, usual = numbers_of(rule), pair_of(rule)
    if usual is None:
        st.caption(f"{rule.name} has no number to set, and no plane of rates.")
        return "", ""
    across = _axis("Across", "rates.x", list(numbers), usual[0], numbers)
    others = [name for name in numbers if name != across] + [STEP]
    usual = pair_of(rule, (across, "")) or usual
    return across, _axis("Up", "rates.y", others, usual[1], numbers)


def _axis(words: str, key: str, names: list[str], usual: str, numbers: dict[str, Parameter]) -> str:
    def called(name: str) -> str:
        return "Step" if name == STEP else numbers[name].help or sentence(name)

    recall(key, usual, names.__contains__)
    chosen = st.selectbox(words, names, key=key, format_func=called)
    note(key, usual)
    return chosen


def on_pair(event: dict[str, Any], crowd: Crowd, entrants: Sequence[Entrant]) -> None:
    """The handle in the plane of rates was let go: its two numbers are set, as far as they are legal."""
    entrant = next((entrant for entrant in entrants if entrant.id == crowd.id), None)
    if event.get("id") != "pair" or entrant is None:
        return
    known = numbers_of(entrant.rule)
    for name, place in zip(crowd.pair, "xy", strict=True):
        value = taken(known[name], event.get(place)) if name in known else None
        if value is not None:
            st.session_state[f"{entrant.id.partition('-')[0]}.{name}"] = value
