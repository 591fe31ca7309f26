"""Colours in one place: the themes behind the tokens, the palettes of the looks, and colours for a dark ground."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from figures.look import LOOK
from scenes._colors import on_dark, to_hex, to_rgb


def mixed(one: str, other: str, share: float) -> str:
    """A colour on the way from one to another."""
    r, g, b = (a + (b - a) * share for a, b in zip(to_rgb(one), to_rgb(other), strict=True))
    return to_hex((r, g, b))


def _theme(ground: str, ink: str, accent: str, lift: float) -> dict[str, str]:
    own = {"@ground": ground, "@ink": ink, "@accent": accent, "@panel": mixed(ground, ink, lift)}
    return own | {f"@{name}": mixed(ink, ground, share) for name, share in LOOK["towards"].items()}


THEMES = {name: _theme(**colors) for name, colors in LOOK["themes"].items()}

SAMPLES = 32
FIRST = {"jet": 0.2}  # jet's first blues are nearly black, and are left out


@lru_cache
def colorscale(name: str) -> tuple[tuple[float, str], ...]:
    """One of matplotlib's colormaps ("jet", "coolwarm") as a Plotly colorscale.

    Those that pages begin with are kept in a file: to import matplotlib takes longer than all else in a first page.
    """
    colors = _kept().get(name) or _sampled(name)
    return tuple((i / SAMPLES, color) for i, color in enumerate(colors))


@lru_cache
def _kept() -> dict[str, list[str]]:
    return json.loads((Path(__file__).parent / "colormaps.json").read_text())


def _sampled(name: str) -> list[str]:
    from matplotlib import colormaps

    first = FIRST.get(name, 0.0)
    return [to_hex(colormaps[name](first + (1 - first) * i / SAMPLES)) for i in range(SAMPLES + 1)]


def quiet(theme: str) -> tuple[tuple[float, str], ...]:
    """The colorscale behind the token "@quiet", from low to high."""
    colors = LOOK["quiet"][theme]
    return tuple((i / (len(colors) - 1), color) for i, color in enumerate(colors))


def for_both_grounds(figure: Any, key: str = "") -> Any:
    """A figure whose colours of lines, marks and words also stand out from a dark ground.

    Where a colour would not, the two that are drawn stand as "light|dark". The rims of marks, scales of colours and
    lines on a relief stay as they are.
    """
    if isinstance(figure, dict):
        kept = ("contours", "line") if key == "marker" else ("contours",)
        return {name: item if name in kept else for_both_grounds(item, name) for name, item in figure.items()}
    if isinstance(figure, (list, tuple)):
        return [for_both_grounds(item, key) for item in figure]
    if key != "color" or not (isinstance(figure, str) and figure.startswith("#")):
        return figure
    dark = on_dark(figure)
    return figure if dark == figure else f"{figure}|{dark}"


def resolve(value: Any, theme: str) -> Any:
    """A figure or an overlay with its tokens and pairs replaced by the theme's colours, as the player does it."""
    if isinstance(value, dict):
        return {key: resolve(item, theme) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [resolve(item, theme) for item in value]
    if isinstance(value, str) and value == "@quiet":
        return [list(stop) for stop in quiet(theme)]
    if isinstance(value, str) and value.startswith("#"):
        return value.split("|")[-1 if theme == "dark" else 0]
    return THEMES[theme].get(value, value) if isinstance(value, str) else value
