"""Surfaces that try the bases: constant, full of holes, spanning decades, or without a single finite value."""

from dataclasses import dataclass

import numpy as np

from surfaces import Surface, View


@dataclass(frozen=True)
class Strange(Surface):
    """A surface of any formula."""

    formula: str = "constant"

    name, latex, shows = "Strange", "f", "landscape"
    domain = ((-2.0, 2.0), (-1.0, 3.0))
    start = (0.5, 0.5)

    def f(self, x, y):
        return FORMULAS[self.formula](x + 0 * y, y + 0 * x)

    def grad(self, x, y):
        return x, y

    def hess(self, x, y):
        return 1.0, 0.0, 1.0


@dataclass(frozen=True)
class Logarithmic(Strange):
    """The same, asking for log-spaced levels."""

    view = View(scale="log")


FORMULAS = {
    "constant": lambda x, y: np.full(np.shape(x), 3.0),
    "zero": lambda x, y: 0 * x,
    "nowhere": lambda x, y: x * np.nan,
    "infinite": lambda x, y: x + np.inf,
    "one place": lambda x, y: np.where((x == 2) & (y == 3), 1.0, np.nan),
    "holes": lambda x, y: np.log(x) + y * y,
    "poles": lambda x, y: 1 / (x * y),
    "twenty decades": lambda x, y: (1e10 * (x * x + y) - 1) ** 2 + 1e-9 * y,
    "falling": lambda x, y: -np.exp(20 * x) + y,
    "huge": lambda x, y: 1e307 * (x + y),
    "tiny": lambda x, y: 1e-300 * (x * x + y * y),
    "step": lambda x, y: np.sign(x),
    "tower": lambda x, y: np.where(np.hypot(x, y) < 0.05, 1e12, x * x),
}
STRANGE = [kind(name) for kind in (Strange, Logarithmic) for name in FORMULAS]
