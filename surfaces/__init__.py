"""Error surfaces: each module declares one, with its gradient and its Hessian; SURFACES maps slugs to them.

What begins with _ is machinery: what is asked of a surface (`SurfaceLike`), noise, and `parse`, which makes one of a
text.
"""

import sys

from catalog import discover
from surfaces._critical import lowest
from surfaces._grid import Grid, from_grid, known_grid
from surfaces._noise import Noisy
from surfaces._parse_examples import EXAMPLES
from surfaces._parse_nodes import ParseError
from surfaces._protocol import Around, SurfaceLike, along, goal
from surfaces._surface import CriticalPoint, Surface, View
from surfaces._turned import Turned, turned
from surfaces._typed import FARTHEST, parse

SURFACES = discover(sys.modules[__name__], Surface)

__all__ = [
    "EXAMPLES",
    "FARTHEST",
    "SURFACES",
    "Around",
    "CriticalPoint",
    "Grid",
    "Noisy",
    "ParseError",
    "Surface",
    "SurfaceLike",
    "Turned",
    "View",
    "along",
    "from_grid",
    "goal",
    "known_grid",
    "lowest",
    "parse",
    "turned",
]
