"""A scene as a plain Plotly figure with frames, for notebooks and other people's pages; the player is smoother."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from figures._color import resolve
from figures.assemble import racer_of, rate_of, tracks_of
from figures.drifting import as_it_moves
from figures.film import Panel, Track
from figures.plane import contour, curve1d
from figures.space import surface3d

KEYFRAMES = 120
TRAIL = 300  # points of a trail at most
LIFT = 0.03  # of the box: how far above the surface a trail runs, so as not to sink into its facets
BEYOND = 2.0  # boxes from the middle to which a trail in space is kept: WebGL fails at 1e12


def animation(scene: Any, theme: str = "light") -> Any:
    """A `plotly.graph_objects.Figure` with a Play and a Pause button and a slider; at most 120 keyframes.

    A scene whose camera has limits for the vertical axis is shown in space, another from above, a curve as a curve.
    The frames hold the trails and heads only. `theme` is "light" or "dark".
    """
    from plotly import graph_objects as go  # heavy, and nothing else here needs it

    from figures._outlines import outlines

    panel = _panel(scene)
    tracks = [
        tracks_of(trajectory, racer_of(entrant), channels=panel.axes.values())[0]
        for trajectory, entrant in zip(scene.run(), scene.entrants, strict=True)
    ]
    paths = [_path(track, panel) for track in tracks]
    keys = np.unique(np.linspace(0, scene.steps, min(scene.steps + 1, KEYFRAMES)).round().astype(int))
    base = resolve(panel.figure, theme)
    still = [trace for one in base["data"] for trace in (outlines(one) if one["type"] == "contour" else [one])]
    kind = {"type": "scatter3d" if panel.kind == "space" else "scatter"}
    looks = [
        look for entrant, track in zip(scene.entrants, tracks, strict=True) for look in _looks(entrant, track, theme)
    ]
    moments = {k: [kind | coordinates for path in paths for coordinates in _moment(path, k)] for k in keys}
    places = list(range(len(still), len(still) + len(looks)))
    duration = 1000 * scene.steps / rate_of(scene.look, scene.steps) / max(len(keys) - 1, 1)
    return go.Figure(
        data=still + [look | first for look, first in zip(looks, moments[0], strict=True)],
        layout=base["layout"] | _controls(scene.name, [str(k) for k in keys], duration, theme, panel.kind == "space"),
        frames=[go.Frame(name=str(k), data=moment, traces=places) for k, moment in moments.items()],
    )


def _panel(scene: Any) -> Panel:
    if scene.surface.dims == 1:
        return curve1d(scene.surface)
    if scene.camera.z:
        return surface3d(scene.surface, None, scene.look, view=scene.camera)
    return as_it_moves(contour(scene.surface, None, scene.look, clickable=False), scene)


def _path(track: Track, panel: Panel) -> dict[str, np.ndarray]:
    """A track's coordinates by axis; in space a little above the surface, and nothing far outside the box."""
    path = {axis: np.asarray(track.channels[name], dtype=np.float32) for axis, name in panel.axes.items()}
    if panel.kind != "space":
        return path
    boxes = panel.figure["layout"]["scene"]
    far = np.zeros(len(path["x"]), dtype=bool)
    for axis, values in path.items():
        low, high = boxes[f"{axis}axis"]["range"]
        far |= np.abs(values - (low + high) / 2) > BEYOND * (high - low)
    low, high = boxes["zaxis"]["range"]
    path["z"] = path["z"] + np.float32(LIFT * (high - low))
    return {axis: np.where(far, np.float32(np.nan), values) for axis, values in path.items()}


def _looks(entrant: Any, track: Track, theme: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a trail and a head look like, wherever they are."""
    racer = racer_of(entrant)
    color = racer.dark if theme == "dark" else racer.color
    name = racer.name if track.diverged_at is None else f"{racer.name} ({track.lost} at step {track.diverged_at})"
    shared = {"hoverinfo": "skip", "legendgroup": racer.id, "name": name}
    rim = {"color": resolve("@ground", theme), "width": 1.5}
    width = 3 if len(track.channels) < 3 else 5  # in space a line looks thinner
    return (
        shared | {"mode": "lines", "showlegend": False, "line": {"color": color, "width": width}},
        shared | {"mode": "markers", "marker": {"color": color, "size": 9, "line": rim}},
    )


def _moment(path: dict[str, np.ndarray], k: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The trail and the head at step k."""
    stride = 1 + len(path["x"]) // TRAIL
    shown = np.append(np.arange(0, k, stride), k)
    return {axis: v[shown] for axis, v in path.items()}, {axis: v[[k]] for axis, v in path.items()}


def _controls(title: str, keys: Sequence[str], duration: float, theme: str, redraw: bool) -> dict[str, Any]:
    """Title, legend, buttons and slider."""
    ink, line, ground = (resolve(token, theme) for token in ("@ink", "@line", "@ground"))
    # In space nothing moves without redraw; on a plane it is slow, and what is not animated flickers.
    how = {"frame": {"duration": duration, "redraw": redraw}, "transition": {"duration": 0}}
    at_once = {"mode": "immediate", "frame": {"duration": 0, "redraw": redraw}, "transition": {"duration": 0}}
    buttons = [
        {"label": "Play", "method": "animate", "args": [None, how | {"fromcurrent": True}]},
        {"label": "Pause", "method": "animate", "args": [[None], at_once]},
    ]
    steps = [{"label": key, "method": "animate", "args": [[key], at_once]} for key in keys]
    below = {"y": 0, "yanchor": "top", "bordercolor": line}
    return {
        "template": "none",
        "title": {"text": title, "x": 0.02, "font": {"color": ink}},
        "font": {"color": ink},
        "paper_bgcolor": ground,
        "margin": {"l": 40, "r": 20, "t": 50, "b": 90},
        "showlegend": True,
        "legend": {"itemsizing": "constant", "bgcolor": "rgba(0,0,0,0)"},
        "updatemenus": [
            {"type": "buttons", "direction": "left", "showactive": False, "buttons": buttons, "bgcolor": ground,
             "x": 0, "xanchor": "left", "pad": {"t": 38}, "font": {"color": ink}} | below,
        ],
        "sliders": [
            {"steps": steps, "x": 0.2, "len": 0.8, "pad": {"t": 28}, "ticklen": 0, "minorticklen": 0, "bgcolor": line,
             "font": {"color": "rgba(0,0,0,0)"},
             "currentvalue": {"prefix": "Step ", "font": {"color": ink}, "xanchor": "right"}} | below,
        ],
    }  # fmt: skip
