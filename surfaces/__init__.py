"""Error surfaces: each module declares one, with its analytic gradient and Hessian; SURFACES maps slugs to them."""

import sys

from catalog import discover
from surfaces._noise import Noisy
from surfaces._surface import CriticalPoint, Surface, View

SURFACES = discover(sys.modules[__name__], Surface)

__all__ = ["SURFACES", "CriticalPoint", "Noisy", "Surface", "View"]
