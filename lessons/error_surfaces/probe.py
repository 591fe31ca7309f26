"""A surface around a point: gradient, Hessian, eigenvectors and quadratic model, at a probe that can be moved."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from contourpy import LineType, contour_generator

from catalog import param
from figures import Film, Panel, Racer, Track, contour, surface3d
from figures.film import arrow, curve, dots, text
from figures.relief import relief_of
from lessons._claims import Settings
from lessons._graph import DOWN, FLAT, MODEL, UP, graph, joined, padded
from lessons._live import sets
from lessons._sketch import ID
from lessons._text import number
from lessons.error_surfaces.critical import found
from lessons.error_surfaces.local import Local, beside, local, rounded, sides, typical_slope, verdict
from lessons.error_surfaces.probed import ACROSS, MODELLED, SIGNS, Probed, film_live, turned
from surfaces import SURFACES

Array = np.ndarray

DIGITS = 4  # of the probe's coordinates, as the address has them
KINK, ROUGH = "kink", "no Hessian"
LISTED = {KINK: ", at a kink", ROUGH: ", without a Hessian"}
SECTION = "#6d7480"  # of neither sign of the curvature that it tells
LABELLED = 12  # critical points up to which each is named in the picture
ROUNDING = 1e-12  # of the picture: a coordinate this small is 0
NOTHING = 1e-20  # of the usual height of the surface: one this small, as of a square that should vanish, is 0
SNAP = 0.02  # of the picture: a probe this near to a critical point is meant to be on it
PLANE = {
    slug: surface.name
    for slug, surface in SURFACES.items()
    if surface.dims == 2 and not (surface.drifts or surface.game)
}


def _on(slug: str, kind: str) -> dict[str, Any]:
    """A preset: a surface, and the first declared critical point of a kind."""
    point = next(c.point for c in SURFACES[slug]().critical_points() if c.kind == kind)
    return {"surface": slug, "x": point[0], "y": point[1]}


@dataclass(frozen=True)
class Probe(Settings):
    """The surface that is probed; the place is a point of it."""

    surface: str = param("himmelblau", choices=tuple(PLANE), help="Surface")

    names = {"surface": PLANE}
    presets = {
        "A saddle": _on("himmelblau", "saddle"),
        "A curved valley": {"surface": "rosenbrock", "x": -0.6, "y": 0.36},
        "A saddle without curvature": _on("monkey_saddle", "saddle"),
        "A valley of equal minima": _on("linear_network", "minimum"),
    }


def snapped(surface: Any, x: float, y: float) -> tuple[float, float]:
    """The critical point on which a point almost stands, or else the point in round numbers, within the domain."""
    for critical in found(surface).points:
        if (np.abs(np.array(critical.point) - (x, y)) <= SNAP * sides(surface)).all():
            return critical.point[0], critical.point[1]
    return rounded(surface, x, y)


def telling(surface: Any) -> tuple[float, float]:
    """Where a probe stands on a surface that has just come up: on a saddle in the picture, the one nearest to a place
    above its middle, where words have room; or, if it has none, away from the middle."""
    low, high = np.array(surface.domain, dtype=float).T
    place = low + (0.5, 0.62) * (high - low)
    saddles = [point for point in (critical.point for critical in found(surface).points)
               if verdict(local(surface, point)).endswith("**a saddle**.")]  # fmt: skip
    away = [float(np.abs((np.array(point) - place) / sides(surface)).max()) for point in saddles]
    if not saddles:
        return beside(surface)
    x, y = saddles[int(np.argmin(away))]
    return float(x), float(y)


def probe_film(surface: Any, point: Any) -> Film:
    """A probe to drag, and a section through it that turns: the surface along it beside its quadratic model."""
    here = local(surface, point)
    width = float(sides(surface).min())
    x, y = map(float, here.point)
    sketch = Probed(p_1=x, p_2=y, reach=0.22 * width, width=width, typical=typical_slope(surface))
    drawn = turned(sketch, surface, *(bool(np.isfinite(each).all()) for each in (here.gradient, here.hessian)))
    return Film(
        panels=[
            _probe_panel(surface, here, sketch, drawn),
            _relief_panel(surface, drawn),
            _section_panel(sketch, drawn),
        ],
        tracks=[Track("section", {"curvature": drawn["curvature"][:, 0]})],
        racers=[Racer("section", "Curvature along the section", SECTION)],
        rate=5.0,
        beat="direction",
        autoplay=True,
        loop=True,
        readout={"group": "main", "channel": "curvature", "label": "curvature"},
        live=film_live(sketch, surface),
    )


def _probe_panel(surface: Any, here: Local, sketch: Probed, drawn: dict[str, Array]) -> Panel:
    places = [list(critical.point) for critical in found(surface).points]
    handle = {
        "id": "probe", "x": here.point[0], "y": here.point[1], "label": "Probe", "color": "@accent",
        "within": surface.domain, "digits": DIGITS, "snaps": {"places": places, "within": list(SNAP * sides(surface))},
        "sets": [*sets("x", f"{ID}.p_1"), *sets("y", f"{ID}.p_2")],
    }  # fmt: skip
    panel = contour(surface, id="probe", title="From above", racers=[], weight=1.2, handles=[handle])
    crosses, model = _crosses(surface), _model(surface, here, sketch.reach, _levels(panel))
    bends = bool(np.isfinite(here.eigenvalues).all())
    overlays = [
        *crosses,
        _curve(drawn, "ends_x", "ends_y", color="@muted", width=1.5),
        _through(surface, here),
        *([_still(model, color=MODEL, width=1.25, dash=True, settled=True)] if len(model) else []),
        *_eigenvectors(drawn),
        *_slope(drawn),
    ]
    told = [
        "drag the probe, or click",
        "numbers: curvatures along the crosses"
        if bends or any(not {*o.get("texts", [KINK])} <= {*LISTED} for o in crosses)
        else "",
        "violet, dashed: the quadratic model" if np.isfinite(model).any() else "",
    ]
    return dataclasses.replace(panel, overlays=overlays, subtitle="; ".join(filter(None, told)))


def _curve(drawn: dict[str, Array], x: str, y: str, **look: Any) -> dict[str, Any]:
    """A line of two arrays that the page can draw anew."""
    return curve(drawn[x], drawn[y], drawn={"x": x, "y": y}, **look)


def _levels(panel: Panel) -> Array:
    """The heights at which a contour panel draws its lines."""
    drawn = panel.figure["data"][0]["contours"]
    return np.arange(drawn["start"], drawn["end"] + drawn["size"] / 2, drawn["size"])


def _crosses(surface: Any) -> list[dict[str, Any]]:
    """At every critical point in the picture the eigenvectors, and, unless there are many, its eigenvalues.

    A kink has neither, and is said to be one; nor has a place without a Hessian.
    """
    axes: dict[str, list[Array]] = {UP: [], DOWN: [], FLAT: []}
    words = []
    for critical in found(surface).points:
        there = local(surface, critical.point)
        bends = ", ".join(number(v, 2) for v in there.eigenvalues)
        words.append((critical.point, _without(there) or bends))
        for bend, axis in zip(there.bends, there.eigenvectors.T, strict=True):
            if np.isfinite(bend):
                axes[_color(bend)].append(there.point + 0.035 * sides(surface).min() * np.outer([-1, 1], axis))
    drawn = [_still(joined(ends), color=color, width=2.5) for color, ends in axes.items() if ends]
    if len(words) <= LABELLED:
        drawn += [text(point[0], _beside(surface, point[1]), [label]) for point, label in words]
    return drawn


def _without(there: Local) -> str:
    """What a place is called that has no Hessian; "" for one that has."""
    if np.isfinite(there.hessian).all():
        return ""
    return ROUGH if np.isfinite(there.gradient).all() else KINK


def _color(bend: float) -> str:
    return UP if bend > 0 else DOWN if bend < 0 else FLAT


def _beside(surface: Any, y: float) -> float:
    """Where the words for a point stand: above it, or below it at the picture's upper edge."""
    low, high = surface.domain[1]
    return y + (0.06 if y < high - 0.1 * (high - low) else -0.06) * (high - low)


def critical_table(surface: Any) -> dict[str, list[Any]]:
    """The critical points found, the lowest first: columns by their heading; what is a rounding error is 0."""
    rows, usual = [], float(np.nanmedian(np.abs(relief_of(surface).values)))
    for critical in found(surface).points:
        there = local(surface, critical.point)
        more = LISTED.get(_without(there), ", degenerate" * critical.degenerate)
        place = np.where(np.abs(there.point) <= ROUNDING * sides(surface), 0.0, there.point)
        height = 0.0 if abs(there.value) <= NOTHING * usual else there.value
        rows.append((height, f"{critical.kind}{more}", *place, *there.eigenvalues))
    headings = ("E", "Kind", "w₁", "w₂", "λ₁", "λ₂")
    columns = zip(*sorted(rows, key=lambda row: row[0]), strict=True) if rows else ((),) * len(headings)
    return {heading: list(column) for heading, column in zip(headings, columns, strict=True)}


def _still(path: Array, **look: Any) -> dict[str, Any]:
    """A line (m, 2) that does not move, as an overlay."""
    return curve(path[None, :, 0], path[None, :, 1], **look)


def _through(surface: Any, here: Local) -> dict[str, Any]:
    """The contour through the probe."""
    relief = relief_of(surface)
    path = _lines(relief.x, relief.y, relief.heights, [relief.height(here.value)])
    return _still(path, color="@ink", width=1.75, settled=True)


def _model(surface: Any, here: Local, reach: float, heights: Array) -> Array:
    """The contours (m, 2) of the quadratic model around the probe, at the picture's own levels: NaN where it crosses
    none, empty where there is no model."""
    if not np.isfinite(here.hessian).all():
        return np.empty((0, 2))
    side = np.linspace(-reach, reach, 61)
    offsets = np.stack(np.meshgrid(side, side), axis=-1)
    model = np.where(np.hypot(*np.moveaxis(offsets, -1, 0)) <= reach, here.model(offsets), np.nan)
    return _lines(here.point[0] + side, here.point[1] + side, relief_of(surface).height(model), heights)


def _lines(x: Array, y: Array, z: Array, levels: Any) -> Array:
    """The contour lines of z (m, n) at some levels, as one line (count, 2) with gaps."""
    generator = contour_generator(x, y, z, line_type=LineType.ChunkCombinedNan)
    found = [generator.lines(float(level))[0][0] for level in levels]
    return joined([path for path in found if path is not None])


def _eigenvectors(drawn: dict[str, Array]) -> list[dict[str, Any]]:
    """Both, each in the colour of its sign, with its eigenvalue."""
    overlays = []
    for i in range(2):
        words = f"λ{'₁₂'[i]} = "
        for sign, color in SIGNS.items():
            x = f"arm{i}_x_{sign}"
            label = words + number(drawn[f"lambda{i}"][0, 0]) if np.isfinite(drawn[x]).any() else ""
            told = {"name": f"lambda{i}", "words": words}
            overlays.append(_curve(drawn, x, f"arm{i}_y", color=color, width=3, label=label, told=told))
    return overlays


def _slope(drawn: dict[str, Array]) -> list[dict[str, Any]]:
    """The gradient, and the right angle that it makes with the contour."""
    names = {"x": "x", "y": "y", "dx": "slope_x", "dy": "slope_y"}
    label = "∇E" if np.isfinite(drawn["slope_x"]).all() else ""
    return [
        _curve(drawn, "corner_x", "corner_y", color="@ink", width=1.25),
        arrow(*(drawn[name][:, 0] for name in names.values()), color="@ink", label=label, drawn=names),
    ]


def _relief_panel(surface: Any, drawn: dict[str, Array]) -> Panel:
    overlays = [_curve(drawn, f"places_x_{sign}", "places_y", color=color, width=3) for sign, color in SIGNS.items()]
    overlays.append(dots(drawn["x"], drawn["y"], color="@ink", size=9, drawn={"x": "x", "y": "y"}))
    told = "the section turns" if _bends(drawn) else ""
    return surface3d(surface, id="relief", title="In space", subtitle=told, racers=[], overlays=overlays)


def _bends(drawn: dict[str, Array]) -> bool:
    """Whether there is a curvature along the section, by whose sign it is drawn: at a kink there is none."""
    return bool(np.isfinite(drawn["curvature"]).all())


def _section_panel(sketch: Probed, drawn: dict[str, Array]) -> Panel:
    reach = sketch.reach
    models = [
        curve((reach * MODELLED)[None], drawn[f"parabola_{sign}"], color=color, width=2, dash=True,
              drawn={"y": f"parabola_{sign}"})
        for sign, color in SIGNS.items()
    ]  # fmt: skip
    overlays = [
        curve((reach * ACROSS)[None], drawn["heights"], color="@ink", width=2.5, drawn={"y": "heights"}),
        *models,
        dots(0.0, drawn["value"], color="@ink", size=9, drawn={"y": "value"}),
    ]
    room = drawn["room"][np.isfinite(drawn["room"])]
    height = padded(room if room.size else [0.0, 1.0])
    return graph(
        "section", [], (-reach, reach), height, ("distance from the probe", "E"), aspect=1.0, weight=0.8,
        title="E along the section", overlays=overlays,
        subtitle="dashed: its parabola; blue bends up, red down" if _bends(drawn)
        else "dashed: its parabola, where it has one",  # the words stay while the probe is dragged off a kink
    )  # fmt: skip
