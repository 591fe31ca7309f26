from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from catalog import Paper, param
from networks._dense import Dense
from networks._loss import Loss
from networks._trained import Trained
from surfaces._surface import Array, CriticalPoint


@dataclass(frozen=True)
class DeepLinearNetwork(Trained):
    """A network without bends: its map is linear, its error in the weights is not, and all its minima are global.

    With one hidden layer every critical point keeps some of the principal directions of the regression and drops the
    others; it is a minimum if it keeps the strongest, else a saddle (Baldi & Hornik 1989).
    """

    inputs: int = param(4, 1, 12, "d", legal="[1, 32]", help="Numbers that go in")
    hidden: int = param(2, 1, 8, "h", legal="[1, 32]", help="Units in each hidden layer")
    outputs: int = param(3, 1, 8, "m", legal="[1, 10]", help="Numbers that come out")
    depth: int = param(1, 1, 4, "L", legal="[1, 8]", help="Hidden layers")
    n: int = param(100, 10, 500, "n", legal="[1, 2000]", help="Examples")
    noise: float = param(0.3, 0.0, 1.0, r"\sigma", legal="[0, 100]", help="What of the targets is not linear")
    seed: int = param(0, 0, 100, "s", legal="[0, 1000000]", help="Chooses the examples and the start")

    name, shows, kind = "Deep linear network", "saddle", "matrix"
    latex = r"E(w) = \frac{1}{nm} \sum_{i=1}^{n} \lVert W_{L+1} \cdots W_1 x_i - t_i \rVert^2"
    paper = Paper(
        "Baldi & Hornik", 1989, "Neural networks and principal component analysis: learning from examples without"
        " local minima", "https://doi.org/10.1016/0893-6080(89)90014-2",
    )  # fmt: skip
    least_squares = True

    @cached_property
    def dense(self) -> Dense:
        return Dense((self.inputs, *[self.hidden] * self.depth, self.outputs), "linear", bias=False)

    @cached_property
    def training(self) -> Loss:
        rng = np.random.default_rng((self.seed, 0))
        x = rng.standard_normal((self.n, self.inputs))
        true = rng.standard_normal((self.inputs, self.outputs)) / np.sqrt(self.inputs)
        t = x @ true + self.noise * rng.standard_normal((self.n, self.outputs))
        return Loss(self.dense, x, t, "squared")

    def starts(self, count: int) -> Array:
        """Small weights (count, p) drawn at random; the first is `start`."""
        return np.array(
            [0.3 * np.random.default_rng((self.seed, i, 1)).standard_normal(self.dims) for i in range(count)]
        )

    @cached_property
    def _principal(self) -> tuple[Array, Array]:
        """The least-squares map (inputs, outputs); the directions (outputs, outputs) of its fit, strongest first."""
        x, t = self.training.x, self.training.t
        best = np.linalg.lstsq(x, t, rcond=None)[0]
        strengths, directions = np.linalg.eigh((x @ best).T @ t)
        return best, directions[:, np.argsort(-strengths)]

    def keeping(self, kept: tuple[int, ...]) -> Array:
        """The critical point (p,) of one hidden layer that keeps these principal directions, in balanced weights."""
        best, directions = self._principal
        chosen = directions[:, list(kept)]
        left, values, right = np.linalg.svd(best @ chosen @ chosen.T, full_matrices=False)
        root = np.sqrt(values[: len(kept)])
        first = np.zeros((self.inputs, self.hidden))
        second = np.zeros((self.hidden, self.outputs))
        first[:, : len(kept)] = left[:, : len(kept)] * root
        second[: len(kept)] = root[:, None] * right[: len(kept)]
        return np.concatenate([first.ravel(), second.ravel()])

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """Of one hidden layer: a point of each kind (each stands for a continuum); of more, the origin."""
        if self.depth > 1:
            return (CriticalPoint((0.0,) * self.dims, "saddle", True),)
        rank = min(self.inputs, self.hidden, self.outputs)
        found = [CriticalPoint(tuple(self.keeping(tuple(range(rank)))), "minimum", True)]
        for size in range(rank, -1, -1):
            for kept in combinations(range(min(self.inputs, self.outputs, 6)), size):
                if size < rank or kept != tuple(range(rank)):
                    found.append(CriticalPoint(tuple(self.keeping(kept)), "saddle", True))
        return tuple(found[:64])
