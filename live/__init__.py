"""Rules and surfaces traced into JavaScript: a race in the page, at every frame, without a server (README.md)."""

from live._graph import Untraceable
from live._spec import EXCEPTIONS, program_of_rule, program_of_surface, programs_of, spec_of
from live._trace import Program

__all__ = [
    "EXCEPTIONS",
    "Program",
    "Untraceable",
    "program_of_rule",
    "program_of_surface",
    "programs_of",
    "spec_of",
]
