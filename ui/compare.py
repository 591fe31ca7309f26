"""“Compare values”: a sweep of one number of one rule, made in two clicks."""

import streamlit as st

from figures.dials import plain
from optim import ON_VECTORS, OPTIMIZERS
from scenes import MAX_ENTRANTS
from ui.entrants import entrant_ids, entrant_name, is_copy, next_copy
from ui.outside import literal
from ui.sweep import HELP, Sweep, numbers_of, suggested, typed, values_of

USUAL = "adam"
ONLY, MORE = "Race only these", "Add to the race"


def compare() -> None:
    """A popover that asks for a rule, one of its numbers, and values."""
    with st.popover("Compare values", width="stretch", key="_compare", on_change="rerun"):
        rules = [id for id in entrant_ids([]) if not is_copy(id)]
        slug = st.selectbox("Optimizer", rules, rules.index(USUAL), key="_compare.rule", format_func=entrant_name)
        able = numbers_of(OPTIMIZERS[slug if slug in ON_VECTORS else USUAL])
        if not able:
            st.caption("It has no number to compare.")
            return
        name = st.selectbox(
            "Number", list(able), key=f"_compare.number.{slug}",
            format_func=lambda n: f"{able[n].help or n.replace('_', ' ').capitalize()} {plain(able[n].symbol)}",
        )  # fmt: skip
        p = able.get(name, next(iter(able.values())))
        values = f"_compare.values.{slug}.{name}"
        st.text_input("Values", typed(suggested(p, p.default)), key=values, help=HELP, max_chars=200)
        if fault := st.session_state.pop("_compare.fault", None):
            st.error(literal(fault))
        with st.container(horizontal=True):
            for words, kind in ((ONLY, "primary"), (MORE, "secondary")):
                st.button(words, type=kind, on_click=_race, args=(slug, p.name, values, words == ONLY))  # type: ignore[arg-type]


def _race(slug: str, name: str, values: str, only: bool) -> None:
    try:
        made = Sweep(name, values_of(st.session_state[values], numbers_of(OPTIMIZERS[slug])[name]))
    except ValueError as error:
        st.session_state["_compare.fault"] = str(error)
        return
    ids = [] if only else list(st.session_state["optimizers"])
    id = next_copy(slug, ids) if slug in ids else slug
    st.session_state[f"{id}.sweep"] = str(made)
    st.session_state["optimizers"] = [*ids, id][-MAX_ENTRANTS:]
    st.session_state["_compare"] = False
