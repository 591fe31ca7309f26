"""What a run leaves behind, and what it came to."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from optim._outcome import outcome
from optim._record import Record


@dataclass(frozen=True)
class Trajectory(Record):
    """The track of one rule on one surface, as `Record` has it, and its outcome."""

    @cached_property
    def outcome(self) -> Any:
        """What the run came to, an Outcome: its kind, the step, the words; of a batch, an object array of them.

        Made when it is asked for.
        """
        return outcome(self)
