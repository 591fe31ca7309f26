"""Addresses of the Race page at which a run of this page is run again, to the last digit."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

SHORTEST, LONGEST = 1, 1000  # steps of a race


def race(rule: str, surface: str, steps: int, start: Sequence[float] | None = None, **settings: Any) -> list[tuple]:
    """What the Race page is asked for: a rule on a surface, so many steps, from its own start or another."""
    where = [] if start is None else [("x", repr(float(start[0]))), ("y", repr(float(start[1])))]
    values = [(f"{rule}.{name}", repr(float(value))) for name, value in settings.items() if value is not None]
    asked = str(min(max(int(steps), SHORTEST), LONGEST))
    return [("scene", "free"), ("surface", surface), ("optimizers", rule), ("steps", asked), *where, *values]


def address(*args: Any, **settings: Any) -> str:
    """The same as a relative address."""
    return f"race?{urlencode(race(*args, **settings))}"
