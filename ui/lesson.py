"""What the lecture's pages share: a paragraph beside its formula, menus by slug, points as number inputs."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from catalog import Parameter, parameters
from figures import Film
from figures.dials import Dial, plain
from lessons._claims import Settings
from optim import OPTIMIZERS
from surfaces import SURFACES
from ui.dials import dials
from ui.export_button import export_button
from ui.page import try_this
from ui.player import player
from ui.race import plane_surfaces
from ui.widgets import BOUND, bounds, clamped, control, note, recall

S = TypeVar("S", bound=Settings)
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def explain(words: str, formula: str) -> None:
    """A paragraph with its formula beside it."""
    left, right = st.columns([1, 1], vertical_alignment="center", gap="large")
    left.markdown(words)
    right.latex(formula)


def picture(
    film: Film,
    key: str,
    events: Sequence[str] = (),
    on_event: Callable[[dict[str, Any]], None] | None = None,
    beside: Callable[[], None] | None = None,
) -> None:
    """The player with a film (`ui.player`), in which ends may be guessed, and under it what takes the film away,
    `beside` something else."""
    player(film if film.predict else dataclasses.replace(film, predict=True), key, events, on_event)
    alignment: Any = "distribute" if beside else "right"
    with st.container(horizontal=True, horizontal_alignment=alignment, vertical_alignment="center"):
        if beside:
            beside()
        export_button(dataclasses.replace(film, predict=False), key)


def controls(key: str) -> Any:
    """Where a section's controls stand: above its picture; on a phone below it, in sight as long as the picture is."""
    return st.container(key=f"_controls {key}")


def settings(
    declared: type[S], key: str, on_change: Mapping[str, Callable[[], None]] | None = None, columns: int = 0
) -> S:
    """A section's controls in a row, each in the address as "key.name", and what they are set to.

    `on_change`: by a choice's name, what is to be done when another option is chosen. With `columns` they stand in
    rows of so many.
    """
    own = parameters(declared)
    values = {}
    count = columns or len(own)
    seat = controls(key)
    for first in range(0, len(own), count):
        row = own[first : first + count]
        for column, parameter in zip(seat.columns(count, vertical_alignment="bottom"), row, strict=False):
            with column:
                change = (on_change or {}).get(parameter.name)
                values[parameter.name] = _setting(declared, parameter, f"{key}.{parameter.name}", change)
    return declared(**values)


def label_of(parameter: Parameter) -> str:
    """What a control of a section is called: words and a symbol, which a screen reader can say."""
    return f"{parameter.help} {plain(parameter.symbol)}".strip()


def _setting(declared: type[Settings], parameter: Parameter, key: str, on_change: Callable[[], None] | None) -> Any:
    label = label_of(parameter)
    if parameter.kind == "choice":
        names = {slug: declared.names[parameter.name][slug] for slug in parameter.choices}
        return menu(label, names, parameter.default, key, on_change)
    if parameter.name in declared.live:
        value = dials(f"_dial {key}", [Dial(key, parameter, parameter.default)])[key]
    else:
        value = control(parameter, key, parameter.default, label)
    if parameter.kind == "flag" or parameter.low is None or parameter.high is None:
        return value
    kept = clamped(value, parameter.low, parameter.high)
    return int(kept) if parameter.kind == "integer" else kept


def presets(declared: type[Settings], key: str, *others: tuple[str, dict[str, Any]]) -> None:
    """A row of buttons that set a section's controls to its presets; `others` as in `try_this`."""
    try_this(*others, *(
        (label, {f"{key}.{name}": value for name, value in values.items()})
        for label, values in declared.presets.items()
    ))  # fmt: skip


def set_to(declared: type[Settings], key: str, **values: float) -> None:
    """Set controls of a section to the nearest values they can hold: what a handle does, from a callback."""
    for parameter in parameters(declared):
        if parameter.name in values:
            st.session_state[f"{key}.{parameter.name}"] = parameter.held(
                clamped(values[parameter.name], *bounds(parameter))
            )


def menu(
    label: str, names: Mapping[str, str], default: str, key: str, on_change: Callable[[], None] | None = None
) -> str:
    """A menu of named options: the slug that is chosen, which stands in the address."""
    recall(key, default, names.__contains__)
    slug = st.selectbox(label, list(names), key=key, format_func=names.__getitem__, on_change=on_change)
    note(key, default)
    return slug


def optimizers(key: str, default: Sequence[str], options: Sequence[str], most: int) -> tuple[str, ...]:
    """A choice of so many optimizers by slug, which stands in the address."""
    recall(key, list(default), options.__contains__)
    chosen = st.multiselect("Optimizers", list(options), key=key, max_selections=most,
                            format_func=lambda slug: OPTIMIZERS[slug].name)  # fmt: skip
    note(key, list(default))
    return tuple(chosen[:most])


def surface_menu(default: str, key: str, on_change: Callable[[], None] | None = None) -> Any:
    """A menu of every surface over the plane: the one that is chosen, with its default parameters."""
    names = {slug: SURFACES[slug].name for slug in plane_surfaces()}
    return SURFACES[menu("Surface", names, default, key, on_change)]()


def coordinates(
    domain: Sequence[Sequence[float]],
    names: Sequence[str],
    default: Sequence[float],
    key: str,
    labels: Sequence[str] | None = None,
) -> list[float]:
    """Number inputs for points in a domain, bound to the address: what a handle sets, and what a keyboard can.

    The names run through the points, a coordinate at a time; their keys are "key.name". Without `labels` the inputs are
    called by them: x and y are w₁ and w₂, and a_1 is a₁.
    """
    labels = labels or [{"x": "w₁", "y": "w₂"}.get(name) or subscripted(name) for name in names]
    chosen = []
    with st.expander("Coordinates"):
        for i, column in enumerate(st.columns(len(names))):
            low, high = domain[i % len(domain)]
            value = column.number_input(
                labels[i], low, high, clamped(default[i], low, high), (high - low) / 50, format="%.5g",
                key=f"{key}.{names[i]}", **BOUND,
            )  # fmt: skip
            chosen.append(clamped(value, low, high))
    return chosen


def subscripted(name: str) -> str:
    """w_0 → w₀."""
    letter, _, index = name.partition("_")
    return letter + index.translate(SUBSCRIPTS)


def put(key: str, names: Sequence[str], values: Sequence[float]) -> None:
    """Set what `coordinates` shows: only before it is drawn, so from callbacks."""
    st.session_state.update({f"{key}.{name}": float(value) for name, value in zip(names, values, strict=True)})
