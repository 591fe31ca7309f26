"""Error surfaces: each module declares one, with its analytic gradient and Hessian; SURFACES maps slugs to them.

`parse` makes one of a text.
"""

import sys

from catalog import discover
from surfaces._noise import Noisy
from surfaces._parse import ParseError
from surfaces._parse_examples import EXAMPLES
from surfaces._protocol import Around, SurfaceLike
from surfaces._surface import CriticalPoint, Surface, View
from surfaces._typed import FARTHEST, parse

SURFACES = discover(sys.modules[__name__], Surface)

__all__ = [
    "EXAMPLES",
    "FARTHEST",
    "SURFACES",
    "Around",
    "CriticalPoint",
    "Noisy",
    "ParseError",
    "Surface",
    "SurfaceLike",
    "View",
    "parse",
]
