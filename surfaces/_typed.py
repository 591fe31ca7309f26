"""A function of one's own as a surface: `parse` makes one from a text."""

import dataclasses
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from catalog import param, quoted
from surfaces._parse import letters_of
from surfaces._parse_formula import Formula, read, understand
from surfaces._parse_nodes import ParseError
from surfaces._parse_problem import Problem
from surfaces._parse_search import search
from surfaces._surface import Array, CriticalPoint, Surface, View, split

Domain = tuple[tuple[float, float], tuple[float, float]]
DOMAIN: Domain = ((-3.0, 3.0), (-3.0, 3.0))
FARTHEST = 1e6  # of the domain and the start from the origin
LEGAL = "[-1e6, 1e6]"  # of a letter
NARROWEST = 1e-6
GRID = 48
NAME_LENGTH = 48
DECADES = 50.0  # between the heights below which a tenth and nine tenths of the domain lie


def parse(text: str, domain: Any = None, start: Any = None, **letters: Any) -> "Typed":
    """The surface of a text such as "f(x, y) = sin(3x) + (y - x^2)^2/4"; `surfaces._parse` has the grammar.

    domain is ((x0, x1), (y0, y1)), by default [-3, 3]²; start (x, y) is by default a point on a slope in it. Letters
    besides x and y are parameters, 1 where no value is given: parse("a x^2 + b y^2", b=10).

    Raises ParseError, a ValueError with the position and what was expected there, if the text is not understood, is
    beyond a limit or has no finite value in the domain, and ValueError if the domain or the start are not numbers.
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, not {quoted(text)}")
    known = letters_of(read(text)[0])
    if unknown := [letter for letter in letters if letter not in known]:
        raise ValueError(f"the function has no {quoted(unknown[0])}{', only ' + ', '.join(known) if known else ''}")
    return kind(known)(text=text, domain=domain, start=start, **letters)


@lru_cache(maxsize=512)
def kind(letters: tuple[str, ...]) -> Any:
    """The class of typed functions with these parameters."""
    if not letters:
        return Typed
    fields: list[Any] = [
        (letter, float, param(1.0, -5.0, 5.0, letter, legal=LEGAL, help="Parameter")) for letter in letters
    ]
    made = dataclasses.make_dataclass("Typed", fields, bases=(Typed,), frozen=True, kw_only=True)
    made.__module__, made.__doc__, made.slug = Typed.__module__, Typed.__doc__, Typed.slug  # type: ignore[attr-defined]
    return made


@dataclass(frozen=True, kw_only=True)
class Typed(Surface):
    """The surface of a function that someone typed.

    Its value is computed operation by operation as it was typed, its derivatives are SymPy's. All are NaN where an
    operation has no real result, without a warning. Critical points are searched for, and may be incomplete.
    """

    text: str
    domain: Any = None  # here a setting, elsewhere a fact
    start: Any = None
    formula: Formula = field(init=False, repr=False, compare=False)

    shows, twice = "your own", False  # nobody knows: where it counts, slopes are compared

    def __post_init__(self) -> None:
        super().__post_init__()
        domain = DOMAIN if self.domain is None else checked_domain(self.domain)
        start, view = layout(self.text, domain)
        formula = understand(self.text)
        facts = {
            "formula": formula,
            "domain": domain,
            "start": start if self.start is None else checked_start(self.start),
            "view": view,
            "name": shortened(self.text),
            "latex": formula.latex,
            "smooth": formula.smooth,
        }
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    @property
    def gradient_latex(self) -> str:
        """The gradient as SymPy has it; a component too long to be read is an ellipsis."""
        return self.formula.gradient_latex

    @property
    def hessian_latex(self) -> str:
        """The Hessian as SymPy has it; a component too long to be read is an ellipsis."""
        return self.formula.hessian_latex

    def settings(self) -> dict[str, Any]:
        return {"text": self.text, "domain": self.domain, "start": self.start} | self.letters

    @property
    def letters(self) -> dict[str, Any]:
        """The parameters' values by name."""
        return {letter: getattr(self, letter) for letter in self.formula.letters}

    def lanes(self) -> tuple[int, ...]:
        return np.broadcast_shapes(*(np.shape(value) for value in self.letters.values()))

    def __reduce__(self) -> Any:
        return made_again, (self.settings(),)

    def f(self, *coordinates: Array) -> Array:
        return self.formula.value(*coordinates, *self.letters.values())[0]

    def grad(self, *coordinates: Array) -> tuple[Any, ...]:
        return self.formula.gradient(*coordinates, *self.letters.values())

    def hess(self, *coordinates: Array) -> tuple[Any, ...]:
        return self.formula.hessian(*coordinates, *self.letters.values())

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        if self.lanes():
            return ()
        return searched(self.text, self.domain, tuple(self.letters.items()))


# The slug is the word that stands for the whole kind in addresses; the module's name is not it.
Typed.slug = "function"


def made_again(settings: dict[str, Any]) -> "Typed":
    """The surface that has these settings."""
    return parse(**settings)


def shortened(text: str) -> str:
    """The function's text as a name: without `f(x, y) =`, and not too long for a heading."""
    name = " ".join(text.rpartition("=")[2].split())
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"


def checked_domain(domain: Any) -> Domain:
    try:
        (x0, x1), (y0, y1) = ((float(low), float(high)) for low, high in domain)
    except (TypeError, ValueError):
        raise ValueError(f"domain must be ((x0, x1), (y0, y1)), not {quoted(domain)}") from None
    for low, high in ((x0, x1), (y0, y1)):
        if not (-FARTHEST <= low < high <= FARTHEST and high - low >= NARROWEST):
            raise ValueError(f"domain must rise from low to high within [-1e6, 1e6], not {quoted(domain)}")
    return (x0, x1), (y0, y1)


def checked_start(start: Any) -> tuple[float, float]:
    try:
        x, y = map(float, start)
    except (TypeError, ValueError):
        raise ValueError(f"start must be (x, y), not {quoted(start)}") from None
    if not max(abs(x), abs(y)) <= FARTHEST:
        raise ValueError(f"start must be finite and within [-1e6, 1e6], not {quoted(start)}")
    return x, y


@lru_cache(maxsize=256)
def layout(text: str, domain: Domain) -> tuple[tuple[float, float], View]:
    """Where to start, and how to look: from the values on a grid. Raises ParseError if none of them is finite."""
    with np.errstate(all="ignore"):
        return _layout(text, domain)


def _layout(text: str, domain: Domain) -> tuple[tuple[float, float], View]:
    value = read(text)[1]
    x, y = np.meshgrid(*((low + (high - low) * (np.arange(GRID) + 0.5) / GRID) for low, high in domain))
    values = value(x, y, *usual(value.inputs - 2))[0]
    if not np.isfinite(values).any():
        (x0, x1), (y0, y1) = domain
        where = f"no finite value for x in [{x0:g}, {x1:g}] and y in [{y0:g}, {y1:g}]"
        raise ParseError(text, 0, where, ("another domain",))
    return slope(understand(text), domain), View(scale="log" if spans_decades(values) else "linear")


def usual(letters: int) -> list[float]:
    """Values of so many parameters, for a first look."""
    return [1.0] * letters


def slope(formula: Formula, domain: Domain) -> tuple[float, float]:
    """A start that is neither at rest nor on a cliff: the highest of the points whose slope is of the middle kind.

    None of them lies on an axis of symmetry, where a run would be caught on a ridge.
    """
    shifts = (0.4, 0.7)
    axes = (low + (high - low) * (np.arange(2, 14) + s) / 16 for (low, high), s in zip(domain, shifts, strict=True))
    w = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    given = (*split(w), *usual(len(formula.letters)))
    steepness = np.hypot(*formula.gradient(*given))
    values = formula.value(*given)[0]
    usable = np.isfinite(values) & np.isfinite(steepness)
    if usable.any():
        low, high = np.quantile(steepness[usable], (0.5, 0.75))
        usable &= (steepness >= low) & (steepness <= high)
    best = w[np.where(usable, values, -np.inf).argmax()]
    x, y = (neat(v, high - low) for v, (low, high) in zip(best, domain, strict=True))
    return x, y


def neat(coordinate: float, width: float) -> float:
    """Rounded to less than a hundredth of the width."""
    return round(float(coordinate), 2 - math.floor(math.log10(width)))


def spans_decades(values: Array) -> bool:
    """Whether heights above the lowest value on a grid span decades, and that lowest value is not at the rim."""
    lowest = np.unravel_index(np.nanargmin(np.where(np.isfinite(values), values, np.inf)), values.shape)
    if any(i in (0, n - 1) for i, n in zip(lowest, values.shape, strict=True)):
        return False
    heights = values[np.isfinite(values)] - values[lowest]
    low, high = np.quantile(heights, (0.1, 0.9))
    return bool(high > DECADES * low > 0)


@lru_cache(maxsize=64)
def searched(text: str, domain: Domain, letters: tuple[tuple[str, Any], ...] = ()) -> tuple[CriticalPoint, ...]:
    return search(Problem(parse(text, domain, **dict(letters))))
