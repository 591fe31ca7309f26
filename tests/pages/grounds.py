"""Colours of a film's pictures that hardly stand out from the ground, by day or by night."""

from functools import partial

from figures._color import resolve
from scenes import GROUNDS, contrast

LEAST = 3.0  # WCAG's for what is drawn


def faint(film):
    """(panel, theme, colour) of lines, marks, words and handles; rims and fills by value are no matter of contrast."""
    return {
        (panel.id, theme, color)
        for panel in film.panels
        for theme, ground in GROUNDS.items()
        for part in (panel.drawn, panel.overlays, panel.handles)
        for color in map(partial(resolve, theme=theme), _own(part))
        if contrast(color, ground) < LEAST
    }


def _own(value, key=""):
    if isinstance(value, dict):
        rimmed = key == "marker" and "color" in value.get("line", {})  # seen by its rim, on whatever it stands
        for name, item in () if rimmed else value.items():
            yield from _own(item, name)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _own(item, key)
    elif key == "color" and isinstance(value, str) and value.startswith("#"):
        yield value
