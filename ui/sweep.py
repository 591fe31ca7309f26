"""A sweep: several values of one number of a rule, raced side by side."""

import re
from typing import Any, NamedTuple

import numpy as np

from catalog import Parameter, parameters
from figures.dials import bounds
from scenes import MAX_ENTRANTS
from ui.outside import FARTHEST, LONGEST

MOST = MAX_ENTRANTS
FROM_TO = re.compile(r"(\S+)\s*(?:to|–|\.\.\.?|…)\s*(\S+)(?:\s*(?:in|:|×|x)\s*(\d+))?", re.IGNORECASE)
HELP = "Values, such as `1e-3, 1e-2, 1e-1`, or the ends and how many: `1e-3 to 1 in 4`"


class Sweep(NamedTuple):
    """The values that one number of a rule takes."""

    name: str
    values: tuple[float, ...]

    def __str__(self) -> str:
        return f"{self.name}:{','.join(f'{value:.12g}' for value in self.values)}"


def numbers_of(declared: Any) -> dict[str, Parameter]:
    """The numbers of a rule that can be swept, by name."""
    return {p.name: p for p in parameters(declared) if p.kind in ("number", "integer")}


def values_of(text: str, p: Parameter) -> tuple[float, ...]:
    """The values that a person has typed, each once, smallest first. ValueError says what is wrong with them."""
    if len(text) > LONGEST:
        raise ValueError(f"This is too long: {len(text)} characters, of at most {LONGEST}.")
    span = FROM_TO.fullmatch(text.strip())
    words = [word for word in re.split(r"[,;\s]+", text.strip()) if word]
    if not words:
        raise ValueError("Type some values, such as 1e-3, 1e-2, 1e-1.")
    numbers = _between(span[1], span[2], span[3], p) if span else [_number(word) for word in words]
    try:
        values = sorted({p.check(number) for number in numbers})
    except ValueError as error:
        raise ValueError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    if len(values) > MOST:
        raise ValueError(f"A race has at most {MOST} optimizers: {len(values)} values are too many.")
    return tuple(values)


def _number(word: str) -> float:
    try:
        value = float(word.replace("−", "-"))
    except ValueError:
        raise ValueError(f"“{word[:20]}” is no number.") from None
    if not -FARTHEST <= value <= FARTHEST:
        raise ValueError(f"“{word[:20]}” is no number from −{FARTHEST:g} to {FARTHEST:g}.")
    return value


def _between(low: str, high: str, count: str | None, p: Parameter) -> list[float]:
    first, last = _number(low), _number(high)
    if count and not 2 <= float(count) <= MOST:
        raise ValueError(f"Between two ends there are 2 to {MOST} values, not {count[:20]}.")
    many = int(count or 5)
    spaced = np.geomspace if p.log and first > 0 and last > 0 else np.linspace
    made = [float(f"{value:.3g}") for value in spaced(first, last, many)]
    return [float(round(value)) for value in made] if p.kind == "integer" else made


def sweep_of(brought: Any, declared: Any) -> Sweep | None:
    """The sweep that a text such as "lr:0.001,0.01" tells of; None where it is none of this rule's."""
    name, _, text = str(brought).partition(":")
    p = numbers_of(declared).get(name)
    try:
        return Sweep(name, values_of(text, p)) if p else None
    except ValueError:
        return None


def suggested(p: Parameter, value: float) -> tuple[float, ...]:
    """Three values to begin with: decades about the one that is set, or the range's quarters."""
    if p.log and value > 0:
        decade = 10.0 ** np.floor(np.log10(value))
        made = {float(f"{decade * factor:.3g}") for factor in (0.1, 1.0, 10.0)}
    else:
        low, high = bounds(p)
        made = {p.held(float(v)) for v in np.linspace(low, high, 5)[1:-1]}
    legal = sorted(v for v in made if p.legal.contains(v))
    return tuple(p.check(v) for v in legal) or (p.check(value),)


def typed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)
