"""Convex or not: the surface along a segment beside the straight chord, and where it bends down."""

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from figures import Film, Panel, Racer, Track, contour
from figures.film import curve
from figures.relief import Domain, relief_of
from lessons._graph import DOWN, UP, graph, veil
from optim._linalg import eigh

Array = np.ndarray

STEPS = 60


class Chord(NamedTuple):
    """The surface and the chord over the segment from a to b: shares of it (n,), points (n, 2), both heights (n,)."""

    share: Array
    points: Array
    heights: Array
    chord: Array

    @property
    def excess(self) -> float:
        """How far the surface rises above the chord at most; not above rounding where it nowhere does."""
        return float(np.nanmax(self.heights - self.chord))

    @property
    def breaks(self) -> bool:
        """Whether the surface rises above the chord: then it is not convex."""
        return self.excess > 1e-9 * max(float(np.nanmax(np.abs(self.heights))), 1e-300)


def chord(surface: Any, a: Any, b: Any, count: int = STEPS + 1) -> Chord:
    """E((1 − t)a + tb) and (1 − t)E(a) + tE(b) for t from 0 to 1."""
    t = np.linspace(0, 1, count)
    points = np.outer(1 - t, a) + np.outer(t, b)
    with np.errstate(all="ignore"):
        heights = surface.value(points)
    heights = np.where(np.isfinite(heights), heights, np.nan)
    return Chord(t, points, heights, (1 - t) * heights[0] + t * heights[-1])


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
    tracks = [
        Track("surface", {"x": here.points[:, 0], "y": here.points[:, 1], "t": here.share, "f": here.heights}),
        Track("chord", {"t": here.share, "f": here.chord}),
    ]
    return Film(
        panels=[ends, dataclasses.replace(_profile_panel(here), aspect=ends.aspect)],
        tracks=tracks,
        racers=[Racer("surface", "On the surface", UP), Racer("chord", "On the chord", DOWN)],
        rate=15.0,
        autoplay=True,
        loop=True,
        readout={"group": "main", "channel": "f", "label": "E"},
    )


def _ends_panel(surface: Any, here: Chord) -> Panel:
    panel = contour(surface, title="From above", subtitle="red: bends down in some direction", racers=["surface"],
                    clickable=False, id="ends")  # fmt: skip
    x, y, least = bending_down(surface)
    panel.figure["data"].insert(1, veil(x, y, least < 0))
    handles = [
        {"id": name, "x": w[0], "y": w[1], "label": name, "color": "@ink"}
        for name, w in zip("ab", here.points[[0, -1]], strict=True)
    ]
    segment = curve(here.points[None, [0, -1], 0], here.points[None, [0, -1], 1], color=DOWN, width=2, dash=True)
    return dataclasses.replace(panel, handles=handles, overlays=[segment])


def _profile_panel(here: Chord) -> Panel:
    t = here.share
    above = np.where(here.heights > here.chord, here.heights, here.chord)
    there, back = np.concatenate([t, t[::-1]]), np.concatenate([above, here.chord[::-1]])
    gap = curve(there[None], back[None], color=DOWN, width=0, fill=True)
    profile = curve(t[None], here.heights[None], color=UP, width=2)
    straight = curve(t[None], here.chord[None], color=DOWN, width=2, dash=True)
    low, high = np.nanmin([here.heights, here.chord]), np.nanmax([here.heights, here.chord])
    pad = 0.08 * (high - low) or 0.5
    return graph(
        "profile", [], (-0.03, 1.03), (low - pad, high + pad), ("t, from a to b", ""), title="E along the segment",
        subtitle="surface and chord", racers=None, axes={"x": "t", "y": "f"}, overlays=[gap, profile, straight],
    )  # fmt: skip
