"""What the browser can load while the server still imports and computes: plotly.js, a second's work for it."""

import hashlib
import importlib.util
import os
import tempfile
from functools import cache
from pathlib import Path

import streamlit as st

STATIC = Path(__file__).parent.parent / "static"
_HERE = Path(__file__).parent
_AHEAD = st.components.v2.component("downhill_ahead", html="", js=(_HERE / "ahead.js").read_text())


def load_ahead() -> None:
    """At a page's very beginning, before all that takes long: the browser may load plotly.js."""
    _AHEAD(key="ahead", data={"plotly": plotly_address(), "stage": stage_address()})


@cache
def plotly_address() -> str:
    """Where the browser finds plotly.js, of Plotly's files: `plotly.offline`, which gives it, takes long to import."""
    (package,) = importlib.util.find_spec("plotly").submodule_search_locations  # type: ignore[union-attr, misc]
    return publish("plotly", (Path(package) / "package_data" / "plotly.min.js").read_text(encoding="utf-8"))


@cache
def stage_address() -> str:
    """Where it finds what mounts the player."""
    return publish("stage", (_HERE / "stage.js").read_text())


def publish(name: str, text: str) -> str:
    """Write a text into static/ as name-HASH.js, whole or not at all, and give its address within the app."""
    data = text.encode()
    file = STATIC / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}.js"
    if not file.exists():
        STATIC.mkdir(exist_ok=True)
        for old in STATIC.glob(f"{name}-*.js"):
            old.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=STATIC, delete=False) as partial:
            partial.write(data)
        os.chmod(partial.name, 0o644)
        os.replace(partial.name, file)
    return f"app/static/{file.name}"
