from dataclasses import dataclass
from functools import cached_property

from catalog import Paper
from networks._dense import Dense
from networks._network import Network


@dataclass(frozen=True)
class LogisticRegression(Network):
    """One layer and cross-entropy: a convex error, so that every method has the same goal."""

    name, shows = "Logistic regression", "convex"
    latex = r"E(w) = \frac{1}{n} \sum_{i=1}^{n} -\log p(t_i \mid W x_i + b) + \tfrac{\lambda}{2} \lVert w \rVert^2"
    paper = Paper(
        "Cox", 1958, "The regression analysis of binary sequences", "https://doi.org/10.1111/j.2517-6161.1958.tb00292.x"
    )

    @cached_property
    def dense(self) -> Dense:
        data = self.examples_used
        return Dense((data.x.shape[1], data.outputs), "linear")
