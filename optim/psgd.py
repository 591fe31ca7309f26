from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, POSITIVE, SEED, Paper, param
from optim._belief import Ellipse
from optim._believed import REACH, step, whole
from optim._draws import normals
from optim._linalg import eigh, matvec, norm, outer
from optim._moments import average, bias
from optim._optimizer import Optimizer

LONGEST = 1.1  # the root mean square of a step over η: more is cut off
TINY = np.finfo(np.float32).tiny


class Whitening(NamedTuple):
    m: np.ndarray
    q: np.ndarray


@dataclass(frozen=True)
class PSGD(Optimizer):
    """Learns, from each gradient and a random direction, the matrix that makes gradients equally long all ways.

    Of Li's methods the one whose factor Q is one triangle for all weights, as pytorch-optimizer's Kron has it for a
    vector, renewed at every step. Draws are pinned to the seed and the step.
    """

    lr: float = param(0.05, 1e-4, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the gradients")
    speed: float = param(0.1, 0.01, 1.0, r"\mu", log=True, legal=POSITIVE, help="How fast the matrix is learned")
    seed: int = param(0, 0, 100, "s", legal=SEED, help="Chooses the random directions")

    name, color, family = "PSGD", "#447777", "adaptive"
    elsewhere = ("pytorch_optimizer.Kron",)
    latex = (
        r"m_k = \beta\,m_{k-1} + (1 - \beta)\,\nabla E(w_{k-1}), \quad a = Q_{k-1} \hat m_k, \;"
        r" b = Q_{k-1}^{-\top} \xi_k, \quad Q_k = Q_{k-1} - \mu\,\frac{\mathrm{triu}(a a^\top - b b^\top)}"
        r"{\|a a^\top + b b^\top\|}\,Q_{k-1}, \quad w_k = w_{k-1} - \eta\,Q_k^\top Q_k\,\hat m_k,"
        r" \quad \xi_k \text{ from seed } s"
    )
    paper = Paper("Li", 2018, "Preconditioned stochastic gradient descent", "https://arxiv.org/abs/1512.04202")

    def init(self, w):
        return Whitening(np.zeros_like(w), np.ones_like(w)[..., None] * np.eye(w.shape[-1]))

    def step(self, surface, w, state, k):
        m = average(self.beta, state.m, surface.gradient(w))
        q, change = self._whitened(m, state.q, w, k)
        return w - self.lr * change, Whitening(m, q)

    def _whitened(self, m, q, w, k):
        """The matrix of this step, and the average of the gradients whitened by it."""
        mean = m / bias(self.beta, k)
        a, b = matvec(q, mean), _solved(q, normals(self.seed, k, w))
        first, second = outer(a, a), outer(b, b)
        pace = self.speed / (_size(first + second) + TINY)[..., None]
        turn = pace[..., None] * (first - second) * np.tri(q.shape[-1]).T
        q = q - (turn[..., :, :, None] * q[..., None, :, :]).sum(axis=-2)
        change = matvec(np.swapaxes(q, -1, -2), matvec(q, mean))
        root = np.sqrt((change * change).mean(axis=-1, keepdims=True))
        return q, change * np.minimum(LONGEST / (root + 1e-6), 1.0)

    def believes(self, surface, w, state, k):
        """The step, and where it would lead if the whitened gradient, as long as it is, pointed elsewhere."""
        m = average(self.beta, state.m, surface.gradient(w))
        q, change = self._whitened(m, state.q, w, k)
        values, vectors = eigh((np.swapaxes(q, -1, -2)[..., :, :, None] * q[..., None, :, :]).sum(axis=-2))
        along = matvec(np.swapaxes(vectors, -1, -2), self.lr * change)
        reach = norm(along / np.sqrt(values))
        ellipse = Ellipse(w, vectors * np.sqrt(values) * reach, REACH)
        return *whole(ellipse), *step(w, w - self.lr * change)


def _solved(q, vector):
    """Q⁻ᵀ times a vector, for an upper triangle Q: from the first coordinate on."""
    parts: list[np.ndarray] = []
    for i in range(q.shape[-1]):
        known = sum((q[..., j, i] * part for j, part in enumerate(parts)), 0.0)
        parts.append((vector[..., i] - known) / q[..., i, i])
    return np.stack(parts, axis=-1)


def _size(matrix):
    """A lower bound of a symmetric matrix's norm, near it: two steps of the power method from its longest column."""
    largest = np.abs(matrix).max(axis=(-2, -1))
    a = matrix / np.where(largest > 0, largest, 1.0)[..., None, None]
    lengths = (a * a).sum(axis=-2)
    best, column = lengths[..., 0], a[..., :, 0]
    for j in range(1, a.shape[-1]):
        longer = lengths[..., j] > best
        best, column = np.where(longer, lengths[..., j], best), np.where(longer[..., None], a[..., :, j], column)
    x = matvec(a, column)
    return largest * norm(matvec(a, x / np.maximum(norm(x), TINY)))[..., 0]
