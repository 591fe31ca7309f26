"""The scripts that the browser loads once: put into the app's static folder at start-up, under their hashes."""

from functools import cache
from pathlib import Path

from figures.script import DIALS, bundle, player_script
from ui.ahead import plotly_address, publish


@cache
def dials_address() -> str:
    """Where the browser finds what draws the dials."""
    return publish("dials", bundle(DIALS))


@cache
def table_address() -> str:
    """Where the browser finds what draws the table under a race."""
    return publish("table", (Path(__file__).parent / "race_table.js").read_text())


@cache
def script_addresses() -> dict[str, str]:
    """Where the browser finds plotly.js and the player: relative, for base paths."""
    return {"plotly": plotly_address(), "player": publish("player", player_script())}
