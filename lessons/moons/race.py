"""Two weights that learn to tell two half-moons apart: the rules race by mini-batches."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from figures import Film, Panel, Racer, chart, contour, tracks_of
from figures.film import curve, dots
from figures.plane import plane_layout
from lessons._graph import named, points
from lessons._text import number
from lessons.moons.batches import LAST, astray, times
from optim import OPTIMIZERS, Trajectory, race, run
from surfaces.noisy_moons import NoisyMoons

Array = np.ndarray

STEPS = 200
RATES = {
    "gradient_descent": 1.0, "momentum": 0.2, "nesterov": 0.2, "adagrad": 1.0, "rmsprop": 0.1, "adam": 0.2,
    "adadelta": 20.0,
}  # fmt: skip
MOONS = ("#5b8fd0", "#c98220")  # the two classes
SYMBOLS = ("circle", "diamond")  # and their second sign
RING = 10  # examples of a mini-batch that are marked at most
FAR = 1e3  # of w: a path is not drawn beyond


def rule_of(slug: str, scale: float = 1.0) -> Any:
    """A rule at the rate that suits this loss, times a factor; one without a rate as it is declared."""
    declared: Any = OPTIMIZERS[slug]
    rate = RATES.get(slug, declared().settings().get("lr"))
    return declared() if rate is None else declared(lr=rate * scale)


def rates_words(slugs: Sequence[str], scale: float = 1.0) -> str:
    """At which rate each of the rules runs that has one."""
    rates = {OPTIMIZERS[slug].name: rule_of(slug, scale).settings().get("lr") for slug in slugs}
    told = ", ".join(f"{name} {number(rate)}" for name, rate in rates.items() if rate is not None)
    return f"Learning rates: {told}." if told else "No rule here has a learning rate."


def whole(surface: NoisyMoons, slug: str, start: Sequence[float], scale: float = 1.0) -> Trajectory:
    """The run of a rule whose every step sees all examples."""
    return run(rule_of(slug, scale), surface.altered(batch_size=surface.n), start, STEPS)


def race_words(surface: NoisyMoons, slugs: Sequence[str], start: Sequence[float], scale: float = 1.0) -> str:
    """How far the mini-batches lead the first of the rules astray, at the start and in the end."""
    if surface.batch_size >= surface.n:
        return f"Every step sees all {surface.n} examples: nothing leads it astray."
    seen = f"A step sees {surface.batch_size} of {surface.n} examples. Its gradient typically strays from that of all"
    first = astray(surface, np.array(start, dtype=float))
    if not slugs:
        return f"{seen} by **{times(float(first))} that one’s length at the start**."
    t, full = run(rule_of(slugs[0], scale), surface, start, STEPS), whole(surface, slugs[0], start, scale)
    name, apart = t.optimizer.name, float(np.linalg.norm(t.points[-1] - full.points[-1]))
    if not np.isfinite(apart):
        which = "diverges" if t.diverged_at is not None else "diverges on all examples"
        return f"{seen} by **{times(float(first))} that one’s length at the start**; {name} {which}."
    last = float(np.median([astray(surface, w) for w in t.points[-LAST:]]))
    return (
        f"{seen} by **{times(float(first))} that one’s length at the start**, and on {name}’s way by "
        f"**{times(last)} in the end**. It ends {number(apart, 2)} from where it would on all "
        "examples: the dashed path."
    )


def race_film(surface: NoisyMoons, slugs: Sequence[str], start: Sequence[float], scale: float = 1.0) -> Film:
    """The mean loss with every track, the data with every decision line, and below the share that is told right."""
    racers = [Racer(slug, OPTIMIZERS[slug].name, OPTIMIZERS[slug].color) for slug in slugs]
    runs = race([rule_of(slug, scale) for slug in slugs], surface, start, STEPS)
    tracks = []
    for racer, t in zip(racers, runs, strict=True):
        (track,) = tracks_of(t, racer)
        tracks.append(track)
        track.channels["accuracy"] = surface.accuracy(t.points)  # type: ignore[index]
    dashed = f"dashed: {racers[0].name} on all examples" if racers else "of all examples"
    overlays = [_batches(surface), *(_line(surface, t, racer.id) for racer, t in zip(racers, runs, strict=True))]
    strip = chart("accuracy", tracks, title="Accuracy", y="share right", subtitle="of all examples",
                  limits=(0.0, 1.0), log=False, weight=0.8, aspect=1.3)  # fmt: skip
    strip.figure["layout"]["yaxis"] |= {"tickformat": ".0%", "range": [-0.02, 1.03]}
    return Film(
        panels=[
            named(contour(surface, title="Mean loss", subtitle=f"{dashed}; click to start elsewhere",
                          start=start, weight=1.1, aspect=0.95, overlays=_full_path(surface, slugs, start, scale))),
            data_panel(surface, overlays),
            strip,
        ],
        tracks=tracks,
        racers=racers,
        rate=14.0,
        autoplay=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        length=STEPS,
    )  # fmt: skip


def _full_path(surface: NoisyMoons, slugs: Sequence[str], start: Sequence[float], scale: float) -> list[dict[str, Any]]:
    """The way of the first rule on all examples, in grey."""
    if not slugs:
        return []
    points = whole(surface, slugs[0], start, scale).points
    x, y = np.where(np.abs(points) < FAR, points, np.nan).T[:, None]
    return [curve(x, y, color="@muted", width=2.0, dash=True)]


def data_panel(surface: NoisyMoons, overlays: Sequence[Any] = ()) -> Panel:
    """The examples, a colour and a shape for each moon."""
    examples, labels = surface.data()
    middle, half = examples.mean(axis=0), 1.08 * float(np.abs(examples - examples.mean(axis=0)).max())
    across, along = ((c - reach, c + reach) for c, reach in zip(middle, (half, 0.85 * half), strict=True))
    layout = plane_layout(across, along, square=True)
    data = []
    for moon, color, symbol in zip((0, 1), MOONS, SYMBOLS, strict=True):
        x, y = examples[labels == moon].T
        data.append(points(x, y, color, 8, symbol=symbol, opacity=0.75, line={"width": 0}))
    batch = min(surface.batch_size, surface.n)
    marked = (
        "dots without colour: this step’s mini-batch" if batch <= RING else f"each step sees {batch} of {surface.n}"
    )
    panel = Panel(
        id="data",
        kind="plane",
        figure={"data": data, "layout": layout},
        title="Where each rule draws the line",
        subtitle=marked,
        racers=[],
        overlays=overlays,
        weight=1.1,
        aspect=0.95,
    )
    return named(panel, "u₁", "u₂")


def decision_line(w: Any, reach: float = 6.0) -> Array:
    """The ends (..., 2, 2) of the line wᵀu = 0 for weights w (..., 2); NaN where w is zero or not finite."""
    w = np.asarray(w, dtype=float)
    with np.errstate(all="ignore"):
        along = np.stack([-w[..., 1], w[..., 0]], axis=-1) / np.linalg.norm(w, axis=-1, keepdims=True)
    return reach * along[..., None, :] * np.array([[-1.0], [1.0]])


def _line(surface: NoisyMoons, t: Trajectory, id: str) -> dict[str, Any]:
    ends = decision_line(t.points)
    return curve(ends[..., 0], ends[..., 1], racer=id, width=2.5)


def _batches(surface: NoisyMoons) -> dict[str, Any]:
    """The mini-batch of the step that leads on from each entry; none if there are too many examples to tell."""
    examples = surface.data()[0]
    if min(surface.batch_size, surface.n) > RING:
        return dots(np.full((1, 1), np.nan), np.full((1, 1), np.nan))
    seen = np.array([examples[surface.drawn(k)] for k in range(1, STEPS + 2)])
    return dots(seen[..., 0], seen[..., 1], color="@ink", size=9, hold=True)
