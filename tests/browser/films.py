"""Films for trying the player: Radford's three on one clock, and a race with curves."""

import numpy as np

from figures import Film, Panel, Racer, chart, contour, surface3d, tracks_of
from figures.film import arrow, bars, curve, dots, text
from figures.plane import plane_layout
from optim import OPTIMIZERS, run
from surfaces import SURFACES, View

COLORS = {
    "gradient_descent": "#e4322b", "momentum": "#2ca02c", "nesterov": "#d425c9", "adagrad": "#2a49e0",
    "adadelta": "#e0b400", "rmsprop": "#1c1c1c", "adam": "#ee7a10", "adamax": "#00a2a8",
}  # fmt: skip
RATES = {
    "beale": {"gradient_descent": 0.001, "momentum": 0.001, "nesterov": 0.001, "adagrad": 1.0, "adadelta": 5.0, "rmsprop": 0.075},
    "long_valley": {"gradient_descent": 0.01, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.05, "adadelta": 1.0, "rmsprop": 0.01},
    "monkey_saddle": {"gradient_descent": 0.005, "momentum": 0.005, "nesterov": 0.005, "adagrad": 0.05, "adadelta": 1.0, "rmsprop": 0.01},
}  # fmt: skip
STARTS = {"beale": (1.0, 1.6), "long_valley": (0.25, -1e-6), "monkey_saddle": (-0.245, -0.5)}
STEPS = {"beale": 198, "long_valley": 198, "monkey_saddle": 174}
VIEWS = {"long_valley": View("linear", -135, 45, (-5, 5)), "monkey_saddle": View("linear", -75, 30, (-5, 5))}
TITLES = {"beale": "Beale’s function", "long_valley": "Long valley", "monkey_saddle": "Saddle point"}
FORMULAS = {"beale": "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²", "long_valley": "5x² − y²",
            "monkey_saddle": "x³ − 3xy²"}  # fmt: skip
CAPTIONS = {
    "beale": "A large first gradient: momentum and NAG shoot past and curl back; Adadelta and RMSprop keep their heads.",
    "long_valley": "SGD never leaves the ridge line; momentum oscillates first; the scaling methods break the symmetry.",
    "monkey_saddle": "Momentum and NAG explore, almost taking another path; the scaling methods go straight down.",
}


def rule(slug, lr):
    more = {"beta": 0.95} if slug in ("momentum", "nesterov", "rmsprop") else {}
    return OPTIMIZERS[slug](lr=lr, **more)


def racers(slugs):
    return [Racer(slug, OPTIMIZERS[slug].name, COLORS[slug]) for slug in slugs]


def radford(**facts):
    """Radford's three animations side by side, a group each."""
    panels, tracks = [], []
    for slug, rates in RATES.items():
        surface = SURFACES[slug]()
        words = {"id": slug, "group": slug, "title": TITLES[slug], "subtitle": FORMULAS[slug],
                 "caption": CAPTIONS[slug], "look": "radford"}  # fmt: skip
        if slug in VIEWS:
            panels.append(surface3d(surface, view=VIEWS[slug], **words))
        else:
            panels.append(contour(surface, clickable=False, **words))
        for name, lr in rates.items():
            run_ = run(rule(name, lr), surface, STARTS[slug], STEPS[slug])
            tracks += tracks_of(run_, name, slug, set(panels[-1].axes.values()))
    film = Film(panels=panels, tracks=tracks, racers=racers(RATES["beale"]), **facts)
    return film.document()


def race(slug="beale", kinds=("contour", "surface", "loss"), rates=None, steps=120, look="quiet", start=None, **facts):
    """A race of optimizers on one surface: from above, in space, and its curves."""
    surface = SURFACES[slug]()
    rates = rates or RATES.get(slug) or RATES["beale"]
    made = {"contour": contour(surface, look=look, start=start or surface.start),
            "surface": surface3d(surface, look=look, view=VIEWS.get(slug))}  # fmt: skip
    channels = {"x", "y", "f", "gap", "g"} | set(made["surface"].axes.values())
    tracks = []
    for name, lr in rates.items():
        tracks += tracks_of(run(rule(name, lr), surface, start, steps), name, "main", channels)
    made |= {"loss": chart("gap", tracks, id="loss"), "gradient": chart("g", tracks, id="gradient")}
    own = {"readout": {"group": "main", "channel": "f", "label": "f"}, "rate": 30.0}
    film = Film(panels=[made[kind] for kind in kinds], tracks=tracks, racers=racers(rates), **(own | facts))
    return film.document()


def anatomy():
    """Every kind of overlay, on a plane with handles and on a chart of bars."""
    surface = SURFACES["beale"]()
    track = run(rule("momentum", 0.002), surface, (1.0, 1.6), 40)
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
        id="bars", kind="chart", title="Weights of past gradients", axes={"x": "step", "y": "f"}, racers=[], follow=True,
        figure={"data": [], "layout": plane_layout((-0.5, 40.5), (0, 1.1))},
        overlays=[bars(np.arange(41), weights, color="@accent")],
    )  # fmt: skip
    return Film(panels=[plane, strip], tracks=tracks, racers=racers(["momentum"]), rate=10.0).document()


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
