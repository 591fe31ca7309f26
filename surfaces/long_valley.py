from dataclasses import dataclass

from catalog import NON_NEGATIVE, Paper, param
from surfaces._critical import kind
from surfaces._surface import CriticalPoint, Surface, View


@dataclass(frozen=True)
class LongValley(Surface):
    """A steep trough whose floor falls away slowly: started almost on the ridge, a rule must break the symmetry."""

    a: float = param(5.0, 0.5, 20.0, "a", legal=NON_NEGATIVE, help="Steepness of the walls")
    b: float = param(1.0, 0.0, 5.0, "b", legal=NON_NEGATIVE, help="Fall of the floor")

    name, shows = "Long valley", "saddle"
    latex = r"f(x, y) = a\,x^2 - b\,y^2"
    paper = Paper(
        "Radford", 2014, "Visualizing optimization algorithms (animation)",
        "https://imgur.com/a/visualizing-optimization-algos-Hqolp",
    )  # fmt: skip
    domain = ((-1.0, 1.0), (-2.0, 1.0))
    start = (0.25, -1e-6)
    view = View(azimuth=-135.0, elevation=45.0, z=(-5.0, 5.0))

    def f(self, x, y):
        return self.a * x * x - self.b * y * y

    def grad(self, x, y):
        return 2 * self.a * x, -2 * self.b * y

    def hess(self, x, y):
        return 2 * self.a, 0.0, -2 * self.b

    def critical_points(self):
        return (CriticalPoint((0.0, 0.0), *kind((2 * self.a, -2 * self.b))),)
