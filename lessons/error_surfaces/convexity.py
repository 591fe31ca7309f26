"""Convex or not: the surface along a segment beside the straight chord, and where it bends down."""

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from catalog import downward, param, upward
from figures import Film, Panel, Racer, Track, contour
from figures.film import curve
from figures.relief import Domain, relief_of
from lessons._claims import Settings, percent, said
from lessons._graph import DOWN, UP, graph, padded, veil
from lessons._live import sets
from lessons._sketch import ID, Sketch, sketched
from lessons._text import number
from lessons.error_surfaces.local import inertia
from lessons.error_surfaces.probe import PLANE
from optim._linalg import eigh

Array = np.ndarray

STEPS = 60
MISSED = 0.02  # of the drawn heights: a peak that is higher by more is said to stand between the places drawn
SEEN, PEAKS, CLOSER = 2400, 16, 6  # places at which a chord is told of; its highest, looked at closer, so often
FINE = 200  # places along each side at which the Hessian's signs are looked at
DRAWN = 100_000  # chords drawn at random where a surface has kinks
CHORD = "#c87d00"
ABSURD = 1e12  # beyond every picture
DIGITS = 4  # of an end's coordinates, as the address has them


def _across(slug: str, a: tuple[float, float], b: tuple[float, float]) -> dict[str, Any]:
    """A preset: a surface, and the ends of a chord."""
    return {"surface": slug, "a_1": a[0], "a_2": a[1], "b_1": b[0], "b_2": b[1]}


@dataclass(frozen=True)
class Convexity(Settings):
    """The surface on which the chord lies; its ends are points of it."""

    surface: str = param("styblinski_tang", choices=tuple(PLANE), help="Surface")

    names = {"surface": PLANE}
    presets = {
        "Convex": _across("booth", (-8.0, 4.0), (6.0, -7.0)),
        "Convex, with kinks": _across("lasso", (-1.0, -1.0), (1.5, 1.0)),
        "Not convex": _across("styblinski_tang", (-2.9, -2.9), (2.75, 2.75)),
        "A network": _across("linear_network", (2.0, 0.5), (0.5, 2.0)),
    }


class Chord(NamedTuple):
    """Over the segment from a to b: shares of it (n,), points (n, 2), and the heights (n,) of the surface, of the chord
    and of the tangent at a."""

    share: Array
    points: Array
    heights: Array
    chord: Array
    tangent: Array

    @property
    def gap(self) -> Array:
        """The rim (2n,) of what lies between surface and chord where the surface is above: there and back."""
        above = np.where(self.heights > self.chord, self.heights, self.chord)
        return np.concatenate([above, self.chord[::-1]])

    @property
    def excess(self) -> float:
        """How far the surface rises above the chord at most; not above rounding where it nowhere does."""
        return float(np.nanmax(self.heights - self.chord))

    @property
    def breaks(self) -> bool:
        """Whether the surface rises above the chord: then it is not convex."""
        return self.excess > 1e-9 * max(float(np.nanmax(np.abs(self.heights))), 1e-300)


def chord(surface: Any, a: Any, b: Any, places: int = STEPS) -> Chord:
    """E((1 − t)a + tb) and (1 − t)E(a) + tE(b) for t from 0 to 1; the numbers may be those of a trace."""
    return _over(surface, a, b, np.linspace(0, 1, places + 1))


def looked_at(surface: Any, a: Any, b: Any) -> Chord:
    """The same at SEEN places, and ever closer around those where the surface is highest above the chord."""
    found, width = chord(surface, a, b, SEEN), 1 / SEEN
    for _ in range(CLOSER):
        above = np.where(np.isfinite(found.heights), found.heights - found.chord, -np.inf)
        peaks = found.share[np.argsort(-above, kind="stable")[:PEAKS], None]
        closer = np.clip(peaks + width * np.linspace(-1, 1, 17), 0, 1)
        found, width = _over(surface, a, b, np.unique(np.append(found.share, closer))), width / 8
    return found


def _over(surface: Any, a: Any, b: Any, t: Array) -> Chord:
    points = np.stack([(1 - t) * a[i] + t * b[i] for i in range(2)], axis=-1)
    with np.errstate(all="ignore"):
        heights = surface.value(points)
        slopes = surface.gradient(points[0])
    slope = slopes[0] * (b[0] - a[0]) + slopes[1] * (b[1] - a[1])
    heights = np.where(np.isfinite(heights), heights, np.nan)
    return Chord(t, points, heights, (1 - t) * heights[0] + t * heights[-1], heights[0] + t * slope)


def _end(value: float = 0.0) -> float:
    made: float = param(value, -1.0, 1.0, legal=f"[{-ABSURD}, {ABSURD}]")
    return made


@dataclass(frozen=True)
class Segment(Sketch):
    """The picture of a chord from a to b."""

    a_1: float = _end()
    a_2: float = _end()
    b_1: float = _end()
    b_2: float = _end()

    slug, name = "sketch", "A chord"

    def draw(self, surface: Any) -> dict[str, Array]:
        here = chord(surface, (self.a_1, self.a_2), (self.b_1, self.b_2))
        x, y = here.points[:, 0], here.points[:, 1]
        return {
            "x": x, "y": y, "heights": here.heights, "chord": here.chord, "tangent": here.tangent,
            "across": np.stack([x[0], x[-1]]), "up": np.stack([y[0], y[-1]]),
            "gap": here.gap,
        }  # fmt: skip


class Signs(NamedTuple):
    """Of the Hessian over the picture: the share where an eigenvalue is negative, and whether it is the same all over.

    Of a surface with kinks also the share of random chords above which it rises.
    """

    downward: float
    constant: bool
    broken: float


@lru_cache(maxsize=64)
def signs(surface: Any) -> Signs:
    """Looked at in a random place of each of FINE × FINE cells; the share also at the minima that are known."""
    low, high = np.array(surface.domain, dtype=float).T
    cells = np.stack(np.meshgrid(np.arange(FINE), np.arange(FINE)), axis=-1)
    w = low + (cells + np.random.default_rng(1).random(cells.shape)) / FINE * (high - low)
    with np.errstate(all="ignore"):
        hessian = surface.hessian(w).reshape(-1, 2, 2)
        known = np.concatenate([hessian, surface.hessian(_minima(surface, low, high))])
        down = inertia(known)[0] > 0
    there = np.isfinite(known).all(axis=(-1, -2))
    constant = bool(np.ptp(hessian, axis=0).max() == 0)
    return Signs(float(down[there].mean()), constant, 0.0 if surface.smooth else _broken(surface, low, high))


def _minima(surface: Any, low: Array, high: Array) -> Array:
    """The declared minima (count, 2) in the picture: no cell's place need lie near one in a narrow valley."""
    points = np.array([c.point for c in surface.critical_points() if c.kind == "minimum"], dtype=float).reshape(-1, 2)
    return points[((low <= points) & (points <= high)).all(axis=1)] if surface.smooth else points[:0]


def _broken(surface: Any, low: Array, high: Array) -> float:
    a, b = np.random.default_rng(1).uniform(low, high, (2, DRAWN, 2))
    ends = surface.value(a), surface.value(b)
    above = surface.value((a + b) / 2) - (ends[0] + ends[1]) / 2
    return float((above > 1e-9 * np.maximum(np.abs(ends[0]), np.abs(ends[1]))).mean())


def verdict(surface: Any, a: Any, b: Any) -> str:
    """Whether the surface is convex in the picture, and what the chord from a to b shows of it."""
    here, drawn = looked_at(surface, a, b), chord(surface, a, b)
    missed = here.excess - drawn.excess > MISSED * float(np.nanmax(drawn.heights) - np.nanmin(drawn.heights))
    down, constant, broken = signs(surface)
    convex = not down and not broken and not here.breaks
    return said(
        down > 0 and ":red[**Not convex**]: the Hessian has a negative eigenvalue in "
        f"{percent(down)} of the picture.",
        not down and not convex and ":red[**Not convex**]: a chord shows it.",
        convex and surface.smooth and constant
        and ":blue[**Convex**]: the Hessian is the same everywhere and has no negative eigenvalue.",
        convex and surface.smooth and not constant
        and f":blue[**Convex in this picture**], as far as {FINE * FINE:,} points tell: at none has the Hessian a "
        "negative eigenvalue.",
        convex and not surface.smooth
        and f":blue[**Convex in this picture**], as far as {DRAWN:,} random chords tell: it rises above none.",
        here.breaks and "Above this chord it rises by "
        + (f"up to {number(upward(here.excess))}" if surface.smooth else f"{number(downward(here.excess))} or more")
        + (", between two of the places drawn." if missed else "."),
        not here.breaks and not convex and "This chord does not show it: the surface nowhere rises above it.",
    )  # fmt: skip


def bending_down(surface: Any, domain: Domain | None = None) -> tuple[Array, Array, Array]:
    """The least eigenvalue of the Hessian over the picture: x (n,), y (m,) and the values (m, n)."""
    relief = relief_of(surface, domain)
    x, y = relief.x[::2], relief.y[::2]
    with np.errstate(all="ignore"):
        least = eigh(surface.hessian(np.stack(np.meshgrid(x, y), axis=-1)))[0][..., 0]
    return x, y, np.where(np.isfinite(least), least, np.nan)


def telling_chord(surface: Any) -> tuple[Array, Array]:
    """Two points whose chord shows that the surface is not convex, as long as can be; else two across the picture.

    Tried are chords along the direction that bends down most in the picture, from a third of its width down.
    """
    low, high = np.array(surface.domain, dtype=float).T
    size, margin = high - low, 0.1 * (high - low)
    x, y, _ = bending_down(surface)
    middles = np.stack(np.meshgrid(x[::3], y[::3]), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        axes = eigh(surface.hessian(middles) * np.outer(size, size))[1][..., 0]
        for length in (1 / 3, 1 / 6, 1 / 15):
            halves = length / 2 * size * axes
            a, b = middles - halves, middles + halves
            fits = ((low + margin <= np.minimum(a, b)) & (np.maximum(a, b) <= high - margin)).all(axis=-1)
            heights = np.array([surface.value(w) for w in (a, middles, b)])
            score = (heights[1] - (heights[0] + heights[2]) / 2) / np.ptp(heights, axis=0)
            score = np.where(fits & np.isfinite(score), score, -np.inf)
            best = int(score.argmax())
            if score[best] > 0.05:
                return a[best].round(4), b[best].round(4)
    return low + margin, high - 3 * margin


def chord_film(surface: Any, a: Any, b: Any) -> Film:
    """Two points to drag; what runs along the segment between them runs on the surface and on the chord."""
    here = chord(surface, a, b)
    ends = _ends_panel(surface, here)
    drawn = Segment(*map(float, (*a, *b)))
    tracks = [
        Track("surface", {"x": here.points[:, 0], "y": here.points[:, 1], "t": here.share, "f": here.heights}),
        Track("chord", {"t": here.share, "f": here.chord}),
    ]
    return Film(
        panels=[ends, dataclasses.replace(_profile_panel(here), aspect=ends.aspect)],
        tracks=tracks,
        racers=[Racer("surface", "On the surface", UP), Racer("chord", "On the chord", CHORD)],
        rate=15.0,
        beat="place",
        autoplay=True,
        loop=True,
        readout={"group": "main", "channel": "f", "label": "E"},
        live=sketched(
            drawn, surface, {"surface": {"x": "x", "y": "y", "f": "heights"}, "chord": {"f": "chord"}},
            {"profile": ("heights", "chord")},
        ),
    )  # fmt: skip


def _ends_panel(surface: Any, here: Chord) -> Panel:
    x, y, _ = bending_down(surface)
    with np.errstate(all="ignore"):
        down = inertia(surface.hessian(np.stack(np.meshgrid(x, y), axis=-1)))[0] > 0
    red = "; red: bends down some way" if down.any() else ""
    panel = contour(surface, title="From above", subtitle=f"drag a and b; dashed: the chord{red}",
                    racers=["surface"], clickable=False, id="ends")  # fmt: skip
    panel.figure["data"].insert(1, veil(x, y, down))
    handles = [
        {
            "id": name,
            "x": w[0],
            "y": w[1],
            "label": name,
            "color": "@ink",
            "within": surface.domain,
            "digits": DIGITS,
            "sets": [*sets("x", f"{ID}.{name}_1"), *sets("y", f"{ID}.{name}_2")],
        }
        for name, w in zip("ab", here.points[[0, -1]], strict=True)
    ]
    segment = curve(
        here.points[None, [0, -1], 0],
        here.points[None, [0, -1], 1],
        color=CHORD,
        width=2,
        dash=True,
        drawn={"x": "across", "y": "up"},
    )
    aspect = min(panel.aspect, 0.8)
    return dataclasses.replace(panel, handles=handles, overlays=[segment], aspect=aspect)


def _profile_panel(here: Chord) -> Panel:
    t = here.share
    gap = curve(np.concatenate([t, t[::-1]])[None], here.gap[None], color=DOWN, width=0, fill=True, drawn={"y": "gap"})
    profile = curve(t[None], here.heights[None], color=UP, width=2, drawn={"y": "heights"})
    straight = curve(t[None], here.chord[None], color=CHORD, width=2, dash=True, drawn={"y": "chord"})
    tangent = curve(t[None], here.tangent[None], color="@muted", width=1.5, dash="dot", drawn={"y": "tangent"})
    return graph(
        "profile", [], (-0.03, 1.03), padded([here.heights, here.chord]), ("t, from a to b", "E"),
        title="E along the segment",
        subtitle="dashed: the chord; dotted: the tangent at a; red: above the chord", racers=None,
        axes={"x": "t", "y": "f"}, overlays=[gap, tangent, profile, straight],
    )  # fmt: skip
