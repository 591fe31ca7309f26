"""A stationary point, a dimension at a time: a parabola up or down for each, and which points are still minima."""

from dataclasses import dataclass

import numpy as np

from catalog import param
from figures import Film, Panel
from figures.film import curve
from lessons._claims import Settings, said
from lessons._graph import DOWN, UP, graph, line, points
from lessons._text import counted, number
from lessons.error_surfaces.random_hessians import EXACT, goe

Array = np.ndarray

MOST = 500  # points that a reader may draw
COLUMNS = 6  # of parabolas
ACROSS = np.linspace(-1, 1, 21)


@dataclass(frozen=True)
class OneByOne(Settings):
    """How many dimensions are added, and where the curvatures come from."""

    n: int = param(8, 1, 12, "n", legal="[1, 12]", help="Dimensions")
    law: str = param("coins", choices=("coins", "matrix"), help="Curvatures")
    seed: int = param(1, 0, 999, "s", legal="[0, 999]", help="Seed")

    names = {"law": {"coins": "Each by itself, up or down", "matrix": "Eigenvalues of a random matrix"}}
    presets = {
        "One coin for each": {"law": "coins"},
        "A random Hessian": {"law": "matrix"},
        "Two dimensions": {"n": 2},
    }


def curvatures(chosen: OneByOne, count: int) -> list[Array]:
    """For k = 1 … n the k curvatures (count, k) of each point's first k dimensions, ascending for a matrix."""
    rng = np.random.default_rng((chosen.seed, 7))
    if chosen.law == "coins":
        drawn = rng.standard_normal((MOST, chosen.n))[:count]
        return [drawn[:, :k] for k in range(1, chosen.n + 1)]
    drawn = goe(chosen.n, MOST, rng)[:count]
    return [np.linalg.eigvalsh(drawn[:, :k, :k]) for k in range(1, chosen.n + 1)]


def still(found: list[Array]) -> Array:
    """Of the points, how many are minima with their first k dimensions, k = 0 … n: all of them at first."""
    return np.array([len(found[0]), *(int((values > 0).all(axis=1).sum()) for values in found)])


def chances(chosen: OneByOne) -> Array:
    """The probability (n + 1,) that all of k curvatures are positive: 2⁻ᵏ, or that of the random matrices."""
    if chosen.law == "coins":
        return 0.5 ** np.arange(chosen.n + 1)
    return np.array([1.0, *(EXACT[n] for n in range(1, chosen.n + 1))])


def words(chosen: OneByOne, count: int) -> str:
    """What the newest point is, and the reader's count against the law."""
    found = curvatures(chosen, count)
    newest = found[-1][-1]
    up = int((newest > 0).sum())
    left = int(still(found)[-1])
    expected = count * float(chances(chosen)[-1])
    kind = "a minimum" if up == chosen.n else "a maximum" if up == 0 else "a saddle"
    return said(
        f"Your newest point curves up in {up} of {counted(chosen.n, 'dimension')}: it is **{kind}**.",
        f"Minima so far: **{left}** of {count}; the law expects {number(expected)}.",
    )


def one_by_one_film(chosen: OneByOne, count: int) -> Film:
    """The clock adds dimensions to the newest point; beside it, how many of all points are still minima."""
    found = curvatures(chosen, count)
    return Film(
        panels=[_parabolas(chosen, [values[-1] for values in found]), _count(chosen, found)],
        tracks=[],
        racers=[],
        length=chosen.n,
        rate=1.6,
        beat="dimension",
        autoplay=True,
    )


def _parabolas(chosen: OneByOne, newest: list[Array]) -> Panel:
    rows = -(-chosen.n // COLUMNS)
    overlays = []
    for i in range(chosen.n):
        row, column = divmod(i, COLUMNS)
        x = 0.42 * ACROSS + column
        values = np.array([np.nan, *(found[i] if i < len(found) else np.nan for found in newest)])
        height = 0.7 * np.tanh(np.abs(values))[:, None] * np.sign(values)[:, None] * ACROSS**2
        y = height - 1.8 * row
        for sign, color in ((1, UP), (-1, DOWN)):
            shown = np.where((np.sign(values) == sign)[:, None], y, np.nan)
            overlays.append(curve(x[None], shown, color=color, width=3, hold=True))
    panel = graph(
        "parabolas", [], (-0.6, COLUMNS - 0.4), (-1.8 * rows + 0.75, 1.0), title="The newest point",
        subtitle="blue: up, red: down; a dimension a step", overlays=overlays, aspect=0.6, weight=1.2,
    )  # fmt: skip
    for axis in ("xaxis", "yaxis"):
        panel.figure["layout"][axis] |= {"visible": False}
    return panel


def _count(chosen: OneByOne, found: list[Array]) -> Panel:
    k, left = np.arange(chosen.n + 1), still(found)
    law = left[0] * chances(chosen)
    seen = np.where(k[None] <= k[:, None], left[None].astype(float), np.nan)
    return graph(
        "still", [points(k, left, UP, 5, "%{x} dimensions: %{y} still minima"), line(k, law, "@ink", 1.5, "dash")],
        (-0.3, chosen.n + 0.3), (0, 1.08 * left[0]), ("dimensions k", "points"), aspect=0.72,
        title="Still minima, of all your points", subtitle="dashed: what the law expects",
        overlays=[curve(k[None].astype(float), seen, color=UP, width=2.5, hold=True)],
    )  # fmt: skip
