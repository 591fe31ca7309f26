"""Data sets for networks: scikit-learn's, and a visitor's own table; standardised, split and mislabelled by a seed."""

import csv
import dataclasses
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from surfaces._surface import Array

MAX_BYTES = 1_000_000
MAX_ROWS = 2_000
MAX_COLUMNS = 64
MAX_CLASSES = 10
LARGEST = 1e150  # whose square is a number still
TEST_SHARE = 0.25
SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, eq=False)
class Data:
    """Examples to train on and to test on: x (n, d) standardised; y (n,) class numbers, or for a
    regression values, (n,) or (n, outputs).

    `flipped` (n,) tells which training labels are not the true ones.
    """

    name: str
    x: Array
    y: Array
    x_test: Array
    y_test: Array
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    flipped: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def regression(self) -> bool:
        return not self.classes

    @property
    def outputs(self) -> int:
        """Outputs of a network for it: one score for two classes, else one for each class; one for each value."""
        if self.regression:
            return 1 if self.y.ndim == 1 else self.y.shape[1]
        return 1 if len(self.classes) <= 2 else len(self.classes)


def _moons(count: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    from sklearn.datasets import make_moons

    return make_moons(count, noise=noise, random_state=int(rng.integers(2**31)))


def _circles(count: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    from sklearn.datasets import make_circles

    return make_circles(count, noise=noise, factor=0.5, random_state=int(rng.integers(2**31)))


def _xor(count: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    corner = rng.integers(0, 2, (count, 2))
    return 2.0 * corner - 1 + (0.2 + noise) * rng.standard_normal((count, 2)), corner[:, 0] ^ corner[:, 1]


def _spirals(count: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two spirals of one and a half turns (after Lang & Witbrock 1988)."""
    arm = np.arange(count) % 2
    angle = 3 * np.pi * np.sqrt(rng.uniform(0.02, 1.0, count))
    turned = angle + np.pi * arm
    x = (angle / (3 * np.pi))[:, None] * np.column_stack([np.cos(turned), np.sin(turned)])
    return x + 0.25 * noise * rng.standard_normal(x.shape), arm


SHAPES: dict[str, Callable[[int, float, np.random.Generator], tuple[Array, Array]]] = {
    "moons": _moons,
    "circles": _circles,
    "xor": _xor,
    "spirals": _spirals,
}
TABLES = ("digits", "breast_cancer", "diabetes")
CLASSIFICATIONS = (*SHAPES, "digits", "breast_cancer")
DATA_SETS = (*SHAPES, *TABLES)


@lru_cache(maxsize=16)
def data_set(name: str, n: int = 400, noise: float = 0.2, label_noise: float = 0.0, seed: int = 0) -> Data:
    """A data set by name, with n examples to train on (at most what there is) and about a third as many to test on.

    `noise` is how far drawn examples stray; a share `label_noise` of the training labels is changed to another class.
    Raises ValueError for an unknown name.
    """
    if name not in DATA_SETS:
        raise ValueError(f"data must be one of {', '.join(DATA_SETS)}, not {name!r}")
    rng = np.random.default_rng(seed)
    if name in SHAPES:
        total = n + max(1, round(n * TEST_SHARE / (1 - TEST_SHARE)))
        x, y = SHAPES[name](total, noise, rng)
        return _split(name, x, y, ("0", "1"), ("x₁", "x₂"), n, label_noise, rng)
    from sklearn import datasets

    loaded = getattr(datasets, f"load_{name}")()
    classes = () if name == "diabetes" else tuple(str(c) for c in loaded.target_names)
    return _split(name, loaded.data, loaded.target, classes, tuple(map(str, loaded.feature_names)), n, label_noise, rng)


def _split(
    name: str, x: Array, y: Array, classes: tuple[str, ...], features: tuple[str, ...], n: int, label_noise: float,
    rng: np.random.Generator,
) -> Data:  # fmt: skip
    """Shuffle, split and standardise by what the training examples have; a constant feature stays 0."""
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    order = rng.permutation(len(x))
    n = min(n, len(x) - max(1, round(len(x) * TEST_SHARE)))
    train, test = order[:n], order[n:]
    mean, spread = x[train].mean(axis=0), x[train].std(axis=0)
    x = (x - mean) / np.where(spread > 0, spread, 1.0)
    if classes:
        target = y.astype(int)
        labels, flipped = _mislabelled(target[train], len(classes), label_noise, rng)
        held = target[test]
    else:
        values = y.astype(float)
        scale = values[train].std() or 1.0
        values = (values - values[train].mean()) / scale
        labels, flipped, held = values[train], np.zeros(n, dtype=bool), values[test]
    return Data(name, x[train], labels, x[test], held, classes, features, flipped)


def reconstruction(data: Data) -> Data:
    """The same examples with themselves as what is to be told: an autoencoder's data."""
    return dataclasses.replace(data, y=data.x, y_test=data.x_test, classes=(), flipped=np.zeros(0, dtype=bool))


def _mislabelled(y: Array, classes: int, share: float, rng: np.random.Generator) -> tuple[Array, Array]:
    flipped = np.zeros(len(y), dtype=bool)
    flipped[rng.permutation(len(y))[: round(share * len(y))]] = True
    return np.where(flipped, (y + rng.integers(1, classes, len(y))) % classes, y), flipped


def from_csv(text: str | bytes, label: str = "", seed: int = 0, name: str = "your table") -> Data:
    """Data from a table with a header line: columns of numbers, and one label column (the last, if none is named).

    A label column of words, or of at most 10 different whole numbers, makes classes; other numbers make a regression.
    Raises ValueError with a plain reason: too large, no header, a cell that is no number, a single class, …
    """
    header, rows, lines = _table(text)
    label = label or header[-1]
    if label not in header:
        raise ValueError(f"there is no column {_short(label)}; there are {', '.join(map(_short, header))}")
    column = header.index(label)
    kept = [i for i in range(len(header)) if i != column]
    x = np.array([[_number(row[i], header[i], line) for i in kept] for line, row in zip(lines, rows, strict=True)])
    y, classes = _labels([_printable(row[column]) for row in rows], label)
    rng = np.random.default_rng(seed)
    return _split(name, x, y, classes, tuple(header[i] for i in kept), len(rows), 0.0, rng)


def columns_of(text: str | bytes) -> list[str]:
    """The names in a table's header line. Raises ValueError where it is no table."""
    return _table(text)[0]


def _table(text: str | bytes) -> tuple[list[str], list[list[str]], list[int]]:
    """The header, the rows, and the line of the text in which each row ends."""
    if len(text) > MAX_BYTES:
        raise ValueError(f"a table may have {MAX_BYTES:,} bytes at most, not {len(text):,}")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError("the table is not a text in UTF-8") from None
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        found = [(row, reader.line_num) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(f"the table could not be read: {error}") from None
    if len(found) < 9:
        raise ValueError("a table needs a header line and at least 8 rows")
    header = [_printable(cell) for cell in found[0][0]]
    rows, lines = [row for row, _ in found[1:]], [line for _, line in found[1:]]
    if not 2 <= len(header) <= MAX_COLUMNS:
        raise ValueError(f"a table needs 2 to {MAX_COLUMNS} columns, not {len(header)}")
    if len(set(header)) < len(header) or not all(header):
        raise ValueError("each column needs a name of its own in the header line")
    if len(rows) > MAX_ROWS:
        raise ValueError(f"a table may have {MAX_ROWS:,} rows at most, not {len(rows):,}")
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            raise ValueError(f"line {line} has {cells} where the header has {len(header)}")
    return header, rows, lines


def _printable(text: str) -> str:
    """A text in one line, without what cannot be seen."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _short(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:29] + "…")


def _number(cell: str, column: str, line: int) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = np.nan
    if not abs(value) < LARGEST:
        raise ValueError(f"line {line}, column {_short(column)}: {_short(cell)} is not a finite number")
    return value


def _labels(cells: list[str], column: str) -> tuple[Array, tuple[str, ...]]:
    if not all(cells):
        raise ValueError(f"the label column {_short(column)} has an empty cell")
    told: dict[str | float, str] = {cell: cell for cell in cells}
    try:
        values = np.array([float(cell) for cell in cells])
    except ValueError:
        values = np.array([np.nan])
    if np.isfinite(values).all():
        if (np.abs(values) >= LARGEST).any():
            raise ValueError(f"the label column {_short(column)} has numbers that are too large")
        told = {float(cell): cell for cell in sorted(cells, reverse=True)}  # 1 and 1.0 are one label
        if len(told) > 1 and (len(told) > MAX_CLASSES or (values != np.floor(values)).any()):
            return values, ()
    if len(told) == 1:
        raise ValueError(f"the label column {_short(column)} has one value only")
    if len(told) > MAX_CLASSES:
        raise ValueError(
            f"the label column {_short(column)} has {len(told)} classes; {MAX_CLASSES} at most can be told"
        )
    order = sorted(told)  # type: ignore[type-var]
    numbers = values if isinstance(order[0], float) else np.array(cells)
    return np.searchsorted(np.array(order), numbers), tuple(told[label] for label in order)
