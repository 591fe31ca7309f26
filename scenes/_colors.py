"""Colours of entrants: how different two look, how well one stands out, and a field of them told apart."""

import colorsys
import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

GROUNDS = {"light": "#ffffff", "dark": "#0f1218"}  # the player's own, as a test holds
APART = 0.1  # in OKLab, of any two colours of one picture
LEGIBLE = 3.0  # WCAG's ratio for what is drawn
READABLE = 4.5  # for text; held by every racer's colour on the dark ground
LIT, DIM = (0.29, 0.015), (0.8, 0.205)  # luminances between which a sweep is drawn on the light ground and the dark
LEVELS = range(0, 256, 17)


def to_rgb(color: str) -> tuple[float, float, float]:
    """The parts of a colour written #rrggbb, 0 to 1."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def to_hex(parts: Any) -> str:
    """A colour of parts between 0 and 1, written #rrggbb."""
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in tuple(parts)[:3])


def luminance(color: str) -> float:
    """WCAG's relative luminance of a colour, 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=8192)
def oklab(color: str) -> tuple[float, float, float]:
    """A colour where equal distances look equally different (Ottosson 2020, https://bottosson.github.io/posts/oklab)."""
    share = np.array(to_rgb(color))
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    cones = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
    axes = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    lightness, a, b = np.array(axes) @ np.cbrt(np.array(cones) @ linear)
    return float(lightness), float(a), float(b)


@lru_cache(maxsize=8192)
def on_dark(color: str) -> str:
    """The colour as it is drawn on a dark ground: as it is if it stands out there, otherwise lighter.

    A grey has no hue to be known by, so it is turned over instead: black becomes nearly white.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*to_rgb(color))
    ground = GROUNDS["dark"]
    if contrast(color, ground) >= READABLE:
        return color
    if saturation < 0.1:
        lightness = 0.96 - lightness / 2
    while contrast(to_hex(colorsys.hls_to_rgb(hue, lightness, saturation)), ground) < READABLE:
        lightness += 0.01
    return to_hex(colorsys.hls_to_rgb(hue, lightness, saturation))


def difference(one: str, other: str) -> float:
    """How different two colours look, on the ground on which they look more alike."""
    light = np.subtract(oklab(one), oklab(other))
    dark = np.subtract(oklab(on_dark(one)), oklab(on_dark(other)))
    return float(min(np.linalg.norm(light), np.linalg.norm(dark)))


def legible(color: str) -> bool:
    """Whether a colour stands out from both grounds, as it is drawn on each."""
    return contrast(color, GROUNDS["light"]) >= LEGIBLE and contrast(on_dark(color), GROUNDS["dark"]) >= LEGIBLE


@lru_cache
def legible_colors() -> tuple[str, ...]:
    """A grid of colours that stand out from both grounds."""
    parts = itertools.product(LEVELS, repeat=3)
    return tuple(color for color in ("#" + "".join(f"{p:02x}" for p in rgb) for rgb in parts) if legible(color))


@lru_cache(maxsize=256)
def _places(colors: tuple[str, ...]) -> tuple[Any, Any]:
    return np.array([oklab(c) for c in colors]), np.array([oklab(on_dark(c)) for c in colors])


def farthest(taken: Sequence[str]) -> tuple[str, float]:
    """The legible colour that is least like any of those taken, and how different it is from the nearest."""
    grid = legible_colors()
    light, dark = _places(grid)
    away = np.full(len(grid), np.inf)
    for color in taken:
        for places, own in ((light, oklab(color)), (dark, oklab(on_dark(color)))):
            away = np.minimum(away, np.linalg.norm(places - np.array(own), axis=-1))
    best = int(away.argmax())
    return grid[best], float(away[best])


def apart(colors: Sequence[str]) -> list[str]:
    """The colours of one picture told apart: each keeps its own unless it looks like one before it.

    Then it gets the legible colour that is least like all the others, so that two copies of a rule never share one.
    """
    made: list[str] = []
    for i, color in enumerate(colors):
        if all(difference(color, other) >= APART for other in made):
            made.append(color)
        else:
            made.append(farthest([*made, *colors[i + 1 :]])[0])
    return made


def shades(color: str, count: int) -> list[tuple[str, str]]:
    """So many colours of one hue from pale to deep, told apart: each for the light ground and for the dark."""
    hue, _, saturation = colorsys.rgb_to_hls(*to_rgb(color))
    hue = 0.6 if saturation < 0.1 else hue
    shares = np.linspace(0, 1, count) if count > 1 else [0.5]
    return [
        (_shade(hue, 0.45 + 0.55 * share, *LIT, share), _shade(hue, 0.6 + 0.4 * share, *DIM, share))
        for share in map(float, shares)
    ]


def _shade(hue: float, saturation: float, pale: float, deep: float, share: float) -> str:
    """The colour of a hue with a luminance between two, a share of the way by equal ratios of contrast."""
    wanted = (pale + 0.05) * ((deep + 0.05) / (pale + 0.05)) ** share - 0.05
    levels = np.linspace(0, 1, 256)
    ways = [to_hex(colorsys.hls_to_rgb(hue, level, saturation)) for level in levels]
    return min(ways, key=lambda way: abs(luminance(way) - wanted))
