"""Results that take long, made beforehand and kept beside the lesson that shows them: `python -m lessons.record`."""

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray
ALIKE = 1e-6  # relative: numbers that another machine makes the same way


@dataclass(frozen=True, eq=False)
class Recorded:
    """A file of results: of every job of `jobs()`, what `do` makes of it.

    A job is plain values which say all that its result depends on. `apart` gives a result as named arrays, and
    `together` makes it of a job and these arrays.
    """

    file: Path
    jobs: Callable[[], Sequence[Hashable]]
    do: Callable[[Any], Any]
    apart: Callable[[Any], Mapping[str, Any]]
    together: Callable[[Any, Mapping[str, Array]], Any]

    @cached_property
    def _kept(self) -> dict[str, dict[str, Array]]:
        """The arrays by the job's text."""
        kept: dict[str, dict[str, Array]] = {}
        if self.file.exists():
            with np.load(self.file) as arrays:
                for name in arrays.files:
                    job, _, part = name.rpartition("|")
                    kept.setdefault(job, {})[part] = arrays[name]
        return kept

    def __contains__(self, job: Hashable) -> bool:
        return repr(job) in self._kept

    @cached_property
    def _together(self) -> dict[str, Any]:
        """The results that were asked for."""
        return {}

    def __getitem__(self, job: Hashable) -> Any:
        text = repr(job)
        if text not in self._together:
            self._together[text] = self.together(job, self._kept[text])
        return self._together[text]

    def same(self, job: Hashable, result: Any) -> bool:
        """Whether a result is the recorded one, as another machine would make it."""
        made = {name: np.asarray(value) for name, value in self.apart(result).items()}
        kept = self._kept[repr(job)]
        return all(
            made[name].shape == own.shape and np.allclose(made[name], own, ALIKE, ALIKE, equal_nan=True)
            for name, own in kept.items()
        )

    def record(self, job: Hashable) -> None:
        """Make a job's result and keep it at once; what is no job any more is dropped."""
        wanted = {repr(each) for each in self.jobs()}
        made = {name: np.asarray(value) for name, value in self.apart(self.do(job)).items()}
        kept = {known: arrays for known, arrays in self._kept.items() if known in wanted} | {repr(job): made}
        part = self.file.with_suffix(".part.npz")
        named: dict[str, Any] = {
            f"{known}|{name}": array for known, arrays in kept.items() for name, array in arrays.items()
        }
        np.savez_compressed(part, **named)
        os.replace(part, self.file)
        self.__dict__["_kept"] = kept
        self._together.pop(repr(job), None)
