from dataclasses import dataclass

import numpy as np

from catalog import Paper, param
from surfaces._critical import polished
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class Michalewicz(Surface):
    """Steep narrow gullies in a level plain, the deepest where two of them cross: off the gullies there is no slope."""

    m: int = param(10, 1, 20, "m", legal="[1, 100]", help="Steepness: the larger, the narrower the gullies")

    name, shows = "Michalewicz", "landscape"
    latex = r"f(x, y) = -\sin x\, \sin^{2m}\frac{x^2}{\pi} - \sin y\, \sin^{2m}\frac{2y^2}{\pi}"
    paper = Paper(
        "Michalewicz", 1992, "Genetic Algorithms + Data Structures = Evolution Programs",
        "https://doi.org/10.1007/978-3-662-03315-9",
    )  # fmt: skip
    domain = ((0.0, float(np.pi)), (0.0, float(np.pi)))
    start = (1.8, 1.95)
    view = View(elevation=40.0)
    best_value = -1.8013034100985537

    def f(self, x, y):
        return -(
            np.sin(x) * np.sin(x * x / np.pi) ** (2 * self.m) + np.sin(y) * np.sin(2 * y * y / np.pi) ** (2 * self.m)
        )

    def grad(self, x, y):
        return -self._gully(x, 1)[0], -self._gully(y, 2)[0]

    def hess(self, x, y):
        return -self._gully(x, 1)[1], 0.0, -self._gully(y, 2)[1]

    def critical_points(self):
        """Both minima at crossings of gullies, the global one first."""
        return polished(self, ((2.2, 1.57), (2.2, 2.71)))

    def _gully(self, t, i):
        """The two derivatives of sin(t) S, where S = sin(φ)^(2m) and φ = i t² / π."""
        n, rate, turn = 2 * self.m, 2 * i * t / np.pi, 2 * i / np.pi
        sine, cosine = np.sin(0.5 * rate * t), np.cos(0.5 * rate * t)
        power = sine ** (n - 2)
        s = power * sine * sine
        ds = n * power * sine * cosine * rate
        dds = n * (power * rate * rate * ((n - 1) * cosine * cosine - sine * sine) + power * sine * cosine * turn)
        return np.cos(t) * s + np.sin(t) * ds, 2 * np.cos(t) * ds + np.sin(t) * (dds - s)
