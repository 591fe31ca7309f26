"""What a run leaves behind, and what it came to."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from optim._outcome import outcome
from optim._record import Record


@dataclass(frozen=True)
class Trajectory(Record):
    """The track of one rule on one surface, as `Record` has it, and its outcome."""

    def _repr_html_(self) -> str | None:
        """A single run as a notebook shows it, played; what draws is above, and is asked for only then."""
        return import_module("export.notebook").html_of(self)

    @cached_property
    def outcome(self) -> Any:
        """What the run came to, an Outcome: its kind, the step, the words; of a batch, an object array of them.

        Made when it is asked for.
        """
        return outcome(self)
