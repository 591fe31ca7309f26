"""What declarations share: parameters with their ranges, papers, and discovery.

A declaration is a frozen dataclass in a module of its own: an annotated field made by `param()` is a parameter,
a plain class attribute is a fact, and the module's file name is the slug.
"""

import copy
import dataclasses
import importlib
import math
import pkgutil
import re
import reprlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from types import ModuleType
from typing import Any, ClassVar, NamedTuple, Self, TypeVar
from weakref import WeakKeyDictionary

import numpy as np


class Paper(NamedTuple):
    """Where a rule or a surface comes from."""

    authors: str
    year: int
    title: str
    url: str

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}). {self.title}."


@dataclass(frozen=True)
class Interval:
    """A range of legal values, written as in mathematics: "[0, 1)", "(0, inf)"."""

    text: str

    @cached_property
    def bounds(self) -> tuple[float, float]:
        match = re.fullmatch(r"[\[(]\s*(\S+)\s*,\s*(\S+)\s*[\])]", self.text)
        if match is None:
            raise ValueError(f"not an interval: {self.text!r}")
        return float(match[1]), float(match[2])

    def contains(self, value: Any) -> bool:
        low, high = self.bounds
        if isinstance(value, float):
            above = value >= low if self.text[0] == "[" else value > low
            return above and (value <= high if self.text[-1] == "]" else value < high)
        above = np.greater_equal(value, low) if self.text[0] == "[" else np.greater(value, low)
        below = np.less_equal(value, high) if self.text[-1] == "]" else np.less(value, high)
        return bool(np.all(above & below))

    def __str__(self) -> str:
        return self.text


REAL = "(-inf, inf)"
POSITIVE = "(0, inf)"
NON_NEGATIVE = "[0, inf)"
FRACTION = "[0, 1)"
STEPS = "[1, 1000000]"  # no run is longer: optim._run
SEED = "[0, 4294967295]"

EXACT = 2.0**53  # whole numbers up to this are floats, too
LONGEST_QUOTE = 100
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 60


def quoted(value: Any) -> str:
    """A value for a message: its repr, shortened, however large it is."""
    try:
        text = _REPR.repr(value)
        return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
    except ValueError:  # Python writes out no whole number of more than 4,300 digits
        return "a number of thousands of digits"


def percent(share: float, digits: int = 0) -> str:
    """A share in percent, which says 0% and 100% only of none and all, and otherwise "under 1%" or "over 99%"."""
    least = 10.0**-digits
    if math.isnan(share):
        return "undefined"
    if share > 0 and 100 * share <= least / 2:
        return f"under {least:g}%"
    if share < 1 and 100 * share >= 100 - least / 2:
        return f"over {100 - least:g}%"
    return f"{100 * share:.{digits}f}%"


def percents(shares: Sequence[float]) -> list[str]:
    """The shares of a whole in percent: in whole numbers where these add up to 100%, else with one digit. Each is
    rounded by itself, so that equal shares are equal."""
    digits = 0 if sum(round(100 * share) for share in shares) == 100 else 1
    return [percent(share, digits) for share in shares]


def number(value: float, digits: int = 3, missing: str = "undefined") -> str:
    """A measured number as a reader sees it, to so many significant digits: −1.5, 0.0013, 2.5e−7.

    A proper minus sign, no zeros at the end, powers of ten where it is very large or small; `missing` where it is not
    finite. What a control is set to is written by `ui.widgets.setting`.
    """
    if not np.isfinite(value):
        return missing
    value = float(value) + 0.0  # no negative zero
    if value and not 1e-3 <= abs(value) < 1e5:
        text = np.format_float_scientific(value, precision=digits - 1, trim="-", exp_digits=1)
        text = text.replace("e+", "e").replace(".e", "e")  # of what was rounded to it NumPy leaves the point
    else:
        text = np.format_float_positional(value, precision=digits, fractional=False, trim="-")
    return text.replace("-", "−")


def upward(value: float, digits: int = 3) -> float:
    """A number rounded up to so many significant digits, rounding error aside: a bound that holds as it is written."""
    if not np.isfinite(value) or value == 0:
        return float(value)
    unit = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    return math.ceil(value / unit - 1e-6) * unit


def downward(value: float, digits: int = 3) -> float:
    """A number rounded down to so many significant digits: a bound that holds as it is written."""
    return -upward(-value, digits)


def at_most(share: float, digits: int = 1) -> str:
    """A share below 1 in percent as a bound that holds as it is written: rounded up, and still below 100%."""
    shown = math.ceil(100 * share * 10**digits - 1e-6) / 10**digits
    return f"{shown:.{digits}f}%" if shown < 100 or digits > 9 else at_most(share, digits + 1)


SIGNIFICANT = 3  # the digits that a control on a logarithmic scale shows and holds


def decimals(value: float) -> int:
    """How many digits a number has behind the point: 0.95 → 2."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def slider_digits(low: float, high: float, default: float) -> int:
    """How many digits behind the point a linear control steps through: at least a hundred steps from low to high."""
    return max(decimals(low), decimals(high), decimals(default), 2 - math.floor(math.log10(high - low)))


@dataclass(frozen=True)
class Parameter:
    """One parameter of a declaration: its default, its typical range (the slider's) and its legal range."""

    name: str
    default: Any
    low: float | None
    high: float | None
    symbol: str
    log: bool
    choices: tuple[str, ...]
    legal: Interval
    help: str

    @property
    def kind(self) -> str:
        """One of "flag", "choice", "integer" and "number"."""
        if isinstance(self.default, bool):
            return "flag"
        if isinstance(self.default, str):
            return "choice"
        return "integer" if isinstance(self.default, int) else "number"

    def held(self, value: float) -> float:
        """The value that a control holds when it is set to this number: what it shows is then what runs.

        A logarithmic one has SIGNIFICANT digits, a linear one as many behind the point as its steps. The ends of the
        range and the default are held as they are.
        """
        if self.low is None or self.high is None or value in (self.low, self.high, self.default):
            return float(value)
        if self.kind == "integer":
            return float(round(value))
        if self.log:
            return float(f"{value:.{SIGNIFICANT - 1}e}")
        return round(float(value), slider_digits(self.low, self.high, self.default))

    def check(self, value: Any) -> Any:
        """The value in its canonical type (a sequence becomes an array, a lane each); ValueError if it is not legal."""
        if self.kind == "flag":
            if not isinstance(value, (bool, np.bool_)):
                raise ValueError(f"{self.name} must be True or False, not {quoted(value)}")
            return bool(value)
        if self.kind == "choice":
            if not isinstance(value, str) or value not in self.choices:
                raise ValueError(f"{self.name} must be one of {', '.join(self.choices)}, not {quoted(value)}")
            return value
        return self._check_number(value)

    def _usual(self, value: Any) -> float | int | None:
        """The single legal number of Python's that nearly every value is; a page checks hundreds of them."""
        if type(value) not in (float, int) or not -EXACT <= value <= EXACT or not self.legal.contains(float(value)):
            return None
        if self.kind == "integer":
            return value if type(value) is int else None
        return float(value)

    def _check_number(self, value: Any) -> Any:
        if (usual := self._usual(value)) is not None:
            return usual
        try:
            array = np.asarray(value)
        except (TypeError, ValueError):  # rows of different lengths
            array = np.asarray(None)
        if array.dtype.kind not in "iuf":
            raise ValueError(f"{self.name} must be a number in {self.legal}, not {quoted(value)}")
        array = array.astype(float)
        whole = self.kind != "integer" or np.all(array == np.floor(array))
        if not (np.all(np.isfinite(array)) and whole and self.legal.contains(array)):
            noun = "a whole number" if self.kind == "integer" else "a finite number"
            raise ValueError(f"{self.name} must be {noun} in {self.legal}, not {quoted(value)}")
        if array.ndim:
            return array
        return int(array) if self.kind == "integer" else float(array)


def param(
    default: Any,
    low: float | None = None,
    high: float | None = None,
    symbol: str = "",
    *,
    log: bool = False,
    choices: tuple[str, ...] = (),
    legal: str = REAL,
    help: str = "",
) -> Any:
    """Declare a parameter: the default, the slider's range (log: on a logarithmic scale), LaTeX symbol, legal range.

    Raises TypeError for a whole number whose legal range has an infinite end: it would size an array, or cost time.
    """
    if type(default) is int and not all(map(math.isfinite, Interval(legal).bounds)):
        raise TypeError(f"a whole number needs a finite legal range, not {legal}")
    facts = {
        "low": low,
        "high": high,
        "symbol": symbol,
        "log": log,
        "choices": choices,
        "legal": Interval(legal),
        "help": help,
    }
    return dataclasses.field(default=default, metadata={"param": facts})


# Those of a typed function go with it: it is a class of its own.
_parameters: WeakKeyDictionary[type, tuple[tuple[Any, ...], tuple[Parameter, ...]]] = WeakKeyDictionary()


def parameters(declaration: Any) -> tuple[Parameter, ...]:
    """The parameters of a declaration (a class or an instance), in the order in which they are written."""
    declared = declaration if isinstance(declaration, type) else type(declaration)
    fields = dataclasses.fields(declared)
    kept = _parameters.get(declared)
    if kept is None or len(kept[0]) != len(fields):
        own = (
            Parameter(name=f.name, default=f.default, **f.metadata["param"]) for f in fields if "param" in f.metadata
        )
        kept = _parameters[declared] = fields, tuple(own)
    return kept[1]


class Declaration:
    """Base of optimizers, surfaces and schedules: checks its parameters when it is made."""

    slug: ClassVar[str]
    name: ClassVar[str]
    latex: ClassVar[str]
    ordered: ClassVar[tuple[tuple[str, str], ...]] = ()  # pairs of parameters, the first never above the second

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.slug = cls.__module__.rpartition(".")[2]

    def __post_init__(self) -> None:
        for parameter in parameters(self):
            object.__setattr__(self, parameter.name, parameter.check(getattr(self, parameter.name)))
        for lower, upper in self.ordered:
            if np.any(np.greater(getattr(self, lower), getattr(self, upper))):
                values = f"{getattr(self, lower)!r} > {getattr(self, upper)!r}"
                raise ValueError(f"{lower} must not be above {upper}: {values}")

    def settings(self) -> dict[str, Any]:
        """Each parameter's value by name: what makes an equal declaration again."""
        return {parameter.name: getattr(self, parameter.name) for parameter in parameters(self)}

    def altered(self, **values: Any) -> Self:
        """A copy with other values, unchecked: for machinery that changes a parameter at every step.

        What a cached property had worked out from the old values is not in it.
        """
        twin = copy.copy(self)
        for name in _worked_out(type(self).__mro__):
            vars(twin).pop(name, None)
        for name, value in values.items():
            object.__setattr__(twin, name, value)
        return twin

    def lanes(self) -> tuple[int, ...]:
        """The shape in which array-valued parameters stand: () if every one of them is a single number."""
        return np.broadcast_shapes(*(np.shape(value) for value in self.settings().values()))

    def expanded(self) -> Self:
        """A copy whose array-valued parameters have a trailing axis, to broadcast against points (..., dims)."""
        return self.altered(**{name: value[..., None] for name, value in self.settings().items() if np.ndim(value)})

    def lane(self, lanes: tuple[int, ...], index: tuple[int, ...]) -> Self:
        """A copy with the single numbers that array-valued parameters, broadcast to `lanes`, have at `index`."""
        arrays = [parameter for parameter in parameters(self) if np.ndim(getattr(self, parameter.name))]
        return self.altered(**{p.name: p.check(np.broadcast_to(getattr(self, p.name), lanes)[index]) for p in arrays})


@cache
def _worked_out(classes: tuple[type, ...]) -> tuple[str, ...]:
    """The names of the cached properties of a class and its bases."""
    return tuple(name for each in classes for name, made in vars(each).items() if isinstance(made, cached_property))


D = TypeVar("D", bound=Declaration)


def discover(package: ModuleType, base: type[D]) -> dict[str, type[D]]:
    """Import every module of a package whose name has no leading underscore: slug → the one declaration it holds.

    Raises TypeError if a module holds no declaration, or more than one.
    """
    found: dict[str, type[D]] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        declared = [
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__
        ]
        if len(declared) != 1:
            raise TypeError(f"{module.__name__} must declare exactly one {base.__name__}, not {len(declared)}")
        found[info.name] = declared[0]
    return found
