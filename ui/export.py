"""Taking a race, or any other film, away: a dialog with the format, the options that matter, a preview and the file."""

import dataclasses
import re
from collections import OrderedDict
from threading import Lock
from typing import Any

import streamlit as st

from export import FORMATS, PRESETS, Format, MissingCodec, Options, Source, estimate, film_for, render, title_of
from figures import Film, digest
from scenes import Scene, to_json

AS_SHOWN, OTHER = "as on the page", "other"
KEPT = 64_000_000  # bytes of finished files that are kept, for all visitors together
PREVIEW = 420  # pixels, the longer side
_files: OrderedDict[Any, bytes] = OrderedDict()
_lock = Lock()


@st.dialog("Export", width="large")
def dialog(source: Source, panels: tuple[str, ...] | None) -> None:
    """The export of what the page shows: a scene, scenes side by side, or a film."""
    suffixes = [suffix for suffix, format in FORMATS.items() if _fits(format, source)]
    suffix = st.pills(
        "Format", suffixes, default=suffixes[0], required=True, format_func=lambda s: FORMATS[s].name,
        label_visibility="collapsed",
    )  # fmt: skip
    format = FORMATS[suffix or suffixes[0]]
    left, right = st.columns([2, 3], gap="medium")
    try:
        with left:
            options = _options(format, source, panels)
        size, seconds = estimate(source, format.suffix, options)
    except ValueError as error:
        st.error(_sentence(error))
        return
    with right:
        if format.quick:
            st.caption(f"About {_bytes(size)}.")
        else:
            st.image(_preview(fingerprint(source), options, source), width="stretch")
            st.caption(f"A preview. The file: about {_bytes(size)}, made in about {max(seconds, 1):.0f} s.")
        _file(format, source, options)


def _fits(format: Format, source: Source) -> bool:
    """Whether a format can be made: data and code come from a scene, not from a page's own film or from several."""
    if isinstance(source, Scene) or format.kind not in ("data", "code"):
        return True
    return format.suffix == ".csv" and not isinstance(source, Film)


def _file(format: Format, source: Source, options: Options) -> None:
    """The download; what takes long is made first, before the eyes of who waits for it."""
    title = (title_of(source, options) or "downhill").lower().replace("’", "")
    name = re.sub(r"[^a-z0-9]+", "-", title).strip("-") + format.suffix
    if format.quick:
        st.download_button(
            f"Download {format.suffix}", lambda: render(source, format.suffix, options), name, format.media_type,
            on_click="ignore", type="primary",
        )  # fmt: skip
        return
    key = (fingerprint(source), format.suffix, options)
    with _lock:
        data = _files.get(key)
    if data is None and st.button("Make the file", type="primary"):
        data = _made(key, format, source, options)
    if data is not None:
        label = f"Download {format.suffix}, {_bytes(len(data))}"
        st.download_button(label, data, name, format.media_type, on_click="ignore", type="primary")


def _made(key: Any, format: Format, source: Source, options: Options) -> bytes | None:
    bar = st.progress(0.0, "Drawing …")
    try:
        data = render(source, format.suffix, options, lambda share: bar.progress(min(share, 1.0), "Drawing …"))
    except (ValueError, MissingCodec) as error:
        st.error(_sentence(error))
        return None
    finally:
        bar.empty()
    with _lock:
        _files[key] = data
        while sum(map(len, _files.values())) > KEPT and len(_files) > 1:
            _files.popitem(last=False)
    return data


def fingerprint(source: Source) -> str:
    """A hash of what would be drawn."""
    if isinstance(source, Film):
        return digest(source.document())
    return digest([to_json(scene) for scene in ([source] if isinstance(source, Scene) else source)])


@st.cache_data(max_entries=64, show_spinner=False)
def _preview(fingerprint: str, options: Options, _source: Source) -> bytes:
    """A picture from the middle of the film, small."""
    film = film_for(_source, options)
    small = None
    if options.size is not None:
        width, height = (max(160, round(2 * PREVIEW * side / max(options.size))) for side in options.size)
        small = (width, height)
    step = film.steps * 0.4 if options.step is None else options.step
    return render(_source, ".png", dataclasses.replace(options, size=small, step=step, density=1.0, orbit=0.0))


def _options(format: Format, source: Source, panels: tuple[str, ...] | None) -> Options:
    """Widgets for those options that the format has."""
    film = film_for(source, Options(panels=panels))
    chosen: dict[str, Any] = {"panels": panels}
    if "panels" in format.options and len(film.panels) > 1:
        chosen["panels"] = _panels(film, panels)
    if "size" in format.options:
        chosen["size"] = _size()
    if "dark" in format.options:
        dark = st.context.theme.type == "dark"
        ground = st.segmented_control("Ground", ["Light", "Dark"], default="Dark" if dark else "Light", required=True)
        chosen["dark"] = ground == "Dark"
    if format.kind == "film":
        seconds = min(max(film.steps / film.rate, 1.0), 30.0)
        chosen["seconds"] = st.slider("Length in seconds", 1.0, 30.0, round(seconds, 1), 0.5)
        chosen["fps"] = st.slider("Frames a second", 5, 60, 25)
    if "step" in format.options:
        chosen["step"] = st.slider("At step", 0, max(film.steps, 1), film.steps)
    if "azimuth" in format.options and any(panel.kind == "space" for panel in film.panels):
        chosen |= _camera(format, source)
    if "loop" in format.options:
        chosen["loop"] = st.toggle("Play it over and over", True)
    if "cdn" in format.options:
        chosen["cdn"] = st.toggle("Small file, which loads plotly.js from the net")
    return Options(**chosen)


def _panels(film: Film, panels: tuple[str, ...] | None) -> tuple[str, ...] | None:
    names = {panel.id: panel.title for panel in film.panels}
    ids = list(panels or names)
    picked = st.pills("Pictures", ids, selection_mode="multi", default=ids, format_func=lambda id: names.get(id, id))
    return tuple(picked) or panels


def _size() -> tuple[int, int] | None:
    names = {name: f"{name} ({w} × {h})" for name, (w, h) in PRESETS.items()}
    name = st.selectbox("Size", [AS_SHOWN, *PRESETS, OTHER], format_func=lambda n: names.get(n, n.capitalize()))
    if name == OTHER:
        columns = st.columns(2)
        width = columns[0].number_input("Width", 160, 4096, 900)
        return int(width), int(columns[1].number_input("Height", 160, 4096, 700))
    return PRESETS.get(name)


def _camera(format: Format, source: Source) -> dict[str, int]:
    if not isinstance(source, Scene):
        return {"orbit": st.slider("Turn by degrees", -360, 360, 0, 15)} if "orbit" in format.options else {}
    camera = source.camera
    chosen = {
        "azimuth": st.slider("Azimuth", -180, 180, int(camera.azimuth)),
        "elevation": st.slider("Elevation", 0, 90, int(camera.elevation)),
    }
    if "orbit" in format.options:
        chosen["orbit"] = st.slider("Turn by degrees", -360, 360, 0, 15, help="A slow orbit of the camera")
    return chosen


def _bytes(size: float) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
