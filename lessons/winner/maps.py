"""Maps: where every start ends, and what every pair of hyperparameters does, each with a track to follow."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from catalog import Parameter
from figures import Film, Panel, film_of
from figures._color import colorscale
from figures.film import raster
from figures.swarm import nearest_place
from lessons._claims import percent, percents, said
from lessons._graph import CELLS, graph, note
from lessons._graph import named as named_axes
from lessons._live import called
from lessons._text import letters
from lessons.winner.board import in_a_row
from lessons.winner.tournament import LEAST, WORST
from optim import OPTIMIZERS, Map, hyperparameter_map, map_of_starts
from optim._measure import inside, lowest_value
from optim._tune import declared_parameters
from scenes import scene
from surfaces import SURFACES

Array = np.ndarray

BASINS = ("#4c78a8", "#f2a33c", "#54a24b", "#c8577c", "#8a6fc4", "#3aa6a6", "#b98a4b", "#7f8fa6", "#d1495b", "#6b8e23")
KEY = "winner.map"  # of the section, by which its picture knows the numbers that are dragged
SHADES = 6  # of each basin's colour
PALE = 0.68  # how far a basin's colour fades towards white for the slowest start
# What a run that ended in no known minimum stands on, its colour and its words, in the order of `rest`.
RESTS = (
    ("#8b8f99", "end elsewhere in the picture"),
    ("#ffe14d", "end at a saddle"),
    ("#d100d1", "end at a maximum"),
    ("#cdd1d9", "end in another minimum"),
    ("#5d626e", "end outside the picture"),
    ("#a3324d", "diverge"),
)
ELSEWHERE, SADDLE, MAXIMUM, MINIMUM, OUTSIDE, DIVERGED = range(len(RESTS))
STILL = 1e-3  # a Newton step of less than this share of the picture leads from a stationary point to itself
LEVEL = 1e-6  # a slope of less than this share of the starts' is none
NEWTON_STEPS = 4  # lead from STILL beside a stationary point to such a slope
REACHES = 1e-4, STILL  # of the picture: so far off heights are compared; where it is very flat, the farther ones tell
RING = np.stack([np.cos(angles := np.pi * np.arange(8) / 4 + 0.1), np.sin(angles)], axis=-1)
FLAT = 1e-6  # a curvature of less than this share of the other is none: heights tell what is along its axis


def starts(rule: str, rate: float | None, surface: str, steps: int, resolution: int) -> Map:
    """The map of starts of a rule on a surface, both by slug."""
    return map_of_starts(rule_at(rule, rate), SURFACES[surface](), resolution=resolution, steps=steps)


def rule_at(rule: str, rate: float | None, **settings: Any) -> Any:
    """The rule with a learning rate, if it has one, and further settings."""
    declared = OPTIMIZERS[rule]
    has_rate = rate is not None and "lr" in declared_parameters(declared())
    return declared(**({"lr": rate} if has_rate else {}) | settings)


def starts_film(found: Map, rule: Any, surface: Any, start: Sequence[float], steps: int) -> Film:
    """The map with a handle to drag, and the run from there on the map and in the loss; the page paints it itself."""
    shown = scene(surface.name, surface, rule, start=tuple(start), steps=steps)
    film = film_of(shown, panels=("contour", "surface", "loss"), autoplay=True, loop=True, live=True)
    contour, space, loss = film.panels
    handle = {"id": "start", "x": float(start[0]), "y": float(start[1]), "label": "Start", "color": "@accent"}
    (entrant,) = shown.entrants
    minima = surface.minima().tolist()
    colors = palette(len(minima))
    codes = codes_of(found, surface)
    painted = raster(found.x[[0, -1]], found.y[[0, -1]], codes, colors, racer=entrant.id)
    panel = dataclasses.replace(
        contour, id="starts", title="Where each start ends", start=None, handles=[handle], overlays=[painted],
        subtitle="colour: the minimum; pale: slowly",
        map={"kind": "ends", "rule": entrant.id, "side": len(found.x), "minima": minima, "colors": colors,
             "domain": [[float(low), float(high)] for low, high in surface.domain], "shades": SHADES,
             "others": others_of(surface), "still": STILL, "reaches": REACHES, "level": LEVEL, "flat": FLAT,
             "smooth": surface.smooth},
    )  # fmt: skip
    names = {f"{entrant.id}.lr": f"{KEY}.rate", "steps": f"{KEY}.steps"}
    panels = in_a_row([named_axes(panel), space, loss], (1.2, 0.9, 0.9))
    return dataclasses.replace(film, panels=panels, live=called(film.live, names))


def rest(found: Map, surface: Any) -> Array:
    """What each run of a map stands on that is in no known minimum, an index into RESTS; −1 for those that are in one.

    In a minimum is who ends near it, and nearer than to another stationary point that is known.
    A stationary point is one with next to no slope that a Newton step leads to itself, and who is so near to it ends
    there; its kind is told by the Hessian's eigenvalues, and along an axis without curvature by the heights to both
    sides, as of a valley of minima.
    The heights around it have the last word: at a crease the eigenvalues are those of one side, and on a floor that
    falls, beside a huge curvature, the fall is rounding.
    """
    others = others_of(surface)
    nearer = nearest_place(surface, found.points, [*surface.minima(), *others]) >= len(surface.minima())
    kinds = np.where((found.basins >= 0) & ~nearer, -1, ELSEWHERE)
    kinds[(kinds == ELSEWHERE) & ~inside(surface, found.points)] = OUTSIDE
    kinds[found.diverged] = DIVERGED
    places = np.argwhere(kinds == ELSEWHERE)
    if not len(places):
        return kinds
    w = found.points[kinds == ELSEWHERE]
    level = LEVEL * np.nanmedian(np.linalg.norm(surface.gradient(np.stack(np.meshgrid(found.x, found.y), -1)), axis=-1))
    width = np.ptp(np.array(surface.domain), axis=1).max()
    with np.errstate(all="ignore"):
        w = _stationary(surface, w, level, STILL * width)
        slope, curved, eigenvalues, axes, jump = _newton(surface, w)
        rounding = FLAT * np.abs(eigenvalues).max(axis=-1, keepdims=True)
        flat = np.abs(eigenvalues) <= rounding
        still = (slope <= level) & (np.abs(jump).max(axis=-1) <= STILL * width) & curved
        low, high = np.where(flat, _bends(surface, w, axes, STILL * width, rounding), eigenvalues)
        sloping = ((low < 0) & (high > 0)).any(axis=-1) | ~np.isfinite(low + high).all(axis=-1) | flat.all(axis=-1)
        seen = [_seen(surface, w - np.einsum("nij,nj->ni", axes, jump), axes, reach) for reach in REACHES]
    low, high = low.min(axis=-1), high.max(axis=-1)
    kind = np.select([sloping, low >= 0, high <= 0], [ELSEWHERE, MINIMUM, MAXIMUM], SADDLE)
    if not surface.smooth:
        kind = np.where(kind == ELSEWHERE, kind, seen[0])
    kinds[tuple(places[still].T)] = np.where((kind == seen[0]) | (kind == seen[1]), kind, ELSEWHERE)[still]
    return kinds


def _stationary(surface: Any, w: Array, level: float, reach: float) -> Array:
    """Where Newton's method leads points (n, 2) that are on a slope; themselves where that is farther than a reach."""
    found = w
    for _ in range(NEWTON_STEPS):
        slope, curved, _, axes, jump = _newton(surface, found)
        moves = (slope > level) & curved
        found = np.where(moves[:, None], found - np.einsum("nij,nj->ni", axes, jump), found)
    return np.where(np.linalg.norm(found - w, axis=-1, keepdims=True) <= reach, found, w)


def _newton(surface: Any, w: Array) -> tuple[Array, ...]:
    """Slopes (n,) at points, whether they have a Hessian, its eigenvalues and axes, and Newton's steps along these; 0
    along one without curvature."""
    gradient, hessian = surface.gradient(w), surface.hessian(w)
    curved = np.isfinite(hessian).all(axis=(-1, -2))
    eigenvalues, axes = np.linalg.eigh(np.where(curved[:, None, None], hessian, 0.0))
    flat = np.abs(eigenvalues) <= FLAT * np.abs(eigenvalues).max(axis=-1, keepdims=True)
    jump = np.where(flat, 0.0, np.einsum("nji,nj->ni", axes, gradient) / eigenvalues)
    return np.linalg.norm(gradient, axis=-1), curved, eigenvalues, axes, jump


def others_of(surface: Any) -> list[list[float]]:
    """The known stationary points that are no minima."""
    return [list(map(float, c.point)) for c in surface.critical_points() if c.kind != "minimum"]


def _seen(surface: Any, w: Array, axes: Array, reach: float) -> Array:
    """What points (n, 2) are by the heights so far off: on a ring in the picture, and along the axes (n, 2, axis)."""
    sides = np.ptp(np.array(surface.domain), axis=1)
    along = np.moveaxis(axes, -1, 1) / np.linalg.norm(np.moveaxis(axes, -1, 1) / sides, axis=-1, keepdims=True)
    ways = np.concatenate([along, -along, np.broadcast_to(sides * RING, (len(w), *RING.shape))], axis=1)
    rises = surface.value(w[:, None] + reach * ways) - surface.value(w)[:, None]
    rounding = FLAT * np.abs(rises).max(axis=1, keepdims=True)
    below, above = (rises < -rounding).any(axis=1), (rises > rounding).any(axis=1)
    return np.select([below & above, below, above], [SADDLE, MAXIMUM, MINIMUM], ELSEWHERE)


def _bends(surface: Any, w: Array, axes: Array, reach: float, rounding: Array) -> Array:
    """How points (n, 2) lie along the axes (n, 2, axis): the less and the more of two sides (2, n, axis), as the
    curvature that would raise them so; 0 for mere rounding (n, 1)."""
    ways = reach * np.moveaxis(axes, -1, 1)
    rises = [surface.value(w[:, None] + side * ways) - surface.value(w)[:, None] for side in (-1, 1)]
    bends = np.sort(2 / reach**2 * np.array(rises), axis=0)
    return np.where(np.abs(bends) <= rounding, 0.0, bends)


def starts_words(found: Map, surface: Any) -> str:
    """What becomes of the starts of a map, in percent, each kind of end beside its colour."""
    kinds = rest(found, surface)
    share = float((kinds < 0).mean())
    count = len(np.unique(found.basins[kinds < 0]))
    where = "a minimum" if count == 1 else f"one of {count} minima"
    ended = [share, *(float((kinds == kind).mean()) for kind in range(len(RESTS)))]
    told, *rests = percents(ended)
    least = f"{told.capitalize()} of these starts end in {where}"
    others = [
        f':color[■]{{foreground="{color}"}} {rests[kind]} {words}'
        for kind, (color, words) in enumerate(RESTS)
        if ended[1 + kind]
    ]
    known = least if count else "None of these starts ends in a known minimum"
    cells = f"{len(found.x)} × {len(found.y)} cells"
    ragged = f"Borders between minima, or other ends, run through {percent(border(found, surface))} of the {cells}."
    return said(f"{', '.join([known, *others])}.", (kinds != kinds.flat[0]).any() | (count > 1) and ragged)


def border(found: Map, surface: Any) -> float:
    """The share of the starts whose neighbour, to the right or above, ends elsewhere."""
    kinds = rest(found, surface)
    ends = np.where(kinds < 0, found.basins, -1 - kinds)
    differ = np.zeros(ends.shape, dtype=bool)
    differ[:, :-1] |= ends[:, 1:] != ends[:, :-1]
    differ[:-1] |= ends[1:] != ends[:-1]
    return float(differ.mean())


def codes_of(found: Map, surface: Any) -> Array:
    """The colour of each start, by its place in the `palette`: of its minimum, the paler the later it got there."""
    kinds = rest(found, surface)
    steps = np.where(kinds < 0, found.steps, -1)
    slow = np.where(steps >= 0, np.log1p(np.maximum(steps, 0)) / np.log1p(steps.max(initial=1)), 1.0)
    shade = np.minimum((slow * SHADES).astype(int), SHADES - 1)
    return np.where(kinds < 0, found.basins * SHADES + shade, len(surface.minima()) * SHADES + kinds)


def palette(count: int) -> list[str]:
    """SHADES colours for each of so many minima, then one for each kind of other end."""
    shares = PALE * (np.arange(SHADES) + 0.5) / SHADES
    own = [faded(BASINS[i % len(BASINS)], share) for i in range(count) for share in shares]
    return own + [color for color, _ in RESTS]


def faded(color: str, share: float) -> str:
    """A colour mixed with white."""
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + share * (255 - part)):02x}" for part in parts)


def sliders(rule: str) -> dict[str, Parameter]:
    """The parameters of a rule that a map can have on an axis: its numbers with a range, but for those that must not be
    above one another and could be."""
    made = OPTIMIZERS[rule]()
    known: dict[str, Any] = {p.name: p for p in declared_parameters(made).values() if p.kind == "number" and p.high}
    for lower, upper in made.ordered:
        if {lower, upper} <= set(known) and known[lower].high > known[upper].low:
            del known[lower], known[upper]
    return known


def named(parameter: Parameter) -> str:
    """A parameter in words and its symbol: Learning rate η."""
    return f"{parameter.help or parameter.name} {letters(parameter.symbol)}".strip()


def axis_values(parameter: Parameter, resolution: int) -> Sequence[float]:
    """Evenly spaced values over a slider, on its own scale, each as the slider holds it."""
    if parameter.low is None or parameter.high is None:
        raise ValueError(f"{parameter.name} has no range to map")
    space = np.geomspace if parameter.log else np.linspace
    return sorted({parameter.held(value) for value in space(parameter.low, parameter.high, resolution)})


def pairs(rule: str, surface: str, x: str, y: str, steps: int, resolution: int) -> Map:
    """The map of two hyperparameters of a rule on a surface, by slugs and names, from the surface's own start."""
    known = sliders(rule)
    across, along = ((name, axis_values(known[name], resolution)) for name in (x, y))
    return hyperparameter_map(OPTIMIZERS[rule](), SURFACES[surface](), across, along, steps=steps)


def best_pair(found: Map, surface: Any) -> tuple[float, float]:
    """The pair of a map whose run got lowest; the first one where all diverged."""
    left = np.nan_to_num(left_of(found, surface), nan=np.inf)
    row, column = np.unravel_index(left.argmin(), left.shape)
    return float(found.x[column]), float(found.y[row])


def left_of(found: Map, surface: Any) -> Array:
    """log₁₀ of what is left of the descent for each pixel; NaN where the run diverged, or ended outside the picture."""
    best = lowest_value(surface)
    above = float(surface.value(np.array(surface.start))) - best
    share = np.clip((found.values - best) / above, LEAST, WORST)
    return np.where(found.diverged | ~inside(surface, found.points), np.nan, np.log10(share))


def pairs_words(found: Map, surface: Any) -> str:
    """How easy the rule is to tune here: of the pairs, how many come down to a thousandth, and how many are lost."""
    left = left_of(found, surface)
    good, lost = float((left <= -3).mean()), float(np.isnan(left).mean())
    return (
        f"Of these pairs {percent(good)} bring the error down to a thousandth or less, "
        f"and {percent(lost)} diverge or end outside the picture."
    )


def pairs_film(found: Map, rule: str, surface: Any, names: Sequence[str], chosen: Sequence[float], steps: int) -> Film:
    """The map with a handle at the chosen pair, and the run at that pair beside it."""
    picked = dict(zip(names, map(float, chosen), strict=True))
    shown = scene(surface.name, surface, rule_at(rule, None, **picked), steps=steps)
    film = film_of(shown, panels=("contour", "loss"), autoplay=True, loop=True)
    contour, loss = film.panels
    contour = dataclasses.replace(contour, title="The run at this pair", clickable=False)
    panels = [_pairs_panel(found, rule, surface, names, chosen), named_axes(contour), loss]
    return dataclasses.replace(film, panels=in_a_row(panels, (1.2, 0.9, 0.9)))


def _pairs_panel(found: Map, rule: str, surface: Any, names: Sequence[str], chosen: Sequence[float]) -> Panel:
    known = sliders(rule)
    axes, log = (found.x, found.y), [known[name].log for name in names]
    z = left_of(found, surface)
    cells = {
        **CELLS, "x": axes[0], "y": axes[1], "z": z, "zmin": -8, "zmax": 0,
        "colorscale": colorscale("viridis_r"), "showscale": True,
        "hovertemplate": "10^%{z:.1f} of the descent is left<extra></extra>",
        "colorbar": {"thickness": 8, "len": 0.9, "tickvals": [-8, -6, -4, -2, 0], "tickfont": {"color": "@muted"},
                     "ticktext": ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"], "outlinewidth": 0},
    }  # fmt: skip
    handle = {"id": "pair", "x": float(chosen[0]), "y": float(chosen[1]), "label": "Hyperparameters",
              "color": "@accent", "within": [[float(axis[0]), float(axis[-1])] for axis in axes]}  # fmt: skip
    middle = [float(placed(known[name], axis).mean()) for name, axis in zip(names, axes, strict=True)]
    words = [] if np.isfinite(z).any() else [note(middle[0], middle[1], "every run diverged or ended outside")]
    panel = graph(
        "pairs", [cells], (axes[0][0], axes[0][-1]), (axes[1][0], axes[1][-1]), [named(known[n]) for n in names], log,
        title="What is left of the descent", subtitle="empty: diverged or outside; click, or drag", clickable=True,
        handles=[handle], notes=words,
    )  # fmt: skip
    layout = panel.figure["layout"]
    layout["clickanywhere"] = True
    for axis in ("xaxis", "yaxis"):
        layout[axis] |= {"showgrid": False}
    return panel


def placed(parameter: Parameter, values: Any) -> Array:
    """Where values stand along a map's axis: their exponent, on a log scale."""
    return np.log10(values) if parameter.log else np.asarray(values, dtype=float)


def cell(parameter: Parameter, values: Array, place: float) -> float:
    """Which of a map's values stands nearest to a place on its axis."""
    return float(values[np.abs(placed(parameter, values) - placed(parameter, place)).argmin()])
