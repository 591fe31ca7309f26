"""The loss of the noisy moons on mini-batches that grow: at each step a larger one has the smaller one's examples."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from catalog import param
from optim._loop import loop
from surfaces import Around, Surface
from surfaces._tables import read
from surfaces.noisy_moons import Batch, Logistic, NoisyMoons

Array = np.ndarray

SURFACE = NoisyMoons()
SEED = 9
DRAWN = 110  # steps for which the order is known in which they draw the examples


@lru_cache(maxsize=1)
def orders() -> Array:
    """In which order step k = 1, 2, … draws the examples (DRAWN + 1, n); at 0 as they are."""
    drawn = [np.random.default_rng((SEED, k)).permutation(SURFACE.n) for k in range(1, DRAWN + 1)]
    return np.array([np.arange(SURFACE.n), *drawn])


@lru_cache(maxsize=1)
def signed() -> Array:
    """The examples (n, 2) times their labels, 1 or −1."""
    examples, labels = SURFACE.data()
    return (2 * labels - 1)[:, None] * examples


@dataclass(frozen=True)
class Growing(Surface):
    """The mean loss over all examples; step k sees that of the first `size` in its own order."""

    size: int = param(10, 1, SURFACE.n, "m", legal=f"[1, {SURFACE.n}]", help="Examples a step sees")

    name, shows, latex = "Noisy moons, growing batches", "real data", SURFACE.latex
    sampled = True
    domain, start, view = SURFACE.domain, SURFACE.start, SURFACE.view

    def value(self, w: Any) -> Array:
        return SURFACE.value(w)

    def gradient(self, w: Any) -> Array:
        return SURFACE.gradient(w)

    def hessian(self, w: Any) -> Array:
        return SURFACE.hessian(w)

    def critical_points(self) -> Any:
        return SURFACE.critical_points()

    @property
    def tables(self) -> dict[str, Array]:
        return {"order": orders().ravel(), "first": signed()[:, 0], "second": signed()[:, 1]}

    def at(self, k: Any) -> Any:
        if not isinstance(k, int):
            return Summed(self, k)
        return Batch(self, Logistic(signed()[orders()[k][: self.size]])) if k else self


@dataclass(frozen=True, eq=False)
class Summed(Around):
    """The loss as step k sees it, one example after another: what a trace can follow, which knows no numbers."""

    surface: Growing
    k: Any

    def value(self, w: Any) -> Any:
        return self._mean(w, lambda s, tail, x, y: (np.log1p(tail) - np.minimum(s, 0.0),))[0]

    def gradient(self, w: Any) -> Any:
        return np.stack(self._mean(w, lambda s, tail, x, y: (-_other(s, tail) * x, -_other(s, tail) * y)))

    def hessian(self, w: Any) -> Any:
        def bent(s: Any, tail: Any, x: Any, y: Any) -> tuple[Any, ...]:
            weight = tail / (1.0 + tail) ** 2
            return weight * x * x, weight * x * y, weight * y * y

        xx, xy, yy = self._mean(w, bent)
        return np.stack([np.stack([xx, xy]), np.stack([xy, yy])])

    def _mean(self, w: Any, terms: Callable[..., tuple[Any, ...]]) -> list[Any]:
        """The means over the examples of what `terms` makes of a score s = t uᵀw, e^−|s| and t u."""
        n = SURFACE.n
        count = np.where(self.k > 0, self.surface.size, float(n))
        tables = self.tables

        def add(i: Any, going: Any, *totals: Any) -> tuple[Any, ...]:
            at = read("order", tables["order"], self.k * n + i)
            x, y = (read(name, tables[name], at) for name in ("first", "second"))
            s = w[0] * x + w[1] * y
            each = terms(s, np.exp(-np.abs(s)), x, y)
            return i + 1.0 < count, *(total + term for total, term in zip(totals, each, strict=True))

        zero = 0.0 * w[0]
        size = len(terms(zero, zero, zero, zero))
        _, *totals = loop(n, add, count > 0, *[zero] * size)
        return [total / count for total in totals]


def _other(s: Any, tail: Any) -> Any:
    """1 / (1 + eˢ): how sure the line is of the wrong label."""
    return np.where(s > 0, tail, 1.0) / (1.0 + tail)
