"""A surface of the plane as it is shaped on Race: its own numbers, and how it is turned and skewed."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from catalog import parameters
from figures.dials import Dial
from surfaces import Turned, turned
from ui.dials import dialled, dials, say_held


def shaped(declared: Any, defaults: Mapping[str, Any]) -> Any:
    """Draw its controls, and give the surface. `defaults` are the scene's own values of it."""
    slug, name = declared.slug, declared.name
    with st.expander("Shape of the surface"):
        made = declared(**dialled(declared, slug, defaults, name))
        around = {} if declared.drifts or declared.game else _turned_by(slug, defaults, name)
    say_held(declared, slug, defaults)
    return turned(made, *around.values())


def _turned_by(slug: str, defaults: Mapping[str, Any], name: str) -> dict[str, float]:
    asked = [Dial(f"{slug}.{p.name}", p, defaults.get(p.name, p.default), name) for p in parameters(Turned)]
    return dials(f"_turned {slug}", asked)
