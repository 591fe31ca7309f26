"""Checks of values from outside: each gives the value back, or raises ValueError in one line that names its place."""

import math
import unicodedata
from collections.abc import Collection
from numbers import Real
from typing import Any, cast

from catalog import parameters, quoted

LARGEST = 1e12  # of a setting: a point beyond this has diverged
CONTROL = ("Cc", "Cs")  # control characters, and halves of characters
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # make text read in another order


def record(value: Any, where: str, known: Collection[str], needed: Collection[str] = ()) -> dict[str, Any]:
    """A dict with no other keys than those known, and with those needed."""
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be an object, not {quoted(value)}")
    if unknown := [key for key in value if key not in known]:
        raise ValueError(f"{where} knows no {quoted(unknown[0])}: it has {', '.join(known)}")
    if missing := [key for key in needed if key not in value]:
        raise ValueError(f"{where} has no {missing[0]!r}")
    return value


def items(value: Any, where: str, least: int, most: int) -> list[Any]:
    """A list, counted before anything is made of it."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        count = f"{least}" if least == most else f"{least} to {most}"
        found = f"{len(value)} of them" if isinstance(value, list) else quoted(value)
        raise ValueError(f"{where} must be a list of {count}, not {found}")
    return value


def number(value: Any, where: str, low: float, high: float) -> float:
    """A finite number in [low, high]: neither a text nor True."""
    if not _in_range(value, low, high):
        raise ValueError(f"{where} must be a number in [{low:g}, {high:g}], not {quoted(value)}")
    return float(value)


def whole(value: Any, where: str, low: int, high: int) -> int:
    """A whole number in [low, high]: neither a text nor True."""
    if not _in_range(value, low, high) or value != math.floor(value):
        raise ValueError(f"{where} must be a whole number in [{low}, {high}], not {quoted(value)}")
    return int(value)


def _in_range(value: Any, low: float, high: float) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and bool(low <= cast(float, value) <= high)


def text(value: Any, where: str, most: int, least: int = 0) -> str:
    """A text of so many characters that can all be shown."""
    if not isinstance(value, str) or not least <= len(value) <= most:
        found = f"{len(value)} characters" if isinstance(value, str) else quoted(value)
        raise ValueError(f"{where} must be a text of {least} to {most} characters, not {found}")
    for character in value:
        if not can_be_shown(character):
            raise ValueError(f"{where} must not have the control character U+{ord(character):04X} in it")
    return value


def can_be_shown(character: str) -> bool:
    return unicodedata.category(character) not in CONTROL and character not in TURNING


def choice(value: Any, where: str, choices: Collection[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{where} must be one of {', '.join(choices)}, not {quoted(value)}")
    return value


def settings(declared: Any, values: dict[str, Any], where: str) -> dict[str, Any]:
    """Values for a declaration's parameters, each a single one that is legal."""
    known = {parameter.name: parameter for parameter in parameters(declared)}
    record(values, where, list(known) or ["no settings"])
    if many := [name for name, value in values.items() if isinstance(value, list | dict)]:
        raise ValueError(f"{where}: {many[0]} must be a single value, not {quoted(values[many[0]])}")
    try:
        checked = {name: known[name].check(value) for name, value in values.items()}
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    if huge := [name for name, value in checked.items() if isinstance(value, float) and abs(value) > LARGEST]:
        raise ValueError(f"{where}: {huge[0]} must be at most {LARGEST:g} in size, not {quoted(values[huge[0]])}")
    return checked
