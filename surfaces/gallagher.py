from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._surface import CriticalPoint, Surface

COUNT = 21
TURN = np.radians(30.0)


def _peaks():
    """Height, place and shape (a, b, c) of each hollow, q = a u² + 2 b u v + c v², the deepest first (BBOB's f22)."""
    rng = np.random.default_rng(22)
    place = rng.uniform(-4.9, 4.9, (COUNT, 2))
    place[0] = rng.uniform(-3.92, 3.92, 2)
    others = COUNT - 2
    height = np.concatenate([[10.0], 1.1 + 8 * np.arange(COUNT - 1) / others])
    alpha = np.concatenate([[1000.0**2], rng.permutation(1000.0 ** (2 * np.arange(COUNT - 1) / others))])
    spread = np.stack([alpha**-0.25, alpha**0.25], axis=-1) / 4
    spread[1:] = rng.permuted(spread[1:], axis=1)
    c, s = np.cos(TURN), np.sin(TURN)
    first, second = spread.T
    shape = c * c * first + s * s * second, c * s * (first - second), s * s * first + c * c * second
    return tuple(zip(height.tolist(), *place.T.tolist(), *(part.tolist() for part in shape), strict=True))


PEAKS = _peaks()


@dataclass(frozen=True)
class Gallagher(Surface):
    """Fourteen hollows in a plain, of all depths and shapes, seven more inside them: none tells of the deepest."""

    name, shows, smooth = "Gallagher’s peaks", "many minima", False
    latex = (
        r"f(w) = \left(10 - \max_{i \le 21} h_i\, e^{-\frac{1}{4} (w - c_i)^\top C_i (w - c_i)}\right)^2, \quad"
        r" h_1 = 10, \; h_i = 1.1 + 8 \tfrac{i - 2}{19}"
    )
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-1.0, 1.0)
    best_value = 0.0

    def f(self, x, y):
        return (10 - self._highest(x, y)[0]) ** 2

    def grad(self, x, y):
        """The gradient; where two hollows meet, one's of them."""
        top, along, across, *_ = self._highest(x, y)
        return 4 * (10 - top) * top * along, 4 * (10 - top) * top * across

    def hess(self, x, y):
        top, p, q, a, b, c = self._highest(x, y)
        scale, bend = 4 * (10 - top) * top, 8 * top * (2 * top - 10)
        return scale * a + bend * p * p, scale * b + bend * p * q, scale * c + bend * q * q

    def critical_points(self):
        """The hollows that no deeper one swallows, the deepest first."""
        return tuple(
            CriticalPoint((x, y), "minimum", degenerate=height == 10.0)  # at the foot of the square it is flat
            for height, x, y, *_ in (PEAKS[0], *PEAKS[:0:-1])
            if self._highest(x, y)[0] == height
        )

    def _highest(self, x, y):
        """The highest peak's value here, half the slopes of its q, and its shape."""
        found = None
        for height, cx, cy, a, b, c in PEAKS:
            u, v = x - cx, y - cy
            p, q = a * u + b * v, b * u + c * v
            mine = (height * np.exp(-(p * u + q * v)), p, q, a, b, c)
            if found is None:
                found = mine
            else:
                higher = mine[0] > found[0]
                found = tuple(np.where(higher, new, old) for new, old in zip(mine, found, strict=True))
        return found
