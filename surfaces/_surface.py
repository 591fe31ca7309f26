"""The base of every error surface: packs points, so that a surface writes its mathematics in x and y."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from catalog import Declaration, Paper

Array = np.ndarray


class CriticalPoint(NamedTuple):
    """A point where the gradient is zero; degenerate: the Hessian there has a zero eigenvalue."""

    point: tuple[float, ...]
    kind: str  # "minimum", "maximum" or "saddle"
    degenerate: bool = False


class View(NamedTuple):
    """How a surface is best looked at: the spacing of its contour levels and the camera (degrees, as in matplotlib)."""

    scale: str = "linear"  # "linear" or "log", where f spans decades
    azimuth: float = -60.0
    elevation: float = 35.0
    z: tuple[float, float] | None = None  # limits of the vertical axis; None: fitted


@dataclass(frozen=True)
class Surface(Declaration):
    """A differentiable function of one, two or more coordinates.

    A surface writes `f(x, y)`, `grad(x, y)` → (f_x, f_y) and `hess(x, y)` → (f_xx, f_xy, f_yy), the upper triangle row
    by row, on arrays of any one shape (f(x), (f_x,) and (f_xx,) for a curve). A sum of squares f = Σ rᵢ² also writes
    `residuals(x, y)` → (r_1, …, r_m) and `jacobian(x, y)` → a tuple (∂rᵢ/∂x, ∂rᵢ/∂y) for each residual.
    """

    latex: ClassVar[str]
    paper: ClassVar[Paper | None] = None
    dims: ClassVar[int] = 2
    domain: ClassVar[tuple[tuple[float, float], ...]]
    start: ClassVar[tuple[float, ...]]
    view: ClassVar[View] = View()
    shows: ClassVar[str]  # "convex", "valley", "saddle", "many minima", "badly scaled", "landscape" or "real data"
    smooth: ClassVar[bool] = True  # False: on a set of points grad is a subgradient, and the Hessian does not exist
    best_value: ClassVar[float | None] = None  # the literature's global minimum, at the default parameters

    def f(self, *coordinates: Array) -> Array:
        raise TypeError(f"{type(self).__name__} must define f")

    def grad(self, *coordinates: Array) -> tuple[Any, ...]:
        raise TypeError(f"{type(self).__name__} must define grad")

    def hess(self, *coordinates: Array) -> tuple[Any, ...]:
        raise TypeError(f"{type(self).__name__} must define hess")

    def residuals(self, *coordinates: Array) -> tuple[Any, ...]:
        raise TypeError(f"{type(self).__name__} is not a sum of squares")

    def jacobian(self, *coordinates: Array) -> tuple[tuple[Any, ...], ...]:
        raise TypeError(f"{type(self).__name__} is not a sum of squares")

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """Known stationary points; of a continuum of them, a few."""
        return ()

    @property
    def least_squares(self) -> bool:
        """Whether f is a sum of squares whose residuals are known."""
        return type(self).residuals is not Surface.residuals

    def value(self, w: Any) -> Array:
        """f at points w (..., dims), as an array (...)."""
        return self.f(*split(w))

    def gradient(self, w: Any) -> Array:
        """∇f at points w (..., dims), as an array (..., dims)."""
        w = np.asarray(w, dtype=float)
        out = np.empty(w.shape)
        for i, part in enumerate(self.grad(*split(w))):
            out[..., i] = part
        return out

    def hessian(self, w: Any) -> Array:
        """∇²f at points w (..., dims), as an array (..., dims, dims)."""
        w = np.asarray(w, dtype=float)
        out = np.empty((*w.shape, w.shape[-1]))
        for (i, j), part in zip(_upper_triangle(w.shape[-1]), self.hess(*split(w)), strict=True):
            out[..., i, j] = out[..., j, i] = part
        return out

    def residual(self, w: Any) -> Array:
        """The residuals rᵢ with f = Σ rᵢ² at points w (..., dims), (..., m); TypeError if there are none."""
        w = np.asarray(w, dtype=float)
        return np.stack([np.broadcast_to(r, w.shape[:-1]) for r in self.residuals(*split(w))], axis=-1)

    def residual_jacobian(self, w: Any) -> Array:
        """The residuals' derivatives at points w (..., dims), as an array (..., m, dims)."""
        w = np.asarray(w, dtype=float)
        rows = self.jacobian(*split(w))
        out = np.empty((*w.shape[:-1], len(rows), w.shape[-1]))
        for i, row in enumerate(rows):
            for j, part in enumerate(row):
                out[..., i, j] = part
        return out

    def minima(self) -> Array:
        """The known minima, as an array (count, dims)."""
        points = [p.point for p in self.critical_points() if p.kind == "minimum"]
        return np.array(points, dtype=float).reshape(len(points), self.dims)

    def distance_to_minimum(self, w: Any) -> Array:
        """How far points w (..., dims) are from the nearest known minimum, (...); NaN where none is known."""
        w = np.asarray(w, dtype=float)
        minima = self.minima()
        if not len(minima):
            return np.full(w.shape[:-1], np.nan)
        return np.linalg.norm(w[..., None, :] - minima, axis=-1).min(axis=-1)

    def at(self, k: int) -> "Surface":
        """The surface that step k sees: this one, unless it is stochastic."""
        return self


def split(w: Any) -> tuple[Array, ...]:
    """The coordinates of points w (..., dims), an array (...) each; of one point, NumPy scalars, which are faster."""
    w = np.asarray(w, dtype=float)
    return tuple(w) if w.ndim == 1 else tuple(w[..., i] for i in range(w.shape[-1]))


@cache
def _upper_triangle(dims: int) -> tuple[tuple[int, int], ...]:
    return tuple((i, j) for i in range(dims) for j in range(i, dims))
