"""The base of every update rule."""

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from catalog import Declaration, Paper
from optim._belief import Belief
from optim._believed import REACH, reach
from optim._believed import step as arrow
from surfaces import SurfaceLike

Array = np.ndarray


class TorchCall(NamedTuple):
    """How torch.optim makes a rule: its class there, and its arguments by PyTorch's names."""

    name: str
    arguments: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(['w', *(f'{name}={value!r}' for name, value in self.arguments.items())])})"


class OptaxCall(NamedTuple):
    """How optax makes a rule: its function there, its arguments by optax's names (the rate is `learning_rate`), and
    what the gradient goes through before, as it is written."""

    name: str
    arguments: dict[str, Any]
    before: tuple[str, ...] = ()

    def written(self, rate: str = "") -> str:
        """The call as Python, with an expression in place of the learning rate."""
        told = {name: repr(value) for name, value in self.arguments.items()}
        if rate:
            told["learning_rate"] = rate
        call = f"optax.{self.name}({', '.join(f'{name}={text}' for name, text in told.items())})"
        return f"optax.chain({', '.join([*self.before, call])})" if self.before else call


class Stateless(NamedTuple):
    """The state of a rule that remembers nothing."""


@dataclass(frozen=True, eq=False)  # what is made of data is equal to nothing else; who declares fields compares them
class Optimizer(Declaration):
    """An update rule: `step` takes the surface, so that a rule asks it for gradients, Hessians or values as it likes.

    One `step` serves a point w (dims,) and a batch (..., dims). State is a NamedTuple of arrays whose leading axes are
    those of w; a number for each lane keeps a last axis of length 1, as array-valued parameters do inside `run`.
    Inputs are never changed in place.
    """

    color: ClassVar[str]
    family: ClassVar[str]
    latex: ClassVar[str]
    paper: ClassVar[Paper]
    needs_hessian: ClassVar[bool] = False
    needs_matrices: ClassVar[bool] = False  # True: made for weight matrices, as a network's surface has them
    lowers: ClassVar[bool] = False  # True: made to lower one value, which it asks for, or on whose curvature it builds
    elsewhere: ClassVar[tuple[str, ...]] = ()  # the same rule in PyTorch and optax, as one writes it there
    tunable: ClassVar[bool] = True  # False: its rate of 1 is the theory's, and a search for a better one leaves it
    remembers_rate: ClassVar[bool] = False  # True: steps of old rates live on in its state, which elsewhere they do not

    def init(self, w: Array) -> Any:
        """The state before the first step, from the start w (..., dims)."""
        return Stateless()

    def begin(self, surface: SurfaceLike, w: Array) -> Any:
        """The state before the first step on a surface: that of `init`, but for a rule whose memory has its shapes."""
        return self.init(w)

    def step(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Array, Any]:
        """Step k = 1, 2, …: the next points (..., dims) and the next state."""
        raise TypeError(f"{type(self).__name__} must define step")

    def lacks(self, surface: SurfaceLike) -> str:
        """What the rule asks for and a surface has not, in words ("a Hessian"); "" where it can run."""
        if surface.game and (self.lowers or self.needs_hessian):
            return "one value that all its coordinates lower"
        return "a Hessian" if self.needs_hessian and not surface.has_hessian else ""

    def believes(self, surface: SurfaceLike, w: Array, state: Any, k: int) -> tuple[Belief, ...]:
        """What the rule goes by when it takes step k from one point w (dims,): the arguments of `step`, nothing moved.

        Its step at least; of a rule with effective rates also where that would lead if the gradient that it goes by,
        as long as it is, pointed elsewhere. Asked along a recorded run t with `t.surface.at(k), t.points[k - 1]` and
        the states of k − 1.
        """
        ahead, after = self.step(surface, w, state, k)
        rates = self.effective_rate(state, after, k)
        return arrow(w, ahead) if rates is None else reach(w, ahead, rates, REACH)

    def effective_rate(self, before: Any, after: Any, k: int) -> Any:
        """What step k multiplied each coordinate of the gradient (or of its corrected average) with, (..., dims).

        From the states before and after that step. None for a rule that is not made that way.
        """
        return None

    def stable_curvature(self) -> Any:
        """The curvature of a quadratic beyond which the rule runs away from its minimum; None where it is not known.

        Of a rule with an effective rate for each coordinate: of the curvature as it sees it, with each coordinate
        stretched by that rate over `lr`.
        """
        return None

    def torch(self) -> TorchCall | None:
        """The call that makes this rule, with these settings, in torch.optim; None where PyTorch has it not."""
        return None

    def optax(self) -> OptaxCall | None:
        """The call that makes this rule, with these settings, in optax; None where optax has it not in this form."""
        return None

    def rate(self, k: int) -> Any:
        """The learning rate of step k; None for a rule without one."""
        return getattr(self, "lr", None)


def per_lane(w: Array, value: Any = 0.0) -> Array:
    """One number for each lane of points w (..., dims), as an array (..., 1)."""
    return np.full((*w.shape[:-1], 1), value, dtype=float)
