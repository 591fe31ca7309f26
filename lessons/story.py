"""The story so far: the lecture in sentences, each with the slide that replays it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lessons.measured import (
    at_the_edge,
    by_budget,
    by_dimension,
    by_width,
    caught,
    in_bytes_kept,
    of_a_network,
    on_wilson,
    other_basin,
)


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
        Line(by_dimension, "error_surfaces", "goe", {}),
        Line("On a parabola that curves up gradient descent converges for every η between 0 and 2/E″, in one step at "
             "1/E″.", "step_size", "step_size", {}),
        Line("On a bowl one η serves all directions: it has to stay below 2/λₘₐₓ, and up to 2/(λₘᵢₙ + λₘₐₓ) the "
             "flattest direction is the slowest.", "step_size", "bowl",
             {"step_size.bowl.kappa": 100.0, "step_size.bowl.ratio": 1.98}),
        Line("Stretched by A^½ the bowl ½wᵀAw, A positive definite, is round. Mapped back, the step down the round "
             "bowl is A⁻¹∇E.", "scaling", "two", {}),
        Line("Above its minimum the error of a bowl is a sum over the Hessian’s eigenvectors, and gradient descent "
             "multiplies each term by a factor of its own, (1 − ηλᵢ)².", "scaling", "terms", {}),
    ),
    "momentum": (
        Line("Newton’s method divides the slope by the curvature: on a parabola one whole step leads to where the "
             "slope is zero.", "newton", "curve", {}),
        Line("Near a maximum or a saddle it goes there as surely as to a minimum near one, where no eigenvalue of the "
             "Hessian is zero.", "newton", "signs", {}),
        Line(in_bytes_kept, "newton", "cost", {}),
        Line("A minimum holds gradient descent only while η is below 2/λₘₐₓ: a rate that falls from above all limits "
             "comes first under that of the flattest.", "decay", "wells", {}),
        Line("Where the gradient stays the same momentum’s steps grow to 1/(1 − β) times ηg; where it flips at every "
             "step they come to 1/(1 + β) times that.", "momentum", "trough",
             {"momentum.trough.share": 1.8, "momentum.trough.beta": 0.7}),
        Line("At its best momentum leaves (√κ − 1)/(√κ + 1) of the distance a step on a bowl, in the long run, where "
             "gradient descent’s best leaves (κ − 1)/(κ + 1).", "momentum", "plane", {}),
        Line("On a convex error whose curvature is at most 1/η, and that has a minimum, Nesterov’s growing memory is "
             "sure of an error of the order 1/k², gradient descent of 1/k.", "momentum", "rates", {}),
    ),
    "moons": (
        Line("A running average that starts from 0 has only the weight 1 − βᵗ on what it has seen; dividing by that "
             "weight corrects the bias.", "averages", "series", {}),
        Line("The mean of gradients that cancel is zero; their root mean square is at least their mean size: divide by "
             "the latter.", "averages", "table", {}),
        Line("At a constant η Adagrad’s rates can only fall, RMSprop’s may rise again.", "adaptive", "dying", {}),
        Line("With the correction Adam’s first step is almost η in every coordinate whose gradient is much larger "
             "than ε.", "adaptive", "correction", {}),
        Line("The gradient of m examples, drawn from very many, strays from that of all like 1/√m.", "moons", "cloud",
             {}),
        Line("On a bowl, below the limit of η, steady noise keeps a run in a cloud about the minimum: a larger batch, "
             "a smaller or a decaying rate narrow it.", "moons", "sizes", {}),
    ),
    "network": (
        Line("Where a linear model has more weights than examples, gradient descent from 0 on squared error ends, "
             "below its limit of η, in the solution of least norm.", "ends", "ends", {}),
        Line(on_wilson, "ends", "wilson", {}),
        Line("A minimum holds gradient descent up to η = 2/λₘₐₓ: of a sharp and a flat one a rising rate leaves the "
             "sharp one first.", "ends", "wells", {}),
        Line(other_basin, "winner", "map", {}),
        Line(by_budget, "winner", "winner", {}),
        Line(of_a_network, "network", "network", {}),
    ),
    "stationary": (
        Line("A plane holds only a part of a run in many dimensions: where the run is beside it, the plane’s loss need "
             "not be the run’s.", "landscape", "landscape", {}),
        Line("Exchange two hidden units with all their weights, and the network computes the same: every minimum with "
             "units that differ has copies elsewhere.", "landscape", "line", {}),
        Line(at_the_edge, "stability", "stability", {}),
        Line("On a convex quadratic momentum comes to rest where λₘₐₓ is below 2(1 + β)/η, gradient descent where it "
             "is below 2/η: other rules have other edges.", "stability", "others", {}),
        Line(caught, "stationary", "ends", {}),
        Line(by_width, "stationary", "width", {}),
    ),
}  # fmt: skip
