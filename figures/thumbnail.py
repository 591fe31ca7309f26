"""Small pictures: a surface from above as a PNG, and a run on it as an SVG that moves by itself, without a script."""

import base64
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from figures._color import THEMES, quiet, to_rgb
from figures.relief import relief_of

PIXELS = 128
BANDS = 14
SECONDS = 6.0
POINTS = 75  # of a trail, about: a small picture shows no more
MOTION = """.still { display: none }
@media (prefers-reduced-motion: reduce) { .still { display: inline } .moving { display: none } }"""
REST = 0.15  # the share of a round for which the finished trail stays


@lru_cache(maxsize=256)
def surface_picture(surface: Any, theme: str = "light") -> str:
    """The surface in bands of equal area, in the colours of the quiet look, as the data address of a PNG."""
    heights = relief_of(surface, resolution=PIXELS).heights
    bands = _banded(heights)
    places, named = zip(*quiet(theme), strict=True)
    parts = [np.interp(bands, places, part) for part in zip(*map(to_rgb, named), strict=True)]
    colors = np.stack([*parts, np.isfinite(heights)], axis=-1)
    image = Image.fromarray((colors[::-1] * 255).astype(np.uint8)).resize((2 * PIXELS, 2 * PIXELS))
    data = io.BytesIO()
    image.quantize(64).save(data, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()


def _banded(heights: np.ndarray) -> np.ndarray:
    """The band in which each height lies, from 0, the lowest, to 1."""
    edges = np.nanquantile(heights, np.linspace(0, 1, BANDS + 1)[1:-1])
    return np.searchsorted(edges, heights) / (BANDS - 1)


def race_picture(trajectory: Any, color: str, theme: str = "light") -> str:
    """A run as the data address of an SVG (`races_picture`)."""
    return races_picture([trajectory], [color], theme)


def races_picture(trajectories: Sequence[Any], colors: Sequence[str], theme: str = "light") -> str:
    """Runs on one surface as the data address of an SVG: their trails are drawn step by step, over and over, or rest
    for who wants less motion.

    A trail is cut where its run diverged.
    """
    surface = trajectories[0].surface
    trails = [_trail(t, color, theme) for t, color in zip(trajectories, colors, strict=True)]
    still, moving = ("".join(part) for part in zip(*trails, strict=True))
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 75"><style>{MOTION}</style>
<g transform="scale(1, 0.75)"><image href="{surface_picture(surface, theme)}" width="100" height="100"
preserveAspectRatio="none"/></g>
<g class="still">{still}</g>
<g class="moving">{moving}</g></svg>"""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _trail(trajectory: Any, color: str, theme: str) -> tuple[str, str]:
    """A run's trail at rest, and moving."""
    (x0, x1), (y0, y1) = trajectory.surface.domain
    points = trajectory.points[np.isfinite(trajectory.points).all(axis=-1)]
    points = np.concatenate([points[: -1 : -(-len(points) // POINTS)], points[-1:]])
    unit = (points - (x0, y0)) / (x1 - x0, y1 - y0)
    pixels = np.clip(unit * (1, -1) + (0, 1), -2, 3) * (100, 75)
    path = "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in pixels)
    shares = _shares(pixels)
    times = np.linspace(0, 1 - REST, len(shares))
    key_times = ";".join(f"{t:.4f}" for t in [*times, 1.0])
    offsets = ";".join(f"{1 - s:.4f}" for s in [*shares, 1.0])
    places = ";".join(f"{s:.4f}" for s in [*shares, 1.0])
    timing = f'dur="{SECONDS}s" repeatCount="indefinite" keyTimes="{key_times}" calcMode="linear"'
    halo = THEMES[theme]["@panel"]
    line = f'd="{path}" fill="none" stroke-linejoin="round" stroke-linecap="round" pathLength="1" stroke-dasharray="1"'
    under, over = f'{line} stroke="{halo}" stroke-width="3.4"', f'{line} stroke="{color}" stroke-width="1.8"'
    draw = f'<animate attributeName="stroke-dashoffset" values="{offsets}" {timing}/>'
    head = f"""<circle r="2.8" fill="{color}" stroke="{halo}" stroke-width="1">
<animateMotion path="{path}" keyPoints="{places}" {timing}/></circle>"""
    return f"<path {under}/><path {over}/>", f"<path {under}>{draw}</path><path {over}>{draw}</path>{head}"


def _shares(pixels: np.ndarray) -> np.ndarray:
    """The share of the whole way gone at each step."""
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(pixels, axis=0), axis=1))])
    return gone / gone[-1] if gone[-1] > 0 else np.linspace(0, 1, len(gone))
