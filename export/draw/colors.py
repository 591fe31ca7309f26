"""Colours as figures and films write them."""

import re
from functools import lru_cache
from typing import Any

from matplotlib.colors import to_rgba

Rgba = tuple[float, float, float, float]


@lru_cache(maxsize=1024)
def rgba(color: str | None) -> Rgba:
    """A CSS colour (#rrggbb, a name, rgb(…), rgba(…)) as four numbers from 0 to 1; None is transparent."""
    if color is None:
        return 0.0, 0.0, 0.0, 0.0
    if match := re.fullmatch(r"rgba?\(([^)]*)\)", color.replace(" ", "")):
        parts = [float(part) for part in match[1].split(",")]
        r, g, b = (part / 255 for part in parts[:3])
        return r, g, b, parts[3] if len(parts) > 3 else 1.0
    red, green, blue, alpha = to_rgba(color)
    return float(red), float(green), float(blue), float(alpha)


def faded(color: str, alpha: float) -> Rgba:
    """A colour with an opacity."""
    return (*rgba(color)[:3], alpha)


def pillow(color: str) -> tuple[int, int, int]:
    """A colour as Pillow has it, without its opacity."""
    r, g, b = (round(255 * c) for c in rgba(color)[:3])
    return r, g, b


def paint(color: Any) -> Any:
    """What matplotlib draws with, from what a figure says: None stays its default."""
    return None if color is None else rgba(color)
