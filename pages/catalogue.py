"""Every optimizer and every surface, each on a card that leads to a race."""

import streamlit as st

from ui.catalogue import MOST_FOUND, REGISTRIES, found, found_words, groups, optimizer_cards, surface_cards
from ui.page import page
from ui.widgets import note, recall

KINDS = {kind: f"{len(declared)} {kind}" for kind, declared in REGISTRIES.items()}

page(
    "Catalogue",
    "Every update rule and every error surface, with its formula and where it comes from.",
)

left, right = st.columns([2, 3], vertical_alignment="bottom")
with left:
    recall("catalogue.kind", "optimizers", KINDS.__contains__)
    kind = st.segmented_control(
        "Kind", list(KINDS), key="catalogue.kind", required=True, format_func=KINDS.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    note("catalogue.kind", "optimizers")
words = right.text_input(
    "Search", key="catalogue.search", bind="query-params", placeholder="Search names, ideas, authors", max_chars=80,
    label_visibility="collapsed",
)  # fmt: skip

cards = {"optimizers": optimizer_cards, "surfaces": surface_cards}[kind]
shelves = groups(kind)
if words.strip():
    slugs = found([slug for shelf in shelves.values() for slug in shelf], REGISTRIES[kind], words)[:MOST_FOUND]
    if told := found_words(kind, words):
        st.info(told)
else:
    recall(f"catalogue.{kind}", next(iter(shelves)), shelves.__contains__)
    shelf = st.pills(
        "Group", list(shelves), key=f"catalogue.{kind}", required=True, label_visibility="collapsed",
        format_func=lambda name: f"{name.capitalize()} ({len(shelves[name])})",
    )  # fmt: skip
    note(f"catalogue.{kind}", next(iter(shelves)))
    slugs = shelves[shelf]
cards(slugs)
