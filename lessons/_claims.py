"""How a page says only what is true: what a section is set to, and sentences that stand where they hold.

A sentence, caption, label or mark is a function in `lessons/<page>/` of the settings and of the runs they make; a test
sweeps the settings (`tests/lessons/sweep.py`) and compares what is said with a computation of its own.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from catalog import Declaration


@dataclass(frozen=True)
class Settings(Declaration):
    """What a section of a page is set to: a parameter for each of its controls, whose `help` and `symbol` name it.

    `presets` are the section's suggestions, values by name under their label; a preset may also place points, which
    are not parameters, as their range depends on the surface. `names` are the words for the options of a choice, `live`
    those of the numbers that the page answers while they move: its pictures know them by the names of the controls.
    """

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    names: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    live: ClassVar[Sequence[str]] = ()


def said(*claims: Any) -> str:
    """Those of the sentences that are there: `said(rate > 0 and "It moves.", rate == 0 and "It stands still.")`."""
    return " ".join(claim for claim in claims if claim)


def percent(share: float, digits: int = 0) -> str:
    """A share in percent, which says 0% and 100% only of none and all, and otherwise "under 1%" or "over 99%"."""
    least = 10.0**-digits
    if math.isnan(share):
        return "undefined"
    if share > 0 and 100 * share < least / 2:
        return f"under {least:g}%"
    if share < 1 and 100 * share > 100 - least / 2:
        return f"over {100 - least:g}%"
    return f"{100 * share:.{digits}f}%"


def listed(words: Any, last: str = "and") -> str:
    """A list in words: a, b and c."""
    *others, end = words
    return f"{', '.join(others)} {last} {end}" if others else str(end)
