from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._belief import Ellipse
from optim._believed import REACH, step, whole
from optim._linalg import eigh, matvec, norm, outer
from optim._moments import average, bias, over, squarable
from optim._optimizer import Optimizer


class Turned(NamedTuple):
    m: np.ndarray
    v: np.ndarray
    products: np.ndarray


@dataclass(frozen=True)
class SOAP(Optimizer):
    """Adam in Shampoo's axes, those in which gradients vary most and least: a rotated valley does not slow it.

    It keeps n² numbers. Made for weight matrices, it has one basis for rows and one for columns; a vector has one only,
    the eigenvectors Q of the average L of ∇E∇Eᵀ, found anew here at every step, in the paper now and then.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.95, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.95, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of their squares and products")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "SOAP", "#889988", "adaptive"
    latex = (
        r"L_k = \beta_2 L_{k-1} + (1 - \beta_2)\,\nabla E\,\nabla E^\top = Q \Lambda Q^\top, \;\;"
        r" m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,\nabla E, \;\;"
        r" v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,(Q^\top \nabla E)^2, \;\;"
        r" w_k = w_{k-1} - \eta\,Q\,\frac{Q^\top m_k / (1 - \beta_1^k)}{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}"
    )
    paper = Paper(
        "Vyas et al.", 2024, "SOAP: Improving and stabilizing Shampoo using Adam", "https://arxiv.org/abs/2409.11321",
    )  # fmt: skip

    def init(self, w):
        return Turned(np.zeros_like(w), np.zeros_like(w), np.zeros((*w.shape, w.shape[-1])))

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        products = average(np.asarray(self.beta2)[..., None], state.products, outer(g, g))
        basis = eigh(products)[1]
        to_basis = np.swapaxes(basis, -1, -2)
        turned = matvec(to_basis, g)
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, turned * turned)
        root = np.sqrt(v / bias(self.beta2, k)) + self.eps
        change = matvec(basis, over(matvec(to_basis, m) / bias(self.beta1, k), root))
        return w - self.lr * change, Turned(m, v, products)

    def believes(self, surface, w, state, k):
        """The step, and where it would lead if the mean gradient, as long as it is, pointed elsewhere."""
        ahead, after = self.step(surface, w, state, k)
        basis = eigh(after.products)[1]
        rates = self.lr / (np.sqrt(after.v / bias(self.beta2, k)) + self.eps)
        size = norm(after.m / bias(self.beta1, k))
        return *whole(Ellipse(w, basis * rates * size, REACH)), *step(w, ahead)
