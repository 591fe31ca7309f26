"""Rules and surfaces traced into JavaScript: a race in the page, at every frame, without a server (README.md)."""

from live._graph import Untraceable
from live._spec import EXCEPTIONS, program_of_beliefs, program_of_rule, program_of_surface, programs_of, spec_of
from live._trace import Program
from live._written import Written, written_factor, written_rule, written_surface

__all__ = [
    "EXCEPTIONS",
    "Program",
    "Untraceable",
    "Written",
    "program_of_beliefs",
    "program_of_rule",
    "program_of_surface",
    "programs_of",
    "spec_of",
    "written_factor",
    "written_rule",
    "written_surface",
]
