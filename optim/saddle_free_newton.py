from dataclasses import dataclass

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import level_line, step
from optim._curvature import HESSIANS, hessian
from optim._linalg import solve_spectral, spectral
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class SaddleFreeNewton(Optimizer):
    """Newton with |H| in place of H, its eigenvalues made positive: heads downhill anywhere and is thrown off saddles.

    Where curvature is almost 0 its steps are huge; `damping` adds to |H|.
    """

    lr: float = param(1.0, 0.01, 2.0, r"\eta", legal=NON_NEGATIVE, help="Share of the step that is taken")
    damping: float = param(0.0, 0.0, 10.0, r"\lambda", legal=NON_NEGATIVE, help="Added to every |eigenvalue|")
    hessian: str = param("analytic", choices=HESSIANS, help="Where the Hessian comes from")

    name, color, family, needs_hessian = "Saddle-free Newton", "#775555", "curvature", True
    tunable = False
    latex = (
        r"w_k = w_{k-1} - \eta\,(|H| + \lambda I)^{-1}\,\nabla E(w_{k-1}),"
        r" \quad |H| = V\,\mathrm{diag}(|\lambda_1|, \ldots, |\lambda_n|)\,V^\top"
    )
    paper = Paper(
        "Dauphin et al.", 2014,
        "Identifying and attacking the saddle point problem in high-dimensional non-convex optimization",
        "https://arxiv.org/abs/1406.2572",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        matrix = hessian(surface, w, self.hessian)
        change = solve_spectral(matrix, surface.gradient(w), lambda values: np.abs(values) + self.damping)
        return w - self.lr * change, state

    def lacks(self, surface):
        return super().lacks(surface) if self.hessian == "analytic" or surface.game else ""

    def believes(self, surface, w, state, k):
        """The level line through w of the quadratic with |H| + λI in place of H, and the step."""
        matrix = spectral(hessian(surface, w, self.hessian), lambda values: np.abs(values) + self.damping)
        line = level_line(w, surface.gradient(w), matrix, "quadratic with |H|")
        return *line, *step(w, self.step(surface, w, state, k)[0])
