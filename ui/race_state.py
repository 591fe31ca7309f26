"""What the Race page does when something is chosen: a scene → widgets. All of this runs before they are drawn."""

import base64
import dataclasses
import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from catalog import parameters
from figures.dials import MAX_STEPS, MIN_STEPS
from optim import OPTIMIZERS, SCHEDULES, Trajectory, tunable_numbers, tune, tune_all
from scenes import MAX_NAME, SCENES, Entrant, Scene, from_dict, from_json, to_dict, told
from scenes import scene as make_scene
from surfaces import EXAMPLES as TYPED
from surfaces import SURFACES, parse
from ui import history
from ui.budget import each_within
from ui.entrant_list import kept_of
from ui.entrants import FUNCTION
from ui.kept import remember
from ui.outside import WHOLE as WITH
from ui.outside import finite, literal
from ui.widgets import clamped

FREE = "free"
LOADED = "loaded"
LONGEST = 100_000  # characters of one, unpacked


def base_scene(slug: str) -> Scene:
    """The scene whose values the widgets start from."""
    if slug in SCENES:
        return SCENES[slug]
    if slug == LOADED and (scene := loaded()):
        return scene
    rules = (OPTIMIZERS[slug]() for slug in ("gradient_descent", "momentum", "rmsprop", "adam"))
    return make_scene("Free choice", SURFACES["rosenbrock"](), *rules, steps=300)


def loaded() -> Scene | None:
    """The scene that somebody loaded: the session's, else the one that the address brings whole."""
    remember(WITH)
    packed_ = st.session_state.get(WITH) or st.query_params.get(WITH)
    scene = unpacked(packed_) if packed_ else None
    if scene is None:
        st.session_state.pop(WITH, None)
        st.query_params.pop(WITH, None)
        return None
    st.session_state[WITH] = packed_
    if packed_ and st.query_params.get(WITH) != packed_:
        st.query_params[WITH] = packed_
    return scene


def packed(scene: Scene) -> str:
    """A scene as a short text of letters for an address."""
    data = json.dumps(to_dict(scene), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


@lru_cache(maxsize=64)
def unpacked(text: str) -> Scene | None:
    """The scene that `packed` wrote; None where it is none."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        scene = from_json(zlib.decompressobj().decompress(data, LONGEST))
    except (ValueError, zlib.error):
        return None
    return scene if scene.surface.dims == 2 else None


def worded(scene: Scene, runs: Sequence[Trajectory]) -> Scene:
    """The scene under the title and the caption that hold of these runs of it."""
    slug = st.session_state["scene"]
    return told(slug, scene, runs) if slug in SCENES else scene


def fill(scene: Scene, slug: str) -> None:
    """Set every widget to a scene, all or none: only before they are drawn, so from callbacks."""
    values = filled(scene, slug)
    for key in values:
        remember(key)
    st.session_state.update(values)


def filled(scene: Scene, slug: str) -> dict[str, Any]:
    """What each widget is to show of a scene, by its key."""
    domain: Any = scene.surface.domain
    (x0, x1), (y0, y1) = domain
    values: dict[str, Any] = {
        "scene": slug, "surface": scene.surface.slug, "look": scene.look, "panels": list(scene.panels),
        "steps": int(clamped(scene.steps, MIN_STEPS, MAX_STEPS)), "sigma": float(scene.sigma),
        "seed": int(scene.seed), "noise": scene.noise,
        "delay": int(scene.delay), "x": clamped(scene.start[0], x0, x1), "y": clamped(scene.start[1], y0, y1),
        "optimizers": list(dict.fromkeys(entrant.id.partition("-")[0] for entrant in scene.entrants)),
    }  # fmt: skip
    if scene.surface.slug == FUNCTION:
        values |= {"f": scene.surface.settings()["text"], "x0": x0, "x1": x1, "y0": y0, "y1": y1}
        letters = {parameter.name for parameter in parameters(scene.surface)}
        values |= {key: value for key, value in _settings(scene.surface, FUNCTION).items() if key[-1] in letters}
    else:
        values |= _settings(scene.surface, scene.surface.slug)
    for entrant in scene.entrants:
        id = entrant.id.partition("-")[0]  # the first of a sweep stands for all
        kept = kept_of(entrant.rule, id)
        slug = kept[f"{id}.schedule"]
        if kept.get(f"{id}.{slug}.horizon") == scene.steps:
            del kept[f"{id}.{slug}.horizon"]  # it follows the race's length
        values = kept | values
    return values


def _settings(declaration: Any, prefix: str) -> dict[str, Any]:
    return {f"{prefix}.{name}": value for name, value in declaration.settings().items()}


def on_scene() -> None:
    """Another scene: all as it is there."""
    slug, carried = st.session_state.get("scene"), st.session_state.get(WITH)
    if slug is None:
        return
    history.go({"scene": [slug]} | ({WITH: [carried]} if slug == LOADED and carried else {}))
    st.session_state["_tune"] = slug == FREE  # it starts with a race that works


def on_reset() -> None:
    slug = st.session_state["scene"]
    carried = st.session_state.get(WITH)
    history.go({"scene": [slug]} | ({WITH: [carried]} if slug == LOADED and carried else {}))


def raced_last() -> Scene:
    """The scene of the last run of the page, its entrants under the ids of the sidebar."""
    scene = from_dict(st.session_state["_scene"])
    named = zip(scene.entrants, st.session_state["_ids"], strict=True)
    return dataclasses.replace(scene, entrants=tuple(dataclasses.replace(e, id=id) for e, id in named))


def on_surface() -> None:
    """A new surface: its own start, the same optimizers, at rates tuned for it."""
    slug = st.session_state.get("surface")  # none where an upload of the same moment began anew
    if slug != FUNCTION and not (slug in SURFACES and SURFACES[slug].dims == 2):
        return
    old = raced_last()
    surface = parse(TYPED[0][0]) if slug == FUNCTION else SURFACES[slug]()
    able = tuple(entrant for entrant in old.entrants if not entrant.rule.lacks(surface.at(1)))
    moved = Scene(surface.name, surface, able, tuple(surface.start), old.steps, old.sigma, old.seed,
                  old.noise, old.delay, panels=old.panels)  # fmt: skip
    listed = list(st.session_state["optimizers"])
    fill(moved, FREE)
    st.session_state["optimizers"] = listed  # those too that cannot run here
    tune_rates(moved, "Undo takes it back.")


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
    except ValueError as error:
        st.session_state["_upload_fault"] = f"{file.name[:MAX_NAME]} could not be read: {error}."
        return
    text = packed(scene)
    history.go({"scene": [LOADED], WITH: [text]})


def on_schedule_for_all() -> None:
    for id in st.session_state["optimizers"] if st.session_state["_schedule_for_all"] in SCHEDULES else ():
        remember(f"{id}.schedule")
        st.session_state[f"{id}.schedule"] = st.session_state["_schedule_for_all"]
    st.session_state["_schedule_for_all"] = None


def tune_rates(scene: Scene, more: str = "") -> None:
    """Set every learning rate to the best that a sweep finds; Newton's and its kin's keep their natural 1."""

    def tuned(entrant: Entrant) -> None:
        found = tune(entrant.rule, scene.noisy_surface, scene.start, scene.steps)
        st.session_state[f"{entrant.id}.lr"] = found.rule.settings()["lr"]

    able = [e for e in _single(scene) if hasattr(e.rule, "lr") and e.rule.tunable]
    _say_tuned("learning rates", scene, len(able), each_within(able, tuned), more)


def tune_everything(scene: Scene) -> None:
    """Set all numbers of every rule to the best that a search finds."""

    def tuned(entrant: Entrant) -> None:
        found = tune_all(entrant.rule, scene.noisy_surface, scene.start, scene.steps)
        values = found.rule.settings()
        for name in tunable_numbers(entrant.rule):
            remember(f"{entrant.id}.{name}")
            st.session_state[f"{entrant.id}.{name}"] = values[name]

    able = [e for e in _single(scene) if tunable_numbers(e.rule)]
    _say_tuned("optimizers", scene, len(able), each_within(able, tuned), "Undo takes it back.")


def _single(scene: Scene) -> list[Entrant]:
    """The entrants that are not of a sweep, which keeps its values."""
    return [e for e in scene.entrants if "-" not in e.id]


def _say_tuned(what: str, scene: Scene, able: int, done: int, more: str) -> None:
    """A toast that says how many could be tuned in the time that one visitor may take."""
    where = literal(scene.surface.name)
    if done == able:
        st.toast(f"{what.capitalize()} tuned for {where}. {more}".rstrip())
    else:
        st.toast(
            f"{done} of {able} {what} tuned for {where}: more takes too long for a server that others "
            "use, too. Take fewer steps or fewer optimizers.",
            icon=":material/hourglass_bottom:", duration="long",
        )  # fmt: skip
