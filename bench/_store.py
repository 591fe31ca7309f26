"""Finished runs on disk, each kept at once: a Parquet file a run, put in place whole, so that a stop loses nothing."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench._job import CURVE, Row

SCHEMA = pa.schema(
    [
        ("key", pa.string()), ("task", pa.string()), ("rule", pa.string()), ("schedule", pa.string()),
        ("settings", pa.string()), ("seed", pa.int64()), ("role", pa.string()), ("score", pa.float64()),
        ("best", pa.float64()), ("accuracy", pa.float64()), ("evaluations", pa.int64()), ("diverged", pa.bool_()),
        ("curve", pa.list_(pa.float64())), ("seconds", pa.float64()),
    ]
)  # fmt: skip

ROLES = ("tune", "final")
QUOTED = 200  # characters of another's words


class Store:
    """A folder of finished runs: DIR/runs/KEY.parquet, and DIR/results.parquet, which gathers them."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.runs = self.folder / "runs"
        self.runs.mkdir(parents=True, exist_ok=True)

    def keys(self) -> set[str]:
        """The keys of the runs that are finished."""
        return {path.stem for path in self.runs.glob("*.parquet")}

    def keep(self, row: Row) -> None:
        part = self.runs / f".{row.key}.{os.getpid()}.part"
        pq.write_table(_table([row]), part)
        os.replace(part, self.runs / f"{row.key}.parquet")

    def rows(self) -> list[Row]:
        """Every finished run, in an order that does not depend on when it finished."""
        return sorted((row for path in self.runs.glob("*.parquet") for row in read(path)), key=lambda row: row.key)

    def gather(self) -> Path:
        """All runs in one file, without the time each took to come; returns its path."""
        path = self.folder / "results.parquet"
        part = path.with_suffix(".part")
        pq.write_table(_table(self.rows()), part)
        os.replace(part, path)
        return path


def shorten(rows: Iterable[Row], path: Path | str) -> None:
    """One small file of runs, for a report: without the searches' curves, and with five digits in the others."""
    kept = [
        row._replace(curve=[] if row.role == "tune" else [float(f"{value:.5g}") for value in row.curve]) for row in rows
    ]
    pq.write_table(_table(kept), path, compression="zstd", compression_level=19, use_dictionary=False)


def read(path: Path | str) -> list[Row]:
    """The rows of one file. ValueError where it is not one of ours."""
    try:
        rows = [Row(**row) for row in pq.read_table(path, schema=SCHEMA).to_pylist()]
        for row in rows:
            _check(row)
    except (pa.ArrowException, OSError, ValueError) as error:
        why = " ".join(str(error).split())[:QUOTED]
        raise ValueError(f"{Path(path).name} is not a file of results: {why}") from None
    return rows


def _check(row: Row) -> None:
    """ValueError where a row cannot be a run's."""
    for name, value in row._asdict().items():
        if value is None and name != "accuracy":
            raise ValueError(f"a run has no {name}")
    if row.role not in ROLES:
        raise ValueError(f"a run's role is one of {', '.join(ROLES)}, not {row.role!r}")
    if not isinstance(json.loads(row.settings), dict):
        raise ValueError(f"a run's settings are an object in JSON, not {row.settings!r}")
    if any(value is None for value in row.curve) or (row.role == "final" and len(row.curve) != CURVE):
        raise ValueError(f"a run's curve has {CURVE} numbers")


def _table(rows: Iterable[Row]) -> Any:
    return pa.Table.from_pylist([row._asdict() for row in rows], schema=SCHEMA)
