"""What the lecture's pages share: a paragraph beside its formula, menus by slug, points as number inputs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from figures import Film
from surfaces import SURFACES
from ui.export import export_button
from ui.player import player
from ui.race import plane_surfaces
from ui.widgets import BOUND, clamped, note, recall


def explain(words: str, formula: str) -> None:
    """A paragraph with its formula beside it."""
    left, right = st.columns([1, 1], vertical_alignment="center", gap="large")
    left.markdown(words)
    right.latex(formula)


def picture(
    film: Film, key: str, events: Sequence[str] = (), on_event: Callable[[dict[str, Any]], None] | None = None
) -> None:
    """The player with a film (`ui.player`), and what takes the film away."""
    player(film, key, events, on_event)
    with st.container(horizontal=True, horizontal_alignment="right"):
        export_button(film, key)


def menu(
    label: str, names: Mapping[str, str], default: str, key: str, on_change: Callable[[], None] | None = None
) -> str:
    """A menu of named options: the slug that is chosen, which stands in the address."""
    recall(key, default, names.__contains__)
    slug = st.selectbox(label, list(names), key=key, format_func=names.__getitem__, on_change=on_change)
    note(key, default)
    return slug


def surface_menu(default: str, key: str, on_change: Callable[[], None] | None = None) -> Any:
    """A menu of every surface over the plane: the one that is chosen, with its default parameters."""
    names = {slug: SURFACES[slug].name for slug in plane_surfaces()}
    return SURFACES[menu("Surface", names, default, key, on_change)]()


def coordinates(
    domain: Sequence[Sequence[float]], names: Sequence[str], default: Sequence[float], key: str
) -> list[float]:
    """Number inputs for points in a domain, bound to the address: what a handle sets, and what a keyboard can.

    The names run through the points, a coordinate at a time; their keys are "key.name".
    """
    chosen = []
    with st.expander("Coordinates"):
        for i, column in enumerate(st.columns(len(names))):
            low, high = domain[i % len(domain)]
            value = column.number_input(
                f"${names[i]}$", low, high, clamped(default[i], low, high), (high - low) / 50, format="%.5g",
                key=f"{key}.{names[i]}", **BOUND,
            )  # fmt: skip
            chosen.append(clamped(value, low, high))
    return chosen


def put(key: str, names: Sequence[str], values: Sequence[float]) -> None:
    """Set what `coordinates` shows: only before it is drawn, so from callbacks."""
    st.session_state.update({f"{key}.{name}": float(value) for name, value in zip(names, values, strict=True)})
