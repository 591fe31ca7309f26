"""The losses of a network on examples, with gradient and Hessian-vector product (Pearlmutter's R-operator, 1994)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from networks._dense import ACTIVATIONS, Dense
from surfaces._surface import Array

LOSSES = ("cross-entropy", "squared")


@dataclass(frozen=True, eq=False)
class Loss:
    """The mean loss of a network on examples x (n, inputs) with targets t (n, outputs), plus (l2/2)‖w‖².

    "cross-entropy": −log of the probability of the true class; t is 0 or 1, by one score (two classes, logistic) or
    one for each class (softmax). "squared": (output − t)², averaged over examples and outputs, as in PyTorch.
    """

    dense: Dense
    x: Array
    t: Array
    kind: str
    l2: Any = 0.0

    def value(self, w: Array) -> Array:
        """The loss (...) at weights w (..., p)."""
        data = self.dense.pieces(w, len(self.x), lambda part: self.of_outputs(self.dense.forward(part, self.x)[1][-1]))
        return data + 0.5 * np.asarray(self.l2) * (w * w).sum(axis=-1) if np.any(self.l2) else data

    def gradient(self, w: Array) -> Array:
        data = self.dense.pieces(w, len(self.x), self._gradient)
        return data + np.asarray(self.l2)[..., None] * w if np.any(self.l2) else data

    def hessian_vector_product(self, w: Array, v: Array) -> Array:
        """∇²E(w) v for w and v (..., p), which broadcast."""
        w, v = np.broadcast_arrays(w, v)
        both = np.stack([w, v], axis=-2).reshape(*w.shape[:-1], -1)
        data = self.dense.pieces(both, 2 * len(self.x), self._hessian_vector)
        return data + np.asarray(self.l2)[..., None] * v

    def of_outputs(self, out: Array) -> Array:
        """The mean loss (...) of outputs (..., n, outputs)."""
        if self.kind == "squared":
            return ((out - self.t) ** 2).mean(axis=(-2, -1))
        if out.shape[-1] == 1:
            return (np.maximum(out, 0.0) - out * self.t + np.log1p(np.exp(-np.abs(out)))).mean(axis=(-2, -1))
        top = out.max(axis=-1, keepdims=True)
        total = np.log(np.exp(out - top).sum(axis=-1)) + top[..., 0]
        return (total - (out * self.t).sum(axis=-1)).mean(axis=-1)

    def probabilities(self, out: Array) -> Array:
        """The probability of class 1, or of each class, that outputs (..., n, outputs) stand for."""
        if out.shape[-1] == 1:
            return 0.5 * (1.0 + np.tanh(0.5 * out))
        scaled = np.exp(out - out.max(axis=-1, keepdims=True))
        return scaled / scaled.sum(axis=-1, keepdims=True)

    def _delta(self, out: Array) -> Array:
        """∂ loss/∂ output."""
        if self.kind == "squared":
            return (out - self.t) * (2.0 / self.t.size)
        return (self.probabilities(out) - self.t) / len(self.x)

    def _bent(self, out: Array, along: Array) -> Array:
        """∂² loss/∂ output² times a direction of outputs."""
        if self.kind == "squared":
            return along * (2.0 / self.t.size)
        p = self.probabilities(out)
        if out.shape[-1] == 1:
            return p * (1 - p) * along / len(self.x)
        return p * (along - (p * along).sum(axis=-1, keepdims=True)) / len(self.x)

    def _gradient(self, w: Array) -> Array:
        entering, sums = self.dense.forward(w, self.x)
        return self.dense.backward(w, entering, sums, self._delta(sums[-1]))

    def _hessian_vector(self, both: Array) -> Array:
        p = self.dense.dims
        w, v = both[..., :p], both[..., p:]
        act = ACTIVATIONS[self.dense.activation]
        layers, along = self.dense.layers(w), self.dense.layers(v)
        entering, sums = self.dense.forward(w, self.x)
        slopes = [act.slope(z, h) for z, h in zip(sums[:-1], entering[1:], strict=True)]
        r_entering: list[Any] = [np.zeros_like(self.x)]
        r_sums = []
        for i, ((matrix, _), (r_matrix, r_bias)) in enumerate(zip(layers, along, strict=True)):
            r_sums.append(entering[i] @ r_matrix + r_bias + (r_entering[i] @ matrix if i else 0.0))
            if i + 1 < len(layers):
                r_entering.append(slopes[i] * r_sums[i])
        delta, r_delta = self._delta(sums[-1]), self._bent(sums[-1], r_sums[-1])
        grads = []
        for i in range(len(layers) - 1, -1, -1):
            r_matrix_grad = np.swapaxes(entering[i], -1, -2) @ r_delta
            if i:
                r_matrix_grad += np.swapaxes(r_entering[i], -1, -2) @ delta
            grads.append((r_matrix_grad, r_delta.sum(axis=-2)))
            if i:
                back, r_back = np.swapaxes(layers[i][0], -1, -2), np.swapaxes(along[i][0], -1, -2)
                pulled = delta @ back
                bend = act.bend(sums[i - 1], entering[i])
                r_delta = (r_delta @ back + delta @ r_back) * slopes[i - 1] + pulled * bend * r_sums[i - 1]
                delta = pulled * slopes[i - 1]
        return self.dense.pack(grads[::-1])

    def residual(self, w: Array) -> Array:
        """For the squared loss: residuals rᵢ (..., m) with loss = Σ rᵢ²; L2 adds one for each weight."""
        scale = 1 / np.sqrt(self.t.size)
        out = self.dense.outputs(w, self.x)
        data = ((out - self.t) * scale).reshape(*w.shape[:-1], -1)
        return np.concatenate([data, np.sqrt(0.5 * self.l2) * w], axis=-1) if self.l2 else data

    def residual_jacobian(self, w: Array) -> Array:
        """The residuals' derivatives (..., m, p): each example is a lane of its own."""
        n, k = self.t.shape
        lanes = w[..., None, :]
        entering, sums = self.dense.forward(lanes, self.x[:, None, :])
        rows = []
        for output in range(k):
            delta = np.zeros_like(sums[-1])
            delta[..., output] = 1 / np.sqrt(self.t.size)
            rows.append(self.dense.backward(lanes, entering, sums, delta))
        data = np.stack(rows, axis=-2).reshape(*w.shape[:-1], n * k, w.shape[-1])
        if not self.l2:
            return data
        eye = np.sqrt(0.5 * self.l2) * np.eye(w.shape[-1])
        return np.concatenate([data, np.broadcast_to(eye, (*w.shape[:-1], *eye.shape))], axis=-2)
