"""The Race page's sidebar: widgets → a scene. Every value is in the address."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from catalog import parameters
from figures.dials import MAX_STEPS, MIN_STEPS, Conditions, Dial
from optim import ON_VECTORS, OPTIMIZERS, SCHEDULES, Clip
from scenes import (
    LOOKS,
    MAX_ENTRANTS,
    PANELS,
    SCENES,
    Entrant,
    Scene,
    apart,
    from_dict,
    on_dark,
    to_dict,
    unwrapped,
    wrapped,
)
from surfaces import EXAMPLES as TYPED
from surfaces import FARTHEST, SURFACES, ParseError, parse
from ui.dials import dialled, dials
from ui.entrants import alike, entrant_ids, entrant_name, is_copy
from ui.formula import stacked
from ui.outside import literal
from ui.page import enter
from ui.race_state import (
    CONSTANT,
    FREE,
    FUNCTION,
    LOADED,
    base_scene,
    on_scene,
    on_schedule_for_all,
    on_surface,
    on_upload,
    tune_rates,
)
from ui.widgets import BOUND, clamped, note, recall

LOOK_NAMES = {"quiet": "Quiet", "radford": "Radford’s"}
UNITS = {"step": "Steps", "evals": "Evaluations"}
PANEL_NAMES = {
    "contour": "Contour",
    "surface": "3-D surface",
    "loss": "Loss",
    "gradient": "Gradient norm",
    "multiples": "One each",
}


def plane_surfaces() -> list[str]:
    """The slugs of the surfaces that can be raced on: those of two dimensions, by what they show."""
    flat = [slug for slug, surface in SURFACES.items() if surface.dims == 2]
    return sorted(flat, key=lambda slug: (SURFACES[slug].shows, SURFACES[slug].name))


def race_controls() -> tuple[Scene, str]:
    """Draw the sidebar and read from it the scene, and what its charts run over: "step" or "evals"."""
    enter()
    if st.session_state.pop("_tune", False):
        tune_rates(from_dict(st.session_state["_scene"]))
    with st.sidebar:
        slugs = [FREE, *SCENES, *([LOADED] if "_loaded" in st.session_state else [])]
        first = next(iter(SCENES))
        recall("scene", first, slugs.__contains__)
        slug = st.selectbox(
            "Scene", slugs, key="scene", on_change=on_scene,
            format_func=lambda s: "Free choice" if s == FREE else base_scene(s).name,
        )  # fmt: skip
        note("scene", first)
        base = base_scene(slug)
        surface = _surface(base)
        start = _start(base, surface)
        entrants = _optimizers(base)
        steps, sigma, seed = _conditions(base)
        panels, look = _pictures(base)
        over = _charts_over()
        _load()
    untouched = surface.slug == base.surface.slug
    made = Scene(
        name=base.name, surface=surface, entrants=entrants, start=start, steps=steps, sigma=sigma, seed=seed, look=look,
        panels=panels, view=base.view if untouched else None, caption=base.caption,
    )  # fmt: skip
    if slug == FREE or (made != base and (slug not in SCENES or not untouched)):
        made = dataclasses.replace(made, name=surface.name, caption="")  # its words were about what it was
    st.session_state["_scene"] = to_dict(made)
    if st.query_params.pop("tune", None):  # a link asked for rates that suit its surface
        st.session_state["_tune"] = True
        st.rerun()
    return made, over


def _load() -> None:
    """A scene that was exported as JSON can be loaded again."""
    with st.expander("Load a scene"):
        st.file_uploader("A scene as JSON, from Export", "json", key="_upload", on_change=on_upload)
        if fault := st.session_state.get("_upload_fault"):
            st.error(literal(fault))


def _surface(base: Scene) -> Any:
    slugs = [*plane_surfaces(), FUNCTION]
    recall("surface", base.surface.slug, slugs.__contains__)
    slug = st.selectbox(
        "Surface", slugs, key="surface", on_change=on_surface,
        format_func=lambda s: "A function of your own" if s == FUNCTION else SURFACES[s].name,
    )  # fmt: skip
    note("surface", base.surface.slug)
    if slug == FUNCTION:
        return _function()
    declared = SURFACES[slug]
    defaults = base.surface.settings() if slug == base.surface.slug else {}
    if parameters(declared):
        with st.expander("Shape of the surface"):
            return declared(**dialled(declared, slug, defaults, declared.name))
    return declared()


def _function() -> Any:
    text = st.text_input(
        "f(x, y) =", TYPED[0][0], key="f", **BOUND, max_chars=500,
        help="For example " + ", ".join(f"`{text}`" for text, _ in TYPED[:3]),
    )  # fmt: skip
    columns = st.columns(4)
    bounds = [
        column.number_input(label, -FARTHEST, FARTHEST, default, key=key, **BOUND, format="%g")
        for column, label, key, default in zip(
            columns, ("x from", "to", "y from", "to"), ("x0", "x1", "y0", "y1"), (-3.0, 3.0, -3.0, 3.0), strict=True
        )
    ]
    try:
        domain = ((bounds[0], bounds[1]), (bounds[2], bounds[3]))
        surface = parse(text, domain=domain)
        surface = parse(text, domain=domain, **dialled(surface, FUNCTION, {}, "f"))
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


def _start(base: Scene, surface: Any) -> tuple[float, float]:
    default = base.start if surface.slug == base.surface.slug else surface.start
    st.caption("Start: drag it in the picture, click on the contour, or type")
    columns = st.columns(2)
    (x0, x1), (y0, y1) = surface.domain
    bounds = (("x", x0, x1), ("y", y0, y1))
    chosen = [
        column.number_input(
            f"${name}$", low, high, clamped(value, low, high), step=(high - low) / 100, key=name, **BOUND,
            format="%.6g",
        )
        for column, (name, low, high), value in zip(columns, bounds, default, strict=True)
    ]  # fmt: skip
    return clamped(chosen[0], x0, x1), clamped(chosen[1], y0, y1)


def _optimizers(base: Scene) -> tuple[Entrant, ...]:
    own = {entrant.id: entrant for entrant in base.entrants}
    recall("optimizers", list(own), lambda id: id in ON_VECTORS or is_copy(id))
    st.session_state["optimizers"] = list(dict.fromkeys(st.session_state["optimizers"]))[:MAX_ENTRANTS]
    chosen = st.multiselect(
        "Optimizers", entrant_ids(st.session_state["optimizers"]), key="optimizers", max_selections=MAX_ENTRANTS,
        format_func=lambda id: own[id].name if id in own else entrant_name(id), placeholder="Choose some",
    )  # fmt: skip
    note("optimizers", list(own))
    columns = st.columns(2)
    columns[0].button(
        "Tune rates", on_click=lambda: tune_rates(from_dict(st.session_state["_scene"])), width="stretch",
        help="Finds each learning rate by one batched sweep on this surface, from this start",
    )  # fmt: skip
    columns[1].selectbox(
        "Schedule for all", list(SCHEDULES), index=None, placeholder="Schedule for all", key="_schedule_for_all",
        label_visibility="collapsed", on_change=on_schedule_for_all, format_func=lambda s: SCHEDULES[s].name,
    )  # fmt: skip
    return entrants_of(chosen, own)


def entrants_of(ids: Sequence[str], own: Mapping[str, Entrant], prefix: str = "") -> tuple[Entrant, ...]:
    """Each optimizer's controls, in the address under "prefix" + "id.name"; `own` are what some are at first."""
    colors = _colors(ids, own)
    return tuple(_entrant(id, own.get(id), colors[id], prefix + id) for id in ids)


def _colors(ids: Sequence[str], own: Mapping[str, Entrant]) -> dict[str, str]:
    """Colours told apart: a scene's own entrants keep theirs."""
    colors = {id: own[id].color for id in ids if id in own}
    for id in ids:
        if id not in colors:
            colors[id] = apart([*colors.values(), OPTIMIZERS[id.partition("~")[0]].color])[-1]
    return colors


def _entrant(id: str, own: Entrant | None, color: str, key: str) -> Entrant:
    declared = OPTIMIZERS[id.partition("~")[0]]
    rule, schedule, clip = unwrapped(own.rule) if own else (None, None, None)
    name = own.name if own else entrant_name(id)
    shown = on_dark(color) if st.context.theme.type == "dark" else color
    with st.expander(f':color[●]{{foreground="{shown}"}} {literal(name)}'):
        made = declared(**dialled(declared, key, rule.settings() if rule else {}, name))
        timed = _schedule(key, name, schedule) if hasattr(made, "lr") else None
        around = wrapped(made, timed, _clip(key, name, clip))
        st.latex(stacked(declared.latex))
        st.caption(f"{declared.__doc__}  \n[{declared.paper.authors} {declared.paper.year}]({declared.paper.url})")
    if own and not alike(own.rule, around):
        name = entrant_name(id)  # such as "Decaying rate", which it now is not
    return Entrant(around, name, color, id)


def _schedule(prefix: str, name: str, own: Any) -> Any:
    key, default = f"{prefix}.schedule", own.slug if own else CONSTANT
    recall(key, default, SCHEDULES.__contains__)
    slug = st.selectbox("Schedule", list(SCHEDULES), key=key, format_func=lambda s: SCHEDULES[s].name)
    note(key, default)
    declared = SCHEDULES[slug]
    defaults = own.settings() if own and own.slug == slug else {}
    schedule = declared(**dialled(declared, f"{prefix}.{slug}", defaults, f"{name}, schedule"))
    return None if schedule == SCHEDULES[CONSTANT]() else schedule


def _clip(key: str, name: str, own: Any) -> Any:
    if not st.toggle("Clip gradients", value=own is not None, key=f"{key}.clipped", **BOUND):
        return None
    return Clip(**dialled(Clip, f"{key}.clip", own.settings() if own else {}, f"{name}, clipping"))


def _conditions(base: Scene) -> tuple[int, float, int]:
    default = {"steps": int(clamped(base.steps, MIN_STEPS, MAX_STEPS)), "sigma": base.sigma, "seed": base.seed}
    values = dials("_conditions", [Dial(p.name, p, default[p.name]) for p in parameters(Conditions)])
    return values["steps"], values["sigma"], values["seed"]


def _pictures(base: Scene) -> tuple[tuple[str, ...], str]:
    recall("panels", list(base.panels), PANELS.__contains__)
    panels = st.pills(
        "Pictures", PANELS, selection_mode="multi", key="panels", format_func=lambda name: PANEL_NAMES[name]
    )
    note("panels", list(base.panels))
    recall("look", base.look, LOOKS.__contains__)
    look = st.segmented_control(
        "Look", LOOKS, key="look", required=True, format_func=lambda name: LOOK_NAMES[name]
    )  # fmt: skip
    note("look", base.look)
    st.toggle(
        "Inside", key="inside", **BOUND,
        help="What each rule goes by at its step, drawn into the contour: the shares of a step, the reach of its "
        "rates, models, trust, trials. Hold the pointer on a name to see one alone, with words",
    )  # fmt: skip
    return tuple(panels) or base.panels[:1], look or base.look


def _charts_over() -> str:
    recall("over", "step", UNITS.__contains__)
    unit = st.segmented_control(
        "Charts over", list(UNITS), key="over", required=True, format_func=lambda name: UNITS[name],
        help="Steps are not a fair unit: evaluations count every value, gradient and Hessian that a rule asked for",
    )  # fmt: skip
    note("over", "step")
    return unit or "step"
