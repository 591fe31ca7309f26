"""Other people's optimizers as rules: those of torch.optim, and optax's transformations.

    race([from_torch(torch.optim.AdamW, lr=0.01), from_optax(optax.adam(0.01)), OPTIMIZERS["adam"]()], surface)

They keep their memory to themselves, so their trajectories have no states. Neither library is needed for the rest.
"""

import contextlib
import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from catalog import Paper
from optim._optimizer import Array, Optimizer, Stateless
from surfaces import SurfaceLike

TORCH = Paper("Paszke et al.", 2019, "PyTorch: An imperative style, high-performance deep learning library",
              "https://arxiv.org/abs/1912.01703")  # fmt: skip
OPTAX = Paper("DeepMind", 2020, "The DeepMind JAX ecosystem: optax", "https://github.com/google-deepmind/optax")


class Asked(Protocol):
    """The surface at one lane's points (dims,)."""

    def gradient(self, w: Array) -> Array: ...
    def value(self, w: Array) -> float: ...


class Lane(Protocol):
    """One run of an optimizer, which remembers what it wants."""

    def step(self, asked: Asked, w: Array, g: Array | None) -> Array:
        """The point after w, where the gradient is g, unless it wants to ask for itself."""
        ...


@dataclass(frozen=True)
class Foreign(Optimizer):
    """An optimizer from elsewhere; `make` begins a lane at a point. Each lane has one of its own."""

    make: Callable[[Array], Lane]
    title: str
    hue: str
    learning_rate: float | None
    source: Paper
    asks_itself: bool = False  # True: it evaluates the surface as often as it likes
    lanes_: list[Lane] = field(default_factory=list, init=False, compare=False, repr=False)

    family = "from elsewhere"
    lowers = property(lambda self: self.asks_itself)  # type: ignore[assignment]
    latex = r"w_k = \mathrm{optimizer}(w_{k-1}, \nabla E(w_{k-1}))"
    tunable = False

    def __post_init__(self) -> None:
        facts = {"name": self.title, "color": self.hue, "paper": self.source, "slug": self.title}
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def begin(self, surface: SurfaceLike, w: Array) -> Any:
        if not isinstance(w, np.ndarray):
            raise TypeError("it comes from elsewhere and runs as it is: what it does is not known here")
        object.__setattr__(self, "lanes_", [self.make(point.copy()) for point in w.reshape(-1, w.shape[-1])])
        return Stateless()

    def step(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        slopes = None if self.asks_itself else surface.gradient(w)
        out = np.full(w.shape, np.nan)
        for index, lane in zip(np.ndindex(w.shape[:-1]), self.lanes_, strict=True):
            if np.isfinite(w[index]).all():
                given = None if slopes is None else slopes[index]
                out[index] = lane.step(_At(surface, w.shape, index), w[index].copy(), given)
        return out, state

    def believes(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple:
        return ()  # its memory is its own, and a step more would change it

    def rate(self, k: int) -> Any:
        return self.learning_rate


class _At:
    """A surface asked in one lane alone: the others stand at NaN, where nothing is counted."""

    def __init__(self, surface: SurfaceLike, shape: tuple[int, ...], index: tuple[int, ...]) -> None:
        self.surface, self.shape, self.index = surface, shape, index

    def _place(self, w: Array) -> Array:
        place = np.full(self.shape, np.nan)
        place[self.index] = w
        return place

    def gradient(self, w: Array) -> Array:
        return self.surface.gradient(self._place(w))[self.index]

    def value(self, w: Array) -> float:
        return float(self.surface.value(self._place(w))[self.index])


class _Torch:
    """A lane of torch.optim: one parameter in float64."""

    def __init__(self, torch: Any, made: Callable[[Any], Any], w: Array) -> None:
        self.torch = torch
        self.w = torch.tensor(w.tolist(), dtype=torch.float64, requires_grad=True)
        self.optimizer = made([self.w])

    def _set(self, g: Array) -> None:
        self.w.grad = self.torch.tensor(np.asarray(g).tolist(), dtype=self.torch.float64)

    def step(self, asked: Asked, w: Array, g: Array | None) -> Array:
        if g is not None:
            self._set(g)
            self.optimizer.step()
        else:

            def closure() -> Any:
                place = np.array(self.w.tolist())
                self._set(asked.gradient(place))
                return self.torch.tensor(asked.value(place), dtype=self.torch.float64)

            self.optimizer.step(closure)
        return np.array(self.w.tolist())


def from_torch(optimizer: Any, *, name: str | None = None, color: str = "#ee4c2c", **settings: Any) -> Foreign:
    """A class of torch.optim, or any that is made and stepped like one, with its settings, as a rule.

    Raises ImportError without torch, and what the class raises for settings that it does not take.
    """
    torch = importlib.import_module("torch")

    def made(parameters: Any) -> Any:
        return optimizer(parameters, **settings)

    trial = made([torch.tensor([0.0, 0.0], dtype=torch.float64, requires_grad=True)])
    closure = inspect.signature(trial.step).parameters.get("closure")
    return Foreign(
        make=lambda w: _Torch(torch, made, w),
        title=name or f"{optimizer.__name__} (torch)",
        hue=color,
        learning_rate=settings.get("lr"),
        source=TORCH,
        asks_itself=closure is not None and closure.default is inspect.Parameter.empty,
    )


class _Optax:
    """A lane of optax: its state, and the point."""

    def __init__(self, transformation: Any, w: Array, wants_value: bool) -> None:
        self.transformation, self.wants_value = transformation, wants_value
        with _float64():
            self.state = transformation.init(w)

    def step(self, asked: Asked, w: Array, g: Array | None) -> Array:
        given = {"value": asked.value(w), "grad": g} if self.wants_value else {}
        with _float64():
            update, self.state = self.transformation.update(g, self.state, w, **given)
            return w + np.asarray(update, dtype=float)


def _float64() -> Any:
    """Within it, JAX computes in float64, if it is there."""
    try:
        jax = importlib.import_module("jax")
    except ImportError:
        return contextlib.nullcontext()
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)
    return importlib.import_module("jax.experimental").enable_x64()


def from_optax(transformation: Any, *, name: str = "optax", color: str = "#8e44ad", lr: float | None = None) -> Foreign:
    """An optax transformation, such as `optax.adam(0.01)`, as a rule; `lr` is only told, where a rate is shown.

    Raises TypeError if it is not one, with `init` and `update`, or wants more than a gradient and a value (a function
    to search along, as optax.lbfgs does).
    """
    if not (callable(getattr(transformation, "init", None)) and callable(getattr(transformation, "update", None))):
        raise TypeError(f"an optax transformation has init and update; {type(transformation).__name__} has not")
    wants_value = _wants_value(transformation, name)
    return Foreign(
        make=lambda w: _Optax(transformation, w, wants_value), title=name, hue=color, learning_rate=lr, source=OPTAX
    )


class _Trial:
    def gradient(self, w: Array) -> Array:
        return np.ones_like(w)

    def value(self, w: Array) -> float:
        return 1.0


def _wants_value(transformation: Any, name: str) -> bool:
    """Whether it takes its steps with the value at hand only: found by a step of each kind."""
    w, asked = np.ones(2), _Trial()
    for wants in (False, True):
        try:
            _Optax(transformation, w, wants).step(asked, w, asked.gradient(w))
        except TypeError as error:
            fault = str(error)
        else:
            return wants
    raise TypeError(f"{name} takes no step from a gradient and a value: {fault}")
