"""E = E* + ½ Σ λᵢ αᵢ²: the error of a bowl of many directions, a term for each, falling at its own rate."""

from dataclasses import dataclass

import numpy as np

from catalog import param
from figures import Film, Racer, Track
from figures.film import curve
from lessons._claims import Settings, listed, percent, said
from lessons._graph import DOWN, UP, graph, line
from lessons._text import counted, number
from lessons.step_size.contraction import best_rate
from networks.spectrum import SPACINGS, Spectrum

Array = np.ndarray

STEPS = 200
LEAST, MOST = 1e-12, 1e6  # of a term, in units of the first error: what is drawn lies between


@dataclass(frozen=True)
class Terms(Settings):
    """N curvatures from 1/κ to 1, and the one η of all of them."""

    n: int = param(20, 2, 100, "N", legal="[2, 100]", help="Directions")
    kappa: float = param(100.0, 1.0, 1e4, "κ", log=True, help="Condition number")
    ratio: float = param(1.0, 0.0, 2.2, "η / min ηₒₚₜ", help="Learning rate, in units of the steepest’s best,")
    spacing: str = param("geometric", choices=SPACINGS, help="Curvatures")

    names = {"spacing": {"geometric": "As many in every decade", "even": "Evenly spread", "two clusters": "Two only"}}
    presets = {
        "The steepest in one step": {"ratio": 1.0, "kappa": 100.0},
        "The best for all": {"ratio": 1.98, "kappa": 100.0},
        "A round bowl": {"ratio": 1.0, "kappa": 1.0},
        "Too long for the steepest": {"ratio": 2.02, "kappa": 100.0},
    }

    @property
    def eigenvalues(self) -> Array:
        return Spectrum(n=self.n, condition=self.kappa, spacing=self.spacing).eigenvalues

    @property
    def lr(self) -> float:
        return self.ratio / float(self.eigenvalues.max())


def terms(chosen: Terms) -> Array:
    """½λᵢαᵢ² (steps + 1, N), with the error spread evenly at the start, in units of the whole first error.

    αᵢ is multiplied by 1 − ηλᵢ with each step of gradient descent, its term by the square.
    """
    factors = (1 - chosen.lr * chosen.eigenvalues) ** 2
    return np.asarray(factors[None] ** np.arange(STEPS + 1)[:, None] / chosen.n)


def words(chosen: Terms) -> str:
    """How far the best rates are apart, who is slowest, and what is left."""
    values = chosen.eigenvalues
    factors = (1 - chosen.lr * values) ** 2
    kappa = float(values.max() / values.min())
    shares = terms(chosen)
    left = max(float(shares[-1].sum()), np.finfo(float).tiny if factors.any() else 0.0)  # a power may underflow
    alike, largest = _alike(chosen), float(factors.max())
    grows = largest > 1 + 1e-12
    slow = values[factors > largest - 1e-9]
    one = alike or len(slow) == 1
    name, where = "term" if one else "terms", f"of λ = {listed(dict.fromkeys(map(number, slow)))}"
    half = shares[STEPS // 4]
    order = np.sort(half)[::-1]
    most = 0.9 * order.sum() * (1 - 1e-12)  # equal terms may hold just nine tenths
    few = int(np.searchsorted(np.cumsum(order), most) + 1) if order.sum() > 0 else 0
    best = best_rate((float(values.min()), float(values.max()))) * float(values.max())
    return said(
        f"The best rates of the {chosen.n} directions are 1/λᵢ: max ηₒₚₜ / min ηₒₚₜ = λₘₐₓ/λₘᵢₙ = **{number(kappa)}**,"
        f" and the best single rate is {_times(best)}.",
        chosen.ratio == 0 and "At η = 0 nothing moves.",
        grows
        and f"{'Every term' if alike else f'The {name} {where}'} **{'grows' if one else 'grow'}**: each step "
        f"multiplies {'it' if one else 'them'} by {number(largest)}.",
        not grows
        and chosen.ratio > 0
        and f"{'Every term' if alike else f'The slowest {name}, {where},'} {'keeps' if one else 'keep'} "
        f"{percent(largest, 1)} with each step; after {STEPS} steps {percent(left, 1)} of the error is left.",
        not grows
        and not alike
        and 0 < few < chosen.n
        and f"After {STEPS // 4} steps nine tenths of what is left is in {counted(few, 'direction')}.",
    )


def terms_film(chosen: Terms) -> Film:
    """Each direction's term against its curvature; their sum, the steepest's and the flattest's against the step."""
    shares, values = terms(chosen), chosen.eigenvalues
    drawn = np.clip(shares, LEAST, MOST)
    low, high = float(values[0]) / 1.5, 1.5
    spectrum = graph(
        "terms", [line(values, drawn[0], "@muted", 1, "dot")], (low, high), (1e-10, 100.0),
        ("curvature λᵢ", "its term ½λᵢαᵢ²"), log=(True, True), title="The error, direction by direction",
        subtitle="dotted: at the start, all alike", aspect=0.75,
        overlays=[curve(values[None], drawn, racer="sum", width=2.5)],
    )  # fmt: skip
    tracks = [
        Track(slug, {"step": np.arange(STEPS + 1.0), "left": series, "drawn": np.clip(series, LEAST, MOST)})
        for slug, series in (("sum", shares.sum(axis=1)), ("steep", shares[:, -1]), ("flat", shares[:, 0]))
    ]
    whole = graph(
        "sum", [line(np.arange(STEPS + 1), track.channels["drawn"], "@muted", 1, opacity=0.4) for track in tracks],
        (0, STEPS), (1e-10, 100.0), ("step", "error"), log=(False, True), racers=None,
        axes={"x": "step", "y": "drawn"}, title="Their sum, and two of them", aspect=0.75,
        subtitle=_in_the_end(chosen),
    )  # fmt: skip
    racers = [
        Racer("sum", "E − E*, all of them", "#8a4fd3"),
        Racer("steep", "The steepest direction", DOWN),
        Racer("flat", "The flattest direction", UP),
    ]
    return Film(panels=[spectrum, whole], tracks=tracks, racers=racers, rate=25.0, autoplay=True,
                readout={"group": "main", "channel": "left", "label": "of the first error"})  # fmt: skip


def _in_the_end(chosen: Terms) -> str:
    """What becomes of the sum: in the end the largest factor is all that counts, if not all are equal."""
    if _alike(chosen):
        return "all directions are alike"
    most = np.abs(1 - chosen.lr * chosen.eigenvalues).max()
    return f"in the end what {'grows most' if most > 1 + 1e-12 else 'shrinks least'} is all that counts"


def _alike(chosen: Terms) -> bool:
    """Whether all terms shrink, or grow, at one rate."""
    sizes = np.abs(1 - chosen.lr * chosen.eigenvalues)
    return bool(np.ptp(sizes) <= 1e-9 * sizes.max())


def _times(best: float) -> str:
    if number(best) == "1":
        return "the same"
    return f"{'just under 2' if number(best) == '2' else number(best)} times the smallest"
