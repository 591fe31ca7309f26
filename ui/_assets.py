"""The scripts that the browser loads once: put into the app's static folder at start-up, under their hashes."""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from plotly.offline import get_plotlyjs

from figures.script import DIALS, bundle, player_script

STATIC = Path(__file__).parent.parent / "static"


def _publish(name: str, text: str) -> str:
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


@cache
def dials_address() -> str:
    """Where the browser finds what draws the dials."""
    return _publish("dials", bundle(DIALS))


@cache
def table_address() -> str:
    """Where the browser finds what draws the table under a race."""
    return _publish("table", (Path(__file__).parent / "race_table.js").read_text())


@cache
def script_addresses() -> dict[str, str]:
    """Where the browser finds plotly.js, the player and what mounts it: relative, for base paths."""
    stage = (Path(__file__).parent / "stage.js").read_text()
    return {
        "plotly": _publish("plotly", get_plotlyjs()),
        "player": _publish("player", player_script()),
        "stage": _publish("stage", stage),
    }
