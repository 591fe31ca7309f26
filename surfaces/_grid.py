"""A surface of one's own from its values on a grid: between them a bicubic spline, with its derivatives."""

import csv
import hashlib
import io
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, ClassVar

import numpy as np

from catalog import quoted
from surfaces._surface import Array, Surface, View

LARGEST = 20_000_000  # bytes of a file
FEWEST = 4  # values along an axis: a cubic has four coefficients
MOST = 250_000  # points
COLUMNS = ("x", "y", "f")
REMEMBERED = 40_000_000  # bytes of grids


@dataclass(frozen=True, kw_only=True)
class Grid(Surface):
    """Values on a grid, interpolated by a bicubic spline.

    Outside the grid nothing is known: value and derivatives are NaN there, and a run that leaves it is over.
    """

    key: str  # of its numbers: two grids are equal if these are
    title: str
    x: Array = field(compare=False, repr=False)
    y: Array = field(compare=False, repr=False)
    heights: Array = field(compare=False, repr=False)
    spline: Any = field(init=False, compare=False, repr=False)

    shows = "your own"
    ends: ClassVar[bool] = True
    latex = r"f \text{ on a grid}"

    def __post_init__(self) -> None:
        from scipy.interpolate import RectBivariateSpline  # slow to import, and rarely needed

        spline = RectBivariateSpline(self.x, self.y, self.heights)
        domain = tuple((float(axis[0]), float(axis[-1])) for axis in (self.x, self.y))
        facts = {"spline": spline, "domain": domain, "name": self.title, "start": self._start(), "view": self._view()}
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def _start(self) -> tuple[float, float]:
        """The highest place inside the grid."""
        inner = self.heights[1:-1, 1:-1]
        i, j = np.unravel_index(inner.argmax(), inner.shape)
        return float(self.x[i + 1]), float(self.y[j + 1])

    def _view(self) -> View:
        low, middle, high = np.percentile(self.heights, (0, 50, 100))
        return View(scale="log" if high - low > 100 * (middle - low) > 0 else "linear")

    def settings(self) -> dict[str, Any]:
        return {"key": self.key}

    def lanes(self) -> tuple[int, ...]:
        return ()

    def _at(self, x: Any, y: Any, dx: int = 0, dy: int = 0) -> Array:
        x, y = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
        inside = (x >= self.x[0]) & (x <= self.x[-1]) & (y >= self.y[0]) & (y <= self.y[-1])
        known = self.spline.ev(np.where(inside, x, self.x[0]), np.where(inside, y, self.y[0]), dx=dx, dy=dy)
        return np.where(inside, known, np.nan)[()]

    def f(self, x: Any, y: Any) -> Array:
        return self._at(x, y)

    def grad(self, x: Any, y: Any) -> tuple[Array, Array]:
        return self._at(x, y, dx=1), self._at(x, y, dy=1)

    def hess(self, x: Any, y: Any) -> tuple[Array, Array, Array]:
        return self._at(x, y, dx=2), self._at(x, y, dx=1, dy=1), self._at(x, y, dy=2)


Grid.slug = "grid"

_known: OrderedDict[str, Grid] = OrderedDict()  # the latest, by the key that stands for their numbers elsewhere
_lock = Lock()


def known_grid(key: str) -> Grid:
    """The grid of this key, if it is among the latest. Raises ValueError with what to do if not."""
    with _lock:
        if key not in _known:
            raise ValueError("the values of this grid are not here (any more): load their CSV again")
        _known.move_to_end(key)
        return _known[key]


def from_grid(data: str | bytes, name: str = "A surface of your own") -> Grid:
    """The surface of a CSV with the columns x, y, f: a line for each point of a full grid, in any order.

    Raises ValueError in one line with what is wrong.
    """
    table = _table(data)
    x, i = np.unique(table[:, 0], return_inverse=True)
    y, j = np.unique(table[:, 1], return_inverse=True)
    heights = np.full((len(x), len(y)), np.nan) if len(x) * len(y) <= MOST else np.empty((0, 0))
    if heights.size != len(table):
        raise ValueError(f"not a full grid: {len(x)} values of x and {len(y)} of y, but {len(table)} points")
    heights[i, j] = table[:, 2]
    if np.isnan(heights).any():
        raise ValueError("not a full grid: a point is there twice, and another is missing")
    if min(len(x), len(y)) < FEWEST:
        raise ValueError(f"a grid has at least {FEWEST} values of x and {FEWEST} of y")
    key = hashlib.blake2b(np.concatenate([x, y, heights.ravel()]).tobytes(), digest_size=12).hexdigest()
    made = Grid(key=key, title=name, x=x, y=y, heights=heights)
    with _lock:
        _known[key] = made
        while len(_known) > 1 and sum(grid.heights.nbytes for grid in _known.values()) > REMEMBERED:
            _known.popitem(last=False)
    return made


def _table(data: str | bytes) -> Array:
    if len(data) > LARGEST:
        raise ValueError(f"too large: {len(data) / 1e6:.1f} MB, of at most {LARGEST / 1e6:.0f}")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise ValueError("not a text: save it as CSV in UTF-8") from None
    lines = (line for line in io.StringIO(text) if line.strip() and not line.startswith("#"))
    try:
        rows = iter(list(csv.reader(lines)))
    except csv.Error as error:
        raise ValueError(f"the table could not be read: {error}") from None
    names = [name.strip().lower() for name in next(rows, [])]
    if missing := [name for name in COLUMNS if name not in names]:
        raise ValueError(f"there is no column {missing[0]!r}: the first line must be {','.join(COLUMNS)}")
    places = [names.index(name) for name in COLUMNS]
    table = []
    for row in rows:
        try:
            table.append([float(row[place]) for place in places])
        except (ValueError, IndexError):
            raise ValueError(f"point {len(table) + 1} must be three numbers, not {quoted(','.join(row))}") from None
        if len(table) > MOST:
            raise ValueError(f"more than {MOST} points")
    made = np.array(table, dtype=float).reshape(-1, 3)
    if not np.isfinite(made).all():
        raise ValueError("x, y and f must be finite")
    return made
