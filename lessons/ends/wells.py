"""A sharp and a flat minimum: many noisy runs at once, and the share of them that ends in each."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from catalog import param
from figures import Film, Panel, Racer, Track, chart, contour
from figures.film import dots
from lessons._claims import Settings, percent, percents, said
from lessons._graph import CELLS, graph, line, named
from lessons._text import number
from optim import OPTIMIZERS, Optimizer, Trajectory, map_of_starts, nearest_minimum, run
from optim._measure import inside
from optim.gradient_descent import GradientDescent
from surfaces import Around
from surfaces._noise import Tilted
from surfaces.sharp_and_flat import SharpAndFlat

Array = np.ndarray

SURFACE = SharpAndFlat()
RULES = ("gradient_descent", "momentum", "rmsprop", "adam")
STARTS = {
    "sharp": "All around the sharp minimum",
    "halves": "Half around each minimum",
    "everywhere": "All over the picture",
}
STEPS, COUNT, SHOWN = 150, 300, 64
LEAST_RATE, MOST_RATE, MOST_NOISE = 0.01, 1.0, 3.0
RATES, NOISES = np.geomspace(LEAST_RATE, MOST_RATE, 11), np.linspace(0.0, MOST_NOISE, 7)
EACH = 40  # runs in each cell of a map
SHARP, FLAT, NEITHER = "#d9423a", "#2f80d8", "#7a8090"
SMALL = 0.5  # the width of a map, of four in a row beside the runs
MOST_INSIDE = 0.5  # of the runs must end in the picture for a cell of a map to be coloured
RESOLUTION = 81  # places a side at which it was found out where plain descent leads
CAREFUL, ENOUGH = GradientDescent(lr=0.1), 250  # a descent that follows the slope, and its steps to the bottom


@dataclass(frozen=True)
class Wells(Settings):
    """A swarm of runs of one rule."""

    optimizer: str = param(RULES[0], choices=RULES, help="Optimizer")
    lr: float = param(0.1, LEAST_RATE, MOST_RATE, "η", log=True, help="Learning rate")
    sigma: float = param(2.0, 0.0, MOST_NOISE, "σ", help="Noise")
    starts: str = param("halves", choices=tuple(STARTS), help="Starts")

    names = {"optimizer": {slug: OPTIMIZERS[slug].name for slug in RULES}, "starts": STARTS}
    presets = {
        "No noise, small steps": {"lr": 0.051, "sigma": 0.0},
        "No noise, large steps": {"lr": 0.75, "sigma": 0.0, "optimizer": "gradient_descent"},
        "Noise": {"lr": 0.1, "sigma": 2.0},
        "Noise, by Adam": {"lr": 0.1, "sigma": 2.0, "optimizer": "adam"},
    }


@dataclass(frozen=True, eq=False)
class OwnNoise(Around):
    """A surface under a random tilt at each step, another one for each lane of a batch: sigma (lanes,)."""

    surface: Any
    sigma: Array
    seed: int

    def at(self, k: int) -> Tilted:
        draws = np.random.default_rng((self.seed, k)).standard_normal((len(self.sigma), self.surface.dims))
        return Tilted(self.surface, self.sigma[:, None] * draws)


def minima() -> tuple[Array, Array]:
    """The sharp minimum (2,) and the flat one."""
    found = SURFACE.minima()
    curvature = np.linalg.eigvalsh(SURFACE.hessian(found))[:, -1]
    return found[curvature.argmax()], found[curvature.argmin()]


def limits() -> tuple[float, float]:
    """2/λ at the sharp minimum and at the flat one: the rate up to which gradient descent can rest there."""
    sharp, flat = (2.0 / np.linalg.eigvalsh(SURFACE.hessian(w))[-1] for w in minima())
    return float(sharp), float(flat)


@cache
def sharp_side() -> Array:
    """Whether careful descent leads to the sharp minimum, on a grid over the domain."""
    return map_of_starts(CAREFUL, SURFACE, resolution=RESOLUTION, steps=ENOUGH).basins == _sharp()


def _sharp() -> int:
    """The sharp minimum's place among the surface's."""
    return int(np.linalg.norm(SURFACE.minima() - minima()[0], axis=-1).argmin())


def cells() -> list[str]:
    """The grid row by row: "0" where descent leads to the sharp minimum, "1" to the flat one, "2" at their border."""
    codes = np.where(_border(), 2, np.where(sharp_side(), 0, 1))
    return ["".join(map(str, row)) for row in codes]


@cache
def _border() -> Array:
    """The places of the grid of `sharp_side` with a neighbour on the other side."""
    side = np.pad(sharp_side(), 1, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(side, (3, 3))
    return np.asarray(around.any(axis=(-1, -2)) & ~around.all(axis=(-1, -2)))


def in_sharp(w: Any) -> Array:
    """Whether points w (..., 2) lie in the sharp minimum's basin: where careful descent without noise leads there.

    Nothing outside the picture does. The grid tells, but at the border, where descent itself is asked.
    """
    w, (low, high) = np.asarray(w, dtype=float), np.array(SURFACE.domain, dtype=float).T
    cell = np.rint((RESOLUTION - 1) * np.clip((np.nan_to_num(w) - low) / (high - low), 0.0, 1.0)).astype(int)
    here = inside(SURFACE, w)
    there, near = (grid[cell[..., 1], cell[..., 0]] & here for grid in (sharp_side(), _border()))
    if near.any():
        there = np.array(there)
        led = run(CAREFUL, SURFACE, w[near], ENOUGH, record_states=False).points[-1]
        there[near] = nearest_minimum(SURFACE, led) == _sharp()
    return there


def in_flat(w: Any) -> Array:
    """The same for the flat minimum's basin: the rest of the picture."""
    return inside(SURFACE, np.asarray(w)) & ~in_sharp(w)


def starts(kind: str, count: int, seed: int) -> Array:
    """Random starts (count, 2); of "halves", first those around the sharp minimum."""
    rng = np.random.default_rng((seed, count))
    if kind == "everywhere":
        low, high = np.array(SURFACE.domain, dtype=float).T
        return rng.uniform(0.85 * low, 0.85 * high, (count, 2))
    flat = count // 2 if kind == "halves" else 0
    centres = np.repeat(np.array(minima()), [count - flat, flat], axis=0)
    return centres + np.clip(0.25 * rng.standard_normal((count, 2)), -0.4, 0.4)


def _rule(slug: str, lr: Any) -> Optimizer:
    declared: Any = OPTIMIZERS[slug]
    return declared(lr=lr)


def swarm(slug: str, lr: float, sigma: float, kind: str, seed: int) -> Trajectory:
    """Many runs of one rule, each with its own noise, as one batch."""
    surface = OwnNoise(SURFACE, np.full(COUNT, float(sigma)), seed)
    return run(_rule(slug, lr), surface, starts(kind, COUNT, seed), STEPS, record_states=False)


def shares(t: Trajectory) -> tuple[Array, Array]:
    """The share of the runs in the sharp minimum's basin and in the flat one's, (steps + 1,); the rest is outside."""
    return in_sharp(t.points).mean(axis=-1), in_flat(t.points).mean(axis=-1)


def words(t: Trajectory) -> str:
    """Where the runs of a swarm end, and how many of each side have changed it."""
    sharp, flat = (float(share[-1]) for share in shares(t))
    neither = 1.0 - sharp - flat
    began, ends_sharp, ends_flat = in_sharp(t.points[0]), in_sharp(t.points[-1]), in_flat(t.points[-1])
    out, back = (float(there[side].mean()) if side.any() else np.nan
                 for side, there in ((began, ends_flat), (~began, ends_sharp)))  # fmt: skip
    parts = percents([sharp, flat, neither])
    return said(
        f"Of {t.points.shape[1]} runs **{parts[0]}** end in the sharp minimum’s basin and **{parts[1]}** in the flat "
        "one’s" + (f"; **{parts[2]}** in neither, as they are outside the picture." if neither > 1e-9 else "."),
        np.isfinite(out) and f"Of those that began in the sharp one {percent(out)} have gone over to the flat one;",
        np.isfinite(out) and np.isnan(back) and "none began in the flat one.",
        np.isfinite(back) and f"of those that began in the flat one {percent(back)} to the sharp one.",
    )


def share_map(slug: str, kind: str, seed: int) -> Array:
    """The share of runs that end in the flat minimum's basin, (len(NOISES), len(RATES)): all one batch.

    NaN where most of them end outside the picture.
    """
    noise, rate, lane = (axis.ravel() for axis in np.meshgrid(NOISES, RATES, np.arange(EACH), indexing="ij"))
    surface = OwnNoise(SURFACE, noise, seed)
    t = run(_rule(slug, rate), surface, starts(kind, EACH, seed)[lane], STEPS, record_states=False)
    shape = (len(NOISES), len(RATES), EACH)
    flat, there = (of.reshape(shape).mean(axis=-1) for of in (in_flat(t.points[-1]), inside(SURFACE, t.points[-1])))
    return np.where(there >= MOST_INSIDE, flat, np.nan)


def swarm_film(t: Trajectory) -> Film:
    """The swarm from above and in the section through both minima, and the share that is in each."""
    sharp, flat = shares(t)
    racers = [
        Racer("sharp", "In the sharp minimum’s basin", SHARP),
        Racer("flat", "In the flat one’s", FLAT),
        Racer("neither", "In neither", NEITHER),
    ]
    tracks = [
        Track("sharp", {"share": sharp}),
        Track("flat", {"share": flat}),
        Track("neither", {"share": 1 - inside(SURFACE, t.points).mean(axis=-1)}),
    ]
    points, values, colors = _some(t)
    history = chart(
        "share", tracks, title="Share of the runs in each", y="share", log=False, limits=(0.0, 1.0), aspect=0.75
    )
    history.figure["layout"]["yaxis"] |= {"range": [-0.03, 1.03], "tickformat": ".0%"}
    return Film(
        panels=[_above(points, colors), _section(points, values, colors), history],
        tracks=tracks,
        racers=racers,
        rate=15.0,
        autoplay=True,
        readout={"group": "main", "channel": "share", "label": "share"},
    )


def _some(t: Trajectory) -> tuple[Array, Array, list[str]]:
    """Of some of the runs the points, the values, and a colour by where each began."""
    some = np.linspace(0, t.points.shape[1] - 1, SHOWN).astype(int)
    points = t.points[:, some]
    return points, t.values[:, some], [SHARP if began else FLAT for began in in_sharp(points[0])]


def _above(points: Array, colors: list[str], title: str = "From above", **facts: Any) -> Panel:
    return named(contour(
        SURFACE, id="above", title=title, subtitle="coloured by where they began", racers=[], clickable=False,
        overlays=[dots(points[..., 0], points[..., 1], colors=colors, size=7)], **facts,
    ))  # fmt: skip


def _section(points: Array, values: Array, colors: list[str]) -> Panel:
    x = np.linspace(*SURFACE.domain[0], 401)
    floor = SURFACE.value(np.stack([x, 0 * x], axis=-1))
    return graph(
        "section", [line(x, floor, "@muted", 2.5)], SURFACE.domain[0], (float(floor.min()) - 0.12, 1.0), ("w₁", "E"),
        title="The section through both", subtitle="each run at its own height", aspect=0.75,
        overlays=[dots(points[..., 0], values, colors=colors, size=7)],
    )  # fmt: skip


def maps_film(maps: dict[str, Array], t: Trajectory, chosen: Wells) -> Film:
    """For each rule the share that ends in the flat minimum, over rate and noise, and the runs of the chosen pair."""
    panels = [_map_panel(rule, maps[rule], chosen.lr, chosen.sigma, rule == chosen.optimizer) for rule in maps]
    points, _, colors = _some(t)
    title = f"{OPTIMIZERS[chosen.optimizer].name}, η = {number(chosen.lr)}, σ = {number(chosen.sigma)}"
    above = _above(points, colors, title, weight=1.0, aspect=0.72)
    return Film(panels=[*panels, above], tracks=[], racers=[], length=STEPS, rate=15.0, autoplay=True)


def _map_panel(slug: str, share: Array, lr: float, sigma: float, chosen: bool) -> Panel:
    cells = {
        **CELLS,
        "x": RATES,
        "y": NOISES,
        "z": share,
        "zmin": 0.0,
        "zmax": 1.0,
        "zsmooth": False,
        "xgap": 1,
        "ygap": 1,
        "showscale": False,
        "colorscale": [[0, SHARP], [0.5, "#b8b2be"], [1, FLAT]],
        "hovertemplate": "η = %{x:.3g}, σ = %{y:.1f}: %{z:.0%} in the flat minimum<extra></extra>",
    }
    handle = {"id": "chosen", "x": lr, "y": sigma, "label": "η, σ", "color": "@ink",
              "within": [[LEAST_RATE, MOST_RATE], [0.0, MOST_NOISE]]}  # fmt: skip
    width, height = (RATES[1] / RATES[0]) ** 0.5, (NOISES[1] - NOISES[0]) / 2
    panel = graph(
        slug, [cells], (RATES[0] / width, RATES[-1] * width), (NOISES[0] - height, NOISES[-1] + height),
        ("learning rate η", "noise σ"),
        (True, False), title=OPTIMIZERS[slug].name, clickable=True, aspect=1.0, weight=SMALL,
        handles=[handle] if chosen else [],
    )  # fmt: skip
    panel.figure["layout"]["xaxis"] |= {"dtick": 1}
    return panel
