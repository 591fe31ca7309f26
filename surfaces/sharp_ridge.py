from dataclasses import dataclass

import numpy as np

from catalog import Paper, param
from surfaces._surface import CriticalPoint, Surface


@dataclass(frozen=True)
class SharpRidge(Surface):
    """A valley with a crease for a floor: its walls are everywhere as steep, so that a rule must turn exactly along it.

    What falls to the crease step by step goes from wall to wall, and hardly gets on.
    """

    steepness: float = param(100.0, 1.0, 100.0, "s", log=True, legal="(0, 1e6]", help="How steep the walls are")

    name, shows, smooth = "Sharp ridge", "valley", False
    latex = r"f(x, y) = x^2 + s\,|y|"
    paper = Paper(
        "Hansen, Finck, Ros & Auger", 2009,
        "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions",
        "https://hal.inria.fr/inria-00362633",
    )  # fmt: skip
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (-4.0, 2.5)
    best_value = 0.0

    def f(self, x, y):
        return x * x + self.steepness * np.abs(y)

    def grad(self, x, y):
        """The gradient; on the crease that along it."""
        return 2 * x, self.steepness * np.sign(y)

    def hess(self, x, y):
        """The Hessian; on the crease, where it does not exist, that along it."""
        return 2.0, 0.0, 0.0

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), "minimum"),)
