from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._arrays import as_matrix, has_matrices, joined, parts, product_shapes, whole
from optim._belief import Ellipse
from optim._believed import REACH, step
from optim._believed import whole as believed
from optim._linalg import eigh, matvec, norm, outer
from optim._moments import average, bias, over, squarable
from optim._optimizer import Optimizer


class Turned(NamedTuple):
    m: np.ndarray
    v: np.ndarray
    products: np.ndarray


class TurnedArrays(NamedTuple):
    """Of weights that make up matrices: the averages, and those of GGᵀ and GᵀG, one array after the other."""

    m: np.ndarray
    v: np.ndarray
    rows: np.ndarray
    columns: np.ndarray


@dataclass(frozen=True)
class SOAP(Optimizer):
    """Adam in Shampoo's axes, those in which gradients vary most and least: a rotated valley does not slow it.

    A weight matrix has a basis for its rows and one for its columns, the eigenvectors of the averages L of GGᵀ and R of
    GᵀG; a vector has the first only. On a surface without matrices all weights are one vector, and it keeps n² numbers.
    Bases are found anew here at every step, the present gradient among them; in the paper now and then, and after it.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta1: float = param(0.95, 0.0, 0.999, r"\beta_1", legal=FRACTION, help="Memory of the gradients")
    beta2: float = param(0.95, 0.5, 0.9999, r"\beta_2", legal=FRACTION, help="Memory of their squares and products")
    eps: float = param(1e-8, 1e-12, 1e-2, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Keeps the root from 0")

    name, color, family = "SOAP", "#889988", "adaptive"
    latex = (
        r"L_k = \beta_2 L_{k-1} + (1 - \beta_2)\,G G^\top = Q_L \Lambda_L Q_L^\top, \;\;"
        r" R_k = \beta_2 R_{k-1} + (1 - \beta_2)\,G^\top G = Q_R \Lambda_R Q_R^\top, \;\;"
        r" m_k = \beta_1 m_{k-1} + (1 - \beta_1)\,G, \;\;"
        r" v_k = \beta_2 v_{k-1} + (1 - \beta_2)\,(Q_L^\top G\,Q_R)^2, \;\;"
        r" w_k = w_{k-1} - \eta\,Q_L\,\frac{Q_L^\top m_k Q_R / (1 - \beta_1^k)}"
        r"{\sqrt{v_k / (1 - \beta_2^k)} + \varepsilon}\,Q_R^\top; \quad \text{vectors: } Q_R = 1"
    )
    paper = Paper(
        "Vyas et al.", 2024, "SOAP: Improving and stabilizing Shampoo using Adam", "https://arxiv.org/abs/2409.11321",
    )  # fmt: skip

    def init(self, w):
        return Turned(np.zeros_like(w), np.zeros_like(w), np.zeros((*w.shape, w.shape[-1])))

    def begin(self, surface, w):
        if not has_matrices(surface):
            return self.init(w)
        empty = (
            np.zeros((*w.shape[:-1], sum(int(np.prod(shape)) for shape in shapes)))
            for shapes in product_shapes(surface.shapes)
        )
        return TurnedArrays(np.zeros_like(w), np.zeros_like(w), *empty)

    def step(self, surface, w, state, k):
        g = squarable(surface.gradient(w))
        if isinstance(state, TurnedArrays):
            return self._by_array(surface.shapes, g, w, state, k)
        products = average(np.asarray(self.beta2)[..., None], state.products, outer(g, g))
        basis = eigh(products)[1]
        to_basis = np.swapaxes(basis, -1, -2)
        turned = matvec(to_basis, g)
        m, v = average(self.beta1, state.m, g), average(self.beta2, state.v, turned * turned)
        root = np.sqrt(v / bias(self.beta2, k)) + self.eps
        change = matvec(basis, over(matvec(to_basis, m) / bias(self.beta1, k), root))
        return w - self.lr * change, Turned(m, v, products)

    def _by_array(self, shapes, g, w, state, k):
        """The step of weights that make up matrices and vectors, each in bases of its own."""
        m = average(self.beta1, state.m, g)
        row_shapes, column_shapes = product_shapes(shapes)
        columns = iter(parts(state.columns, column_shapes))
        left, right, squares, steps = [], [], [], []
        split = (parts(state.rows, row_shapes), *(parts(a, shapes) for a in (g, m, state.v)))
        for shape, row, *arrays in zip(shapes, *split, strict=True):
            own, mean, old = (as_matrix(shape, a) for a in arrays)
            beta1, beta2, eps = (whole((1, 1), value) for value in (self.beta1, self.beta2, self.eps))
            left.append(average(beta2, row, own @ np.swapaxes(own, -1, -2)))
            bases = [eigh(left[-1])[1], np.ones((1, 1))]
            if len(shape) == 2:
                right.append(average(beta2, next(columns), np.swapaxes(own, -1, -2) @ own))
                bases[1] = eigh(right[-1])[1]
            v = average(beta2, old, _turned(own, *bases) ** 2)
            root = np.sqrt(v / bias(beta2, k)) + eps
            change = _turned(over(_turned(mean, *bases) / bias(beta1, k), root), *(_back(q) for q in bases))
            squares.append(v.reshape(arrays[2].shape))
            steps.append(change.reshape(arrays[0].shape))
        memory = joined(left, row_shapes), joined(right, column_shapes)
        return w - self.lr * joined(steps, shapes), TurnedArrays(m, joined(squares, shapes), *memory)

    def believes(self, surface, w, state, k):
        """The step, and where it would lead if the mean gradient, as long as it is, pointed elsewhere."""
        ahead, after = self.step(surface, w, state, k)
        if isinstance(after, TurnedArrays):
            return step(w, ahead)
        basis = eigh(after.products)[1]
        rates = self.lr / (np.sqrt(after.v / bias(self.beta2, k)) + self.eps)
        size = norm(after.m / bias(self.beta1, k))
        return *believed(Ellipse(w, basis * rates * size, REACH)), *step(w, ahead)


def _turned(matrix, rows, columns):
    """Matrices in bases of their rows and columns, a basis vector in each column of the two."""
    return _back(rows) @ matrix @ columns


def _back(basis):
    return np.swapaxes(basis, -1, -2)
