from dataclasses import dataclass

from catalog import Paper
from surfaces._critical import classified
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class GoldsteinPrice(Surface):
    """Crossing canyons under walls of a million: at the start the gradient is enormous, at the end it is modest."""

    name, shows = "Goldstein–Price", "badly scaled"
    latex = (
        r"f(x, y) = \left[1 + (s + 1)^2 (3s^2 - 14s + 19)\right] \left[30 + t^2 (3t^2 - 16t + 18)\right],"
        r" \quad s = x + y, \; t = 2x - 3y"
    )
    paper = Paper(
        "Goldstein & Price", 1971, "On descent from local minima",
        "https://doi.org/10.1090/S0025-5718-1971-0312365-X",
    )  # fmt: skip
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.5, 0.5)
    view = View(scale="log", azimuth=-30.0, elevation=45.0)
    best_value = 3.0

    def f(self, x, y):
        s, t = x + y, 2 * x - 3 * y
        return _first(s)[0] * _second(t)[0]

    def grad(self, x, y):
        a, da, _ = _first(x + y)
        b, db, _ = _second(2 * x - 3 * y)
        return da * b + 2 * a * db, da * b - 3 * a * db

    def hess(self, x, y):
        a, da, dda = _first(x + y)
        b, db, ddb = _second(2 * x - 3 * y)
        ss, st, tt = dda * b, da * db, a * ddb
        return ss + 4 * st + 4 * tt, ss - st - 6 * tt, ss - 6 * st + 9 * tt

    def critical_points(self):
        """All nine: both factors are positive, so that each must be stationary, at s = −1, 1, 2 and t = 0, 1, 3."""
        return classified(self, [((3 * s + t) / 5, (2 * s - t) / 5) for s in (-1, 1, 2) for t in (0, 1, 3)])


def _first(s):
    """The factor of s, multiplied out, and its two derivatives."""
    return (
        20 + s * (24 + s * (-6 + s * (-8 + 3 * s))),
        12 * (s - 2) * (s * s - 1),
        36 * s * s - 48 * s - 12,
    )


def _second(t):
    """The factor of t, multiplied out, and its two derivatives."""
    tt = t * t
    return 30 + tt * (18 - 16 * t + 3 * tt), 12 * t * (t - 1) * (t - 3), 36 - 96 * t + 36 * tt
