"""A plane surface turned and skewed about the centre of its picture: BBOB's devices against rules that lean on axes."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from catalog import param
from surfaces._surface import Array, CriticalPoint, Surface

TINY = 1e-300  # from the centre: nearer there is no telling on which side
STEPS = 200  # of halving, in which the skew is undone to the last digit


@dataclass(frozen=True)
class Turned(Surface):
    """f(c + h ∘ S(R (w − c)/h)): R turns by an angle, S stretches what lies beyond the centre along the second axis.

    c is the middle of the picture and h half its sides, so that what is seen is turned as a picture is. S is
    Hansen and others' T_asy: t ↦ t^(1 + β √t) for t > 0, and t else; its second derivative has no bound at 0, where
    the Hessian leaves it out.
    """

    surface: Surface
    turn: float = param(0.0, -90.0, 90.0, r"\theta", legal="[-360, 360]", help="Turned by, in degrees")
    skew: float = param(0.0, 0.0, 1.0, r"\beta", legal="[0, 2]", help="Stretched on one side of the centre (asymmetry)")

    name = property(lambda self: self.surface.name)  # type: ignore[assignment]
    paper = property(lambda self: self.surface.paper)  # type: ignore[assignment]
    shows = property(lambda self: self.surface.shows)  # type: ignore[assignment]
    smooth = property(lambda self: self.surface.smooth)  # type: ignore[assignment]
    twice = property(lambda self: self.surface.twice and not np.any(self.skew))  # type: ignore[assignment]
    view = property(lambda self: self.surface.view)  # type: ignore[assignment]
    domain = property(lambda self: self.surface.domain)
    start = property(lambda self: self.surface.start)
    has_hessian = property(lambda self: self.surface.has_hessian)  # type: ignore[assignment]
    least_squares = property(lambda self: self.surface.least_squares)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        super().__post_init__()
        done = ["turned about the middle of the picture"] * bool(np.any(self.turn)) + ["skewed (BBOB’s T_asy)"] * bool(
            np.any(self.skew)
        )
        told = f"{self.surface.__doc__} Here it is {' and '.join(done)}." if done else self.surface.__doc__
        object.__setattr__(self, "__doc__", told)

    @property
    def latex(self) -> str:  # type: ignore[override]
        return rf"{self.surface.latex}, \quad \text{{turned by }} \theta,\ \text{{skewed by }} \beta"

    def settings(self) -> dict[str, Any]:
        return {**self.surface.settings(), "turn": self.turn, "skew": self.skew}

    def lanes(self) -> tuple[int, ...]:
        return np.broadcast_shapes(self.surface.lanes(), np.shape(self.turn), np.shape(self.skew))

    def lane(self, lanes: tuple[int, ...], index: tuple[int, ...]) -> Self:
        return super().lane(lanes, index).altered(surface=self.surface.lane(lanes, index))

    def at(self, k: int) -> Any:
        """The surface that step k sees, turned as this one is."""
        seen = self.surface.at(k)
        return self if seen is self.surface else self.altered(surface=seen)

    def value(self, w: Any) -> Array:
        return self.surface.value(self._place(w)[0])

    def gradient(self, w: Any) -> Array:
        place, first, _ = self._place(w)
        return (first * self.surface.gradient(place)[..., :, None]).sum(axis=-2)

    def hessian(self, w: Any) -> Array:
        place, first, (axis, bend) = self._place(w)
        inner = _times(np.swapaxes(first, -1, -2), _times(self.surface.hessian(place), first))
        slope = self.surface.gradient(place)[..., 1]
        return inner + (slope * bend)[..., None, None] * axis[..., :, None] * axis[..., None, :]

    def residual(self, w: Any) -> Array:
        return self.surface.residual(self._place(w)[0])

    def residual_jacobian(self, w: Any) -> Array:
        place, first, _ = self._place(w)
        return _times(self.surface.residual_jacobian(place), first)

    def critical_points(self) -> tuple[CriticalPoint, ...]:
        return tuple(p._replace(point=self._seen(p.point)) for p in self.surface.critical_points())

    def _frame(self) -> tuple[Array, Array]:
        """The middle of the picture, and half its sides."""
        low, high = np.array(self.surface.domain, dtype=float).T
        return (low + high) / 2, (high - low) / 2

    def _place(self, w: Any) -> tuple[Array, Array, tuple[Array, Array]]:
        """Where the surface is asked, that place's Jacobian (..., 2, 2), and what bends: an axis, and how much."""
        w = np.asarray(w, dtype=float)
        middle, half = self._frame()
        c, s = np.cos(np.radians(self.turn)), np.sin(np.radians(self.turn))
        x, y = ((w[..., i] - middle[i]) / half[i] for i in (0, 1))
        u, t = c * x + s * y, c * y - s * x
        value, slope, bend = _skewed(t, self.skew)
        place = np.stack([middle[0] + half[0] * u, middle[1] + half[1] * value], axis=-1)
        ratio = half[0] / half[1]
        rows = np.stack([c + 0 * u, s * ratio + 0 * u], axis=-1), np.stack([-s * slope / ratio, c * slope], axis=-1)
        axis = np.stack([-s / half[0] + 0 * u, c / half[1] + 0 * u], axis=-1)
        return place, np.stack(rows, axis=-2), (axis, half[1] * bend)

    def _seen(self, point: Any) -> tuple[float, ...]:
        """Where a place of the surface itself is seen."""
        middle, half = self._frame()
        u, goal = (np.asarray(point, dtype=float) - middle) / half
        t = _unskewed(goal, self.skew)
        c, s = np.cos(np.radians(self.turn)), np.sin(np.radians(self.turn))
        return tuple(float(v) for v in middle + half * np.array([c * u - s * t, s * u + c * t]))


Turned.slug = property(lambda self: self.surface.slug)  # type: ignore[assignment,method-assign]


def turned(surface: Surface, turn: float = 0.0, skew: float = 0.0) -> Surface:
    """A plane surface, turned and skewed; itself where it is neither. Raises ValueError for any other surface."""
    if not (turn or skew):
        return surface
    if surface.game:
        raise ValueError(f"{surface.name} is a game, whose coordinates are its players: it cannot be turned")
    if surface.drifts or surface.dims != 2 or surface.domain is None:
        raise ValueError(f"{surface.name} is no surface of the plane that stands still: it cannot be turned")
    return Turned(surface, turn, skew)


def _times(a: Array, b: Array) -> Array:
    """The product of matrices (..., n, m) and (..., m, p), of arrays that may be traced."""
    return (a[..., :, :, None] * b[..., None, :, :]).sum(axis=-2)


def _skewed(t: Any, skew: Any) -> tuple[Any, Any, Any]:
    """t^(1 + β √t) where t > 0, else t, and its two derivatives."""
    beyond = t > TINY
    safe = np.where(beyond, t, 1.0)
    root, log = np.sqrt(safe), np.log(safe)
    power = 1 + skew * root
    value = safe**power
    rate = power + skew * root * log / 2  # of the logarithm, times t
    fall = skew * root * (4 - log) / 4 - power  # its derivative, times t²
    return (
        np.where(beyond, value, t),
        np.where(beyond, value / safe * rate, 1.0),
        np.where(beyond, value / safe / safe * (rate * rate + fall), 0.0),
    )


def _unskewed(goal: float, skew: float) -> float:
    if goal <= 0 or not skew:
        return float(goal)
    low, high = 0.0, max(1.0, float(goal))
    for _ in range(STEPS):
        t = (low + high) / 2
        low, high = (t, high) if _skewed(np.float64(t), skew)[0] < goal else (low, t)
    return (low + high) / 2
