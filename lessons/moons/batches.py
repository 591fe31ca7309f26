"""Two weights that learn to tell two half-moons apart: races by mini-batches, and what a mini-batch's gradient is."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from figures import Film, Panel, Racer, Track, chart, contour, tracks_of
from figures.film import arrow, curve, dots
from figures.plane import plane_layout
from lessons._claims import listed, said
from lessons._graph import graph, line, named, points
from lessons._text import number
from optim import OPTIMIZERS, Trajectory, race, run
from optim._schedule import Inverse, Scheduled
from optim.gradient_descent import GradientDescent
from optim.momentum import Momentum
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
SIZES = (1, 2, 5, 10, 20, 50, 100, 200)
MEAN = "#1f9d61"
CROSS: dict[str, Any] = {"symbol": "cross-thin", "line": {"width": 2.5, "color": "@ink"}}
ARROW = 2.6  # how long the larger of the gradient and its spread is drawn, in units of w
LAST = 10  # steps at the end of a run that count as its end
FAR = 1e3  # of w: a path is not drawn beyond
LATE = 100  # steps at the end of a run over which its jitter is measured
COMPARED = (1, 5, 20, 200)  # sizes of mini-batches
SHADES = ("#f0a33c", "#e2483d", "#a4509a", "#3f47a0")
DRAWS = 160  # mini-batches from which a spread is measured


def rule_of(slug: str, scale: float = 1.0) -> Any:
    """A rule at the rate that suits this loss, times a factor; one without a rate as it is declared."""
    declared: Any = OPTIMIZERS[slug]
    rate = RATES.get(slug, declared().settings().get("lr"))
    return declared() if rate is None else declared(lr=rate * scale)


def whole(surface: NoisyMoons, slug: str, start: Sequence[float], scale: float = 1.0) -> Trajectory:
    """The run of a rule whose every step sees all examples."""
    return run(rule_of(slug, scale), surface.altered(batch_size=surface.n), start, STEPS)


def times(value: float) -> str:
    """A multiple in words."""
    told = number(value, 2)
    return "about once" if told == "1" else f"{told} times"


def astray(surface: NoisyMoons, w: Array) -> Array:
    """How far a mini-batch's gradient strays in the root mean square, in units of the gradient's length, at w (2,)."""
    with np.errstate(all="ignore"):
        return spread(surface, w, surface.batch_size) / np.linalg.norm(surface.gradient(w))


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


def example_gradients(surface: NoisyMoons, w: Any) -> Array:
    """The gradient (n, 2) of every single example's loss at weights w (2,)."""
    examples, labels = surface.data()
    signed = (2 * labels - 1)[:, None] * examples
    return -signed / (1.0 + np.exp(np.clip(signed @ np.asarray(w, dtype=float), -700, 700)))[:, None]


def batch_gradients(surface: NoisyMoons, w: Any, draws: int) -> Array:
    """The gradients (draws, 2) at w (2,) of the mini-batches of steps 1, 2, …"""
    return np.array([surface.at(k).gradient(w) for k in range(1, draws + 1)])


def spread(surface: NoisyMoons, w: Any, size: Any) -> Array:
    """How far the gradient of a mini-batch of a size is from the full one, in the root mean square.

    Of n examples m drawn without replacement have a mean whose variance is (n − m)/(n − 1) · 1/m that of one.
    """
    gradients = example_gradients(surface, w)
    single = ((gradients - gradients.mean(axis=0)) ** 2).sum(axis=-1).mean()
    size = np.minimum(size, surface.n)
    return np.sqrt(single * (surface.n - size) / (surface.n - 1) / size)


def measured_spread(surface: NoisyMoons, w: Any, sizes: Sequence[int] = SIZES) -> Array:
    """The same, measured on DRAWS mini-batches of each size."""
    full = surface.gradient(w)
    found = [
        batch_gradients(surface.altered(batch_size=size), w, DRAWS) if size < surface.n else full[None]
        for size in sizes
    ]
    return np.array([np.sqrt(((gradients - full) ** 2).sum(axis=-1).mean()) for gradients in found])


def cloud_film(surface: NoisyMoons, at: Sequence[float]) -> Film:
    """One mini-batch after another at the same weights: what each would have us do, and their mean."""
    w = np.array(at, dtype=float)
    gradients, full = batch_gradients(surface, w, DRAWS), surface.gradient(w)
    downhill, length = -gradients, float(np.linalg.norm(full))
    stray = float(spread(surface, w, min(surface.batch_size, surface.n)))
    reach = max(3.2 * stray, 1.4 * length, 1e-9)
    drawn = ARROW / max(length, stray, 1e-9)
    mean = downhill.cumsum(axis=0) / np.arange(1, DRAWS + 1)[:, None]
    from_above = named(contour(
        surface, id="where", title="The same place, another mini-batch", subtitle="drag w, or click",
        racers=[], handles=[{"id": "w", "x": w[0], "y": w[1], "label": "w", "color": "@accent"}],
        overlays=[
            dots(*(w + drawn * downhill).T[:, None], color="@accent", size=3.5),
            arrow(*_at(w), *(drawn * downhill).T, color="@accent", hold=True),
            arrow(*_at(w), *(drawn * -full[:, None]), color="@ink", label="−∇E"),
        ],
    ))  # fmt: skip
    across, along = ((c - reach, c + reach) for c in -full)
    every = points(downhill[:, 0], downhill[:, 1], "@accent", 5, opacity=0.45)
    plane = graph(
        "cloud", [every, points(-full[:1], -full[1:], "@ink", 17, **CROSS)], across, along,
        ("−∂E/∂w₁", "−∂E/∂w₂"),
        title="−∇Eₖ of every mini-batch", aspect=1.0,
        subtitle="cross: of all examples; large: this one; green: mean so far",
        overlays=[dots(downhill[:, :1], downhill[:, 1:], color="@accent", size=12, hold=True),
                  dots(mean[:, :1], mean[:, 1:], color=MEAN, size=13)],
    )  # fmt: skip
    plane.figure["layout"]["yaxis"] |= {"scaleanchor": "x", "constrain": "domain"}
    return Film(panels=[from_above, plane, _spread_panel(surface, w)], tracks=[], racers=[], rate=12.0, autoplay=True,
                beat="mini-batch", length=DRAWS - 1)  # fmt: skip


def _at(w: Array) -> tuple[Array, Array]:
    return np.array([w[0]]), np.array([w[1]])


def _spread_panel(surface: NoisyMoons, w: Array) -> Panel:
    sizes = np.array([size for size in SIZES if size < surface.n])
    every = np.geomspace(1, surface.n - 1, 60)
    here = min(surface.batch_size, surface.n)
    top = 1.6 * float(spread(surface, w, 1)) + 1e-9
    data = [
        line(every, spread(surface, w, 1) / np.sqrt(every), "@muted", 1.5, "dash"),
        line(every, spread(surface, w, every), "@accent", 2.5),
        points(sizes, measured_spread(surface, w, list(sizes)), "@ink", 7, "m = %{x}: %{y:.3g}, measured"),
    ]
    overlays = []
    if here < surface.n:
        overlays = [dots(np.array([[here]]), np.array([[spread(surface, w, here)]]), color=MEAN, size=13)]
    return graph(
        "spread", data, (0.85, surface.n * 1.2), (top / 60, top), ("examples m in a mini-batch", "distance"),
        (True, True), title="How far −∇Eₖ strays", 
        subtitle="line: exact; dots: measured; dashed: 1/√m; green: this m", aspect=1.0, overlays=overlays,
    )  # fmt: skip


def sizes_film(runs: Sequence[Trajectory]) -> Film:
    """Gradient descent at one rate, on mini-batches of four sizes: `by_size`."""
    surface = cast(NoisyMoons, runs[0].surface)
    racers = [Racer(f"m{m}", f"m = {m}" if m < surface.n else "all examples", shade)
              for m, shade in zip(COMPARED, SHADES, strict=True)]  # fmt: skip
    return _comparison(racers, runs)


def by_size(surface: NoisyMoons, lr: float) -> list[Trajectory]:
    """Gradient descent from one start, on mini-batches of each of COMPARED."""
    return [run(GradientDescent(lr=lr), surface.altered(batch_size=m), None, 2 * STEPS) for m in COMPARED]


def by_rule(surface: NoisyMoons, lr: float, beta: float, decay: float) -> list[Trajectory]:
    """Gradient descent, momentum whose steps add up to the same rate, and gradient descent with a rate that decays."""
    decaying = Scheduled(GradientDescent(lr=lr), Inverse(decay=decay))
    rules = (GradientDescent(lr=lr), Momentum(lr=lr * (1 - beta), beta=beta), decaying)
    return race(rules, surface, None, 2 * STEPS)


def rules_film(runs: Sequence[Trajectory]) -> Film:
    """Those three, `by_rule`, on the same mini-batches."""
    racers = [
        Racer("constant", "Gradient descent, η", GradientDescent.color),
        Racer("momentum", "Momentum, (1 − β) η", Momentum.color),
        Racer("decaying", "Gradient descent, η decaying", "#8a4fd3"),
    ]
    return _comparison(racers, runs, ((-4.0, 9.0), (-8.5, 4.5)))


def _comparison(racers: Sequence[Racer], runs: Sequence[Trajectory], domain: Any = None) -> Film:
    tracks = [
        Track(racer.id, {"x": t.points[:, 0], "y": t.points[:, 1], "f": t.values, "distance": distance(t)},
              diverged_at=t.diverged_at)
        for racer, t in zip(racers, runs, strict=True)
    ]  # fmt: skip
    surface = runs[0].surface
    return Film(
        panels=[
            named(
                contour(
                    surface,
                    domain,
                    title="Mean loss over all examples",
                    clickable=False,
                    start=surface.start,
                    aspect=0.85,
                )
            ),
            chart("distance", tracks, title="Distance from the minimum", log=True, limits=(0.01, 20.0), aspect=0.85),
        ],
        tracks=tracks,
        racers=racers,
        rate=STEPS / 5,
        autoplay=True,
    )


def distance(t: Trajectory) -> Array:
    """How far a run is from the minimum of the mean loss, (steps + 1,)."""
    return t.surface.distance_to_minimum(t.points)


def jitter(t: Trajectory) -> float:
    """The distance from the minimum over the last LATE steps, in the root mean square."""
    return float(np.sqrt((distance(t)[-LATE:] ** 2).mean()))


def turning(t: Trajectory) -> float:
    """By how many degrees a step turns away from the last one, on average over the second half of a run."""
    steps = np.diff(t.points[t.steps // 2 :], axis=0)
    with np.errstate(all="ignore"):
        along = steps / np.linalg.norm(steps, axis=-1, keepdims=True)
    return float(np.degrees(np.arccos(np.clip((along[1:] * along[:-1]).sum(axis=-1), -1, 1))).mean())


SETTLED = 0.01  # of the distance at the start: as good as there


def arrived(t: Trajectory) -> bool:
    """Whether a run is where it stays, as another is that has the same mini-batches and began at the minimum: over the
    last LATE steps they are no farther apart than that one is from the minimum, or this one is all but on it."""
    there = run(t.optimizer, t.surface, t.surface.minima()[0], t.steps)
    apart = np.linalg.norm(t.points - there.points, axis=-1)[-LATE:]
    return bool(np.sqrt((apart**2).mean()) <= jitter(there) or jitter(t) < SETTLED * distance(t)[0])


def on_its_way(t: Trajectory) -> bool:
    """Whether a run has not been as near the minimum before as over its last LATE steps."""
    return bool(distance(t)[:-LATE].min() > distance(t)[-LATE:].min())


def sizes_words(runs: Sequence[Trajectory]) -> str:
    """How wide the cloud of each size of mini-batch is, of those runs that have arrived."""
    n = cast(NoisyMoons, runs[0].surface).n
    there = [(m, jitter(t)) for m, t in zip(COMPARED, runs, strict=True) if arrived(t)]
    absent = [(f"m = {m}", on_its_way(t)) for m, t in zip(COMPARED, runs, strict=True) if not arrived(t)]
    away, off = ([name for name, coming in absent if coming == so] for so in (True, False))
    widths = [width for _, width in there]
    told = listed([f"**{number(width, 2)}** at m = {m}" for m, width in there]) if there else ""
    return said(
        there
        and f"Over the last hundred steps {'these runs are' if len(there) > 1 else 'one run is'}, in the root mean "
        f"square, {told} from the minimum.",
        len(there) > 1 and widths == sorted(widths, reverse=True) and "The smaller the batch, the wider the cloud.",
        any(m == n for m, _ in there) and f"m = {n} is all of the examples: no noise is left.",
        len(away) == 1 and f"With {away[0]} the run has not arrived yet: what is seen is its way, not its cloud.",
        len(away) > 1 and f"With {listed(away)} no run has arrived yet: what is seen is its way, not its cloud.",
        len(off) == 1 and f"With {off[0]} it has been nearer before, and was carried off again.",
        len(off) > 1 and f"With {listed(off)} they have been nearer before, and were carried off again.",
    )


def past(t: Trajectory) -> float:
    """How far a run went beyond the minimum, along the line from its start, as a share of the way there."""
    low = t.surface.minima()[0]
    way = low - t.points[0]
    return float(max(((t.points - t.points[0]) @ way / (way @ way)).max() - 1, 0.0))


BEYOND = 0.05


def rules_words(runs: Sequence[Trajectory]) -> str:
    """What momentum and a decaying rate make of the noise in these runs."""
    constant, momentum, decaying = runs
    turns = [turning(t) for t in (constant, momentum)]
    smooth = "smoother" if turns[1] < 0.95 * turns[0] else "no smoother"
    far = past(momentum)
    ends = [jitter(constant), jitter(decaying)]
    late = (
        "it wanders about the minimum"
        if arrived(decaying)
        else "it decays **too soon**"
        if arrived(constant)
        else "it is still on its way"
        if on_its_way(decaying)
        else "it has been nearer before"
    )
    if ends[1] > 1.1 * ends[0]:
        decays = f"the decaying one is further off, {number(ends[1], 2)}: {late}."
    elif ends[1] < 0.9 * ends[0]:
        decays = f"the decaying one has come **nearer**, {number(ends[1], 2)}."
    else:
        decays = f"the decaying one is about as far, {number(ends[1], 2)}."
    return said(
        f"Momentum’s track is **{smooth}**: over the second half of the run its steps turn by {turns[1]:.0f}° on "
        f"average, those of gradient descent by {turns[0]:.0f}°.",
        far > BEYOND and f"It runs past the minimum, by {100 * far:.0f}% of the way there.",
        f"At the end the constant rate is {number(ends[0], 2)} from the minimum; {decays}",
    )
