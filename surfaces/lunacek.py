from dataclasses import dataclass

import numpy as np

from catalog import Paper, param
from surfaces._surface import CriticalPoint, Surface

NEAR = 2.5  # where the narrow funnel's bottom is, along both axes
SHAPE = 1 - 1 / (2 * np.sqrt(22.0) - 8.2)  # how wide the other funnel is, in two dimensions


@dataclass(frozen=True)
class Lunacek(Surface):
    """Two funnels with hollows all over: the wide one draws most runs in, and the minimum lies in the narrow one."""

    depth: float = param(1.0, 0.0, 4.0, "d", legal="[0, 6]", help="How much higher the wide funnel's bottom lies")

    name, shows, smooth = "Lunacek’s bi-Rastrigin", "many minima", False
    latex = (
        r"f(x, y) = \min\!\left(|w - \mu_0|^2,\; 2 d + s\,|w - \mu_1|^2\right) + 10\,\bigl(2 - \cos 2\pi(x - \mu_0)"
        r" - \cos 2\pi(y - \mu_0)\bigr), \quad \mu_0 = 2.5, \; \mu_1 = -\sqrt{(\mu_0^2 - d)/s}, \; s \approx 0.153"
    )
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-9.0, 6.0), (-9.0, 6.0))
    start = (-2.4, 1.6)
    best_value = 0.0

    def f(self, x, y):
        near, far = self._funnels(x, y)
        waves = np.sin(np.pi * (x - NEAR)) ** 2 + np.sin(np.pi * (y - NEAR)) ** 2
        return np.minimum(near, far) + 20 * waves

    def grad(self, x, y):
        """The gradient; where the funnels meet, the narrow one's."""
        rate, centre = self._lower(x, y)
        return tuple(2 * rate * (t - centre) + 20 * np.pi * np.sin(2 * np.pi * (t - NEAR)) for t in (x, y))

    def hess(self, x, y):
        rate, _ = self._lower(x, y)
        bend_x, bend_y = (2 * rate + 40 * np.pi**2 * np.cos(2 * np.pi * (t - NEAR)) for t in (x, y))
        return bend_x, 0.0, bend_y

    def critical_points(self):
        """The global minimum."""
        return (CriticalPoint((NEAR, NEAR), "minimum"),)

    def _funnels(self, x, y):
        away = self._far()
        near = (x - NEAR) ** 2 + (y - NEAR) ** 2
        return near, 2 * self.depth + SHAPE * ((x - away) ** 2 + (y - away) ** 2)

    def _lower(self, x, y):
        """The rate and the centre of the funnel that is the lower one."""
        near, far = self._funnels(x, y)
        return np.where(near <= far, 1.0, SHAPE), np.where(near <= far, NEAR, self._far())

    def _far(self):
        return -np.sqrt((NEAR**2 - self.depth) / SHAPE)
