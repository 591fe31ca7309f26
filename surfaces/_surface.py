"""The base of every error surface: packs points, so that a surface writes its mathematics in x and y."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from catalog import Declaration, Paper
from surfaces._protocol import Box, Shapes

Array = np.ndarray

STEP = np.cbrt(np.finfo(float).eps)  # balances rounding and truncation of a central difference


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


@dataclass(frozen=True, eq=False)  # what is made of data is equal to nothing else; who declares fields compares them
class Surface(Declaration):
    """A differentiable function of one, two or more coordinates.

    A surface writes `f(x, y)`, `grad(x, y)` → (f_x, f_y) and `hess(x, y)` → (f_xx, f_xy, f_yy), the upper triangle row
    by row, on arrays of any one shape (f(x), (f_x,) and (f_xx,) for a curve). A sum of squares f = Σ rᵢ² also writes
    `residuals(x, y)` → (r_1, …, r_m) and `jacobian(x, y)` → a tuple (∂rᵢ/∂x, ∂rᵢ/∂y) for each residual. A surface of
    many weights writes `value(w)` and `gradient(w)` instead. Hessian, residuals, critical points and domain may be
    left out; `SurfaceLike` tells how they are asked for.
    """

    latex: ClassVar[str]
    paper: ClassVar[Paper | None] = None
    view: ClassVar[View] = View()
    shows: ClassVar[str]  # "convex", "valley", "saddle", "many minima", "badly scaled", "landscape" or "real data"
    smooth: ClassVar[bool] = True  # False: on a set of points grad is a subgradient, and the Hessian does not exist
    twice: ClassVar[bool] = True  # False: the gradient is continuous, but on a set of points there is no Hessian
    drifts: ClassVar[bool] = False  # True: it moves, and step k sees `at(k)`, which is no noise about a mean
    sampled: ClassVar[bool] = False  # True: it is a mean over examples, of which `at(k)` has some and `at(0)` all
    game: ClassVar[bool] = False  # True: its coordinates are players, and `at(k)` has the slope as each one sees it
    ends: ClassVar[bool] = False  # True: it has no value outside its domain
    best_value: ClassVar[float | None] = None  # the literature's global minimum, at the default parameters

    if TYPE_CHECKING:  # plain attributes, or properties where they depend on a parameter

        @property
        def dims(self) -> int: ...
        @property
        def start(self) -> tuple[float, ...]: ...
        @property
        def domain(self) -> Box | None: ...
        @property
        def shapes(self) -> Shapes | None: ...

    else:
        dims, domain, shapes = 2, None, None

    def f(self, *coordinates: Any, **named: Any) -> Any:
        raise TypeError(f"{type(self).__name__} must define f")

    def grad(self, *coordinates: Any, **named: Any) -> Any:
        raise TypeError(f"{type(self).__name__} must define grad")

    def hess(self, *coordinates: Any, **named: Any) -> Any:
        raise ValueError(f"{self.name} has no Hessian")

    def residuals(self, *coordinates: Any, **named: Any) -> Any:
        raise ValueError(f"{self.name} is not a sum of squares")

    def jacobian(self, *coordinates: Any, **named: Any) -> Any:
        raise ValueError(f"{self.name} is not a sum of squares")

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """Known stationary points; of a continuum of them, a few."""
        return ()

    @property
    def has_hessian(self) -> bool:
        """Whether the Hessian can be asked for."""
        own = type(self)
        return own.hess is not Surface.hess or own.hessian is not Surface.hessian

    @property
    def least_squares(self) -> bool:
        """Whether f is a sum of squares whose residuals are known."""
        own = type(self)
        return own.residuals is not Surface.residuals or own.residual is not Surface.residual

    @property
    def mean(self) -> "Surface":
        """The surface behind noise, clipping and counting: this one."""
        return self

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

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        """∇²f v at points w (..., dims) for vectors v (..., dims), as an array (..., dims).

        From the Hessian, or without one by a central difference of two gradients.
        """
        w, v = np.asarray(w, dtype=float), np.asarray(v, dtype=float)
        if self.has_hessian:
            return (self.hessian(w) @ v[..., None])[..., 0]
        size = np.abs(v).max(axis=-1, keepdims=True)
        reach = STEP * (1 + np.abs(w).max(axis=-1, keepdims=True)) / np.where(size > 0, size, 1.0)
        return (self.gradient(w + reach * v) - self.gradient(w - reach * v)) / (2 * reach)

    def residual(self, w: Any) -> Array:
        """The residuals rᵢ with f = Σ rᵢ² at points w (..., dims), (..., m); ValueError if there are none."""
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

    @property
    def tables(self) -> dict[str, Array]:
        """What it reads by place (`surfaces._tables`), each one flat, by name."""
        return {}

    def at(self, k: int) -> "Surface":
        """The surface that step k sees: this one, unless it is stochastic or drifts."""
        return self


def split(w: Any) -> tuple[Array, ...]:
    """The coordinates of points w (..., dims), an array (...) each; of one point, NumPy scalars, which are faster."""
    w = np.asarray(w, dtype=float)
    return tuple(w) if w.ndim == 1 else tuple(w[..., i] for i in range(w.shape[-1]))


@cache
def _upper_triangle(dims: int) -> tuple[tuple[int, int], ...]:
    return tuple((i, j) for i in range(dims) for j in range(i, dims))
