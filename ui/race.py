"""The Race page's sidebar: widgets → a scene. Every value is in the address."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from catalog import Declaration, param, parameters
from figures.assemble import left_out
from figures.dials import MAX_STEPS, MIN_STEPS, Conditions, Dial, start_dials
from optim import SCHEDULES
from scenes import LOOKS, MAX_ENTRANTS, PANELS, SCENES, Entrant, Scene, to_dict
from scenes._claims import listed
from surfaces import EXAMPLES as TYPED
from surfaces import FARTHEST, SURFACES, ParseError, parse
from ui import history
from ui.compare import compare
from ui.crowds import Crowd, crowd_of
from ui.dials import dialled, dials
from ui.entrant_list import entrants_listed
from ui.entrants import entrant_ids, entrant_name, next_copy, on_race
from ui.kept import KEYS, flag, text, widget
from ui.noise import noise_of
from ui.outside import literal
from ui.own_rule import OWN, is_own
from ui.own_tracks import GRID, GRID_NAME, begun, grid_surface, own_data, tracks_of, with_own
from ui.page import enter
from ui.race_state import (
    FREE,
    FUNCTION,
    LOADED,
    base_scene,
    loaded,
    on_reset,
    on_scene,
    on_schedule_for_all,
    on_surface,
    on_upload,
    raced_last,
    tune_everything,
    tune_rates,
)
from ui.race_table import VIEWS
from ui.shape import shaped
from ui.widgets import clamped, note, recall

LOOK_NAMES = {"quiet": "Quiet", "radford": "Radford’s"}
UNITS = {"step": "Steps", "evals": "Evaluations"}
PANEL_NAMES = {
    "contour": "Contour",
    "surface": "3-D surface",
    "loss": "Loss",
    "gradient": "Gradient norm",
    "multiples": "One each",
    "swarm": "Swarm",
    "basins": "Basins",
    "rates": "Rates",
}


def plane_surfaces() -> list[str]:
    """The slugs of the surfaces that can be raced on: those of two dimensions, by what they show."""
    flat = [slug for slug, surface in SURFACES.items() if surface.dims == 2]
    return sorted(flat, key=lambda slug: (SURFACES[slug].shows, SURFACES[slug].name))


def race_controls() -> tuple[Scene, str, Crowd]:
    """Draw the sidebar and read from it the scene, what its charts run over ("step" or "evals"), and its many runs."""
    enter()
    history.begin()
    if st.session_state.pop("_tune", False):
        tune_rates(raced_last())
    with st.sidebar:
        top = st.container(horizontal=True, gap="small", key="race-history")
        slugs = [FREE, *SCENES, *([LOADED] if loaded() else [])]
        first = next(iter(SCENES))
        recall("scene", first, slugs.__contains__)
        slug = st.selectbox(
            "Scene", slugs, key="scene", on_change=on_scene,
            format_func=lambda s: "Free choice" if s == FREE else base_scene(s).name,
        )  # fmt: skip
        note("scene", first)
        base = base_scene(slug)
        surface = _surface(base)
        tracks = tracks_of(base)
        start, steps = begun(tracks) if tracks else _start(base, surface)
        entrants = _able(_optimizers(base, steps), surface)
        own_data(tracks, entrants)
        sigma, seed, noise, delay = noise_of(base)
        panels, look, over, crowd = _pictures(base, entrants, surface)
        _load()
    untouched = type(surface) is type(base.surface)
    made = Scene(
        name=base.name, surface=surface, entrants=entrants, start=start, steps=steps, sigma=sigma, seed=seed,
        noise=noise, delay=delay, look=look, panels=panels, view=base.view if untouched else None, caption=base.caption,
    )  # fmt: skip
    if slug == FREE or (made != base and (slug not in SCENES or not untouched)):
        made = dataclasses.replace(made, name=surface.name, caption="")  # its words were about what it was
    st.session_state["_scene"] = to_dict(made)
    st.session_state["_ids"] = [entrant.id for entrant in entrants]
    if st.query_params.pop("tune", None):  # a link asked for rates that suit its surface
        st.session_state["_tune"] = True
        st.rerun()
    recall("table", "result", VIEWS.__contains__)  # drawn later, but of the state that is noted here
    history.end()
    with top:  # only now is it known what can be undone
        _history()
    return with_own(made, tracks), over, crowd


def _history() -> None:
    """Undo, redo, and everything as it was at first."""
    st.button("Undo", icon=":material/undo:", type="tertiary", on_click=history.undo, key="_undo",
              disabled=not history.can_undo(), help="Undo the last change (Ctrl+Z)")  # fmt: skip
    st.button("Redo", icon=":material/redo:", type="tertiary", on_click=history.redo, key="_redo",
              disabled=not history.can_redo(), help="Do it again (Ctrl+Shift+Z)")  # fmt: skip
    st.button("Reset", icon=":material/restart_alt:", type="tertiary", on_click=on_reset, key="_reset",
              help="All of this scene as it was at first")  # fmt: skip


def _load() -> None:
    """A scene that was exported as JSON can be loaded again."""
    with st.expander("Load a scene"):
        st.file_uploader("A scene as JSON, from Export", "json", key="_upload", on_change=on_upload)
        if fault := st.session_state.get("_upload_fault"):
            st.error(literal(fault))


def _surface(base: Scene) -> Any:
    slugs = [*plane_surfaces(), GRID, FUNCTION]
    recall("surface", base.surface.slug, slugs.__contains__)
    slug = st.selectbox(
        "Surface", slugs, key="surface", on_change=on_surface,
        format_func=lambda s: {FUNCTION: "A function of your own", GRID: GRID_NAME}.get(s) or SURFACES[s].name,
    )  # fmt: skip
    note("surface", base.surface.slug)
    if slug == FUNCTION:
        return _function(base)
    if slug == GRID:
        return grid_surface(base) or base.surface
    return shaped(SURFACES[slug], base.surface.settings() if slug == base.surface.slug else {})


@dataclass(frozen=True)
class Window(Declaration):
    """What of the plane is seen, where a function was typed."""

    x0: float = param(-3.0, -10.0, 10.0, legal=f"[{-FARTHEST}, {FARTHEST}]", help="w₁ from")
    x1: float = param(3.0, -10.0, 10.0, legal=f"[{-FARTHEST}, {FARTHEST}]", help="w₁ to")
    y0: float = param(-3.0, -10.0, 10.0, legal=f"[{-FARTHEST}, {FARTHEST}]", help="w₂ from")
    y1: float = param(3.0, -10.0, 10.0, legal=f"[{-FARTHEST}, {FARTHEST}]", help="w₂ to")


def _function(base: Scene) -> Any:
    own = base.surface.settings() if base.surface.slug == FUNCTION else {}
    written = text("f", own.get("text", TYPED[0][0]), 500)
    st.text_input(
        "f(x, y) =", max_chars=500, help="For example " + ", ".join(f"`{text}`" for text, _ in TYPED[:3]),
        **widget("f", written),
    )  # fmt: skip
    window = sum(own.get("domain") or ((-3.0, 3.0), (-3.0, 3.0)), ())
    with st.expander("What is seen of the plane"):
        bounds = dials("_window", [Dial(p.name, p, d) for p, d in zip(parameters(Window), window, strict=True)])
    try:
        domain = ((bounds["x0"], bounds["x1"]), (bounds["y0"], bounds["y1"]))
        begin = own.get("start") if (written, domain) == (own.get("text"), own.get("domain")) else None
        surface = parse(written, domain, begin)
        letters = {p.name: own[p.name] for p in parameters(surface) if p.name in own}
        surface = parse(written, domain, begin, **dialled(surface, FUNCTION, letters, "f"))
    except ParseError as error:
        st.error(literal(str(error)))
        st.code(error.pointer(), language=None)
    except ValueError as error:
        st.error(literal(str(error)))
    else:
        st.session_state["_typed"] = surface.settings()
        return surface
    st.caption("Racing on the last function that could be read.")
    return parse(**st.session_state.get("_typed", {"text": TYPED[0][0]}))


def _start(base: Scene, surface: Any) -> tuple[tuple[float, float], int]:
    """The start and the steps."""
    default = base.start if surface.slug == base.surface.slug else surface.start
    asked = start_dials(surface.domain, default)
    made = dials("_start", [*asked, _steps(base)])
    return (made["x"], made["y"]), made["steps"]


def _steps(base: Scene) -> Dial:
    return Dial("steps", parameters(Conditions)[0], int(clamped(base.steps, MIN_STEPS, MAX_STEPS)))


def _optimizers(base: Scene, steps: int) -> tuple[Entrant, ...]:
    own = {e.id: e for e in base.entrants if on_race(e.id)}
    recall("optimizers", list(own), on_race)
    ids = list(dict.fromkeys(st.session_state["optimizers"]))[:MAX_ENTRANTS]
    st.session_state["optimizers"] = ids
    _let_go(ids)
    note("optimizers", list(own))
    st.markdown("**Optimizers**")
    entrants = entrants_listed(ids, own, "optimizers", "", (steps, base.steps))
    fresh = [next_copy(OWN, ids) if OWN in ids else OWN, *(id for id in entrant_ids(ids) if id not in ids)]
    st.session_state["_add"] = None
    st.selectbox(
        "Add an optimizer", fresh, key="_add", placeholder="Add an optimizer", label_visibility="collapsed",
        on_change=_add, format_func=entrant_name, disabled=len(ids) >= MAX_ENTRANTS,
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        compare()
        with st.popover("Tune", width="content"):
            st.button(
                "Tune rates", on_click=lambda: tune_rates(raced_last()), width="stretch",
                help="Finds each learning rate by one batched sweep on this surface, from this start",
            )  # fmt: skip
            st.button(
                "Tune everything", on_click=lambda: tune_everything(raced_last()), width="stretch", key="_tune_all",
                help="Finds all numbers of each rule, as far as two seconds suffice: 512 settings of each, by a seeded "
                "Sobol search. How much a rule minds its rate is told under “Rates”, below the race",
            )  # fmt: skip
            st.selectbox(
                "Schedule for all", list(SCHEDULES), index=None, placeholder="Choose one", key="_schedule_for_all",
                on_change=on_schedule_for_all, format_func=lambda s: SCHEDULES[s].name,
            )  # fmt: skip
    return entrants


def _able(entrants: Sequence[Entrant], surface: Any) -> tuple[Entrant, ...]:
    """Those that can run on a surface; of the others it is said what they need."""
    needs = {entrant.id: entrant.rule.lacks(surface.at(1)) for entrant in entrants}
    for lacking in dict.fromkeys(filter(None, needs.values())):
        names = listed([entrant.name for entrant in entrants if needs[entrant.id] == lacking])
        st.info(f"Left out: {literal(names)}. What they need is {lacking}, which {literal(surface.name)} has not.")
    return tuple(entrant for entrant in entrants if not needs[entrant.id])


def _let_go(ids: Sequence[str]) -> None:
    """What is kept of entrants that are no longer in the race is dropped, so that the address stays short."""
    for key in {*st.query_params, *st.session_state.get(KEYS, ())}:
        id, dot, _ = key.partition(".")
        if dot and id not in ids and on_race(id):
            st.query_params.pop(key, None)
            st.session_state.pop(key, None)


def _add() -> None:
    id = st.session_state["_add"]
    if on_race(id):
        st.session_state["optimizers"] = [*st.session_state["optimizers"], id]
    if is_own(str(id)):
        st.session_state["_open optimizers"] = id


def _pictures(base: Scene, entrants: Sequence[Entrant], surface: Any) -> tuple[tuple[str, ...], str, str, Crowd]:
    """The panels, the look, what charts run over, and the many runs."""
    st.toggle(
        "Inside", **widget("inside", flag("inside", False)),
        help="What each rule goes by at its step, drawn into the contour: the shares of a step, the reach of its "
        "rates, models, trust, trials. Hold the pointer on a name to see one alone, with words",
    )  # fmt: skip
    with st.expander("Pictures"):
        recall("panels", list(base.panels), PANELS.__contains__)
        panels = st.pills(
            "Pictures", PANELS, selection_mode="multi", key="panels", format_func=lambda name: PANEL_NAMES[name],
            label_visibility="collapsed",
        )  # fmt: skip
        note("panels", list(base.panels))
        for name, reason in left_out(surface).items():
            if name in panels:
                st.caption(f"No picture “{PANEL_NAMES[name]}” here: {reason}.")
        recall("look", base.look, LOOKS.__contains__)
        look = st.segmented_control(
            "Look", LOOKS, key="look", required=True, format_func=lambda name: LOOK_NAMES[name]
        )  # fmt: skip
        note("look", base.look)
        over = _charts_over()
        crowd = crowd_of(entrants, panels)
    return tuple(panels) or base.panels[:1], look or base.look, over, crowd


def _charts_over() -> str:
    recall("over", "step", UNITS.__contains__)
    unit = st.segmented_control(
        "Charts over", list(UNITS), key="over", required=True, format_func=lambda name: UNITS[name],
        help="Steps are not a fair unit: evaluations count every value, gradient and Hessian that a rule asked for",
    )  # fmt: skip
    note("over", "step")
    return unit or "step"
