"""What `run`, rules, `tune`, outcomes and films ask of a surface, and the base of whatever stands around one."""

import copy
from typing import Any, Protocol, Self

import numpy as np

Array = np.ndarray
Box = tuple[tuple[float, float], ...]
Shapes = tuple[tuple[int, ...], ...]


class SurfaceLike(Protocol):
    """Anything with a value and a gradient over w (..., dims).

    Facts are those of the instance, so that they may depend on its parameters. What not every surface has is asked for
    by name before it is used: `has_hessian`, `least_squares`, `domain is not None`, `len(minima())`, `shapes is None`.
    """

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def latex(self) -> str: ...
    @property
    def dims(self) -> int: ...
    @property
    def start(self) -> tuple[float, ...]: ...
    @property
    def smooth(self) -> bool:
        """False: on a set of points the gradient is a subgradient, and the Hessian does not exist."""
        ...

    @property
    def twice(self) -> bool:
        """False: the gradient is continuous, but on a set of points the Hessian does not exist."""
        ...

    @property
    def drifts(self) -> bool:
        """True: it moves with the steps. What is measured at step k = 0, 1, … is then `mean.at(k)` (`along`)."""
        ...

    @property
    def game(self) -> bool:
        """True: its coordinates are players of whom some go up, so that the gradient of `at(k)` is no function's: what
        is looked for is the one critical point, the equilibrium, and not a low value."""
        ...

    @property
    def ends(self) -> bool:
        """True: it has no value outside its domain."""
        ...

    @property
    def domain(self) -> Box | None:
        """The box that is looked at, (low, high) for each coordinate; None: there is none, as for a network's weights.

        Without one, lengths are measured in the coordinates' own unit, and nothing leaves the picture.
        """
        ...

    @property
    def shapes(self) -> Shapes | None:
        """The shapes of the arrays that w is made of, one after the other (C order); their sizes add up to dims.

        None: w is only a vector. For rules that work on matrices.
        """
        ...

    @property
    def view(self) -> Any:
        """How it is best looked at, a View."""
        ...

    @property
    def has_hessian(self) -> bool: ...
    @property
    def least_squares(self) -> bool:
        """Whether f = Σ rᵢ² with residuals that can be asked for."""
        ...

    @property
    def mean(self) -> "SurfaceLike":
        """The surface behind noise, clipping and counting: what is drawn and measured."""
        ...

    def value(self, w: Any) -> Array:
        """f at points w (..., dims), as an array (...)."""
        ...

    def gradient(self, w: Any) -> Array:
        """∇f at points w (..., dims), as an array (..., dims)."""
        ...

    def hessian(self, w: Any) -> Array:
        """∇²f at points w (..., dims), as an array (..., dims, dims). ValueError where there is none."""
        ...

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        """∇²f v at points w (..., dims) for vectors v (..., dims), as an array (..., dims). Every surface has it."""
        ...

    def residual(self, w: Any) -> Array:
        """The residuals rᵢ at points w (..., dims), as an array (..., m). ValueError where there are none."""
        ...

    def residual_jacobian(self, w: Any) -> Array:
        """The residuals' derivatives at points w (..., dims), as an array (..., m, dims)."""
        ...

    def critical_points(self) -> tuple[Any, ...]:
        """Known stationary points (CriticalPoint); none known: ()."""
        ...

    def minima(self) -> Array:
        """The known minima, as an array (count, dims)."""
        ...

    def distance_to_minimum(self, w: Any) -> Array:
        """How far points w (..., dims) are from the nearest known minimum, (...); NaN where none is known."""
        ...

    def at(self, k: int) -> "SurfaceLike":
        """The surface that step k sees: itself, unless it is stochastic or drifts."""
        ...

    def settings(self) -> dict[str, Any]:
        """Each parameter's value by name."""
        ...

    def lanes(self) -> tuple[int, ...]:
        """The shape in which array-valued parameters stand: () if every one of them is a single number."""
        ...

    def lane(self, lanes: tuple[int, ...], index: tuple[int, ...]) -> Self:
        """The same with the single numbers that its parameters, broadcast to `lanes`, have at `index`."""
        ...


class Around:
    """A surface around another: whatever is asked of it is passed on, but for what a subclass answers itself.

    What the inner surface has beyond the protocol (its data, say) can be asked for through it, too.
    """

    surface: Any

    def __getattr__(self, name: str) -> Any:
        if name == "surface":  # not set yet: a copy is being unpickled
            raise AttributeError(name)
        return getattr(self.surface, name)

    def lane(self, lanes: tuple[int, ...], index: tuple[int, ...]) -> Self:
        """The same around one lane of a surface whose parameters are arrays."""
        twin = copy.copy(self)
        object.__setattr__(twin, "surface", self.surface.lane(lanes, index))
        return twin

    def value(self, w: Any) -> Array:
        return self.surface.value(w)

    def gradient(self, w: Any) -> Array:
        return self.surface.gradient(w)

    def hessian(self, w: Any) -> Array:
        return self.surface.hessian(w)

    def hessian_vector_product(self, w: Any, v: Any) -> Array:
        return self.surface.hessian_vector_product(w, v)

    def residual(self, w: Any) -> Array:
        return self.surface.residual(w)

    def residual_jacobian(self, w: Any) -> Array:
        return self.surface.residual_jacobian(w)


def along(surface: SurfaceLike, points: Array, ask: str = "value") -> Array:
    """The values (or another answer) of a surface along tracks (steps + 1, ..., dims): of one that drifts, as it is at
    each step."""
    if not surface.drifts:
        return getattr(surface, ask)(points)
    return np.stack([getattr(surface.mean.at(k), ask)(w) for k, w in enumerate(points)])


def goal(surface: SurfaceLike, w: Any) -> Array:
    """What a rule is to make small at points w (..., dims): the value; in a game, the distance from the equilibrium."""
    if not surface.game:
        return surface.value(w)
    return np.linalg.norm(np.asarray(w, dtype=float) - surface.mean.critical_points()[0].point, axis=-1)
