from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from surfaces._surface import CriticalPoint, Surface

TARGET = (2.0, 0.5)


@dataclass(frozen=True)
class Lasso(Surface):
    """Least squares with a penalty on absolute values: its minimum lies on an axis, exactly, and there the slope jumps,
    so that a rule with a fixed step never comes to rest.
    """

    penalty: float = param(1.0, 0.0, 3.0, r"\lambda", legal=NON_NEGATIVE, help="Price of each coordinate's size")

    name, shows, smooth = "Lasso", "convex", False
    latex = r"f(x, y) = \tfrac{1}{2} (x - 2)^2 + \tfrac{1}{2} (y - \tfrac{1}{2})^2 + \lambda\,(|x| + |y|)"
    paper = Paper(
        "Tibshirani", 1996, "Regression shrinkage and selection via the lasso",
        "https://doi.org/10.1111/j.2517-6161.1996.tb02080.x",
    )  # fmt: skip
    domain = ((-3.0, 3.0), (-3.0, 3.0))
    start = (-2.5, 2.4)

    def f(self, x, y):
        u, v = x - TARGET[0], y - TARGET[1]
        return 0.5 * (u * u + v * v) + self.penalty * (np.abs(x) + np.abs(y))

    def grad(self, x, y):
        """The gradient; on an axis the smallest subgradient."""
        return self._slope(x, x - TARGET[0]), self._slope(y, y - TARGET[1])

    def hess(self, x, y):
        """The Hessian; on an axis, where it does not exist, that of the squares alone."""
        return 1.0, 0.0, 1.0

    def critical_points(self):
        """The minimum: the target, each coordinate of it drawn towards zero by the penalty, but not beyond."""
        point = tuple(float(np.maximum(t - self.penalty, 0.0)) for t in TARGET)
        return (CriticalPoint(point, "minimum"),)

    def _slope(self, t, squares):
        free = np.maximum(-self.penalty, np.minimum(squares, self.penalty))
        return squares + self.penalty * np.sign(t) - (t == 0) * free
