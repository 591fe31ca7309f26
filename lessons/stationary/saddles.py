"""Stationary points of a small network: where the search starts, what it found in words, who ends there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from catalog import param
from figures import Film
from lessons._claims import Settings, listed, percent, said
from lessons._graph import DOWN, FLAT, UP, graph, line, points
from lessons._recorded import Recorded
from lessons._text import counted, number
from lessons.stationary.search import CONFIRMED, ZERO, Stationary, correlation, placed, polished, search
from networks.perceptron import Perceptron
from optim import OPTIMIZERS, run

Array = np.ndarray

BATCH = 50  # starts of one search
RESAMPLES = 20_000  # of a few points an interval needs many
DRAWN = 600_000  # points at most, over all resamples
BATCHES = 16
SNAPS = (10, 40, 160, 640, 2000)  # steps of training at which a search starts
ENDS = ("at a minimum", "at a saddle", "still moving", "diverged")
RACED = {
    "gradient_descent": ({"lr": 0.3}, 2500), "momentum": ({"lr": 0.3}, 2000), "newton": ({}, 100),
    "saddle_free_newton": ({"damping": 0.01}, 100),
}  # fmt: skip
RUNS = 100
THICK = 20  # pixels of a bar
LOOKS = (  # of each kind: its name, its words in the legend, its colour and its mark
    ("a saddle", "diamonds: saddles", DOWN, "diamond"), ("a maximum", "triangles: maxima", DOWN, "triangle-down"),
    ("a minimum", "discs: minima", UP, "circle"),
)  # fmt: skip
BARS = (  # the same for each of ENDS
    ("blue: minimum", UP),
    ("red: saddle", DOWN),
    ("grey: still moving", "#7b8494"),
    ("dark: diverged", "#3b3f4a"),
)
BESIDE = 0.02  # of its length: how far a stationary point may be from the end of a run that has ended there


@dataclass(frozen=True)
class Hunt(Settings):
    """The network whose stationary points are looked for."""

    width: int = param(5, 2, 6, "h", legal="[2, 6]", help="Hidden units")
    l2: float = param(0.003, 0.0005, 0.02, "c", log=True, help="Weight decay")

    presets = {
        "Five hidden units": {"width": 5, "l2": 0.003},
        "Two hidden units": {"width": 2},
        "More decay": {"l2": 0.012},
    }

    @property
    def jobs(self) -> list[tuple[int, float, int]]:
        """The parts of the search, as plain values."""
        return [(self.width, self.l2, part) for part in range(BATCHES)]

    @cached_property
    def problem(self) -> Perceptron:
        return Perceptron(data="xor", n=40, width=self.width, depth=1, loss="squared", l2=self.l2)


def starts(problem: Perceptron, part: int) -> Array:
    """BATCH places from which one part of the search starts: even parts at random weights of many scales, odd ones
    along training runs, so that minima and low saddles are found as well."""
    rng = np.random.default_rng(part)
    count = BATCH if part % 2 == 0 else BATCH // len(SNAPS)
    drawn = problem.altered(seed=0).starts((part + 1) * BATCH)[part * BATCH : part * BATCH + count]
    scaled = drawn * np.exp(rng.uniform(-2, 2 if part % 2 == 0 else 1.5, (count, 1)))
    if part % 2 == 0:
        return scaled
    rule = OPTIMIZERS["gradient_descent"](**{"lr": 0.3})
    track = run(rule, problem, scaled, max(SNAPS), record_states=False).points[list(SNAPS)]
    track = track.reshape(-1, problem.dims)
    return track[np.isfinite(track).all(axis=1)]


def part_found(job: tuple[int, float, int]) -> Stationary:
    """What one part of a search finds."""
    width, l2, part = job
    problem = Hunt(width=width, l2=l2).problem
    return search(problem, starts(problem, part))


def _hunts() -> list[tuple[int, float, int]]:
    """The search as the page opens, and of every preset."""
    return list(dict.fromkeys(job for chosen in ({}, *Hunt.presets.values()) for job in Hunt(**chosen).jobs))


@lru_cache(maxsize=64)
def _placed(width: int, l2: float, points: bytes, shape: tuple[int, int]) -> Stationary:
    return placed(Hunt(width=width, l2=l2).problem, np.frombuffer(points).reshape(shape))


FOUND = Recorded(
    Path(__file__).parent / "found.npz", _hunts, part_found, lambda one: {"points": one.points},
    lambda job, arrays: _placed(job[0], job[1], arrays["points"].astype(float).tobytes(), arrays["points"].shape),
)  # fmt: skip
"""Only places are kept: what they are is computed anew whenever they are read."""


def kind(eigenvalues: Array) -> str:
    """What a stationary point is by its eigenvalues (n,): those near zero are of neither sign."""
    scale = ZERO * np.abs(eigenvalues).max()
    down, up = bool((eigenvalues < -scale).any()), bool((eigenvalues > scale).any())
    return "a saddle" if down and up else "a maximum" if down else "a minimum"


def film(found: Stationary, chosen: int) -> Film:
    """Every point by its index and error, and the spectrum of the one that is chosen."""
    kinds = np.array([kind(spectrum) for spectrum in found.eigenvalues])
    hover = "index %{x:.2f}, error %{y:.4g}"
    looks = [look for look in LOOKS if look[0] in kinds]
    data = [
        points(found.index[kinds == name], found.errors[kinds == name], color, 8, hover, symbol=symbol, opacity=0.75)
        for name, _, color, symbol in looks
    ]
    top = float(found.errors.max())
    ring = points(found.index[[chosen]], found.errors[[chosen]], "@ink", 17, symbol="circle-open", line={"width": 2.5})
    data.append(ring)
    where = graph(
        "points", data, (-0.03, max(0.3, float(found.index.max()) + 0.05)), (0, 1.08 * top),
        ("index: share of negative eigenvalues", "error"), title="Stationary points",
        subtitle=f"click one; {', '.join(words for _, words, *_ in looks)}, ring: shown beside", clickable=True,
        aspect=0.6, weight=1.2,
    )  # fmt: skip
    spectrum = found.eigenvalues[chosen]
    scale = ZERO * np.abs(spectrum).max()
    shown = np.arcsinh(spectrum / max(1e-3 * np.abs(spectrum).max(), 1e-12)) / np.log(10)
    ordinal = np.arange(1, len(spectrum) + 1)
    signs = ((DOWN, spectrum < -scale), (FLAT, np.abs(spectrum) <= scale), (UP, spectrum > scale))
    stems: list[Any] = [
        points(ordinal[where], shown[where], color, 9, "eigenvalue %{x}: %{customdata:.3g}", symbol="circle")
        | {"customdata": spectrum[where]}
        for color, where in signs
        if where.any()
    ]
    low, high = min(float(shown.min()), -0.5), max(float(shown.max()), 0.5)
    panel = graph(
        "spectrum", stems, (0.3, len(spectrum) + 0.7), (low - 0.3, high + 0.3),
        ("eigenvalue, by rank", "signed, log-like scale"),
        title=f"The Hessian’s {len(spectrum)} eigenvalues there", subtitle=f"it is {kind(spectrum)}", aspect=0.72,
    )  # fmt: skip
    return Film(panels=[where, panel], tracks=[], racers=[])


def nearest(found: Stationary, x: float, y: float) -> int:
    """The point nearest to a click, by what the picture shows."""
    span = max(float(np.ptp(found.index)), 0.1), max(float(np.ptp(found.errors)), 1e-9)
    return int((((found.index - x) / span[0]) ** 2 + ((found.errors - y) / span[1]) ** 2).argmin())


def _many(count: int, one: str, more: str) -> str:
    return f"{count or 'no'} {more if count > 1 else one}"


def verdict(found: Stationary, searched: int) -> str:
    """How many points of which kind, and whether a higher error goes with more directions down."""
    kinds = [kind(spectrum) for spectrum in found.eigenvalues]
    counts = {name: kinds.count(name) for name in ("a minimum", "a saddle", "a maximum")}
    most = next((f"{'Mostly' if counts[name] < len(kinds) else 'Only'} {names}" for name, names in
                 (("a saddle", "saddles"), ("a minimum", "minima")) if 2 * counts[name] > len(kinds)), "")  # fmt: skip
    words = (
        (f"**{most}**: from " if most else "From ")
        + f"{counted(searched, 'start')} **{counted(len(kinds), 'distinct stationary point')}**, "
        f"{_many(counts['a saddle'], 'saddle', 'saddles')}, {_many(counts['a minimum'], 'minimum', 'minima')}, "
        f"{_many(counts['a maximum'], 'maximum', 'maxima')}."
    )
    resamples = min(RESAMPLES, DRAWN // max(len(kinds), 1))
    rank, low, high = correlation(found, resamples) if len(kinds) > 2 else (np.nan, np.nan, np.nan)
    told = (
        f"rank correlation of index and error {number(rank, 2)}, 90% interval from {number(low, 2)} to "
        f"{number(high, 2)}."
    )
    return said(
        words,
        bool(low > 0) and f"More directions lead down where the error is higher, as a rule, as in Dauphin et al.: "
        f"{told}",
        bool(np.isfinite(rank) and low <= 0 <= high) and f"Whether more directions lead down where the error is "
        f"higher cannot be told from these: {told}",
        bool(high < 0) and f"Fewer directions lead down where the error is higher, as a rule: {told}",
    )  # fmt: skip


def ending(problem: Any, w: Array) -> Array:
    """For ends w (count, n), which of ENDS each is, as its number.

    A run has ended where a few plain Newton steps confirm a stationary point right beside it.
    """
    over = ~np.isfinite(w).all(axis=1)
    held = np.where(over[:, None], 0.0, w)
    at = polished(problem, held)
    confirmed = np.linalg.norm(problem.gradient(at), axis=1) <= CONFIRMED
    beside = np.linalg.norm(at - held, axis=1) <= BESIDE * (1 + np.linalg.norm(held, axis=1))
    saddle = np.array([kind(spectrum) != "a minimum" for spectrum in np.linalg.eigvalsh(problem.hessian(at))])
    return np.where(over, 3, np.where(confirmed & beside, np.where(saddle, 1, 0), 2))


def endings(slug: str, count: int = RUNS) -> Array:
    """Which of ENDS each of so many runs (count,) of a rule of RACED comes to, on the network of the page."""
    chosen, steps = RACED[slug]
    problem = Hunt().problem
    t = run(OPTIMIZERS[slug](**chosen), problem, problem.starts(count), steps, record_states=False)
    return ending(problem, t.points[-1])


ENDINGS = Recorded(
    Path(__file__).parent / "endings.npz", lambda: list(RACED), endings, lambda one: {"ends": one},
    lambda job, arrays: arrays["ends"],
)  # fmt: skip


def tally(one: Array) -> Array:
    """How many runs come to each of ENDS."""
    return np.bincount(one, minlength=len(ENDS))


def ends_film(counts: Mapping[str, Array]) -> Film:
    """Bars: of each rule's runs, the share that ended at a minimum, at a saddle, or not at all."""
    names = [OPTIMIZERS[slug].name for slug in counts]
    bars = []
    for row, count in enumerate(counts.values()):
        sides = np.append(0, np.cumsum(count))
        bars += [
            line(sides[i : i + 2], [row, row], color, THICK) | {"name": f"{count[i]} {ENDS[i]}"}
            for i, (_, color) in enumerate(BARS)
            if count[i]
        ]
    told = ", ".join(words for i, (words, _) in enumerate(BARS) if any(count[i] for count in counts.values()))
    panel = graph("ends", bars, (0, RUNS), (len(names) - 0.4, -0.6), ("runs", ""), title="Where a hundred runs end",
                  subtitle=told, aspect=0.3)  # fmt: skip
    layout = panel.figure["layout"]
    layout["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": names, "showgrid": False}
    layout["margin"] |= {"l": 130}
    return Film(panels=[panel], tracks=[], racers=[])


def ends_words(counts: Mapping[str, Array]) -> str:
    """How often each rule ended in a saddle; of runs none of which had ended nothing is said."""
    told = []
    for slug, count in counts.items():
        parts = [f"{n} {ENDS[i]}" for i, n in enumerate(count) if n]
        name = f"**{OPTIMIZERS[slug].name}**"
        told.append(
            f"{name}: {', '.join(parts)}." if count[:2].sum() else
            f"{name}: {', '.join(parts)} after {counted(RACED[slug][1], 'step')}, which shows nothing either way."
        )  # fmt: skip
    ended = {slug: int(count[1]) for slug, count in counts.items() if count[:2].sum()}
    none = [OPTIMIZERS[slug].name for slug, n in ended.items() if n == 0]
    most = max(ended, key=lambda slug: ended[slug], default="")
    alone = bool(most) and list(ended.values()).count(ended[most]) == 1
    return said(
        alone
        and ended[most] > 0
        and f"**{OPTIMIZERS[most].name}** is caught by saddles most often, {percent(ended[most] / RUNS)} of its runs.",
        0 < len(none) < len(ended) and f"Of the runs of {listed(none)} that ended, none did so in one.",
        f"Of {RUNS} runs from the same starts:",
        *told,
    )
