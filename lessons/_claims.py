"""How a page says only what is true: what a section is set to, and sentences that stand where they hold.

A sentence, caption, label or mark is a function in `lessons/<page>/` of the settings and of the runs they make; a test
sweeps the settings (`tests/lessons/sweep.py`) and compares what is said with a computation of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from catalog import Declaration
from catalog import at_most as at_most
from catalog import percent as percent
from catalog import percents as percents


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


def listed(words: Any, last: str = "and") -> str:
    """A list in words: a, b and c."""
    *others, end = words
    return f"{', '.join(others)} {last} {end}" if others else str(end)
