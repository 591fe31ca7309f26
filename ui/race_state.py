"""What the Race page does when something is chosen: a scene → widgets. All of this runs before they are drawn."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from optim import OPTIMIZERS, Trajectory, tune
from scenes import SCENES, Scene, from_dict, from_json, to_dict, told, unwrapped
from scenes import scene as make_scene
from surfaces import EXAMPLES as TYPED
from surfaces import SURFACES, parse
from ui.widgets import clamped

FREE = "free"
LOADED = "loaded"
FUNCTION = "function"
CONSTANT = "constant"
MIN_STEPS, MAX_STEPS = 10, 1000


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
    """Set every widget to a scene: only before they are drawn, so from callbacks."""
    state = st.session_state
    state.update(
        scene=slug, surface=scene.surface.slug, look=scene.look, panels=list(scene.panels),
        steps=int(clamped(scene.steps, MIN_STEPS, MAX_STEPS)),
        x=float(scene.start[0]), y=float(scene.start[1]), sigma=float(scene.sigma), seed=int(scene.seed),
        optimizers=[entrant.id for entrant in scene.entrants],
    )  # fmt: skip
    if scene.surface.slug == FUNCTION:
        _fill_function(scene.surface)
    else:
        _fill_settings(scene.surface, scene.surface.slug)
    for entrant in scene.entrants:
        rule, schedule, clip = unwrapped(entrant.rule)
        _fill_settings(rule, entrant.id)
        state[f"{entrant.id}.schedule"] = schedule.slug if schedule else CONSTANT
        if schedule:
            _fill_settings(schedule, f"{entrant.id}.{schedule.slug}")
        state[f"{entrant.id}.clipped"] = clip is not None
        if clip:
            _fill_settings(clip, f"{entrant.id}.clip")


def _fill_function(surface: Any) -> None:
    (x0, x1), (y0, y1) = surface.domain
    st.session_state.update(f=surface.settings()["text"], x0=x0, x1=x1, y0=y0, y1=y1)


def _fill_settings(declaration: Any, prefix: str) -> None:
    for name, value in declaration.settings().items():
        st.session_state[f"{prefix}.{name}"] = value


def on_scene() -> None:
    fill(base_scene(st.session_state["scene"]), st.session_state["scene"])


def on_surface() -> None:
    """A new surface: its own start, the same optimizers, at rates tuned for it."""
    old = from_dict(st.session_state["_scene"])
    slug = st.session_state["surface"]
    surface = parse(TYPED[0][0]) if slug == FUNCTION else SURFACES[slug]()
    moved = Scene(surface.name, surface, old.entrants, tuple(surface.start), old.steps, old.sigma, old.seed,
                  panels=old.panels)  # fmt: skip
    fill(moved, FREE)
    tune_rates(moved)


def on_click(event: dict[str, Any]) -> None:
    """A click on a contour moves the start."""
    surface = from_dict(st.session_state["_scene"]).surface
    for name, (low, high) in zip("xy", surface.domain or (), strict=False):
        value = event.get(name)
        if isinstance(value, int | float):
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
    except ValueError as error:
        st.session_state["_upload_fault"] = f"{file.name} could not be read: {error}."
        return
    st.session_state["_loaded"] = to_dict(scene)
    fill(scene, LOADED)


def on_schedule_for_all() -> None:
    for id in st.session_state["optimizers"]:
        st.session_state[f"{id}.schedule"] = st.session_state["_schedule_for_all"]
    st.session_state["_schedule_for_all"] = None


def tune_rates(scene: Scene) -> None:
    """Set every learning rate to the best that a sweep finds; Newton's and its kin's keep their natural 1."""
    for entrant in scene.entrants:
        if hasattr(entrant.rule, "lr") and entrant.rule.tunable:
            tuned = tune(entrant.rule, scene.noisy_surface, scene.start, scene.steps)
            st.session_state[f"{entrant.id}.lr"] = tuned.rule.settings()["lr"]
    st.toast(f"Learning rates tuned for {scene.surface.name}.")
