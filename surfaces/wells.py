from dataclasses import dataclass

import numpy as np

from catalog import POSITIVE, Paper, param
from surfaces._critical import searched
from surfaces._surface import Surface

# Depth, place and width of each well. The second from the right is the deepest and the widest, hence the flattest.
WELLS = ((0.6, -2.9, 0.16), (1.1, -1.7, 0.25), (0.7, -0.6, 0.14), (2.2, 1.2, 0.8), (0.8, 3.0, 0.2))


@dataclass(frozen=True)
class Wells(Surface):
    """Wells of different depth and width in a shallow bowl: small steps stay in the first one, large ones leave it."""

    a: float = param(0.15, 0.05, 1.0, "a", legal=POSITIVE, help="Curvature of the bowl that holds the wells")

    name, shows, dims = "Wells", "many minima", 1
    latex = r"E(w) = \tfrac{1}{2} a w^2 - \sum_{i=1}^{5} d_i\, e^{-(w - m_i)^2 / 2 s_i^2}"
    paper = Paper(
        "Hochreiter & Schmidhuber", 1997, "Flat minima", "https://doi.org/10.1162/neco.1997.9.1.1",
    )  # fmt: skip
    domain = ((-4.0, 4.0),)
    start = (-3.6,)

    def f(self, w):
        return 0.5 * self.a * w * w - sum(dent for dent, _, _ in self._wells(w))

    def grad(self, w):
        return (self.a * w + sum(dent * u / s for dent, u, s in self._wells(w)),)

    def hess(self, w):
        return (self.a + sum(dent * (1 - u * u) / (s * s) for dent, u, s in self._wells(w)),)

    def critical_points(self):
        return searched(self)

    @staticmethod
    def _wells(w):
        """For each well its dent at w, the distance from its centre in widths, and its width."""
        for depth, centre, width in WELLS:
            u = (w - centre) / width
            yield depth * np.exp(-0.5 * u * u), u, width
