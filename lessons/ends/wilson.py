"""Which of many minima with zero training loss each optimizer ends in, on Wilson et al.'s data."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from figures import Film, Panel, Racer, Track, chart
from figures.film import bars
from lessons._claims import listed, percent, said
from lessons._graph import graph, line, note
from lessons._text import counted
from lessons.ends.least_squares import FOREVER, LeastSquares, counts, error_on_examples, error_on_new, loss_on_new
from lessons.ends.valley import ADAPTIVE, FLOOR, LINEUP
from optim import OPTIMIZERS, Trajectory, run
from optim._schedule import Cosine, Scheduled

Array = np.ndarray

STEPS = 200
# The rates at the start; those that are not of adaptive rules in units of 1/λ_max.
RATES = {"gradient_descent": 1.0, "momentum": 0.3, "adagrad": 0.08, "rmsprop": 0.02, "adam": 0.02}
WIDE, ROOM = 2.0, 12.0  # the width of a feature that many examples have, and of all the others together
SHADES = ("rgba(31,157,97,0.15)", "rgba(128,128,128,0.16)", "rgba(128,128,128,0.05)")


def rule_of(slug: str, problem: LeastSquares, steps: int) -> Scheduled:
    """A rule at a rate that suits the problem, and falls to zero along half a cosine so that the run comes to rest."""
    lr = RATES[slug] / (1.0 if slug in ADAPTIVE else problem.steepest)
    declared: Any = OPTIMIZERS[slug]
    return Scheduled(declared(lr=lr), Cosine(horizon=steps))


def ends(problem: LeastSquares, steps: int, lineup: Sequence[str] = LINEUP) -> dict[str, Trajectory]:
    """The runs from w = 0, by rule."""
    return {slug: run(rule_of(slug, problem, steps), problem, None, steps, record_states=False) for slug in lineup}


def _racers() -> list[Racer]:
    return [Racer(slug, OPTIMIZERS[slug].name, OPTIMIZERS[slug].color) for slug in LINEUP]


def _track(slug: str, t: Trajectory, **channels: Array) -> Track:
    own = {"f": np.maximum(t.values, FLOOR), "norm": np.linalg.norm(t.points, axis=-1)}
    return Track(slug, own | channels, diverged_at=t.diverged_at)


def wilson_words(problem: LeastSquares, runs: Mapping[str, Trajectory], p: float) -> str:
    """What each rule made of the data: errors on the examples and on new ones."""
    ones, others = counts(problem)
    told = {slug: (float(error_on_examples(problem, t.points[-1])), float(error_on_new(t.points[-1], p)))
            for slug, t in runs.items()}  # fmt: skip
    groups: dict[tuple[float, float], list[str]] = {}
    for slug, errors in told.items():
        groups.setdefault(errors, []).append(OPTIMIZERS[slug].name)
    sentences = (
        f"{listed(names)}: **{percent(new)}** of new examples wrong, {percent(seen)} of those seen."
        for (seen, new), names in groups.items()
    )
    return said(
        not others and "Without an example of label −1 there is nothing to tell the labels apart by.",
        others > 0 and ones <= others and "Label 1 must have the majority for what is said above: try another seed.",
        *sentences,
    )


def data_words(problem: LeastSquares) -> str:
    """How many examples and weights there are."""
    ones, others = counts(problem)
    return f"{counted(ones, 'example')} of label 1, {others} of label −1, and {problem.dims} weights."


def wilson_film(problem: LeastSquares, found: Mapping[str, Trajectory], p: float) -> Film:
    """The weights as they are learned, by three rules; training loss, training error and test error on one clock."""
    nearest = problem.minimum_norm
    tracks = [
        _track(
            slug, t,
            training=np.maximum(t.values / len(problem.labels), FLOOR),
            test=loss_on_new(t.points, p),
            wrong=error_on_new(t.points, p),
            away=np.maximum(np.linalg.norm(t.points - nearest, axis=-1), FLOOR),
        )
        for slug, t in found.items()
    ]  # fmt: skip
    wrong = chart(
        "wrong", tracks, title="Test error", y="share wrong", subtitle="share of new examples", log=False, aspect=0.62
    )
    wrong.figure["layout"]["yaxis"] |= {"range": [-0.04, 1.04], "tickformat": ".0%"}
    charts = [
        chart("training", tracks, title="Training loss", y="loss", subtitle="per example", log=True,
              limits=(1e-12, 10.0), aspect=0.62),
        chart("test", tracks, title="Test loss", y="loss", subtitle="per new example", log=True, limits=(1e-4, 2.0),
              aspect=0.62),
        wrong,
    ]  # fmt: skip
    away = chart("away", tracks, title="Distance from X⁺y", y="‖w − X⁺y‖", log=True,
                 limits=(1e-9, 10.0), aspect=0.62)  # fmt: skip
    return Film(
        panels=[*(_weights(problem, slug, found[slug]) for slug in ("gradient_descent", "adam")), away, *charts],
        tracks=tracks,
        racers=_racers(),
        rate=20.0,
        autoplay=True,
    )


def _weights(problem: LeastSquares, slug: str, t: Trajectory) -> Panel:
    """The weights as bars: the label's, the two of what is always 1, and those of features in one example only."""
    end = FOREVER * WIDE
    edges = {"label": (0.0, WIDE), "always 1": (WIDE, end), "in one example only": (end, end + ROOM)}
    shades = [
        {"type": "rect", "xref": "x", "yref": "paper", "x0": low, "x1": high, "y0": 0, "y1": 1, "layer": "below",
         "fillcolor": shade, "line": {"width": 0}}
        for (low, high), shade in zip(edges.values(), SHADES, strict=True)
    ]  # fmt: skip
    notes = [note(sum(edge) / 2, 1.03, word, "@muted", "center") for word, edge in edges.items()]
    name = OPTIMIZERS[slug].name
    panel = graph(
        f"weights-{slug}", [line([0, end + ROOM], [0, 0], "@muted", 1)], (-0.2, end + ROOM + 0.2), (-0.4, 1.13),
        notes=notes, title=f"Weights of {name[0].lower() + name[1:] if ' ' in name else name}",
        titles=("feature", "weight"), aspect=0.62,
        overlays=[bars(WIDE * (np.arange(FOREVER) + 0.5), t.points[:, :FOREVER], racer=slug),
                  bars(own_places(problem.dims - FOREVER), t.points[:, FOREVER:], racer=slug)],
    )  # fmt: skip
    panel.figure["layout"]["shapes"] = shades
    panel.figure["layout"]["xaxis"] |= {"showticklabels": False, "showgrid": False}
    return panel


def own_places(count: int) -> Array:
    """Where the bars of the features stand that are in one example only."""
    return FOREVER * WIDE + (np.arange(count) + 0.5) * ROOM / count


def _whole(share: float) -> float:
    """In whole percent, halves as the sentences round them: a browser would round them up."""
    return round(100 * share)


def table(problem: LeastSquares, runs: Mapping[str, Trajectory], p: float) -> dict[str, list[Any]]:
    """What each rule has come to: columns by their heading; last the minimum-norm solution itself."""
    found = {OPTIMIZERS[slug].name: t.points[-1] for slug, t in runs.items()}
    found["X⁺y, by numpy.linalg.pinv"] = problem.minimum_norm
    nearest = problem.minimum_norm
    return {
        "Solution": list(found),
        "Training loss": [float(problem.value(w)) / len(problem.labels) for w in found.values()],
        "Training error": [_whole(float(error_on_examples(problem, w))) for w in found.values()],
        "Test error": [_whole(float(error_on_new(w, p))) for w in found.values()],
        "‖w − X⁺y‖": [float(np.linalg.norm(w - nearest)) for w in found.values()],
        "‖w‖": [float(np.linalg.norm(w)) for w in found.values()],
        "max |w|": [float(np.abs(w).max()) for w in found.values()],
    }
