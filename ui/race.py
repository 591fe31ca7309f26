"""The Race page's sidebar: widgets → a scene, and a scene → widgets. Every value is in the address."""

import colorsys
from collections.abc import Callable
from typing import Any

import streamlit as st

from catalog import parameters
from optim import OPTIMIZERS, SCHEDULES, Scheduled, tune
from scenes import MAX_ENTRANTS, PANELS, SCENES, Entrant, Scene, from_dict, to_dict
from scenes import scene as make_scene
from surfaces import SURFACES, ParseError, parse
from surfaces import EXAMPLES as TYPED
from ui.widgets import clamped, control, controls, number, round_to, sentence

FREE = "free"
LOADED = "loaded"
FUNCTION = "function"
CONSTANT = "constant"
MAX_STEPS = 1000
FAMILIES = ("first order", "momentum", "adaptive", "curvature", "around a rule")
PANEL_NAMES = {
    "contour": "Contour",
    "surface": "3-D surface",
    "loss": "Loss",
    "gradient": "Gradient norm",
    "multiples": "One each",
}


def base_scene(slug: str) -> Scene:
    """The scene whose values the widgets start from."""
    if slug == LOADED and "_loaded" in st.session_state:
        return from_dict(st.session_state["_loaded"])
    if slug in SCENES:
        return SCENES[slug]
    rules = (OPTIMIZERS[slug]() for slug in ("gradient_descent", "momentum", "rmsprop", "adam"))
    return make_scene("Free choice", SURFACES["rosenbrock"](), *rules, steps=300)


def plane_surfaces() -> list[str]:
    """The slugs of the surfaces that can be raced on: those of two dimensions, by what they show."""
    flat = [slug for slug, surface in SURFACES.items() if surface.dims == 2]
    return sorted(flat, key=lambda slug: (SURFACES[slug].shows, SURFACES[slug].name))


def fill(scene: Scene, slug: str) -> None:
    """Set every widget to a scene: only before they are drawn, so from callbacks."""
    state = st.session_state
    state.update(
        scene=slug, surface=scene.surface.slug, look=scene.look, panels=list(scene.panels), steps=scene.steps,
        x=float(scene.start[0]), y=float(scene.start[1]), sigma=float(scene.sigma), seed=int(scene.seed),
        optimizers=[entrant.id for entrant in scene.entrants],
    )  # fmt: skip
    if scene.surface.slug == FUNCTION:
        _fill_function(scene.surface)
    else:
        _fill_settings(scene.surface, scene.surface.slug)
    for entrant in scene.entrants:
        rule, schedule = unwrap(entrant.rule)
        _fill_settings(rule, entrant.id)
        state[f"{entrant.id}.schedule"] = schedule.slug if schedule else CONSTANT
        if schedule:
            _fill_settings(schedule, f"{entrant.id}.{schedule.slug}")


def _fill_function(surface: Any) -> None:
    (x0, x1), (y0, y1) = surface.domain
    st.session_state.update(f=surface.settings()["text"], x0=x0, x1=x1, y0=y0, y1=y1)


def _fill_settings(declaration: Any, prefix: str) -> None:
    for name, value in declaration.settings().items():
        st.session_state[f"{prefix}.{name}"] = value


def unwrap(rule: Any) -> tuple[Any, Any]:
    """A rule without its schedule, and the schedule or None."""
    return (rule.rule, rule.schedule) if isinstance(rule, Scheduled) else (rule, None)


def race_controls() -> Scene:
    """Draw the sidebar and read the scene from it."""
    with st.sidebar:
        slugs = [FREE, *SCENES, *([LOADED] if "_loaded" in st.session_state else [])]
        slug = st.selectbox(
            "Scene", slugs, index=1, key="scene", bind="query-params", on_change=_on_scene,
            format_func=lambda s: "Free choice" if s == FREE else base_scene(s).name,
        )  # fmt: skip
        base = base_scene(slug)
        surface = _surface(base)
        start = _start(base, surface)
        entrants = _optimizers(base)
        steps, sigma, seed = _conditions(base)
        panels, look = _pictures(base)
    untouched = surface.slug == base.surface.slug
    made = Scene(
        name=base.name if untouched and slug != FREE else surface.name,
        surface=surface, entrants=entrants, start=start, steps=steps, sigma=sigma, seed=seed, look=look, panels=panels,
        view=base.view if untouched else None, caption=base.caption if untouched else "",
    )  # fmt: skip
    st.session_state["_scene"] = to_dict(made)
    return made


def _on_scene() -> None:
    fill(base_scene(st.session_state["scene"]), st.session_state["scene"])


def _surface(base: Scene) -> Any:
    slugs = [*plane_surfaces(), FUNCTION]
    slug = st.selectbox(
        "Surface", slugs, index=slugs.index(base.surface.slug), key="surface", bind="query-params",
        on_change=_on_surface,
        format_func=lambda s: "A function of your own" if s == FUNCTION else SURFACES[s].name,
    )  # fmt: skip
    if slug == FUNCTION:
        return _function()
    declared = SURFACES[slug]
    defaults = base.surface.settings() if slug == base.surface.slug else {}
    if parameters(declared):
        with st.expander("Shape of the surface"):
            return declared(**controls(declared, slug, defaults))
    return declared()


def _on_surface() -> None:
    """A new surface: its own start, the same optimizers, at rates tuned for it."""
    old = from_dict(st.session_state["_scene"])
    slug = st.session_state["surface"]
    surface = parse(TYPED[0][0]) if slug == FUNCTION else SURFACES[slug]()
    moved = Scene(surface.name, surface, old.entrants, tuple(surface.start), old.steps, old.sigma, old.seed,
                  panels=old.panels)  # fmt: skip
    fill(moved, FREE)
    _tune(moved)


def _function() -> Any:
    text = st.text_input(
        "f(x, y) =", TYPED[0][0], key="f", bind="query-params", max_chars=500,
        help="For example " + ", ".join(f"`{text}`" for text, _ in TYPED[:3]),
    )  # fmt: skip
    columns = st.columns(4)
    bounds = [
        column.number_input(label, -1e3, 1e3, default, key=key, bind="query-params", format="%g")
        for column, label, key, default in zip(
            columns, ("x from", "to", "y from", "to"), ("x0", "x1", "y0", "y1"), (-3.0, 3.0, -3.0, 3.0), strict=True
        )
    ]
    try:
        surface = parse(text, domain=((bounds[0], bounds[1]), (bounds[2], bounds[3])))
    except ParseError as error:
        st.error(str(error))
        st.code(error.pointer(), language=None)
    except ValueError as error:
        st.error(str(error))
    else:
        st.session_state["_typed"] = surface.settings()
        return surface
    st.caption("Racing on the last function that could be read.")
    return parse(**st.session_state.get("_typed", {"text": TYPED[0][0]}))


def _start(base: Scene, surface: Any) -> tuple[float, float]:
    default = base.start if surface.slug == base.surface.slug else surface.start
    st.caption("Start: click on the contour, or type")
    columns = st.columns(2)
    (x0, x1), (y0, y1) = surface.domain
    bounds = (("x", x0, x1), ("y", y0, y1))
    chosen = [
        column.number_input(
            f"${name}$", low, high, clamped(value, low, high), step=(high - low) / 100, key=name, bind="query-params",
            format="%.6g",
        )
        for column, (name, low, high), value in zip(columns, bounds, default, strict=True)
    ]  # fmt: skip
    return clamped(chosen[0], x0, x1), clamped(chosen[1], y0, y1)


def on_click(event: dict[str, Any]) -> None:
    """A click on a contour moves the start."""
    surface = from_dict(st.session_state["_scene"]).surface
    for name, (low, high) in zip("xy", surface.domain, strict=True):
        value = event.get(name)
        if isinstance(value, int | float):
            st.session_state[name] = clamped(float(f"{value:.4g}"), low, high)


def _optimizers(base: Scene) -> tuple[Entrant, ...]:
    own = {entrant.id: entrant for entrant in base.entrants}
    chosen = st.multiselect(
        "Optimizers", entrant_ids(), list(own), key="optimizers", bind="query-params", max_selections=MAX_ENTRANTS,
        format_func=lambda id: own[id].name if id in own else entrant_name(id), placeholder="Choose some",
    )[:MAX_ENTRANTS]  # fmt: skip
    columns = st.columns(2)
    columns[0].button("Tune rates", on_click=lambda: _tune(from_dict(st.session_state["_scene"])), width="stretch",
                      help="Finds each learning rate by one batched sweep on this surface, from this start")  # fmt: skip
    columns[1].selectbox(
        "Schedule for all", list(SCHEDULES), index=None, placeholder="Schedule for all", key="_schedule_for_all",
        label_visibility="collapsed", on_change=_on_schedule_for_all, format_func=lambda s: SCHEDULES[s].name,
    )  # fmt: skip
    return tuple(_entrant(id, own.get(id)) for id in chosen)


def entrant_ids() -> list[str]:
    """What can be entered: every rule by family, and of each that runs already another copy."""
    slugs = sorted(OPTIMIZERS, key=lambda s: (FAMILIES.index(OPTIMIZERS[s].family), OPTIMIZERS[s].name))
    running = st.session_state.get("optimizers") or st.query_params.get_all("optimizers")
    copies = [id for id in running if "~" in id and id.partition("~")[0] in OPTIMIZERS]
    further = [next_copy(slug, running) for slug in slugs if slug in running]
    return list(dict.fromkeys([*slugs, *(id for id in copies if id.partition("~")[2].isdigit()), *further]))


def next_copy(slug: str, running: list[str]) -> str:
    """The id of one more copy of a rule: adam~2, adam~3, …"""
    count = 2
    while f"{slug}~{count}" in running:
        count += 1
    return f"{slug}~{count}"


def entrant_name(id: str) -> str:
    slug, _, copy = id.partition("~")
    return f"{OPTIMIZERS[slug].name} {copy}" if copy else OPTIMIZERS[slug].name


def entrant_color(id: str) -> str:
    """The rule's colour; a further copy's is turned by a fifth of the colour circle."""
    slug, _, copy = id.partition("~")
    color = OPTIMIZERS[slug].color
    if not copy:
        return color
    r, g, b = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    h, l, s = colorsys.rgb_to_hls(r, g, b)
    turned = colorsys.hls_to_rgb((h + 0.2 * (int(copy) - 1)) % 1, min(max(l, 0.4), 0.6), max(s, 0.5))
    return "#" + "".join(f"{round(255 * part):02x}" for part in turned)


def _entrant(id: str, own: Entrant | None) -> Entrant:
    declared = OPTIMIZERS[id.partition("~")[0]]
    rule, schedule = unwrap(own.rule) if own else (None, None)
    name, color = (own.name, own.color) if own else (entrant_name(id), entrant_color(id))
    with st.expander(f':color[●]{{foreground="{color}"}} {name}'):
        made = declared(**controls(declared, id, rule.settings() if rule else {}))
        if hasattr(made, "lr"):
            made = _scheduled(made, id, schedule)
        st.latex(declared.latex)
        st.caption(f"{declared.__doc__}  \n[{declared.paper.authors} {declared.paper.year}]({declared.paper.url})")
    return Entrant(made, name, color, id)


def _scheduled(rule: Any, id: str, own: Any) -> Any:
    slugs = list(SCHEDULES)
    slug = st.selectbox(
        "Schedule", slugs, index=slugs.index(own.slug if own else CONSTANT), key=f"{id}.schedule", bind="query-params",
        format_func=lambda s: SCHEDULES[s].name,
    )  # fmt: skip
    declared = SCHEDULES[slug]
    schedule = declared(**controls(declared, f"{id}.{slug}", own.settings() if own and own.slug == slug else {}))
    return rule if schedule == SCHEDULES[CONSTANT]() else Scheduled(rule, schedule)


def _on_schedule_for_all() -> None:
    for id in st.session_state["optimizers"]:
        st.session_state[f"{id}.schedule"] = st.session_state["_schedule_for_all"]
    st.session_state["_schedule_for_all"] = None


def _tune(scene: Scene) -> None:
    """Set every learning rate to the best that a sweep finds."""
    for entrant in scene.entrants:
        if hasattr(entrant.rule, "lr"):
            tuned = tune(entrant.rule, scene.noisy_surface, scene.start, scene.steps)
            st.session_state[f"{entrant.id}.lr"] = round_to(float(tuned.rule.lr))
    st.toast(f"Learning rates tuned for {scene.surface.name}.")


def _conditions(base: Scene) -> tuple[int, float, int]:
    bound = {"bind": "query-params"}
    steps = st.slider("Steps", 10, MAX_STEPS, base.steps, key="steps", **bound)
    columns = st.columns(2)
    sigma = columns[0].number_input(
        r"Noise $\sigma$", 0.0, 100.0, float(base.sigma), step=0.1, format="%g", key="sigma", **bound,
        help="Each step sees the gradient with normal noise of this size; all rules see the same",
    )  # fmt: skip
    seed = columns[1].number_input("Seed", 0, 9999, base.seed, key="seed", **bound)
    return int(clamped(steps, 1, MAX_STEPS)), clamped(sigma, 0, 100), int(clamped(seed, 0, 9999))


def _pictures(base: Scene) -> tuple[tuple[str, ...], str]:
    panels = st.pills(
        "Pictures", PANELS, selection_mode="multi", default=list(base.panels), key="panels", bind="query-params",
        format_func=PANEL_NAMES.get,
    )  # fmt: skip
    look = st.segmented_control(
        "Look", ["quiet", "radford"], default=base.look, key="look", bind="query-params", required=True,
        format_func={"quiet": "Quiet", "radford": "Radford’s"}.get,
    )  # fmt: skip
    return tuple(panels), look or base.look
