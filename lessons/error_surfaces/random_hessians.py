"""Random symmetric matrices in place of Hessians: how rarely every eigenvalue is positive.

The Gaussian orthogonal ensemble (GOE): symmetric, entries independent, N(0, 1) off the diagonal and N(0, 2) on it.
Only signs of eigenvalues matter here, so the scale is free.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from figures import Film, Panel
from figures.film import curve, dots
from lessons._graph import DOWN, UP, graph, line, note, points

Array = np.ndarray

DIMENSIONS = 10  # up to which whole matrices are drawn
FURTHER = 12  # up to which matrices are grown
COUNTS = (1000, 10_000, 100_000, 1_000_000, 2_000_000)  # of matrices that may be drawn
POPULATION = 20_000  # matrices grown
SHRINK = 0.8
SHOWN = 40  # spectra in the picture
CLOCK = 60
EXACT = dict(
    enumerate(
        (
            1 / 2,
            (2 - math.sqrt(2)) / 4,
            (math.pi - 2 * math.sqrt(2)) / (4 * math.pi),
            0.002456709259786224,
            0.0001401146854633997,
            4.620187477548993e-06,
            8.804612806325489e-08,
            9.694546749307667e-10,
            6.166501765955997e-12,
            2.265653158108417e-14,
            4.807885688990808e-17,
            5.892412658378584e-20,
        ),
        start=1,
    )
)  # the probability that all eigenvalues are positive: de Bruijn's Pfaffians (1955), which a test computes

_erfc = np.vectorize(math.erfc, otypes=[float])


def goe(n: int, count: int, rng: np.random.Generator) -> Array:
    """Matrices (count, n, n) of the ensemble."""
    g = rng.standard_normal((count, n, n))
    return (g + np.swapaxes(g, 1, 2)) / np.sqrt(2)


def decay(n: Any) -> Array:
    """exp(−n² ln 3 / 4): to leading order, for large n, the probability that all eigenvalues are positive.

    Dean & Majumdar (2006), Large deviations of extreme eigenvalues of random matrices, https://arxiv.org/abs/cond-mat/0609651.
    """
    return np.exp(-np.log(3) / 4 * np.asarray(n, dtype=float) ** 2)


def definite(count: int, rng: np.random.Generator, dimensions: int = DIMENSIONS) -> list[Array]:
    """Of `count` random matrices, which are positive definite: for n = 1, 2, … the indices (hits,) of those.

    A matrix is positive definite if and only if its leading blocks are (Sylvester), and the leading blocks of a GOE
    matrix are GOE matrices: so each is drawn row by row, as its Cholesky factor, and no further than it has a chance.
    """
    factors, index, found = np.empty((count, 0, 0)), np.arange(count), []
    for _ in range(dimensions):
        rows = _solved(factors, rng.standard_normal(factors.shape[:2]))
        pivots = np.sqrt(2) * rng.standard_normal(len(rows)) - (rows * rows).sum(axis=1)
        alive = pivots > 0
        factors, index = _bordered(factors[alive], rows[alive], pivots[alive]), index[alive]
        found.append(index)
    return found


def grown(seed: int, dimensions: int = FURTHER, population: int = POPULATION) -> Array:
    """The probability that all n eigenvalues are positive, for n = 1, 2, …, as far as plain drawing cannot see.

    A population of positive definite matrices grows by a row and a column at a time: the new diagonal entry must
    exceed |L⁻¹b|², b being the rest of the row. The mean chance of that is a factor of the probability; the population
    is drawn anew in proportion to it (sequential Monte Carlo; Del Moral, Doucet & Jasra 2006). Short rows have the best
    chances, so b is drawn SHRINK times shorter than it is, and weighed for that.
    """
    rng = np.random.default_rng((seed, 2))
    factors, log_probability, found = np.empty((population, 0, 0)), 0.0, []
    for n in range(dimensions):
        b = SHRINK * rng.standard_normal((population, n))
        rows = _solved(factors, b)
        least = (rows * rows).sum(axis=1)
        weight = SHRINK**n * np.exp((b * b).sum(axis=1) * (1 / SHRINK**2 - 1) / 2)
        chance = _erfc(least / 2) / 2 * weight
        log_probability += np.log(chance.mean())
        found.append(np.exp(log_probability))
        comb = (rng.random() + np.arange(population)) / population * chance.sum()
        chosen = np.minimum(np.searchsorted(np.cumsum(chance), comb), population - 1)
        pivots = np.sqrt(2) * _beyond(least[chosen] / np.sqrt(2), rng) - least[chosen]
        factors = _bordered(factors[chosen], rows[chosen], np.maximum(pivots, np.finfo(float).tiny))
    return np.array(found)


def _solved(factors: Array, b: Array) -> Array:
    """L⁻¹ b of Cholesky factors (count, n, n) and vectors (count, n), by forward substitution."""
    y = b.copy()
    for i in range(y.shape[1]):
        y[:, i] = (y[:, i] - (factors[:, i, :i] * y[:, :i]).sum(axis=1)) / factors[:, i, i]
    return y


def _bordered(factors: Array, rows: Array, pivots: Array) -> Array:
    count, n = rows.shape
    larger = np.zeros((count, n + 1, n + 1))
    larger[:, :n, :n], larger[:, n, :n], larger[:, n, n] = factors, rows, np.sqrt(pivots)
    return larger


def _beyond(bound: Array, rng: np.random.Generator) -> Array:
    """Standard normal numbers beyond a bound ≥ 0, by rejection from an exponential (Robert 1995)."""
    out, open_ = np.empty_like(bound), np.arange(len(bound))
    while len(open_):
        low = bound[open_]
        slope = (low + np.sqrt(low * low + 4)) / 2
        z = low + rng.exponential(size=len(low)) / slope
        accepted = rng.random(len(low)) <= np.exp(-((z - slope) ** 2) / 2)
        out[open_[accepted]] = z[accepted]
        open_ = open_[~accepted]
    return out


def interval(hits: Array, count: Array, z: float = 1.96) -> tuple[Array, Array]:
    """Wilson's interval for a probability of which `hits` in `count` were seen; z = 1.96: 95%."""
    share, wide = hits / count, z * z / count
    middle = (share + wide / 2) / (1 + wide)
    half = z / (1 + wide) * np.sqrt(share * (1 - share) / count + wide / (4 * count))
    return np.maximum(middle - half, 0.0), middle + half


class Tally(NamedTuple):
    """How many of the first `drawn` (k,) matrices were positive definite: hits (k, n) for dimensions 1 to n."""

    drawn: Array
    hits: Array


def tally(count: int, seed: int) -> Tally:
    """Matrices drawn, and hits counted at CLOCK moments on the way."""
    count = min(max(int(count), 1), COUNTS[-1])
    hits = definite(count, np.random.default_rng((seed, 1)))
    drawn = np.geomspace(min(10, count), count, CLOCK + 1).round()
    return Tally(drawn, np.stack([np.searchsorted(index, drawn) for index in hits], axis=1))


def chance_film(seen: Tally, further: Array, n: int, seed: int) -> Film:
    """Random spectra of dimension n, and the probability that all eigenvalues are positive as more are drawn.

    `further` are the probabilities for n = 1, 2, … that `grown` gives.
    """
    spectra = np.linalg.eigvalsh(goe(n, SHOWN, np.random.default_rng((seed, 0))))
    return Film(
        panels=[_spectra_panel(spectra), _chance_panel(seen, further)],
        tracks=[],
        racers=[],
        rate=CLOCK / 9,
        beat="",
        autoplay=True,
        length=CLOCK,
    )


def _spectra_panel(spectra: Array) -> Panel:
    count, n = spectra.shape
    rows = np.broadcast_to(np.arange(1, count + 1)[:, None], spectra.shape)
    good = (spectra > 0).all(axis=1)
    data = [
        points(spectra[chosen], rows[chosen], color, 6, opacity=0.9)
        for chosen, color in ((spectra > 0, UP), (spectra <= 0, DOWN))
    ]
    edge = 2.3 * np.sqrt(n) + 0.6
    bands = [line([-edge, edge], [row, row], UP, 1) for row in np.flatnonzero(good) + 1]
    panel = graph(
        "spectra", [line([0, 0], [0, count + 1], "@ink", 1.5), *bands, *data], (-edge, edge), (0, count + 1),
        ("eigenvalues, a matrix in each row", ""), title=f"{count} random matrices of dimension {n}",
        subtitle=f"all eigenvalues positive: {good.sum()} of {count}", weight=0.8, aspect=1.2,
    )  # fmt: skip
    panel.figure["layout"]["yaxis"] |= {"showticklabels": False, "showgrid": False}
    return panel


def _chance_panel(seen: Tally, further: Array) -> Panel:
    drawn, hits = seen.drawn[:, None], seen.hits
    low, high = interval(hits, drawn)
    shown = hits > 0
    n = np.arange(1, hits.shape[1] + 1)
    bars = np.stack([low, high, high], axis=-1)
    bars = np.where(shown[..., None] & np.array([True, True, False]), bars, np.nan).reshape(CLOCK + 1, -1)
    overlays = [
        curve(np.array([[0.4, FURTHER + 0.5]]), np.repeat(1 / drawn, 2, axis=1), color=DOWN, width=1.5, dash=True,
              label="one in all that were drawn"),
        curve(np.repeat(n, 3)[None], bars, color=UP, width=2),
        dots(n[None], np.where(shown, hits / drawn, np.nan), color=UP, size=9),
    ]  # fmt: skip
    every = np.arange(1, FURTHER + 1)
    data = [
        line(every, 0.5**every, "@muted", 1.5, "dot"),
        line(np.linspace(1, FURTHER, 60), decay(np.linspace(1, FURTHER, 60)), "@muted", 1.5, "dash"),
        points(every, further, "@panel", 11, "n = %{x}: %{y:.2g}, grown", line={"color": "@ink", "width": 1.5}),
        *[line([n - 0.36, n + 0.36], [probability] * 2, "@ink", 2) for n, probability in EXACT.items()],
    ]  # fmt: skip
    notes = [
        note(6.6, np.log10(0.5**5), "coin tosses, 2⁻ⁿ"),
        note(9.1, np.log10(decay(9.0)), "3^(−n²/4)"),
    ]
    panel = graph(
        "chance", data, (0.4, FURTHER + 0.6), (1e-21, 3.0), ("dimension n", "probability"), (False, True), notes,
        title="Probability that all n eigenvalues are positive", subtitle="dots: drawn; rings: grown; strokes: exact",
        overlays=overlays, weight=1.2,
    )  # fmt: skip
    panel.figure["layout"]["xaxis"]["dtick"] = 1
    return panel
