from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._linalg import diagonal
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class Coordinatewise(Optimizer):
    """Each coordinate at its own best rate 1/Hᵢᵢ: repairs badly scaled axes, but not a bowl that is rotated.

    Walks uphill where Hᵢᵢ is negative. A coordinate whose gradient is 0 stays where it is, even if Hᵢᵢ is 0.
    """

    lr: float = param(1.0, 0.01, 2.0, r"\eta", legal=NON_NEGATIVE, help="Share of each coordinate's best rate")

    name, color, family, needs_hessian = "Coordinate-wise", "#bb77aa", "curvature", True
    tunable = False
    latex = r"w_{k,i} = w_{k-1,i} - \frac{\eta}{H_{ii}}\,\frac{\partial E}{\partial w_i}(w_{k-1})"
    paper = Paper(
        "LeCun, Bottou, Orr & Müller", 1998, "Efficient BackProp",
        "https://doi.org/10.1007/3-540-49430-8_2",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        return w - self.lr * np.where(g == 0, 0.0, g / diagonal(surface.hessian(w))), state
