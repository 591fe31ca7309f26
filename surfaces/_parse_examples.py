"""Ten functions to begin with, each for something it shows. All are looked at on the default domain, [-3, 3]²."""

from typing import NamedTuple


class Example(NamedTuple):
    text: str
    shows: str


EXAMPLES = (
    Example("sin(3x) + (y - x^2)^2/4", "A curved valley with waves along its floor: two minima, and saddles between"),
    Example("x^2 + 10y^2", "An elongated bowl: the rate that suits one axis is ten times too large for the other"),
    Example("(1 - x)^2 + 100(y - x^2)^2", "Rosenbrock's banana: the valley is found at once, its end only slowly"),
    Example("x^4/4 - x^2/2 + y^2/2", "Two wells with a saddle between them: which one is reached depends on the start"),
    Example("x^3 - 3x y^2", "A monkey saddle: its slope and its curvature both vanish in the middle"),
    Example(
        "20 + x^2 + y^2 - 10cos(2pi x) - 10cos(2pi y)",
        "Rastrigin's function: a bowl full of minima, only one of them low",
    ),
    Example("-exp(-(x - 1)^2 - y^2) - exp(-(x + 1)^2 - y^2)/2", "Two hollows in a plain: far away there is no slope"),
    Example(
        "abs(x) + 2abs(y - sin(x))", "Kinks: the gradient does not fade towards the minimum, so fixed steps bounce"
    ),
    Example("x^2 + y^2 - log(x + y + 2)/2", "A barrier: beyond the line x + y = -2 there is no value, and a run ends"),
    Example(
        "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3",
        "Three hills and three hollows: where a run ends depends on where it begins",
    ),
)
