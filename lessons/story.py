"""The story so far: the lecture in sentences, each with the slide that replays it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lessons.measured import at_the_edge, by_width, caught, on_wilson


class Line(NamedTuple):
    """A sentence (or what makes it), and the slide (page, section, what is set there) that shows it."""

    told: str | Callable[[], str]
    page: str
    slide: str
    settings: dict[str, Any]

    @property
    def words(self) -> str:
        return self.told if isinstance(self.told, str) else self.told()


STORIES = {
    "scaling": (
        Line("Where the gradient is zero and no eigenvalue of the Hessian is, their signs tell a minimum from a saddle "
             "and from a maximum.", "error_surfaces", "error_surfaces", {}),
        Line("In many dimensions all eigenvalues of a random symmetric matrix are hardly ever positive.",
             "error_surfaces", "goe", {}),
        Line("On a parabola that curves up gradient descent converges for every η between 0 and 2/E″, in one step at "
             "1/E″.", "step_size", "step_size", {}),
        Line("One η for all directions: the steepest sets the limit, the flattest the pace.", "step_size", "bowl",
             {"step_size.bowl.kappa": 100.0, "step_size.bowl.ratio": 1.98}),
        Line("Stretched by A^½ the bowl is round. Mapped back, the step down the round bowl is A⁻¹∇E.", "scaling",
             "two", {}),
        Line("The error of a bowl is a sum over its directions, and each term shrinks at a rate of its own.", "scaling",
             "terms", {}),
    ),
    "momentum": (
        Line("Newton’s method divides the slope by the curvature: on a parabola one step is enough.", "newton", "curve",
             {}),
        Line("It looks for a slope of zero, and so climbs to a maximum or a saddle as readily.", "newton", "signs", {}),
        Line("The Hessian of n weights has n² numbers: too many for a large network.", "newton", "cost", {}),
        Line("A minimum holds gradient descent only while η is below 2/λₘₐₓ: a rate that decays comes under the limit "
             "of the flattest first.", "decay", "wells", {}),
        Line("Where the gradient keeps its sign momentum’s steps grow, up to 1/(1 − β) times; where it flips they "
             "shrink.", "momentum", "trough", {"momentum.trough.share": 1.8, "momentum.trough.beta": 0.7}),
        Line("At its best momentum’s pace on a bowl depends on √κ, where gradient descent’s depends on κ.", "momentum",
             "plane", {}),
        Line("On a convex error Nesterov’s growing memory is sure of 1/k², gradient descent of 1/k.", "momentum",
             "rates", {}),
    ),
    "moons": (
        Line("A running average that starts from 0 has only the weight 1 − βᵗ on what it has seen; dividing by that "
             "weight corrects the bias.", "averages", "series", {}),
        Line("The mean of steps that cancel is near zero, their root mean square is not: divide by the latter.",
             "averages", "table", {}),
        Line("Adagrad’s rates can only fall, RMSprop’s may rise again.", "adaptive", "dying", {}),
        Line("With the correction Adam’s first step is almost η in every coordinate whose gradient is much larger "
             "than ε.", "adaptive", "correction", {}),
        Line("The gradient of m examples out of many strays from that of all like 1/√m.", "moons", "cloud", {}),
        Line("At a constant rate noise keeps a run in a cloud: a larger batch, a smaller or a decaying rate narrow it.",
             "moons", "sizes", {}),
    ),
    "network": (
        Line("Where a linear model has more weights than examples, gradient descent from 0 on squared error ends, "
             "below its limit of η, in the solution of least norm.", "ends", "ends", {}),
        Line(on_wilson, "ends", "wilson", {}),
        Line("A minimum holds gradient descent up to η = 2/λₘₐₓ: a large rate leaves the sharp one first.", "ends",
             "wells", {}),
        Line("The basin in which a start lies depends on the rule, too.", "winner", "map", {}),
        Line("A fair race counts evaluations: a step of one rule may ask for more than a step of another.", "winner",
             "winner", {}),
        Line("A network’s weights are one point in many dimensions, which the same rules move.", "network", "network",
             {}),
    ),
    "stationary": (
        Line("A plane holds only a part of a run in many dimensions: where the run is beside it, the plane’s loss need "
             "not be the run’s.", "landscape", "landscape", {}),
        Line("Exchange two hidden units with all their weights, and the network computes the same: every minimum has "
             "copies elsewhere.", "landscape", "line", {}),
        Line(at_the_edge, "stability", "stability", {}),
        Line("On a quadratic momentum rests where λₘₐₓ is below 2(1 + β)/η: other rules have other edges.", "stability",
             "others", {}),
        Line(caught, "stationary", "ends", {}),
        Line(by_width, "stationary", "width", {}),
    ),
}  # fmt: skip
