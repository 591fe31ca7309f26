from dataclasses import dataclass

import numpy as np

from catalog import Paper
from surfaces._critical import polished
from surfaces._surface import Surface, View


@dataclass(frozen=True)
class Eggholder(Surface):
    """Steep hollows in winding rows with creases between them: from most places a rule ends in a wrong one."""

    name, shows, smooth = "Eggholder", "many minima", False
    latex = (
        r"f(x, y) = -(y + 47) \sin\sqrt{\left|y + \tfrac{x}{2} + 47\right|}"
        r" - x \sin\sqrt{\left|x - (y + 47)\right|}"
    )
    paper = Paper(
        "Whitley, Rana, Dzubera & Mathias", 1996, "Evaluating evolutionary algorithms",
        "https://doi.org/10.1016/0004-3702(95)00124-7",
    )  # fmt: skip
    domain = ((-512.0, 512.0), (-512.0, 512.0))
    start = (0.0, 0.0)
    view = View(azimuth=-60.0, elevation=55.0)

    def f(self, x, y):
        s = y + 47
        return -s * np.sin(np.sqrt(np.abs(s + 0.5 * x))) - x * np.sin(np.sqrt(np.abs(x - s)))

    def grad(self, x, y):
        """The gradient; on a crease, where it is infinite, without the crease's part."""
        s = y + 47
        sine, slope, _ = _wave(s + 0.5 * x)
        other, fall, _ = _wave(x - s)
        return -0.5 * s * slope - other - x * fall, -sine - s * slope + x * fall

    def hess(self, x, y):
        s = y + 47
        _, slope, bend = _wave(s + 0.5 * x)
        _, fall, drop = _wave(x - s)
        return (
            -0.25 * s * bend - 2 * fall - x * drop,
            -0.5 * slope - 0.5 * s * bend + fall + x * drop,
            -2 * slope - s * bend - x * drop,
        )

    def critical_points(self):
        """The four lowest minima inside the square. The square's lowest place, −959.6407 at (512, 404.2318), lies on
        its edge, and the surface falls on beyond.
        """
        return polished(self, ((482.35, 432.88), (439.48, 453.98), (-465.69, 385.72), (-456.89, -382.62)))


def _wave(t):
    """sin √|t| and its two derivatives; at 0, where these are infinite, 0."""
    root = np.sqrt(np.abs(t))
    safe = np.where(root > 0, root, 1.0)
    sine, cosine = np.sin(root), np.cos(root)
    slope = np.sign(t) * cosine / (2 * safe)
    bend = -(sine / safe**2 + cosine / safe**3) / 4
    return sine, slope, np.where(root > 0, bend, 0.0)
