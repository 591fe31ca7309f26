"""Data of one's own on Race: tracks that were recorded elsewhere, beside the rules, and a surface from a grid."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from catalog import number
from lessons._text import counted
from optim import Recorded
from scenes import MAX_NAME, RECIPES, Entrant, Scene, from_csv, start_of, with_tracks
from surfaces import Grid, from_grid, known_grid
from ui.kept import remember
from ui.outside import literal
from ui.race_state import on_surface

GRID = Grid.slug
GRID_NAME = "Values of your own on a grid"
EXAMPLE = Path(__file__).parent / "example_tracks.csv"
TRACKS, FAULT = "_own tracks", "_own fault"
KEY = "grid.key"  # of the grid that is raced on, in the session and in the address


def tracks_of(base: Scene) -> tuple[Recorded, ...]:
    """The tracks that are in the race: those that were loaded, else the scene's own."""
    loaded = st.session_state.get(TRACKS)
    own = tuple(entrant.rule for entrant in base.entrants if isinstance(entrant.rule, Recorded))
    return own if loaded is None else loaded


def with_own(scene: Scene, tracks: Sequence[Recorded]) -> Scene:
    """The scene with the tracks beside its rules; where they do not fit, a word of why and the scene alone."""
    if not tracks:
        return scene
    try:
        return with_tracks(scene, tracks)
    except ValueError as error:
        st.error(literal(f"The tracks are left out: {error}."))
        return scene


def begun(tracks: Sequence[Recorded]) -> tuple[tuple[float, float], int]:
    """The start and the steps that the tracks set for all."""
    (x, y), steps = start_of(tracks), max(1, *(track.steps for track in tracks))
    st.caption(f"All begin where the tracks do, at ({number(x, 6)}, {number(y, 6)}), and go {counted(steps, 'step')}.")
    return (x, y), steps


def own_data(tracks: Sequence[Recorded], entrants: Sequence[Entrant]) -> None:
    """The expander in which tracks and values are loaded."""
    st.session_state["_own taken"] = [entrant.color for entrant in entrants]
    with st.expander("Tracks of your own"):
        st.file_uploader("A CSV of `optimizer,step,x,y`", "csv", key="_own upload", on_change=_on_tracks)
        if fault := st.session_state.get(FAULT):
            st.error(literal(fault))
        if tracks:
            st.caption(literal(", ".join(track.name for track in tracks)))
        with st.container(horizontal=True):
            st.button("Remove", on_click=_remove, disabled=not tracks, key="_own remove")
            st.button("An example", on_click=_example, key="_own example",
                      help="PyTorch’s AdamW, optax’s adam, SciPy’s BFGS, on Rosenbrock’s valley")  # fmt: skip
        with st.popover("How to record one", width="stretch"):
            for tab, code in zip(st.tabs(list(RECIPES)), RECIPES.values(), strict=True):
                tab.code(code, language="python")
            st.caption("`f` is your function, `w` its two weights, `opt` the optimizer.")


def grid_surface(base: Scene) -> Any:
    """The field in which a grid is loaded, and the surface of the latest; None where there is none."""
    st.file_uploader(
        "A CSV of `x,y,f`, a line for each point of a full grid", "csv", key="_own values", on_change=_on_grid
    )  # fmt: skip
    if fault := st.session_state.get(f"{FAULT} grid"):
        st.error(literal(fault))
    remember(KEY)
    key = st.session_state.get(KEY) or st.query_params.get(KEY) or getattr(base.surface, "key", "")
    try:
        surface = known_grid(str(key))
    except ValueError as error:
        why = f"{str(error)[:1].upper()}{str(error)[1:]}. " if key else ""
        st.caption(literal(f"{why}Racing on {base.surface.name} until values are loaded."))
        return None
    st.session_state[KEY] = st.query_params[KEY] = surface.key
    return surface


def _taken(key: str, fault: str, read: Any) -> Any:
    """What is read of the file that a person chose; None, and what is wrong with it, where that fails."""
    file = st.session_state.get(key)
    st.session_state[fault] = None
    if file is None:
        return None
    try:
        return read(file.getvalue(), Path(file.name).stem[:MAX_NAME])
    except ValueError as error:
        st.session_state[fault] = f"{file.name[:MAX_NAME]} could not be read: {error}."
        return None


def _on_tracks() -> None:
    taken = st.session_state.get("_own taken", [])

    def read(data: bytes, name: str) -> tuple[Recorded, ...]:
        made = from_csv(data, taken)
        start_of(made)
        return made

    made = _taken("_own upload", FAULT, read)
    if made is not None:
        st.session_state[TRACKS] = made


def _on_grid() -> None:
    made = _taken("_own values", f"{FAULT} grid", from_grid)
    if made is not None:
        remember(KEY)
        st.session_state[KEY] = made.key


def _remove() -> None:
    st.session_state[TRACKS] = ()
    st.session_state[FAULT] = None


def _example() -> None:
    st.session_state[TRACKS] = from_csv(EXAMPLE.read_bytes(), st.session_state.get("_own taken", []))
    st.session_state[FAULT] = None
    if st.session_state.get("surface") != "rosenbrock":
        st.session_state["surface"] = "rosenbrock"
        on_surface()
