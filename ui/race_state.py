"""What the Race page does when something is chosen: a scene → widgets. All of this runs before they are drawn."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from catalog import parameters
from figures.dials import MAX_STEPS, MIN_STEPS
from optim import OPTIMIZERS, SCHEDULES, Trajectory, tune
from scenes import MAX_NAME, SCENES, Entrant, Scene, from_dict, from_json, to_dict, told, unwrapped
from scenes import scene as make_scene
from surfaces import EXAMPLES as TYPED
from surfaces import SURFACES, parse
from ui.budget import each_within
from ui.entrants import FUNCTION
from ui.outside import finite, literal
from ui.widgets import clamped

FREE = "free"
LOADED = "loaded"
CONSTANT = "constant"


def base_scene(slug: str) -> Scene:
    """The scene whose values the widgets start from."""
    if slug == LOADED and "_loaded" in st.session_state:
        return from_dict(st.session_state["_loaded"])
    if slug in SCENES:
        return SCENES[slug]
    rules = (OPTIMIZERS[slug]() for slug in ("gradient_descent", "momentum", "rmsprop", "adam"))
    return make_scene("Free choice", SURFACES["rosenbrock"](), *rules, steps=300)


def worded(scene: Scene, runs: Sequence[Trajectory]) -> Scene:
    """The scene under the title and the caption that hold of these runs of it."""
    slug = st.session_state["scene"]
    if slug in SCENES and scene.surface.slug == SCENES[slug].surface.slug:
        return told(slug, scene, runs)
    return scene


def fill(scene: Scene, slug: str) -> None:
    """Set every widget to a scene, all or none: only before they are drawn, so from callbacks."""
    st.session_state.update(filled(scene, slug))


def filled(scene: Scene, slug: str) -> dict[str, Any]:
    """What each widget is to show of a scene, by its key."""
    domain: Any = scene.surface.domain
    (x0, x1), (y0, y1) = domain
    values: dict[str, Any] = {
        "scene": slug, "surface": scene.surface.slug, "look": scene.look, "panels": list(scene.panels),
        "steps": int(clamped(scene.steps, MIN_STEPS, MAX_STEPS)), "sigma": float(scene.sigma),
        "seed": float(scene.seed), "x": clamped(scene.start[0], x0, x1), "y": clamped(scene.start[1], y0, y1),
        "optimizers": [entrant.id for entrant in scene.entrants],
    }  # fmt: skip
    if scene.surface.slug == FUNCTION:
        values |= {"f": scene.surface.settings()["text"], "x0": x0, "x1": x1, "y0": y0, "y1": y1}
        letters = {parameter.name for parameter in parameters(scene.surface)}
        values |= {key: value for key, value in _settings(scene.surface, FUNCTION).items() if key[-1] in letters}
    else:
        values |= _settings(scene.surface, scene.surface.slug)
    for entrant in scene.entrants:
        rule, schedule, clip = unwrapped(entrant.rule)
        values |= _settings(rule, entrant.id)
        values[f"{entrant.id}.schedule"] = schedule.slug if schedule else CONSTANT
        if schedule:
            values |= _settings(schedule, f"{entrant.id}.{schedule.slug}")
        values[f"{entrant.id}.clipped"] = clip is not None
        if clip:
            values |= _settings(clip, f"{entrant.id}.clip")
    return values


def _settings(declaration: Any, prefix: str) -> dict[str, Any]:
    return {f"{prefix}.{name}": value for name, value in declaration.settings().items()}


def on_scene() -> None:
    fill(base_scene(st.session_state["scene"]), st.session_state["scene"])


def on_surface() -> None:
    """A new surface: its own start, the same optimizers, at rates tuned for it."""
    old = from_dict(st.session_state["_scene"])
    slug = st.session_state["surface"]
    if slug != FUNCTION and not (slug in SURFACES and SURFACES[slug].dims == 2):
        return
    surface = parse(TYPED[0][0]) if slug == FUNCTION else SURFACES[slug]()
    moved = Scene(surface.name, surface, old.entrants, tuple(surface.start), old.steps, old.sigma, old.seed,
                  panels=old.panels)  # fmt: skip
    fill(moved, FREE)
    tune_rates(moved)


def on_click(event: dict[str, Any]) -> None:
    """A click on a contour moves the start."""
    surface = from_dict(st.session_state["_scene"]).surface
    for name, (low, high) in zip("xy", surface.domain or (), strict=False):
        value = finite(event.get(name))
        if value is not None:
            st.session_state[name] = clamped(float(f"{value:.4g}"), low, high)


def on_upload() -> None:
    file = st.session_state["_upload"]
    st.session_state["_upload_fault"] = None
    if file is None:
        return
    try:
        scene = from_json(file.getvalue())
        if scene.surface.dims != 2:
            raise ValueError(f"{scene.surface.name} is not a surface of two dimensions")
        values = filled(scene, LOADED)
    except ValueError as error:
        st.session_state["_upload_fault"] = f"{file.name[:MAX_NAME]} could not be read: {error}."
        return
    st.session_state.update(values, _loaded=to_dict(scene))


def on_schedule_for_all() -> None:
    for id in st.session_state["optimizers"] if st.session_state["_schedule_for_all"] in SCHEDULES else ():
        st.session_state[f"{id}.schedule"] = st.session_state["_schedule_for_all"]
    st.session_state["_schedule_for_all"] = None


def tune_rates(scene: Scene) -> None:
    """Set every learning rate to the best that a sweep finds; Newton's and its kin's keep their natural 1.

    As many as can be tuned in the time that one visitor may take; a toast says how many.
    """

    def tuned(entrant: Entrant) -> None:
        found = tune(entrant.rule, scene.noisy_surface, scene.start, scene.steps)
        st.session_state[f"{entrant.id}.lr"] = found.rule.settings()["lr"]

    entrants = [e for e in scene.entrants if hasattr(e.rule, "lr") and e.rule.tunable]
    done = each_within(entrants, tuned)
    where = literal(scene.surface.name)
    if done == len(entrants):
        st.toast(f"Learning rates tuned for {where}.")
    else:
        st.toast(
            f"{done} of {len(entrants)} learning rates tuned for {where}: more takes too long for a server that others "
            "use, too. Take fewer steps or fewer optimizers.",
            icon=":material/hourglass_bottom:", duration="long",
        )  # fmt: skip
