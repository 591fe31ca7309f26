from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._arrays import MatrixRule, each, whole
from optim._moments import average


class Factors(NamedTuple):
    """Averages of squared gradients; of a matrix those of its rows and columns, each in the place of the whole."""

    rows: np.ndarray
    columns: np.ndarray


@dataclass(frozen=True)
class Adafactor(MatrixRule):
    """RMSprop that remembers a matrix's squared gradients by row and by column only: a + b numbers instead of ab.

    The memory lengthens by itself, 1 − k^−c. Each array's step is clipped to a root mean square of d, and with
    `relative` it is a share of the size of the weights that it changes. As in `optax.adafactor`.
    """

    lr: float = param(0.05, 1e-4, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    decay: float = param(0.8, 0.1, 1.0, "c", legal="[0, 4]", help="How fast the memory lengthens")
    clip: float = param(1.0, 0.1, 10.0, "d", log=True, legal="(0, inf)", help="Largest root mean square of a step")
    eps: float = param(1e-30, 1e-30, 1e-3, r"\varepsilon", log=True, legal=NON_NEGATIVE, help="Added to the squares")
    relative: bool = param(False, help="Steps as a share of the weights' own size")

    name, color, family = "Adafactor", "#882277", "matrices"
    elsewhere = ("optax.adafactor",)
    latex = (
        r"\beta_k = 1 - k^{-c}, \;\;"
        r" R_k = \beta_k R_{k-1} + (1 - \beta_k)\,\overline{\nabla E^2 + \varepsilon}^{\,\text{row}}, \;\;"
        r" C_k = \beta_k C_{k-1} + (1 - \beta_k)\,\overline{\nabla E^2 + \varepsilon}^{\,\text{column}}, \;\;"
        r" U_k = \nabla E \Big/ \sqrt{R_k C_k^\top / \overline{R_k}}, \;\;"
        r" W_k = W_{k-1} - \eta\,\frac{U_k}{\max(1, \mathrm{rms}(U_k)/d)}"
    )
    paper = Paper(
        "Shazeer & Stern", 2018, "Adafactor: Adaptive learning rates with sublinear memory cost",
        "https://arxiv.org/abs/1804.04235",
    )  # fmt: skip

    def init(self, w):
        return Factors(np.zeros_like(w), np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        keep = 1 - np.power(float(k), -np.asarray(self.decay))

        def along(axis):
            def of(shape, old, g):
                square = g * g + whole(shape, self.eps)
                if len(shape) == 2:
                    square = np.broadcast_to(square.mean(axis=axis, keepdims=True), square.shape)
                return average(whole(shape, keep), old, square)

            return of

        rows, columns = (
            each(along(axis), surface.shapes, old, g) for axis, old in ((-1, state.rows), (-2, state.columns))
        )
        return w - self.lr * each(self._change, surface.shapes, rows, columns, g, w), Factors(rows, columns)

    def _change(self, shape, rows, columns, g, w):
        axes = tuple(range(-len(shape), 0))
        v = rows
        if len(shape) == 2:
            v = rows / rows.mean(axis=-2, keepdims=True) * columns
        u = g / np.sqrt(v)
        u = u / np.maximum(1.0, np.sqrt((u * u).mean(axis=axes, keepdims=True)) / whole(shape, self.clip))
        if self.relative:
            u = u * np.maximum(np.sqrt((w * w).mean(axis=axes, keepdims=True)), SMALLEST)
        return u


SMALLEST = 1e-3  # the size that weights count as at least, as in the paper
