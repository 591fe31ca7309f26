"""Films for trying the player: Radford's three, races, every kind of overlay, and a small one by hand."""

import numpy as np

from figures import Film, Panel, Racer, contour, film_of, home_film, tracks_of
from figures.axes import entitled
from figures.film import arrow, bars, curve, dots, text
from figures.plane import plane_layout
from optim import OPTIMIZERS, run
from scenes import SCENES, scene
from surfaces import SURFACES

RADFORD = ("radford-beale", "radford-long-valley", "radford-saddle")
CROWD = ("gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "adamax")


def radford(**facts):
    """Radford's three animations side by side, a group each."""
    return home_film([SCENES[slug] for slug in RADFORD], **facts).document()


def race(slug="rosenbrock-five", panels=("contour", "surface", "loss"), **facts):
    return film_of(SCENES[slug], panels, **facts).document()


def crowd(**facts):
    """The budget's load: eight racers, 300 steps, four panels, one of them in space."""
    entrants = (OPTIMIZERS[slug]() for slug in CROWD)
    beale = scene("Crowd", SURFACES["beale"](), *entrants, steps=300)
    return film_of(beale, ("contour", "surface", "loss", "gradient"), **facts).document()


def anatomy():
    """Every kind of overlay, on a plane with handles and on a chart of bars."""
    surface = SURFACES["beale"]()
    track = run(OPTIMIZERS["momentum"](lr=0.002, beta=0.95), surface, (1.0, 1.6), 40)
    step = 400 * track.gradients * 0.002 / 40
    turn = np.linspace(0, 2 * np.pi, 49)
    radius = np.linspace(0.3, 1.2, 41)[:, None]
    swarm = np.random.default_rng(0).normal(size=(2, 60)) * np.linspace(2, 0.2, 41)[:, None, None]
    x, y = track.points.T
    overlays = [
        curve(x[:, None] + radius * np.cos(turn), y[:, None] + 0.5 * radius * np.sin(turn), racer="momentum", fill=True,
              dash="dash", label="local model"),
        dots(3 + swarm[:, 0], -3 + swarm[:, 1], color="@accent", size=5),
        arrow(x, y, -step[:, 0], -step[:, 1], color="@ink", label="−∇E"),
        text([-3.5], [4.2], ["still"] * 20 + ["moving on"] * 21, color="@accent"),
    ]  # fmt: skip
    handles = [
        {"id": "probe", "x": -2.0, "y": -2.0, "label": "Probe", "color": "@accent"},
        {"id": "rail", "x": 2.0, "y": 3.0, "label": "Along x", "axis": "x"},
    ]
    plane = contour(surface, start=(1.0, 1.6), overlays=overlays, handles=handles)
    tracks = tracks_of(track, "momentum", channels=("x", "y", "f", "gap"))
    weights = 0.9 ** np.abs(np.arange(41)[:, None] - np.arange(41))
    weights[np.triu_indices(41, 1)] = np.nan
    strip = Panel(
        id="bars", kind="chart", title="Weights of past gradients", axes={"x": "step", "y": "f"}, racers=[],
        figure={"data": [], "layout": entitled(plane_layout((-0.5, 40.5), (0, 1.1)), "step", "weight")}, follow=True,
        overlays=[bars(np.arange(41), weights, color="@accent")],
    )  # fmt: skip
    racer = Racer("momentum", "Momentum", OPTIMIZERS["momentum"].color)
    return Film(panels=[plane, strip], tracks=tracks, racers=[racer], rate=10.0).document()


STEPS_SIMPLE = 20


def simple(*kinds, **facts):
    """A small film by hand: a crosses the picture, b leaves it on the right, c diverges at step 8.

    Panels: "map" (a plane), "loss" (a chart with a log axis), "hill" (in space). Arrays are plain lists here.
    """
    k = np.arange(STEPS_SIMPLE + 1)
    gone = np.where(k < 8, 1.0, np.nan)
    points = {
        "a": (-4 + 0.4 * k, -2 + 0.2 * k, 10 * 0.7**k),
        "b": (0.0 + k, 1.0 + 0 * k, 5 * 0.9**k),
        "c": (-3 * gone, (4 - 0.3 * k) * gone, 3.0 * 1.5**k * gone),
    }
    tracks = [
        {
            "racer": id, "group": "main", "diverged_at": 8 if id == "c" else None, "outcome": "",
            "channels": {
                name: [None if np.isnan(v) else float(v) for v in values]
                for name, values in zip("xyf", channels, strict=True)
            },
        }
        for id, channels in points.items()
    ]  # fmt: skip
    made = {"map": _map(), "loss": _loss(), "hill": _hill()}
    return {
        "steps": STEPS_SIMPLE,
        "rate": 20.0,
        "autoplay": False,
        "loop": False,
        "racers": [
            {"id": "a", "name": "Ada", "color": "#d02020", "dark": "#ff7070"},
            {"id": "b", "name": "Ben", "color": "#2040d0", "dark": "#8090ff"},
            {"id": "c", "name": "Cleo", "color": "#108030", "dark": "#40d070"},
        ],
        "groups": {"main": {"steps": STEPS_SIMPLE}},
        "readout": {"group": "main", "channel": "f", "label": "f"},
        "panels": [made[kind] for kind in kinds or ("map",)],
        "tracks": tracks,
        "trail": "whole",
    } | facts


def _panel(id, kind, data, layout, **facts):
    own = {"title": id.title(), "group": "main", "racers": None, "axes": {"x": "x", "y": "y"}, "key": f"{id}-1"}
    return own | {"id": id, "kind": kind, "figure": {"data": data, "layout": layout}} | facts


def _map():
    grid = np.linspace(-5, 5, 21)
    trace = {"type": "contour", "x": grid.tolist(), "y": grid.tolist(), "z": (grid**2 + grid[:, None] ** 2).tolist(),
             "colorscale": "@quiet", "showscale": False, "hoverinfo": "skip"}  # fmt: skip
    layout = plane_layout((-5, 5), (-5, 5), clickable=True, square=True)
    return _panel("map", "plane", [trace], layout, clickable=True, start=[-4.0, -2.0])


def _loss():
    layout = plane_layout((0, STEPS_SIMPLE), (-3, 2))
    layout["yaxis"] |= {"type": "log"}
    return _panel("loss", "chart", [], layout, axes={"x": "step", "y": "f"}, follow=True)


def _hill():
    """A ridge along y; Plotly's own marker, in pure magenta, stands where a is at step 10."""
    x, y = np.linspace(-5, 5, 41), np.linspace(-5, 5, 41)
    z = np.broadcast_to(10 * np.exp(-(x**2)), (41, 41))
    surface = {"type": "surface", "x": x.tolist(), "y": y.tolist(), "z": z.tolist(), "showscale": False,
               "hoverinfo": "skip"}  # fmt: skip
    marker = {"type": "scatter3d", "mode": "markers", "x": [0.0], "y": [0.0], "z": [10 * 0.7**10], "hoverinfo": "skip",
              "marker": {"size": 8, "color": "#ff00ff", "line": {"width": 0}}}  # fmt: skip
    axes = {f"{name}axis": {"range": limits} for name, limits in zip("xyz", ([-5, 5], [-5, 5], [0, 10]), strict=True)}
    scene = axes | {"aspectmode": "cube", "camera": {"eye": {"x": 1.4, "y": -1.4, "z": 1.2}}}
    return _panel("hill", "space", [surface, marker], {"scene": scene}, axes={"x": "x", "y": "y", "z": "f"})
