from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._arrays import MatrixRule, each, size_of, whole
from optim._moments import Moments, average, bias, no_moments, over, squarable

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # Jordan's: steep at 0, and within (0.7, 1.2) elsewhere
ITERATIONS = 5


@dataclass(frozen=True)
class Muon(MatrixRule):
    """Momentum whose matrices are made nearly orthogonal: every direction of a layer's step gets about the same length.

    The singular values of the averaged gradient are brought near 1 by five Newton–Schulz iterations. Biases, which are
    no matrices, follow Adam with Nesterov's look-ahead, as in `optax.contrib.muon`, whose conventions these are.
    """

    lr: float = param(0.02, 1e-4, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.95, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the gradients of matrices")
    beta1: float = param(0.9, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Biases: memory of the gradients")
    beta2: float = param(0.999, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Biases: memory of their squares")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps divisors from 0")

    name, color, family = "Muon", "#1100bb", "matrices"
    elsewhere = ("optax.contrib.muon",)
    latex = (
        r"M_k = \beta M_{k-1} + (1 - \beta)\,\nabla E, \quad"
        r" \tilde M_k = \frac{\beta\,M_k}{1 - \beta^{k+1}} + \frac{(1 - \beta)\,\nabla E}{1 - \beta^k}, \quad"
        r" W_k = W_{k-1} - \eta \sqrt{\max(1, b/a)}\; \mathrm{NS}_5(\tilde M_k), \;\; W \in \mathbb{R}^{a \times b};"
        r" \quad \text{biases: } \mathrm{NAdam}(\eta, \beta_1, \beta_2, \varepsilon)"
    )
    paper = Paper(
        "Jordan et al.", 2024, "Muon: an optimizer for hidden layers in neural networks",
        "https://kellerjordan.github.io/posts/muon/",
    )  # fmt: skip

    def init(self, w):
        return no_moments(w)

    def step(self, surface, w, state, k):
        def first(shape, m, g):
            return average(whole(shape, self.beta if len(shape) == 2 else self.beta1), m, g)

        def change(shape, m, v, g):
            beta = whole(shape, self.beta if len(shape) == 2 else self.beta1)
            ahead = beta * m / bias(beta, k + 1) + (1 - beta) * g / bias(beta, k)
            if len(shape) == 2:
                return np.sqrt(max(1.0, shape[1] / shape[0])) * orthogonal(ahead, whole(shape, self.eps))
            return over(ahead, np.sqrt(v / bias(whole(shape, self.beta2), k)) + whole(shape, self.eps))

        g = squarable(surface.gradient(w))
        m = each(first, surface.shapes, state.m, g)
        v = average(self.beta2, state.v, g * g)
        return w - self.lr * each(change, surface.shapes, m, v, g), Moments(m, v)


def orthogonal(matrix, eps):
    """Matrices (..., a, b) with their singular values brought near 1, by Newton–Schulz iterations of degree five."""
    tall = matrix.shape[-2] > matrix.shape[-1]
    x = np.swapaxes(matrix, -1, -2) if tall else matrix
    x = over(x, size_of(x.shape[-2:], x) + eps)
    a, b, c = COEFFICIENTS
    for _ in range(ITERATIONS):
        products = x @ np.swapaxes(x, -1, -2)
        x = a * x + (b * products + c * (products @ products)) @ x
    return np.swapaxes(x, -1, -2) if tall else x
