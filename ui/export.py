"""Taking a race, or any other film, away: a dialog with the format, the options that matter, a preview and the file."""

import dataclasses
import re
from collections import OrderedDict
from threading import BoundedSemaphore, Lock
from typing import Any

import streamlit as st

from export import (
    FORMATS,
    PRESETS,
    Format,
    MissingCodec,
    Options,
    Shown,
    camera_of,
    estimate,
    film_for,
    hidden_in,
    render,
    seen,
    turned,
    undrawable,
)
from figures import Film, digest
from scenes import to_json
from ui.budget import QUEUE, TooMuch, turn
from ui.outside import literal
from ui.seen import player_state

AS_SHOWN, OTHER = "as on the page", "other"
KEPT = 16_000_000  # bytes of finished files that are kept, for all visitors together
PREVIEW = 420  # pixels, the longer side
TRAILS = {"whole": "Whole trails", "tail": "Fading tails", "none": "No trails"}
SECONDS = (1.0, 30.0)
_files: OrderedDict[Any, bytes] = OrderedDict()
_lock = Lock()
AT_ONCE = 2  # films that are drawn at once, each in some 20 MB; those who come then wait, or are asked to come again
_places, _seats = BoundedSemaphore(AT_ONCE), BoundedSemaphore(AT_ONCE + QUEUE)


def _nothing() -> None:
    """Closing the dialog runs the page's script, which ends a rendering that is under way."""


@st.dialog("Export", width="large", on_dismiss=_nothing)
def dialog(page: Shown, key: str) -> None:
    """The export of what a page shows: the film of the player `key`, as the person has left it."""
    state = player_state(key)
    shown = seen(page, state)
    suffixes = [suffix for suffix, format in FORMATS.items() if _fits(format, shown)]
    suffix = st.pills(
        "Format", suffixes, default=suffixes[0], required=True, format_func=lambda s: FORMATS[s].name,
        label_visibility="collapsed",
    )  # fmt: skip
    format = FORMATS[suffix or suffixes[0]]
    left, right = st.columns([2, 3], gap="medium")
    try:
        with left:
            options = _options(format, shown, state)
        size, seconds = estimate(shown, format.suffix, options)
    except ValueError as error:
        st.error(literal(_sentence(error)))
        return
    with right:
        if not format.quick:
            st.image(_preview(fingerprint(shown), options, shown), width="stretch")
        st.caption(taken(page, state, format, options))
        if not format.quick and (letters := undrawable(shown, options)):
            st.caption(f"A box stands for what the font lacks: {literal(letters[:20])}")
        cost = f"About {_bytes(size)}"
        st.caption(f"{cost}." if format.quick else f"{cost}, made in about {max(seconds, 1):.0f} s.")
        _file(format, shown, options, key)


def taken(page: Shown, state: Any, format: Format, options: Options) -> str:
    """What an export of a page takes with it, in words, and what it leaves."""
    hidden = hidden_in(page.film, state)
    racers = [racer for racer in page.film.racers if racer.id not in hidden]
    words = [_counted(len(racers), "run")] if page.film.racers else []
    if not format.quick or format.kind == "page":
        panels = film_for(seen(page, state), options).panels
        if len(panels) < len(page.film.panels):
            words.insert(0, f"{len(panels)} of {len(page.film.panels)} pictures")
        elif len(panels) > 1:
            words.insert(0, f"{len(panels)} pictures")
        if page.film.tracks:
            words.append(TRAILS[options.trail or seen(page, state).film.trail].lower())
        if turned(page.film, state):
            words.append("seen as you have turned or zoomed it")
    said = f"Takes what the page shows: {', '.join(words)}." if words else "Takes what the page shows."
    names = [racer.name for racer in page.film.racers if racer.id in hidden]
    return f"{said} Hidden, and left out: {', '.join(names)}." if names else said


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def _fits(format: Format, shown: Shown) -> bool:
    """Whether a format can be made: data come from scenes, and all but the table from a single one."""
    if format.kind not in ("data", "code"):
        return True
    return len(shown.scenes) == 1 or (format.suffix == ".csv" and bool(shown.scenes))


def _file(format: Format, shown: Shown, options: Options, key: str) -> None:
    """The download; what takes long is made first, before the eyes of who waits for it."""
    title = shown.scenes[0].name if len(shown.scenes) == 1 else f"downhill {key}"
    name = (re.sub(r"[^a-z0-9]+", "-", title.lower().replace("’", "")).strip("-") or "downhill") + format.suffix
    if format.quick:
        st.download_button(
            f"Download {format.suffix}", lambda: render(shown, format.suffix, options), name, format.media_type,
            on_click="ignore", type="primary",
        )  # fmt: skip
        return
    print_of = (fingerprint(shown), format.suffix, options)
    with _lock:
        data = _files.get(print_of)
    if data is None and st.button("Make the file", type="primary"):
        data = _made(print_of, format, shown, options)
    if data is not None:
        label = f"Download {format.suffix}, {_bytes(len(data))}"
        st.download_button(label, data, name, format.media_type, on_click="ignore", type="primary")


def _made(key: Any, format: Format, shown: Shown, options: Options) -> bytes | None:
    bar = st.progress(0.0, "Drawing …")
    try:
        with turn(_places, _seats):
            data = render(shown, format.suffix, options, lambda share: bar.progress(min(share, 1.0), "Drawing …"))
    except (ValueError, MissingCodec, TooMuch) as error:
        st.error(literal(_sentence(error)))
        return None
    finally:
        bar.empty()
    with _lock:
        _files[key] = data
        while sum(map(len, _files.values())) > KEPT and len(_files) > 1:
            _files.popitem(last=False)
    return data


def fingerprint(shown: Shown) -> str:
    """A hash of what would be drawn."""
    return digest([shown.film.document(), *(to_json(scene) for scene in shown.scenes)])


@st.cache_data(max_entries=16, show_spinner=False)
def _preview(fingerprint: str, options: Options, _shown: Shown) -> bytes:
    """A picture from the middle of the film, small."""
    film = film_for(_shown, options)
    small = None
    if options.size is not None:
        width, height = (max(160, round(2 * PREVIEW * side / max(options.size))) for side in options.size)
        small = (width, height)
    step = film.steps * 0.4 if options.step is None else options.step
    return render(_shown, ".png", dataclasses.replace(options, size=small, step=step, density=1.0, orbit=0.0))


def _options(format: Format, shown: Shown, state: Any) -> Options:
    """Widgets for those options that the format has; they begin with what the page shows."""
    film = shown.film
    chosen: dict[str, Any] = {}
    if "panels" in format.options and len(film.panels) > 1:
        chosen["panels"] = _panels(film)
    if "size" in format.options:
        chosen["size"] = _size()
    if "dark" in format.options:
        dark = st.context.theme.type == "dark"
        ground = st.segmented_control("Ground", ["Light", "Dark"], default="Dark" if dark else "Light", required=True)
        chosen["dark"] = ground == "Dark"
    if "trail" in format.options and film.tracks:
        chosen["trail"] = st.segmented_control(
            "Trails", list(TRAILS), default=film.trail, required=True, format_func=lambda trail: TRAILS[trail]
        )
    if format.kind == "film":
        lasts = film.steps / film.rate / (_number(state, "speed") or 1.0)
        chosen["seconds"] = st.slider(
            "Length in seconds", *SECONDS, round(min(max(lasts, SECONDS[0]), SECONDS[1]), 1), 0.5
        )
        chosen["fps"] = st.slider("Frames a second", 5, 60, 25)
    if "step" in format.options and film.steps:
        paused = None if state.get("playing") else _number(state, "step")
        at = min(max(int(paused or film.steps), 0), film.steps)
        chosen["step"] = st.slider("At step", 0, film.steps, at)
    if "azimuth" in format.options:
        chosen |= _camera(format, film)
    if "loop" in format.options:
        chosen["loop"] = st.toggle("Play it over and over", True)
    if "live" in format.options and len(shown.scenes) == 1:
        chosen["live"] = st.toggle("Dials, and a start to drag", True, help="The page races by itself, without a net")
    if "cdn" in format.options:
        chosen["cdn"] = st.toggle("Small file, which loads plotly.js from the net")
    return Options(**chosen)


def _number(state: Any, name: str) -> float | None:
    """A number that the browser has told, if it is one."""
    value = state.get(name)
    return float(value) if isinstance(value, int | float) and 0 < value < 1e6 else None


def _panels(film: Film) -> tuple[str, ...]:
    names = {panel.id: panel.title or panel.id for panel in film.panels}
    picked = st.pills(
        "Pictures", list(names), selection_mode="multi", default=list(names), format_func=lambda id: literal(names[id])
    )
    return tuple(name for name in names if name in picked)


def _size() -> tuple[int, int] | None:
    names = {name: f"{name} ({w} × {h})" for name, (w, h) in PRESETS.items()}
    name = st.selectbox("Size", [AS_SHOWN, *PRESETS, OTHER], format_func=lambda n: names.get(n, n.capitalize()))
    if name == OTHER:
        columns = st.columns(2)
        width = columns[0].number_input("Width", 160, 4096, 900)
        return int(width), int(columns[1].number_input("Height", 160, 4096, 700))
    return PRESETS.get(name)


def _camera(format: Format, film: Film) -> dict[str, float]:
    """Where the eye is, if there is one surface in space; what is not moved stays exactly as on the page."""
    if not any(panel.kind == "space" for panel in film.panels):
        return {}
    chosen: dict[str, float] = {}
    if camera := camera_of(film):
        for name, low, now in (("azimuth", -180, camera.azimuth), ("elevation", -90, camera.elevation)):
            picked = st.slider(name.capitalize(), low, -low, round(now))
            if picked != round(now):
                chosen[name] = picked
    if "orbit" in format.options:
        chosen["orbit"] = st.slider("Turn by degrees", -360, 360, 0, 15, help="A slow orbit of the camera")
    return chosen


def _bytes(size: float) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
