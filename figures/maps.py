"""Maps: the plane of starts painted by the minimum that each ends at, and that of two of a rule's numbers painted by
what is left of the error. The page paints them by itself (player/maps.js); here they are painted for the exporter, and
for what only Python can race."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from catalog import Parameter, parameters
from figures._color import colorscale
from figures.axes import entitled
from figures.dials import bounds, plain, sentence
from figures.film import Panel, dots, raster
from figures.plane import plane_layout
from figures.relief import Domain, least
from figures.swarm import COLORS, GONE, NONE, ends_legend, kinds_of
from optim import hyperparameter_map, map_of_starts, run
from scenes import unwrapped

SIDES = {"basins": 96, "rates": 64}  # of the grids
STEP = "step"  # up the plane of a rule's numbers: what is left after each step
NODES = 61  # a side, of the grid on which the lowest value is looked for where no minimum is known
FLOOR = 8  # decades below what there was at first; whatever is less is drawn as this
LEFT = tuple(color for _, color in colorscale("viridis_r"))  # from the least to all of it


def basins_panel(base: Panel, scene: Any, entrant: Any, domain: Domain | None = None) -> Panel:
    """The panel of an entrant's basins on the base of a contour, not painted yet (`painted`)."""
    minima = [[float(c) for c in point] for point in scene.surface.minima()]
    bounds = [[float(low), float(high)] for low, high in domain or scene.surface.domain]
    return dataclasses.replace(
        base,
        id="basins",
        title=f"Basins of {entrant.name}",
        subtitle="Where it ends, by where it starts",
        racers=[entrant.id],
        map={
            "kind": "basins", "rule": entrant.id, "side": SIDES["basins"], "domain": bounds, "minima": minima,
            "colors": [COLORS[i % len(COLORS)] for i in range(len(minima))],
        },
    )  # fmt: skip


def numbers_of(rule: Any) -> dict[str, Parameter]:
    """The numbers of a rule that can be an axis of its plane, by name; of a wrapped rule, the inner one's."""
    return {p.name: p for p in parameters(unwrapped(rule)[0]) if p.kind == "number"}


def pair_of(rule: Any, asked: Sequence[str] = ("", "")) -> tuple[str, str] | None:
    """The names across and up the plane of a rule's numbers: those asked for, else its first and the next that matters
    in its size, not in its order of magnitude, and is not off; None if it has none.

    The second may be "step", and is where there is no such number.
    """
    names = list(numbers_of(rule))
    if not names:
        return None
    first = asked[0] if asked[0] in names else names[0]
    others = [name for name in names if name != first] + [STEP]
    if asked[1] in others:
        return first, asked[1]
    telling = (name for name, p in numbers_of(rule).items() if name != first and not p.log and p.default != p.low)
    return first, next(telling, STEP)


def rates_panel(scene: Any, entrant: Any, asked: Sequence[str] = ("", ""), aspect: float = 1.0) -> Panel | None:
    """The panel of the plane of two of an entrant's numbers, not painted yet; None for a rule without any."""
    pair = pair_of(entrant.rule, asked)
    if pair is None:
        return None
    own = entrant.id.partition("-")[0]
    axes = [axis_of(entrant.rule, name, own, scene.steps) for name in pair]
    handle: dict[str, Any] = {
        "id": "pair", "label": entrant.name, "digits": 3,
        "sets": [{"name": a["key"], "axis": at} for a, at in zip(axes, "xy", strict=True) if a["key"]],
        "x": axes[0]["value"], "y": axes[1]["value"], "within": [[axis["low"], axis["high"]] for axis in axes],
    }  # fmt: skip
    if pair[1] == STEP:
        handle |= {"axis": "x"}
    return Panel(
        id="rates",
        kind="plane",
        figure={"data": [], "layout": _layout(axes)},
        title=f"Rates of {entrant.name}",
        subtitle="What is left, by the step" if pair[1] == STEP else "What is left, by two of its numbers",
        racers=[],
        aspect=aspect,
        clickable=True,
        handles=[handle],
        map={"kind": "rates", "rule": entrant.id, "side": SIDES["rates"], "axes": axes, "colors": LEFT},
    )


def axis_of(rule: Any, name: str, prefix: str, steps: int) -> dict[str, Any]:
    """An axis of the plane: its key in the address (null for the step), its ends, and where the rule stands."""
    if name == STEP:
        return {"name": STEP, "key": None, "low": 0.5, "high": steps + 0.5, "log": False, "words": "Step",
                "value": steps / 2}  # fmt: skip
    p = numbers_of(rule)[name]
    bare = unwrapped(rule)[0]
    value = float(getattr(bare, name))
    low, high = bounds(p)
    low, high = (min(low, value), max(high, value)) if not p.log or value > 0 else (low, high)
    for lower, upper in bare.ordered:
        high = min(high, getattr(bare, upper)) if name == lower else high
        low = max(low, getattr(bare, lower)) if name == upper else low
    words = (p.help or sentence(name)).rstrip(".")
    symbol = plain(p.symbol)
    return {"name": name, "key": f"{prefix}.{name}", "low": float(low), "high": float(high), "log": bool(p.log),
            "words": f"{words}{symbol and f' {symbol}'}", "value": value}  # fmt: skip


def _layout(axes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    ends = [[math.log10(a[end]) if a["log"] else a[end] for end in ("low", "high")] for a in axes]
    layout = plane_layout(ends[0], ends[1])
    for name, axis in zip(("xaxis", "yaxis"), axes, strict=True):
        if axis["log"]:
            layout[name]["type"] = "log"
    entitled(layout, axes[0]["words"], axes[1]["words"])
    layout["margin"] |= {"l": 58}
    return layout


def painted(panel: Panel, scene: Any) -> Panel:
    """A map's panel painted by runs in Python, with its legend and caption; any other panel as it is."""
    entrant = next((e for e in scene.entrants if panel.map and e.id == panel.map["rule"]), None)
    if panel.map is None or entrant is None or panel.map.get("filled"):
        return panel
    return _basins(panel, scene, entrant) if panel.map["kind"] == "basins" else _rates(panel, scene, entrant)


def centres(low: float, high: float, count: int, log: bool = False) -> np.ndarray:
    """The middles of so many cells from one end to the other."""
    share = (np.arange(count) + 0.5) / count
    return low * (high / low) ** share if log else low + (high - low) * share


def _basins(panel: Panel, scene: Any, entrant: Any) -> Panel:
    spec = panel.map or {}
    side, minima, colors = spec["side"], spec["minima"], spec["colors"]
    middle = [_half_in(ends, side) for ends in spec["domain"]]
    found = map_of_starts(entrant.rule, scene.noisy_surface, middle, side, scene.steps)
    kinds = kinds_of(found.basins, found.diverged, len(minima))
    cells = raster(middle[0], middle[1], kinds, [*colors, NONE, GONE], racer=entrant.id)
    return dataclasses.replace(
        panel,
        overlays=[cells, *([wells(minima, colors)] if minima else [])],
        legend=ends_legend(minima, colors, kinds),
        caption=f"{_after(scene.steps)} from each of {side} × {side} starts.",
        map={**spec, "filled": True},
    )


def _half_in(ends: Sequence[float], side: int) -> tuple[float, float]:
    """The middles of the outermost of so many cells."""
    half = (ends[1] - ends[0]) / side / 2
    return ends[0] + half, ends[1] - half


def wells(minima: Any, colors: Sequence[str]) -> dict[str, Any]:
    """A dot at each minimum, in the colour of its basin."""
    x, y = np.asarray(minima, dtype=float).T
    return dots(x[None], y[None], colors=list(colors), size=8.0)


def _rates(panel: Panel, scene: Any, entrant: Any) -> Panel:
    spec = panel.map or {}
    side, axes = spec["side"], spec["axes"]
    x = centres(axes[0]["low"], axes[0]["high"], side, axes[0]["log"])
    values, diverged, y = _left(scene, entrant, axes, x, side)
    bottom = least(scene.surface)
    first = float(scene.surface.mean.value(np.asarray(scene.start)))
    lowest = bottom if bottom is not None else _lowest_seen(scene.surface)
    levels = levels_of(values, diverged, first, lowest)
    return dataclasses.replace(
        panel,
        overlays=[raster(x[[0, -1]], y[[0, -1]], levels, [*LEFT, GONE], racer=entrant.id)],
        legend=left_legend(bool((levels == len(LEFT)).any())),
        caption=rates_caption(scene.steps, axes[1]["name"] == STEP, bottom is not None),
        map={**spec, "filled": True},
    )


def _lowest_seen(surface: Any) -> float:
    """The lowest value at the nodes of a grid over the picture."""
    x, y = (np.linspace(low, high, NODES) for low, high in surface.domain)
    with np.errstate(all="ignore"):
        return float(np.nanmin(surface.mean.value(np.stack(np.meshgrid(x, y), axis=-1))))


def _left(scene: Any, entrant: Any, axes: Any, x: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The values (m, side) that are left, where runs have diverged, and the places of the rows."""
    surface = scene.noisy_surface
    with np.errstate(all="ignore"):
        if axes[1]["name"] != STEP:
            up = axes[1]["low"], axes[1]["high"], side, axes[1]["log"]
            across, upward = (axes[0]["name"], x.tolist()), (axes[1]["name"], centres(*up).tolist())
            found = hyperparameter_map(entrant.rule, surface, across, upward, scene.start, scene.steps)
            return found.values, found.diverged, centres(*up)
        rule = entrant.rule.altered(**{axes[0]["name"]: x})
        values = run(rule, surface, scene.start, scene.steps, record_states=False).values
    rows = step_rows(scene.steps, side)
    return values[rows], ~np.isfinite(values[rows]), rows


def step_rows(steps: int, side: int) -> np.ndarray:
    """The steps that rows show: every one, or as many as there are rows, evenly spaced."""
    count = min(steps, side)
    return np.ceil((np.arange(count) + 1) * steps / count - 1e-9).astype(int)


def levels_of(values: np.ndarray, diverged: np.ndarray, first: float, lowest: float) -> np.ndarray:
    """Which of the colours LEFT each value has, on a log scale of what there was at first; one more: diverged."""
    top = len(LEFT) - 1
    with np.errstate(all="ignore"):
        share = np.log10(np.maximum(values - lowest, 0.0) / (first - lowest))
    share = np.nan_to_num(share, nan=0.0, neginf=-FLOOR, posinf=0.0)
    levels = np.floor(np.clip(1 + share / FLOOR, 0, 1) * top + 0.5).astype(int)
    return np.where(diverged, top + 1, levels)


def left_legend(diverged: bool) -> list[dict[str, str]]:
    """The colours of some decades, and of what has diverged."""
    top = len(LEFT) - 1
    named = {"all or more": 0, "10⁻²": 2, "10⁻⁴": 4, "10⁻⁶": 6, "10⁻⁸ or less": 8}
    shown = [{"color": LEFT[round(top * (1 - at / FLOOR))], "label": label} for label, at in named.items()]
    return shown + [{"color": GONE, "label": "diverged"}] * diverged


def _after(steps: int) -> str:
    return f"After {steps} step{'' if steps == 1 else 's'}"


def rates_caption(steps: int, stepped: bool, known: bool) -> str:
    when = "From bottom to top: after each step" if stepped else _after(steps)
    above = "f*" if known else "the lowest value in the picture"
    return f"{when}, as a share of what there was at the start, above {above}."
